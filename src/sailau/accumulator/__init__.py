"""The accumulator: takes what a card carries into the ballot box, once (R 12; L 50-5(5)).

Here stands what is decided about a card; the precinct computer, the one writer of box and card table, carries
it out. The accumulator keeps and publishes no terminal's signature.
"""

from sailau.accumulator.decisions import Opened, Received, is_signed, receive
from sailau.accumulator.refusals import (
    ANOTHER_CARD,
    BALLOT_UNSOUND,
    CARD_UNREADABLE,
    CREDENTIAL_NOT_VALID,
    EMPTY_UNSIGNED,
    NOT_OF_THIS_PRECINCT,
    TAKEN_BEFORE,
    TEST_CARD_CANCELLED,
)

__all__ = [
    "ANOTHER_CARD",
    "BALLOT_UNSOUND",
    "CARD_UNREADABLE",
    "CREDENTIAL_NOT_VALID",
    "EMPTY_UNSIGNED",
    "NOT_OF_THIS_PRECINCT",
    "TAKEN_BEFORE",
    "TEST_CARD_CANCELLED",
    "Opened",
    "Received",
    "is_signed",
    "receive",
]
