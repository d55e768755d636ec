"""The recorder as other parts see it: say what happened; it adds the exact time and makes it durable (L 50-2(4))."""

from typing import Protocol

from sailau.recorder.chain import Entry, Head
from sailau.recorder.values import FieldValue


class Recorder(Protocol):
    """An append-only, hash-chained record."""

    def record(self, event: str, **fields: FieldValue) -> Entry:
        """Add one event of the catalogue, durably, before returning."""
        ...

    def head(self) -> Head:
        """Length and last hash of the chain."""
        ...
