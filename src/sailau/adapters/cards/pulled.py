"""A card that is pulled out of the slot after so many bytes: how the booth really behaves."""

from sailau.card.slot import CardRemovedError, CardSlot


class PulledCard:
    """Passes everything to `card` until `after_bytes` bytes have been written, then the card is gone for good.

    The same `card` put into a slot again holds what had reached it.
    """

    def __init__(self, card: CardSlot, after_bytes: int) -> None:
        self._card = card
        self._left = after_bytes
        self._gone = False

    def read(self, offset: int, length: int) -> bytes:
        """See `CardSlot.read`. A card whose last byte has been written is gone before it can be read back."""
        if self._gone or self._left == 0:
            raise CardRemovedError("the card is not in the slot")
        return self._card.read(offset, length)

    def write(self, offset: int, data: bytes) -> None:
        """See `CardSlot.write`."""
        if self._gone:
            raise CardRemovedError("the card is not in the slot")
        reaches = data[: self._left]
        if reaches:
            self._card.write(offset, reaches)
        self._left -= len(reaches)
        if len(reaches) < len(data):
            self._gone = True
            raise CardRemovedError("the card was pulled out of the slot")
