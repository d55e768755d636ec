"""The day as named steps, each done by people who may have to do it again.

A step looks at what the screens and the cards say and goes on as a person would: a voter whom the desk already knows
goes to the booth, a card that has voted goes to the table, a card that the table has taken is laid away. Together the
steps hold every kind of event of a day once.

    voter 1    votes; a copy of the voted card is put in later, when its card is loaded anew
    voter 2    votes after voter 1 was refused a second admission
    voter 3    checks the machine, then votes with a replacement
    voter 4    has a card that breaks after the vote, then votes with a replacement
    voter 5    leaves the booth, comes back, is admitted anew and votes
    voter 6    brings the card back unvoted
    voter 7    walks off with the card
    voters 8 and 9    vote at home
    voter 10   pulls the card out too early, puts it back and votes
    voter 11   votes at home on a device that brings back one ballot too many: that tour is void
    voter 12   votes after an interruption
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tests.crash import decisions, home, office, voting
from tests.crash.people import Machines, minutes
from tests.crash.voting import Work

COUNTED: Final = (1, 2, 3, 4, 5, 8, 9, 10, 12)
"""Voters whose ballots are in the result, each with the candidate of his own number."""
TEST_ANSWER: Final = 11


@dataclass(frozen=True)
class Step:
    """A step: its name, the moment at which it is done, the work."""

    name: str
    at: datetime
    work: Work


_BEFORE: Final[tuple[tuple[str, Work], ...]] = (
    ("the installation is put on record", office.install),
    ("the system is checked", office.check),
    ("an observer is registered", decisions.register_observer),
    ("duties are named", office.name_duties),
)

_VOTING: Final[tuple[tuple[str, Work], ...]] = (
    ("the voting is opened", office.open_voting),
    ("six cards are loaded", voting.load(1, 2, 3, 4, 5, 6)),
    ("voter 8 asks to vote at home", home.apply_for_home(8)),
    ("voter 9 asks to vote at home", home.apply_for_home(9)),
    ("voter 1 is admitted", voting.admit(1, "voter-1")),
    ("voter 1 votes", voting.vote("voter-1", 1)),
    ("the card of voter 1 is copied", voting.copy_card("voter-1")),
    ("voter 1 hands in", voting.hand_in("voter-1")),
    ("voter 1 is refused a second admission", voting.refuse_second_admission(1)),
    ("voter 2 is admitted", voting.admit(2, "voter-2")),
    ("voter 2 votes", voting.vote("voter-2", 2)),
    ("voter 2 hands in", voting.hand_in("voter-2")),
    ("voter 3 is admitted", voting.admit(3, "voter-3")),
    ("voter 3 checks the machine", voting.vote_and_challenge("voter-3", 3)),
    ("the ballot of voter 3 is opened", voting.hand_in_challenged("voter-3", 3)),
    ("voter 3 gets a replacement", voting.activate("voter-3-anew")),
    ("voter 3 votes", voting.vote("voter-3-anew", 3)),
    ("voter 3 hands in", voting.hand_in("voter-3-anew")),
    ("voter 4 is admitted", voting.admit(4, "voter-4")),
    ("voter 4 votes", voting.vote("voter-4", 4)),
    ("the card of voter 4 breaks", voting.break_card("voter-4")),
    ("the broken card is cancelled", voting.cancel_broken("voter-4")),
    ("an act is drawn up on the broken card", voting.act("unreadable_card", "Оқылмаған карточка.")),
    ("voter 4 gets a replacement", voting.activate("voter-4-anew")),
    ("voter 4 votes anew", voting.vote("voter-4-anew", 4)),
    ("voter 4 hands in", voting.hand_in("voter-4-anew")),
    ("the first tour leaves", home.send_tour(1)),
    ("six more cards are loaded", voting.load(7, 8, 9, 10, 11, 12)),
    ("voter 5 is admitted", voting.admit(5, "voter-5")),
    ("voter 5 leaves the booth", voting.leave_the_booth("voter-5")),
    ("the abandoned card is brought back", voting.bring_back("voter-5", abandoned=True)),
    ("an act is drawn up on the abandoned card", voting.act("abandoned_card", "Қалдырылған карточка.")),
    ("the admission of voter 5 is undone", voting.undo(5)),
    ("voter 5 is admitted again", voting.admit(5, "voter-5-anew")),
    ("voter 5 votes", voting.vote("voter-5-anew", 5)),
    ("voter 5 hands in", voting.hand_in("voter-5-anew")),
    ("voter 6 is admitted", voting.admit(6, "voter-6")),
    ("voter 6 brings the card back", voting.bring_back("voter-6", abandoned=False)),
    ("the admission of voter 6 is undone", voting.undo(6)),
    ("voter 8 votes at home", home.vote_at_home(8, before=0)),
    ("voter 9 votes at home", home.vote_at_home(9, before=1)),
    ("the first tour is back", home.take_tour(1, 8, 9, valid=True)),
    ("voter 7 is admitted", voting.admit(7, "voter-7")),
    ("voter 7 walks off", voting.walk_off("voter-7")),
    ("observers get a test card", voting.activate("observers", test=True)),
    ("observers check the machine", voting.vote_and_challenge("observers", TEST_ANSWER)),
    ("the ballot of the observers is opened", voting.hand_in_challenged("observers", TEST_ANSWER)),
    ("voter 10 is admitted", voting.admit(10, "voter-10")),
    ("voter 10 pulls the card out and votes", voting.vote_with_a_pulled_card("voter-10", 10)),
    ("voter 10 hands in", voting.hand_in("voter-10")),
    ("voter 11 asks to vote at home", home.apply_for_home(11)),
    ("the second tour leaves", home.send_tour(2)),
    ("voter 11 votes at home", home.vote_at_home(11, before=0)),
    ("the device holds one ballot too many", home.vote_at_home(11, before=1)),
    ("the second tour is back and void", home.take_tour(2, 11, valid=False)),
    ("the observer hands in a remark", decisions.take_remark),
    ("member 7 is suspended", decisions.suspend_a_member),
    ("three cards are loaded anew", voting.load(1, 2, 7)),
    ("the copy of an old card is refused", voting.put_in_the_copy),
    ("the voting is interrupted", office.suspend),
    ("everything is started anew", office.restart),
    ("voter 12 is admitted", voting.admit(12, "voter-12")),
    ("voter 12 votes", voting.vote("voter-12", 12)),
    ("voter 12 hands in", voting.hand_in("voter-12")),
)

_AFTER: Final[tuple[tuple[str, Work], ...]] = (
    ("the voting is closed", office.close),
    ("the tray is cleared", office.clear_the_tray),
    ("missing cards are declared", office.declare_missing),
    ("the devices give their closing cards", office.close_devices),
    ("unused credentials are destroyed", office.destroy_unused),
    ("people, cards and ballots are reconciled", office.reconcile),
    ("member 1 mixes", office.mix(1)),
    ("member 3 mixes", office.mix(3)),
    ("member 1 decrypts", office.decrypt(1)),
    ("member 2 decrypts", office.decrypt(2)),
    ("member 3 decrypts", office.decrypt(3)),
    ("member 4 decrypts", office.decrypt(4)),
    ("the result is found", office.finish()),
    ("a recount is decided", office.decide_recount),
    ("member 2 mixes again", office.mix(2, recount=True)),
    ("member 4 mixes again", office.mix(4, recount=True)),
    ("member 4 decrypts again", office.decrypt(4, recount=True)),
    ("member 5 decrypts again", office.decrypt(5, recount=True)),
    ("member 6 decrypts again", office.decrypt(6, recount=True)),
    ("member 7 decrypts again", office.decrypt(7, recount=True)),
    ("the result is found again", office.finish(recount=True)),
    ("five members are excused", office.excuse_members),
    ("the record is written", office.write),
    ("the devices erase their secrets", office.erase_devices),
    ("the shares are erased", office.erase_keys),
)

BEFORE: Final = tuple(Step(name, minutes("06:31", place), work) for place, (name, work) in enumerate(_BEFORE))
"""What is done before opening on every day."""
STEPS: Final = (
    *BEFORE,
    *(Step(name, minutes("07:00", 3 * place), work) for place, (name, work) in enumerate(_VOTING)),
    *(Step(name, minutes("20:00", place), work) for place, (name, work) in enumerate(_AFTER)),
)


def next_step(machines: Machines, steps: Sequence[Step] = STEPS) -> Step | None:
    """The step after the last one that people remember; None when the day is over."""
    done = len(machines.memory.done())
    return steps[done] if done < len(steps) else None


def take(machines: Machines, step: Step) -> None:
    """Do a step, and remember it."""
    machines.clock.at = step.at
    step.work(machines)
    machines.memory.finish(step.name)
