"""What people do at the desk, in the booth and at the accumulator; each may have to be done again after a crash.

`settled` holds an answer to what it must be. Only when the day was broken off may it be one of the refusals that tell
a person "this is done already".
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sailau.adapters.cards import FileCard, PulledCard
from sailau.card import CARD_BYTES, Activated, read_card
from sailau.election.ballot import Choice, contest_choice
from sailau.election.nouns import ContestId
from sailau.formats.v1.record import Bilingual
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.accumulator import Accepted, Outcome, Returned, Shown
from sailau.service.acts import Matter, enter_act
from sailau.terminal import Session
from tests.crash.people import DESK, ISSUER, TABLE, Machines
from tests.crash.world import card_path

Work = Callable[[Machines], None]
CONTEST: Final = ContestId("president")
TAKEN_BEFORE: Final = "ballot-taken-before"


def settled(machines: Machines, answer: object, *done_already: str) -> None:
    """The answer must be none, or a yes; after a crash it may say that it was done before."""
    if isinstance(answer, Refusal):
        assert machines.broken_off and answer.code in done_already, answer.code


def refused(answer: object, code: str) -> None:
    """The answer must be this lawful no."""
    assert isinstance(answer, Refusal), answer
    assert answer.code == code, answer.code


def chosen(answer: int) -> dict[ContestId, Choice]:
    """The voter's choice."""
    return {CONTEST: frozenset({answer})}


# At the desk.


def load(*numbers: int) -> Work:
    """Load wiped cards and lay them in the tray."""

    def work(machines: Machines) -> None:
        for number in numbers:
            settled(machines, accumulator.load_card(machines.precinct, machines.card(number), accumulator=TABLE))
            machines.lay_in_tray(number)

    return work


def admit(voter: int, holder: str) -> Work:
    """The desk finds the voter, who takes a card from the tray, and activates it."""

    def work(machines: Machines) -> None:
        entry = machines.voter(voter)
        settled(machines, desk.find_voter(machines.precinct, entry.iin.digits, DESK))
        slot = machines.at_the_desk(machines.card_of(holder))
        answer = desk.admit(machines.precinct, entry, slot, desk=DESK, member=ISSUER)
        settled(machines, answer, "already-admitted")

    return work


def refuse_second_admission(voter: int) -> Work:
    """Who has voted comes again."""

    def work(machines: Machines) -> None:
        slot = machines.at_the_desk(machines.card_of("again"))
        answer = desk.admit(machines.precinct, machines.voter(voter), slot, desk=DESK, member=ISSUER)
        refused(answer, "already-admitted")
        machines.put_back("again")

    return work


def activate(holder: str, *, test: bool = False) -> Work:
    """A card on an accumulator's permit, or for the observers' test."""

    def work(machines: Machines) -> None:
        slot = machines.at_the_desk(machines.card_of(holder))
        if isinstance(read_card(slot), Activated):
            assert machines.broken_off
            return
        answer = desk.replace_card(machines.precinct, slot, desk=DESK, member=ISSUER, test=test)
        settled(machines, answer, "no-permit")
        if isinstance(answer, Refusal):
            machines.put_back(holder)
            machines.memory.note(without=[*machines.memory.notes().get("without", []), holder])

    return work


def undo(voter: int) -> Work:
    """The desk undoes an admission against the unvoted card that came back."""

    def work(machines: Machines) -> None:
        answer = desk.undo_admission(machines.precinct, machines.voter(voter), DESK)
        settled(machines, answer, "not-admitted")

    return work


# In the booth.


def vote(holder: str, answer: int) -> Work:
    """The voter chooses and confirms; a card that the terminal knows as voted goes to the table as it is."""

    def work(machines: Machines) -> None:
        if machines.lacks(holder):
            return
        slot = machines.card(machines.card_of(holder))
        begun = _begin(machines, slot)
        if begun is not None:
            sealed = machines.terminal.confirm(slot, begun, chosen(answer))
            assert isinstance(sealed, SealedVote), sealed

    return work


def vote_and_challenge(holder: str, answer: int) -> Work:
    """The voter confirms, then checks the machine. After a crash in between the card has voted, and that is that."""

    def work(machines: Machines) -> None:
        slot = machines.card(machines.card_of(holder))
        begun = _begin(machines, slot)
        if begun is not None:
            sealed = machines.terminal.confirm(slot, begun, chosen(answer))
            assert isinstance(sealed, SealedVote), sealed
            machines.terminal.challenge(slot, begun, sealed)

    return work


