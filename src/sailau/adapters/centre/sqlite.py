"""A commission's store in one SQLite file: the default. Several processes of one machine may use it at once.

WAL with `synchronous=FULL`: what was committed is on the disk before the commit returns.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sailau.adapters.centre import schema
from sailau.adapters.centre.sql_store import Connection, SqlStore
from sailau.adapters.files import PRIVATE_MODE
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults

WAIT_SECONDS: Final = 60.0
"""How long a transaction waits for those of other processes."""


class SqliteCentreStore(SqlStore):
    """See `ports.centre_store.CentreStore`."""

    def __init__(self, path: Path, election: str, faults: Faults = NO_FAULTS, *, create: bool = False) -> None:
        """Open the file, or make it. Raises StoreError when it cannot be, or is another election's."""
        super().__init__(election, faults)
        self._path = path
        if not create and not path.is_file():
            raise StoreError(f"the commission's store is missing: {path.name}")
        self.prepare()

    def _connect(self) -> Connection:
        try:
            self._path.touch(mode=PRIVATE_MODE)
        except OSError as error:
            raise StoreError(f"cannot write {self._path.name}: {error.strerror}") from error
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=WAIT_SECONDS)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        return connection

    def _begin(self, connection: Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")

    def _sql(self, statement: str) -> str:
        return statement

    def _statements(self) -> Sequence[str]:
        return schema.statements(schema.SQLITE_KINDS)

    def _said(self, error: Exception) -> str | None:
        return str(error) if isinstance(error, sqlite3.Error) else None
