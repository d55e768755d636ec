"""From the bytes of a card to its content, and the ordered writes that change it.

A card may be pulled between any two bytes. Therefore:

1. what the present state needs is never overwritten before the new state is committed;
2. the ballot area is written first, then the record into the slot that is *not* the newest, its commit byte last;
3. the newest whole record is the card's state: a torn write leaves the old one readable;
4. wiping commits "wiped" first and zeroes the rest after it; torn, it is a wiped card that is not clean yet;
5. voting commits "voted" first and zeroes the record of the activated card after it; leaving without a vote commits
   "abandoned" first and zeroes that record and the ballot area after it.
"""

from dataclasses import dataclass, field
from typing import Final

from sailau.card.content import (
    Abandoned,
    CardContent,
    CardNumber,
    Challenged,
    LoadCounter,
    Voted,
    Wiped,
    check_content,
    may_become,
)
from sailau.card.layout import (
    BALLOT_OFFSET,
    CARD_BYTES,
    COMMIT_OFFSET,
    COMMITTED,
    RECORD_SLOT_BYTES,
    RECORD_SLOTS,
    RECORD_TEXT_BYTES,
    randomness_offset,
)
from sailau.card.record import StateRecord, content_of, encode_record, read_record
from sailau.errors import FormatError, invariant

_ZERO_IMAGE: Final = bytes(CARD_BYTES)


@dataclass(frozen=True, slots=True)
class Write:
    """`data` goes to the card at `offset`. `commits` marks the one byte after which the new state holds."""

    offset: int
    data: bytes = field(repr=False)
    commits: bool = False


def fresh(number: CardNumber, load: LoadCounter | None = None) -> bytes:
    """The image of a card that has just been made ready: wiped, and never loaded unless `load` says so."""
    content = Wiped(number=number, load=LoadCounter(0) if load is None else load)
    check_content(content)
    return _after(_ZERO_IMAGE, _record_writes(RECORD_SLOTS[0], content, 1))


def parse(image: bytes) -> CardContent:
    """What the card holds: its newest whole record, and the ballot area that this record vouches for.

    Raises `FormatError` when there is no whole record or the newest one does not agree with the card: such a
    card is unreadable and goes into a numbered envelope.
    """
    _, record = _newest(image)
    return content_of(record, image)


def is_clean(image: bytes) -> bool:
    """Whether the card is wiped and holds not one byte besides the record that says so."""
    try:
        slot, record = _newest(image)
        content = content_of(record, image)
    except FormatError:
        return False
    if not isinstance(content, Wiped):
        return False
    return image == _after(_ZERO_IMAGE, _record_writes(slot, content, record.counter))


def plan_write(image: bytes, new: CardContent) -> tuple[Write, ...]:
    """The writes, in order, that take the card from its present content to `new`.

    Raises `FormatError` when the card cannot be read or `new` does not fit it. That `new` may follow by the life
    cycle is the caller's duty (`may_become`); a breach stops the program.
    """
    slot, record = _newest(image)
    old = content_of(record, image)
    check_content(new)
    invariant(may_become(old, new), "a card's life cycle was broken")
    if isinstance(new, Wiped):
        return plan_wipe(image, new.number, new.load)
    other = RECORD_SLOTS[1] if slot == RECORD_SLOTS[0] else RECORD_SLOTS[0]
    writes = _area_writes(old, new) + _record_writes(other, new, record.counter + 1)
    match new:
        case Voted():
            return writes + _erasure(image, slot)
        case Abandoned():
            # A write of a ballot may have been torn there before.
            return writes + _erasure(image, slot) + _zero_writes(image, BALLOT_OFFSET, CARD_BYTES)
        case _:
            return writes


def plan_wipe(image: bytes, number: CardNumber, load: LoadCounter) -> tuple[Write, ...]:
    """The writes that leave the record "wiped" and zeros everywhere else, from whatever is on the card.

    `number` and `load` are those of the card table, or the number typed when the card is damaged.
    """
    content = Wiped(number=number, load=load)
    check_content(content)
    try:
        slot, record = _newest(image)
    except FormatError:
        # Damaged: nothing on it is worth keeping, so zeros come first.
        return _zero_writes(image, 0, CARD_BYTES) + _record_writes(RECORD_SLOTS[0], content, 1)
    other = RECORD_SLOTS[1] if slot == RECORD_SLOTS[0] else RECORD_SLOTS[0]
    return (
        _record_writes(other, content, record.counter + 1)
        + _zero_writes(image, other + RECORD_TEXT_BYTES, other + COMMIT_OFFSET)
        + _zero_writes(image, BALLOT_OFFSET, CARD_BYTES)
        + _zero_writes(image, slot, slot + RECORD_SLOT_BYTES)
    )


def _newest(image: bytes) -> tuple[int, StateRecord]:
    """Offset and record of the newest whole state record."""
    if len(image) != CARD_BYTES:
        raise FormatError("card", f"{len(image)} bytes, not {CARD_BYTES}")
    found = [(slot, read_record(image[slot : slot + RECORD_SLOT_BYTES])) for slot in RECORD_SLOTS]
    whole = [(slot, record) for slot, record in found if record is not None]
    if not whole:
        raise FormatError("card", "no whole state record")
    if len(whole) == len(RECORD_SLOTS) and whole[0][1].counter == whole[1][1].counter:
        raise FormatError("card", "two state records with one counter")
    return max(whole, key=lambda pair: pair[1].counter)


def _area_writes(old: CardContent, new: CardContent) -> tuple[Write, ...]:
    """The ballot, or beside a ballot that stands already only the randomness, so that the old state stays whole."""
    if isinstance(new, Voted):
        return (Write(BALLOT_OFFSET, new.ballot),)
    if isinstance(new, Challenged):
        invariant(isinstance(old, Voted), "a challenge follows a vote")
        return (Write(randomness_offset(len(new.ballot)), new.randomness),)
    return ()


def _record_writes(slot: int, content: CardContent, counter: int) -> tuple[Write, ...]:
    return (
        Write(slot + COMMIT_OFFSET, b"\0"),
        Write(slot, encode_record(content, counter)),
        Write(slot + COMMIT_OFFSET, bytes([COMMITTED]), commits=True),
    )


def _erasure(image: bytes, slot: int) -> tuple[Write, ...]:
    """Zeros over a record that is no longer needed: credential and expiry of a voted card must not lie beside the
    ballot."""
    commit = slot + COMMIT_OFFSET
    return _zero_writes(image, commit, commit + 1) + _zero_writes(image, slot, commit)


def _zero_writes(image: bytes, start: int, end: int) -> tuple[Write, ...]:
    """Zeros over the span of `image[start:end]` that is not zero; a card writes slowly, so no more than that."""
    part = image[start:end]
    length = len(part.rstrip(b"\0"))
    if length == 0:
        return ()
    first = length - len(part[:length].lstrip(b"\0"))
    return (Write(start + first, bytes(length - first)),)


def _after(image: bytes, writes: tuple[Write, ...]) -> bytes:
    changed = bytearray(image)
    for write in writes:
        changed[write.offset : write.offset + len(write.data)] = write.data
    return bytes(changed)
