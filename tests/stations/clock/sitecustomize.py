"""On a machine with this folder on PYTHONPATH the clock of every `sailau` goes ahead by SAILAU_CLOCK_AHEAD seconds."""

import os
from datetime import UTC, datetime, timedelta

from sailau.adapters.clock import LocalClock


def now(_: LocalClock) -> datetime:
    """The machine's time, moved."""
    return (datetime.now(UTC) + timedelta(seconds=float(os.environ["SAILAU_CLOCK_AHEAD"]))).astimezone()


LocalClock.now = now  # type: ignore[method-assign,assignment]
