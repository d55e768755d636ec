"""Places in a definition's file, and the problems and warnings found at them.

A place is written as it would be reached: `definition.json: contests[0].candidates[2].surname.ru`.
"""

import json
import re
from dataclasses import dataclass

from sailau.election.limits import PROBLEMS_MAX
from sailau.errors import DefinitionError

Path = tuple[str | int, ...]

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}\Z")
_KEY_SHOWN_MAX = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a definition is refused: where in the file, and the reason in English."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class DefinitionWarning:
    """What the central commission should look at before signing; `place` as in a problem."""

    place: str
    reason: str


def path_text(path: Path) -> str:
    """A path as text; `$` is the whole file. Odd keys are quoted, in ASCII and cut short."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.match(step):
            text += f".{step}" if text else step
        else:
            text += f"[{shown(step)}]"
    return text or "$"


def shown(value: str) -> str:
    """A string from the file, safe to print: quoted, escaped to ASCII where it is not plain, cut short."""
    cut = value if len(value) <= _KEY_SHOWN_MAX else value[: _KEY_SHOWN_MAX - 1] + "…"
    return json.dumps(cut, ensure_ascii=not cut.isprintable())


def place(file: str, path: Path) -> str:
    """File and path in one text."""
    return f"{file}: {path_text(path)}"


def refuse(file: str, problems: list[Problem]) -> None:
    """Raise DefinitionError with all `problems`, one a place and reason; return when there are none."""
    if not problems:
        return
    unique = list(dict.fromkeys((place(file, problem.path), problem.reason) for problem in problems))
    listed = unique[:PROBLEMS_MAX]
    if len(unique) > len(listed):
        listed.append((f"{file}: $", f"and {len(unique) - len(listed)} more problems"))
    raise DefinitionError(tuple(listed))
