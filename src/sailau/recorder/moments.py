"""The clock against the time since the machine was started, which nobody can set: steps and gaps (L 50-2(4))."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sailau.recorder.values import COUNT_MAX, FieldValue

STEP_US: Final = 500_000
"""From this difference on the clock was set; what a time service corrects by slewing is less."""
GAP_US: Final = 2_000_000
"""A recorder that looks at its clock five times a second and did not for so long was held up."""
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """The wall clock and µs of uptime, read together."""

    time: datetime
    uptime_us: int


def clock_step(earlier: Moment, later: Moment) -> dict[str, FieldValue] | None:
    """The fields of `clock-stepped` when the clock was set between two moments of one run; else None."""
    return _step((later.time - earlier.time) // _MICROSECOND - (later.uptime_us - earlier.uptime_us))


def run_gap(earlier: Moment, later: Moment) -> dict[str, FieldValue] | None:
    """The fields of `recorder-gap` when a running recorder was held up between two looks; else None."""
    passed = later.uptime_us - earlier.uptime_us
    return {"seconds": _seconds(passed)} if passed >= GAP_US else None


def rest_gap(last: datetime, now: datetime) -> tuple[str, dict[str, FieldValue]] | None:
    """The event for the time between a record's last entry and its continuation: a gap, or a clock set back."""
    passed = (now - last) // _MICROSECOND
    if passed >= GAP_US:
        return "recorder-gap", {"seconds": _seconds(passed)}
    step = _step(passed) if passed < 0 else None
    return ("clock-stepped", step) if step else None


def _step(difference_us: int) -> dict[str, FieldValue] | None:
    if abs(difference_us) < STEP_US:
        return None
    return {"forward": difference_us > 0, "seconds": _seconds(abs(difference_us))}


def _seconds(us: int) -> int:
    return min(us // 1_000_000, COUNT_MAX)
