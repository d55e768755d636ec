"""Rows of the law, the tests that show them, and the outcome of a real run of these tests (E4, E6).

The rows come from `docs/law.md`, where each names its tests; the outcomes from the file that pytest writes itself
(JUnit XML). A row is passed when every test that it names ran and passed, in all its cases; a test that was left out
shows nothing. A test is known by its file and its name; the class that it may stand in is not named in the table.
What is no duty of software says why, and what is not built yet says so.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from sailau.errors import FormatError, StoreError

LAW: Final = Path("docs") / "law.md"
JUNIT_BYTES_MAX: Final = 64 << 20
_ROW: Final = re.compile(r"\| ([ECM]\d+a?) \| ")
_TEST: Final = re.compile(r"`?(tests/[\w/]+\.py)(?:::\w+)?::(test_\w+)`?\Z", re.ASCII)
_NONE: Final = "–"
_BAD: Final = frozenset({"failure", "error"})
_SHOWN: Final = 2_000


class Outcome(StrEnum):
    """What the run says of a test, or of a row."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_RUN = "not-run"
    PLANNED = "planned"
    NOT_SOFTWARE = "not-software"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow:
    """A row of docs/law.md."""

    id: str
    obligation: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOutcome:
    """A test with all its cases."""

    test: str
    outcome: Outcome
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """A row with the outcome of its tests."""

    row: LawRow
    outcome: Outcome
    tests: tuple[TestOutcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of tests: outcomes of all cases by test ("tests/law/test_x.py::test_y"), and how long it took."""

    cases: Mapping[str, tuple[Outcome, ...]]
    milliseconds: int
    begun: str

    def count(self, outcome: Outcome) -> int:
        """How many cases ended so."""
        return sum(case is outcome for cases in self.cases.values() for case in cases)


def read_rows(text: str) -> tuple[LawRow, ...]:
    """The rows of docs/law.md, in their order. Raises FormatError at a row that has not its five cells."""
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not _ROW.match(line):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if len(cells) != 5:
            raise FormatError(f"{LAW.name}: line {number}", f"{len(cells)} cells instead of five")
        id_, obligation, modules, tests, state = cells
        rows.append(
            LawRow(id=id_, obligation=obligation, modules=_listed(modules), tests=_tests(tests, number), state=state)
        )
    if not rows:
        raise FormatError(LAW.name, "it has no rows of the law")
    return tuple(rows)


def judge_rows(rows: Sequence[LawRow], run: Run) -> tuple[RowOutcome, ...]:
    """Each row with the outcome of the tests that it names."""
    return tuple(_judged(row, tuple(_outcome(test, run) for test in row.tests)) for row in rows)


def read_run(data: bytes) -> Run:
    """Read what pytest wrote (`--junitxml`). Raises FormatError; a document type or an entity is refused unread."""
    if len(data) > JUNIT_BYTES_MAX:
        raise FormatError("tests.xml", f"larger than {JUNIT_BYTES_MAX} bytes")
    reader = _JunitReader()
    try:
        reader.read(data)
    except ExpatError as error:
        raise FormatError("tests.xml", f"not XML: {error}") from error
    except ValueError as error:
        raise FormatError("tests.xml", str(error)) from error
    if not reader.cases:
        raise FormatError("tests.xml", "it tells of no tests")
    cases = {test: tuple(outcomes) for test, outcomes in sorted(reader.cases.items())}
    return Run(cases=cases, milliseconds=reader.milliseconds, begun=reader.begun)


def run_tests(source: Path, tests: Sequence[str]) -> bytes:
    """Run tests of a clone (all of them when `tests` is empty); returns the JUnit file. Raises StoreError.

    Tests that fail are no error here: the file says it. A test that is not there does not stand in the file.
    """
    files = sorted({test.partition("::")[0] for test in tests})
    wanted = " or ".join(sorted({test.rpartition("::")[2] for test in tests}))
    with tempfile.TemporaryDirectory(prefix="sailau-tests-") as folder:
        result = Path(folder) / "tests.xml"
        options = ["-q", "-p", "no:cacheprovider", "--junitxml", str(result), *(["-k", wanted] if wanted else [])]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *files], cwd=source, capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1) or not result.is_file():
            raise StoreError(f"the tests could not be run: {(done.stdout + done.stderr)[-_SHOWN:].strip()}")
        return result.read_bytes()


def named_tests(rows: Sequence[LawRow]) -> tuple[str, ...]:
    """Every test that the rows name, each once, ascending."""
    return tuple(sorted({test for row in rows for test in row.tests}))


def _listed(cell: str) -> tuple[str, ...]:
    return () if cell == _NONE else tuple(entry.strip() for entry in cell.split(","))


def _tests(cell: str, line: int) -> tuple[str, ...]:
    found = []
    for entry in _listed(cell):
        match = _TEST.match(entry)
        if match is None:
            raise FormatError(f"{LAW.name}: line {line}", f"{entry} is not the name of a test")
        found.append(f"{match[1]}::{match[2]}")
    return tuple(found)


def _outcome(test: str, run: Run) -> TestOutcome:
    cases = run.cases.get(test, ())
    for worst in (Outcome.FAILED, Outcome.SKIPPED):
        if worst in cases:
            return TestOutcome(test=test, outcome=worst, cases=len(cases))
    return TestOutcome(test=test, outcome=Outcome.PASSED if cases else Outcome.NOT_RUN, cases=len(cases))


def _judged(row: LawRow, tests: tuple[TestOutcome, ...]) -> RowOutcome:
    outcomes = {test.outcome for test in tests}
    for worst in (Outcome.FAILED, Outcome.NOT_RUN, Outcome.SKIPPED):
        if worst in outcomes:
            return RowOutcome(row=row, outcome=worst, tests=tests)
    kind = row.state.partition(":")[0]
    if kind == "implemented" and tests:
        return RowOutcome(row=row, outcome=Outcome.PASSED, tests=tests)
    stated = {"planned": Outcome.PLANNED, "not software": Outcome.NOT_SOFTWARE}
    return RowOutcome(row=row, outcome=stated.get(kind, Outcome.NOT_RUN), tests=tests)


class _JunitReader:
    """Reads the elements `testsuite`, `testcase` and what stands in a case."""

    def __init__(self) -> None:
        self.cases: dict[str, list[Outcome]] = {}
        self.milliseconds = 0
        self.begun = ""
        self._case: str | None = None
        self._outcome = Outcome.PASSED

    def read(self, data: bytes) -> None:
        parser = ParserCreate("utf-8")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(data, True)

    def _refuse(self, *_: object) -> None:
        raise ValueError("a document type is not allowed")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "testsuite":
            self.milliseconds += round(float(attributes.get("time", "0")) * 1000)
            self.begun = self.begun or attributes.get("timestamp", "")
        elif name == "testcase":
            self._case = _test_id(attributes.get("classname", ""), attributes.get("name", ""))
            self._outcome = Outcome.PASSED
        elif self._case is not None and name in _BAD:
            self._outcome = Outcome.FAILED
        elif self._case is not None and name == "skipped" and self._outcome is Outcome.PASSED:
            self._outcome = Outcome.SKIPPED

    def _end(self, name: str) -> None:
        if name == "testcase" and self._case is not None:
            self.cases.setdefault(self._case, []).append(self._outcome)
            self._case = None


def _test_id(class_name: str, name: str) -> str:
    """From "tests.law.test_x.TestY" and "test_z[case]" to "tests/law/test_x.py::test_z"."""
    parts = class_name.split(".")
    while parts and parts[-1][:1].isupper():
        parts.pop()
    return f"{'/'.join(parts)}.py::{name.partition('[')[0]}"
