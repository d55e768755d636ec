"""The software's fingerprint (E4, E6): one value for wheel, clone and editable installation; one byte changes it."""

import hashlib
import importlib.metadata
import os
import py_compile
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sailau.adapters.software import (
    file_fingerprints,
    foreign_bytecode,
    package_folder,
    software_fingerprint,
    software_version,
)
from sailau.errors import StoreError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package as a clone has it, without what Python compiled."""
    package = tmp_path / "clone" / "src" / "sailau"
    shutil.copytree(package_folder(), package, ignore=shutil.ignore_patterns("__pycache__"))
    return package


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = ["wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", *words, str(ROOT)], check=True, capture_output=True)
    [made] = folder.glob("*.whl")
    return made


def test_a_wheel_in_a_scratch_folder_and_the_clone_have_one_fingerprint(wheel: Path, tmp_path: Path) -> None:
    words = ["install", "--quiet", "--no-deps", "--no-index", "--compile", "--target", str(tmp_path / "site")]
    subprocess.run([sys.executable, "-m", "pip", *words, str(wheel)], check=True, capture_output=True)
    ask = "from sailau.adapters.software import *; print(package_folder(), software_fingerprint(), software_version())"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", ask], env=environment, cwd=tmp_path, check=True, capture_output=True, text=True
    )
    folder, fingerprint, version = done.stdout.split()
    assert Path(folder) == tmp_path / "site" / "sailau"
    assert list(Path(folder).rglob("__pycache__")), "pip compiled, and that must not count"
    assert fingerprint == software_fingerprint(ROOT / "src" / "sailau") == software_fingerprint()
    assert version == software_version() == importlib.metadata.version("sailau")


def test_the_wheel_carries_every_file_that_is_fingerprinted(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {
            name: hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if name.startswith("sailau/")
        }
    assert inside == file_fingerprints()


@pytest.mark.parametrize("name", ["__init__.py", "cli/main.py", "adapters/pdf/paper.css", "recorder/events.toml"])
def test_one_changed_byte_changes_the_fingerprint(copy: Path, name: str) -> None:
    before, files = software_fingerprint(copy), file_fingerprints(copy)
    path = copy / name
    data = bytearray(path.read_bytes() or b"\0")
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert software_fingerprint(copy) != before
    changed = file_fingerprints(copy)
    assert {key for key in files if files[key] != changed[key]} == {f"sailau/{name}"}


def test_a_file_more_less_or_renamed_changes_the_fingerprint(copy: Path) -> None:
    seen = {software_fingerprint(copy)}
    (copy / ".hidden").write_bytes(b"")
    seen.add(software_fingerprint(copy))
    (copy / ".hidden").rename(copy / "hidden")
    seen.add(software_fingerprint(copy))
    (copy / "hidden").unlink()
    (copy / "refusal.py").unlink()
    seen.add(software_fingerprint(copy))
    assert len(seen) == 4


def test_times_rights_and_compiled_copies_do_not_count(copy: Path) -> None:
    before = software_fingerprint(copy)
    os.utime(copy / "errors.py", (0, 0))
    (copy / "refusal.py").chmod(0o600)
    py_compile.compile(str(copy / "errors.py"))
    assert (copy / "__pycache__").is_dir()
    assert software_fingerprint(copy) == before
    assert not [name for name in file_fingerprints(copy) if "__pycache__" in name]


def test_bytes_moved_from_one_file_to_the_next_change_the_fingerprint(tmp_path: Path) -> None:
    package = tmp_path / "sailau"
    package.mkdir()
    (package / "a").write_bytes(b"one")
    (package / "b").write_bytes(b"two")
    before = software_fingerprint(package)
    (package / "a").write_bytes(b"onet")
    (package / "b").write_bytes(b"wo")
    assert software_fingerprint(package) != before


def test_the_fingerprint_is_the_documented_sum(tmp_path: Path) -> None:
    package = tmp_path / "sailau"
    (package / "z").mkdir(parents=True)
    (package / "z" / "ә.txt").write_bytes(b"")
    (package / "b.py").write_bytes(b"x = 1\n")
    wanted = b"sailau/b.py\0" + b"6\0x = 1\n" + "sailau/z/ә.txt\0".encode() + b"0\0"
    assert software_fingerprint(package) == hashlib.sha256(wanted).hexdigest()


def test_a_link_in_place_of_a_file_is_refused(copy: Path) -> None:
    (copy / "errors.py").rename(copy.parent / "elsewhere.py")
    (copy / "errors.py").symlink_to(copy.parent / "elsewhere.py")
    with pytest.raises(StoreError, match=r"sailau/errors\.py is a link"):
        software_fingerprint(copy)


def planted(copy: Path, tmp_path: Path, mode: py_compile.PycInvalidationMode) -> Path:
    """A compiled copy of errors.py that says another thing, under a header that Python takes for fresh."""
    source = copy / "errors.py"
    compiled = Path(py_compile.compile(str(source), doraise=True, invalidation_mode=mode) or "")
    assert foreign_bytecode(copy) == ()
    header = compiled.read_bytes()[:16]
    other = tmp_path / "planted.py"
    other.write_text(source.read_text(encoding="utf-8").replace("COORDINATOR = 0", "COORDINATOR = 9"))
    py_compile.compile(str(other), cfile=str(compiled), dfile=str(source), doraise=True)
    compiled.write_bytes(header + compiled.read_bytes()[16:])
    return compiled


@pytest.mark.parametrize("mode", list(py_compile.PycInvalidationMode), ids=lambda mode: mode.name.lower())
def test_a_planted_compiled_copy_is_named(copy: Path, tmp_path: Path, mode: py_compile.PycInvalidationMode) -> None:
    compiled = planted(copy, tmp_path, mode)
    assert foreign_bytecode(copy) == (compiled.relative_to(copy.parent).as_posix(),)


def test_python_does_run_the_planted_copy(copy: Path, tmp_path: Path) -> None:
    planted(copy, tmp_path, py_compile.PycInvalidationMode.TIMESTAMP)
    ask = "import sailau.errors; print(sailau.errors.COORDINATOR)"
    environment = {**os.environ, "PYTHONPATH": str(copy.parent)}
    done = subprocess.run([sys.executable, "-c", ask], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "9", "otherwise there would be nothing to look for"


def test_a_stale_copy_or_one_without_its_source_is_not_run_and_not_named(copy: Path) -> None:
    py_compile.compile(str(copy / "refusal.py"), doraise=True)
    py_compile.compile(str(copy / "errors.py"), doraise=True)
    (copy / "refusal.py").unlink()
    (copy / "errors.py").write_text("COORDINATOR = 5\n")
    assert foreign_bytecode(copy) == ()
