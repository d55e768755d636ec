"""Every archive under `conformance/archives` is refused for its own defect, and for nothing before it."""

import json
import re
from pathlib import Path

import pytest

from conformance.defects import Defect
from conformance.make import ALL
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


def test_every_code_is_explained() -> None:
    explained = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", (ROOT / "conformance" / "README.md").read_text()))
    assert {entry["code"] for entry in EXPECTED.values()} | BEYOND_A_FILE <= explained


def test_the_generator_and_the_list_agree() -> None:
    made = {f"{one.name}.bel": {"step": one.step, "code": one.code} for one in ALL}
    assert made == EXPECTED
    assert len(made) == len(ALL)


REMADE = (
    "ballots-of-two-votes-and-none",
    "binding-to-other-certificates",
    "control-answer-with-mark-in-epsilon",
    "decryption-of-another-member",
    "event-with-height-skipped",
)


@pytest.mark.parametrize("name", REMADE)
def test_a_defect_made_anew_is_found_too(name: str, tmp_path: Path) -> None:
    (one,) = [one for one in ALL if one.name == name]
    check_made(one, tmp_path)


@pytest.mark.soak
def test_every_defect_made_anew_is_found_too(tmp_path: Path) -> None:
    for one in ALL:
        check_made(one, tmp_path)


def check_made(one: Defect, folder: Path) -> None:
    path = folder / f"{one.name}.bel"
    path.write_bytes(one.make())
    findings = Findings()
    verify_archive(path, findings, 1)
    assert (one.step, one.code) in {(finding.step, finding.code) for finding in findings.defects}
    assert min(finding.step for finding in findings.defects) == one.step
