"""The one seam through which every operation on a store, a file or a card passes.

Adapters call `point` before and after each operation that changes something that outlives the process. In
service nothing happens there. Tests put a `Faults` in its place that raises or kills the process at the n-th
point, and so prove that every step is whole or did not happen (L 50-2(2)).
"""

from typing import Protocol


class Faults(Protocol):
    """Told of every operation; may raise, or end the process."""

    def point(self, name: str) -> None:
        """Pass the point `name`, such as `box:commit` or `file:keys.json:renamed`."""
        ...


class _NoFaults:
    def point(self, name: str) -> None:
        """Let everything pass."""


NO_FAULTS: Faults = _NoFaults()
