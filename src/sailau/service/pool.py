"""The pool of credentials and the card table, as the precinct computer keeps them (profile 4, "Loading").

The pool says of each credential where it is; the table says which credential lies on which card at which load.
Neither knows a voter or a time; a row of the table is erased when its card comes back.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import cbor2

from sailau.errors import invariant
from sailau.group import Point
from sailau.ports import Transaction
from sailau.sealing.credentials import SealedCredential

POOL, TABLE, COUNTS = "pool", "out", "counts"


class Place(StrEnum):
    """Where a credential is: in the pool, drawn for a card, out (card or portable device), unused for ever, gone."""

    POOL = "pool"
    DRAWN = "drawn"
    OUT = "out"
    UNUSED = "unused"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRow:
    """One credential: sealed for the terminals, public half, and where it is."""

    sealed: bytes
    public: Point
    place: Place

    @property
    def id(self) -> bytes:
        """The sealed credential's id: its SHA-256."""
        return hashlib.sha256(self.sealed).digest()


class CardState(StrEnum):
    """What the table says of a card that is out of the wiped stack."""

    DRAWN = "drawn"
    LOADED = "loaded"
    ACTIVATED = "activated"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One card: load counter, credential's id, state, who issued it, whether it is an observers' test card."""

    number: int
    load: int
    credential: bytes
    state: CardState
    member: str = ""
    test: bool = False


def is_card_of(row: TableRow | None, load: int, sealed: bytes | None) -> bool:
    """Tell whether a card is the one in the table: the same load, and the same credential where the card has one."""
    if row is None or row.load != load:
        return False
    return sealed is None or hashlib.sha256(sealed).digest() == row.credential


def enter_pool(tx: Transaction, credentials: Iterable[SealedCredential]) -> None:
    """Fill the pool from the package."""
    for row in credentials:
        put_credential(tx, PoolRow(sealed=row.sealed, public=row.public_half, place=Place.POOL))


def put_credential(tx: Transaction, row: PoolRow) -> None:
    """Store a credential's row."""
    tx.put(POOL, row.id, cbor2.dumps([row.sealed, row.public, row.place.value]))


def credential_of(tx: Transaction, id_: bytes) -> PoolRow:
    """Return the row of a credential that the table names."""
    value = tx.get(POOL, id_)
    invariant(value is not None, "the card table names a credential that is not in the pool")
    return _pool_row(value or b"")


def move_credential(tx: Transaction, id_: bytes, place: Place) -> PoolRow:
    """Move a credential on; returns its row."""
    row = replace(credential_of(tx, id_), place=place)
    put_credential(tx, row)
    return row


def pool_rows(tx: Transaction) -> list[PoolRow]:
    """List all credentials."""
    return [_pool_row(value) for _, value in tx.items(POOL)]


def _pool_row(value: bytes) -> PoolRow:
    sealed, public, place = cbor2.loads(value)
    return PoolRow(sealed=sealed, public=public, place=Place(place))


def put_card(tx: Transaction, row: TableRow) -> None:
    """Store a card's row."""
    fields = [row.load, row.credential, row.state.value, row.member, row.test]
    tx.put(TABLE, row.number.to_bytes(4, "big"), cbor2.dumps(fields))


def card_row(tx: Transaction, number: int) -> TableRow | None:
    """Return a card's row, or None when the card is not out."""
    value = tx.get(TABLE, number.to_bytes(4, "big"))
    return None if value is None else _table_row(number, value)


def erase_card(tx: Transaction, number: int) -> None:
    """Erase the row of a card that came back."""
    tx.delete(TABLE, number.to_bytes(4, "big"))


def card_rows(tx: Transaction) -> list[TableRow]:
    """List the cards that are out, by number."""
    return [_table_row(int.from_bytes(key, "big"), value) for key, value in tx.items(TABLE)]


def _table_row(number: int, value: bytes) -> TableRow:
    load, credential, state, member, test = cbor2.loads(value)
    return TableRow(number=number, load=load, credential=credential, state=CardState(state), member=member, test=test)


def count(tx: Transaction, name: str, by: int = 1) -> int:
    """Raise a counter of the card table and return it."""
    value = counted(tx, name) + by
    tx.put(COUNTS, name.encode(), cbor2.dumps(value))
    return value


def counted(tx: Transaction, name: str) -> int:
    """Read a counter of the card table."""
    value = tx.get(COUNTS, name.encode())
    return 0 if value is None else int(cbor2.loads(value))


def counts(tx: Transaction) -> dict[str, int]:
    """Read all counters of the card table."""
    return {key.decode(): int(cbor2.loads(value)) for key, value in tx.items(COUNTS)}
