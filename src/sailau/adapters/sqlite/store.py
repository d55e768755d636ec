"""One store: an SQLite file whose entries are sealed, changed in transactions that survive a power cut.

WAL with `synchronous=FULL`: a commit is on the disk before it returns. After each commit the log is folded into the
file and cut to nothing (`wal_checkpoint(TRUNCATE)`), so it never lists the day's commits; `secure_delete` overwrites
what is deleted. One process opens the file and keeps it (exclusive locking; `ProcessLock` gives the clear error).

When anything fails between the first change and the end of the commit, the store stops and must be opened again:
what is on the disk then decides, not what memory believes.

Fault points: `<store>:begin`, `:write`, `:commit`, `:committed`, `:checkpointed`, `:rollback`.

The only names in a statement that are not written here are tables', which `check_tables` holds to plain words.
"""

# ruff: noqa: S608

import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sailau.adapters.files import PRIVATE_MODE
from sailau.adapters.sqlite.cipher import PLACE_BYTES, StoreCipher
from sailau.adapters.sqlite.tables import FixedTable, GrowingTable, Table, check_tables, pack, pack_nothing, unpack
from sailau.errors import StoreError, invariant
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.ports.store import DuplicateKeyError

APPLICATION_ID: Final = 0x5341494C
_PRAGMAS: Final = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA trusted_schema=OFF",
)


