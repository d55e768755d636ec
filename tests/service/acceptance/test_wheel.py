"""The wheel is reproducible (E4, E6): built twice, here and by pip, it is the same bytes; one changed byte shows."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sailau.errors import FormatError, StoreError
from sailau.service.acceptance.locks import Locked, read_lock
from sailau.service.acceptance.wheel import (
    FIRST,
    SECOND,
    SOURCE_DATE_EPOCH,
    Surroundings,
    Wheel,
    build_twice,
    build_wheel,
    differences,
    fingerprints_in,
)
from tests.service.acceptance.clone import ROOT, make_clone


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clone(tmp_path_factory.mktemp("wheel") / "clone")


@pytest.fixture
def other(clone: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(clone, tmp_path / "clone"))


@pytest.fixture(scope="module")
def wheel(clone: Path) -> Wheel:
    return build_twice(clone)


def test_built_twice_in_different_surroundings_the_wheel_is_the_same(wheel: Wheel, clone: Path) -> None:
    changed = [name for name in Surroundings.__slots__ if getattr(FIRST, name) == getattr(SECOND, name)]
    assert changed == [], "the two surroundings differ in everything that must not matter"
    assert build_wheel(clone, replace(SECOND, folder="c", time_zone="America/Lima", hash_seed=7)) == wheel
    assert wheel.name == "sailau-0.1.0-py3-none-any.whl"


def test_pip_builds_the_same_wheel_from_the_clone_itself(wheel: Wheel, clone: Path, tmp_path: Path) -> None:
    words = ["wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(tmp_path)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(SOURCE_DATE_EPOCH)}
    subprocess.run([sys.executable, "-m", "pip", *words, str(clone)], check=True, capture_output=True, env=environment)
    assert (tmp_path / wheel.name).read_bytes() == wheel.data


def test_the_archive_says_nothing_of_the_machine(wheel: Wheel, tmp_path: Path) -> None:
    path = tmp_path / wheel.name
    path.write_bytes(wheel.data)
    with zipfile.ZipFile(path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2020, 2, 2, 0, 0, 0)}
        assert {oct(info.external_attr >> 16 & 0o777) for info in archive.infolist()} == {"0o644"}
        for name in archive.namelist():
            assert str(ROOT).encode() not in archive.read(name), name


def test_one_changed_byte_of_the_source_gives_another_wheel_and_is_named(wheel: Wheel, other: Path) -> None:
    path = other / "src" / "sailau" / "errors.py"
    path.write_bytes(path.read_bytes().replace(b"COORDINATOR = 0", b"COORDINATOR = 1"))
    again = build_wheel(other)
    assert again.sha256 != wheel.sha256
    assert differences(wheel.data, again.data) == ["sailau-0.1.0.dist-info/RECORD", "sailau/errors.py"]
    assert fingerprints_in(again.data)["sailau/errors.py"] != fingerprints_in(wheel.data)["sailau/errors.py"]


def test_an_archive_packed_otherwise_is_told_from_one_with_other_files(wheel: Wheel) -> None:
    assert differences(wheel.data, wheel.data + b"\0") == ["the archive itself"]


def test_a_file_of_the_source_that_the_wheel_leaves_out_is_named(other: Path) -> None:
    (other / "src" / "sailau" / "hidden.pyc").write_bytes(b"code that Python would import")
    with pytest.raises(StoreError, match=r"does not hold the files of the source: sailau/hidden\.pyc"):
        build_twice(other)


def test_a_folder_that_is_no_clone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no source of Sailau: pyproject\.toml"):
        build_wheel(tmp_path)


def test_build_tools_other_than_locked_are_refused_and_named(other: Path) -> None:
    lock = other / "requirements" / "build.txt"
    (hatchling,) = (part for part in read_lock(lock.read_text(), "build.txt") if part.name == "hatchling")
    lock.write_text(lock.read_text().replace(f"hatchling=={hatchling.version}", "hatchling==0.1"))
    with pytest.raises(StoreError, match=rf"hatchling {hatchling.version} instead of 0\.1"):
        build_wheel(other)


def test_a_source_that_does_not_build_says_why(other: Path) -> None:
    (other / "pyproject.toml").write_text("[project]\nname = 5\n")
    with pytest.raises(StoreError, match="cannot be built"):
        build_wheel(other)


def test_bytes_that_are_no_wheel_are_refused(wheel: Wheel) -> None:
    spoiled = bytearray(wheel.data)
    spoiled[len(spoiled) // 2] ^= 1
    for data in (b"PK\3\4 not really", wheel.data[:-100], bytes(spoiled)):
        with pytest.raises(StoreError, match="cannot be read"):
            fingerprints_in(data)


def test_a_wheel_that_unpacks_without_end_is_refused_unread() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(17):
            archive.writestr(f"sailau/{number}", bytes(16 << 20))
    with pytest.raises(StoreError, match="unpacks to more than"):
        fingerprints_in(bomb.getvalue())


HASH = "a" * 64


def test_lock_files_are_read_with_markers_and_all_hashes() -> None:
    text = (
        f"# a comment\nalpha==1.2 \\\n    --hash=sha256:{'b' * 64} \\\n    --hash=sha256:{HASH}\n"
        f"beta==2 ; python_version < '3.12' \\\n    --hash=sha256:{HASH}\n"
    )
    assert read_lock(text, "x.txt") == (
        Locked(name="alpha", version="1.2", sha256=(HASH, "b" * 64)),
        Locked(name="beta", version="2", marker="python_version < '3.12'", sha256=(HASH,)),
    )


@pytest.mark.parametrize(
    "text", ["alpha==1.2\n", f"    --hash=sha256:{HASH}\n", "alpha\n", f"alpha==1 \\\n    --hash=md5:{HASH}\n"]
)
def test_a_part_without_version_or_hash_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match=r"x\.txt"):
        read_lock(text, "x.txt")
