"""The store of a booth device: one sealed file whose key is opened by the sealed password (E27, L 50-5(2))."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import rfc8785

from sailau.adapters.files import ProcessLock, read_file, write_atomically
from sailau.adapters.password import DEFAULT_COST, PasswordCost, open_under, seal_under
from sailau.adapters.sqlite.cipher import KEY_BYTES
from sailau.adapters.sqlite.store import SqliteStore
from sailau.adapters.sqlite.tables import Table
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.ports.store import Store

_CONTEXT: Final = "sailau/device-store/1"
KEY_FILE: Final = "key.json"


class OpenStore(Protocol):
    """What a device keeps its tables in, open: one file, or two copies (`twin_store`)."""

    @property
    def store(self) -> Store:
        """The tables."""
        ...

    def close(self) -> None:
        """Close the files and let go of the folder."""
        ...


class DeviceStore:
    """An open device store and the lock on its folder."""

    def __init__(self, store: SqliteStore, lock: ProcessLock, folder: Path) -> None:
        self.folder = folder
        self._store = store
        self._lock = lock

    @property
    def store(self) -> SqliteStore:
        """The tables."""
        return self._store

    def close(self) -> None:
        """Close the file and let go of the folder."""
        self._store.close()
        self._lock.release()


def create_device_store(
    folder: Path,
    name: str,
    password: bytes,
    tables: Sequence[Table],
    *,
    cost: PasswordCost = DEFAULT_COST,
    faults: Faults = NO_FAULTS,
) -> DeviceStore:
    """Make the store in `folder` and open it; a making that was cut short is begun anew. Raises StoreError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = ProcessLock(folder / ".lock", f"the store of {name}")
    try:
        if (folder / KEY_FILE).exists():
            raise StoreError(f"the store of {name} is there already")
        for left_over in folder.glob(f"{name}.db*"):
            left_over.unlink()
        key = os.urandom(KEY_BYTES)
        store = SqliteStore(folder / f"{name}.db", name, key, tables, faults, create=True)
        write_atomically(folder / KEY_FILE, rfc8785.dumps(seal_under(password, key, _CONTEXT, cost)), faults)
        return DeviceStore(store, lock, folder)
    except BaseException:
        lock.release()
        raise


def open_device_store(
    folder: Path, name: str, password: bytes, tables: Sequence[Table], *, faults: Faults = NO_FAULTS
) -> DeviceStore:
    """Open the store. Raises `WrongPasswordError`, or `StoreError` when it is missing, in use, or altered."""
    if not folder.is_dir():
        raise StoreError(f"there is no store of {name}")
    lock = ProcessLock(folder / ".lock", f"the store of {name}")
    try:
        try:
            box = json.loads(read_file(folder / KEY_FILE))
        except (ValueError, RecursionError) as error:
            raise StoreError(f"{KEY_FILE} of {name} is not a key file") from error
        key = open_under(password, box, _CONTEXT)
        return DeviceStore(SqliteStore(folder / f"{name}.db", name, key, tables, faults), lock, folder)
    except BaseException:
        lock.release()
        raise
