"""A package as a folder: looked at before it is read, written whole or not at all, copied and read back (E13, E14).

A medium comes from outside, so nothing is believed of it: no link is followed, no name but those of the format is
opened, no file is read beyond the length that the signed manifest gives. A folder is written under another name, file
by file, the manifest and its signature last, made durable, and then renamed: what has its name is whole.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from sailau.adapters.files import sync_folder, write_atomically
from sailau.errors import StoreError
from sailau.formats.v1.package import FileEntry, names
from sailau.formats.v1.package.manifest import FILE_BYTES_MAX, FILES_MAX
from sailau.refusal import Refusal
from sailau.service.package_refusals import refuse

PART_SUFFIX: Final = ".part"
MANIFEST_BYTES_MAX: Final = 1 << 20
_PIECE: Final = 1 << 20
_LAST: Final = (names.MANIFEST, names.signature_name(names.MANIFEST))


class AlteredFileError(StoreError):
    """A file is not what the manifest says; `path` names it, `missing` says whether it is there at all."""

    def __init__(self, path: str, *, missing: bool = False) -> None:
        super().__init__(f"{path}: {'missing' if missing else 'not what the manifest says'}")
        self.path = path
        self.missing = missing


def look_at(folder: Path) -> dict[str, int] | Refusal:
    """Every file of the folder with its length, or why the medium is not touched any further.

    Refused: links, devices, names and folders that no package has, a file beyond 256 MiB, too many files.
    """
    found: dict[str, int] = {}
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            return refuse("package-medium", f"{folder.name}: not a folder")
        for path, entry in _entries(folder):
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode) and path in names.FOLDERS:
                continue
            if not stat.S_ISREG(mode):
                return refuse("package-medium", f"{_shown(path)}: not a file")
            if len(path) > names.PATH_MAX or not names.PATH.match(path):
                return refuse("package-medium", f"{_shown(path)}: not a name of a package's file")
            found[path] = entry.stat(follow_symlinks=False).st_size
            if found[path] > FILE_BYTES_MAX:
                return refuse("package-medium", f"{path}: {found[path]} bytes")
            if len(found) > FILES_MAX + len(_LAST):
                return refuse("package-medium", f"more than {FILES_MAX} files")
    except OSError as error:
        return refuse("package-half-copied", f"{folder.name}: {error.strerror}")
    return found


def missing_folders(folder: Path) -> tuple[str, ...]:
    """Folders of the format that are not there: a copy that left empty folders out."""
    return tuple(name for name in names.FOLDERS if not (folder / name).is_dir())


def read_bounded(folder: Path, path: str, most: int) -> bytes:
    """A file's bytes; raises AlteredFileError when it is missing, a link, or longer than `most`."""
    pieces = list(_pieces(folder, path, most))
    return b"".join(pieces)


def read_listed(folder: Path, path: str, files: Mapping[str, FileEntry]) -> bytes:
    """The bytes of a listed file, held against length and hash; raises AlteredFileError."""
    entry = files.get(path)
    if entry is None:
        raise AlteredFileError(path, missing=True)
    data = read_bounded(folder, path, entry.length)
    if len(data) != entry.length or hashlib.sha256(data).hexdigest() != entry.sha256:
        raise AlteredFileError(path)
    return data


def digest(folder: Path, path: str, most: int) -> FileEntry:
    """Hash and length of a file of at most `most` bytes, piece by piece; raises AlteredFileError."""
    hasher, length = hashlib.sha256(), 0
    for piece in _pieces(folder, path, most):
        hasher.update(piece)
        length += len(piece)
    return FileEntry(sha256=hasher.hexdigest(), length=length)


def entry_of(data: bytes) -> FileEntry:
    """Hash and length of bytes."""
    return FileEntry(sha256=hashlib.sha256(data).hexdigest(), length=len(data))


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a package whole or not at all: every file under another folder's name, manifest last, then renamed.

    Raises StoreError when `folder` is there already or the disk refuses. What a crash left is made anew.
    """
    part = begin_folder(folder)
    for path in (*sorted(set(files) - set(_LAST)), *_LAST):
        write_atomically(part / path, files[path])
    finish_folder(part, folder)


def begin_folder(folder: Path) -> Path:
    """An empty folder to fill beside `folder`; what a crash left there is removed. Raises StoreError."""
    if folder.exists():
        raise StoreError(f"{folder.name} is there already; a package is never written over another")
    part = folder.with_name(folder.name + PART_SUFFIX)
    try:
        if part.exists():
            shutil.rmtree(part)
        part.mkdir(parents=True, mode=0o700)
        for name in names.FOLDERS:
            (part / name).mkdir(mode=0o700)
    except OSError as error:
        raise StoreError(f"cannot write {part.name}: {error.strerror}") from error
    return part


def finish_folder(part: Path, folder: Path) -> None:
    """Make the filled folder durable and give it its name. Raises StoreError."""
    try:
        for name in names.FOLDERS:
            sync_folder(part / name)
        sync_folder(part)
        part.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise StoreError(f"cannot finish {folder.name}: {error.strerror}") from error


def copy_folder(
    source: Path, target: Path, files: Mapping[str, FileEntry], on_file: Callable[[str], None] = lambda _: None
) -> None:
    """Copy a package to another medium, then read everything back from it and compare.

    `files` are the manifest's, with the manifest and its signature among them. Raises StoreError, AlteredFileError.
    """
    part = begin_folder(target)
    for path in (*sorted(set(files) - set(_LAST)), *_LAST):
        write_atomically(part / path, read_listed(source, path, files))
        _forget_pages(part / path)
        on_file(path)
    for path, entry in files.items():
        if digest(part, path, entry.length) != entry:
            raise AlteredFileError(f"{target.name}/{path}")
    finish_folder(part, target)


def _entries(folder: Path, inside: str = "") -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Everything in the folder and in the folders of the format, with paths as a manifest has them."""
    with os.scandir(folder / inside) as found:
        for entry in found:
            path = f"{inside}/{entry.name}" if inside else entry.name
            yield path, entry
            if path in names.FOLDERS and entry.is_dir(follow_symlinks=False):
                yield from _entries(folder, path)


def _pieces(folder: Path, path: str, most: int) -> Iterator[bytes]:
    try:
        descriptor = os.open(folder / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise AlteredFileError(path, missing=isinstance(error, FileNotFoundError)) from error
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > most:
            raise AlteredFileError(path)
        left = most + 1
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


def _forget_pages(path: Path) -> None:
    """Have the next reading come from the medium and not from memory, where the system can be asked to."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def _shown(path: str) -> str:
    """A name from a strange medium, safe to show."""
    return "".join(sign if sign.isprintable() else "?" for sign in path)[: names.PATH_MAX]
