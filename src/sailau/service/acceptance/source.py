"""The files of a clone and its commit (E4): what belongs to the software but is not installed, as tests and docs."""

import hashlib
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sailau.errors import FormatError, StoreError

_LEFT_OUT: Final = frozenset({".git", ".venv", "build", "__pycache__"})
_LEFT_OUT_SUFFIXES: Final = ("_cache",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A clone: SHA-256 of each of its files by path; `commit` is None without git; `changed` lists what it has not."""

    files: Mapping[str, str]
    commit: str | None
    changed: tuple[str, ...]


def read_source(folder: Path) -> Source:
    """Read a clone. With git these are all files that it does not ignore, else all but what building leaves behind."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        names = _walked(folder)
        return Source(files=_hashed(folder, names), commit=None, changed=())
    new = _listed(folder, "ls-files", "--others", "--exclude-standard", "-z")
    changed = {*new, *_listed(folder, "diff", "--name-only", "-z", "HEAD")}
    files = _hashed(folder, {*_listed(folder, "ls-files", "-z"), *new})
    return Source(files=files, commit=commit.strip(), changed=tuple(sorted(changed)))


def write_sums(files: Mapping[str, str]) -> bytes:
    """The lines that `sha256sum -c` reads, by path."""
    return "".join(f"{files[name]}  {name}\n" for name in sorted(files, key=str.encode)).encode()


def read_sums(data: bytes, name: str) -> dict[str, str]:
    """Read such lines; raises FormatError unless they are in their one form."""
    found = {}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        digest, gap, path = line[:64], line[64:66], line[66:]
        if gap != "  " or not path or set(digest) - set("0123456789abcdef") or len(digest) != 64:
            raise FormatError(f"{name}: line {number}", "not a SHA-256, two blanks and a path")
        found[path] = digest
    if write_sums(found) != data:
        raise FormatError(name, "not sorted by path, or a path stands twice")
    return found


def differing(expected: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """What differs between two lists of files, in words: "sailau/x.py: changed"."""
    lines = []
    for name in sorted({*expected, *found}):
        if name not in found:
            lines.append(f"{name}: missing")
        elif name not in expected:
            lines.append(f"{name}: not among the accepted files")
        elif expected[name] != found[name]:
            lines.append(f"{name}: changed")
    return lines


def _hashed(folder: Path, names: Iterable[str]) -> dict[str, str]:
    try:
        present = [name for name in names if (folder / name).is_file()]
        return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sorted(present)}
    except OSError as error:
        raise StoreError(f"cannot read the source: {error.strerror}") from error


def _walked(folder: Path) -> list[str]:
    names = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return [name.as_posix() for name in names if not any(_is_left_out(part) for part in name.parts)]


def _is_left_out(part: str) -> bool:
    return part in _LEFT_OUT or (part.startswith(".") and part.endswith(_LEFT_OUT_SUFFIXES))


def _listed(folder: Path, *words: str) -> list[str]:
    """Paths that git lists, separated by zero bytes."""
    return [name for name in (_git(folder, *words) or "").split("\0") if name]


def _git(folder: Path, *words: str) -> str | None:
    """What git says of this very clone; None without git, or when `folder` is not the root of a clone."""
    if not (folder / ".git").exists():
        return None
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
