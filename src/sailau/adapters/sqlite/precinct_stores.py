"""The precinct's folder of stores: keys, lock, and the four files, made at installation and opened by the password."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sailau.adapters.files import ProcessLock, sync_folder
from sailau.adapters.password import DEFAULT_COST, PasswordCost
from sailau.adapters.sqlite.keys import PrecinctKeys, create_keys, open_keys
from sailau.adapters.sqlite.store import SqliteStore
from sailau.adapters.sqlite.tables import Table
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults

STORE_NAMES: Final = ("checkin", "box", "cards", "day")
KEY_FILE: Final = "keys.json"
LOCK_FILE: Final = ".lock"
_MAKING: Final = ".making"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreLayouts:
    """The tables of each store; whoever composes the day declares them, the same at making and at opening."""

    checkin: Sequence[Table]
    box: Sequence[Table]
    cards: Sequence[Table]
    day: Sequence[Table]

    def of(self, store: str) -> Sequence[Table]:
        """The tables of the store called `store`."""
        tables: Sequence[Table] = getattr(self, store)
        return tables


class PrecinctStores:
    """The four open stores and the lock on their folder. Close it, or use it in a `with`."""

    def __init__(self, stores: dict[str, SqliteStore], lock: ProcessLock) -> None:
        self.checkin = stores["checkin"]
        self.box = stores["box"]
        self.cards = stores["cards"]
        self.day = stores["day"]
        self._lock = lock

    def close(self) -> None:
        """Close all four and let go of the folder."""
        for store in (self.checkin, self.box, self.cards, self.day):
            store.close()
        self._lock.release()

    def __enter__(self) -> "PrecinctStores":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create_stores(
    folder: Path,
    password: bytes,
    layouts: StoreLayouts,
    *,
    cost: PasswordCost = DEFAULT_COST,
    faults: Faults = NO_FAULTS,
) -> PrecinctStores:
    """Make the stores in `folder` under the sealed password, and open them.

    The key file is written last: a making that was cut short leaves none, and is begun anew by the next call.
    Raises `StoreError` when the folder has stores already or is in use.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = ProcessLock(folder / LOCK_FILE, "the precinct's store")
    try:
        if (folder / KEY_FILE).exists():
            raise StoreError("the precinct's stores are there already")
        for left_over in folder.glob("*.db*"):
            left_over.unlink()
        making = folder / _MAKING
        making.unlink(missing_ok=True)
        keys = create_keys(making, password, cost, faults)
        stores = _open_each(folder, keys, layouts, faults, create=True)
        faults.point("stores:made")
        making.replace(folder / KEY_FILE)
        sync_folder(folder)
        return PrecinctStores(stores, lock)
    except BaseException:
        lock.release()
        raise


def open_stores(folder: Path, password: bytes, layouts: StoreLayouts, *, faults: Faults = NO_FAULTS) -> PrecinctStores:
    """Open the stores of `folder`.

    Raises `WrongPasswordError` when the password is not the sealed one, `StoreError` when another process has the
    stores open, a file is missing, or an entry was altered.
    """
    if not folder.is_dir():
        raise StoreError(f"there are no stores in {folder.name}")
    lock = ProcessLock(folder / LOCK_FILE, "the precinct's store")
    try:
        keys = open_keys(folder / KEY_FILE, password)
        return PrecinctStores(_open_each(folder, keys, layouts, faults, create=False), lock)
    except BaseException:
        lock.release()
        raise


def _open_each(
    folder: Path, keys: PrecinctKeys, layouts: StoreLayouts, faults: Faults, *, create: bool
) -> dict[str, SqliteStore]:
    opened: dict[str, SqliteStore] = {}
    try:
        for name in STORE_NAMES:
            key: bytes = getattr(keys, name)
            opened[name] = SqliteStore(folder / f"{name}.db", name, key, layouts.of(name), faults, create=create)
    except BaseException:
        for store in opened.values():
            store.close()
        raise
    return opened
