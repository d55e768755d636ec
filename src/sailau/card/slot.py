"""Reading and writing a card through a slot, with the proof by reading back.

A card that leaves before its commit byte was sent keeps its old state. One that leaves after it and before the
read-back is *undecided*: whoever wrote says "put the card back", and the card's own state decides.
"""

from typing import Protocol

from sailau.card.content import CardContent, CardNumber, LoadCounter, Wiped, may_become
from sailau.card.image import Write, is_clean, parse, plan_wipe, plan_write
from sailau.card.layout import CARD_BYTES
from sailau.errors import FormatError, StoreError


class CardSlot(Protocol):
    """A card in a reader. The chip's own number is never asked for: it would be one more name of the card."""

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`; raises `CardRemovedError` when the card is gone."""
        ...

    def write(self, offset: int, data: bytes) -> None:
        """Write `data` at `offset`, first byte first; raises `CardRemovedError` when the card goes meanwhile."""
        ...


class CardRemovedError(StoreError):
    """The card left the slot; it holds its old state."""


class UndecidedError(CardRemovedError):
    """The card left after the commit byte was sent and before it was read back: old state or new, ask the card."""


class ReaderLostError(CardRemovedError):
    """The reader was unplugged or the service of readers stopped: to whoever writes, as if the card had left."""


class ReaderBusyError(StoreError):
    """Another program holds the card; nothing was read or written."""


class CardDamagedError(StoreError):
    """The card is in the slot and did not take what was written, or does not hold it."""


class UnknownCardError(FormatError):
    """What lies in the slot is no voter card: another kind of card, a locked one, or one that a phone wrote."""

    def __init__(self, reason: str) -> None:
        super().__init__("card", f"not a voter card: {reason}")


def read_image(slot: CardSlot) -> bytes:
    """All bytes of the card."""
    return slot.read(0, CARD_BYTES)


def read_card(slot: CardSlot) -> CardContent:
    """What the card holds; raises `FormatError` when it is unreadable."""
    return parse(read_image(slot))


def write_and_read_back(slot: CardSlot, content: CardContent) -> None:
    """Write `content` and prove by reading back that the card holds it.

    Raises `FormatError` (unreadable card, or `content` does not fit; nothing was written), `CardRemovedError`,
    `UndecidedError`, and `CardDamagedError` when the card is in the slot and does not hold what was written, or is not
    any more what `content` may follow: a chip that answers as it likes.
    """
    if isinstance(content, Wiped):
        wipe(slot, content.number, content.load)
        return
    image = read_image(slot)
    if not may_become(parse(image), content):
        raise CardDamagedError("the card is not what it was when it was put in")
    if _carry_out(slot, plan_write(image, content))[1] != content:
        raise CardDamagedError("the card does not hold what was written to it")


def wipe(slot: CardSlot, number: CardNumber, load: LoadCounter) -> Wiped:
    """Zero the card, leave the record "wiped" with `number` and `load`, and prove it by reading every byte back.

    It works on any card, damaged ones too, and may be repeated. That what the card carried is no longer needed is
    the caller's duty. Raises as `write_and_read_back` does.
    """
    image, found = _carry_out(slot, plan_wipe(read_image(slot), number, load))
    wiped = Wiped(number=number, load=load)
    if not is_clean(image) or found != wiped:
        raise CardDamagedError("the card could not be wiped")
    return wiped


def _carry_out(slot: CardSlot, writes: tuple[Write, ...]) -> tuple[bytes, CardContent | None]:
    """Do the writes in order, read the card back: its bytes, and what they mean (None: nothing)."""
    sent = False
    try:
        for write in writes:
            sent = sent or write.commits
            slot.write(write.offset, write.data)
        image = read_image(slot)
    except CardRemovedError as error:
        if sent:
            raise UndecidedError("the card was taken out before it was read back: put it back") from error
        raise
    except FormatError as error:
        raise CardDamagedError("the card cannot be read back after it was written") from error
    try:
        return image, parse(image)
    except FormatError:
        return image, None
