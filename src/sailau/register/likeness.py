"""How far apart two folded spellings are, and whether two entries look like one person."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from sailau.register.spelling import CACHE, family_stem, father_stem, fold, skeleton
from sailau.register.voter import Voter

SAME, VARIANT, TYPO, DIFFERENT = 0, 1, 2, 9
"""Degrees of likeness of two spellings of one part of a name; they add up."""

COST_MAX: Final = 4
LONG_NAME: Final = 8


@dataclass(frozen=True, slots=True)
class Person:
    """What of an entry is compared: folded names, the father's name in the patronymic, birth, address."""

    surname: str = field(repr=False)
    name: str = field(repr=False)
    patronymic: str = field(repr=False)
    father: str = field(repr=False)
    born: date = field(repr=False)
    male: bool = field(repr=False)
    address: str = field(repr=False)


def person_of(voter: Voter, address: str) -> Person:
    """The entry for comparing; `address` is its folded address."""
    return Person(
        surname=fold(voter.surname),
        name=fold(voter.name),
        patronymic=fold(voter.patronymic),
        father=father_stem(fold(voter.patronymic)),
        born=voter.iin.birth_date,
        male=voter.iin.sex.value == 1,
        address=address,
    )


@lru_cache(CACHE)
def degree(a: str, b: str) -> int:
    """SAME; VARIANT: one vowel apart (Жүсіп, Жусуп); TYPO: one letter, in long names two; else DIFFERENT."""
    if a == b:
        return SAME
    bound = 2 if min(len(a), len(b)) >= LONG_NAME else 1
    apart = edits(a, b, bound)
    if apart > bound:
        return DIFFERENT
    return VARIANT if apart == 1 and skeleton(a) == skeleton(b) else TYPO


def edits(a: str, b: str, bound: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours from `a` to `b`; `bound` + 1 when there are more."""
    if abs(len(a) - len(b)) > bound:
        return bound + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, sign in enumerate(a, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == b[j - 2] and a[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > bound:
            return bound + 1
    return min(row[-1], bound + 1)


def alike_same_day(a: Person, b: Person, is_rare: Callable[[str], bool]) -> bool:
    """Whether two entries with one date of birth look like one person. `is_rare` tells of a folded first name.

    Two first names a letter apart are a slip only when one of them is rare on the list: twins are called Әсем and
    Әсел, and nobody is called Әсмем.
    """
    if a.male != b.male:
        return False
    straight = _family(a, b) + _given(a.name, b.name, is_rare)
    swapped = degree(a.surname, b.name) + degree(a.name, b.surname)
    names = min(straight, swapped if swapped <= VARIANT else DIFFERENT)
    fathers = _fathers(a, b)
    if names >= DIFFERENT:
        # A surname that changed by marriage, everything else being equal.
        return bool(a.name == b.name and a.father == b.father != "" and a.address == b.address != "")
    return names + fathers <= COST_MAX


def alike_same_address(a: Person, b: Person) -> bool:
    """Whether two entries of one address, but other dates of birth, look like one person with a slip in the date."""
    if a.male != b.male or degree(a.surname, b.surname) + degree(a.name, b.name) > VARIANT:
        return False
    return _fathers(a, b) <= VARIANT and is_slip(a.born, b.born)


def is_slip(a: date, b: date) -> bool:
    """Whether two dates differ as by a slip of the pen: one digit, two neighbours swapped, day and month swapped."""
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return True
    return edits(f"{a:%Y%m%d}", f"{b:%Y%m%d}", 1) == 1


def _family(a: Person, b: Person) -> int:
    apart = degree(a.surname, b.surname)
    if apart == DIFFERENT and family_stem(a.surname) == family_stem(b.surname):
        return VARIANT
    return apart


def _given(a: str, b: str, is_rare: Callable[[str], bool]) -> int:
    apart = degree(a, b)
    return DIFFERENT if apart == TYPO and not (is_rare(a) or is_rare(b)) else apart


def _fathers(a: Person, b: Person) -> int:
    """A missing patronymic says nothing for and little against."""
    if not a.father or not b.father:
        return SAME if a.father == b.father else VARIANT
    return min(degree(a.father, b.father), degree(a.patronymic, b.patronymic))
