"""What is copied into the repository is what it was copied from, wherever the source lies beside the clone."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
needs_source = pytest.mark.skipif(not SHARED.is_dir(), reason="the source of the copies is not beside this clone")


def tree(folder: Path, pattern: str) -> dict[str, bytes]:
    """Every file under `folder` whose name matches, by its relative path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob(pattern) if path.is_file()}


@needs_source
def test_vectors_are_the_independent_tools_own() -> None:
    assert tree(ROOT / "tests" / "vectors" / "precinct-25", "*") == tree(SHARED / "vectors" / "precinct-25", "*")


@needs_source
def test_example_elections_are_as_published() -> None:
    assert tree(ROOT / "src" / "sailau" / "data", "*.json") == tree(SHARED / "data", "*.json")


@needs_source
def test_ids_of_the_requirements_are_all_here() -> None:
    rows = (SHARED / "law" / "requirements.md").read_text(encoding="utf-8")
    source = re.findall(r"^\| ([ECM]\d+a?) \|", rows, flags=re.MULTILINE)
    copied = (ROOT / "docs" / "requirements-ids.txt").read_text(encoding="utf-8").split()
    assert copied == source
