"""Parallel work for the verifier and the count: the same pure functions, here or in processes.

Tasks are drawn lazily and only a few are under way at once, so memory stays bounded by the window and
not by the archive. The operations of the group on many points are cut into pieces of equal cost, so two
processes share one mix or one decryption as well as a thousand ballots.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import get_context
from types import ModuleType, TracebackType
from typing import TypeVar

from sailau import group
from sailau.group import Job, Point

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

WINDOW_PER_PROCESS = 3
POWERS_PER_TASK = 1000
POINTS_PER_TASK = 500


class Workers:
    """Runs functions over tasks, in order of the tasks; one process means here and now."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Task], Outcome], tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Yield the outcome of each task; `function` must be a module's function."""
        if self._processes < 2:
            yield from map(function, tasks)
            return
        pool = self._open()
        waiting: deque[Future[Outcome]] = deque()
        for task in tasks:
            waiting.append(pool.submit(function, task))
            if len(waiting) >= WINDOW_PER_PROCESS * self._processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def start(self, function: Callable[[Task], Outcome], task: Task) -> Callable[[], Outcome]:
        """Begin one task beside the others; what is returned waits for its outcome, or does the work there and then."""
        if self._processes < 2:
            return partial(function, task)
        return self._open().submit(function, task).result

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"))
        return self._pool

    def check(self, points: Sequence[Point]) -> list[bool]:
        """`group.check`, shared out."""
        if self._processes < 2 or len(points) < POINTS_PER_TASK:
            return group.check(points)
        pieces = (points[start : start + POINTS_PER_TASK] for start in range(0, len(points), POINTS_PER_TASK))
        return [sound for piece in self.map(group.check, pieces) for sound in piece]

    def rows(self, key: Point, jobs: Iterable[Job]) -> list[Point]:
        """`group.rows`, shared out: long products are cut, and their pieces multiplied."""
        if self._processes < 2:
            return group.rows(key, jobs)
        listed = list(jobs)
        pieces = ((key, piece) for piece in _in_batches(_cut(listed)))
        parts = (point for batch in self.map(_rows, pieces) for point in batch)
        counts = [-(-len(pairs) // POWERS_PER_TASK) or 1 for _, _, pairs in listed]
        return group.products([list(islice(parts, count)) for count in counts])


@contextmanager
def _main_left_out() -> Iterator[None]:
    """Keep processes that start now from importing the program's main module.

    Tasks name functions of modules. The main module, of a command with screens and printing, would cost
    each process two seconds and a hundred megabytes for nothing.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


HERE = Workers(1)
"""One process: this one."""


def _cut(jobs: Iterable[Job]) -> Iterator[Job]:
    for of_generator, of_key, pairs in jobs:
        yield of_generator, of_key, pairs[:POWERS_PER_TASK]
        for start in range(POWERS_PER_TASK, len(pairs), POWERS_PER_TASK):
            yield 0, 0, pairs[start : start + POWERS_PER_TASK]


def _in_batches(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    powers = 0
    for job in jobs:
        batch.append(job)
        powers += 1 + len(job[2])
        if powers >= POWERS_PER_TASK:
            yield batch
            batch, powers = [], 0
    if batch:
        yield batch


def _rows(task: tuple[Point, list[Job]]) -> list[Point]:
    return group.rows(*task)
