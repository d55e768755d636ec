"""The rules that a linter does not know: length, docstrings, a pure core, nothing left open or let slip."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sailau"
MODULES = sorted(SOURCE.rglob("*.py"))
LINES_MAX = 600
FUNCTION_LINES_MAX = 70
CORE = {"law", "election", "register", "card", "checkin", "terminal", "portable", "accumulator", "protocol"}
CORE |= {"recorder", "precinct", "commission", "verifier", "formats", "group", "words"}
WORLD = {"socket", "ssl", "http", "urllib", "subprocess", "sqlite3", "asyncio", "random", "time", "tempfile"}
WORLD |= {"shutil", "threading"}
# Worker processes are no part of that world: the verifier shares its pure work among them and waits.
CLOCK = re.compile(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")
LEFT_OPEN = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b")
LET_SLIP = re.compile(r"/root/|/work/|pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org")


def in_repository() -> list[Path]:
    """Every text file under version control, or new and not ignored; not what is copied or licensed from others."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    others = ("vendor/", "src/sailau/vendored/", "tests/vectors/", "conformance/")
    files = [ROOT / name for name in listed if not name.startswith(others)]
    return [
        path for path in files if path.is_file() and path.suffix in {".py", ".md", ".txt", ".toml", ".json", ".sh", ""}
    ]


def package(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
class TestModule:
    def test_it_can_be_held_in_mind(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= LINES_MAX
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= FUNCTION_LINES_MAX, f"{node.name} has {length} lines"

    def test_it_says_what_it_is(self, path: Path) -> None:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "a module without a docstring"

    def test_a_core_module_does_not_touch_the_world(self, path: Path) -> None:
        if package(path) not in CORE:
            return
        text = path.read_text(encoding="utf-8")
        imported = set()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                imported.add(node.module.split(".")[0])
        assert imported & WORLD == set()
        assert not CLOCK.search(text)


def test_nothing_is_left_open() -> None:
    open_ends = [path for path in MODULES if LEFT_OPEN.search(path.read_text(encoding="utf-8"))]
    assert open_ends == []


def test_no_path_of_a_machine_and_no_index_is_let_slip() -> None:
    mine = Path(__file__).resolve()
    slips = [path for path in in_repository() if path != mine and LET_SLIP.search(path.read_text(encoding="utf-8"))]
    assert slips == []
