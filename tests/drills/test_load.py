"""A crowd: 3 desks, 8 terminals and 2 accumulators at once, and every voter's ballot is in the box once (E22, E29).

What is held here is that nothing is lost, doubled or mixed up when everybody asks at the same moment; how long anybody
waits is measured by `make bench` (`bench.load`, the place itself). `make soak` lets all 3,000 voters come.
"""

from pathlib import Path

import pytest
from bench.load import LISTED, Loaded, notes_of, rows_of, run

from sailau.checkin.state import Admitted
from sailau.formats.v1.record import Figures
from sailau.service import closing, desk, opening
from sailau.service.aside import trackers_of
from tests.crash import soak
from tests.drills.evening import counted
from tests.service.day import TABLE, Day
from tests.service.test_closing import hand_in

FEW, FEW_LISTED = 48, 60


def must_agree(day: Day, load: Loaded) -> None:
    """Everybody was admitted once, every ballot that a terminal sealed is in the box, and the day can be closed."""
    standings = desk.standing_by_number(day.precinct)
    assert sorted(standings) == list(range(1, load.voters + 1))
    assert all(isinstance(one, Admitted) and one.undone == 0 for one in standings.values())
    assert set(trackers_of(day.precinct).values()) == load.trackers
    assert len(load.trackers) == load.voters == sum(load.chosen.values())
    counts = day.counts()
    issued = {name: number for name, number in counts.items() if name.startswith("issued:")}
    assert len(issued) == 3 and sum(issued.values()) == counts["accepted"] == load.voters
    assert opening.close_voting(day.precinct) is None
    closing.declare_missing(day.precinct, day.signers(), accumulator=TABLE)  # loaded cards, left in the tray
    hand_in(day, *day.installed.prepared.booths)
    assert isinstance(closing.destroy_unused(day.precinct, day.signers()), int)
    figures = closing.reconcile(day.precinct)
    assert isinstance(figures, Figures), figures
    assert (figures.figures["accepted"], figures.figures["missing"]) == (load.voters, 0)


def test_many_voters_at_three_desks_and_two_accumulators_at_once(tmp_path: Path) -> None:
    day, load = run(tmp_path, FEW, FEW_LISTED)
    try:
        must_agree(day, load)
    finally:
        day.stop()


@pytest.mark.soak
def test_three_thousand_voters_are_all_counted_as_they_chose(tmp_path: Path) -> None:
    day, load = run(tmp_path, LISTED)
    try:
        must_agree(day, load)
        due = tuple(load.chosen[answer] for answer in range(1, 6))
        result = counted(day).result[0]
        lost = sum(max(0, one - other) for one, other in zip(due, result, strict=True))
        doubled = sum(max(0, other - one) for one, other in zip(due, result, strict=True))
    finally:
        day.stop()
    print(*(f"{row.name}: {row.median_ms:.0f} ms" for row in rows_of(load)), *notes_of(load), sep="\n")
    soak.report("load", f"{load.voters} voters at 3 desks, 8 terminals, 2 accumulators", lost, doubled)
    assert (lost, doubled) == (0, 0)
