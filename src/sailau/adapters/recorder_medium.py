"""One medium of a recorder: a folder on a disk of its own, with the device's record and its last checkpoint."""

import errno
import os
from pathlib import Path
from typing import Final

from sailau.adapters.files import PRIVATE_MODE, ProcessLock, read_file, sync_folder, write_all, write_atomically
from sailau.adapters.recorder_file import whole_length
from sailau.errors import StoreError
from sailau.ports.faults import Faults

ORDINALS: Final = ("first", "second")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REMEDY: Final = "The device stops. Put the medium back, or a new one in its place, then run `sailau recorder resync`"


class Medium:
    """The open record of one device on one medium. `ordinal` is `first` or `second`."""

    def __init__(self, folder: Path, device: str, ordinal: str, faults: Faults) -> None:
        """Take the medium's lock. Raises `StoreError` when the folder is not there or another process has it."""
        self.ordinal = ordinal
        self.folder = folder
        self.path = folder / f"{device}.record"
        self._faults = faults
        self._descriptor = -1
        if not folder.is_dir():
            raise StoreError(f"the {ordinal} medium is not there: {folder}. {_REMEDY}")
        try:
            self._lock = ProcessLock(folder / f"{device}.record.lock", f"the {ordinal} medium of {device}")
        except OSError as error:
            raise self.refused(error) from error
        self.device_of_disk = folder.stat().st_dev

    def take_whole(self) -> tuple[bytes, int]:
        """The whole lines on the medium, and how many bytes of a torn one were moved to a file beside the record."""
        if not self.path.exists():
            return b"", 0
        text = read_file(self.path)
        whole = whole_length(text)
        torn = text[whole:]
        if torn:
            write_atomically(self.path.with_name(f"{self.path.name}.torn-at-{whole}"), torn, self._faults)
            os.truncate(self.path, whole)
            self._faults.point(f"recorder:{self.ordinal}:cut")
        return text[:whole], len(torn)

    def open(self) -> None:
        """Open the record to append to it. Raises `StoreError`."""
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self._descriptor = os.open(self.path, flags, PRIVATE_MODE)
            sync_folder(self.folder)
        except OSError as error:
            raise self.refused(error) from error

    def append(self, data: bytes) -> None:
        """Add whole lines, durably. Raises `StoreError`; then what was written of them is cut off if it can be."""
        self.check()
        length = os.fstat(self._descriptor).st_size
        try:
            self._faults.point(f"recorder:{self.ordinal}:append")
            write_all(self._descriptor, data)
            self._faults.point(f"recorder:{self.ordinal}:written")
            os.fsync(self._descriptor)
            self._faults.point(f"recorder:{self.ordinal}:synced")
        except OSError as error:
            self._cut(length)
            raise self.refused(error) from error

    def check(self) -> None:
        """See that the record is the file that was opened, on a medium that can be written. Raises `StoreError`."""
        try:
            here, there = os.fstat(self._descriptor), self.path.stat()
            read_only = os.statvfs(self.folder).f_flag & os.ST_RDONLY
        except OSError as error:
            raise self.refused(error) from error
        if (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino):
            raise StoreError(f"the {self.ordinal} medium was exchanged: {self.folder}. {_REMEDY}")
        if read_only:
            raise self.refused(OSError(errno.EROFS, os.strerror(errno.EROFS)))

    def write_beside(self, name: str, data: bytes) -> None:
        """Write a small file beside the record, whole or not at all."""
        write_atomically(self.folder / name, data, self._faults)

    def refused(self, error: OSError) -> StoreError:
        """What to tell the people at the device."""
        if error.errno in _FULL:
            remedy = "The device stops. Put a larger one in its place, then run `sailau recorder resync`"
            return StoreError(f"the {self.ordinal} medium is full: {self.folder}. {remedy}")
        return StoreError(
            f"the {self.ordinal} medium does not take entries ({error.strerror}): {self.folder}. {_REMEDY}"
        )

    def close(self) -> None:
        """Release the medium."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        self._lock.release()

    def _cut(self, length: int) -> None:
        """Take back what a failed append left. The medium may be gone; then opening finds a torn tail."""
        try:
            os.ftruncate(self._descriptor, length)
        except OSError:
            return
