"""Our archives of three shapes before the independent judge, and before our own verifier.

In `make test` and `make conformance` a sample of a hundred ballots of each shape is judged one by one; in `make soak`
every ballot of a whole precinct's day.
"""

from pathlib import Path

import pytest

from sailau.adapters.independent_judge import Judge, judge_archive, judge_ballots
from sailau.verifier.archive import verify_archive
from sailau.verifier.finding import Findings
from tests.conformance.shapes import SHAPES, Shape, write_archive

pytestmark = pytest.mark.conformance

BALLOTS = 120
SAMPLE = 100
BALLOTS_OF_A_DAY = 900

each_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


@each_shape
def test_the_judge_accepts_the_archive_and_a_sample_of_its_ballots(shape: Shape, judge: Judge, tmp_path: Path) -> None:
    archive = write_archive(shape, BALLOTS, tmp_path)
    assert judge_archive(judge, archive) == []
    assert judge_ballots(judge, archive, SAMPLE) == []
    assert defects(archive) == []


@each_shape
@pytest.mark.parametrize("ballots", [0, 1])
def test_the_judge_accepts_an_archive_of_almost_nothing(
    shape: Shape, ballots: int, judge: Judge, tmp_path: Path
) -> None:
    archive = write_archive(shape, ballots, tmp_path)
    assert judge_archive(judge, archive) == []
    assert judge_ballots(judge, archive) == []
    assert defects(archive) == []


@pytest.mark.soak
@each_shape
def test_the_judge_accepts_every_ballot_of_a_whole_day(shape: Shape, judge: Judge, tmp_path: Path) -> None:
    archive = write_archive(shape, BALLOTS_OF_A_DAY, tmp_path)
    assert judge_archive(judge, archive) == []
    assert judge_ballots(judge, archive) == []
    assert defects(archive) == []


def defects(archive: Path) -> list[str]:
    """What our own verifier finds in the bare archive; its remarks on what version 1 cannot prove are none."""
    findings = Findings()
    verify_archive(archive, findings, processes=1)
    return [str(finding) for finding in findings.defects]
