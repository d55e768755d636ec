"""Devices killed at every store and card write, card in the slot, half-written or out: 0 lost, 0 doubled (E14, E36).

Terminal, portable device, accumulator and the precinct computer's box process are real processes here: cards in a
tray, a link of TLS between the table's two, SIGKILL by the device's own hand at the n-th point. `make soak` goes
through every point of a day of twelve voters; `make test` through a sample of two voters' day.
"""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from sailau.service import accumulator
from tests.crash import matrix, office, soak
from tests.crash.conftest import MakeWorld
from tests.crash.figures import Verdict, judge
from tests.crash.matrix import Act, Matrix, Then, Visit
from tests.crash.people import Machines, minutes
from tests.crash.place import Place
from tests.crash.world import VOTERS

AT_HOME = (8, 9)
CHECKS = 3
PARTS = 4
SEED = 2005
CLOSING = (
    office.close,
    office.declare_missing,
    office.close_devices,
    office.destroy_unused,
    office.reconcile,
    office.mix(1),
    office.mix(3),
    *(office.decrypt(member) for member in (1, 2, 3, 4)),
    office.finish(),
    office.excuse_members,
    office.write,
)


def day(at_terminal: Sequence[int], at_home: Sequence[int]) -> list[Visit | Act]:
    """These voters' day; each at the terminal has the card of the own number, and one of them checks the machine."""
    steps: list[Visit | Act] = []
    for voter in at_terminal:
        checks = voter == CHECKS
        steps += [matrix.load(voter), matrix.admit(voter, voter), matrix.vote(voter, voter, check=checks)]
        if checks:
            steps += [matrix.take_challenged(voter, voter), matrix.finish_challenged(voter, voter)]
        else:
            steps += [matrix.take(voter, voter)]
    votes = [matrix.vote_at_home(voter, before) for before, voter in enumerate(at_home)]
    return [*steps, matrix.fill(1, *at_home), *votes, matrix.empty(1, *at_home)]


def must_be_whole(found: Matrix) -> None:
    print(found.summary())
    assert found.defects == []
    assert (found.lost, found.doubled) == (0, 0)


def test_devices_killed_at_a_sample_of_their_writes_lose_and_double_nothing(
    world_at: MakeWorld, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    steps = day((CHECKS,), AT_HOME[:1])
    visits = [step for step in steps if isinstance(step, Visit)]
    places = [(visit, device) for visit in visits for device in visit.devices]
    firsts = {(visit.name, device): (chance.randrange(20), 20 + chance.randrange(20)) for visit, device in places}

    def sampled(visit: Visit, device: str, at: int) -> bool:
        then = list(Then)[(at // 20 + len(visit.name)) % len(Then)]
        near = any(first <= at < first + len(Then) for first in firsts[visit.name, device])
        return near and matrix.then_of(visit, at) is then

    found = matrix.sweep(Place.open(world_at("world")), steps, tmp_path, chance, sampled)
    assert found.deaths > len(places)
    assert set(found.cards) == {"in", "out", "elsewhere"}
    must_be_whole(found)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_devices_killed_at_every_write_of_a_day_of_twelve_voters(
    part: int, world_at: MakeWorld, tmp_path: Path
) -> None:
    at_terminal = [voter for voter in range(1, VOTERS + 1) if voter not in AT_HOME]
    steps = day(at_terminal, AT_HOME)
    visits = [step.name for step in steps if isinstance(step, Visit)]
    own = set(visits[part::PARTS])
    world = world_at("world")
    place = Place.open(world)
    found = matrix.sweep(place, steps, tmp_path, random.Random(SEED + part), lambda visit, *_: visit.name in own)
    verdict = _counted(place)
    soak.report(
        f"processes, part {part + 1} of {PARTS}",
        found.tried(),
        found.lost + verdict.lost,
        found.doubled + verdict.doubled,
    )
    assert {"card:page", "card:written", "recorder:append", "cards:commit"} <= set(found.kinds)
    must_be_whole(found)
    assert verdict == Verdict(0, 0, [])


def _counted(place: Place) -> Verdict:
    """Close the day, count it, and hold the record against the truth."""
    machines = Machines(place.folder)
    machines.clock.at = minutes("20:00", 0)
    for step in CLOSING:
        step(machines)
    machines.stop()
    return judge(place.folder, range(1, VOTERS + 1))


def test_a_ballot_that_is_not_in_the_box_is_missed_by_its_voter_and_one_too_many_is_seen(world_at: MakeWorld) -> None:
    place = Place.open(world_at("world"))
    for visit in (matrix.load(1), matrix.admit(1, 1), matrix.vote(1, 1), matrix.take(1, 1)):
        if isinstance(visit, Visit):
            assert visit.do(place, None) is None
        else:
            visit(place)
    assert place.defects() == []
    place.voted.clear()
    assert place.defects() == ["1 doubled of voter 1"]
    place.voted[1] += 1
    with place.computer() as precinct, precinct.stores.box.transaction() as tx:
        ((key, _),) = tx.items(accumulator.BALLOTS)
        tx.delete(accumulator.BALLOTS, key)
    assert place.defects() == ["1 lost of voter 1", "1 are counted as accepted, 0 in the box"]
