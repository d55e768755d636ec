"""What SQLite and PostgreSQL have in common as a commission's store: the transaction and its statements.

Transactions of all processes take turns, so what one reads is true until it commits. When anything fails, everything
of the transaction is undone and the connection is given up; the next transaction opens a new one. Whoever loses the
connection in the midst of a commit does not know whether it was done: every step of the commission can be repeated.

Fault points: `centre:begin`, `:write`, `:commit`, `:committed`.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, Protocol

from sailau.adapters.centre import schema
from sailau.errors import StoreError, invariant
from sailau.formats.v1.acknowledgement import Standing
from sailau.ports.centre_store import EntryThereError, StoredBundle, StoredEntry
from sailau.ports.faults import Faults

Row = tuple[Any, ...]


class Connection(Protocol):
    """As much of a database's connection as is used here."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Any:
        """Run one statement; the cursor has `fetchone`, `fetchall` and `rowcount`."""
        ...

    def close(self) -> None:
        """Give it up."""
        ...


class SqlStore(ABC):
    """A commission's store in a database. See `ports.centre_store`."""

    def __init__(self, election: str, faults: Faults) -> None:
        self._election = election
        self._faults = faults
        self._turn = threading.Lock()
        self._owner = 0
        self._connection: Connection | None = None
        self._closed = False

    # What the databases do differently.

    @abstractmethod
    def _connect(self) -> Connection:
        """A new connection that commits only what is told."""

    @abstractmethod
    def _begin(self, connection: Connection) -> None:
        """Begin a transaction, and wait until it is this one's turn."""

    @abstractmethod
    def _sql(self, statement: str) -> str:
        """The statement with the database's own sign for a value."""

    @abstractmethod
    def _statements(self) -> Sequence[str]:
        """What makes the tables."""

    @abstractmethod
    def _said(self, error: Exception) -> str | None:
        """What the database said in an error of its own, without secrets; None for any other error."""

    # The store.

    @contextmanager
    def transaction(self) -> Iterator["SqlTransaction"]:
        """See `CentreStore.transaction`."""
        invariant(self._owner != threading.get_ident(), "a transaction in a transaction")
        with self._turn:
            self._owner = threading.get_ident()
            try:
                yield from self._in_turn()
            finally:
                self._owner = 0

    def close(self) -> None:
        """See `CentreStore.close`."""
        with self._turn:
            self._closed = True
            self._give_up()

    def prepare(self) -> None:
        """Make the tables that are not there, for this election. Raises StoreError when they are another election's."""
        with self.transaction() as transaction:
            run = transaction.run
            for statement in self._statements():
                run(statement)
            known = run(schema.READ_CENTRE).fetchall()
            if not known:
                run(schema.WRITE_CENTRE, (schema.FORMAT, self._election))
            elif [tuple(row) for row in known] != [(schema.FORMAT, self._election)]:
                raise StoreError("the store is another election's, or of another version: use one store for each")

    def _in_turn(self) -> Iterator["SqlTransaction"]:
        if self._closed:
            raise StoreError("the commission's store is closed")
        try:
            self._faults.point("centre:begin")
            connection = self._connection = self._connection or self._connect()
            self._begin(connection)
            transaction = SqlTransaction(self, connection)
            yield transaction
            transaction.end()
            self._faults.point("centre:commit")
            connection.execute("COMMIT")
            self._faults.point("centre:committed")
        except BaseException as error:
            self._undo()
            said = self._said(error) if isinstance(error, Exception) else None
            if said is not None:
                raise StoreError(f"the commission's store: {said}") from error
            raise

    def _undo(self) -> None:
        if self._connection is not None:
            with suppress(Exception):  # the connection is given up in any case: then nothing of it is committed
                self._connection.execute("ROLLBACK")
        self._give_up()

    def _give_up(self) -> None:
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
        self._connection = None


