"""The wheel, reproducible: the same source gives the same bytes, wherever and whenever it is built (E4, E6).

Only the files that belong into it are copied to a scratch folder, and hatchling, at the version of
`requirements/build.txt`, packs them without a network. The time that the archive shows is a constant, not the commit's:
a source that came without git must give the same wheel. `build_twice` changes everything that must not matter: folder,
times of the files, the order they were written in, umask, language, time zone and the seed of Python's hashes.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from sailau.adapters.software import COMPILED, file_fingerprints
from sailau.errors import StoreError
from sailau.service.acceptance.locks import read_lock

PACKAGE: Final = Path("src") / "sailau"
BESIDE: Final = ("pyproject.toml", "README.md", "LICENSE")
"""What the build reads beside the package."""
SOURCE_DATE_EPOCH: Final = 1_580_601_600
"""2020-02-02 00:00 UTC, in every time stamp of the archive."""
BUILD_LOCK: Final = Path("requirements") / "build.txt"
UNPACKED_BYTES_MAX: Final = 256 << 20
SHOWN: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What differs between two builds and must not show."""

    folder: str
    language: str
    time_zone: str
    umask: int
    files_dated: int
    hash_seed: int
    reverse: bool


FIRST: Final = Surroundings(
    folder="a",
    language="C",
    time_zone="UTC",
    umask=0o022,
    files_dated=1_000_000_000,
    hash_seed=1,
    reverse=False,
)
SECOND: Final = Surroundings(
    folder="another folder with a longer name",
    language="kk_KZ.UTF-8",
    time_zone="Asia/Almaty",
    umask=0o077,
    files_dated=1_700_000_001,
    hash_seed=4_000_000_000,
    reverse=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """A built wheel."""

    name: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Its fingerprint, 64 hex digits."""
        return hashlib.sha256(self.data).hexdigest()


def build_twice(source: Path) -> Wheel:
    """Build the wheel of a clone twice; raises StoreError when the two differ or a file of the package is missing."""
    first, second = build_wheel(source, FIRST), build_wheel(source, SECOND)
    if first != second:
        raise StoreError(f"two builds of {source.name} differ: {', '.join(differences(first.data, second.data))}")
    inside, wanted = fingerprints_in(first.data), file_fingerprints(source / PACKAGE)
    if inside != wanted:
        odd = sorted(name for name in {*inside, *wanted} if inside.get(name) != wanted.get(name))
        raise StoreError(f"the wheel does not hold the files of the source: {', '.join(odd)}")
    return first


def build_wheel(source: Path, around: Surroundings = FIRST) -> Wheel:
    """Build the wheel of a clone. Raises StoreError: no source, build tools other than locked, or a failing build."""
    demand_source(source)
    demand_build_tools(source)
    with tempfile.TemporaryDirectory(prefix="sailau-wheel-") as scratch:
        copy, out = Path(scratch) / around.folder, Path(scratch) / "out"
        _copy(source, copy, around)
        words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
        done = subprocess.run(
            words,
            cwd=copy,
            env=_environment(around, scratch),
            umask=around.umask,
            capture_output=True,
            text=True,
            check=False,
        )
        made = sorted(out.glob("*.whl")) if out.is_dir() else []
        if done.returncode != 0 or len(made) != 1:
            raise StoreError(f"the wheel cannot be built: {(done.stderr or done.stdout)[-SHOWN:].strip()}")
        return Wheel(name=made[0].name, data=made[0].read_bytes())


def demand_source(source: Path) -> None:
    """Raise StoreError unless `source` is a clone of Sailau."""
    missing = [name for name in (*BESIDE, str(BUILD_LOCK), f"{PACKAGE}/__init__.py") if not (source / name).is_file()]
    if missing:
        raise StoreError(f"{source} is no source of Sailau: {', '.join(missing)} is missing there")


def demand_build_tools(source: Path) -> None:
    """Raise StoreError, naming them, when the tools that build are not the locked ones: they write into the wheel."""
    wrong = []
    for locked in read_lock((source / BUILD_LOCK).read_text(encoding="utf-8"), BUILD_LOCK.name):
        try:
            found = version(locked.name)
        except PackageNotFoundError:
            found = "none"
        if found != locked.version:
            wrong.append(f"{locked.name} {found} instead of {locked.version}")
    if wrong:
        raise StoreError(f"the tools that build are not those of {BUILD_LOCK}: {', '.join(wrong)}; run `make setup`")


def fingerprints_in(wheel: bytes) -> dict[str, str]:
    """SHA-256 of each file of the package in a wheel, by path; raises StoreError when it is no wheel."""
    inside = {name: data for name, data in _contents(wheel).items() if name.startswith(f"{PACKAGE.name}/")}
    return {name: hashlib.sha256(inside[name]).hexdigest() for name in sorted(inside)}


def differences(one: bytes, other: bytes) -> list[str]:
    """What differs between two wheels: names of files, or "the archive itself" when all files agree."""
    first, second = _contents(one), _contents(other)
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name)) or ["the archive itself"]


def _contents(wheel: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
            if sum(info.file_size for info in archive.infolist()) > UNPACKED_BYTES_MAX:
                raise StoreError(f"the wheel unpacks to more than {UNPACKED_BYTES_MAX} bytes")
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        raise StoreError(f"the wheel cannot be read: {error}") from error


def _copy(source: Path, copy: Path, around: Surroundings) -> None:
    names = [path.relative_to(source) for path in sorted((source / PACKAGE).rglob("*")) if path.is_file()]
    names = [*map(Path, BESIDE), *(name for name in names if COMPILED not in name.parts)]
    for name in reversed(names) if around.reverse else names:
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target)
        target.chmod(0o666 & ~around.umask)
        os.utime(target, (around.files_dated, around.files_dated))


def _environment(around: Surroundings, scratch: str) -> dict[str, str]:
    return {
        "HOME": scratch,
        "LC_ALL": around.language,
        "PATH": os.defpath,
        "PYTHONHASHSEED": str(around.hash_seed),
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": str(SOURCE_DATE_EPOCH),
        "TMPDIR": scratch,
        "TZ": around.time_zone,
    }
