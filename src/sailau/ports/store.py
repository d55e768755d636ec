"""A store of a precinct: tables of sealed entries under keys, changed in transactions (L 50-2(2)).

Nothing here tells an order: entries are listed by key, and no entry has a number or a time of its own.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from sailau.errors import StoreError


class DuplicateKeyError(StoreError):
    """`insert` found the key already there. The text names the table, never the key."""


class Transaction(Protocol):
    """Changes that happen together or not at all. Use it only inside its `with`."""

    def get(self, table: str, key: bytes) -> bytes | None:
        """The value under `key`, or None."""
        ...

    def put(self, table: str, key: bytes, value: bytes) -> None:
        """Set the value under `key`, whether or not there was one."""
        ...

    def insert(self, table: str, key: bytes, value: bytes) -> None:
        """Set the value under a new `key`; raises `DuplicateKeyError` when it is there."""
        ...

    def delete(self, table: str, key: bytes) -> bool:
        """Erase `key` and overwrite its bytes; False when it was not there."""
        ...

    def items(self, table: str) -> tuple[tuple[bytes, bytes], ...]:
        """All (key, value) pairs, ascending by key."""
        ...


class Store(Protocol):
    """One file of the precinct, opened by the one process that writes it."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin; leaving the `with` commits durably, an exception undoes everything."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...
