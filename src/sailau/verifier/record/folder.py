"""The record's folder as the verifier sees it: which files there are, read within bounds. It never writes.

Links and special files are not followed: what counts is what lies in the folder.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sailau.election.limits import FILE_BYTES_MAX
from sailau.errors import StoreError
from sailau.formats.v1.record import names

FILES_MAX = 5_000
CHUNK = 1024 * 1024
KIB, MIB = 1024, 1024 * 1024

BYTES_MAX = {
    ".json": 8 * MIB,
    ".jsonl": 96 * MIB,
    ".p7s": 1 * MIB,
    ".pem": 1 * MIB,
    ".pdf": 32 * MIB,
    ".bel": 2048 * MIB,
}
"""The most that a file of each kind may have; an archive's own bound is judged with it."""

DEFINITION_BYTES_MAX = FILE_BYTES_MAX
"""A definition holds the whole country."""


@dataclass(slots=True)
class Folder:
    """The files of a record by path (with `/`), and what could not be taken as a file."""

    path: Path
    sizes: dict[str, int] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    _digests: dict[str, str] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.sizes

    def at(self, name: str) -> Path:
        """Where the file lies."""
        return self.path / name

    def within_bounds(self, name: str) -> bool:
        """Whether the file is small enough to be read."""
        most = DEFINITION_BYTES_MAX if name == names.DEFINITION else BYTES_MAX.get(Path(name).suffix, 0)
        return self.sizes[name] <= most

    def read(self, name: str) -> bytes | None:
        """The file's bytes; None when it is absent, too large, or cannot be read."""
        if name not in self.sizes or not self.within_bounds(name):
            return None
        try:
            return self.at(name).read_bytes()
        except OSError:
            return None

    def digest(self, name: str) -> str | None:
        """SHA-256 of the file in hex, read as a stream, once; None when it cannot be read."""
        if name in self._digests:
            return self._digests[name]
        hasher = hashlib.sha256()
        try:
            with self.at(name).open("rb") as source:
                while block := source.read(CHUNK):
                    hasher.update(block)
        except OSError:
            return None
        self._digests[name] = hasher.hexdigest()
        return self._digests[name]


def open_folder(path: Path) -> Folder:
    """List the folder. Raises StoreError when it is no folder that can be read."""
    folder = Folder(path)
    try:
        for name, entry in _walk(path, ""):
            mode = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(mode.st_mode) and len(folder.sizes) < FILES_MAX:
                folder.sizes[name] = mode.st_size
            else:
                folder.foreign.append(name)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error
    return folder


def _walk(path: Path, prefix: str) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    with os.scandir(path) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    for entry in entries:
        name = prefix + entry.name
        if entry.is_dir(follow_symlinks=False) and not prefix:
            yield from _walk(path / entry.name, f"{name}/")
        else:
            yield name, entry
