"""What the store keeps of a judged bundle, as JSON: the verifier's report, the reasons of a refusal, the figures.

The figures are a `PrecinctReturn`; they are in the store so that the sums of a country do not read 10,000 records.
"""

from dataclasses import dataclass
from typing import Any, Final

from sailau.commission.returns import ContestFigures, PrecinctReturn, ProtocolFigures
from sailau.election.nouns import AnswerId, ContestId, ElectionId, PrecinctNumber
from sailau.formats.codec import BOOLEAN, INTEGER, STRING, Codec, Field, Leaf, Many, Object, Row
from sailau.formats.v1.acknowledgement import REFUSAL
from sailau.formats.v1.record.canonical import (
    DATA,
    ELECTION_ID,
    HEX_HASH,
    HOUR,
    NAME,
    UUID,
    CanonicalDocument,
    Nullable,
    Table,
    document,
)
from sailau.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verifier's report in the form that `sailau verify --json` prints, and why a bundle was refused."""

    report: Any
    reasons: tuple[Refusal, ...]


JUDGEMENT_FILE: Final[CanonicalDocument[Judgement]] = document(
    "sailau-judgement/1", "judgement", Judgement, Field("report", DATA), Field("reasons", Many(REFUSAL))
)


class _Pairs:
    """A mapping whose order counts, as an array of pairs."""

    def __init__(self, key: Codec[Any], value: Codec[Any]) -> None:
        self._rows = Many(Row((key, value)))

    def decode(self, value: Any, place: str) -> dict[Any, Any]:
        return dict(self._rows.decode(value, place))

    def encode(self, value: dict[Any, Any]) -> Any:
        return self._rows.encode(tuple(value.items()))


_ANSWER: Leaf[AnswerId] = Leaf(lambda value: AnswerId(STRING.read(value)), str)
_CONTEST_ID: Leaf[ContestId] = Leaf(lambda value: ContestId(STRING.read(value)), str)
_CONTEST: Codec[ContestFigures] = Object(
    ContestFigures,
    Field("votes", _Pairs(_ANSWER, INTEGER)),
    Field("blank", INTEGER),
    Field("valid", INTEGER),
    Field("invalid", INTEGER),
)
_PROTOCOL: Codec[ProtocolFigures] = Object(
    ProtocolFigures, Field("lines", _Pairs(NAME, INTEGER)), Field("contests", _Pairs(_CONTEST_ID, _CONTEST))
)
RETURN_FILE: Final[CanonicalDocument[PrecinctReturn]] = document(
    "sailau-return/1",
    "return",
    PrecinctReturn,
    Field("election", Leaf(lambda value: ElectionId(ELECTION_ID.read(value)), str)),
    Field("precinct", Leaf(lambda value: PrecinctNumber(INTEGER.read(value)), int)),
    Field("archive", UUID),
    Field("version", INTEGER),
    Field("bundle_sha256", HEX_HASH),
    Field("manifest_sha256", HEX_HASH),
    Field("recount", BOOLEAN),
    Field("electronic", _PROTOCOL),
    Field("paper", Nullable(_PROTOCOL)),
    Field("summary", Nullable(_PROTOCOL)),
    Field("admitted_by_hour", Table(INTEGER, HOUR)),
)
