"""data/turnout.json: voters admitted by hour, from the signed figures of the precincts (L 20(9), 43(4); M32).

No smaller unit than the precinct, no shorter time than the hour, and nothing by terminal, tour or language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sailau.formats.codec import INTEGER, Codec, Field, Object
from sailau.formats.v1.publication import names
from sailau.formats.v1.publication.fields import (
    INSTANT,
    UNIT,
    Ascending,
    LargeDocument,
    Unit,
    large_document,
    unit_order,
)
from sailau.formats.v1.record.canonical import ELECTION_ID, HOUR, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTurnout:
    """One unit: voters on the lists of its counted precincts, and how many were admitted in each hour ("07") there."""

    unit: Unit
    voters_on_list: int
    admitted_by_hour: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """The whole file: country, oblasts, districts, precincts that are counted, in this order."""

    election: str
    as_of: datetime
    units: tuple[UnitTurnout, ...]


_UNIT: Codec[UnitTurnout] = Object(
    UnitTurnout,
    Field("unit", UNIT),
    Field("voters_on_list", INTEGER),
    Field("admitted_by_hour", Table(INTEGER, HOUR)),
)
TURNOUT_FILE: LargeDocument[Turnout] = large_document(
    "sailau-turnout/1",
    names.TURNOUT,
    Turnout,
    Field("election", ELECTION_ID),
    Field("as_of", INSTANT),
    Field("units", Ascending(_UNIT, lambda one: unit_order(one.unit))),
)
