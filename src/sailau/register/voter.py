"""One voter as the register knows it, and what an election asks of a list."""

from dataclasses import dataclass, field
from datetime import date

from sailau.register.borders import Borders
from sailau.register.iin import Iin

VOTING_AGE_YEARS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Voter:
    """A row that passed every check. `number` is None where the file numbers nobody. The repr shows no datum."""

    precinct: int
    line: int
    number: int | None
    iin: Iin = field(repr=False)
    surname: str = field(repr=False)
    name: str = field(repr=False)
    patronymic: str = field(repr=False)
    address: str = field(repr=False)

    @property
    def birth_date(self) -> date:
        """The date of birth, which is the IIN's."""
        return self.iin.birth_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A voter who stands on a list already; `place` names list and number, for a report."""

    voter: Voter
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """What a list is checked against.

    `precincts` are the numbers that the definition has; `only` is set for the list of one precinct; `borders` give
    the precinct of an address where the decision on them was read.
    """

    voting_day: date
    precincts: frozenset[int]
    only: int | None = None
    borders: Borders | None = None


def age_on(born: date, day: date) -> int:
    """Full years on a day; one born on 29 February has the birthday on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
