"""Where a process may die: the disk at every point where something outlives it.

A process that is killed loses its memory and nothing else. So the disk as it stands at a point *is* what a SIGKILL
there leaves, and a copy of it is as good as the kill: `Dying` makes one at every point. Points between which the disk
does not change, byte for byte, leave the same world behind and need one copy.

`Failing` raises instead, and the program's handlers run: a `CrashError` that none of them knows, or a `StoreError`, as
a disk or a card that refuses.
"""

import re
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

from sailau.ports.faults import NO_FAULTS, Faults

Wanted = Callable[[str], bool]


class CrashError(BaseException):
    """The program is torn down at a point. No handler of ours takes it for something it knows."""


class Switch:
    """One seam for a whole day: passes every point on to what is connected now."""

    def __init__(self) -> None:
        self.to: Faults = NO_FAULTS

    def point(self, name: str) -> None:
        self.to.point(name)


class Failing:
    """Raises at the n-th point of a kind, counted from 0, and lets everything else pass."""

    def __init__(self, of_kind: str, n: int = 0, error: type[BaseException] = CrashError) -> None:
        self._kind = of_kind
        self._left = n
        self._error = error

    def point(self, name: str) -> None:
        if kind(name) == self._kind:
            self._left -= 1
            if self._left == -1:
                raise self._error(name)


class Dying:
    """Copies the world at each point that is `wanted`, unless its disk is as it was before, and tells `after`."""

    def __init__(self, world: Path, copy: Path, wanted: Wanted, after: Callable[[str, Path], None]) -> None:
        self._world = world
        self._copy = copy
        self._wanted = wanted
        self._after = after
        self._seen = fingerprint(world)
        self.passed: list[str] = []
        self.deaths = 0

    def point(self, name: str) -> None:
        self.passed.append(name)
        if not self._wanted(name):
            return
        now = fingerprint(self._world)
        if now == self._seen:
            return
        self._seen = now
        self.deaths += 1
        shutil.copytree(self._world, self._copy)
        self._after(name, self._copy)
        shutil.rmtree(self._copy)


def kind(name: str) -> str:
    """The kind of operation of a point: its name without the file that it happens to be about."""
    name = re.sub(r"^record:.*:write$", "record:write", name)
    name = re.sub(r"^file:(member-\d+\.key|[^:]*)\.new:", "file:new:", name)
    return re.sub(r"^file:member-\d+\.", "file:member.", name)


def fingerprint(world: Path) -> dict[Path, int]:
    """A checksum of every file of the world that the devices write; what people remember is not theirs."""
    folders = ("computer", "terminal-1", "portable-1", "keys", "cards", "record", "record.making")
    files = (path for folder in folders for path in (world / folder).rglob("*"))
    return {path: zlib.crc32(path.read_bytes()) for path in files if path.is_file()}
