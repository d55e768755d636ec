"""A made-up town of 12 precincts and 15,000 voters, and a planter of 200 defects that says what it planted where (M8).

The planter knows nothing of how the register looks for them: spellings come from `town_names`, slips are made on
letters. Innocents who look alike stand in the town too: twins, namesakes, fathers and sons. Tests hold the register's
checks against it, measurements import it, and whoever wants a raw list to practise with writes one.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Final

from sailau.register.iin import Iin, Sex, compose
from sailau.service.rehearsal.town_names import FAMILIES, FEMALE, MALE, quadruples

VOTING_DAY: Final = date(2026, 11, 22)
PRECINCTS: Final = 12
STREETS: Final = [
    "Абай",
    "Сәтбаев",
    "Жамбыл",
    "Достық",
    "Тәуелсіздік",
    "Қонаев",
    "Әуезов",
    "Сейфуллин",
    "Наурыз",
    "Бейбітшілік",
]
KK, RU, LATIN, PASSPORT = range(4)
EXACT: Final = {
    "iin-check-digit": 10,
    "iin-zeros-lost": 8,
    "iin-length": 8,
    "iin-date": 8,
    "birth-date-differs": 10,
    "birth-date-form": 8,
    "under-age": 10,
    "address-without-precinct": 8,
    "name-missing": 8,
    "name-mixed-alphabets": 8,
    "row-twice": 8,
    "iin-two-lists": 10,
}
NEAR: Final = {
    "kazakh-russian": 16,
    "cyrillic-latin": 12,
    "cyrillic-passport": 12,
    "slip": 14,
    "double-slip": 6,
    "swapped": 8,
    "patronymic-missing": 10,
    "birth-date-slip": 10,
    "married": 8,
}
DEFECTS: Final = sum(EXACT.values()) + sum(NEAR.values())
ROW: Final = ("iin", "surname", "name", "patronymic", "birth_date", "address", "precinct")


@dataclass(frozen=True)
class Resident:
    """A person of the town: indices of names, so that any spelling can be written."""

    iin: Iin = field(repr=False)
    male: bool
    surname: int
    name: int
    father: int
    address: str
    precinct: int


@dataclass
class Town:
    """The file's rows, and what was planted: (row, code) of exact defects, pairs of rows of near duplicates."""

    rows: list[dict[str, str]]
    exact: set[tuple[int, str]]
    near: dict[tuple[int, int], str]

    def csv(self) -> bytes:
        """The town's list as a file, its heading in English."""
        lines = [";".join(ROW), *(";".join(row[column] for column in ROW) for row in self.rows)]
        return "\n".join(lines).encode() + b"\n"


