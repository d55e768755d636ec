"""A commission's store in a PostgreSQL database (15 or newer), for a commission that has such a server.

The address is a connection URI; a password belongs into the password file of PostgreSQL or into its environment, not
into the setting. The database lies on an encrypted volume (`docs/centre.md`). One database holds one election.
"""

from collections.abc import Sequence
from typing import Any, Final

import psycopg

from sailau.adapters.centre import schema
from sailau.adapters.centre.sql_store import Connection, SqlStore
from sailau.ports.faults import NO_FAULTS, Faults

TURNS: Final = 0x5341494C4155
"""The number of the lock by which transactions take turns ("SAILAU")."""
CONNECT_SECONDS: Final = 10


class PostgresCentreStore(SqlStore):
    """See `ports.centre_store.CentreStore`."""

    def __init__(self, address: str, election: str, faults: Faults = NO_FAULTS) -> None:
        """Connect, and make the tables that are not there. Raises StoreError when that cannot be."""
        super().__init__(election, faults)
        self._address = address
        self.prepare()

    def _connect(self) -> Connection:
        # psycopg asks for literal statements; ours are constants of `schema`.
        connection: Any = psycopg.connect(self._address, autocommit=True, connect_timeout=CONNECT_SECONDS)
        connection.execute("SET synchronous_commit TO on")
        connection.execute("SET client_min_messages TO warning")
        made: Connection = connection
        return made

    def _begin(self, connection: Connection) -> None:
        connection.execute("BEGIN")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (TURNS,))

    def _sql(self, statement: str) -> str:
        return statement.replace("?", "%s")

    def _statements(self) -> Sequence[str]:
        return schema.statements(schema.POSTGRES_KINDS)

    def _said(self, error: Exception) -> str | None:
        if not isinstance(error, psycopg.Error):
            return None
        # What libpq says of a connection may quote the address: say the kind and the first line without it.
        lines = str(error).splitlines() or [""]
        return f"{type(error).__name__}: {lines[0].replace(self._address, 'the server')}"
