"""The map of the law: every id has its line, and what a line promises exists."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "docs" / "law.md"
IDS = (ROOT / "docs" / "requirements-ids.txt").read_text(encoding="utf-8").split()
TEST = re.compile(r"(tests/[\w/]+\.py)::(?:\w+::)?(test_\w+)")
ID = re.compile(r"\b(?:E\d+|C\d+|M\d+a?)\b")


@dataclass(frozen=True)
class Row:
    id: str
    obligation: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    state: str


def listed(cell: str) -> tuple[str, ...]:
    """The entries of a cell; a dash is none."""
    return () if cell == "–" else tuple(entry.strip().strip("`") for entry in cell.split(","))


def rows() -> list[Row]:
    lines = [line for line in LAW.read_text(encoding="utf-8").splitlines() if re.match(r"\| [ECM]\d", line)]
    cells = [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines]
    assert all(len(row) == 5 for row in cells), [row for row in cells if len(row) != 5]
    return [Row(row[0], row[1], listed(row[2]), listed(row[3]), row[4]) for row in cells]


@cache
def functions(path: Path) -> frozenset[str]:
    """The names of all functions in a file of tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def exists(test: str) -> bool:
    found = TEST.fullmatch(test)
    return found is not None and (ROOT / found[1]).is_file() and found[2] in functions(ROOT / found[1])


def is_module(name: str) -> bool:
    path = ROOT.joinpath("src", "sailau", *name.removeprefix("sailau.").split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def test_every_id_has_exactly_one_line_in_order() -> None:
    assert [row.id for row in rows()] == IDS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_line_keeps_its_promise(row: Row) -> None:
    assert row.obligation
    for test in row.tests:
        assert exists(test), f"{row.id}: {test} is not there"
    match row.state.partition(": "):
        case ("implemented", "", ""):
            assert row.modules, f"{row.id} is implemented, but where?"
            assert row.tests, f"{row.id} is implemented, but what shows it?"
            assert all(is_module(name) for name in row.modules), f"{row.id}: {row.modules}"
        case ("planned", _, _):
            pass
        case ("not software", ": ", reason):
            assert len(reason) > 5
        case _:
            pytest.fail(f"{row.id}: unknown state {row.state!r}")


def test_a_missing_test_is_noticed() -> None:
    here = "tests/house/test_law_map.py"
    assert exists(f"{here}::test_a_missing_test_is_noticed")
    assert not exists(f"{here}::test_that_nobody_wrote")
    assert not exists("tests/house/test_nowhere.py::test_a_missing_test_is_noticed")


def test_every_id_cited_in_the_code_exists() -> None:
    """An article that a docstring cites by its id must be one of the list: a wrong id is a wrong promise."""
    pattern = re.compile(r"\((?:E\d+|C\d+|M\d+a?)(?:[,; –-]+(?:E\d+|C\d+|M\d+a?))*\)")
    wrong = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        cited = {id for group in pattern.findall(path.read_text(encoding="utf-8")) for id in ID.findall(group)}
        wrong += [f"{path.relative_to(ROOT)}: {id}" for id in sorted(cited - set(IDS))]
    assert wrong == []
