"""Rows of the law and a real run of their tests (E4, E6): nothing counts as passed that did not run and pass."""

import subprocess
from pathlib import Path

import pytest

from sailau.errors import FormatError, StoreError
from sailau.service.acceptance.rows import Outcome, RowOutcome, judge_rows, named_tests, read_rows, read_run, run_tests
from sailau.service.acceptance.source import differing, read_source, read_sums, write_sums
from tests.service.acceptance.clone import LAW, ROOT

FOUR = """import pytest


def test_good() -> None:
    assert True


@pytest.mark.parametrize("case", [1, 2])
def test_half(case: int) -> None:
    assert case == 1


@pytest.mark.skip(reason="not here")
def test_left_out() -> None:
    assert False


class TestGroup:
    def test_inside(self) -> None:
        assert True
"""


def row(tests: str, state: str = "implemented") -> str:
    return f"| E4 | Certified | service | {tests} | {state} |\n"


def judged(data: bytes, line: str) -> RowOutcome:
    (found,) = judge_rows(read_rows(line), read_run(data))
    return found


@pytest.fixture(scope="module")
def junit(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What pytest itself writes of a run with a good, a bad, a skipped test and a group."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "tests" / "deep").mkdir(parents=True)
    for place in ("tests", "tests/deep"):
        (folder / place / "__init__.py").touch()
    (folder / "tests" / "deep" / "test_four.py").write_text(FOUR)
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\ntestpaths = ['tests']\n")
    return run_tests(folder, ())


@pytest.mark.parametrize(
    ("tests", "outcome"),
    [
        ("`tests/deep/test_four.py::test_good`", Outcome.PASSED),
        ("`tests/deep/test_four.py::TestGroup::test_inside`", Outcome.PASSED),
        ("`tests/deep/test_four.py::test_inside`", Outcome.PASSED),
        ("`tests/deep/test_four.py::test_good`, `tests/deep/test_four.py::test_half`", Outcome.FAILED),
        ("`tests/deep/test_four.py::test_left_out`", Outcome.SKIPPED),
        ("`tests/deep/test_four.py::test_good`, `tests/deep/test_four.py::test_nowhere`", Outcome.NOT_RUN),
        ("`tests/test_four.py::test_good`", Outcome.NOT_RUN),
    ],
)
def test_a_row_is_passed_only_when_all_its_tests_ran_and_passed(junit: bytes, tests: str, outcome: Outcome) -> None:
    assert judged(junit, row(tests)).outcome is outcome


def test_cases_of_a_test_are_counted(junit: bytes) -> None:
    found = judged(junit, row("`tests/deep/test_four.py::test_half`")).tests[0]
    assert (found.outcome, found.cases) == (Outcome.FAILED, 2)
    run = read_run(junit)
    assert [run.count(outcome) for outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED)] == [3, 1, 1]
    assert run.begun


def test_only_the_named_tests_are_run_and_one_that_is_not_there_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_four.py").write_text(FOUR)
    (tmp_path / "tests" / "test_other.py").write_text("raise RuntimeError('not asked for')\n")
    named = ["tests/test_four.py::test_half", "tests/test_four.py::test_nowhere"]
    run = read_run(run_tests(tmp_path, named))
    assert run.cases == {"tests/test_four.py::test_half": (Outcome.PASSED, Outcome.FAILED)}


def test_what_is_planned_or_no_software_says_so_and_is_not_passed(junit: bytes) -> None:
    assert judged(junit, row("–", "planned")).outcome is Outcome.PLANNED
    good = "`tests/deep/test_four.py::test_good`"
    assert judged(junit, row(good, "planned: half is there")).outcome is Outcome.PLANNED
    assert judged(junit, row("–", "not software: a duty of people")).outcome is Outcome.NOT_SOFTWARE
    assert judged(junit, row("–")).outcome is Outcome.NOT_RUN, "implemented without a test shows nothing"
    assert judged(junit, row("–", "somehow")).outcome is Outcome.NOT_RUN


def test_the_map_of_the_law_is_read_whole() -> None:
    rows = read_rows((ROOT / "docs" / "law.md").read_text(encoding="utf-8"))
    ids = (ROOT / "docs" / "requirements-ids.txt").read_text(encoding="utf-8").split()
    assert [found.id for found in rows] == ids
    assert named_tests(read_rows(LAW)) == ("tests/test_small.py::test_plain", "tests/test_small.py::test_two_cases")


@pytest.mark.parametrize("line", ["| E4 | three | cells |\n", row("`not a test`"), "nothing\n"])
def test_a_broken_map_is_refused(line: str) -> None:
    with pytest.raises(FormatError, match=r"law\.md"):
        read_rows(line)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><testsuites>&b;</testsuites>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [(BOMB, "document type"), (b"<testsuites>", "not XML"), (b"<testsuites/>", "no tests"), (b"\xff\xfe", "not XML")],
    ids=["entities", "cut short", "empty", "no text"],
)
def test_a_file_that_pytest_did_not_write_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        read_run(data)


def test_a_run_that_does_not_come_about_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="could not be run"):
        run_tests(tmp_path, ("tests/test_nowhere.py::test_x",))


def test_sums_are_those_that_sha256sum_reads(tmp_path: Path) -> None:
    (tmp_path / "ә").write_bytes(b"")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_bytes(b"x")
    (tmp_path / ".mypy_cache").mkdir()
    (tmp_path / ".mypy_cache" / "left").write_bytes(b"out")
    found = read_source(tmp_path)
    data = write_sums(found.files)
    assert data.decode() == (
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  b/c\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  ә\n"
    )
    assert read_sums(data, "x") == dict(found.files)
    assert (found.commit, found.changed) == (None, ())


def test_a_clone_tells_its_commit_and_every_file_that_the_commit_has_not(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        named = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *named, *words], cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "-q")
    (tmp_path / ".gitignore").write_text("left/\n")
    for name in ("kept", "changed", "gone", "ә b"):
        (tmp_path / name).write_text(name)
    git("add", ".")
    git("commit", "-q", "-m", "x")
    clean = read_source(tmp_path)
    assert (clean.commit, clean.changed) == (git("rev-parse", "HEAD"), ())
    assert set(clean.files) == {".gitignore", "kept", "changed", "gone", "ә b"}
    (tmp_path / "changed").write_text("other")
    (tmp_path / "gone").unlink()
    (tmp_path / "new").write_text("new")
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "over").write_text("x")
    found = read_source(tmp_path)
    assert found.changed == ("changed", "gone", "new")
    assert differing(clean.files, found.files) == [
        "changed: changed",
        "gone: missing",
        "new: not among the accepted files",
    ]


@pytest.mark.parametrize("data", [b"abc  x\n", b"a" * 64 + b" x\n", b"b" * 64 + b"  y\n" + b"a" * 64 + b"  x\n"])
def test_other_lines_are_no_sums(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_sums(data, "SHA256SUMS")


def test_differences_are_named_each() -> None:
    expected, found = {"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"}
    assert differing(expected, found) == ["b: changed", "c: missing", "d: not among the accepted files"]
