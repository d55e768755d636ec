"""credentials.json: the public halves of a precinct's credentials, signed and published before voting (L 43(4))."""

from dataclasses import dataclass
from typing import Any

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, POINT, Field, Many
from sailau.formats.v1.record.canonical import ELECTION_ID, UUID, CanonicalDocument, document
from sailau.group import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHalves:
    """The halves ascending by their little-endian bytes, so that their place says nothing."""

    election: str
    precinct: int
    uuid: str
    halves: tuple[Point, ...]


class _HalvesCodec:
    """Points in ascending order, each once."""

    def __init__(self) -> None:
        self._many = Many(POINT)

    def decode(self, value: Any, place: str) -> tuple[Point, ...]:
        halves = tuple(Point(half) for half in self._many.decode(value, place))
        if list(halves) != sorted(set(halves)):
            raise FormatError(place, "the halves are not in their order, or one stands twice")
        return halves

    def encode(self, value: tuple[Point, ...]) -> Any:
        return self._many.encode(sorted(value))


HALVES_FILE: CanonicalDocument[PublicHalves] = document(
    "sailau-credentials/1",
    "credentials.json",
    PublicHalves,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("halves", _HalvesCodec()),
)