class Planner:
    """Draws the town's people from a seed; no number is issued twice."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 invented people, no secret
        self.male, self.female, self.families = quadruples(MALE), quadruples(FEMALE), quadruples(FAMILIES)
        self.serial = count(1)
        self.issued: set[str] = set()

    def iin(self, born: date, male: bool) -> Iin:
        """A number of this birth that nobody has yet."""
        while True:
            made = compose(born, Sex.MALE if male else Sex.FEMALE, next(self.serial) % 10_000)
            if made is not None and made.digits not in self.issued:
                self.issued.add(made.digits)
                return made

    def born(self, youngest: int = 18, oldest: int = 90) -> date:
        """A birth date of somebody of this age, in years."""
        return VOTING_DAY - timedelta(days=self.rng.randint(youngest * 366, oldest * 365))

    def household(self, precinct: int, number: int) -> list[Resident]:
        """A flat: spouses, grown children, now and then twins."""
        rng = self.rng
        street = STREETS[(precinct * 7 + number) % len(STREETS)]
        address = f"{street} көшесі, {precinct * 100 + number // 40 + 1} үй, {number % 40 + 1} пәтер"
        family, head = rng.randrange(len(self.families)), rng.randrange(len(self.male))
        base = {"surname": family, "address": address, "precinct": precinct}
        people = []
        for index in range(rng.choice((1, 2, 2, 3, 4))):
            male = index == 0 or (index > 1 and rng.random() < 0.5)
            born = self.born() if index < 2 else self.born(18, 40)
            father = head if index > 1 else rng.randrange(len(self.male))
            people.append(self._resident(base, male, born, father))
            if index > 1 and rng.random() < 0.03:
                people.append(self._twin(people[-1], born))
        return people

    def _resident(self, base: dict[str, object], male: bool, born: date, father: int) -> Resident:
        name = self.rng.randrange(len(self.male if male else self.female))
        return Resident(iin=self.iin(born, male), male=male, name=name, father=father, **base)  # type: ignore[arg-type]

    def _twin(self, one: Resident, born: date) -> Resident:
        names = len(self.male if one.male else self.female)
        return replace(one, iin=self.iin(born, one.male), name=(one.name + self.rng.randrange(1, names)) % names)

    def row(self, person: Resident, spelling: int) -> dict[str, str]:
        """The person's row in one of the four spellings."""
        surname, name = self.families[person.surname], (self.male if person.male else self.female)[person.name]
        father = self.male[person.father]
        feminine = "" if person.male or not surname[RU].endswith(("ов", "ев")) else ("а", "а", "a", "a")[spelling]
        endings = (("ұлы", "қызы"), ("ович", "овна"), ("ūly", "qyzy"), ("uly", "kyzy"))[spelling]
        return {
            "iin": person.iin.digits,
            "surname": surname[spelling] + feminine,
            "name": name[spelling],
            "patronymic": father[spelling] + endings[0 if person.male else 1],
            "birth_date": person.iin.birth_date.isoformat(),
            "address": person.address,
            "precinct": str(person.precinct),
        }


