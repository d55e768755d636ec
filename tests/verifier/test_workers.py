"""Work shared out among processes is the same work."""

import pytest

from sailau import group
from sailau.group import GENERATOR, IDENTITY, generators
from sailau.verifier import workers as module
from sailau.verifier.workers import Workers


def double(number: int) -> int:
    return 2 * number


@pytest.mark.parametrize("processes", [1, 2])
def test_outcomes_come_in_the_order_of_the_tasks(processes: int) -> None:
    with Workers(processes) as workers:
        assert list(workers.map(double, range(30))) == list(range(0, 60, 2))


def test_tasks_are_drawn_only_as_they_are_needed() -> None:
    drawn = []

    def tasks() -> object:
        for number in range(100):
            drawn.append(number)
            yield number

    with Workers(2) as workers:
        outcomes = workers.map(double, tasks())  # type: ignore[arg-type]
        assert next(outcomes) == 0
        assert len(drawn) <= 2 * module.WINDOW_PER_PROCESS


def test_shared_out_powers_are_the_same_powers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POWERS_PER_TASK", 3)
    points = generators(8)
    long = (5, 7, tuple(zip(points, range(8), strict=True)))
    jobs = [long, (0, 0, ()), (1, 0, ((points[0], 2),)), (0, 3, tuple((point, 1) for point in points[:3]))]
    with Workers(2) as workers:
        assert workers.rows(GENERATOR, jobs) == group.rows(GENERATOR, jobs)
        assert workers.rows(GENERATOR, []) == []


def test_shared_out_checks_are_the_same_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POINTS_PER_TASK", 2)
    points = [GENERATOR, b"\x02" + bytes(31), IDENTITY, bytes(32), GENERATOR]
    with Workers(2) as workers:
        assert workers.check(points) == group.check(points) == [True, False, True, False, True]
