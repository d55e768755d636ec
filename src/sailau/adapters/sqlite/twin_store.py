"""A device's tables in two copies, sealed files on two media: what one loses, the other has (L 50-5(4)).

Every change is made in both before it counts as made. Each copy has a number of its changes, its *generation*. When the
device starts, the copies are compared, every entry of them:

    equal                     as it must be
    one change apart          the power went between the two: the newer one is complete, the other is brought up to it
    anything else, or one     one copy is *lost* or they are *different*: the newer serves, of two equally new the one
    cannot be opened          with more entries; the other is left as it is until `mend`

So a copy that was put back in an older state never serves while the newer is there.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

import cbor2

from sailau.adapters.files import InUseError, erase_file
from sailau.adapters.password import DEFAULT_COST, PasswordCost, WrongPasswordError
from sailau.adapters.sqlite.device_store import KEY_FILE, DeviceStore, create_device_store, open_device_store
from sailau.adapters.sqlite.store import SqliteStore
from sailau.adapters.sqlite.tables import GrowingTable, Table
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.ports.store import Transaction

SECOND: Final = "second"
"""The folder of the second copy, in the device's own: the place where its medium is mounted."""
_COPY: Final = "copy"
_GENERATION: Final = b"generation"

Snapshot = dict[str, tuple[tuple[bytes, bytes], ...]]


class Copies(StrEnum):
    """How the two copies stand."""

    BOTH = "both"
    LOST = "lost"
    DIFFERENT = "different"


