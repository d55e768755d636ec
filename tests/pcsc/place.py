"""A precinct's day whose cards are chips in virtual readers: the real use cases, with a booth's slot and a table's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sailau.card import CardNumber, CardSlot, Loaded, fresh, is_clean
from sailau.card.reader import CardInserted
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.precinct import Precinct
from sailau.service.reader_watch import Noticed, next_event
from sailau.terminal import Session
from tests.pcsc.chip import Chip
from tests.pcsc.device import EVENT_SECONDS, Device, MakeDevice
from tests.service.day import DESK, ISSUER, TABLE, Day, chosen, open_day, recorded

BOOTH = "terminal-1"
Answer = TypeVar("Answer")


@dataclass
class Place:
    """The day, the two readers, and the cards."""

    day: Day
    booth: Device
    table: Device
    chips: dict[int, Chip] = field(default_factory=dict)

    def chip(self, number: int = 1) -> Chip:
        """The card with this printed number: wiped, when it is asked for first."""
        if number not in self.chips:
            self.chips[number] = Chip()
            self.chips[number].image = fresh(CardNumber(number))
        return self.chips[number]

    def loaded(self, number: int = 1) -> Chip:
        """A card of the tray."""
        chip = self.chip(number)
        outcome = self.at(self.table, chip, lambda slot: accumulator.load_card(self.precinct, slot, accumulator=TABLE))
        assert isinstance(outcome, Loaded), outcome
        return chip

    def activated(self, voter: int = 1, number: int = 1) -> Chip:
        """A card in the hand of an admitted voter."""
        chip = self.loaded(number)
        assert isinstance(self.admit(voter, chip), desk.Admitted)
        return chip

    def voted(self, voter: int = 1, number: int = 1, answer: int = 4) -> Chip:
        """A card with a vote on it, on the way to the table."""
        chip = self.activated(voter, number)
        assert isinstance(self.vote(chip, answer), SealedVote)
        return chip

    # One visit each: put in, do it, take out.

    def admit(self, voter: int, chip: Chip) -> desk.Admitted | Refusal:
        entry = self.day.voter(voter)
        return self.at(self.table, chip, lambda slot: desk.admit(self.precinct, entry, slot, desk=DESK, member=ISSUER))

    def vote(self, chip: Chip, answer: int = 4) -> SealedVote | Refusal:
        return self.at(self.booth, chip, lambda slot: self.vote_in(slot, answer))

    def vote_in(self, slot: CardSlot, answer: int = 4) -> SealedVote | Refusal:
        """Choose and confirm with the card that lies in the booth."""
        session = self.insert_in(slot)
        if isinstance(session, Refusal):
            return session
        return self.day.booth(BOOTH).confirm(slot, session, chosen(answer))

    def insert_in(self, slot: CardSlot) -> Session | Refusal:
        return self.day.booth(BOOTH).insert(slot, self.day.clock.now())

    def take(self, chip: Chip, table: str = TABLE) -> accumulator.Outcome:
        return self.at(self.table, chip, lambda slot: self.take_from(slot, table))

    def take_from(self, slot: CardSlot, table: str = TABLE) -> accumulator.Outcome:
        return accumulator.take_card(self.precinct, slot, accumulator=table)

    def at(self, device: Device, chip: Chip, work: Callable[[CardSlot], Answer]) -> Answer:
        """Put a card into a device, let it work, take the card out; the device sees all of it."""
        slot = device.insert(chip)
        try:
            return work(slot)
        finally:
            device.pull()

    # What is known afterwards.

    @property
    def precinct(self) -> Precinct:
        return self.day.precinct

    def noticed(self, device: Device) -> Noticed:
        """What the terminal's program learns of its reader next, recorded on the way."""
        found = next_event(device.reader, self.day.booth(BOOTH).recorder, EVENT_SECONDS)
        assert found is not None
        return found

    def events(self, device: str = BOOTH) -> list[str]:
        """What a device recorded, in order."""
        if device == BOOTH:
            return recorded(self.day.folder / BOOTH / "recorder.jsonl", BOOTH)
        return self.day.events(device)

    def box(self) -> int:
        return len(self.day.table("box", "ballots"))

    def check(self, *, accepted: int) -> None:
        """Nothing lost, nothing doubled: the box holds what was accepted, and the terminal knows no other ballot."""
        assert self.box() == accepted == self.day.counts().get("accepted", 0)
        closing = self.day.booth(BOOTH).closing((), ())
        assert closing.sealed + len(closing.undecided) == accepted + len(self.day.table("box", "aside"))


def clean(chip: Chip) -> bool:
    """Whether nothing but number and counter is on the card."""
    return is_clean(chip.image)


def slot_in(event: Noticed) -> CardSlot:
    """The card that was put in."""
    assert isinstance(event, CardInserted), event
    return event.slot


@contextmanager
def open_place(tmp_path: Path, device: MakeDevice) -> Iterator[Place]:
    """Seven o'clock; a reader in the booth and one at the table."""
    with open_day(tmp_path) as day:
        yield Place(day, device(0), device(1))
