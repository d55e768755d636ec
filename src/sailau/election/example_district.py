"""An invented district of twelve precincts: what `sailau demo-district` holds (E45-E52, M50-M57).

Its ballot is that of `examples.party_and_district`: a party list and a single seat on one day. In one precinct paper
ballots are given too.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from sailau.election.definition import check
from sailau.election.examples import party_and_district
from sailau.election.nouns import CommissionId, Definition, ElectionId, Precinct, PrecinctNumber, Words

PRECINCTS: Final = tuple(PrecinctNumber(number) for number in range(1, 13))
MIXED: Final = PrecinctNumber(4)
TERMINALS: Final = 2

# The buildings in which precincts vote, and the two oblasts that the district lies in.
_BUILDINGS: Final = (
    ("№ {0} мектеп", "школа № {0}", "School No. {0}"),
    ("мәдениет үйі", "дом культуры", "House of Culture"),
    ("кітапхана", "библиотека", "Library"),
)
_OBLASTS: Final = (
    Words("Ақсамал облысы", "Аксамальская область", "Aqsamal oblast"),
    Words("Көкбұлақ облысы", "Кокбулакская область", "Kokbulaq oblast"),
)
_FIRST_OBLAST: Final = 7
"""So many precincts lie in the first oblast, the rest in the second."""


def district_of_twelve(*, voters: int) -> Definition:
    """The election in the whole district, `voters` expected in each precinct."""
    plain = party_and_district(voters=voters, terminals=TERMINALS)
    definition = replace(
        plain,
        id=ElectionId("district-example"),
        precincts=tuple(_precinct(plain.precincts[0], number) for number in PRECINCTS),
    )
    check(definition, "example")
    return definition


def postponed_to(definition: Definition, precincts: Iterable[PrecinctNumber], day: date) -> Definition:
    """The revised definition of those precincts whose voting was postponed to another day (L 50-5(7), E38, E39)."""
    chosen = set(precincts)
    revised = replace(
        definition,
        date=day,
        revision=definition.revision + 1,
        precincts=tuple(one for one in definition.precincts if one.number in chosen),
    )
    check(revised, "example")
    return revised


def _precinct(like: Precinct, number: PrecinctNumber) -> Precinct:
    kk, ru, en = (part.format(number) for part in _BUILDINGS[number % len(_BUILDINGS)])
    return replace(
        like,
        number=number,
        name=Words(
            f"№ {number} сайлау учаскесі (ойдан шығарылған)",
            f"Избирательный участок № {number} (вымышленный)",
            f"Precinct No. {number} (fictitious)",
        ),
        address=Words(
            f"Ақсамал қаласы, Жасыл көшесі, {7 * number}, {kk}",
            f"город Аксамал, улица Жасыл, {7 * number}, {ru}",
            f"Aqsamal, Zhasyl Street {7 * number}, {en}",
        ),
        oblast=_OBLASTS[number > _FIRST_OBLAST],
        commission=CommissionId(f"precinct-{number}"),
        mixed=number == MIXED,
    )
