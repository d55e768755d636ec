"""A complaint and its steps as the store keeps them (M24, M70). Names of people stand in it: it is never published."""

from collections.abc import Mapping
from typing import Any, Final

from sailau.commission.complaints import (
    AgainstCommission,
    CheckAnswered,
    CheckAsked,
    Complaint,
    ComplaintDecided,
    ComplaintStep,
    CourtRuled,
    CourtTookUp,
    OnCorrectness,
    Subject,
)
from sailau.election.nouns import ElectionType, PrecinctNumber
from sailau.errors import FormatError
from sailau.formats.codec import BOOLEAN, INTEGER, STRING, Codec, Field, Leaf, Many, Object
from sailau.formats.v1.publication.fields import INSTANT, POSITIVE
from sailau.formats.v1.record.canonical import CanonicalDocument, Nullable, document
from sailau.formats.v1.record.protocol import DATE

Kinds = Mapping[str, tuple[type[Any], Codec[Any]]]


class _OneOf:
    """One of several kinds of object, told by its member `kind`."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds

    def decode(self, value: Any, place: str) -> Any:
        if not isinstance(value, dict) or value.get("kind") not in self._kinds:
            raise FormatError(f"{place}.kind", f"not one of {', '.join(self._kinds)}")
        return self._kinds[value["kind"]][1].decode(value, place)

    def encode(self, value: Any) -> Any:
        kind = next(name for name, (type_, _) in self._kinds.items() if isinstance(value, type_))
        return {"kind": kind, **self._kinds[kind][1].encode(value)}


def _number(value: Any) -> PrecinctNumber:
    return PrecinctNumber(INTEGER.read(value))


def _elected(value: Any) -> ElectionType:
    return ElectionType(STRING.read(value))


SUBJECT: Final[Codec[Subject]] = _OneOf(
    {
        "commission": (
            AgainstCommission,
            Object(
                AgainstCommission,
                Field("decided", INSTANT),
                Field("precincts", Many(Leaf(_number, int))),
                Field("decision", Nullable(POSITIVE)),
            ),
        ),
        "correctness": (
            OnCorrectness,
            Object(OnCorrectness, Field("elected", Leaf(_elected, str)), Field("results", DATE)),
        ),
    }
)
_AT: Final = Field("at", INSTANT)
STEP: Final[Codec[ComplaintStep]] = _OneOf(
    {
        "check-asked": (CheckAsked, Object(CheckAsked, _AT, Field("by_whom", STRING))),
        "check-answered": (CheckAnswered, Object(CheckAnswered, _AT, Field("text", STRING))),
        "court-took-up": (CourtTookUp, Object(CourtTookUp, _AT, Field("court", STRING))),
        "court-ruled": (
            CourtRuled,
            Object(CourtRuled, _AT, Field("sets_aside", BOOLEAN), Field("text", STRING)),
        ),
        "decided": (
            ComplaintDecided,
            Object(
                ComplaintDecided,
                _AT,
                Field("upheld", BOOLEAN),
                Field("text", STRING),
                Field("decision", Nullable(POSITIVE)),
            ),
        ),
    }
)


class _Kept:
    """A step with the number of its complaint."""

    def __init__(self, complaint: int, step: ComplaintStep) -> None:
        self.complaint, self.step = complaint, step


COMPLAINT_FILE: Final[CanonicalDocument[Complaint]] = document(
    "sailau-complaint/1",
    "complaint",
    Complaint,
    Field("number", POSITIVE),
    Field("complainant", STRING),
    Field("received", INSTANT),
    Field("subject", SUBJECT),
    Field("circumstances", STRING),
    Field("evidence", Many(STRING)),
)
STEP_FILE: Final[CanonicalDocument[_Kept]] = document(
    "sailau-complaint-step/1", "complaint step", _Kept, Field("complaint", POSITIVE), Field("step", STEP)
)


def kept_step(complaint: int, step: ComplaintStep) -> bytes:
    """The bytes of one step of a complaint."""
    return STEP_FILE.write(_Kept(complaint, step))


def read_step(data: bytes) -> tuple[int, ComplaintStep]:
    """Number of the complaint, and the step. Raises FormatError."""
    kept = STEP_FILE.read(data)
    return kept.complaint, kept.step
