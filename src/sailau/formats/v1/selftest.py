"""selftest.json: what a device found when it tested itself, under its own signature (E8, E14; L 50-1(5)).

The signature is the device's raw one under `SELF_TEST_TAG`, over the file with a signature of zeros: it shows that
whoever reports holds the key that the inventory names. `challenge` was drawn by the precinct computer for this
installation, so that a report kept from another day is worth nothing here.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sailau.errors import FormatError
from sailau.formats.codec import BOOLEAN, INTEGER, Field, Leaf, Many, Object
from sailau.formats.v1.package.fields import SERIAL, hex_bytes
from sailau.formats.v1.package.request import ROLE, SOFTWARE, Software
from sailau.formats.v1.record.canonical import HEX_HASH, MOMENT, NAME, CanonicalDocument, document

SELF_TEST_TAG: Final = b"sailau/self-test/1"
PARTS: Final = ("software", "store", "screens", "sealing", "recorder", "clock", "disk")
"""What is tested, in this order; a report has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedPart:
    """One part: did it pass, and how many milliseconds it took."""

    part: str
    passed: bool
    milliseconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    """A device's report. `certificate` is the SHA-256 of its certificate, `challenge` 64 hex digits."""

    device: str
    role: str
    serial: str
    certificate: str
    software: Software
    challenge: str
    at: datetime
    parts: tuple[TestedPart, ...]
    signature: bytes

    @property
    def failed(self) -> tuple[str, ...]:
        """The parts that did not pass."""
        return tuple(part.part for part in self.parts if not part.passed)


def signed_part(report: SelfTest) -> bytes:
    """The bytes that the device signs."""
    return SELF_TEST_FILE.write(replace(report, signature=bytes(64)))


def _part(value: Any) -> str:
    if value not in PARTS:
        raise ValueError(f"not one of {', '.join(PARTS)}")
    return str(value)


class _PartsCodec:
    """All parts, in their order."""

    def __init__(self) -> None:
        self._many = Many(
            Object(
                TestedPart, Field("part", Leaf(_part, str)), Field("passed", BOOLEAN), Field("milliseconds", INTEGER)
            )
        )

    def decode(self, value: Any, place: str) -> tuple[TestedPart, ...]:
        parts = self._many.decode(value, place)
        if tuple(part.part for part in parts) != PARTS:
            raise FormatError(place, f"not the parts {', '.join(PARTS)}, each once")
        return parts

    def encode(self, value: tuple[TestedPart, ...]) -> Any:
        return self._many.encode(value)


SELF_TEST_FILE: CanonicalDocument[SelfTest] = document(
    "sailau-self-test/1",
    "selftest.json",
    SelfTest,
    Field("device", NAME),
    Field("role", ROLE),
    Field("serial", SERIAL),
    Field("certificate", HEX_HASH),
    Field("software", SOFTWARE),
    Field("challenge", HEX_HASH),
    Field("at", MOMENT),
    Field("parts", _PartsCodec()),
    Field("signature", hex_bytes(64)),
)
