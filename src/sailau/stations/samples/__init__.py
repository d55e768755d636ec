"""Every screen of every station with invented people: for the manuals, the gallery and the tests of all pages (E22).

A sample is the page itself, made by the functions that serve it, of a moment that is written down here.

    sample      one of them          kiosk, desk, … the stations' samples, a module each
"""

from functools import cache

from sailau.stations.samples import (
    board,
    chair,
    chair_home,
    chair_tabs,
    chair_transfer,
    desk,
    kiosk,
    start,
    table,
    technician,
)
from sailau.stations.samples.sample import Sample, static_answer

__all__ = ["Sample", "samples", "static_answer"]


@cache
def samples() -> tuple[Sample, ...]:
    """All of them; every name once."""
    return (
        *kiosk.SAMPLES,
        *desk.SAMPLES,
        *table.SAMPLES,
        *board.SAMPLES,
        *start.SAMPLES,
        *chair.SAMPLES,
        *chair_home.SAMPLES,
        *chair_tabs.SAMPLES,
        *chair_transfer.SAMPLES,
        *technician.SAMPLES,
    )
