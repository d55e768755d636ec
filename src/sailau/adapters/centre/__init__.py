"""The commission's store by one setting: SQLite (the default) or PostgreSQL, with the same tables and statements.

sqlite:PATH         a file; a path that is not absolute counts from the commission's folder
postgresql://…      a connection URI of PostgreSQL; needs the extra `postgres`
"""

import importlib.util
from pathlib import Path
from typing import Final

from sailau.adapters.centre.sqlite import SqliteCentreStore
from sailau.errors import StoreError
from sailau.ports.centre_store import CentreStore
from sailau.ports.faults import NO_FAULTS, Faults

SQLITE: Final = "sqlite:"
POSTGRES: Final = ("postgresql://", "postgres://")
DEFAULT: Final = f"{SQLITE}centre.db"


def open_centre_store(
    setting: str, folder: Path, election: str, faults: Faults = NO_FAULTS, *, create: bool = False
) -> CentreStore:
    """Open the store that `setting` names, or make it. Raises StoreError that says what to do."""
    if setting.startswith(SQLITE) and setting != SQLITE:
        return SqliteCentreStore(folder / setting.removeprefix(SQLITE), election, faults, create=create)
    if setting.startswith(POSTGRES):
        if importlib.util.find_spec("psycopg") is None:
            raise StoreError("PostgreSQL needs the extra `postgres`: python3 tools/setup.py --extra postgres")
        from sailau.adapters.centre.postgres import PostgresCentreStore

        return PostgresCentreStore(setting, election, faults)
    raise StoreError(f"{setting}: a store is sqlite:PATH or postgresql://…")
