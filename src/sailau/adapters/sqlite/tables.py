"""Two kinds of table.

A **fixed** table tells no order, not even to who reads the raw disk: all its places are made at installation, under
random names and of one length, filled with sealed nothing. An entry goes to a place drawn at random and overwrites
it there; erasing seals nothing over it. So the file has one size all day, no page of it is newer by its position,
and it does not show how many places are in use. Ballots, admissions and cards live in fixed tables.

A **growing** table is for what has no secret in its order (the day's state, acts): its rows stand under an HMAC of
their key.

Both are `WITHOUT ROWID` tables of (place, sealed). The plaintext of an entry is a CBOR array [key, value], in a fixed
table with its length before it and zeros after it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import cbor2

from sailau.errors import StoreError, invariant

_NAME: Final = re.compile(r"[a-z][a-z_]{0,30}")
_LENGTH_BYTES: Final = 4
_CBOR_HEADS_MAX: Final = 1 + 5 + 5
KEY_BYTES_MAX: Final = 128


@dataclass(frozen=True, slots=True)
class FixedTable:
    """`capacity` places for values of at most `value_bytes_max` bytes."""

    name: str
    capacity: int
    value_bytes_max: int

    @property
    def plaintext_bytes(self) -> int:
        """Length of every plaintext of the table."""
        return _LENGTH_BYTES + _CBOR_HEADS_MAX + KEY_BYTES_MAX + self.value_bytes_max


@dataclass(frozen=True, slots=True)
class GrowingTable:
    """As many entries of any length as come."""

    name: str


Table = FixedTable | GrowingTable


def check_tables(tables: Iterable[Table]) -> None:
    """Stop the program at a table that was declared wrongly: names and sizes are ours, never input."""
    names = [table.name for table in tables]
    invariant(len(names) == len(set(names)), "two tables of a store have one name")
    invariant(all(_NAME.fullmatch(name) for name in names), "a table's name is not a plain word")
    fixed = [table for table in tables if isinstance(table, FixedTable)]
    invariant(all(table.capacity > 0 and table.value_bytes_max > 0 for table in fixed), "a fixed table has no room")


def pack(table: Table, key: bytes, value: bytes) -> bytes:
    """The plaintext of an entry; raises `StoreError` when a fixed table's places are too small for it."""
    invariant(0 < len(key) <= KEY_BYTES_MAX, "a key is empty or too long")
    entry = cbor2.dumps([key, value])
    if isinstance(table, GrowingTable):
        return entry
    if len(value) > table.value_bytes_max:
        raise StoreError(f"a value is too long for the table {table.name}")
    return (len(entry).to_bytes(_LENGTH_BYTES, "big") + entry).ljust(table.plaintext_bytes, b"\0")


def pack_nothing(table: FixedTable) -> bytes:
    """The plaintext of a place that is not in use."""
    return bytes(table.plaintext_bytes)


def unpack(table: Table, plaintext: bytes) -> tuple[bytes, bytes] | None:
    """(key, value) of a plaintext that `pack` made; None for nothing."""
    if isinstance(table, FixedTable):
        length = int.from_bytes(plaintext[:_LENGTH_BYTES], "big")
        if length == 0:
            return None
        plaintext = plaintext[_LENGTH_BYTES : _LENGTH_BYTES + length]
    key, value = cbor2.loads(plaintext)
    return key, value
