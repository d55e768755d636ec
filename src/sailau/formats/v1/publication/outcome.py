"""data/outcome.json: who is elected in each contest, or what is still open, with the worked explanation (M58-M69, E48).

`input` is, as it stands, a file for `sailau outcome`: anyone computes the result again from the published totals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sailau.formats.codec import BOOLEAN, INTEGER, STRING, Codec, Field, Many, Object
from sailau.formats.v1.publication import names
from sailau.formats.v1.publication.fields import ID, INSTANT, POSITIVE, TEXT, Ascending, LargeDocument, large_document
from sailau.formats.v1.record.canonical import DATA, ELECTION_ID, Nullable, Table, one_of
from sailau.refusal import Text

STATES: Final = ("decided", "tied", "repeat_vote", "repeat_election", "put_off", "held_back", "incomplete")
"""Settled; open between equals; the two best go to a repeat vote; a repeat election; nothing to decide by vote;
held back while a precinct is postponed (E48); precincts are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One step of the worked explanation, with its article."""

    article: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandates:
    """An elected answer (its id in the definition) and how many seats it has; a candidate has one."""

    answer: str
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestOutcome:
    """One contest. `input` is None while nothing can be computed; `waiting` are the precincts that it waits for.

    `left_out` are precincts whose results were declared void. Precincts by number, answers by id.
    """

    contest: str
    state: str
    input: Mapping[str, Any] | None
    elected: tuple[Mandates, ...] = ()
    repeat_vote: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    waiting: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    explanation: tuple[Explained, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The whole file; `preliminary` until every unit is fixed and announced.

    `registrations`: the place of a party's list in the order of registration (from 1), where the rule asks for it.
    """

    election: str
    as_of: datetime
    preliminary: bool
    registrations: Mapping[str, int]
    contests: tuple[ContestOutcome, ...]


_ANSWERS = Ascending(ID, lambda one: one)
_PRECINCTS = Ascending(INTEGER, lambda one: one)
_CONTEST: Codec[ContestOutcome] = Object(
    ContestOutcome,
    Field("contest", ID),
    Field("state", one_of(*STATES)),
    Field("input", Nullable(DATA)),
    Field(
        "elected",
        Ascending(Object(Mandates, Field("answer", ID), Field("seats", INTEGER)), lambda one: one.answer),
    ),
    Field("repeat_vote", _ANSWERS),
    Field("tied", _ANSWERS),
    Field("waiting", _PRECINCTS),
    Field("left_out", _PRECINCTS),
    Field("explanation", Many(Object(Explained, Field("article", STRING), Field("text", TEXT)))),
)
OUTCOME_FILE: LargeDocument[Outcome] = large_document(
    "sailau-outcome/1",
    names.OUTCOME,
    Outcome,
    Field("election", ELECTION_ID),
    Field("as_of", INSTANT),
    Field("preliminary", BOOLEAN),
    Field("registrations", Table(POSITIVE, ID)),
    Field("contests", Ascending(_CONTEST, lambda one: one.contest)),
)
