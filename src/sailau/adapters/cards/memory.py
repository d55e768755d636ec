"""A card in memory."""

from sailau.card.content import CardNumber
from sailau.card.image import fresh
from sailau.card.layout import CARD_BYTES
from sailau.errors import invariant


class MemoryCard:
    """A card whose bytes live as long as the object; starts as made ready, or with the bytes given."""

    def __init__(self, number: CardNumber | None = None, *, image: bytes | None = None) -> None:
        invariant((number is None) != (image is None), "a card starts with a number or with an image")
        start = image if image is not None else fresh(CardNumber(number or 0))
        invariant(len(start) == CARD_BYTES, "a card image has another length")
        self._image = bytearray(start)

    def read(self, offset: int, length: int) -> bytes:
        """See `CardSlot.read`."""
        return bytes(self._image[offset : offset + length])

    def write(self, offset: int, data: bytes) -> None:
        """See `CardSlot.write`."""
        invariant(offset >= 0 and offset + len(data) <= CARD_BYTES, "a write beyond the card")
        self._image[offset : offset + len(data)] = data
