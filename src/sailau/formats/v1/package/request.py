"""request.json: a device asks the territorial commission for its certificate (L 50-2(2): E14).

The device makes both keys itself: P-256 to sign with, X25519 to have things sealed to it. It signs the request with the
new key, so the commission knows that whoever asks has the key, and which sealing key belongs to it.
"""

from dataclasses import dataclass, replace
from typing import Final

from sailau.formats.codec import Field, Object
from sailau.formats.v1.package.fields import KEY, SERIAL, VERSION, hex_bytes
from sailau.formats.v1.record.canonical import (
    ELECTION_ID,
    HEX_HASH,
    NAME,
    CanonicalDocument,
    document,
    one_of,
)
from sailau.signing.roles import DEVICES

REQUEST_TAG: Final = b"sailau/device-request/1"
"""Domain tag of the device's raw signature."""

POINT_BYTES: Final = 65
"""A P-256 point, uncompressed: 04 ‖ x ‖ y."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """The software on a device: its version and its fingerprint (64 hex digits)."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRequest:
    """What a device asks for. `commission` is the id in certificates; `signature` is 64 bytes over `signed_part`."""

    commission: str
    device: str
    election: str
    role: str
    sealing_key: bytes
    serial: str
    signing_key: bytes
    software: Software
    signature: bytes


def signed_part(request: DeviceRequest) -> bytes:
    """The bytes that the device signs under `REQUEST_TAG`: the request with a signature of zeros."""
    return REQUEST_FILE.write(replace(request, signature=bytes(64)))


SOFTWARE = Object(Software, Field("version", VERSION), Field("sha256", HEX_HASH))
ROLE = one_of(*sorted(role.value for role in DEVICES))

REQUEST_FILE: CanonicalDocument[DeviceRequest] = document(
    "sailau-device-request/1",
    "request.json",
    DeviceRequest,
    Field("commission", ELECTION_ID),
    Field("device", NAME),
    Field("election", ELECTION_ID),
    Field("role", ROLE),
    Field("sealing_key", KEY),
    Field("serial", SERIAL),
    Field("signing_key", hex_bytes(POINT_BYTES)),
    Field("software", SOFTWARE),
    Field("signature", hex_bytes(64)),
)
