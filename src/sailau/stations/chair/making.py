"""What every page of the chair's station is made with: the view, the language, who could give a command now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sailau.service.chair_station import ChairView
from sailau.stations.chair.parts import Button, Person
from sailau.stations.chair.rail import Day
from sailau.words.numbers import Language
from sailau.words.screens import chair_words

OFFICES: Final = frozenset({"chair", "deputy", "secretary", "member", "technician"})


@dataclass(frozen=True, slots=True)
class Making:
    """A page in the making."""

    view: ChairView
    language: Language

    @property
    def day(self) -> Day:
        """The day as the station sees it."""
        return Day(outline=self.view.outline, seal_seen=self.view.seal_seen)

    @property
    def outline(self) -> Mapping[str, Any]:
        """The day's outline."""
        return self.view.outline

    @property
    def officials(self) -> Sequence[Mapping[str, Any]]:
        """The commission's members."""
        found: Sequence[Mapping[str, Any]] = self.view.outline.get("officials", ())
        return found

    def say(self, word: str, **filled: object) -> str:
        """A word in the page's language."""
        return chair_words().say(word, self.language, **filled)

    @property
    def of_acts(self) -> Language:
        """The language in which this page shows what is in Kazakh and Russian only."""
        return "kk" if self.language == "kk" else "ru"

    @property
    def other_than_page(self) -> str:
        """That language, where it is not the page's own."""
        return "" if self.of_acts == self.language else self.of_acts

    def text(self, words: Mapping[str, str]) -> str:
        """A text that came with the outline; acts are in Kazakh and Russian only."""
        return words.get(self.language) or words["ru"]

    def name(self, member: str) -> str:
        """A member's name."""
        return next((str(one["name"]) for one in self.officials if one["id"] == member), member)

    def label_of(self, kind: str) -> str:
        """The label of the first act of a kind, or nothing."""
        return next((str(one["label"]) for one in self.outline["acts"] if one["kind"] == kind), "")

    def button(self, do: str, word: str, *, go: bool = False, icon: str = "", **filled: object) -> Button:
        """A button with its words."""
        return Button(do=do, text=self.say(word, **filled), go=go, icon=icon or ("onward" if go else ""))

    def able(self) -> tuple[str, ...]:
        """Members who have signed in here and may act, the chair (or who acts as such) first."""
        rows = [one for one in self.officials if one["id"] in self.view.ids and not one["suspended"]]
        rows.sort(key=lambda one: not leads(one, self.officials))
        return tuple(one["id"] for one in rows)

    def chair(self) -> str:
        """Who leads here, or nobody."""
        return next((one["id"] for one in self.officials if one["id"] in self.able() and self._is_chair(one)), "")

    def two(self) -> tuple[str, ...]:
        """The chair and one more, if both are here."""
        return self.able()[:2] if self.chair() and len(self.able()) > 1 else ()

    def with_technician(self) -> tuple[str, ...]:
        """The chair and the technician, if both are here."""
        technician = next((one.id for one in self.view.members if one.role == "technician"), "")
        return (self.chair(), technician) if self.chair() and technician else ()

    def people(self, *needed: str) -> tuple[Person, ...]:
        """The commission, ticked who is here; `needed` are further offices, as the technician."""
        rows = [self._person(one) for one in self.officials]
        for office in needed:
            here = next((one for one in self.view.members if one.role == office), None)
            rows.append(
                Person(
                    name=here.name if here else self.say(f"office-{office}"),
                    office=self.say(f"office-{office}"),
                    standing="here" if here else "awaited",
                )
            )
        return tuple(rows)

    def people_count(self) -> str:
        """How many are here, and whether that is enough."""
        here, all_ = len(self.able()), len(self.officials)
        word = "enough-here" if self.two() else "chair-and-one-needed"
        return self.say(word, here=here, all=all_)

    def _person(self, row: Mapping[str, Any]) -> Person:
        standing = "out" if row["suspended"] else "here" if row["id"] in self.view.ids else "awaited"
        office = "acting-chair" if row["acts_for_chair"] and row["role"] != "chair" else f"office-{row['role']}"
        return Person(name=row["name"], office=self.say(office), standing=standing)

    def _is_chair(self, row: Mapping[str, Any]) -> bool:
        return leads(row, self.officials)


def leads(row: Mapping[str, Any], officials: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a member leads: who acts for the chair, and the chair while nobody does."""
    replaced = any(one["acts_for_chair"] and one["role"] != "chair" for one in officials)
    return bool(row["acts_for_chair"]) or (row["role"] == "chair" and not replaced)


def grouped_hash(digest: str) -> str:
    """A whole hash for people who compare it: fours of signs, in capitals."""
    return " ".join(digest[place : place + 4].upper() for place in range(0, len(digest), 4))
