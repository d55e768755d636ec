"""Invented candidates and party lists of a district, as their registration describes them (L 44(5), 97-1(5); M56, M66).

The file is what `sailau commission notice` reads: year of birth, post, residence of whoever may be elected.
"""

import json
import random
from typing import Any, Final

from mimesis import Gender, Locale, Person

from sailau.election.nouns import Contest, ContestKind, Definition
from sailau.law.party_lists import list_length_max
from sailau.service.rehearsal.people import surname

BORN: Final = (1955, 1990)
_POSTS: Final = (
    ("мұғалім", "учитель", "teacher"),
    ("дәрігер", "врач", "physician"),
    ("инженер", "инженер", "engineer"),
    ("заңгер", "юрист", "lawyer"),
    ("агроном", "агроном", "agronomist"),
)
_RESIDENCE: Final = ("Ақсамал қаласы", "город Аксамал", "City of Aqsamal")


def persons_file(definition: Definition, seed: int) -> bytes:
    """Describe everybody who may be elected: each candidate, and as many persons of each list as it may have."""
    people = _People(seed)
    candidates, lists = [], []
    for contest in definition.contests:
        for answer in contest.answers:
            key = {"contest": str(contest.id), "answer": str(answer.id)}
            if contest.kind is ContestKind.PARTIES:
                lists.append(key | {"persons": people.listed(contest, definition)})
            elif contest.kind is ContestKind.CANDIDATES:
                candidates.append(key | people.described())
    tree = {"candidates": candidates, "lists": lists}
    return json.dumps(tree, ensure_ascii=False, indent=1).encode()


class _People:
    def __init__(self, seed: int) -> None:
        self._chance = random.Random(f"registered|{seed}")  # noqa: S311 invented people
        self._names = Person(Locale.KK, seed=seed)
        self._taken: set[str] = set()

    def listed(self, contest: Contest, definition: Definition) -> list[dict[str, Any]]:
        """The persons of one list, no two of one name."""
        seats = contest.rule.seats
        count = list_length_max(seats, definition.date) or seats
        found: list[dict[str, Any]] = []
        while len(found) < count:
            gender = self._chance.choice((Gender.MALE, Gender.FEMALE))
            name = f"{surname(self._names, gender)} {self._names.name(gender=gender)}"
            if name not in self._taken:
                self._taken.add(name)
                found.append({"name": {"kk": name, "ru": name, "en": name}, **self.described()})
        return found

    def described(self) -> dict[str, Any]:
        """Year of birth, post and residence of one person."""
        kk, ru, en = self._chance.choice(_POSTS)
        home_kk, home_ru, home_en = _RESIDENCE
        return {
            "birth_year": self._chance.randint(*BORN),
            "post": {"kk": kk, "ru": ru, "en": en},
            "residence": {"kk": home_kk, "ru": home_ru, "en": home_en},
        }
