"""One task after the other, in this process."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from sailau.ports.runner import Lost

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class RunHere:
    """A runner without workers."""

    def run(self, function: Callable[[Task], Outcome], tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome | Lost]]:
        """See `ports.runner.Runner`."""
        for task in tasks:
            yield task, function(task)
