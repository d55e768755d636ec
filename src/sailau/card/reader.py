"""The card reader of a device, as its program sees it: the port, and what it reports (R 11, 12).

A device works with one reader. Which one, is told by name, or it is the only one there is. A second reader that
appears is reported and not used: nobody may lead a voter's card past the device by plugging in another slot. A reader
that is lost and found again, and a service of readers that stopped and runs again, need no restart of the device.

A card brought by `CardInserted` is used until it is gone; what is put in afterwards comes as a new `CardInserted`,
though it be the same card.
"""

from dataclasses import dataclass, field
from typing import Protocol

from sailau.card.slot import CardSlot


@dataclass(frozen=True, slots=True)
class ReaderFound:
    """The device's reader is there: at the start, or again."""

    reader: str


@dataclass(frozen=True, slots=True)
class ReaderLost:
    """The device's reader is gone. `service` when it is the service of readers that stopped, with all of them."""

    reader: str
    service: bool = False


@dataclass(frozen=True, slots=True)
class SurplusReader:
    """A reader appeared that this device does not use."""

    reader: str


@dataclass(frozen=True, slots=True)
class ReadersAmbiguous:
    """Several readers are there, and nobody said which one is this device's: none is used."""

    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardInserted:
    """A card lies in the reader; the first read tells what it is."""

    slot: CardSlot = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card left the reader."""


ReaderEvent = ReaderFound | ReaderLost | SurplusReader | ReadersAmbiguous | CardInserted | CardRemoved


class CardReader(Protocol):
    """A device's reader: PC/SC hardware or anything that stands in its place."""

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """The next event, asleep until it comes; None when `timeout_seconds` passed without one.

        Raises `StoreError` only when readers cannot be used on this machine at all.
        """
        ...

    def close(self) -> None:
        """Let the reader and its card go."""
        ...
