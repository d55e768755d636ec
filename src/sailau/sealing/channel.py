"""Secret and signed messages between members of the key ceremony (specification, "PKI" and "Channels").

A member's seed gives two key pairs: one signs, one receives. A message is put beside its recipient's key,
signed, and encrypted to that key; whoever opens it checks the signature and that it is the recipient.
The envelope says neither its ceremony nor its purpose, so a seed serves *one* ceremony.

No error says what an opened message held: its text is a secret, also when it is malformed.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sailau.errors import FormatError, ProofError
from sailau.formats.v1.ceremony import (
    ALGORITHM,
    CHANNEL_MESSAGE,
    ENCRYPTED_MESSAGE,
    ChannelMessage,
    EncryptedMessage,
)
from sailau.formats.v1.trustees import CERTIFICATE as SIGNED_TEXT
from sailau.formats.v1.trustees import SignedMessage
from sailau.group import Point, Secret, base, mask, minus, point_to_hex, powers
from sailau.sealing import base58
from sailau.sealing.proofs import sign_message
from sailau.verifier.trustees import check_points, check_signature

SEED_LENGTH = 22
"""Base58 characters of a seed."""

_ZERO = Secret(bytes(32))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelKeys:
    """A member's two key pairs; the secret halves show nothing when printed."""

    signing: Secret
    decryption: Secret
    verification: Point
    encryption: Point

    @classmethod
    def from_seed(cls, seed: bytes) -> "ChannelKeys":
        """Derive the keys from a seed. Raises FormatError when it is not 22 Base58 characters."""
        if len(seed) != SEED_LENGTH or not base58.is_base58(seed):
            raise FormatError("seed", f"not {SEED_LENGTH} Base58 characters")
        signing, decryption = (
            Secret.from_digest(hashlib.sha256(prefix + seed).digest()) for prefix in (b"sk|", b"dk|")
        )
        verification, encryption = base([signing, decryption])
        return cls(signing=signing, decryption=decryption, verification=verification, encryption=encryption)


def new_seed() -> bytes:
    """Draw a member's seed. It belongs into that member's own key store and nowhere else."""
    return base58.draw(SEED_LENGTH)


def send(signing: Secret, recipient: Point, message: str) -> str:
    """Sign `message` and encrypt it to the encryption key `recipient`; the result may travel by anybody."""
    inner = CHANNEL_MESSAGE.write(ChannelMessage(recipient, message)).decode("utf-8")
    signed = SIGNED_TEXT.write(SignedMessage(inner, sign_message(signing, inner)))
    randomness, session = Secret.random(), Secret.random()
    alpha, shared = base([randomness, session])
    (beta,) = mask(recipient, [randomness], [shared])
    key, nonce = _key_and_nonce(shared, alpha)
    data = AESGCM(key).encrypt(nonce, signed, None)
    return ENCRYPTED_MESSAGE.write(EncryptedMessage(ALGORITHM, alpha, beta, data)).decode("utf-8")


def receive(decryption: Secret, sender: Point, text: str) -> str:
    """Open a message, checking that `sender` (a verification key) signed it, for the holder of `decryption`.

    Raises FormatError or ProofError; neither repeats anything that was inside.
    """
    encrypted = read_encrypted(text)
    (shared,) = mask(encrypted.alpha, [_ZERO - decryption], [encrypted.beta])
    (own,) = base([decryption])
    return _read(encrypted, shared, own, sender)


def read_encrypted(text: str) -> EncryptedMessage:
    """Read the envelope, which anybody may do. Raises FormatError or ProofError."""
    encrypted = ENCRYPTED_MESSAGE.read(text.encode("utf-8", "surrogatepass"))
    check_points((encrypted.alpha, encrypted.beta), "encrypted message")
    return encrypted


def opening(decryption: Secret, encrypted: EncryptedMessage) -> Point:
    """Return α^dk, with which everybody can open this one message (`receive_opened`)."""
    return powers([encrypted.alpha], [decryption])[0]


def receive_opened(opened: Point, recipient: Point, sender: Point, text: str) -> str:
    """Open a message by its published `opening`; checks and errors are those of `receive`."""
    encrypted = read_encrypted(text)
    (shared,) = minus([encrypted.beta], [opened])
    return _read(encrypted, shared, recipient, sender)


def _read(encrypted: EncryptedMessage, shared: Point, recipient: Point, sender: Point) -> str:
    key, nonce = _key_and_nonce(shared, encrypted.alpha)
    try:
        signed = SIGNED_TEXT.read(AESGCM(key).decrypt(nonce, encrypted.data, None))
        inner = CHANNEL_MESSAGE.read(signed.message.encode("utf-8"))
    except InvalidTag:
        raise ProofError("encrypted message: damaged, or not encrypted to this recipient") from None
    except FormatError:
        raise ProofError("encrypted message: what it holds is not a signed message in canonical form") from None
    check_signature(sender, signed.message, signed.signature, "encrypted message")
    if inner.recipient != recipient:
        raise ProofError("encrypted message: its sender wrote it to another recipient")
    return inner.message


def _key_and_nonce(shared: Point, alpha: Point) -> tuple[bytes, bytes]:
    key = hashlib.sha256(f"key|{point_to_hex(shared)}".encode()).digest()
    return key, hashlib.sha256(f"iv|{point_to_hex(alpha)}".encode()).digest()
