"""Tasks in processes of this machine. A process that is killed takes nothing along: its tasks are begun anew.

Python's pool gives up as a whole when one of its processes dies, and does not say which task it had. So the tasks that
were under way then are begun anew in a new pool; one that was under way at `DEATHS_MAX` deaths is given up: it may be
what kills them (a record that needs more memory than there is).
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Final, TypeVar

from sailau.ports.runner import Lost

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

UNDER_WAY_PER_PROCESS: Final = 2
DEATHS_MAX: Final = 3


class RunInProcesses:
    """A runner with a fixed number of processes."""

    def __init__(self, processes: int) -> None:
        self._processes = processes

    def run(self, function: Callable[[Task], Outcome], tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome | Lost]]:
        """See `ports.runner.Runner`."""
        waiting = deque(range(len(tasks)))
        deaths: Counter[int] = Counter()
        while waiting:
            yield from self._until_a_death(function, tasks, waiting, deaths)
            for place in [place for place in waiting if deaths[place] >= DEATHS_MAX]:
                waiting.remove(place)
                yield tasks[place], Lost(f"{DEATHS_MAX} processes died over it")

    def _until_a_death(
        self, function: Callable[[Task], Outcome], tasks: Sequence[Task], waiting: deque[int], deaths: Counter[int]
    ) -> Iterator[tuple[Task, Outcome | Lost]]:
        """Work in one pool until all is done or the pool breaks; then what was under way waits again, first."""
        pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"))
        under_way: dict[Future[Outcome], int] = {}
        try:
            while waiting or under_way:
                while waiting and len(under_way) < UNDER_WAY_PER_PROCESS * self._processes:
                    place = waiting.popleft()
                    under_way[pool.submit(function, tasks[place])] = place
                for ready in wait(under_way, return_when=FIRST_COMPLETED).done:
                    outcome = ready.result()
                    yield tasks[under_way.pop(ready)], outcome
        except BrokenProcessPool:
            again = sorted(under_way.values())
            deaths.update(again)
            waiting.extendleft(reversed(again))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
