"""The store of a commission: the bundles that came, and registers that are only ever added to (L 43(8), 44, 50-7).

Two kinds of content. A **bundle** is known by the SHA-256 of its file, which lies beside the store; the store says
whose it is and how it stands. An **entry** belongs to a register (`decisions`, `notices`, `complaints`, `custody` …),
has a number from 1 in it and a key of its own, and is never changed or taken out: what happened stays.

Several processes may use one store at once; transactions take turns.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sailau.errors import StoreError
from sailau.formats.v1.acknowledgement import Standing


class EntryThereError(StoreError):
    """A bundle or an entry is there already under this digest or key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBundle:
    """A bundle that was received. `digest` and the other hashes are 64 hex digits; moments carry a time zone.

    `head_sha256` is that of its bundle.json. Once it is judged, `judged` says when, `report` holds the verifier's
    report and the reasons of a refusal, `figures` the return of an accepted one (`service.centre.judgement_file`).
    """

    digest: str
    precinct: int
    uuid: str
    version: int
    replaces: str | None
    act: int | None
    manifest_sha256: str
    head_sha256: str
    size: int
    received: datetime
    standing: Standing = Standing.RECEIVED
    judged: datetime | None = None
    report: bytes = field(default=b"", repr=False)
    figures: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry of a register: its number from 1, its key there, when it was entered, its data and their signatures."""

    register: str
    number: int
    key: str
    at: datetime
    data: bytes = field(repr=False)
    signature: bytes = field(default=b"", repr=False)


class CentreTransaction(Protocol):
    """Reading and changes that happen together or not at all. Use it only inside its `with`."""

    def bundle(self, digest: str) -> StoredBundle | None:
        """The bundle with this SHA-256, or None."""
        ...

    def bundles(self, precinct: int | None = None) -> tuple[StoredBundle, ...]:
        """All bundles, or those of one precinct: by precinct, version, moment of receipt, digest."""
        ...

    def add_bundle(self, bundle: StoredBundle) -> None:
        """Enter a bundle that was received; raises `EntryThereError` when its digest is there."""
        ...

    def judge_bundle(self, digest: str, standing: Standing, at: datetime, report: bytes, figures: bytes) -> None:
        """Note what came of a bundle; raises `EntryThereError` when it was judged before, `StoreError` without one."""
        ...

    def entry(self, register: str, key: str) -> StoredEntry | None:
        """The entry of `register` under `key`, or None."""
        ...

    def entries(self, register: str) -> tuple[StoredEntry, ...]:
        """All entries of `register` by number."""
        ...

    def add_entry(self, register: str, key: str, at: datetime, data: bytes, signature: bytes = b"") -> StoredEntry:
        """Enter it under the next number; raises `EntryThereError` when the key is there."""
        ...


class CentreStore(Protocol):
    """The commission's store, opened. Threads of the process take turns."""

    def transaction(self) -> AbstractContextManager[CentreTransaction]:
        """Begin; leaving the `with` commits durably, an exception undoes everything. Raises `StoreError`."""
        ...

    def close(self) -> None:
        """Release it."""
        ...