class TwinStore:
    """See `Store`: one or two files that are changed together."""

    def __init__(self, stores: Sequence[SqliteStore]) -> None:
        self._stores = tuple(stores)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See `Store.transaction`. When a copy refuses, nothing of the change counts, or the next start settles it."""
        with ExitStack() as stack:
            twin = _TwinTransaction([stack.enter_context(store.transaction()) for store in self._stores])
            yield twin
            if twin.changed:
                twin.put(_COPY, _GENERATION, cbor2.dumps(_generation(twin) + 1))

    def close(self) -> None:
        """Close the files."""
        for store in self._stores:
            store.close()


class TwinDevice:
    """The open copies of a device, and how they stand."""

    def __init__(self, serving: Sequence[DeviceStore], copies: Copies) -> None:
        self._serving = tuple(serving)
        self._store = TwinStore([device.store for device in serving])
        self.copies = copies

    @property
    def store(self) -> TwinStore:
        """The tables."""
        return self._store

    def discard_idle(self) -> None:
        """Make a copy that does not serve unreadable for good: its key is erased. One whose medium is away keeps it."""
        serving = [device.folder for device in self._serving]
        home = serving[0].parent if serving[0].name == SECOND else serving[0]
        for folder in {home, home / SECOND}.difference(serving):
            _discard(folder, NO_FAULTS)

    def close(self) -> None:
        """Close the files and let go of their folders."""
        for device in self._serving:
            device.close()


def create_twin_store(
    folder: Path,
    name: str,
    password: bytes,
    tables: Sequence[Table],
    *,
    cost: PasswordCost = DEFAULT_COST,
    faults: Faults = NO_FAULTS,
) -> TwinDevice:
    """Make both copies; a making that was cut short is begun anew. Raises StoreError as `create_device_store`."""
    tables = _with_generation(tables)
    if (folder / KEY_FILE).exists():
        raise StoreError(f"the store of {name} is there already")
    _discard(folder / SECOND, faults)
    with ExitStack() as made:
        copies = []
        for place, label in reversed(_places(folder, name)):
            copies.append(create_device_store(place, label, password, tables, cost=cost, faults=faults))
            made.callback(copies[-1].close)
        made.pop_all()
        return TwinDevice(copies[::-1], Copies.BOTH)


def open_twin_store(
    folder: Path, name: str, password: bytes, tables: Sequence[Table], *, faults: Faults = NO_FAULTS
) -> TwinDevice:
    """Open and compare the copies. Raises `WrongPasswordError`, or `StoreError` when neither can be opened.

    A copy that another process holds is not lost: `InUseError`, and nothing is opened.
    """
    tables = _with_generation(tables)
    with ExitStack() as opening:
        opened, refused = list[_Copy](), list[StoreError]()
        for place, label in _places(folder, name):
            try:
                opened.append(_read_copy(place, label, password, tables, faults))
                opening.callback(opened[-1].device.close)
            except InUseError:
                raise
            except StoreError as error:
                refused.append(error)
        if not opened:
            raise next((error for error in refused if isinstance(error, WrongPasswordError)), refused[0])
        made = TwinDevice([opened[0].device], Copies.LOST) if refused else _compared(*opened)
        opening.pop_all()
        return made


def mend_twin_store(
    folder: Path,
    name: str,
    password: bytes,
    tables: Sequence[Table],
    *,
    cost: PasswordCost = DEFAULT_COST,
    faults: Faults = NO_FAULTS,
) -> None:
    """Make the copy that does not serve anew, from the one that does; nothing when both are equal.

    May be repeated. Raises as `open_twin_store`, and StoreError when the medium cannot be written.
    """
    device = open_twin_store(folder, name, password, tables, faults=faults)
    tables = _with_generation(tables)
    try:
        if device.copies is Copies.BOTH:
            return
        serving = device._serving[0]
        ((place, label),) = [found for found in _places(folder, name) if found[0] != serving.folder]
        _discard(place, faults)
        fresh = create_device_store(place, label, password, tables, cost=cost, faults=faults)
        try:
            _bring_up(fresh.store, _snapshot(serving.store, tables))
        finally:
            fresh.close()
    finally:
        device.close()


class _Copy:
    """One opened copy with all that is in it; altered entries are found here."""

    def __init__(self, device: DeviceStore, tables: Sequence[Table]) -> None:
        self.device = device
        try:
            self.content = _snapshot(device.store, tables)
        except BaseException:
            device.close()
            raise
        entry = dict(self.content[_COPY]).get(_GENERATION)
        self.generation = 0 if entry is None else int(cbor2.loads(entry))
        self.entries = sum(len(items) for items in self.content.values())


def _read_copy(folder: Path, name: str, password: bytes, tables: Sequence[Table], faults: Faults) -> _Copy:
    """Open and read one copy; a medium that fails once is tried once more."""
    try:
        return _Copy(open_device_store(folder, name, password, tables, faults=faults), tables)
    except (InUseError, WrongPasswordError):
        raise
    except StoreError:
        return _Copy(open_device_store(folder, name, password, tables, faults=faults), tables)


def _compared(first: _Copy, second: _Copy) -> TwinDevice:
    if first.content == second.content:
        return TwinDevice([first.device, second.device], Copies.BOTH)
    ahead, behind = first, second
    if (second.generation, second.entries) > (first.generation, first.entries):
        ahead, behind = second, first
    if ahead.generation - behind.generation == 1:
        _bring_up(behind.device.store, ahead.content)
        return TwinDevice([first.device, second.device], Copies.BOTH)
    behind.device.close()
    return TwinDevice([ahead.device], Copies.DIFFERENT)


def _bring_up(store: SqliteStore, content: Snapshot) -> None:
    """Make a copy hold what the other holds: one change, whole or not at all."""
    with store.transaction() as tx:
        for table, items in content.items():
            due, present = dict(items), dict(tx.items(table))
            for key in present.keys() - due.keys():
                tx.delete(table, key)
            for key, value in items:
                if present.get(key) != value:
                    tx.put(table, key, value)


def _snapshot(store: SqliteStore, tables: Sequence[Table]) -> Snapshot:
    with store.transaction() as tx:
        return {table.name: tx.items(table.name) for table in tables}


def _places(folder: Path, name: str) -> tuple[tuple[Path, str], ...]:
    """Folder and name of each copy. Under its own name an entry of one does not pass for one of the other."""
    return (folder, name), (folder / SECOND, f"{name}-{SECOND}")


def _with_generation(tables: Sequence[Table]) -> tuple[Table, ...]:
    return (*tables, GrowingTable(_COPY))


def _generation(tx: Transaction) -> int:
    value = tx.get(_COPY, _GENERATION)
    return 0 if value is None else int(cbor2.loads(value))


def _discard(folder: Path, faults: Faults) -> None:
    """Remove what is left of a copy: its key first, without which the rest cannot be read."""
    with suppress(FileNotFoundError):
        erase_file(folder / KEY_FILE, faults)


class _TwinTransaction:
    """See `Transaction`: read from the first copy, changed in each."""

    def __init__(self, each: Sequence[Transaction]) -> None:
        self._each = tuple(each)
        self.changed = False

    def get(self, table: str, key: bytes) -> bytes | None:
        """See `Transaction.get`."""
        return self._each[0].get(table, key)

    def put(self, table: str, key: bytes, value: bytes) -> None:
        """See `Transaction.put`."""
        self.changed = True
        for tx in self._each:
            tx.put(table, key, value)

    def insert(self, table: str, key: bytes, value: bytes) -> None:
        """See `Transaction.insert`."""
        self.changed = True
        for tx in self._each:
            tx.insert(table, key, value)

    def delete(self, table: str, key: bytes) -> bool:
        """See `Transaction.delete`."""
        self.changed = True
        deleted = [tx.delete(table, key) for tx in self._each]
        return all(deleted)

    def items(self, table: str) -> tuple[tuple[bytes, bytes], ...]:
        """See `Transaction.items`."""
        return self._each[0].items(table)
