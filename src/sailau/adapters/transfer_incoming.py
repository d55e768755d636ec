"""Bytes of bundles that are still arriving: a file each, that only grows, and is proved by its name at the end (E14).

What arrived before a line was cut, or before either end was killed, is kept. A file may hold anything until its hash is
that of its name; one that does not is thrown away whole. Each precinct has a folder of its own and few places in it, so
that nobody who holds a certificate can fill the disk.
"""

import hashlib
import io
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sailau.adapters.files import sync_folder, write_all
from sailau.errors import StoreError, invariant
from sailau.refusal import Refusal, Text

PARTS_MAX: Final = 3
"""Bundles of one precinct that may be on their way at once; the oldest gives way."""
RESERVE_BYTES: Final = 256 << 20
"""What is left free on the disk, for the store's own work."""
LOCK_SECONDS: Final = 45.0
"""Longer than a silent line is borne: whoever comes anew waits for the one who was cut off."""
_PART: Final = ".part"
_BLOCK: Final = 1 << 20

TOO_LARGE: Final = Refusal(
    "bundle-too-large",
    "L 50-7(1)",
    Text(
        "Жазба бумасы рұқсат етілгеннен үлкен: учаскенің жазбасы емес. Техник маманды шақырыңыз.",
        "Пакет записи больше допустимого: это не запись участка. Позовите технического специалиста.",
        "The bundle is larger than allowed: it is no precinct's record. Call the technical specialist.",
    ),
)
DISK_FULL: Final = Refusal(
    "intake-full",
    "L 50-7(1)",
    Text(
        "Комиссияның қабылдау серверінде орын жоқ. Жоғары тұрған комиссияға хабарлап, кейін қайталаңыз.",
        "На сервере приёма комиссии нет места. Сообщите вышестоящей комиссии и повторите позже.",
        "The commission's intake has no room. Tell the higher commission and try again later.",
    ),
)
NOT_WHOLE: Final = Refusal(
    "bundle-not-whole",
    "L 50-7(1)",
    Text(
        "Келген байттар буманың өзі емес: желіде бұзылған. Жіберуді басынан бастаңыз.",
        "Пришедшие байты не те, что в пакете записи: они испорчены в пути. Отправьте с начала.",
        "The bytes that arrived are not the bundle's: they were spoilt on the way. Send from the beginning.",
    ),
)


class Incoming:
    """The folder of what is arriving. Safe for several threads of one process."""

    def __init__(self, folder: Path, most: int) -> None:
        """`most`: how many bytes a bundle may have. Raises `StoreError` when the folder cannot be made."""
        self._folder = folder
        self._most = most
        self._locks: dict[Path, threading.Lock] = {}
        self._guard = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"cannot make {folder.name}: {error.strerror}") from error

    def arrived(self, sender: str, digest: str) -> int:
        """How many bytes of it are here."""
        try:
            return self._path(sender, digest).stat().st_size
        except OSError:
            return 0

    def refuse(self, sender: str, digest: str, length: int) -> Refusal | None:
        """Say why a bundle of `length` bytes is not let in; None when it is."""
        if not 0 < length <= self._most:
            return TOO_LARGE
        wanted = length - self.arrived(sender, digest)
        return DISK_FULL if shutil.disk_usage(self._folder).free - wanted < RESERVE_BYTES else None

    @contextmanager
    def alone(self, sender: str, digest: str) -> Iterator[None]:
        """Be the only one who adds to it. Raises `TimeoutError` when another does not let go in time."""
        path = self._path(sender, digest)
        with self._guard:
            lock = self._locks.setdefault(path, threading.Lock())
        if not lock.acquire(timeout=LOCK_SECONDS):
            raise TimeoutError("another line is bringing this bundle")
        try:
            yield
        finally:
            lock.release()

    def add(self, sender: str, digest: str, offset: int, pieces: Iterable[bytes]) -> int:
        """Add bytes that begin at `offset`, which must be `arrived`; returns how many are here then.

        What came before a line was cut stays. Raises `StoreError`, and whatever `pieces` raises.
        """
        path = self._path(sender, digest)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._make_room(path)
            file = path.open("ab", buffering=0)
        except OSError as error:
            raise _refused_by_disk(path, error) from error
        with file:
            invariant(file.tell() == offset, "bytes of a bundle are added where the others end")
            for piece in pieces:
                _write(file, piece, path)
            return file.tell()

    def whole(self, sender: str, digest: str) -> Path | Refusal:
        """The file with all its bytes, on the disk for good; one that is not what its name says is thrown away."""
        path = self._path(sender, digest)
        hasher = hashlib.sha256()
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    hasher.update(block)
                if hasher.hexdigest() == digest:
                    os.fsync(file.fileno())
                    sync_folder(path.parent)
                    return path
            path.unlink()
        except OSError as error:
            raise _refused_by_disk(path, error) from error
        return NOT_WHOLE

    def forget(self, sender: str, digest: str) -> None:
        """Throw away what arrived: it was taken, or refused."""
        self._path(sender, digest).unlink(missing_ok=True)

    def _path(self, sender: str, digest: str) -> Path:
        return self._folder / sender / f"{digest}{_PART}"

    def _make_room(self, path: Path) -> None:
        if path.exists():
            return
        others = sorted(path.parent.glob(f"*{_PART}"), key=lambda one: one.stat().st_mtime)
        for oldest in others[: max(0, len(others) - PARTS_MAX + 1)]:
            oldest.unlink(missing_ok=True)


def _write(file: io.FileIO, piece: bytes, path: Path) -> None:
    try:
        write_all(file.fileno(), piece)
    except OSError as error:
        raise _refused_by_disk(path, error) from error


def _refused_by_disk(path: Path, error: OSError) -> StoreError:
    return StoreError(f"cannot keep {path.name}: {error.strerror}")
