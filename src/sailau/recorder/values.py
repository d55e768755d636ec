"""The kinds of value that a field of an event may have.

There is no free text and no number long enough for an IIN: what cannot be written cannot leak. A choice among
words is a closed list in the catalogue itself. `frame` and `wrapped` are ciphertext of one length each, in base64
(`session`, `sealing.recorder_key`); `session` counts a device's sessions.
"""

import re
from collections.abc import Mapping
from typing import Final

FieldValue = int | str | bool
FieldKind = str | tuple[str, ...]
"""A name from `KINDS`, or the closed list of words that the field may have."""

COUNT_MAX: Final = 99_999
ENTRIES_MAX: Final = 99_999_999
"""Of a record: a terminal's day has some 200,000."""
_NUMBER_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "count": (0, COUNT_MAX),
    "member": (1, 99),
    "contest": (1, 99),
    "tour": (1, 99),
    "entries": (0, ENTRIES_MAX),
    "bytes": (0, COUNT_MAX),
}
_TEXT_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    "act": re.compile(r"[A-Z]{1,6}-[0-9]{1,4}"),
    "digest": re.compile(r"[0-9a-f]{64}"),
    "device": re.compile(r"precinct-computer|[a-z]{2,20}(-[0-9]{1,3})?"),
    "session": re.compile(r"[0-9]{6}"),
    "wrapped": re.compile(r"[A-Za-z0-9+/]{172}"),
    "frame": re.compile(r"[A-Za-z0-9+/]{240}"),
}
KINDS: Final = frozenset(_NUMBER_BOUNDS) | frozenset(_TEXT_FORMS) | {"flag"}


def is_of_kind(value: object, kind: FieldKind) -> bool:
    """Whether `value` may stand in a field of this kind."""
    if isinstance(kind, tuple):
        return isinstance(value, str) and value in kind
    if kind == "flag":
        return isinstance(value, bool)
    if kind in _NUMBER_BOUNDS:
        least, most = _NUMBER_BOUNDS[kind]
        return type(value) is int and least <= value <= most
    return isinstance(value, str) and _TEXT_FORMS[kind].fullmatch(value) is not None
