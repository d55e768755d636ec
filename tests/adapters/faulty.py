"""Faults at the seam of stores and files: counted, raised, or the process killed."""

import os
import signal
from collections.abc import Callable
from pathlib import Path


class InterruptionError(Exception):
    """The disk, the program or the power failed at a point."""


class Counting:
    """Lets everything pass and remembers the names."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def point(self, name: str) -> None:
        self.names.append(name)


class RaisingAt:
    """Raises at the n-th point, counted from 0."""

    def __init__(self, n: int) -> None:
        self._left = n

    def point(self, name: str) -> None:
        self._left -= 1
        if self._left == -1:
            raise InterruptionError(name)


class KillingAt:
    """Kills its own process, as a power cut would, at the n-th point, counted from 0."""

    def __init__(self, n: int) -> None:
        self._left = n

    def point(self, name: str) -> None:
        self._left -= 1
        if self._left == -1:
            os.kill(os.getpid(), signal.SIGKILL)


def run_and_be_killed(work: Callable[[], None], log: Path) -> bool:
    """Run `work` in a child process; True when SIGKILL ended it, False when it came to its end.

    Anything else that ends the child fails the test, with the child's error.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException as error:
            log.write_text(repr(error))
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        assert os.WTERMSIG(ended) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(ended) == 0, log.read_text()
    return False
