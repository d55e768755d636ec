"""The form that all JSON files of a record share: RFC 8785, a `format` member, one object a line in `.jsonl`.

Reading is lenient, `read` then demands the canonical bytes: whatever a file says, there is one spelling of it. The
codecs here add to those of the archive what only the record's own files need.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Generic, TypeVar

import rfc8785

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, STRING, Codec, Document, Field, Leaf, Object

T = TypeVar("T")

_UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}\Z", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*\Z", re.ASCII)
_NAME_MAX = 64
_MEMBER = re.compile(r"member-[1-9][0-9]?\Z", re.ASCII)
_HEX_HASH = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}\Z", re.ASCII)
_HOUR = re.compile(r"(?:[01][0-9]|2[0-3])\Z", re.ASCII)
_ELECTION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z", re.ASCII)
LINES_MAX = 60_000
"""More ballots than an archive may hold."""


class CanonicalDocument(Document[T]):
    """A file whose one spelling is RFC 8785."""

    def write(self, value: T) -> bytes:
        """Write the canonical bytes."""
        return rfc8785.dumps(self.codec.encode(value))


@dataclass(frozen=True, slots=True)
class Lines(Generic[T]):
    """A `.jsonl` file: one canonical object a line, a line feed after each, ascending by `key` without repetition."""

    line: CanonicalDocument[T]
    key: Callable[[T], Any]

    def read(self, data: bytes) -> tuple[T, ...]:
        """Read strictly. Raises FormatError; an empty file has no lines."""
        if data and not data.endswith(b"\n"):
            raise FormatError(self.line.name, "the last line has no line feed")
        if data.count(b"\n") > LINES_MAX:
            raise FormatError(self.line.name, f"more than {LINES_MAX} lines")
        values: list[T] = []
        for number, text in enumerate(data.split(b"\n")[:-1], 1):
            try:
                values.append(self.line.read(text))
            except FormatError as error:
                raise FormatError(f"line {number}: {error.place}", error.reason) from None
        keys = [self.key(value) for value in values]
        if any(not before < after for before, after in pairwise(keys)):
            raise FormatError(self.line.name, "the lines are not in their order, or one stands twice")
        return tuple(values)

    def write(self, values: tuple[T, ...]) -> bytes:
        """Write the lines in their order, however they are given."""
        return b"".join(self.line.write(value) + b"\n" for value in sorted(values, key=self.key))


class Tagged(Generic[T]):
    """An object with the member `format`, which names kind and version; another one is refused."""

    def __init__(self, format_: str, body: Object[T]) -> None:
        self._format = format_
        self._body = body

    def decode(self, value: Any, place: str) -> T:
        if not isinstance(value, dict):
            raise FormatError(place, "not an object")
        if value.get("format") != self._format:
            raise FormatError(f"{place}.format", f"not {self._format}")
        return self._body.decode(value, place)

    def encode(self, value: T) -> Any:
        return {"format": self._format, **self._body.encode(value)}


def document(format_: str, name: str, kind: Callable[..., T], *fields: Field) -> CanonicalDocument[T]:
    """Return the document of a file with a `format` member."""
    return CanonicalDocument(Tagged(format_, Object(kind, *fields)), name)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in the state language and Russian."""

    kk: str
    ru: str


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """A JSON object with names as keys and one kind of value, as a mapping in the order of the names."""

    value: Codec[T]
    key: Leaf[str]

    def decode(self, value: Any, place: str) -> Mapping[str, T]:
        if not isinstance(value, dict):
            raise FormatError(place, "not an object")
        return {self.key.decode(k, place): self.value.decode(v, f"{place}.{k}") for k, v in sorted(value.items())}

    def encode(self, value: Mapping[str, T]) -> Any:
        return {self.key.encode(key): self.value.encode(item) for key, item in value.items()}


@dataclass(frozen=True, slots=True)
class Nullable(Generic[T]):
    """A value, or null where there is none."""

    inner: Codec[T]

    def decode(self, value: Any, place: str) -> T | None:
        return None if value is None else self.inner.decode(value, place)

    def encode(self, value: T | None) -> Any:
        return None if value is None else self.inner.encode(value)


def _matching(pattern: re.Pattern[str], what: str, most: int = _NAME_MAX) -> Leaf[str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most or not pattern.match(value):
            raise ValueError(f"not {what}")
        return value

    return Leaf(read, str)


def one_of(*words: str) -> Leaf[str]:
    """A string from a closed list."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"not one of {', '.join(words)}")
        return value

    return Leaf(read, str)


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not _MOMENT.match(value):
        raise ValueError("not a time to the minute with its offset, as 2005-12-04T20:05+05:00")
    return datetime.fromisoformat(value)


def _moment_text(value: datetime) -> str:
    return value.isoformat(timespec="minutes")


def _data(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    _demand_plain(value)
    return value


def _demand_plain(value: Any) -> None:
    """Refuse what RFC 8785 programs could write differently: fractions and integers beyond 2^53."""
    match value:
        case dict():
            for key, item in value.items():
                STRING.read(key)
                _demand_plain(item)
        case list():
            for item in value:
                _demand_plain(item)
        case bool() | None:
            return
        case str():
            STRING.read(value)
        case int():
            INTEGER.read(value)
        case _:
            raise ValueError("only whole numbers, texts, lists and objects may stand here")


UUID = _matching(_UUID, "a uuid of 14 to 64 Base58 characters")
NAME = _matching(_NAME, "a name in small letters and digits")
MEMBER = _matching(_MEMBER, "a member, as member-3")
HEX_HASH = _matching(_HEX_HASH, "a hash of 64 lower-case hexadecimal digits")
HOUR = _matching(_HOUR, "an hour of the day, as 07")
ELECTION_ID = _matching(_ELECTION_ID, "an id of an election")
MOMENT = Leaf(_moment, _moment_text)
DATA: Leaf[Mapping[str, Any]] = Leaf(_data, dict)
BILINGUAL = Object(Bilingual, Field("kk", STRING), Field("ru", STRING))
