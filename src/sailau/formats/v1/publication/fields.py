"""Spellings that the files of a publication share: a unit, a text in three languages, counts, large documents."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, TypeVar

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, STRING, Codec, Field, Leaf, Object
from sailau.formats.v1.publication import names
from sailau.formats.v1.record.canonical import CanonicalDocument, Tagged, one_of
from sailau.refusal import Text

T = TypeVar("T")

ELEMENTS_MAX: Final = 16_000_000
"""Values in one file: 10,000 precincts with three protocols of some hundred figures each, and room."""


class LargeDocument(CanonicalDocument[T]):
    """A canonical file about the whole country."""

    def parse(self, data: bytes, elements_max: int = ELEMENTS_MAX) -> T:
        """Read leniently, with room for every precinct of the country."""
        return super().parse(data, elements_max)


def large_document(format_: str, name: str, kind: Callable[..., T], *fields: Field) -> LargeDocument[T]:
    """Return the document of a large file with a `format` member."""
    return LargeDocument(Tagged(format_, Object(kind, *fields)), name)


_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z", re.ASCII)

_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}\Z", re.ASCII)

COUNTRY: Final = "country"
UNIT_KINDS: Final = (COUNTRY, "oblast", "district", "precinct")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Unit:
    """What figures are of: `kind` is country, oblast, district or precinct.

    `id`: empty for the country; an oblast's name in Kazakh, as the definition has it; a district's id; a precinct's
    number in decimal digits.
    """

    kind: str
    id: str

    @property
    def number(self) -> int:
        """The number of a precinct. Raises ValueError for another kind of unit."""
        if self.kind != "precinct":
            raise ValueError(f"a unit of kind {self.kind} has no number")
        return int(self.id)


def precinct_unit(number: int) -> Unit:
    """The unit of one precinct."""
    return Unit(kind="precinct", id=str(number))


def unit_order(unit: Unit) -> tuple[int, int, str]:
    """The order of units in files: country, oblasts, districts, precincts by number."""
    number = int(unit.id) if unit.kind == "precinct" else 0
    return UNIT_KINDS.index(unit.kind), number, unit.id


class _UnitCodec:
    """A unit whose id is of the form of its kind."""

    _object = Object(Unit, Field("kind", one_of(*UNIT_KINDS)), Field("id", STRING))

    def decode(self, value: Any, place: str) -> Unit:
        unit = self._object.decode(value, place)
        if (unit.kind == COUNTRY) != (unit.id == ""):
            raise FormatError(place, "the country, and nothing else, has an empty id")
        if unit.kind == "precinct" and not (unit.id.isascii() and unit.id.isdigit() and str(int(unit.id)) == unit.id):
            raise FormatError(place, "the id of a precinct is its number")
        return unit

    def encode(self, value: Unit) -> Any:
        return self._object.encode(value)


UNIT: Codec[Unit] = _UnitCodec()


class Ascending:
    """An array whose elements stand ascending by `key`, none twice."""

    def __init__(self, element: Codec[Any], key: Callable[[Any], Any]) -> None:
        self._element = element
        self._key = key

    def decode(self, value: Any, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise FormatError(place, "not an array")
        found = tuple([self._element.decode(item, f"{place}[{index}]") for index, item in enumerate(value)])
        keys = [self._key(item) for item in found]
        if any(not before < after for before, after in pairwise(keys)):
            raise FormatError(place, "the elements are not in their order, or one stands twice")
        return found

    def encode(self, value: tuple[Any, ...]) -> Any:
        return [self._element.encode(item) for item in sorted(value, key=self._key)]


def positive(value: Any) -> int:
    """Read a number that counts from 1; raises ValueError."""
    number = INTEGER.read(value)
    if number < 1:
        raise ValueError("counted from 1")
    return number


def _instant(value: Any) -> datetime:
    if not isinstance(value, str) or not _INSTANT.match(value):
        raise ValueError("not a time to the second with its offset, as 2005-12-04T20:05:31+05:00")
    return datetime.fromisoformat(value)


def _instant_text(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


INSTANT = Leaf(_instant, _instant_text)
"""What came first decides here: these times are to the second, and fractions of it are left out."""
POSITIVE = Leaf(positive, int)
TEXT = Object(Text, Field("kk", STRING), Field("ru", STRING), Field("en", STRING))
"""A text for people in the state language, Russian and English."""


def _path(value: Any) -> str:
    if not isinstance(value, str) or len(value) > names.PATH_MAX or not names.PATH.match(value):
        raise ValueError("not a path of the publication's data")
    return value


def _record(value: Any) -> str:
    if not isinstance(value, str) or not names.RECORD.match(value):
        raise ValueError("not a record's name, as 000123-1")
    return value


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.match(value):
        raise ValueError("not an id of the definition")
    return value


ID = Leaf(_id, str)
"""An id that the definition gives to a contest, district or answer."""
PATH = Leaf(_path, str)
RECORD_NAME = Leaf(_record, str)
