"""The texts of the repository keep up with the code: links lead somewhere, packages and dependencies have a line."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
PACKAGES = {path.parent.name for path in (ROOT / "src" / "sailau").glob("*/__init__.py")}


def table(path: Path, columns: int) -> list[list[str]]:
    """The rows of all tables in a text that have so many columns, headings and rules left out."""
    found = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        heading_or_rule = set(line) <= set("|-") or (set(below) <= set("|-") and below)
        if line.startswith("|") and len(cells) == columns and not heading_or_rule:
            found.append(cells)
    return found


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(text.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(text: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", text.read_text(encoding="utf-8"))
    assert [link for link in links if not (text.parent / link).exists()] == []


def test_every_package_has_its_line_on_the_map() -> None:
    rows = table(ROOT / "docs" / "architecture.md", 2)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    planned = {name for row in rows if "(planned)" in row[1] for name in re.findall(r"`(\w+)`", row[0])}
    assert named >= PACKAGES, f"not on the map: {PACKAGES - named}"
    assert named - planned <= PACKAGES | {"errors", "refusal"}, f"on the map only: {named - planned - PACKAGES}"


def test_every_direct_dependency_is_justified() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {re.split(r"[\[<>=]", line)[0] for line in project["project"]["dependencies"]}
    justified = {row[0] for row in table(ROOT / "docs" / "adr" / "0004-dependencies.md", 3)}
    assert wanted == justified


def test_every_command_of_make_that_a_text_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    named = {name for text in TEXTS for name in re.findall(r"`make ([a-z-]+)`", text.read_text(encoding="utf-8"))}
    assert named
    assert named <= targets


def test_every_word_of_the_glossary_stands_in_three_languages() -> None:
    rows = table(ROOT / "docs" / "glossary.md", 4)
    assert len(rows) > 50
    for english, kazakh, russian, _ in rows:
        assert english, (english, kazakh, russian)
        assert kazakh, english
        assert russian, english
        assert re.search("[А-яӘәҒғҚқҢңӨөҰұҮүҺһІі]", kazakh), english
        assert re.search("[А-я]", russian), english
        assert not re.search("[әғқңөұүһі]", russian), english
    words = [row[0] for row in rows]
    assert len(words) == len(set(words))


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_help_tells_of_every_command_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    parts = {"help", "setup-test", "lint", "types", "imports"}
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.M)) - parts
    told = set(re.findall(r'@echo "make ([a-z-]+) ', makefile))
    assert told == targets


def test_continuous_integration_runs_make_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec make test"]
