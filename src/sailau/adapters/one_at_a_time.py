"""One program at a time over a folder, and how another finds it: a lock that the system drops with the process.

The lock's file says who holds it and where it answers. It is believed only while the lock is held: a number of a
process that has long ended names nobody.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sailau.errors import StoreError


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock: the process's id, and the address at which it answers (empty until it does)."""

    pid: int
    address: str


class Hold:
    """The lock while it is held; `answers_at` writes down where we are to be found."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.answers_at("")

    def answers_at(self, address: str) -> None:
        """Say where we answer."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps({"pid": os.getpid(), "address": address}).encode(), 0)


@contextmanager
def held(path: Path) -> Iterator[Hold]:
    """Hold the lock at `path` as long as the block runs. Raises StoreError, naming the holder, when it is taken."""
    descriptor = _opened(path)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            there = _read(descriptor)
            where = f" at {there.address}" if there and there.address else ""
            raise StoreError(f"it runs already{where}: end it with `make stop`, or by --stop") from error
        yield Hold(descriptor)
    finally:
        os.close(descriptor)


def holder(path: Path) -> Holder | None:
    """Who holds the lock now; None when nobody does. Raises StoreError."""
    if not path.exists():
        return None
    descriptor = _opened(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(descriptor)
    finally:
        os.close(descriptor)
    return None


def _opened(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"cannot use {path}: {error.strerror}") from error


def _read(descriptor: int) -> Holder | None:
    try:
        found: Any = json.loads(os.pread(descriptor, 4096, 0))
        return Holder(int(found["pid"]), str(found["address"]))
    except (ValueError, KeyError, TypeError):
        return None
