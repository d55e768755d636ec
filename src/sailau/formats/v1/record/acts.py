"""acts/NNN-<kind>.json: acts and minutes of the day (L 43(4), 43(3-1), 50-6): what happened, and what it explains.

An act carries a time to the minute, and never that of a voter's step. `kind` is open: the kinds named here are those
that a reader looks for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, STRING, Field, Leaf, Many
from sailau.formats.v1.record.canonical import (
    BILINGUAL,
    DATA,
    ELECTION_ID,
    MEMBER,
    MOMENT,
    NAME,
    UUID,
    Bilingual,
    CanonicalDocument,
    document,
)

INSTALLATION: Final = "installation"
ZERO_REPORT: Final = "zero_report"
CREDENTIALS_DESTROYED_BY_TERRITORIAL: Final = "credentials_destroyed_by_territorial"
RECOUNT: Final = "recount"
POSTPONEMENT: Final = "postponement"
PAPER_DESTROYED: Final = "unused_paper_ballots_destroyed"
DOUBTFUL_BALLOTS: Final = "doubtful_ballots"

HIGHER_KINDS: Final = frozenset({CREDENTIALS_DESTROYED_BY_TERRITORIAL})
"""Kinds that a higher commission signs; the precinct's members sign all others."""
EITHER_KINDS: Final = frozenset({RECOUNT, POSTPONEMENT})
"""Kinds that the precinct's members or a higher commission may sign."""

_KIND = re.compile(r"[a-z](?:[a-z0-9_]{0,62}[a-z0-9])?\Z", re.ASCII)
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. `explains` lists codes of findings that it accounts for; `data` depends on the kind.

    Installation and zero report carry the Setup hash as `data["setup"]`.
    """

    number: int
    kind: str
    election: str
    precinct: int
    uuid: str
    at: datetime
    article: str
    text: Bilingual
    members: tuple[str, ...]
    explains: tuple[str, ...]
    data: Mapping[str, Any]


def _kind(value: Any) -> str:
    if not isinstance(value, str) or not _KIND.match(value):
        raise ValueError("not a kind of act, as zero_report")
    return value


def _code(value: Any) -> str:
    if not isinstance(value, str) or not _CODE.match(value):
        raise ValueError("not the code of a finding, as closing-sum")
    return value


class _SortedCodec:
    """A list of names, ascending, each once."""

    def __init__(self, element: Leaf[str]) -> None:
        self._many = Many(element)

    def decode(self, value: Any, place: str) -> tuple[str, ...]:
        names = self._many.decode(value, place)
        if list(names) != sorted(set(names)):
            raise FormatError(place, "not in their order, or one stands twice")
        return names

    def encode(self, value: tuple[str, ...]) -> Any:
        return self._many.encode(sorted(value))


SORTED_NAMES = _SortedCodec(NAME)
SORTED_MEMBERS = _SortedCodec(MEMBER)

ACT_FILE: CanonicalDocument[Act] = document(
    "sailau-act/1",
    "act",
    Act,
    Field("number", INTEGER),
    Field("kind", Leaf(_kind, str)),
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("at", MOMENT),
    Field("article", STRING),
    Field("text", BILINGUAL),
    Field("members", SORTED_MEMBERS),
    Field("explains", _SortedCodec(Leaf(_code, str))),
    Field("data", DATA),
)
