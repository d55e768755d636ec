"""A chip without a reader: commands go straight to it, in this process. For tests at every command and every byte."""

from collections.abc import Callable

from sailau.adapters.cards.type4 import Type4Card
from sailau.card import CardContent, CardRemovedError, fresh, write_and_read_back
from tests.card.contents import LIFE, TAKEN, WIPED
from tests.pcsc.chip import Chip, Pulled


def transmit_to(chip: Chip) -> Callable[[bytes], bytes]:
    """What a reader gives: commands through, and an error from the moment on at which the card was pulled."""
    chip.power()
    chip.commands = 0
    gone = False

    def transmit(command: bytes) -> bytes:
        nonlocal gone
        if gone:
            raise CardRemovedError("the card was pulled")
        try:
            return chip.answer(command)
        except Pulled:
            gone = True
            raise CardRemovedError("the card was pulled") from None

    return transmit


def in_hand(chip: Chip, *, extended: bool = True) -> Type4Card:
    """The chip as a card slot, freshly inserted."""
    return Type4Card(transmit_to(chip), extended=extended)


def chip_with(content: CardContent, chip: Chip | None = None) -> Chip:
    """A chip that came to `content` by the life of a card so far."""
    chip = chip or Chip()
    chip.image = fresh(WIPED.number, WIPED.load)
    card = in_hand(chip)
    for step in LIFE[1 : LIFE.index(content) + 1]:
        if step is not LIFE[4] or content is not TAKEN:
            write_and_read_back(card, step)
    chip.commands = chip.writes = 0
    chip.trace.clear()
    return chip
