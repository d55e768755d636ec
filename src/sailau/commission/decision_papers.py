"""A decision as the file that is signed and published, and back (`docs/format/publication.md`, chapter 7).

The kind is the matter's name, `data` its fields: whoever reads a published decision knows exactly what it orders.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeVar, assert_never

from sailau.commission.decisions import (
    Body,
    Cancellation,
    CommissionDecision,
    DistrictVoid,
    DropOut,
    ListOrder,
    Lot,
    MandateVacant,
    Matter,
    Postponement,
    PrecinctVoid,
    ProtocolChoice,
    Recount,
    SeatVacant,
)
from sailau.election.nouns import AnswerId, ContestId, DistrictId, PrecinctNumber, Words
from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, STRING, Codec, Field, Leaf, Many, Object
from sailau.formats.v1.notice import ELECTED
from sailau.formats.v1.publication import DecisionPaper
from sailau.formats.v1.publication.fields import ID, POSITIVE, TEXT
from sailau.formats.v1.record.canonical import HEX_HASH, Nullable
from sailau.refusal import Text

T = TypeVar("T")

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


def _date(value: Any) -> date:
    if not isinstance(value, str) or not _DATE.match(value):
        raise ValueError("not a day, as 2005-12-04")
    return date.fromisoformat(value)


def _as(name: Callable[[Any], T], leaf: Leaf[Any]) -> Leaf[T]:
    return Leaf(lambda value: name(leaf.read(value)), leaf.write)


_PRECINCT = _as(PrecinctNumber, INTEGER)
_CONTEST = _as(ContestId, ID)
_ANSWER = _as(AnswerId, ID)
_DISTRICT = _as(DistrictId, ID)
_PRECINCTS = Field("precincts", Many(_PRECINCT))
_DAY = Leaf(_date, date.isoformat)
_LISTED = (
    Field("contest", _CONTEST),
    Field("answer", _ANSWER),
    Field("listed", Many(TEXT)),
    Field("dropped_out", Many(TEXT)),
)

KINDS: Final[Mapping[str, Codec[Any]]] = {
    "postponement": Object(Postponement, _PRECINCTS, Field("until", Nullable(_DAY))),
    "precinct_void": Object(PrecinctVoid, _PRECINCTS),
    "district_void": Object(DistrictVoid, Field("districts", Many(_DISTRICT))),
    "recount": Object(Recount, _PRECINCTS, Field("members", Many(STRING)), Field("complainants", Many(STRING))),
    "protocol_choice": Object(ProtocolChoice, Field("precinct", _PRECINCT), Field("bundle_sha256", HEX_HASH)),
    "drop_out": Object(DropOut, Field("contest", _CONTEST), Field("answer", _ANSWER)),
    "lot": Object(Lot, Field("contest", _CONTEST), Field("order", Many(_ANSWER))),
    "cancellation": Object(Cancellation, Field("number", POSITIVE)),
    "list_order": Object(
        ListOrder,
        *_LISTED,
        Field("order", Many(TEXT)),
        Field("application", STRING),
        Field("extract", STRING),
    ),
    "mandate_vacant": Object(
        MandateVacant, *_LISTED, Field("person", TEXT), Field("since", _DAY), Field("next", Nullable(ELECTED))
    ),
    "seat_vacant": Object(
        SeatVacant,
        Field("contest", _CONTEST),
        Field("answer", _ANSWER),
        Field("since", _DAY),
        Field("term_ends", _DAY),
    ),
}
"""The kinds of decision: the word in the file, the matter with the fields of `data`."""


def kind_of(matter: Matter) -> str:
    """The word for a matter in files."""
    match matter:
        case Postponement():
            return "postponement"
        case PrecinctVoid():
            return "precinct_void"
        case DistrictVoid():
            return "district_void"
        case Recount():
            return "recount"
        case ProtocolChoice():
            return "protocol_choice"
        case DropOut():
            return "drop_out"
        case Lot():
            return "lot"
        case Cancellation():
            return "cancellation"
        case ListOrder():
            return "list_order"
        case MandateVacant():
            return "mandate_vacant"
        case SeatVacant():
            return "seat_vacant"
        case _:
            assert_never(matter)


def decision_paper(decision: CommissionDecision, election: str) -> DecisionPaper:
    """The decision as it is signed."""
    kind = kind_of(decision.matter)
    return DecisionPaper(
        election=election,
        number=decision.number,
        kind=kind,
        body=decision.body.value,
        commission=_text(decision.name),
        at=decision.taken,
        article=decision.article,
        reason=_text(decision.reason),
        data=KINDS[kind].encode(decision.matter),
    )


def decision_of(paper: DecisionPaper) -> CommissionDecision:
    """The decision that a file states. Raises FormatError when kind or data are not those of a decision."""
    if paper.kind not in KINDS:
        raise FormatError("decision.kind", f"not one of {', '.join(KINDS)}")
    codec = KINDS[paper.kind]
    matter: Matter = codec.decode(paper.data, "decision.data")
    if codec.encode(matter) != paper.data:
        raise FormatError("decision.data", f"not exactly the fields of {paper.kind}")
    return CommissionDecision(
        number=paper.number,
        body=Body(paper.body),
        name=_words(paper.commission),
        taken=paper.at,
        article=paper.article,
        reason=_words(paper.reason),
        matter=matter,
    )


def _text(words: Words) -> Text:
    return Text(words.kk, words.ru, words.en)


def _words(text: Text) -> Words:
    return Words(text.kk, text.ru, text.en)
