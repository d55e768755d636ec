"""The voter card: an 8 KiB memory that carries a one-time credential to the booth and a sealed ballot back.

One life cycle, these words everywhere: wiped → loaded (by an accumulator) → activated (at the desk) →
voted | challenged | abandoned (by a terminal) → taken (by an accumulator) → wiped. R 8, 11, 12; L 50-5(3), 50-5(5).

`layout` says where the bytes stand, `content` what a card may hold, `record` and `image` turn one into the
other, `slot` writes through a card slot and proves by reading back, `messages` are the bytes that desk and
terminal sign.
"""

from sailau.card.content import (
    Abandoned,
    Activated,
    ActivationMark,
    CardContent,
    CardNumber,
    Challenged,
    Expiry,
    LoadCounter,
    Loaded,
    Taken,
    TerminalMark,
    Voted,
    Wiped,
    expiry_after,
    expiry_instant,
    may_become,
)
from sailau.card.image import Write, fresh, is_clean, parse, plan_wipe, plan_write
from sailau.card.layout import BALLOT_BYTES_MAX, CARD_BYTES
from sailau.card.messages import ACTIVATION_TAG, TERMINAL_TAG, activation_message, terminal_message
from sailau.card.slot import (
    CardRemovedError,
    CardSlot,
    UndecidedError,
    read_card,
    read_image,
    wipe,
    write_and_read_back,
)

__all__ = [
    "ACTIVATION_TAG",
    "BALLOT_BYTES_MAX",
    "CARD_BYTES",
    "TERMINAL_TAG",
    "Abandoned",
    "Activated",
    "ActivationMark",
    "CardContent",
    "CardNumber",
    "CardRemovedError",
    "CardSlot",
    "Challenged",
    "Expiry",
    "LoadCounter",
    "Loaded",
    "Taken",
    "TerminalMark",
    "UndecidedError",
    "Voted",
    "Wiped",
    "Write",
    "activation_message",
    "expiry_after",
    "expiry_instant",
    "fresh",
    "is_clean",
    "may_become",
    "parse",
    "plan_wipe",
    "plan_write",
    "read_card",
    "read_image",
    "terminal_message",
    "wipe",
    "write_and_read_back",
]
