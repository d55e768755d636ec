"""Tasks in processes of this machine. A process that is killed takes nothing along: its tasks are begun anew.

Python's pool gives up as a whole when one of its processes dies, and does not say which task that process had. So each
task that was under way then is begun anew alone: one that kills its process even so, `DEATHS_MAX` times, is given up (a
record that needs more memory than there is), and the others are not lost with it.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Final, TypeVar

from sailau.ports.runner import Lost

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

UNDER_WAY_PER_PROCESS: Final = 2
DEATHS_MAX: Final = 2


class RunInProcesses:
    """A runner with a fixed number of processes."""

    def __init__(self, processes: int) -> None:
        self._processes = processes

    def run(self, function: Callable[[Task], Outcome], tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome | Lost]]:
        """See `ports.runner.Runner`."""
        waiting, suspects = deque(tasks), deque[Task]()
        while waiting or suspects:
            yield from self._until_a_death(function, waiting, suspects)
            while suspects:
                task = suspects.popleft()
                yield task, _alone(function, task)

    def _until_a_death(
        self, function: Callable[[Task], Outcome], waiting: deque[Task], suspects: deque[Task]
    ) -> Iterator[tuple[Task, Outcome | Lost]]:
        """Work in one pool until all is done or the pool breaks; what was under way then is suspect."""
        pool = _pool(self._processes)
        under_way: dict[Future[Outcome], Task] = {}
        try:
            while waiting or under_way:
                while waiting and len(under_way) < UNDER_WAY_PER_PROCESS * self._processes:
                    future = pool.submit(function, waiting[0])
                    under_way[future] = waiting.popleft()
                for ready in wait(under_way, return_when=FIRST_COMPLETED).done:
                    outcome = ready.result()
                    yield under_way.pop(ready), outcome
        except BrokenProcessPool:
            suspects.extend(under_way.values())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _alone(function: Callable[[Task], Outcome], task: Task) -> Outcome | Lost:
    for _ in range(DEATHS_MAX):
        with _pool(1) as pool:
            try:
                return pool.submit(function, task).result()
            except BrokenProcessPool:
                continue
    return Lost(f"{DEATHS_MAX} processes died over it alone")


def _pool(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
