"""Where the bytes of a voter card stand.

    0      state record, slot A     768 bytes
    768    state record, slot B     768 bytes
    1536   ballot area             6656 bytes (6.5 KiB)
    8192   end

A state record, from the start of its slot:

    0    mark "SLU1"                      4 bytes
    4    length of the body               2 bytes, big-endian
    6    checksum, first half of SHA-256 over mark, length and body    16 bytes
    22   body, deterministic CBOR         at most 682 bytes; zeros up to 704
    767  commit byte                      0x5A when the record is whole

Pages: memory chips are written in pages, and a pulled card may garble the page that was being written. So no
page of 64 bytes holds the commit byte and anything else, nor the ballot and the randomness written after it.
"""

from typing import Final

CARD_BYTES: Final = 8192
PAGE_BYTES: Final = 64

RECORD_SLOT_BYTES: Final = 768
RECORD_SLOTS: Final = (0, RECORD_SLOT_BYTES)
RECORD_TEXT_BYTES: Final = RECORD_SLOT_BYTES - PAGE_BYTES
COMMIT_OFFSET: Final = RECORD_SLOT_BYTES - 1
COMMITTED: Final = 0x5A

MARK: Final = b"SLU1"
LENGTH_BYTES: Final = 2
CHECKSUM_BYTES: Final = 16
BODY_OFFSET: Final = len(MARK) + LENGTH_BYTES + CHECKSUM_BYTES
BODY_BYTES_MAX: Final = RECORD_TEXT_BYTES - BODY_OFFSET

BALLOT_OFFSET: Final = len(RECORD_SLOTS) * RECORD_SLOT_BYTES
BALLOT_BYTES_MAX: Final = CARD_BYTES - BALLOT_OFFSET


def randomness_offset(ballot_bytes: int) -> int:
    """Where the randomness of a challenged ballot starts on the card: the page after the ballot's last."""
    pages = -(-ballot_bytes // PAGE_BYTES)
    return BALLOT_OFFSET + pages * PAGE_BYTES
