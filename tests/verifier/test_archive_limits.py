"""Whatever is put before it, `sailau verify-archive` answers in time, in 512 MiB, and without a traceback."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sailau.formats.v1.archive import Writer
from sailau.verifier import chain
from sailau.verifier.archive import verify_archive
from sailau.verifier.finding import LISTED_PER_CODE_MAX, Findings
from tests.vectors import precinct_25
from tests.verifier.bombs import BOMBS, MEBI, lay

MEMORY_MAX = 512 * MEBI
SECONDS_PER_MIB = 1.0
"""A sound archive takes more: 130 ballots of 8 ms."""
SECONDS_MORE = 10
"""By the requirement; measured in the processes' own time, as the machine does other things too."""

MEASURED = """
import argparse, pathlib, resource, sys
from sailau.cli import verify_archive
parser = argparse.ArgumentParser()
verify_archive.add_parser(parser.add_subparsers())
code = verify_archive.run(parser.parse_args(["verify-archive", "--json", sys.argv[1]]))
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
seconds = sum(one.ru_utime + one.ru_stime for one in used)
# ru_maxrss of this process would begin with that of the parent before exec; VmHWM begins at exec.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
sys.stderr.write(f"\\n{max(own, used[1].ru_maxrss) * 1024} {seconds}")
sys.exit(code)
"""


@dataclass(frozen=True)
class Verdict:
    """What the command said, and what it took."""

    exit: int
    report: dict[str, Any]
    seconds: float
    memory: int


def judged(path: Path) -> Verdict:
    """Judge in a process of its own, so that its memory can be measured."""
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    memory, seconds = done.stderr.splitlines()[-1].split()
    return Verdict(done.returncode, json.loads(done.stdout), float(seconds), int(memory))


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__)
def test_a_bomb_is_refused_in_time_and_memory(bomb: Callable[[], Iterator[bytes]], tmp_path: Path) -> None:
    path = tmp_path / "bomb.bel"
    lay(bomb, path)
    size = path.stat().st_size / MEBI
    verdict = judged(path)
    path.unlink()
    assert verdict.exit == 1
    assert verdict.report["findings"]
    assert verdict.memory <= MEMORY_MAX
    assert verdict.seconds <= SECONDS_PER_MIB * size + SECONDS_MORE


def test_an_archive_over_two_gibibytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.bel"
    with path.open("wb") as target:
        target.write(precinct_25.ARCHIVE.read_bytes())
        target.truncate(chain.BYTES_MAX + 1)
    verdict = judged(path)
    assert verdict.exit == 1
    assert [finding["code"] for finding in verdict.report["findings"]] == ["archive-too-large"]
    assert verdict.memory <= MEMORY_MAX


def test_an_archive_of_more_ballots_than_are_judged_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chain.BALLOTS_MAX == 50_000
    monkeypatch.setattr(chain, "BALLOTS_MAX", 24)
    findings = Findings()
    archive = verify_archive(precinct_25.ARCHIVE, findings, 1)
    assert [finding.code for finding in findings.defects] == ["archive-too-large"]
    assert archive.chain.refused
    assert archive.result is None


@pytest.mark.soak
def test_fifty_thousand_ballots_and_one_are_too_many(tmp_path: Path) -> None:
    path = tmp_path / "many.bel"
    with path.open("wb") as target:
        writer = Writer(target, 1)
        for _ in range(3):
            writer.data(b"[]")
        writer.event("Setup", writer.data(b"{}"))
        for _ in range(chain.BALLOTS_MAX + 1):
            writer.event("Ballot", writer.data(b"{}"))
    findings = Findings()
    verify_archive(path, findings, 1)
    assert [finding.code for finding in findings.defects] == ["archive-too-large"]


def test_findings_of_one_kind_are_not_listed_without_end() -> None:
    findings = Findings()
    for number in range(LISTED_PER_CODE_MAX + 5):
        findings.defect(6, "archive-hash", f"record {number}", "wrong")
    findings.defect(7, "ballot-format", "record", "wrong")
    assert len(findings.defects) == LISTED_PER_CODE_MAX + 1
    assert "not listed" in findings.defects[-2].text


def test_what_is_quoted_from_a_file_cannot_command_a_terminal() -> None:
    findings = Findings()
    findings.defect(6, "archive-form", "\x1b[2Jname", "text\r\n\x7f\u202e")
    findings.remark(6, "archive-form", "\x07", "Қазақша")
    first, second = findings.items
    assert (first.place, first.text) == ("\\x1b[2Jname", "text\\r\\n\\x7f\\u202e")
    assert (second.place, second.text) == ("\\x07", "Қазақша")
