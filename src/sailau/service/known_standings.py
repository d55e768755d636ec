"""The voters' standings as the store has them, kept at hand: counted again and again by every desk and board (C8, M40).

Reading three thousand sealed rows takes longer than a voter should wait, so only what was changed is read anew. A
change is noted before it is durable, and read from the store afterwards: one that came to nothing changes nothing. Both
happen within a transaction of the store, which one thread has at a time.
"""

from collections.abc import Mapping
from typing import Final

from sailau.checkin.standing_bytes import decode_standing
from sailau.checkin.state import Standing
from sailau.ports import Store

TABLE: Final = "standings"


class KnownStandings:
    """What was read, and which keys are to be read again."""

    def __init__(self) -> None:
        self._known: dict[bytes, Standing] | None = None
        self._changed: set[bytes] = set()

    def changed(self, key: bytes) -> None:
        """Note that a change of this row is under way."""
        self._changed.add(key)

    def read(self, store: Store) -> Mapping[bytes, Standing]:
        """All standings by key, as the store has them now. Raises StoreError."""
        with store.transaction() as tx:
            if self._known is None:
                self._known = {key: decode_standing(value) for key, value in tx.items(TABLE)}
                self._changed.clear()
            for key in self._changed:
                value = tx.get(TABLE, key)
                if value is None:
                    self._known.pop(key, None)
                else:
                    self._known[key] = decode_standing(value)
            self._changed.clear()
            return dict(self._known)
