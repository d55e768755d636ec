"""Voter cards without chips: a folder in which every place is a folder, and every card a file (R 8, annex 2).

For running a precinct on one machine, each device still a process of its own:

    tray/               the open tray on the table
    slot-<device>/      the slot of a device: slot-desk-1, slot-terminal-1, slot-accumulator-1
    pocket/<whose>/     where people have their cards: any name
    0007.card           card number 7, wherever it lies now: the image of 8 KiB, as `FileCard` writes it

Moving a card is renaming its file (`Tray.move`). A device watches the folder of its slot: the name of a card that comes
is a card put in, and one that goes is a card taken out, also in the middle of a write, which then stays torn where it
was as on a chip. Two cards in one slot are read as readers read two cards at once: not at all.
"""

import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

from sailau.adapters.cards.file import FileCard
from sailau.adapters.files import sync_folder
from sailau.card.content import CardNumber
from sailau.card.layout import CARD_BYTES, PAGE_BYTES
from sailau.card.reader import CardInserted, CardRemoved, ReaderEvent, ReaderFound, ReaderLost
from sailau.card.slot import CardRemovedError, UnknownCardError
from sailau.errors import StoreError, invariant
from sailau.ports.faults import NO_FAULTS, Faults

TRAY: Final = "tray"
POLL_SECONDS: Final = 0.05
_PLACE: Final = re.compile(r"tray|slot-[a-z0-9-]{1,64}|pocket/[A-Za-z0-9_-]{1,64}")
_CARD: Final = re.compile(r"([0-9]{4,10})\.card")


@dataclass(frozen=True, slots=True)
class _Lying:
    """What lies in a place. The folder's moment of change tells a card that went and came back from one that stayed."""

    changed: int
    names: tuple[str, ...]


def slot_of(device: str) -> str:
    """The place that is the slot of a device."""
    return f"slot-{device}"


class Tray:
    """All places of one precinct and the cards in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def make(folder: Path, numbers: Iterable[CardNumber], faults: Faults = NO_FAULTS) -> "Tray":
        """Make cards with these numbers, wiped and never loaded, in the open tray.

        Raises `StoreError` when there is one of them already: a card is not made anew over what it carries.
        """
        made = Tray(folder)
        wanted, present = list(numbers), made.cards()
        for number in wanted:
            if number in present:
                raise StoreError(f"card {number} is there already, in {present[number]}")
        place = made.place(TRAY)
        for number in wanted:
            FileCard.make(place / _name(number), number, faults)
        return made

    def place(self, name: str) -> Path:
        """The folder of a place, made when it is not there. Raises `StoreError` when no place is called so."""
        if not _PLACE.fullmatch(name):
            raise StoreError(f"{name}: a place is tray, slot-DEVICE or pocket/NAME")
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def cards(self) -> dict[CardNumber, str]:
        """Every card, by number, and the place where it lies now."""
        found = {}
        for path in sorted(self.folder.glob("**/*.card"), key=lambda path: path.name):
            place = path.parent.relative_to(self.folder).as_posix()
            name = _CARD.fullmatch(path.name)
            if name is not None and _PLACE.fullmatch(place):
                found[CardNumber(int(name[1]))] = place
        return found

    def path(self, number: CardNumber, place: str) -> Path:
        """The file of a card that lies in `place`."""
        return self.place(place) / _name(number)

    def move(self, number: CardNumber, source: str, to: str) -> None:
        """Carry a card from one place to another. Raises `StoreError` when it does not lie at `source`."""
        start, end = self.place(source), self.place(to)
        name = _name(number)
        if not (start / name).exists():
            raise StoreError(f"card {number} does not lie in {source}")
        if start != end and (end / name).exists():
            raise StoreError(f"there are two cards number {number}: one lies in {to} already")
        (start / name).rename(end / name)
        sync_folder(end)
        sync_folder(start)


class TrayCard:
    """The card that lies in a slot now, until it is taken out; put in again, it is another `TrayCard`."""

    def __init__(self, place: Path, lying: _Lying, faults: Faults = NO_FAULTS) -> None:
        self._place = place
        self._lying = lying
        self._faults = faults
        self._gone = False

    def read(self, offset: int, length: int) -> bytes:
        """See `CardSlot.read`. Raises `UnknownCardError` too: two cards at once, or a file that is no card's image."""
        invariant(offset >= 0 and offset + length <= CARD_BYTES, "a read beyond the card")
        descriptor = self._open(os.O_RDONLY)
        try:
            data = os.pread(descriptor, length, offset)
        finally:
            os.close(descriptor)
        self._demand_present()
        if len(data) != length:
            raise UnknownCardError(f"its file is shorter than {CARD_BYTES} bytes")
        return data

    def write(self, offset: int, data: bytes) -> None:
        """See `CardSlot.write`. A card taken out between two pages keeps those that had reached it."""
        invariant(offset >= 0 and offset + len(data) <= CARD_BYTES, "a write beyond the card")
        descriptor = self._open(os.O_WRONLY)
        try:
            done = 0
            while done < len(data):
                self._faults.point("card:page")
                self._demand_present()
                page_end = PAGE_BYTES - (offset + done) % PAGE_BYTES
                done += os.pwrite(descriptor, data[done : done + page_end], offset + done)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._faults.point("card:written")

    def _open(self, flags: int) -> int:
        self._demand_present()
        if len(self._lying.names) > 1:
            raise UnknownCardError("more than one card lies in the slot")
        try:
            return os.open(self._place / self._lying.names[0], flags | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError as error:
            self._gone = True
            raise CardRemovedError("the card is not in the slot") from error

    def _demand_present(self) -> None:
        self._gone = self._gone or _look(self._place) != self._lying
        if self._gone:
            raise CardRemovedError("the card is not in the slot")


class TrayReader:
    """A `CardReader` over a slot of the tray. Close it, or use it in a `with`."""

    def __init__(self, tray: Tray, device: str, faults: Faults = NO_FAULTS) -> None:
        """The reader of `device`; its slot is made when it is not there. Raises `StoreError` as `Tray.place`."""
        self._name = slot_of(device)
        self._place = tray.place(self._name)
        self._faults = faults
        self._lying: _Lying | None = None

    def __enter__(self) -> "TrayReader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """See `CardReader.close`. The card stays where it lies."""
        self._lying = None

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """See `CardReader.wait`. The slot is looked at twenty times a second."""
        until = time.monotonic() + timeout_seconds
        while (event := self._change()) is None:
            left = until - time.monotonic()
            if left <= 0:
                return None
            time.sleep(min(left, POLL_SECONDS))
        return event

    def _change(self) -> ReaderEvent | None:
        before, now = self._lying, _look(self._place)
        if now is None:
            self._lying = None
            return None if before is None else ReaderLost(self._name)
        if before is None:
            self._lying = _Lying(0, ())
            return ReaderFound(self._name)
        if now == before:
            return None
        if before.names:
            self._lying = _Lying(0, ())
            return CardRemoved()
        self._lying = now
        return CardInserted(TrayCard(self._place, now, self._faults)) if now.names else None


def _name(number: CardNumber) -> str:
    return f"{number:04d}.card"


def _look(place: Path) -> _Lying | None:
    """What lies in a place; None when there is no such place (any more)."""
    try:
        while True:
            changed = place.stat().st_mtime_ns
            names = tuple(sorted(path.name for path in place.iterdir() if _CARD.fullmatch(path.name)))
            if place.stat().st_mtime_ns == changed:
                return _Lying(changed, names)
    except (FileNotFoundError, NotADirectoryError):
        return None