class SqliteStore:
    """One sealed file. Threads of the process take turns; a transaction inside a transaction stops the program."""

    def __init__(
        self,
        path: Path,
        name: str,
        key: bytes,
        tables: Sequence[Table],
        faults: Faults = NO_FAULTS,
        *,
        create: bool = False,
    ) -> None:
        """Open the file (or make it, with all places of its fixed tables); raises `StoreError` when it cannot be."""
        check_tables(tables)
        if create == path.exists():
            raise StoreError(f"{path.name} is there already" if create else f"{path.name} is missing")
        self._name = name
        self._tables = {table.name: table for table in tables}
        self._cipher = StoreCipher(name, key)
        self._faults = faults
        self._turn = threading.Lock()
        self._owner = 0
        self._stopped = False
        self._places: dict[str, _Places] = {}
        path.touch(mode=PRIVATE_MODE)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
        try:
            self._prepare()
            if create:
                self._make()
            self._load_places()
        except sqlite3.Error as error:
            self._db.close()
            raise StoreError(f"the store {name} cannot be opened: {error}") from error
        except BaseException:
            self._db.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator["SqliteTransaction"]:
        """See `Store.transaction`. Raises `StoreError` when the disk refuses or the store has stopped."""
        invariant(not (self._turn.locked() and self._owner == threading.get_ident()), "a transaction in a transaction")
        with self._turn:
            self._owner = threading.get_ident()
            try:
                yield from self._in_turn()
            finally:
                self._owner = 0

    def close(self) -> None:
        """Close the file; further use raises `StoreError`."""
        with self._turn:
            self._stopped = True
            self._db.close()

    # Steps of a transaction.

    def _in_turn(self) -> Iterator["SqliteTransaction"]:
        if self._stopped:
            raise StoreError(f"the store {self._name} has stopped; open it again")
        transaction = SqliteTransaction(self)
        try:
            self._faults.point(f"{self._name}:begin")
            self._db.execute("BEGIN IMMEDIATE")
            yield transaction
            transaction.end()
            if transaction.changed:
                self._commit()
            else:
                self._db.execute("ROLLBACK")
        except BaseException as error:
            transaction.end()
            self._give_up(changed=transaction.changed)
            if isinstance(error, sqlite3.Error):
                raise StoreError(f"the store {self._name}: {error}") from error
            raise

    def _commit(self) -> None:
        try:
            self._faults.point(f"{self._name}:commit")
            self._db.execute("COMMIT")
            self._faults.point(f"{self._name}:committed")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._faults.point(f"{self._name}:checkpointed")
        except BaseException:
            # The commit may or may not be on the disk, and a log that could not be cut tells an order.
            self._stopped = True
            raise

    def _give_up(self, *, changed: bool) -> None:
        """Undo; when the undoing itself fails, stop. After a failed commit only the disk knows: nothing to undo."""
        if self._stopped:
            return
        try:
            self._faults.point(f"{self._name}:rollback")
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if changed:
                self._load_places()
        except BaseException:
            self._stopped = True
            raise

    # Making and opening.

    def _prepare(self) -> None:
        for pragma in _PRAGMAS:
            self._db.execute(pragma).fetchall()

    def _make(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        for table in self._tables.values():
            self._db.execute(
                f"CREATE TABLE {table.name} (place BLOB PRIMARY KEY CHECK (length(place) = {PLACE_BYTES}), "
                "sealed BLOB NOT NULL) WITHOUT ROWID"
            )
            if isinstance(table, FixedTable):
                places = sorted(secrets.token_bytes(PLACE_BYTES) for _ in range(table.capacity))
                nothing = pack_nothing(table)
                rows = ((place, self._cipher.seal(table.name, place, nothing)) for place in places)
                self._db.executemany(f"INSERT INTO {table.name} VALUES (?, ?)", rows)
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _load_places(self) -> None:
        """Which places of the fixed tables are in use; opens every entry, so an altered one is found here."""
        for table in self._tables.values():
            if isinstance(table, FixedTable):
                self._places[table.name] = self._places_of(table)

    def _places_of(self, table: FixedTable) -> "_Places":
        places = _Places({}, [])
        for place, sealed in self._db.execute(f"SELECT place, sealed FROM {table.name} ORDER BY place"):
            entry = unpack(table, self._cipher.open(table.name, place, sealed))
            if entry is None:
                places.free.append(place)
            else:
                places.used[entry[0]] = place
        return places


class _Places:
    """Places of a fixed table: those in use by key, and the free ones."""

    def __init__(self, used: dict[bytes, bytes], free: list[bytes]) -> None:
        self.used = used
        self.free = free

    def draw(self, key: bytes) -> bytes | None:
        """Take a free place at random for `key`; None when the table is full."""
        if not self.free:
            return None
        index = secrets.randbelow(len(self.free))
        self.free[index], self.free[-1] = self.free[-1], self.free[index]
        place = self.free.pop()
        self.used[key] = place
        return place

    def release(self, key: bytes) -> bytes:
        """Make the place of `key` free again."""
        place = self.used.pop(key)
        self.free.append(place)
        return place


class SqliteTransaction:
    """See `Transaction`."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._open = True
        self.changed = False

    def end(self) -> None:
        """Nothing more may be done with this transaction."""
        self._open = False

    def get(self, table: str, key: bytes) -> bytes | None:
        """See `Transaction.get`."""
        declared = self._table(table)
        place = self._place(declared, key)
        if place is None:
            return None
        row = self._store._db.execute(f"SELECT sealed FROM {table} WHERE place = ?", (place,)).fetchone()
        return None if row is None else self._entry(declared, place, row[0])[1]

    def put(self, table: str, key: bytes, value: bytes) -> None:
        """See `Transaction.put`. Raises `StoreError` when a fixed table is full or the value too long for it."""
        declared = self._table(table)
        plaintext = pack(declared, key, value)
        self._change()
        if isinstance(declared, GrowingTable):
            place = self._store._cipher.place(table, key)
            sealed = self._store._cipher.seal(table, place, plaintext)
            statement = f"INSERT INTO {table} VALUES (?, ?) ON CONFLICT (place) DO UPDATE SET sealed = excluded.sealed"
            self._store._db.execute(statement, (place, sealed))
            return
        places = self._store._places[table]
        drawn = places.used.get(key) or places.draw(key)
        if drawn is None:
            raise StoreError(f"the table {self._store._name}.{table} is full")
        self._overwrite(declared, drawn, plaintext)

    def insert(self, table: str, key: bytes, value: bytes) -> None:
        """See `Transaction.insert`."""
        if self.get(table, key) is not None:
            raise DuplicateKeyError(f"the table {self._store._name}.{table} has this key already")
        self.put(table, key, value)

    def delete(self, table: str, key: bytes) -> bool:
        """See `Transaction.delete`."""
        declared = self._table(table)
        place = self._place(declared, key)
        if place is None:
            return False
        self._change()
        if isinstance(declared, FixedTable):
            self._store._places[table].release(key)
            self._overwrite(declared, place, pack_nothing(declared))
            return True
        return self._store._db.execute(f"DELETE FROM {table} WHERE place = ?", (place,)).rowcount > 0

    def items(self, table: str) -> tuple[tuple[bytes, bytes], ...]:
        """See `Transaction.items`."""
        declared = self._table(table)
        rows = self._store._db.execute(f"SELECT place, sealed FROM {table} ORDER BY place")
        if isinstance(declared, FixedTable):
            used = frozenset(self._store._places[table].used.values())
            return tuple(sorted(self._entry(declared, place, sealed) for place, sealed in rows if place in used))
        return tuple(sorted(self._entry(declared, place, sealed) for place, sealed in rows))

    def _table(self, name: str) -> Table:
        invariant(self._open, "a transaction was used after its end")
        invariant(name in self._store._tables, "a table that the store does not have")
        return self._store._tables[name]

    def _place(self, table: Table, key: bytes) -> bytes | None:
        if isinstance(table, FixedTable):
            return self._store._places[table.name].used.get(key)
        return self._store._cipher.place(table.name, key)

    def _entry(self, table: Table, place: bytes, sealed: bytes) -> tuple[bytes, bytes]:
        entry = unpack(table, self._store._cipher.open(table.name, place, sealed))
        if entry is None:
            raise StoreError(f"a place of {self._store._name}.{table.name} is empty where memory has an entry")
        return entry

    def _change(self) -> None:
        self.changed = True
        self._store._faults.point(f"{self._store._name}:write")

    def _overwrite(self, table: FixedTable, place: bytes, plaintext: bytes) -> None:
        sealed = self._store._cipher.seal(table.name, place, plaintext)
        self._store._db.execute(f"UPDATE {table.name} SET sealed = ? WHERE place = ?", (sealed, place))
