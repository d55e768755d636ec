"""A stranger's verifier of the recorder's trees and notes, written from RFC 6962 and C2SP alone.

It shares no line with `sailau.recorder`: recursive definitions where the program goes step by step, and libsodium's
Ed25519 where the program has OpenSSL's.
"""

import base64
from hashlib import sha256

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey


def tree_hash(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, over raw log entries."""
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while 2 * k < len(entries):
        k *= 2
    return sha256(b"\x01" + tree_hash(entries[:k]) + tree_hash(entries[k:])).digest()


def path(m: int, entries: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(entries) == 1:
        return []
    k = 1
    while 2 * k < len(entries):
        k *= 2
    if m < k:
        return [*path(m, entries[:k]), tree_hash(entries[k:])]
    return [*path(m - k, entries[k:]), tree_hash(entries[:k])]


def proof(m: int, entries: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if m == len(entries):
        return [] if whole else [tree_hash(entries)]
    k = 1
    while 2 * k < len(entries):
        k *= 2
    if m <= k:
        return [*proof(m, entries[:k], whole), tree_hash(entries[k:])]
    return [*proof(m - k, entries[k:], False), tree_hash(entries[:k])]


def note_is_good(note: bytes, vkey: str) -> bool:
    """Whether the note bears a good signature by the verifier key (C2SP signed-note)."""
    name, hash_hex, key64 = vkey.split("+", 2)
    key = base64.b64decode(key64)
    key_id = sha256(name.encode() + b"\x0a" + key).digest()[:4]
    if key[0] != 1 or key_id.hex() != hash_hex:
        return False
    cut = note.rindex(b"\n\n")
    message, signatures = note[: cut + 1], note[cut + 2 :].decode().splitlines()
    for line in signatures:
        dash, signer, value = line.split(" ")
        raw = base64.b64decode(value)
        if dash == "\u2014" and signer == name and raw[:4] == key_id:
            try:
                VerifyKey(key[1:]).verify(message, raw[4:])
            except BadSignatureError:
                return False
            return True
    return False


def size_and_root(note: bytes) -> tuple[str, int, bytes]:
    """The checkpoint's three lines."""
    origin, size, root = note.decode().split("\n")[:3]
    return origin, int(size), base64.b64decode(root)
