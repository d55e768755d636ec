"""Voting credentials: made by the territorial commission, sealed to the precinct's terminals (L 43(4), L 50-1).

A credential's secret half signs one ballot; its public half is in the Setup, where the box and the verifier look
it up. Only the terminals of the precinct can open a sealed credential: not the card's carrier, the desk, the
accumulator nor the precinct computer. All sealed credentials have one length and lie in random order, so
neither place nor size tells whose they might be.

Sealing is HPKE, RFC 9180, base mode: X25519, HKDF-SHA-256, AES-256-GCM, with the election's uuid in `info`, so
a credential of another voting day does not open. Base mode does not say who sealed: that a credential is a
listed one is checked by its public half.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sailau.errors import FormatError, ProofError
from sailau.group import Point, Secret, base
from sailau.sealing import base58

GROUPS = (5, 6, 5, 6)
"""Characters between the dashes: XXXXX-XXXXXX-XXXXX-XXXXXX."""
SEALED_BYTES = 32 + sum(GROUPS) + 3 + 16
"""Length of every sealed credential: ephemeral key, text, authentication tag."""

_FORM = re.compile(
    b"-".join(b"[%s]{%d}" % (base58.ALPHABET, count) for count in GROUPS) + rb"\Z",
)
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_INFO = "sailau-credential-1|"


class Credential:
    """A credential's secret text; shows nothing when printed."""

    __slots__ = ("_text",)

    def __init__(self, text: bytes) -> None:
        """Take the text. Raises FormatError, without the text, when it has another form."""
        if not _FORM.match(text):
            raise FormatError("credential", "not of the form XXXXX-XXXXXX-XXXXX-XXXXXX over Base58")
        self._text = bytes(text)

    def reveal(self) -> bytes:
        """Return the text, for sealing or deriving."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Credential) and hmac.compare_digest(self._text, other._text)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Credential(…)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class MadeCredential:
    """A credential as the commission makes it, with its public half."""

    credential: Credential
    public_half: Point


@dataclass(frozen=True, slots=True)
class SealedCredential:
    """A row of the table that the precinct computer gets: what a terminal opens, and the public half."""

    sealed: bytes
    public_half: Point


def new_credential() -> Credential:
    """Draw a credential (128.9 bits) from the operating system's generator."""
    return Credential(b"-".join(base58.draw(count) for count in GROUPS))


def derive(uuid: str, credential: Credential) -> Secret:
    """Return the secret exponent of a credential in one election (specification, "Credentials")."""
    halves = (
        hashlib.sha256(f"derive_credential|{uuid}|{index}|".encode() + credential.reveal()).digest() for index in (0, 1)
    )
    return Secret.from_digest(b"".join(halves))


def make_credentials(uuid: str, count: int) -> tuple[MadeCredential, ...]:
    """Make the credentials of a precinct: as many as voters listed and in reserve together."""
    credentials = tuple(new_credential() for _ in range(count))
    public_halves = base([derive(uuid, credential) for credential in credentials])
    return tuple(map(MadeCredential, credentials, public_halves))


def terminal_key() -> tuple[bytes, bytes]:
    """Make the key pair of a precinct's terminals: (private, public), 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal_credential(credential: Credential, terminal_public: bytes, uuid: str) -> bytes:
    """Seal a credential to the terminals of one precinct, for one election: `SEALED_BYTES` bytes.

    Raises ProofError when the public key cannot be one.
    """
    try:
        key = X25519PublicKey.from_public_bytes(terminal_public)
        return _SUITE.encrypt(credential.reveal(), key, info=_info(uuid))
    except ValueError:
        raise ProofError("terminal key: not a public key of X25519") from None


def open_credential(sealed: bytes, terminal_private: bytes, uuid: str) -> Credential:
    """Open a sealed credential in the terminal.

    Raises ProofError when it is damaged, or sealed to other terminals or for another election.
    """
    try:
        key = X25519PrivateKey.from_private_bytes(terminal_private)
        return Credential(_SUITE.decrypt(sealed, key, info=_info(uuid)))
    except (InvalidTag, ValueError, FormatError):
        raise ProofError("sealed credential: damaged, or of other terminals or another election") from None


def sealed_table(made: Iterable[MadeCredential], terminal_public: bytes, uuid: str) -> tuple[SealedCredential, ...]:
    """Seal the credentials one by one and put them into random order. Raises ProofError (see `seal_credential`)."""
    rows = [SealedCredential(seal_credential(one.credential, terminal_public, uuid), one.public_half) for one in made]
    secrets.SystemRandom().shuffle(rows)
    return tuple(rows)


def _info(uuid: str) -> bytes:
    return f"{_INFO}{uuid}".encode()
