"""The threat model names tests for what it says is stopped: they must be there."""

import re

from tests.house.test_law_map import ROOT, exists

TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"(\w+(?:/\w+)*\.py::test_\w+)")


def test_every_named_test_exists() -> None:
    named = NAMED.findall(TEXT)
    assert len(named) > 20
    assert [name for name in named if not exists(f"tests/{name}")] == []


def test_each_known_weakness_is_stated() -> None:
    weaknesses = [
        "does not bind the statement",
        "bias the key",
        "cards, terminals and people",
        "chip has a fixed number",
    ]
    weaknesses += ["Fewer than 30", "closing sum", "kleptographic", "quantum", "wear levelling", "off line"]
    assert [text for text in weaknesses if text not in TEXT] == []
