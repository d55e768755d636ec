"""Units: what sums are made of (L 44(5), 50-7; M56, M57): the country, its oblasts, the districts, each precinct.

A precinct lies in one oblast and in each of its districts, so the oblasts add up to the country, and so do the
precincts; districts of different elections overlap and are never added to one another.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sailau.election.nouns import Definition, PrecinctNumber, Words


class UnitKind(StrEnum):
    """What a unit is."""

    COUNTRY = "country"
    OBLAST = "oblast"
    DISTRICT = "district"
    PRECINCT = "precinct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit with its precincts in the order of their numbers.

    `id` tells it from others of its kind: the number of a precinct, the definition's id of a district, the Kazakh name
    of an oblast, which has no other in the definition; the country, which is one, has an empty one.
    """

    kind: UnitKind
    id: str
    title: Words
    precincts: tuple[PrecinctNumber, ...]


COUNTRY_ID: Final = ""
COUNTRY: Final = Words("Қазақстан Республикасы", "Республика Казахстан", "Republic of Kazakhstan")


def units(definition: Definition) -> tuple[Unit, ...]:
    """All units: the country, oblasts by name, districts in the definition's order, precincts by number."""
    return (country(definition), *oblasts(definition), *districts(definition), *precincts(definition))


def country(definition: Definition) -> Unit:
    """The country: all precincts."""
    numbers = tuple(sorted(precinct.number for precinct in definition.precincts))
    return Unit(kind=UnitKind.COUNTRY, id=COUNTRY_ID, title=COUNTRY, precincts=numbers)


def oblasts(definition: Definition) -> tuple[Unit, ...]:
    """The oblasts and cities of that rank, by their Kazakh names."""
    within: defaultdict[str, list[PrecinctNumber]] = defaultdict(list)
    titles: dict[str, Words] = {}
    for precinct in definition.precincts:
        within[precinct.oblast.kk].append(precinct.number)
        titles.setdefault(precinct.oblast.kk, precinct.oblast)
    return tuple(
        Unit(kind=UnitKind.OBLAST, id=name, title=titles[name], precincts=tuple(sorted(within[name])))
        for name in sorted(within)
    )


def districts(definition: Definition) -> tuple[Unit, ...]:
    """The electoral districts, as they stand in the definition."""
    within: defaultdict[str, list[PrecinctNumber]] = defaultdict(list)
    for precinct in definition.precincts:
        for district in precinct.districts:
            within[district].append(precinct.number)
    return tuple(
        Unit(
            kind=UnitKind.DISTRICT,
            id=district.id,
            title=district.title,
            precincts=tuple(sorted(within[district.id])),
        )
        for district in definition.districts
    )


def precincts(definition: Definition) -> tuple[Unit, ...]:
    """Each precinct as a unit of its own, by number."""
    return tuple(
        Unit(kind=UnitKind.PRECINCT, id=str(precinct.number), title=precinct.name, precincts=(precinct.number,))
        for precinct in sorted(definition.precincts, key=lambda precinct: precinct.number)
    )
