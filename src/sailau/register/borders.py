"""Borders of precincts as the akim decided them: which houses of which street vote where (M7, M14; L 23, 25(1)).

As a file it is JSON: `{"borders": [{"precinct": 12, "street": ["Абай көшесі", "ул. Абая"], "houses": "1-21", "side":
"odd"}]}`; `houses` "*" is the whole street, `side` is `odd`, `even` or `all`.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sailau.errors import FormatError
from sailau.register.spelling import fold_address

HOUSE_MAX: Final = 9_999
_HOUSES: Final = re.compile(r"([1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?")
_HOUSE: Final = re.compile(r"([1-9][0-9]{0,3})(?![0-9])")
_SIDES: Final = {"all": (0, 1), "odd": (1,), "even": (0,)}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Houses of one street from `first` to `last` of the sides given (remainder by two), and their precinct."""

    precinct: int
    first: int
    last: int
    sides: tuple[int, ...]


class Borders:
    """The precinct of an address, by street and house."""

    def __init__(self, stretches: Mapping[str, Sequence[Stretch]]) -> None:
        self._stretches = MappingProxyType({street: tuple(found) for street, found in stretches.items()})
        self._longest = max((len(street.split()) for street in stretches), default=0)

    def precinct_of(self, address: str) -> int | None:
        """The precinct, or None when no border names this street and house, or two do."""
        words = fold_address(address).split()
        found: set[int] = set()
        for length in range(self._longest, 0, -1):
            for start in range(len(words) - length):
                stretches = self._stretches.get(" ".join(words[start : start + length]))
                house = _HOUSE.match(words[start + length])
                if stretches and house:
                    number = int(house[1])
                    found |= {s.precinct for s in stretches if s.first <= number <= s.last and number % 2 in s.sides}
            if found:
                break
        return found.pop() if len(found) == 1 else None


def read_borders(document: Any, place: str) -> Borders:
    """The borders of a parsed JSON document. Raises FormatError naming the entry."""
    if not isinstance(document, dict) or set(document) != {"borders"} or not isinstance(document["borders"], list):
        raise FormatError(place, "not an object with a list of borders")
    stretches: defaultdict[str, list[Stretch]] = defaultdict(list)
    for number, entry in enumerate(document["borders"], start=1):
        streets, stretch = _entry(entry, f"{place}: border {number}")
        for street in streets:
            stretches[street].append(stretch)
    return Borders(stretches)


def _entry(entry: Any, place: str) -> tuple[set[str], Stretch]:
    if not isinstance(entry, dict) or set(entry) != {"precinct", "street", "houses", "side"}:
        raise FormatError(place, "not the fields precinct, street, houses, side")
    streets = entry["street"]
    if not isinstance(streets, list) or not streets or not all(isinstance(s, str) for s in streets):
        raise FormatError(place, "street is no list of spellings")
    folded = {fold_address(street) for street in streets}
    if "" in folded or type(entry["precinct"]) is not int or entry["side"] not in _SIDES:
        raise FormatError(place, "street, precinct or side is not one")
    houses = entry["houses"]
    match = _HOUSES.fullmatch(houses) if isinstance(houses, str) and houses != "*" else None
    if match is None and houses != "*":
        raise FormatError(place, "houses are no number, no span and no star")
    first, last = (1, HOUSE_MAX) if match is None else (int(match[1]), int(match[2] or match[1]))
    return folded, Stretch(entry["precinct"], first, last, _SIDES[entry["side"]])
