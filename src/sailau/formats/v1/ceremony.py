"""The key ceremony's messages (specification, "Messages specific to threshold decryption support").

Polynomial, vinput and voutput travel in the open; what is secret in them is the text of an encrypted
message. The documents that stand *inside* encrypted messages hold secret scalars as JSON decimal strings,
because the protocol says so: on that way a secret is for a moment a Python integer and a text. They exist
nowhere else, and no error of this module repeats what it could not read.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from sailau.formats.codec import INTEGER, POINT, SCALAR, STRING, Document, Field, Leaf, Many, Object
from sailau.formats.v1.ballot import PROOF, Proof
from sailau.formats.v1.trustees import SIGNED_MESSAGE, TRUSTEE_KEY, SignedMessage, TrusteeKey
from sailau.group import Point, Secret

ALGORITHM = "AES-GCM"
"""The one cipher that version 1 of our profile knows; an absent field means an older cipher."""

_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class EncryptedMessage:
    """A text encrypted to a member's encryption key (`encrypted_msg`)."""

    algorithm: str
    alpha: Point
    beta: Point
    data: bytes


@dataclass(frozen=True, slots=True)
class ChannelMessage:
    """A text and the encryption key of the member it is meant for (`channel_msg`)."""

    recipient: Point
    message: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A member's message of step 3: own coefficients kept for oneself, a share for every member, commitments."""

    polynomial: str
    secrets: tuple[str, ...]
    coefexps: SignedMessage
    signature: Proof


@dataclass(frozen=True, slots=True)
class Vinput:
    """What one member receives at step 5: own coefficients, everybody's share for this member, commitments."""

    polynomial: str
    secrets: tuple[str, ...]
    coefexps: tuple[SignedMessage, ...]
    signatures: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Voutput:
    """A member's message of step 5: the decryption key, encrypted to oneself, and the signed public half."""

    private_key: str
    public_key: TrusteeKey


@dataclass(frozen=True, slots=True)
class RawPolynomial:
    """Inside an encrypted message: the coefficients a_0 … a_t."""

    polynomial: tuple[Secret, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """Inside an encrypted message: the polynomial's value at the recipient's number (`secret`)."""

    secret: Secret


@dataclass(frozen=True, slots=True)
class DecryptionKey:
    """Inside an encrypted message: the sum of a member's shares, with which that member decrypts."""

    decryption_key: Secret


@dataclass(frozen=True, slots=True)
class Complaint:
    """A recipient opens one message of the ceremony to everybody: α^dk, and the proof that it is that.

    Not of the protocol's specification but ours: it lets third parties tell who lied about a share.
    """

    sender: int
    recipient: int
    opening: Point
    proof: Proof


def _algorithm(value: Any) -> str:
    if value != ALGORITHM:
        raise ValueError(f"the cipher is not {ALGORITHM}")
    return ALGORITHM


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str) or not _HEX.match(value):
        raise ValueError("not hexadecimal digits")
    return bytes.fromhex(value)


def _secret(value: Any) -> Secret:
    return Secret(SCALAR.read(value).to_bytes(32, "little"))


def _decimal(secret: Secret) -> str:
    return str(int.from_bytes(secret.reveal(), "little"))


_SECRET = Leaf(_secret, _decimal)

ENCRYPTED_MESSAGE: Document[EncryptedMessage] = Document(
    Object(
        EncryptedMessage,
        Field("algorithm", Leaf(_algorithm, str)),
        Field("alpha", POINT),
        Field("beta", POINT),
        Field("data", Leaf(_bytes, bytes.hex)),
    ),
    "encrypted_msg",
)
CHANNEL_MESSAGE: Document[ChannelMessage] = Document(
    Object(ChannelMessage, Field("recipient", POINT), Field("message", STRING)), "channel_msg"
)
POLYNOMIAL: Document[Polynomial] = Document(
    Object(
        Polynomial,
        Field("polynomial", STRING),
        Field("secrets", Many(STRING)),
        Field("coefexps", SIGNED_MESSAGE),
        Field("signature", PROOF),
    ),
    "polynomial",
)
VINPUT: Document[Vinput] = Document(
    Object(
        Vinput,
        Field("polynomial", STRING),
        Field("secrets", Many(STRING)),
        Field("coefexps", Many(SIGNED_MESSAGE)),
        Field("signatures", Many(PROOF)),
    ),
    "vinput",
)
VOUTPUT: Document[Voutput] = Document(
    Object(Voutput, Field("private_key", STRING), Field("public_key", TRUSTEE_KEY)), "voutput"
)
RAW_POLYNOMIAL: Document[RawPolynomial] = Document(
    Object(RawPolynomial, Field("polynomial", Many(_SECRET))), "raw_polynomial"
)
SHARE: Document[Share] = Document(Object(Share, Field("secret", _SECRET)), "secret")
DECRYPTION_KEY: Document[DecryptionKey] = Document(
    Object(DecryptionKey, Field("decryption_key", _SECRET)), "decryption_key"
)
COMPLAINT: Document[Complaint] = Document(
    Object(
        Complaint,
        Field("sender", INTEGER),
        Field("recipient", INTEGER),
        Field("opening", POINT),
        Field("proof", PROOF),
    ),
    "complaint",
)
