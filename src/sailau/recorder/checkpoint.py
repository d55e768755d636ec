"""Signed checkpoints of a record's tree, in the forms of C2SP: tlog-checkpoint in a signed note (E18, E49).

    <origin>
    <number of entries>
    <root, base64>

    — <name> <base64 of key hash (4 bytes) || Ed25519 signature of the text above, its line feeds with it>

The name of the key is the origin. The key hash is SHA-256(name || 0x0A || 0x01 || public key), its first four bytes;
the verifier key, `<name>+<key hash in hex>+<base64 of 0x01 || public key>`, is what a third party's tool takes.
Signing with Ed25519 draws nothing at random, so the same checkpoint is always the same bytes.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sailau.errors import FormatError, ProofError, invariant
from sailau.recorder.merkle import HASH_BYTES, check_consistency

_ED25519: Final = b"\x01"
_KEY_HASH_BYTES: Final = 4
_NAME: Final = re.compile(r"[A-Za-z0-9./:_-]{1,128}")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_DASH: Final = "\u2014 "


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A tree's size and root, and whose it is."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The note's text, which is what is signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """A note's public key with its name."""

    name: str
    public: bytes

    @property
    def key_hash(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_HASH_BYTES]

    def vkey(self) -> str:
        """The verifier key as one word, to be printed and given to others."""
        return f"{self.name}+{self.key_hash.hex()}+{_base64(_ED25519 + self.public)}"


def verifier_of(name: str, key: Ed25519PrivateKey) -> NoteVerifier:
    """The public half of a note key under its name."""
    invariant(_NAME.fullmatch(name) is not None, "the name of a note key")
    return NoteVerifier(name, key.public_key().public_bytes_raw())


def parse_vkey(text: str) -> NoteVerifier:
    """Read a verifier key. Raises FormatError."""
    parts = text.strip().split("+", 2)
    raw = _decoded(parts[2], "vkey") if len(parts) == 3 else b""
    if _NAME.fullmatch(parts[0]) is None or len(raw) != 1 + HASH_BYTES or raw[:1] != _ED25519:
        raise FormatError("vkey", "not name+hash+key of an Ed25519 key")
    verifier = NoteVerifier(parts[0], raw[1:])
    if verifier.vkey() != text.strip():
        raise FormatError("vkey", "the key hash is not that of name and key")
    return verifier


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> bytes:
    """The signed note of a checkpoint; the key's name is the checkpoint's origin."""
    verifier = verifier_of(checkpoint.origin, key)
    text = checkpoint.text()
    signature = _base64(verifier.key_hash + key.sign(text.encode()))
    return f"{text}\n{_DASH}{checkpoint.origin} {signature}\n".encode()


def open_checkpoint(note: bytes, verifier: NoteVerifier) -> Checkpoint:
    """The checkpoint of a signed note. Signatures by other keys (witnesses) are passed over.

    Raises FormatError when it is no checkpoint, ProofError when `verifier`'s signature is missing or wrong.
    """
    text, lines = _parts(note)
    checkpoint = _parse(text)
    if checkpoint.origin != verifier.name:
        raise ProofError(f"checkpoint: of {checkpoint.origin}, not of {verifier.name}")
    own = [raw for name, raw in lines if name == verifier.name and raw[:_KEY_HASH_BYTES] == verifier.key_hash]
    if len(own) != 1:
        raise ProofError(f"checkpoint: not one signature by {verifier.name}")
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(own[0][_KEY_HASH_BYTES:], text.encode())
    except (InvalidSignature, ValueError) as error:
        raise ProofError("checkpoint: the signature does not belong to this text and key") from error
    return checkpoint


def check_growth(old: Checkpoint, new: Checkpoint, path: Sequence[bytes]) -> None:
    """Check that `new` continues `old`. Raises ProofError."""
    if old.origin != new.origin:
        raise ProofError("checkpoint: of two different recorders")
    check_consistency(old.size, old.root, new.size, new.root, path)


def _parts(note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    try:
        text, separator, signatures = note.decode().rpartition("\n\n")
    except UnicodeDecodeError as error:
        raise FormatError("checkpoint", "not UTF-8") from error
    lines = signatures.split("\n")
    if not separator or lines[-1] != "" or len(lines) < 2 or any(ord(c) < 32 and c != "\n" for c in text):
        raise FormatError("checkpoint", "not a signed note")
    return text + "\n", [_signature(line) for line in lines[:-1]]


def _signature(line: str) -> tuple[str, bytes]:
    words = line.removeprefix(_DASH).split(" ")
    if not line.startswith(_DASH) or len(words) != 2 or not words[0]:
        raise FormatError("checkpoint", "a signature line of another form")
    raw = _decoded(words[1], "checkpoint")
    if len(raw) <= _KEY_HASH_BYTES:
        raise FormatError("checkpoint", "a signature that is too short")
    return words[0], raw


def _parse(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) < 4 or _NAME.fullmatch(lines[0]) is None or _SIZE.fullmatch(lines[1]) is None:
        raise FormatError("checkpoint", "not origin, size and root")
    root = _decoded(lines[2], "checkpoint")
    if len(root) != HASH_BYTES or lines[3:] != [""]:
        raise FormatError("checkpoint", "not origin, size and root")
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decoded(text: str, place: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormatError(place, "not base64") from error
    if _base64(data) != text:
        raise FormatError(place, "not the canonical base64")
    return data
