"""Every archive under `conformance/archives` is refused for its own defect, and for nothing before it."""

import json
import re
from pathlib import Path

import pytest

from sailau.verifier import archive as verifier_archive
from sailau.verifier.archive import verify_archive
from sailau.verifier.finding import Findings

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "conformance" / "archives"
EXPECTED: dict[str, dict[str, str | int]] = json.loads((ROOT / "conformance" / "expected.json").read_text())
BEYOND_A_FILE = {"archive-too-large"}
"""Codes that no file of this size can show; `test_archive_limits` makes them."""
BYTES_MAX = 50 * 1024


@pytest.mark.parametrize("name", EXPECTED)
def test_the_archive_is_refused_for_its_own_defect(name: str) -> None:
    findings = Findings()
    verify_archive(FOLDER / name, findings, 1)
    step, code = EXPECTED[name]["step"], EXPECTED[name]["code"]
    assert (step, code) in {(finding.step, finding.code) for finding in findings.defects}
    assert min(finding.step for finding in findings.defects) == step


def test_every_archive_is_listed_and_small() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(EXPECTED)
    assert all(path.stat().st_size <= BYTES_MAX for path in FOLDER.iterdir())


def test_every_code_of_the_verifier_has_an_archive() -> None:
    source = "".join(path.read_text() for path in Path(verifier_archive.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'\.defect\(\s*\w+,\s*"([\w-]+)"', source)) | set(re.findall(r'Flaw\("([\w-]+)"', source))
    codes |= set(re.findall(r'claim\(\s*"([\w-]+)"', source)) | set(re.findall(r'code = "([\w-]+)" if', source))
    assert len(codes) > 30
    assert codes - {entry["code"] for entry in EXPECTED.values()} == BEYOND_A_FILE
