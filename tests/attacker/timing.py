"""Who stood where when: times of one kind of event matched with times of a later one.

People keep their order more or less, and some never arrive. So two rows of times are matched in order, with gaps on
both sides, such that what passes between is as alike as it can be; how long that usually is, is found by trying.
"""

from collections.abc import Sequence
from typing import Final

DELAYS: Final = (2.0, 5.0, 8.0, 12.0, 18.0, 27.0, 40.0, 60.0, 80.0, 100.0, 125.0, 150.0, 190.0, 240.0)
"""Seconds that may usually pass between the two."""
_GAP: Final = 45.0
"""What it costs to leave one out, in seconds of deviation from the usual."""


def match(earlier: Sequence[float], later: Sequence[float]) -> list[int | None]:
    """For every earlier time the place of the later one that belongs to it, or None. Both rows ascend (seconds)."""
    found = [_match(earlier, later, delay) for delay in DELAYS]
    return min(found, key=lambda pair: pair[0])[1] if earlier and later else [None] * len(earlier)


def _match(earlier: Sequence[float], later: Sequence[float], delay: float) -> tuple[float, list[int | None]]:
    """The cheapest matching for one usual delay: (cost, places)."""
    width = len(later) + 1
    costs = [_GAP * place for place in range(width)]
    steps: list[bytearray] = []
    for early in earlier:
        row, step = [costs[0] + _GAP], bytearray(width)
        for place in range(1, width):
            passed = later[place - 1] - early
            both = costs[place - 1] + (abs(passed - delay) if passed > 0 else 2 * _GAP)
            skip_early, skip_late = costs[place] + _GAP, row[place - 1] + _GAP
            best = min(both, skip_early, skip_late)
            step[place] = 1 if best == both else 2 if best == skip_late else 0
            row.append(best)
        costs = row
        steps.append(step)
    places: list[int | None] = [None] * len(earlier)
    at, place = len(earlier), width - 1
    while at:
        taken = steps[at - 1][place]
        if taken == 2:
            place -= 1
            continue
        at -= 1
        if taken == 1:
            place -= 1
            places[at] = place
    return costs[-1], places
