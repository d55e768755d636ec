"""Files that survive a power cut (L 50-2(2)): written whole or not at all, erased by overwriting, one writer each.

Every step that changes the disk stands behind a fault point, named `file:<name>:<step>`.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults

PRIVATE_MODE: Final = 0o600
LOCK_NAME: Final = ".lock"


def write_atomically(path: Path, data: bytes, faults: Faults = NO_FAULTS) -> None:
    """Write `data` to `path`: after a crash the file has its old content or the new one, nothing between.

    The file is readable by its owner alone. Raises `StoreError` when the disk refuses.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        faults.point(f"file:{path.name}:write")
        with _opened(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as descriptor:
            write_all(descriptor, data)
            faults.point(f"file:{path.name}:written")
            os.fsync(descriptor)
        faults.point(f"file:{path.name}:synced")
        fresh.replace(path)
        faults.point(f"file:{path.name}:renamed")
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"cannot write {path.name}: {error.strerror}") from error
    faults.point(f"file:{path.name}:done")


def read_file(path: Path) -> bytes:
    """The bytes of `path`; raises `StoreError` when it is missing or unreadable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreError(f"cannot read {path.name}: {error.strerror}") from error


def erase_file(path: Path, faults: Faults = NO_FAULTS) -> None:
    """Overwrite the file with zeros, sync, and remove it. A missing file counts as erased.

    On a disk that writes elsewhere than where it is told (flash) the old bytes may remain in spare blocks: secrets
    are therefore also sealed under a PIN or password, and disks are destroyed by act.
    """
    if not path.exists():
        return
    try:
        faults.point(f"file:{path.name}:erase")
        with _opened(path, os.O_WRONLY) as descriptor:
            write_all(descriptor, bytes(os.fstat(descriptor).st_size))
            os.fsync(descriptor)
        faults.point(f"file:{path.name}:overwritten")
        path.unlink()
        faults.point(f"file:{path.name}:unlinked")
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"cannot erase {path.name}: {error.strerror}") from error


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data` to an open file, however the system cuts it up."""
    done = 0
    while done < len(data):
        done += os.write(descriptor, data[done:])


def sync_folder(folder: Path) -> None:
    """Make names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def reading(path: Path) -> Iterator[int]:
    """A descriptor that reads `path`."""
    with _opened(path, os.O_RDONLY) as descriptor:
        yield descriptor


class InUseError(StoreError):
    """Another process or object holds the lock."""


class ProcessLock:
    """A lock on a file that one process holds; the system lets go of it when the process dies."""

    def __init__(self, path: Path, what: str) -> None:
        """Take the lock at `path`; raises `InUseError`, naming `what`, when another process or object holds it."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_MODE)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise InUseError(f"{what} is in use by another process; only one may write it") from error

    @property
    def held(self) -> bool:
        """Whether this object still has the lock."""
        return self._descriptor >= 0

    def release(self) -> None:
        """Let go; further calls do nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags | os.O_CLOEXEC, PRIVATE_MODE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
