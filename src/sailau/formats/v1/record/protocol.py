"""protocol.json: the electronic protocol of the precinct's count (L 43(4), (4-1), (8), 50-6(2))."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sailau.formats.codec import BOOLEAN, INTEGER, STRING, Field, Leaf, Many, Object
from sailau.formats.v1.record.acts import SORTED_MEMBERS
from sailau.formats.v1.record.canonical import (
    BILINGUAL,
    ELECTION_ID,
    HEX_HASH,
    MEMBER,
    NAME,
    UUID,
    Bilingual,
    CanonicalDocument,
    Nullable,
    document,
)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctPlace:
    """Where the precinct is."""

    number: int
    name: Bilingual
    address: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the form: the figure's id, its value, and the value in words (L 43(8))."""

    figure: str
    value: int
    kk: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesRow:
    """Votes for one answer; `answer` counts from 1 in ballot order."""

    answer: int
    name: Bilingual
    votes: int
    kk: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankVotes:
    """Blank votes, where the rules allow them."""

    votes: int
    kk: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestResult:
    """The result of one contest."""

    contest: str
    title: Bilingual
    rows: tuple[VotesRow, ...]
    blank: BlankVotes | None
    valid: int
    invalid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActReference:
    """An act that the protocol names, with the hash of its file."""

    number: int
    kind: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsigned:
    """A member who did not sign, and why (L 43(8))."""

    member: str
    reason: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """The whole protocol. Hashes are 64 lower-case hex digits; lines stand in the order of the form."""

    election: str
    title: Bilingual
    date: date
    precinct: PrecinctPlace
    uuid: str
    setup: str
    archive_sha256: str
    lines: tuple[Line, ...]
    contests: tuple[ContestResult, ...]
    codes_sha256: str
    acts: tuple[ActReference, ...]
    signers: tuple[str, ...]
    unsigned: tuple[Unsigned, ...]
    recount: bool


def _date(value: Any) -> date:
    if not isinstance(value, str) or not _DATE.match(value):
        raise ValueError("not a date, as 2005-12-04")
    return date.fromisoformat(value)


DATE = Leaf(_date, date.isoformat)
PLACE = Object(PrecinctPlace, Field("number", INTEGER), Field("name", BILINGUAL), Field("address", BILINGUAL))
LINE = Object(Line, Field("figure", NAME), Field("value", INTEGER), Field("kk", STRING), Field("ru", STRING))
ROW = Object(
    VotesRow,
    Field("answer", INTEGER),
    Field("name", BILINGUAL),
    Field("votes", INTEGER),
    Field("kk", STRING),
    Field("ru", STRING),
)
BLANK = Object(BlankVotes, Field("votes", INTEGER), Field("kk", STRING), Field("ru", STRING))
_CONTEST = Object(
    ContestResult,
    Field("contest", STRING),
    Field("title", BILINGUAL),
    Field("rows", Many(ROW)),
    Field("blank", Nullable(BLANK)),
    Field("valid", INTEGER),
    Field("invalid", INTEGER),
)
ACT_REFERENCE = Object(ActReference, Field("number", INTEGER), Field("kind", STRING), Field("sha256", HEX_HASH))
UNSIGNED = Object(Unsigned, Field("member", MEMBER), Field("reason", BILINGUAL))

PROTOCOL_FILE: CanonicalDocument[Protocol] = document(
    "sailau-protocol/1",
    "protocol.json",
    Protocol,
    Field("election", ELECTION_ID),
    Field("title", BILINGUAL),
    Field("date", DATE),
    Field("precinct", PLACE),
    Field("uuid", UUID),
    Field("setup", HEX_HASH),
    Field("archive_sha256", HEX_HASH),
    Field("lines", Many(LINE)),
    Field("contests", Many(_CONTEST)),
    Field("codes_sha256", HEX_HASH),
    Field("acts", Many(ACT_REFERENCE)),
    Field("signers", SORTED_MEMBERS),
    Field("unsigned", Many(UNSIGNED)),
    Field("recount", BOOLEAN),
)
