"""The voting terminal: takes an activated card, seals the voter's choices onto it (R 11, L 50-5(5)).

It knows no voter and no network. What it learns of a card is its number, its load counter and the credential
that only terminals can open; what it keeps is which credentials it has used, without an order or a time.
"""

from sailau.terminal.decisions import abandoned_card, admit_card, challenged_card, voted_card
from sailau.terminal.refusals import (
    CODES_USED_UP,
    CREDENTIAL_USED,
    EXPIRED,
    FOREIGN_CARD,
    FOREIGN_CREDENTIAL,
    NOT_ACTIVATED,
    PUT_CARD_BACK,
    VOTED_ALREADY,
)
from sailau.terminal.state import Kit, Session

__all__ = [
    "CODES_USED_UP",
    "CREDENTIAL_USED",
    "EXPIRED",
    "FOREIGN_CARD",
    "FOREIGN_CREDENTIAL",
    "NOT_ACTIVATED",
    "PUT_CARD_BACK",
    "VOTED_ALREADY",
    "Kit",
    "Session",
    "abandoned_card",
    "admit_card",
    "challenged_card",
    "voted_card",
]
