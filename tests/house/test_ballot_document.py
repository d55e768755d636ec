"""docs/format/ballot.md names every code that the proofreading of a ballot can give."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "sailau"
DOCUMENT = Path(__file__).parents[2] / "docs" / "format" / "ballot.md"
CODE = re.compile(r'(?:code=|_finding\(\s*|_difference\(|if \w+ else )"([a-z]+(?:-[a-z]+)*)"')
FILES = (*sorted((SOURCE / "election" / "proofreading").glob("*.py")), SOURCE / "service" / "ballot_check.py")


def codes() -> set[str]:
    return {code for path in FILES for code in CODE.findall(path.read_text(encoding="utf-8"))} | {"ballot-frozen"}


def test_every_code_of_the_proofreading_stands_in_the_document() -> None:
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", DOCUMENT.read_text(encoding="utf-8")))
    assert len(codes()) >= 24
    assert codes() - named == set()
