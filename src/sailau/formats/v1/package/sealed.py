"""What stands inside the sealed files of a package: the precinct computer's part, and each booth device's part.

The plaintext never lies on a disk. `sealing.device_seal` has how it is sealed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, POINT, STRING, Field, Many, Row
from sailau.formats.v1.package.fields import KEY, hex_bytes
from sailau.formats.v1.record.canonical import ELECTION_ID, NAME, UUID, CanonicalDocument, document
from sailau.group import Point

CODE_MAP_BYTES: Final = 1250
"""A device's share of 0000–9999 as a map of bits: code n is bit n mod 8 (lowest first) of byte n // 8."""
SEALED_CREDENTIAL_BYTES: Final = 73
"""Ephemeral key (32), credential (25), authentication tag (16)."""


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A row of the table: what a terminal opens, and the public half."""

    sealed: bytes
    public_half: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputerPart:
    """The precinct computer's part. `voters` is the list as JSON lines; rows stand in random order."""

    election: str
    precinct: int
    uuid: str
    device: str
    voters: str = field(repr=False)
    cards: tuple[int, ...]
    credentials: tuple[SealedRow, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoothPart:
    """A terminal's or portable device's part: the terminals' private key, and its own share of the codes."""

    election: str
    precinct: int
    uuid: str
    device: str
    credential_key: bytes = field(repr=False)
    codes: bytes = field(repr=False)


class _RowsCodec:
    """Rows `[sealed, public half]`; no sealed credential and no public half twice."""

    def __init__(self) -> None:
        self._many = Many(Row((hex_bytes(SEALED_CREDENTIAL_BYTES), POINT)))

    def decode(self, value: Any, place: str) -> tuple[SealedRow, ...]:
        rows = tuple(SealedRow(sealed, Point(half)) for sealed, half in self._many.decode(value, place))
        if len({row.sealed for row in rows}) != len(rows) or len({row.public_half for row in rows}) != len(rows):
            raise FormatError(place, "a row stands twice")
        return rows

    def encode(self, value: tuple[SealedRow, ...]) -> Any:
        return self._many.encode([(row.sealed, row.public_half) for row in value])


class _CardsCodec:
    """Card numbers, ascending, each once, from 1."""

    def __init__(self) -> None:
        self._many = Many(INTEGER)

    def decode(self, value: Any, place: str) -> tuple[int, ...]:
        cards = self._many.decode(value, place)
        if list(cards) != sorted(set(cards)) or (cards and cards[0] < 1):
            raise FormatError(place, "card numbers are not ascending from 1, or one stands twice")
        return cards

    def encode(self, value: tuple[int, ...]) -> Any:
        return self._many.encode(value)


COMPUTER_PART: CanonicalDocument[ComputerPart] = document(
    "sailau-computer-part/1",
    "computer.sealed",
    ComputerPart,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("device", NAME),
    Field("voters", STRING),
    Field("cards", _CardsCodec()),
    Field("credentials", _RowsCodec()),
)
BOOTH_PART: CanonicalDocument[BoothPart] = document(
    "sailau-booth-part/1",
    "booth part",
    BoothPart,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("device", NAME),
    Field("credential_key", KEY),
    Field("codes", hex_bytes(CODE_MAP_BYTES)),
)


def facts_of(part: ComputerPart | BoothPart) -> Mapping[str, str | int]:
    """Where a part belongs; what must agree with the manifest."""
    return {"election": part.election, "precinct": part.precinct, "uuid": part.uuid, "device": part.device}
