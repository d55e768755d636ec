"""A fictitious register of voters, and what they choose: fixed by a seed, and recognisable as invented.

Names are put together from lists of Kazakh and Russian names; identification numbers are well-formed and belong to
nobody on purpose; every address stands in the street "Үлгі" (sample), which no register has. Choices follow given votes
by largest remainders, so that a rehearsal of the ballot of 2005 shows its published proportions.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mimesis import Gender, Locale, Person

from sailau.checkin.iin import SERIAL_MAX, Iin, Sex, compose
from sailau.checkin.voters import VoterEntry, VoterList, VoterNumber
from sailau.election.ballot import BLANK, BallotStyle, Choice, ContestQuestion
from sailau.election.nouns import AnswerId, ContestId

STREET: Final = "Үлгі көшесі"
"""The invented street: "sample street"."""
KAZAKH_SHARE: Final = 0.7
AGE_MIN_YEARS: Final = 18
AGE_MAX_YEARS: Final = 92
FLATS_A_HOUSE: Final = 20

BLANK_VOTES: Final = AnswerId("blank")
"""In place of an answer's id: blank votes."""
Votes = Mapping[ContestId, Mapping[AnswerId, int]]
"""Votes of a published or invented election: by contest and answer."""

_SURNAMES: Final = {
    Gender.MALE: re.compile(r"[А-ЯЁӘҒҚҢӨҰҮІҺ][а-яёәғқңөұүіһ]+(?:[оеё]в|[иы]н|ский)"),
    Gender.FEMALE: re.compile(r"[А-ЯЁӘҒҚҢӨҰҮІҺ][а-яёәғқңөұүіһ]+(?:[оеё]ва|[иы]на|ская)"),
}


def fictitious_list(count: int, seed: int, voting_day: date) -> VoterList:
    """Invent a list of `count` voters, all of age on `voting_day`; the same seed gives the same list."""
    people = _People(seed, voting_day)
    return VoterList(people.voter(VoterNumber(number)) for number in range(1, count + 1))


class _People:
    """Draws one person after another, no two with the same number."""

    def __init__(self, seed: int, voting_day: date) -> None:
        self._chance = random.Random(f"people|{seed}")  # noqa: S311 invented people, no secret
        self._kazakh = Person(Locale.KK, seed=seed)
        self._russian = Person(Locale.RU, seed=seed)
        self._voting_day = voting_day
        self._taken: set[str] = set()

    def voter(self, number: VoterNumber) -> VoterEntry:
        sex = self._chance.choice((Sex.MALE, Sex.FEMALE))
        gender = Gender.MALE if sex is Sex.MALE else Gender.FEMALE
        is_kazakh = self._chance.random() < KAZAKH_SHARE
        person = self._kazakh if is_kazakh else self._russian
        iin = self._iin(sex)
        return VoterEntry(
            number=number,
            iin=iin,
            surname=surname(person, gender),
            name=person.name(gender=gender),
            patronymic=self._kazakh_patronymic(gender) if is_kazakh else str(person.patronymic(gender=gender)),
            birth_date=iin.birth_date,
            address=f"{STREET}, {1 + number // FLATS_A_HOUSE}-үй, {1 + number % FLATS_A_HOUSE}-пәтер",
        )

    def _iin(self, sex: Sex) -> Iin:
        """Draw a day of birth and a serial number; every eleventh serial is not issued, so draw until one is."""
        eldest = _years_before(self._voting_day, AGE_MAX_YEARS)
        youngest = _years_before(self._voting_day, AGE_MIN_YEARS)
        while True:
            born = eldest + timedelta(days=self._chance.randrange((youngest - eldest).days + 1))
            iin = compose(born, sex, self._chance.randint(0, SERIAL_MAX))
            if iin is not None and iin.digits not in self._taken:
                self._taken.add(iin.digits)
                return iin

    def _kazakh_patronymic(self, gender: Gender) -> str:
        return self._kazakh.name(gender=Gender.MALE) + ("ұлы" if gender is Gender.MALE else "қызы")


def surname(person: Person, gender: Gender) -> str:
    """Draw until the form fits the sex: the lists have a few of the other."""
    while not _SURNAMES[gender].fullmatch(drawn := person.surname(gender=gender)):
        pass
    return drawn


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; for 29 February the day before, where that year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def who_votes(voters: VoterList, count: int, seed: int) -> tuple[VoterEntry, ...]:
    """Draw who comes to vote, in the order of coming."""
    return tuple(random.Random(f"turnout|{seed}").sample(list(voters), count))  # noqa: S311 invented people


def choices_by_proportion(
    style: BallotStyle, votes: Votes, count: int, seed: int
) -> tuple[Mapping[ContestId, Choice], ...]:
    """Give `count` voters choices in the proportions of `votes`, contest by contest, in an order fixed by the seed."""
    columns = {
        asked.contest.id: _shuffled(_choices(asked, votes[asked.contest.id], count), f"{asked.contest.id}|{seed}")
        for asked in style.contests
    }
    return tuple({contest: column[place] for contest, column in columns.items()} for place in range(count))


def _choices(asked: ContestQuestion, votes: Mapping[AnswerId, int], count: int) -> list[Choice]:
    seats = largest_remainders([votes.get(answer.id, 0) for answer in asked.answers], votes.get(BLANK_VOTES, 0), count)
    chosen: list[Choice] = [BLANK] * seats.blank
    for number, share in enumerate(seats.answers, start=1):
        chosen += [frozenset({number})] * share
    return chosen


def _shuffled(choices: list[Choice], seed: str) -> list[Choice]:
    random.Random(f"choices|{seed}").shuffle(choices)  # noqa: S311 invented choices
    return choices


@dataclass(frozen=True, slots=True)
class Shares:
    """How many voters choose each answer, in ballot order, and how many vote blank."""

    answers: tuple[int, ...]
    blank: int


def largest_remainders(votes: Sequence[int], blank: int, count: int) -> Shares:
    """Divide `count` voters in the proportions of `votes` and `blank`; equal remainders go by ballot order.

    There must be a vote.
    """
    weights = [*votes, blank]
    total = sum(weights)
    shares = [count * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(count * weights[place] % total), place))
    for place in by_remainder[: count - sum(shares)]:
        shares[place] += 1
    return Shares(tuple(shares[:-1]), shares[-1])
