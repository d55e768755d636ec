"""A small clone: the real package and its real build, with a law of three rows and tests of its own."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LAW = """# Law → module → test

| id | obligation | module | test | state |
|---|---|---|---|---|
| E4 | Software and devices are certified | service | `tests/test_small.py::test_two_cases`, `tests/test_small.py::test_plain` | implemented |
| E5 | Proxies keep all rights | stations | – | planned |
| E6 | Used only after acceptance | – | – | not software: an act of the Government |
"""  # noqa: E501 - rows of a table
SMALL = """import pytest


@pytest.mark.parametrize("case", ["a", "b[c]"])
def test_two_cases(case: str) -> None:
    assert case


def test_plain() -> None:
    assert True
"""


def make_clone(folder: Path) -> Path:
    """Copy what belongs to the software from the real clone; law and tests are the small ones."""
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "sailau", folder / "src" / "sailau", ignore=left_out)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, folder / name)
    (folder / "docs").mkdir()
    (folder / "docs" / "law.md").write_text(LAW, encoding="utf-8")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_small.py").write_text(SMALL, encoding="utf-8")
    return folder
