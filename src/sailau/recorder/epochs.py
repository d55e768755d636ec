"""Which checkpoint of its recorder a device hands on by the cards (cross-witness, E49), without telling an order.

Cards carry a checkpoint from terminal to accumulator, so that each device's past is known elsewhere. A fresh checkpoint
on each card would number the cards. So the day is cut into epochs: one closes when at least 20 cards have passed in it
*and* 15 minutes have gone by, and only then is a checkpoint made of it; every card of the next epoch gets that same
one. A card's own entries are never in the checkpoint that it carries.

The last epoch of a day may be short: its few cards share a checkpoint that no others have. Cards are wiped by the
accumulator when they are taken; what it keeps is that it saw the checkpoint, once, and not from which card.
"""

from dataclasses import dataclass, replace
from typing import Final

from sailau.recorder.checkpoint import Checkpoint

CARDS_MIN: Final = 20
MICROSECONDS_MIN: Final = 15 * 60 * 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Epochs:
    """The open epoch, and the checkpoint of the last closed one (None before the first)."""

    begun_us: int
    cards: int = 0
    closed: Checkpoint | None = None


def pass_card(epochs: Epochs, present: Checkpoint, uptime_us: int) -> tuple[Epochs, Checkpoint | None]:
    """One card passes: the epochs afterwards, and the checkpoint for that card, if there is any yet.

    `present` is the tree at this moment, before any entry of this card. When the epoch before is full it closes here:
    this card is the first of the next one.
    """
    if epochs.cards >= CARDS_MIN and uptime_us - epochs.begun_us >= MICROSECONDS_MIN:
        epochs = Epochs(begun_us=uptime_us, closed=present)
    return replace(epochs, cards=epochs.cards + 1), epochs.closed


def is_news(kept: Checkpoint | None, seen: Checkpoint) -> bool:
    """Whether the one who takes cards learns anything: only then it is recorded, so not once for each card."""
    return kept is None or seen.size > kept.size