def make_town(seed: int, voters: int = 15_000, *, defects: bool = True, precincts: int = PRECINCTS) -> Town:
    """The town of a seed; `defects` False leaves it clean."""
    plan = Planner(seed)
    people: list[Resident] = []
    for number in count():
        people += plan.household(number % precincts + 1, number // precincts)
        if len(people) >= voters:
            break
    people = people[:voters]
    rows = [plan.row(person, plan.rng.choice((KK, KK, RU))) for person in people]
    town = Town(rows, set(), {})
    if defects:
        _plant_near(plan, people, town)
        _plant_exact(plan, people, town)
    return town


def _plant_near(plan: Planner, people: list[Resident], town: Town) -> None:
    """A second row for a person, under another number, written otherwise."""
    chosen = plan.rng.sample(range(len(people)), len(people))
    for how in (how for how, times in NEAR.items() for _ in range(times)):
        index = chosen.pop()
        while how == "married" and people[index].male:
            index = chosen.pop()
        person = people[index]
        town.rows[index] = plan.row(person, RU if how.endswith("slip") and how != "birth-date-slip" else KK)
        row = _again(plan, person, how)
        if how == "patronymic-missing":
            row["patronymic"] = ""
        town.rows.append(row)
        town.near[_line(index), _line(len(town.rows) - 1)] = how
        people.append(person)


def _again(plan: Planner, person: Resident, how: str) -> dict[str, str]:
    rng = plan.rng
    born = person.iin.birth_date
    if how == "birth-date-slip":
        born = _slipped_date(rng, born)
    again = replace(person, iin=plan.iin(born, person.male))
    if how in ("kazakh-russian", "cyrillic-latin", "cyrillic-passport", "patronymic-missing", "swapped"):
        again = replace(again, address="Жаңа көшесі, 1 үй", precinct=rng.randint(1, PRECINCTS))
    if how == "married":
        families = len(plan.families)
        again = replace(again, surname=(person.surname + rng.randrange(1, families)) % families)
    spelling = {
        "kazakh-russian": RU,
        "cyrillic-latin": LATIN,
        "cyrillic-passport": PASSPORT,
        "slip": RU,
        "double-slip": RU,
    }.get(how, KK)
    row = plan.row(again, spelling)
    if how == "swapped":
        row["surname"], row["name"] = row["name"], row["surname"]
    if how in ("slip", "double-slip"):
        for column in rng.sample(("surname", "name", "patronymic"), 2 if how == "double-slip" else 1):
            row[column] = _slip(rng, row[column])
    return row


def _slip(rng: random.Random, word: str) -> str:
    """One letter left out, doubled elsewhere, replaced, or two swapped; never the first."""
    while True:
        place = rng.randrange(1, len(word) - 1)
        how = rng.randrange(3)
        if how == 0:
            made = word[:place] + word[place + 1 :]
        elif how == 1:
            made = word[:place] + rng.choice("аеоилнрстмк") + word[place + 1 :]
        else:
            made = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if made != word:
            return made


def _slipped_date(rng: random.Random, born: date) -> date:
    while True:
        digits = list(f"{born:%Y%m%d}")
        place = rng.randrange(3, 8)
        digits[place] = rng.choice("0123456789")
        try:
            made = date(int("".join(digits[:4])), int("".join(digits[4:6])), int("".join(digits[6:])))
        except ValueError:
            continue
        if made != born and made < VOTING_DAY - timedelta(days=19 * 366) and made.year > 1930:
            return made


def _plant_exact(plan: Planner, people: list[Resident], town: Town) -> None:
    """Exact defects, on rows that no near duplicate touches."""
    touched = {line for pair in town.near for line in pair}
    free = [index for index in range(len(town.rows)) if _line(index) not in touched]
    plan.rng.shuffle(free)
    for code in (code for code, times in EXACT.items() for _ in range(times)):
        index = free.pop()
        if code in ("row-twice", "iin-two-lists"):
            again = dict(town.rows[index])
            if code == "iin-two-lists":
                again["precinct"] = str(int(again["precinct"]) % PRECINCTS + 1)
            town.rows.append(again)
            index = len(town.rows) - 1
        else:
            _spoil(plan, people[index], town.rows[index], code)
        town.exact.add((_line(index), code))


def _spoil(plan: Planner, person: Resident, row: dict[str, str], code: str) -> None:
    rng = plan.rng
    digits = person.iin.digits
    match code:
        case "iin-check-digit":
            row["iin"] = digits[:-1] + str((int(digits[-1]) + rng.randint(1, 9)) % 10)
        case "iin-zeros-lost":
            born = date(2000 + rng.randint(1, 7), rng.randint(1, 12), rng.randint(1, 28))
            row["iin"] = plan.iin(born, person.male).digits.lstrip("0")
            row["birth_date"] = born.isoformat()
        case "iin-length":
            row["iin"] = rng.choice((digits + "0", digits[:6] + "-" + digits[6:], "№" + digits, digits[:5]))
        case "iin-date":
            row["iin"] = _number_without_date(digits)
        case "birth-date-differs":
            row["birth_date"] = (person.iin.birth_date + timedelta(days=rng.choice((-365, -1, 1, 10)))).isoformat()
        case "birth-date-form":
            row["birth_date"] = rng.choice(("1980", "12/13/1990", "1990-13-02", "бесінші мамыр", ""))
        case "under-age":
            born = date(2008, 11, 23) + timedelta(days=rng.randint(0, 3000))
            row |= {"iin": plan.iin(born, person.male).digits, "birth_date": born.isoformat()}
        case "address-without-precinct":
            row["precinct"] = rng.choice(("", "0", "13", "999", "бірінші"))
        case "name-missing":
            row[rng.choice(("surname", "name"))] = rng.choice(("", "  "))
        case "name-mixed-alphabets":
            row["surname"] = row["surname"][:-1] + "x"


def _number_without_date(digits: str) -> str:
    """The number with month 13 and a check digit that is right."""
    firsts = (f"{digits[:2]}13{digits[4:7]}{serial:04d}" for serial in range(10_000))
    remainders = (
        (first, sum(weight * int(digit) for weight, digit in enumerate(first, start=1)) % 11) for first in firsts
    )
    return next(f"{first}{remainder}" for first, remainder in remainders if remainder < 10)


def _line(index: int) -> int:
    """The line of a row in the file: the heading is the first."""
    return index + 2
