"""The precinct's stores on SQLite: four files, a key each, every value sealed, no order in any of them.

`checkin.db` (admissions), `box.db` (ballots), `cards.db` (card table) and `day.db` (everything else) are apart so
that no one file, key or page joins a voter to a card or a card to a ballot.
"""

from sailau.adapters.sqlite.keys import PrecinctKeys, create_keys, open_keys
from sailau.adapters.sqlite.precinct_stores import STORE_NAMES, PrecinctStores, StoreLayouts, create_stores, open_stores
from sailau.adapters.sqlite.store import SqliteStore
from sailau.adapters.sqlite.tables import FixedTable, GrowingTable, Table

__all__ = [
    "STORE_NAMES",
    "FixedTable",
    "GrowingTable",
    "PrecinctKeys",
    "PrecinctStores",
    "SqliteStore",
    "StoreLayouts",
    "Table",
    "create_keys",
    "create_stores",
    "open_keys",
    "open_stores",
]
