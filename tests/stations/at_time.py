"""`sailau` on a machine whose clock was set: `python -m tests.stations.at_time MOMENT WORDS...`."""

import sys
import time
from datetime import datetime, timedelta

from sailau.adapters.clock import LocalClock
from sailau.cli.main import main


def set_clock(moment: datetime) -> None:
    """The machine's clock says `moment` now, and goes on from there."""
    begun = time.monotonic()

    def now(_: LocalClock) -> datetime:
        return moment + timedelta(seconds=time.monotonic() - begun)

    LocalClock.now = now  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    set_clock(datetime.fromisoformat(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
