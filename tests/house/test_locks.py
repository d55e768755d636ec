"""The locked requirements: exact versions with hashes, the address of no index, all that pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(
    r"^([a-z0-9-]+)==([0-9][A-Za-z0-9.]*)(?: ; .+?)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)


def pins(lock: Path) -> dict[str, str]:
    return {name: version for name, version, _ in PIN.findall(lock.read_text(encoding="utf-8"))}


def distribution(wanted: str) -> str:
    """The normalised name of the distribution that a line of pyproject.toml asks for."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ;]", wanted, maxsplit=1)[0]).lower()


def test_there_is_a_lock_for_each_part() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = {f"extra-{name}" for name in project["project"]["optional-dependencies"]}
    assert {lock.stem for lock in LOCKS} == {"base", "build", "dev"} | extras


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_no_host(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"index|find-links|trusted-host|file:", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_holds_nothing_but_pins_with_hashes(lock: Path) -> None:
    assert PIN.sub("", lock.read_text(encoding="utf-8")).strip() == ""
    assert pins(lock)


@pytest.mark.parametrize(
    ("lock", "path"),
    [
        ("base", ("project", "dependencies")),
        ("build", ("build-system", "requires")),
        ("dev", ("dependency-groups", "dev")),
        *(
            (f"extra-{name}", ("project", "optional-dependencies", name))
            for name in ("pcsc", "pkcs11", "postgres", "cluster")
        ),
    ],
)
def test_every_direct_dependency_is_locked(lock: str, path: tuple[str, ...]) -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for key in path:
        wanted = wanted[key]
    assert {distribution(line) for line in wanted} <= set(pins(ROOT / "requirements" / f"{lock}.txt"))


def test_locks_agree_with_each_other() -> None:
    seen: dict[str, str] = {}
    for lock in LOCKS:
        for name, version in pins(lock).items():
            assert seen.setdefault(name, version) == version, f"{name} in {lock.name}"


def test_the_default_installation_needs_no_reader_token_or_server() -> None:
    assert not {"pyscard", "python-pkcs11", "psycopg", "distributed"} & set(pins(ROOT / "requirements" / "base.txt"))
