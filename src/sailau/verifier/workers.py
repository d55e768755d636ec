"""Parallel work for the verifier and the count: the same pure function, here or in processes.

Tasks are drawn lazily and only a few are under way at once, so memory stays bounded by the window and
not by the archive.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

WINDOW_PER_PROCESS = 3


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
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"))
        waiting: deque[Future[Outcome]] = deque()
        for task in tasks:
            waiting.append(self._pool.submit(function, task))
            if len(waiting) >= WINDOW_PER_PROCESS * self._processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
