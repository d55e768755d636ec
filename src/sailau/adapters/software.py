"""The fingerprint of the installed software: what a commission accepted is what runs (E4, E6, E9, E14).

One value stands for every file of the package `sailau`, code and data alike. It is the same for a wheel that was
installed anywhere, for an editable installation and for a clone, because only paths inside the package and contents
count: no times, no rights, no owner, no order of the disk. Anyone can make it again:

    for each file, in the order of its path's UTF-8 bytes ("sailau/cli/main.py"):
        path · 00 · length in decimal digits · 00 · the file's bytes
    SHA-256 over all of that, 64 lower-case hex digits

What Python compiles for itself lies in `__pycache__` and is left out, since it is no part of what was accepted;
`foreign_bytecode` says where Python would run such a copy although it is not what its source gives.
"""

import hashlib
import importlib.util
import marshal
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Final

import sailau
from sailau.errors import StoreError

COMPILED: Final = "__pycache__"
BYTECODE_HEADER_BYTES: Final = 16
"""Magic number, flags, and the source's time and size or hash (PEP 552)."""
_BY_HASH: Final = 1
_CHECKED: Final = 2


def package_folder() -> Path:
    """The folder of the package that runs."""
    return Path(sailau.__file__).resolve().parent


def software_version() -> str:
    """The version that the software says of itself, as `0.1.0`."""
    return sailau.__version__


def software_fingerprint(package: Path | None = None) -> str:
    """SHA-256, 64 hex digits, over every file of the package; of the one that runs, unless another folder is given.

    Raises StoreError when a file cannot be read or is a link.
    """
    whole = hashlib.sha256()
    for name, data in _files(package or package_folder()):
        whole.update(name.encode() + b"\0" + str(len(data)).encode("ascii") + b"\0")
        whole.update(data)
    return whole.hexdigest()


def file_fingerprints(package: Path | None = None) -> dict[str, str]:
    """SHA-256 of each file by its path ("sailau/cli/main.py"), ascending; raises StoreError as above."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in _files(package or package_folder())}


def foreign_bytecode(package: Path | None = None) -> tuple[str, ...]:
    """Compiled copies that this Python would run instead of their source, and that are not what the source gives.

    A copy that is older than its source, of another Python or without a source is not run, and not judged.
    """
    package = package or package_folder()
    found = sorted(package.rglob(f"{COMPILED}/*.pyc"))
    return tuple(path.relative_to(package.parent).as_posix() for path in found if _is_foreign(path))


def _files(package: Path) -> Iterator[tuple[str, bytes]]:
    top = package.parent
    try:
        # Hidden files count as well: whoever adds one has changed the software.
        names = [path.relative_to(top) for path in package.rglob("*")]
        for name in sorted((name.as_posix() for name in names if COMPILED not in name.parts), key=str.encode):
            path = top / name
            if path.is_symlink():
                raise StoreError(f"{name} is a link; the software must consist of files")
            if path.is_file():
                yield name, path.read_bytes()
    except OSError as error:
        raise StoreError(f"cannot read the software's files: {error.strerror}") from error


def _is_foreign(copy: Path) -> bool:
    data = copy.read_bytes()
    source = copy.parent.parent / f"{copy.name.partition('.')[0]}.py"
    if not source.is_file() or not _would_run(data, source):
        return False
    level = {"opt-1": 1, "opt-2": 2}.get(copy.stem.rpartition(".")[2], 0)
    try:
        held = marshal.loads(data[BYTECODE_HEADER_BYTES:])  # noqa: S302 - read and compared, never run
        made = compile(source.read_bytes(), held.co_filename, "exec", dont_inherit=True, optimize=level)
    except (EOFError, ValueError, TypeError, AttributeError, SyntaxError):
        return True
    return not isinstance(held, CodeType) or held != made


def _would_run(data: bytes, source: Path) -> bool:
    """Whether the import system takes a copy for fresh (PEP 552): by time and size, by hash, or without looking."""
    if data[:4] != importlib.util.MAGIC_NUMBER or len(data) < BYTECODE_HEADER_BYTES:
        return False
    flags, about = int.from_bytes(data[4:8], "little"), data[8:BYTECODE_HEADER_BYTES]
    if flags & _BY_HASH:
        return not flags & _CHECKED or about == importlib.util.source_hash(source.read_bytes())
    seen = source.stat()
    return about == b"".join(
        (int(number) & 0xFFFF_FFFF).to_bytes(4, "little") for number in (seen.st_mtime, seen.st_size)
    )
