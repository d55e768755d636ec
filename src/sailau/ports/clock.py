"""The clock. The core never reads it; the shell passes what it says (L 50-2(4): the exact time)."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, with a time zone."""
        ...
