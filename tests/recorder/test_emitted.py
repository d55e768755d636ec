"""Every event of the catalogue is recorded somewhere, or stands in the list of those whose part is still to come.

And the page of events is the catalogue.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sailau.recorder import CATALOGUE
from sailau.recorder.page import events_page

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sailau"
RECORDERS_OWN = {
    "adapters/recorder_media.py",
    "recorder/moments.py",
    "recorder/session.py",
    "service/recorder/sessions.py",
    "terminal/moments.py",
}
"""Here events are data on their way to the record; elsewhere a call of `record` names them."""
STILL_TO_COME = {
    "home voting at a desk with screens": {"home-application-refused", "home-application-withdrawn"},
    "changes of the list on the precinct's own computer": {"voter-list-changed", "voter-list-frozen"},
    "acts and papers after the count": {
        "box-closed",
        "copies-printed",
        "credentials-copies-destroyed",
        "list-counted",
        "record-verified",
        "result-made",
        "shares-erased",
    },
}


def named(node: ast.AST) -> Iterator[re.Pattern[str]]:
    """The event codes that an expression can give: its texts, and texts with a gap."""
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr):
            pieces = (re.escape(str(v.value)) if isinstance(v, ast.Constant) else "[a-z-]*" for v in part.values)
            yield re.compile("".join(pieces))
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield re.compile(re.escape(part.value))


@cache
def recorded() -> set[str]:
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        own = path.relative_to(SOURCE).as_posix() in RECORDERS_OWN
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("record", "record_all") and node.args:
                found |= {code for code in CATALOGUE for text in named(node.args[0]) if text.fullmatch(code)}
            if own and isinstance(node, ast.Constant) and node.value in CATALOGUE:
                found.add(str(node.value))
    return found


def test_every_event_is_recorded_somewhere_or_its_part_is_named() -> None:
    waiting = set().union(*STILL_TO_COME.values())
    assert waiting <= set(CATALOGUE)
    assert set(CATALOGUE) - recorded() - waiting == set()


def test_most_of_the_catalogue_is_recorded() -> None:
    assert len(recorded()) >= 110


def test_page_of_events_is_the_catalogue() -> None:
    page = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    assert page == events_page(), "make it anew: python tools/events.py > docs/events.md"
    assert all(f"`{code}`" in page for code in CATALOGUE)
