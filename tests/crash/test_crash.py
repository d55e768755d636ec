"""A day that is broken off anywhere goes on: nothing lost, nothing doubled (E22, E27; L 50-2(2)).

Two days: one of every kind of event to its record, and one that is postponed at noon (E39). `make test` kills the real
process twenty times on each, and leaves the postponed day as a killed process leaves it at a sample of its points.
`make soak` tears the program down at every kind of operation, does it at every point of every step of both days, and
kills two hundred times.
"""

import random
from pathlib import Path

import pytest

from sailau.service import accumulator
from sailau.service.pool import Place, TableRow, count
from sailau.service.precinct import Precinct
from tests.crash import soak
from tests.crash.conftest import MakeWorld
from tests.crash.days import DAY, DAYS, POSTPONED, Day
from tests.crash.faults import CrashError
from tests.crash.figures import Verdict
from tests.crash.runner import run_and_kill
from tests.crash.script import STEPS, Step
from tests.crash.survey import Plan, Survey, survey

SAMPLE = 100
"""One point of so many is died at in `make test`."""
SAMPLE_POSTPONED = 120
SLOW = "the record is written"
"""Doing this step anew takes seconds, so that fewer of its points are in the sample."""
AGAIN = 200
"""In the long run, one point of so many is died at again while a world goes on: every second or third time."""
KILLS, KILLS_A_DAY = 200, 20
PARTS = 4
SEED = 2005


@pytest.mark.soak
def test_day_torn_down_at_every_kind_of_operation_and_killed_at_a_sample_goes_on(
    world_at: MakeWorld, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    seen: set[str] = set()

    def first_of_its_kind(step: Step, kind: str) -> bool:
        is_new = kind not in seen
        seen.add(kind)
        return is_new

    def in_the_sample(step: Step, name: str) -> bool:
        return chance.random() * SAMPLE * (5 if step.name == SLOW else 1) < 1

    plan = Plan(chance, dies_at=in_the_sample, tears_down=first_of_its_kind, errors=(CrashError,))
    found = survey(world_at("world"), tmp_path, plan)
    assert found.kinds == seen and {"box:commit", "card:page", "recorder:append", "record:rename"} <= seen
    assert found.torn_down == len(seen) and found.deaths > len(STEPS) // 4
    _must_be_whole(found)


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
def test_day_killed_twenty_times_goes_on(day: Day, world_at: MakeWorld) -> None:
    assert _killed(world_at("world"), SEED, day) == Verdict(0, 0, [])


def test_postponed_day_goes_on_from_a_sample_of_the_points_where_the_computer_was_killed(
    world_at: MakeWorld, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    plan = Plan(chance, dies_at=lambda step, name: chance.random() * SAMPLE_POSTPONED < 1)
    found = survey(world_at("world"), tmp_path, plan, POSTPONED)
    assert {"box:commit", "cards:commit", "checkin:commit", "day:commit", "file:member.key.old:erase"} <= found.kinds
    assert found.deaths > 5
    _must_be_whole(found)


def test_a_counter_raised_outside_the_transaction_that_erases_the_card_would_be_found(
    world_at: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = accumulator._settle

    def in_two(precinct: Precinct, row: TableRow, counters: tuple[str, ...], place: Place = Place.GONE) -> bool:
        settled = whole(precinct, row, (), place)
        with precinct.stores.cards.transaction() as tx:
            for counter in counters:
                count(tx, counter)
        return settled

    monkeypatch.setattr(accumulator, "_settle", in_two)
    last = "voter 1 hands in"
    plan = Plan(random.Random(1), dies_at=lambda step, name: step.name == last and name.startswith("cards:"))
    found = survey(world_at("world"), tmp_path, plan, until=last)
    assert any("counters is" in text for text in found.differences)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_day_goes_on_after_a_death_at_every_point(part: int, world_at: MakeWorld, tmp_path: Path) -> None:
    chance = random.Random(SEED + part)
    own = {step.name for place, step in enumerate(STEPS) if place % PARTS == part}
    everything = Plan(
        chance,
        dies_at=lambda step, _: step.name in own,
        dies_again=lambda: chance.random() * AGAIN < 1,
        tears_down=lambda step, _: step.name in own,
    )
    found = survey(world_at("world"), tmp_path, everything)
    soak.report(f"points, part {part + 1} of {PARTS}", found.tried(), found.lost, found.doubled)
    _must_be_whole(found)


@pytest.mark.soak
def test_postponed_day_goes_on_after_a_death_at_every_point(world_at: MakeWorld, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    everything = Plan(
        chance,
        dies_at=lambda *_: True,
        dies_again=lambda: chance.random() * AGAIN < 1,
        tears_down=lambda *_: True,
    )
    found = survey(world_at("world"), tmp_path, everything, POSTPONED)
    soak.report("points, a postponed day", found.tried(), found.lost, found.doubled)
    _must_be_whole(found)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(KILLS // KILLS_A_DAY))
def test_day_goes_on_after_each_of_two_hundred_kills(number: int, world_at: MakeWorld) -> None:
    verdict = _killed(world_at("world"), SEED + number, DAY)
    soak.report(f"kills, day {number + 1:02d}", f"{KILLS_A_DAY} times SIGKILL", verdict.lost, verdict.doubled)
    assert verdict == Verdict(0, 0, [])


def test_summary_of_a_long_run_ends_with_the_sum_of_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "soak.txt"
    soak.report("one", "20 times SIGKILL", 1, 0, path)
    assert soak.report("two", "20 times SIGKILL", 2, 3, path) == "3 lost, 3 doubled"
    assert path.read_text().splitlines()[-1] == "3 lost, 3 doubled"
    assert len(path.read_text().splitlines()) == 3


def _killed(world: Path, seed: int, day: Day) -> Verdict:
    print(f"seed {seed}")
    assert run_and_kill(world, KILLS_A_DAY, random.Random(seed), day) == KILLS_A_DAY
    return day.judge(world)


def _must_be_whole(found: Survey) -> None:
    print(found.summary())
    assert found.differences == []
    assert (found.lost, found.doubled) == (0, 0)
