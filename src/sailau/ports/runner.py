"""Who works through many tasks that know nothing of each other: here, in processes, on a cluster.

A task is finished or lost, never half: when a worker dies, its tasks are given to another one. The outcomes come as
they are ready, in no order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that no worker finished; `reason` says what became of those that tried."""

    reason: str


class Runner(Protocol):
    """Runs one function over many tasks."""

    def run(self, function: Callable[[Task], Outcome], tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome | Lost]]:
        """Yield each task once, with its outcome, as soon as there is one.

        `function` is a module's function and raises nothing; tasks and outcomes can be pickled. Whoever stops
        iterating stops the work.
        """
