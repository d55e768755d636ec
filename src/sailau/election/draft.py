"""A draft as an official fills it in: TOML with comments, or JSON; problems name the line, the field and what to do.

The notation is the only difference: a draft has the keys and values of definition.json (docs/format/definition.md). In
TOML a candidate without a patronymic has `patronymic = false`, as TOML has no null, and dates may stand bare.
"""

import tomllib
from datetime import date, time
from typing import Any, Final

from sailau.election.advice import advice_on
from sailau.election.definition import parse_tree
from sailau.election.lines import Lines, json_lines, toml_lines
from sailau.election.nouns import Definition
from sailau.election.problems import Path, Problem, path_text, refuse
from sailau.election.reading import BadNumber, read_json
from sailau.errors import DefinitionError

TOML: Final = ".toml"
NULLS: Final = ("patronymic", "challenge")
"""Keys whose value may be null in JSON; in TOML `false` says so."""


def read_draft(data: bytes, file: str) -> Definition:
    """The definition of a draft. Raises DefinitionError: `file, line N: path`, and the reason with what to do."""
    try:
        return parse_tree(read_tree(data, file), file)
    except DefinitionError as error:
        raise DefinitionError(explained(error, data, file)) from error


def read_tree(data: bytes, file: str) -> Any:
    """The tree of a TOML or JSON file, by the ending of its name. Raises DefinitionError."""
    if not file.endswith(TOML):
        return read_json(data, file)
    try:
        tree = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        refuse(file, [Problem((), f"not UTF-8 at byte {error.start}; save the file as UTF-8")])
        raise
    except tomllib.TOMLDecodeError as error:
        refuse(file, [Problem((), f"not TOML: {error}")])
        raise
    return _as_json(tree, "")


def explained(error: DefinitionError, data: bytes, file: str) -> tuple[tuple[str, str], ...]:
    """The problems of `error` with the line of each, and with advice where there is some."""
    lines = _lines(data, file)
    found = []
    for place, reason in error.problems:
        path = place.removeprefix(f"{file}: ")
        line = lines.line_of(path)
        advice = advice_on(path, reason)
        where = place if line is None else f"{file}, line {line}: {path}"
        found.append((where, f"{reason}. {advice}" if advice else reason))
    return tuple(found)


def line_of(data: bytes, file: str, path: Path) -> int | None:
    """The line of a value of the draft, or of what it stands in; None when it is unknown."""
    return _lines(data, file).line_of(path_text(path))


def _lines(data: bytes, file: str) -> Lines:
    text = data.decode("utf-8", errors="replace")
    return toml_lines(text) if file.endswith(TOML) else json_lines(text)


def _as_json(value: Any, key: str) -> Any:
    """A TOML value as JSON has it: dates and times as text, numbers with a fraction refused where they stand."""
    match value:
        case dict():
            return {name: _as_json(child, name) for name, child in value.items()}
        case list():
            return [_as_json(child, key) for child in value]
        case False if key in NULLS:
            return None
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case float():
            return BadNumber("not a whole number")
        case _:
            return value
