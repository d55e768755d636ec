"""The recorder's file: one line an entry, synced before `record` returns (E18), append-only, one writer.

A process that dies in the middle of a line leaves a torn tail. Opening again moves those bytes to a file of their own
beside the record (they are evidence too), cuts the record back to its last whole entry, and records that it did so.
Anything else that does not verify is not a power cut but a change, and opening refuses.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Self

from sailau.adapters.files import PRIVATE_MODE, ProcessLock, read_file, sync_folder, write_all, write_atomically
from sailau.errors import FormatError, SailauError, StoreError
from sailau.ports.clock import Clock
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.ports.recorder import Happened
from sailau.recorder.catalogue import catalogue_source
from sailau.recorder.chain import (
    Entry,
    Head,
    HeadSigner,
    SignedHead,
    begin,
    encode_signed_head,
    follows,
    line_of,
    next_entry,
    parse_line,
    sign_head,
    verify_chain,
)
from sailau.recorder.values import FieldValue

_STOPPED: Final = "the recorder has stopped; open it again"


class RecorderFile:
    """The recorder of one device. Close it, or use it in a `with`."""

    def __init__(self, path: Path, device: str, clock: Clock, faults: Faults = NO_FAULTS) -> None:
        """Open the record at `path`, or begin it. Raises `StoreError` when another process has it open, when the chain
        is broken, or when it is another device's."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._clock = clock
        self._faults = faults
        self._stopped = False
        self._lock = ProcessLock(path.with_name(path.name + ".lock"), f"the recorder of {device}")
        self._descriptor = -1
        try:
            is_new = not path.exists()
            torn = b"" if is_new else self._take_torn_tail()
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, PRIVATE_MODE)
            sync_folder(path.parent)
            self._head = begin(device) if is_new else self._verified(device)
            if self._head.entries == 0:
                self.record("recorder-begun")
            else:
                self.record("recorder-reopened", torn_bytes=len(torn))
        except BaseException:
            self.close()
            raise

    def record(self, event: str, **fields: FieldValue) -> Entry:
        """See `Recorder.record`. Raises `StoreError` when the disk refuses; then the recorder must be opened again."""
        if self._stopped:
            raise StoreError(_STOPPED)
        entry = next_entry(self._head, event, fields, self._clock.now())
        try:
            self._faults.point("recorder:append")
            write_all(self._descriptor, line_of(entry))
            self._faults.point("recorder:written")
            os.fsync(self._descriptor)
            self._faults.point("recorder:synced")
        except BaseException as error:
            self._stopped = True
            if isinstance(error, OSError):
                raise StoreError(f"the recorder cannot write: {error.strerror}") from error
            raise
        self._head = entry.head()
        return entry

    @property
    def seals(self) -> bool:
        """Never: a file is for training and rehearsals, and is told nothing of what a voter does at the screen."""
        return False

    def record_all(self, events: Sequence[Happened]) -> None:
        """See `DeviceRecorder.record_all`. Raises `StoreError` as `record`."""
        for event, fields in events:
            self.record(event, **fields)

    def end_session(self, outcome: str = "") -> Entry | None:
        """Nothing to do: a file has no streams."""
        return None

    def watch(self) -> None:
        """See that nothing has stopped it. Raises `StoreError`: it must be opened again."""
        if self._stopped:
            raise StoreError(_STOPPED)

    def head(self) -> Head:
        """Length and last hash of the chain."""
        return self._head

    def signed_head(self, sign: HeadSigner) -> SignedHead:
        """The present head under the device's signature."""
        return sign_head(self._head, sign)

    def verify(self) -> Head:
        """Check the whole file from the disk; raises `FormatError`, `ProofError` or `StoreError`."""
        head = verify_chain(lines_of(read_file(self._path)), self._head.device)
        if head != self._head:
            raise StoreError("the recorder's file is not the one that this process wrote")
        return head

    def export(self, folder: Path, sign: HeadSigner) -> SignedHead:
        """Write the evidence (E49, L 50-8(1)) to a new folder: `recorder.jsonl`, `head.json`, `events.toml`.

        The chain is checked first; raises `StoreError` when the folder is there already.
        """
        signed = sign_head(self.verify(), sign)
        try:
            folder.mkdir(parents=True)
        except FileExistsError as error:
            raise StoreError(f"{folder.name} is there already") from error
        write_atomically(folder / "recorder.jsonl", read_file(self._path), self._faults)
        write_atomically(folder / "events.toml", catalogue_source(), self._faults)
        write_atomically(folder / "head.json", encode_signed_head(signed), self._faults)
        return signed

    def close(self) -> None:
        """Release the file; further use raises `StoreError`."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        self._lock.release()
        self._stopped = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _verified(self, device: str) -> Head:
        try:
            return verify_chain(lines_of(read_file(self._path)), device)
        except SailauError as error:
            raise StoreError(f"{self._path.name} was altered: {error}") from error

    def _take_torn_tail(self) -> bytes:
        """Move what a dying process left of a line out of the record; returns it."""
        text = read_file(self._path)
        whole = whole_length(text)
        torn = text[whole:]
        if torn:
            write_atomically(self._path.with_name(f"{self._path.name}.torn-at-{whole}"), torn, self._faults)
            os.truncate(self._path, whole)
            self._faults.point("recorder:cut")
        return torn


def read_record(path: Path, device: str, see: Callable[[Entry], None]) -> Head:
    """Read a record that is not open here: check the chain and show every entry; raises as `verify_chain` does."""
    head = begin(device)
    for number, line in enumerate(lines_of(read_file(path)), start=1):
        entry = parse_line(line, f"{path.name}, line {number}")
        head = follows(head, entry, f"{path.name}, line {number}")
        see(entry)
    return head


def lines_of(text: bytes) -> list[bytes]:
    """The lines of a record, without their line feeds; raises `FormatError` when the last has none."""
    if text and not text.endswith(b"\n"):
        raise FormatError("recorder", "the last line has no end")
    return text.split(b"\n")[:-1]


def whole_length(text: bytes) -> int:
    """Length of the lines that are whole. The last line also counts as torn when blocks of it never reached the disk
    and read as zeros; a line of an entry has no zero byte."""
    whole = text.rfind(b"\n") + 1
    last = text.rfind(b"\n", 0, max(whole - 1, 0)) + 1
    return last if b"\0" in text[last:whole] else whole
