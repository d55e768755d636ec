"""As `at_time`, on a machine whose screen nobody sees: Chromium runs without a display, and in a container by root."""

import sys
from datetime import datetime
from functools import partial

from sailau.adapters.screen import Screen
from sailau.cli import screen
from sailau.cli.main import main
from tests.stations.at_time import set_clock

if __name__ == "__main__":
    screen.Screen = partial(Screen, headless=True, sandbox=False)  # type: ignore[assignment,attr-defined]
    set_clock(datetime.fromisoformat(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
