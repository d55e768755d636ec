"""Sealing a part of a package to one device: HPKE to the key that the device made itself (L 50-2(2), L 43(4)).

RFC 9180, base mode: X25519, HKDF-SHA-256, AES-256-GCM, as for credentials. `info` names kind of part, election,
precinct, archive and device, so a part that is carried to another device, precinct or voting day does not open there.
Base mode does not say who sealed: the package's manifest, which the territorial commission signs, does.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sailau.errors import ProofError

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_INFO: Final = "sailau-package-1"
SEAL_BYTES: Final = 48
"""How much longer a sealed part is than what it holds: ephemeral key and authentication tag."""


class PartKind(Enum):
    """Whose part it is: the precinct computer's, or a terminal's or portable device's."""

    COMPUTER = "computer"
    BOOTH = "booth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a part belongs. Ids hold no `|`."""

    kind: PartKind
    election: str
    precinct: int
    uuid: str
    device: str

    @property
    def info(self) -> bytes:
        """The bytes that bind a sealed part to its place."""
        parts = (_INFO, self.kind.value, self.election, str(self.precinct), self.uuid, self.device)
        return "|".join(parts).encode()


def sealing_key() -> tuple[bytes, bytes]:
    """Make a device's sealing key pair: (private, public), 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public half of an X25519 private key of 32 bytes. Raises ProofError when it is not one."""
    try:
        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    except ValueError:
        raise ProofError("not a private key of X25519") from None


def seal_to_device(part: bytes, public: bytes, place: Place) -> bytes:
    """Seal `part` to the device with this sealing key. Raises ProofError when the key cannot be one."""
    try:
        return _SUITE.encrypt(part, X25519PublicKey.from_public_bytes(public), info=place.info)
    except ValueError:
        raise ProofError(f"{place.device}: its sealing key is not a public key of X25519") from None


def open_at_device(sealed: bytes, private: bytes, place: Place) -> bytes:
    """Open a part in the device. Raises ProofError when it is damaged, or sealed to another device or for elsewhere."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=place.info)
    except (InvalidTag, ValueError):
        reason = "damaged, or sealed to another device or for another precinct or election"
        raise ProofError(f"the part of {place.device} does not open here: {reason}") from None
