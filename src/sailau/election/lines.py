"""Where a value stands in a draft: from the path of a problem to the line of the file.

Both readers of the standard library keep no places. These two scan the text once and note where each key and each entry
of a list begins; a path that was not noted has the line of the nearest value around it.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from sailau.election.problems import path_text

_TOKEN: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')
_HEADER: Final = re.compile(r"\s*(\[\[|\[)\s*([A-Za-z0-9_.\-]+)\s*\]")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+)*)\s*=")
_LAST_STEP: Final = re.compile(r"(\.?[A-Za-z_][A-Za-z0-9_]*|\[\d+\]|\[\".*\"\])\Z")


@dataclass(frozen=True, slots=True)
class Lines:
    """Line of each noted path, both as they are shown."""

    of: dict[str, int]

    def line_of(self, path: str) -> int | None:
        """The line where `path` stands, or what is around it."""
        while path and path != "$":
            if path in self.of:
                return self.of[path]
            path = _LAST_STEP.sub("", path) if _LAST_STEP.search(path) else ""
        return None


def toml_lines(text: str) -> Lines:
    """Lines of a TOML draft: headers, and keys at the beginning of a line."""
    found: dict[str, int] = {}
    entries: dict[tuple[str, ...], int] = {}
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header is not None:
            names = tuple(header[2].split("."))
            if header[1] == "[[":
                entries[names] = entries.get(names, -1) + 1
                entries = {key: value for key, value in entries.items() if key[: len(names)] != names or key == names}
            table = _numbered(names, entries)
            found.setdefault(path_text(table), number)
            continue
        key = _KEY.match(line)
        if key is not None:
            found.setdefault(path_text((*table, *key[1].split("."))), number)
    return Lines(found)


def json_lines(text: str) -> Lines:
    """Lines of a JSON draft."""
    found: dict[str, int] = {}
    path: list[str | int] = []
    kinds: list[str] = []
    line, key, waits_for_key = 1, "", False
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if piece == "\n":
            line += 1
        elif waits_for_key and piece.startswith('"') and kinds and kinds[-1] == "{":
            key, waits_for_key = piece[1:-1], False
            path[-1] = key
            found.setdefault(path_text(tuple(path)), line)
        elif piece in "{[":
            if kinds and kinds[-1] == "[":
                found.setdefault(path_text(tuple(path)), line)
            kinds.append(piece)
            path.append("" if piece == "{" else 0)
            waits_for_key = piece == "{"
        elif piece in "}]" and kinds:
            kinds.pop()
            path.pop()
        elif piece == "," and kinds:
            waits_for_key = kinds[-1] == "{"
            _step(path)
        elif kinds and kinds[-1] == "[":
            found.setdefault(path_text(tuple(path)), line)
    return Lines(found)


def _step(path: list[Any]) -> None:
    if isinstance(path[-1], int):
        path[-1] += 1


def _numbered(names: tuple[str, ...], entries: dict[tuple[str, ...], int]) -> tuple[str | int, ...]:
    """The path of a table's header: after each name of a list, the number of its last entry."""
    path: list[str | int] = []
    for length, name in enumerate(names, start=1):
        path.append(name)
        if names[:length] in entries:
            path.append(entries[names[:length]])
    return tuple(path)
