"""figures.json: the sources of the protocol's lines (L 43(4), (4-1); R 12): what was counted, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sailau.errors import FormatError
from sailau.formats.codec import BOOLEAN, INTEGER, Field, Many, Object
from sailau.formats.v1.record.canonical import (
    ELECTION_ID,
    HOUR,
    MEMBER,
    NAME,
    UUID,
    CanonicalDocument,
    Table,
    document,
)
from sailau.law.protocol_form import FIGURES as FORM


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """A portable device's way to voters at home: who went, how many applied and voted, whether it counts."""

    tour: int
    device: str
    members: tuple[str, ...]
    applications: int
    ballots: int
    valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFigures:
    """The account of the credentials: made = list + reserve."""

    made: int
    list_: int
    reserve: int
    cancelled: int
    destroyed_unused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The whole file. `figures` has every id of `law.protocol_form.FIGURES` and no other.

    `admitted_by_hour` has two-digit hours ("07") of local time.
    """

    election: str
    precinct: int
    uuid: str
    figures: Mapping[str, int]
    issued_by_member: Mapping[str, int]
    admitted_by_hour: Mapping[str, int]
    tours: tuple[Tour, ...]
    credentials: CredentialFigures


FIGURE_IDS = frozenset(figure.id for figure in FORM)


class _FiguresCodec:
    _table = Table(INTEGER, NAME)

    def decode(self, value: Any, place: str) -> Mapping[str, int]:
        found = self._table.decode(value, place)
        if (names := found.keys()) != FIGURE_IDS:
            raise FormatError(place, f"missing or unknown figures: {', '.join(sorted(names ^ FIGURE_IDS))}")
        return found

    def encode(self, value: Mapping[str, int]) -> Any:
        return self._table.encode(value)


_TOUR = Object(
    Tour,
    Field("tour", INTEGER),
    Field("device", NAME),
    Field("members", Many(MEMBER)),
    Field("applications", INTEGER),
    Field("ballots", INTEGER),
    Field("valid", BOOLEAN),
)
_CREDENTIALS = Object(
    CredentialFigures,
    Field("made", INTEGER),
    Field("list", INTEGER, "list_"),
    Field("reserve", INTEGER),
    Field("cancelled", INTEGER),
    Field("destroyed_unused", INTEGER),
)
FIGURES_FILE: CanonicalDocument[Figures] = document(
    "sailau-figures/1",
    "figures.json",
    Figures,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("figures", _FiguresCodec()),
    Field("issued_by_member", Table(INTEGER, MEMBER)),
    Field("admitted_by_hour", Table(INTEGER, HOUR)),
    Field("tours", Many(_TOUR)),
    Field("credentials", _CREDENTIALS),
)