class SqlTransaction:
    """See `CentreTransaction`."""

    def __init__(self, store: SqlStore, connection: Connection) -> None:
        self._store = store
        self._connection = connection
        self._open = True

    def end(self) -> None:
        """Nothing more may be done with this transaction."""
        self._open = False

    def run(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Run a statement of `schema`."""
        invariant(self._open, "a transaction was used after its end")
        return self._connection.execute(self._store._sql(statement), values)

    def bundle(self, digest: str) -> StoredBundle | None:
        """See `CentreTransaction.bundle`."""
        row = self.run(schema.READ_BUNDLE, (digest,)).fetchone()
        return None if row is None else _bundle(row)

    def bundles(self, precinct: int | None = None) -> tuple[StoredBundle, ...]:
        """See `CentreTransaction.bundles`."""
        found = self.run(schema.READ_BUNDLES) if precinct is None else self.run(schema.READ_BUNDLES_OF, (precinct,))
        bundles = map(_bundle, found.fetchall())
        return tuple(sorted(bundles, key=lambda one: (one.precinct, one.version, one.received, one.digest)))

    def add_bundle(self, bundle: StoredBundle) -> None:
        """See `CentreTransaction.add_bundle`."""
        self._store._faults.point("centre:write")
        if self.run(schema.ADD_BUNDLE, _row(bundle)).rowcount != 1:
            raise EntryThereError(f"the bundle {bundle.digest} is in the store already")

    def judge_bundle(self, digest: str, standing: Standing, at: datetime, report: bytes, figures: bytes) -> None:
        """See `CentreTransaction.judge_bundle`."""
        self._store._faults.point("centre:write")
        values = (standing.value, _moment(at), report, figures, digest, Standing.RECEIVED.value)
        if self.run(schema.JUDGE_BUNDLE, values).rowcount == 1:
            return
        if self.bundle(digest) is None:
            raise StoreError(f"the bundle {digest} is not in the store")
        raise EntryThereError(f"the bundle {digest} was judged already")

    def entry(self, register: str, key: str) -> StoredEntry | None:
        """See `CentreTransaction.entry`."""
        row = self.run(schema.READ_ENTRY, (register, key)).fetchone()
        return None if row is None else _entry(row)

    def entries(self, register: str) -> tuple[StoredEntry, ...]:
        """See `CentreTransaction.entries`."""
        return tuple(map(_entry, self.run(schema.READ_ENTRIES, (register,)).fetchall()))

    def add_entry(self, register: str, key: str, at: datetime, data: bytes, signature: bytes = b"") -> StoredEntry:
        """See `CentreTransaction.add_entry`."""
        self._store._faults.point("centre:write")
        number = self.run(schema.NEXT_NUMBER, (register,)).fetchone()[0]
        made = StoredEntry(register=register, number=number, key=key, at=at, data=data, signature=signature)
        if self.run(schema.ADD_ENTRY, (register, number, key, _moment(at), data, signature)).rowcount != 1:
            raise EntryThereError(f"the register {register} has an entry {key} already")
        return made


def _moment(at: datetime) -> str:
    invariant(at.tzinfo is not None, "a moment carries a time zone")
    return at.isoformat()


def _row(bundle: StoredBundle) -> Row:
    return (
        bundle.digest,
        bundle.precinct,
        bundle.uuid,
        bundle.version,
        bundle.replaces,
        bundle.act,
        bundle.manifest_sha256,
        bundle.head_sha256,
        bundle.size,
        _moment(bundle.received),
        bundle.standing.value,
        None if bundle.judged is None else _moment(bundle.judged),
        bundle.report,
        bundle.figures,
    )


def _bundle(row: Row) -> StoredBundle:
    digest, precinct, uuid, version, replaces, act, manifest, head, size, received, standing, judged, *rest = row
    return StoredBundle(
        digest=digest,
        precinct=precinct,
        uuid=uuid,
        version=version,
        replaces=replaces,
        act=act,
        manifest_sha256=manifest,
        head_sha256=head,
        size=size,
        received=datetime.fromisoformat(received),
        standing=Standing(standing),
        judged=None if judged is None else datetime.fromisoformat(judged),
        report=bytes(rest[0]),
        figures=bytes(rest[1]),
    )


def _entry(row: Row) -> StoredEntry:
    register, number, key, entered, data, signature = row
    return StoredEntry(
        register=register,
        number=number,
        key=key,
        at=datetime.fromisoformat(entered),
        data=bytes(data),
        signature=bytes(signature),
    )
