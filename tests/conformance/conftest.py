"""The independent judge for the tests of this folder: there, or the test fails; never skipped."""

from pathlib import Path

import pytest

from sailau.adapters.independent_judge import Judge, find_judge

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def judge() -> Judge:
    """The judge that `make conformance` sets up."""
    found = find_judge(ROOT / "build" / "trixie")
    if found is None:
        pytest.fail("the independent judge is not set up; run `make conformance` as root (it makes build/trixie)")
    return found
