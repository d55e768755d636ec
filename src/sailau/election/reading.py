"""From bytes to JSON values, without trust: the first stage of reading a definition.

Python's reader would keep the last of two equal keys, take NaN, and round numbers with a fraction. Here each of
these is a problem with its path, and so are text that is not UTF-8, nesting deeper than `FILE_DEPTH_MAX` and
files over `FILE_BYTES_MAX`. Nothing of such a file is read further.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sailau.election.limits import FILE_BYTES_MAX, FILE_DEPTH_MAX, INTEGER_DIGITS_MAX
from sailau.election.problems import Path, Problem, refuse, shown

_STRING_OR_BRACKET = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)


class JsonObject(dict[str, Any]):
    """A JSON object that remembers which of its keys stood more than once."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(key for key, _ in pairs)
        self.repeated = tuple(key for key, count in counts.items() if count > 1)


class BadNumber:
    """Stands in the place of a number that a definition cannot hold, with the reason."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


def read_json(data: bytes, file: str) -> Any:
    """The JSON value of `data`. Raises DefinitionError with every problem found."""
    text = _decoded(data, file)
    _refuse_deep(data, file)
    try:
        value = json.loads(
            text,
            object_pairs_hook=JsonObject,
            parse_int=_integer,
            parse_float=lambda number: BadNumber(f"number {shown(number)} is not a whole number"),
            parse_constant=lambda name: BadNumber(f"{name} is not a number of JSON"),
        )
    except json.JSONDecodeError as error:
        reason = f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        refuse(file, [Problem((), reason)])
        raise
    refuse(file, list(_problems(value, ())))
    return value


def walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every value of a JSON tree with its path, parents before children."""
    yield path, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from walk(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from walk(child, (*path, index))


def _decoded(data: bytes, file: str) -> str:
    if len(data) > FILE_BYTES_MAX:
        refuse(file, [Problem((), f"the file has {len(data)} bytes; {FILE_BYTES_MAX} are the most")])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        refuse(file, [Problem((), f"not UTF-8 at byte {error.start}")])
        raise


def _refuse_deep(data: bytes, file: str) -> None:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(data):
        if match[0] in (b"[", b"{"):
            depth += 1
            if depth > FILE_DEPTH_MAX:
                reason = f"nested deeper than {FILE_DEPTH_MAX} levels at byte {match.start()}"
                refuse(file, [Problem((), reason)])
        elif match[0] in (b"]", b"}"):
            depth -= 1


def _integer(digits: str) -> int | BadNumber:
    if len(digits.lstrip("-")) > INTEGER_DIGITS_MAX:
        return BadNumber(f"number {shown(digits)} has more than {INTEGER_DIGITS_MAX} digits")
    if digits == "-0":
        return BadNumber("-0 is not a whole number of this format")
    return int(digits)


def _problems(value: Any, path: Path) -> Iterator[Problem]:
    for place, found in walk(value, path):
        if isinstance(found, BadNumber):
            yield Problem(place, found.reason)
        elif isinstance(found, JsonObject):
            for key in found.repeated:
                yield Problem((*place, key), "key stands more than once in its object")
