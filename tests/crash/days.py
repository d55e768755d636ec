"""The two days that are gone through: one to its record, and one that is postponed at noon.

    day         every kind of event of an ordinary day, recount included (`script`)
    postponed   until the decision that ends it, and what is left to do then (here)

On the postponed day

    voter 1    votes                              voter 4          walks off with an activated card
    voter 2    has voted when the decision comes  voter 8          votes at home; the tour comes back afterwards
    voter 3    tears the card out of the desk     voter 9          asked for a tour, and did not vote
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.crash import decisions, home, office, script, voting
from tests.crash.figures import Verdict, judge, judge_postponed
from tests.crash.people import minutes
from tests.crash.script import BEFORE, COUNTED, Step
from tests.crash.voting import Work

IN_THE_BOX: Final = (1, 2, 8)
"""Voters whose ballots lie in the box of the postponed day, sealed for ever."""


@dataclass(frozen=True)
class Day:
    """A day: its name, its steps, the last of them after which a kill may come, within how many seconds, and what the
    day must have come to: what is left then takes longer, so that no kill comes too late.
    """

    name: str
    steps: tuple[Step, ...]
    last: str
    while_s: float
    judge: Callable[[Path], Verdict]

    def has_until_last(self) -> int:
        """How many steps there are before the last one that may be interrupted."""
        return next(place for place, step in enumerate(self.steps) if step.name == self.last)


_MORNING: Final[tuple[tuple[str, Work], ...]] = (
    ("the voting is opened", office.open_voting),
    ("five cards are loaded", voting.load(1, 2, 3, 4, 5)),
    ("voter 8 asks to vote at home", home.apply_for_home(8)),
    ("voter 9 asks to vote at home", home.apply_for_home(9)),
    ("voter 1 is admitted", voting.admit(1, "voter-1")),
    ("voter 1 votes", voting.vote("voter-1", 1)),
    ("voter 1 hands in", voting.hand_in("voter-1")),
    ("a tour leaves", home.send_tour(1)),
    ("voter 2 is admitted", voting.admit(2, "voter-2")),
    ("voter 2 votes", voting.vote("voter-2", 2)),
    ("voter 3 tears the card out of the desk", decisions.tear_the_card_out(3, "voter-3")),
    ("the card of voter 3 is given up", decisions.give_up_the_card),
    ("voter 4 is admitted", voting.admit(4, "voter-4")),
    ("voter 4 walks off", voting.walk_off("voter-4")),
    ("the deputy acts for the chair", decisions.let_the_deputy_act),
    ("voter 8 votes at home", home.vote_at_home(8, before=0)),
    ("the voting is interrupted", office.suspend),
)

_POSTPONED: Final[tuple[tuple[str, Work], ...]] = (
    ("the voting is postponed", decisions.postpone),
    ("voter 2 hands in", voting.hand_in("voter-2")),
    ("the tour is back", home.take_tour(1, 8, valid=True)),
    ("the tray is cleared", office.clear_the_tray),
    ("missing cards are declared", office.declare_missing),
    ("unused credentials are destroyed", office.destroy_unused),
    ("the shares are erased at once", decisions.erase_postponed_keys),
    ("the devices erase their secrets", office.erase_devices),
)

DAY: Final = Day("day", script.STEPS, "the record is written", 0.6, lambda world: judge(world, COUNTED))
POSTPONED: Final = Day(
    "postponed",
    (
        *BEFORE,
        *(Step(name, minutes("07:00", 3 * place), work) for place, (name, work) in enumerate(_MORNING)),
        *(Step(name, minutes("12:00", place), work) for place, (name, work) in enumerate(_POSTPONED)),
    ),
    "the tray is cleared",
    0.03,
    lambda world: judge_postponed(world, IN_THE_BOX),
)
DAYS: Final = MappingProxyType({day.name: day for day in (DAY, POSTPONED)})
