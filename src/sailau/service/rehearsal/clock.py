"""The simulated clock of a rehearsed day: it stands still until the story moves it."""

from datetime import date, datetime, time, timedelta, tzinfo


class SimulatedClock:
    """Tells the story's time."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """See `Clock.now`."""
        return self._now

    def move_to(self, day: date, at: time, zone: tzinfo) -> None:
        """Go on to a moment that lies ahead; an earlier one changes nothing."""
        self._now = max(self._now, datetime.combine(day, at, zone))

    def wait(self, lapse: timedelta) -> None:
        """Let time pass."""
        self._now += lapse
