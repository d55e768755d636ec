"""Codecs: from parsed JSON to values and back, so that there is exactly one accepted spelling.

A codec's `decode` is lenient about spelling (case of hexadecimal, leading zeros, order of fields,
extra fields) and strict about types and ranges; `encode` knows one spelling only. A payload is
canonical when encoding what was decoded gives the same bytes (`Document.read` demands it;
`Document.parse` leaves it to the caller). Points are *not* checked for membership here: whoever
reads from outside collects them and calls `group.check`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sailau.errors import FormatError, GroupError
from sailau.formats import strict_json
from sailau.group import Q, point_from_hex, point_to_hex

T = TypeVar("T")
T_co = TypeVar("T_co")

_DIGITS = re.compile(r"[0-9]{1,200}\Z", re.ASCII)
_HASH = re.compile(r"[0-9a-fA-F]{64}\Z", re.ASCII)


class Codec(Protocol[T]):
    """Both directions between parsed JSON and a value."""

    def decode(self, value: Any, place: str) -> T:
        """Read; raises FormatError naming the place."""

    def encode(self, value: T) -> Any:
        """Write the one canonical spelling."""


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """A codec made of two functions; `read` may raise ValueError with a reason."""

    read: Callable[[Any], T]
    write: Callable[[T], Any]

    def decode(self, value: Any, place: str) -> T:
        try:
            return self.read(value)
        except (ValueError, GroupError) as error:
            raise FormatError(place, str(error)) from None

    def encode(self, value: T) -> Any:
        return self.write(value)


def _point(value: Any) -> bytes:
    if not isinstance(value, str):
        raise ValueError("a point is a string")
    return point_from_hex(value)


def _scalar(value: Any) -> int:
    if not isinstance(value, str) or not _DIGITS.match(value):
        raise ValueError("a scalar is a string of decimal digits")
    number = int(value)
    if number >= Q:
        raise ValueError("scalar out of range: not below the group's order")
    return number


def _integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("not an integer")
    if not 0 <= value < 2**53:
        raise ValueError("integer out of range")
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a string")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("a lone surrogate in a string") from None
    return value


def _hash(value: Any) -> bytes:
    if not isinstance(value, str) or not _HASH.match(value):
        raise ValueError("a hash is 64 hexadecimal digits")
    return bytes.fromhex(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not true or false")
    return value


POINT = Leaf(_point, point_to_hex)
SCALAR = Leaf(_scalar, str)
INTEGER = Leaf(_integer, int)
STRING = Leaf(_string, str)
HASH = Leaf(_hash, bytes.hex)
BOOLEAN = Leaf(_boolean, bool)


@dataclass(frozen=True, slots=True)
class Many(Generic[T]):
    """A JSON array of one kind of element, as a tuple; `length` fixes how many."""

    element: Codec[T]
    length: int | None = None

    def decode(self, value: Any, place: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise FormatError(place, "not an array")
        if self.length is not None and len(value) != self.length:
            raise FormatError(place, f"{len(value)} elements where {self.length} are due")
        decode = self.element.decode
        return tuple([decode(item, f"{place}[{index}]") for index, item in enumerate(value)])

    def encode(self, value: Sequence[T]) -> Any:
        return [self.element.encode(item) for item in value]


@dataclass(frozen=True, slots=True)
class Row:
    """A JSON array with a codec for each position, as a tuple."""

    elements: tuple[Codec[Any], ...]

    def decode(self, value: Any, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) != len(self.elements):
            raise FormatError(place, f"not an array of {len(self.elements)} elements")
        return tuple(
            element.decode(item, f"{place}[{index}]")
            for index, (element, item) in enumerate(zip(self.elements, value, strict=True))
        )

    def encode(self, value: Sequence[Any]) -> Any:
        return [element.encode(item) for element, item in zip(self.elements, value, strict=True)]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object: JSON name, codec, whether it may be absent (then the value is None)."""

    name: str
    codec: Codec[Any]
    attribute: str = ""
    optional: bool = False


class Object(Generic[T]):
    """A JSON object with fields in the specification's order, as an instance of `kind`."""

    def __init__(self, kind: Callable[..., T], *fields: Field) -> None:
        self._kind = kind
        self._fields = tuple((field, field.attribute or field.name) for field in fields)

    def decode(self, value: Any, place: str) -> T:
        if not isinstance(value, dict):
            raise FormatError(place, "not an object")
        found: dict[str, Any] = {}
        for field, attribute in self._fields:
            if field.name in value:
                found[attribute] = field.codec.decode(value[field.name], f"{place}.{field.name}")
            elif field.optional:
                found[attribute] = None
            else:
                raise FormatError(place, f"field {field.name} is missing")
        return self._kind(**found)

    def encode(self, value: T) -> Any:
        result: dict[str, Any] = {}
        for field, attribute in self._fields:
            item = getattr(value, attribute)
            if item is not None or not field.optional:
                result[field.name] = field.codec.encode(item)
        return result


@dataclass(frozen=True, slots=True)
class Document(Generic[T]):
    """A whole file or payload: bytes ↔ value."""

    codec: Codec[T]
    name: str

    def parse(self, data: bytes, elements_max: int = strict_json.ELEMENTS_MAX) -> T:
        """Read leniently. Raises FormatError. Use `is_canonical` beside it."""
        return self.codec.decode(strict_json.read(data, self.name, elements_max), self.name)

    def write(self, value: T) -> bytes:
        """Write the canonical bytes."""
        return strict_json.write(self.codec.encode(value))

    def is_canonical(self, data: bytes, value: T) -> bool:
        """Tell whether `data` is the one spelling of `value`."""
        return self.write(value) == data

    def read(self, data: bytes) -> T:
        """Read strictly. Raises FormatError also when the bytes are not canonical."""
        value = self.parse(data)
        if not self.is_canonical(data, value):
            raise FormatError(self.name, "not in canonical form")
        return value
