"""The bytes that a desk and a terminal sign: one encoding each, with the domain tag that also goes to the signer.

Both name the Setup, so that after a postponed vote nothing signed for the old Setup is good for the new one, and
number and load counter, so that nothing can be moved to another card or to a later use of the same card.
"""

from typing import Final, Literal

import cbor2

from sailau.card.content import CardNumber, Expiry, LoadCounter
from sailau.errors import invariant

ACTIVATION_TAG: Final = b"sailau/card/activation/1"
TERMINAL_TAG: Final = b"sailau/card/terminal/1"
SETUP_HASH_BYTES: Final = 32

TerminalKind = Literal["voted", "challenged", "abandoned"]


def activation_message(*, setup: bytes, number: CardNumber, load: LoadCounter, expiry: Expiry) -> bytes:
    """What the desk signs to activate a card. `setup` is the Setup hash, 32 bytes."""
    invariant(len(setup) == SETUP_HASH_BYTES, "a Setup hash has 32 bytes")
    return cbor2.dumps([ACTIVATION_TAG.decode(), setup, number, load, expiry], canonical=True)


def terminal_message(
    *,
    setup: bytes,
    number: CardNumber,
    load: LoadCounter,
    kind: TerminalKind,
    ballot: bytes = b"",
    randomness: bytes = b"",
    witness: bytes = b"",
) -> bytes:
    """What the terminal signs over a card that it leaves voted, challenged or abandoned.

    `randomness` belongs to a challenged ballot alone; an abandoned card has no ballot.
    """
    invariant(len(setup) == SETUP_HASH_BYTES, "a Setup hash has 32 bytes")
    invariant((kind == "abandoned") == (len(ballot) == 0), "only an abandoned card is without a ballot")
    invariant(
        (kind == "challenged") == (len(randomness) > 0), "randomness belongs to a challenged ballot, and only there"
    )
    return cbor2.dumps([TERMINAL_TAG.decode(), setup, number, load, kind, ballot, randomness, witness], canonical=True)
