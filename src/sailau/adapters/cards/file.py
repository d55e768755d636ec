"""A card as a file: what was written stays when the process dies, torn where it died.

Bytes reach the file a page of the chip at a time, each page behind a fault point, and are synced at the end of
each write: a process killed in the middle leaves a card such as a pulled one.
"""

import os
from pathlib import Path

from sailau.adapters.files import reading, write_atomically
from sailau.card.content import CardNumber
from sailau.card.image import fresh
from sailau.card.layout import CARD_BYTES, PAGE_BYTES
from sailau.card.slot import CardRemovedError
from sailau.errors import invariant
from sailau.ports.faults import NO_FAULTS, Faults


class FileCard:
    """The card in the file at `path`; a missing file is a card that is not in the slot."""

    def __init__(self, path: Path, faults: Faults = NO_FAULTS) -> None:
        self._path = path
        self._faults = faults

    @staticmethod
    def make(path: Path, number: CardNumber, faults: Faults = NO_FAULTS) -> "FileCard":
        """Make a card ready: wiped, never loaded."""
        write_atomically(path, fresh(number), faults)
        return FileCard(path, faults)

    def read(self, offset: int, length: int) -> bytes:
        """See `CardSlot.read`."""
        if not self._path.exists():
            raise CardRemovedError("the card is not in the slot")
        with reading(self._path) as descriptor:
            return os.pread(descriptor, length, offset)

    def write(self, offset: int, data: bytes) -> None:
        """See `CardSlot.write`."""
        invariant(offset >= 0 and offset + len(data) <= CARD_BYTES, "a write beyond the card")
        if not self._path.exists():
            raise CardRemovedError("the card is not in the slot")
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            done = 0
            while done < len(data):
                self._faults.point("card:page")
                page_end = PAGE_BYTES - (offset + done) % PAGE_BYTES
                done += os.pwrite(descriptor, data[done : done + page_end], offset + done)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._faults.point("card:written")
