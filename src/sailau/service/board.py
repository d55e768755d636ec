"""The observers' board: the day's figures as everybody in the room may see them, counted anew every few seconds.

Read-only (L 20-1(5), 50-5(1)). `turn` is the table's: whoever holds it may read the stores; while a card's conversation
lasts, the board shows what it counted before.
"""

import threading
import time
from typing import Final

from sailau.service.day_summary import DaySummary, day_summary
from sailau.service.precinct import Precinct

LOOK_SECONDS: Final = 2.0
WAIT_SECONDS: Final = 0.2


class Board:
    """The figures of an open precinct, kept for a moment."""

    def __init__(self, precinct: Precinct, turn: threading.Lock) -> None:
        """Count for the first time."""
        self._precinct, self._turn, self._mine = precinct, turn, threading.Lock()
        with turn:
            self._summary = day_summary(precinct)
        self._looked, self._number = time.monotonic(), 0

    def look(self) -> tuple[DaySummary, int]:
        """The figures, and a number that grows when they change."""
        with self._mine:
            if time.monotonic() - self._looked >= LOOK_SECONDS and self._turn.acquire(timeout=WAIT_SECONDS):
                try:
                    found = day_summary(self._precinct)
                finally:
                    self._turn.release()
                self._looked = time.monotonic()
                self._number += found != self._summary
                self._summary = found
            return self._summary, self._number
