"""The machine's own clock (L 50-2(4))."""

from datetime import UTC, datetime


class MachineClock:
    """Tells the machine's time, in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)


class LocalClock:
    """Tells the machine's time with the offset of its own time zone: local time and UTC in one."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC).astimezone()
