"""data/totals.json: the figures by unit, electronic, paper and summary protocols side by side (L 43(8-1), 44(1), 95).

The figures of a precinct are those of its protocols; those of a district, an oblast and the country are their sums. So
anyone adds them up again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sailau.formats.codec import INTEGER, Codec, Field, Object
from sailau.formats.v1.publication import names
from sailau.formats.v1.publication.fields import (
    ID,
    INSTANT,
    UNIT,
    Ascending,
    LargeDocument,
    Unit,
    large_document,
    unit_order,
)
from sailau.formats.v1.record.canonical import ELECTION_ID, NAME, Nullable, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestTotals:
    """One contest: votes by the answer's id in the definition; `blank` is 0 where the rules allow none."""

    votes: Mapping[str, int]
    blank: int
    valid: int
    invalid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolTotals:
    """One kind of protocol: its lines by figure id (`docs/format/v1.md`), its contests by id."""

    lines: Mapping[str, int]
    contests: Mapping[str, ContestTotals]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotals:
    """One unit: how many precincts it has, how many of them are counted, and the sums over the counted ones.

    `paper` and `summary` are None where no counted precinct of the unit is mixed. `summary` sums the summary protocols
    of mixed precincts and the electronic protocols of the others: it is what the commission establishes the result by.
    """

    unit: Unit
    precincts: int
    counted: int
    electronic: ProtocolTotals | None
    paper: ProtocolTotals | None
    summary: ProtocolTotals | None

    @property
    def result(self) -> ProtocolTotals | None:
        """The figures that decide: the summary where there is one, else the electronic ones; None before any came."""
        return self.summary or self.electronic


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The whole file: country, oblasts, districts, precincts, in this order."""

    election: str
    as_of: datetime
    units: tuple[UnitTotals, ...]

    @property
    def by_unit(self) -> Mapping[Unit, UnitTotals]:
        """The figures by unit."""
        return {entry.unit: entry for entry in self.units}


_CONTEST: Codec[ContestTotals] = Object(
    ContestTotals,
    Field("votes", Table(INTEGER, ID)),
    Field("blank", INTEGER),
    Field("valid", INTEGER),
    Field("invalid", INTEGER),
)
PROTOCOL_TOTALS: Codec[ProtocolTotals] = Object(
    ProtocolTotals, Field("lines", Table(INTEGER, NAME)), Field("contests", Table(_CONTEST, ID))
)
_UNIT: Codec[UnitTotals] = Object(
    UnitTotals,
    Field("unit", UNIT),
    Field("precincts", INTEGER),
    Field("counted", INTEGER),
    Field("electronic", Nullable(PROTOCOL_TOTALS)),
    Field("paper", Nullable(PROTOCOL_TOTALS)),
    Field("summary", Nullable(PROTOCOL_TOTALS)),
)
TOTALS_FILE: LargeDocument[Totals] = large_document(
    "sailau-totals/1",
    names.TOTALS,
    Totals,
    Field("election", ELECTION_ID),
    Field("as_of", INSTANT),
    Field("units", Ascending(_UNIT, lambda one: unit_order(one.unit))),
)
