"""JSON as the record's files use it: one reading, one writing.

Reading refuses what two programs could understand differently: duplicate keys, NaN, bytes that are not
UTF-8, lone surrogates, numbers beyond a double's range, nesting beyond `DEPTH_MAX`, more elements than the
caller expects. Writing is the compact form of
the protocol specification ("Conventions"): no spaces, UTF-8, fields in the order given.
"""

import json
import math
from typing import Any, NoReturn

from sailau.errors import FormatError

DEPTH_MAX = 32
ELEMENTS_MAX = 1_000_000
"""Commas and opening brackets of one document; bounds the memory that reading may take."""


def read(data: bytes, place: str, elements_max: int = ELEMENTS_MAX) -> Any:
    """Parse one JSON document. Raises FormatError, naming `place`, when it is not strict JSON."""
    if sum(map(data.count, (b",", b"[", b"{"))) > elements_max:
        raise FormatError(place, f"more than {elements_max} elements")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(place, f"not UTF-8 at byte {error.start}") from None
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite)
    except RecursionError:
        raise FormatError(place, "nested too deeply") from None
    except ValueError as error:
        raise FormatError(place, f"not JSON: {error}") from None
    _bound_depth(value, place)
    if "\\u" in text:
        _refuse_surrogates(value, place)
    return value


def write(value: Any) -> bytes:
    """Write the compact form: `ensure_ascii` off, no spaces, order of fields kept."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return result


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number beyond every double")
    return value


def _refuse_surrogates(value: Any, place: str) -> None:
    try:
        write(value)
    except UnicodeEncodeError:
        raise FormatError(place, "a lone surrogate in a string") from None


def _bound_depth(value: Any, place: str) -> None:
    level: list[Any] = [value]
    for _ in range(DEPTH_MAX):
        level = [
            child
            for parent in level
            if isinstance(parent, (dict, list))
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return
    raise FormatError(place, f"nested deeper than {DEPTH_MAX}")