def vote_with_a_pulled_card(holder: str, answer: int) -> Work:
    """The card leaves the slot while it is written; it is put back, and the voter votes."""

    def work(machines: Machines) -> None:
        slot = machines.card(machines.card_of(holder))
        begun = _begin(machines, slot)
        if begun is not None:
            pulled = PulledCard(slot, after_bytes=CARD_BYTES // 64)
            refused(machines.terminal.confirm(pulled, begun, chosen(answer)), "card-undecided")
            vote(holder, answer)(machines)

    return work


def leave_the_booth(holder: str) -> Work:
    """The voter goes without confirming; the terminal wipes the card."""

    def work(machines: Machines) -> None:
        slot = machines.card(machines.card_of(holder))
        begun = machines.terminal.insert(slot, machines.clock.now())
        settled(machines, begun, "card-not-activated")
        if isinstance(begun, Session):
            machines.terminal.abandon(slot, begun)

    return work


def _begin(machines: Machines, slot: FileCard) -> Session | None:
    begun = machines.terminal.insert(slot, machines.clock.now())
    settled(machines, begun, "card-voted-already")
    return begun if isinstance(begun, Session) else None


# At the table.


def hand_in(holder: str) -> Work:
    """The ballot goes into the box. After a crash the card may be known as taken, or be wiped already."""

    def work(machines: Machines) -> None:
        if machines.lacks(holder):
            return
        outcome = _taken(machines, machines.card_of(holder))
        settled(machines, outcome, TAKEN_BEFORE)
        assert isinstance(outcome, Accepted) or machines.broken_off, outcome

    return work


def hand_in_challenged(holder: str, answer: int) -> Work:
    """The ballot is opened on the public screen and shows the voter's choice."""

    def work(machines: Machines) -> None:
        outcome = _taken(machines, machines.card_of(holder))
        settled(machines, outcome, TAKEN_BEFORE, "test-card-not-challenged")
        assert isinstance(outcome, Shown) or machines.broken_off, outcome
        if isinstance(outcome, Shown):
            assert outcome.opening is not None
            (asked,) = machines.precinct.style.contests
            assert contest_choice(asked, outcome.opening.plaintexts[asked.index]) == chosen(answer)[CONTEST]

    return work


def bring_back(holder: str, *, abandoned: bool) -> Work:
    """A card without a ballot comes back."""

    def work(machines: Machines) -> None:
        outcome = _taken(machines, machines.card_of(holder))
        assert isinstance(outcome, Returned), outcome
        assert outcome.abandoned is abandoned or machines.broken_off

    return work


def break_card(holder: str) -> Work:
    """The chip dies: it gives the same garbage everywhere."""

    def work(machines: Machines) -> None:
        card_path(machines.world, machines.card_of(holder)).write_bytes(b"\xff" * CARD_BYTES)

    return work


def cancel_broken(holder: str) -> Work:
    """The card cannot be read: its credential is cancelled by the printed number, which permits a replacement."""

    def work(machines: Machines) -> None:
        number = machines.card_of(holder)
        refused(_taken(machines, number), "card-unreadable")
        answer = accumulator.cancel_unreadable(machines.precinct, number, accumulator=TABLE)
        settled(machines, answer, "card-not-issued")

    return work


def walk_off(holder: str) -> Work:
    """The voter carries the card away."""

    def work(machines: Machines) -> None:
        path = card_path(machines.world, machines.card_of(holder))
        if path.exists():
            path.rename(machines.world / "people" / "carried-away.card")

    return work


def copy_card(holder: str) -> Work:
    """Somebody copies a voted card."""

    def work(machines: Machines) -> None:
        copy = _copy(machines)
        shutil.copyfile(card_path(machines.world, machines.card_of(holder)), copy.with_suffix(".new"))
        copy.with_suffix(".new").replace(copy)

    return work


def put_in_the_copy(machines: Machines) -> None:
    """The copy is of another load than the card that is out now."""
    slot = FileCard(_copy(machines), machines.faults)
    refused(accumulator.take_card(machines.precinct, slot, accumulator=TABLE), "ballot-of-another-card")


def act(kind: str, text: str) -> Work:
    """Members draw up an act."""

    def work(machines: Machines) -> None:
        matter = Matter(key=kind, kind=kind, article="R 8", text=Bilingual(text, text))
        enter_act(machines.precinct, matter, machines.signers(1, 3))

    return work


def _taken(machines: Machines, number: int) -> Outcome:
    return accumulator.take_card(machines.precinct, machines.card(number), accumulator=TABLE)


def _copy(machines: Machines) -> Path:
    return machines.world / "people" / "copy.card"
