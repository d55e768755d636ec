"""A secret under a password or PIN: Argon2id makes the key, ChaCha20-Poly1305 seals (E27, L 50-2(2)).

The cost is written beside the sealed bytes and bound to them, so nobody can weaken it and be believed.
The default cost is the second recommended one of RFC 9106, section 4 (3 passes, 64 MiB, 4 lanes).
"""

import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Any, Final

import rfc8785
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sailau.errors import StoreError

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
MEMORY_KIB_MAX: Final = 4 * 1024 * 1024
PASSES_MAX: Final = 64
LANES_MAX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordCost:
    """What a try of a password costs: passes over memory, memory in KiB, lanes."""

    passes: int
    memory_kib: int
    lanes: int


DEFAULT_COST: Final = PasswordCost(passes=3, memory_kib=64 * 1024, lanes=4)


class WrongPasswordError(StoreError):
    """The password or PIN does not open what it was asked to open (or that was altered, which looks the same)."""


def seal_under(password: bytes, plaintext: bytes, context: str, cost: PasswordCost = DEFAULT_COST) -> dict[str, Any]:
    """Seal `plaintext` under `password`; the result is JSON-ready. `context` says what it is, and is bound to it."""
    header = {
        "kdf": "argon2id",
        "lanes": cost.lanes,
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "salt": b64encode(os.urandom(SALT_BYTES)).decode(),
    }
    nonce = os.urandom(NONCE_BYTES)
    sealed = ChaCha20Poly1305(_key(password, header)).encrypt(nonce, plaintext, _bound(header, context))
    return {**header, "sealed": b64encode(nonce + sealed).decode()}


def open_under(password: bytes, box: object, context: str) -> bytes:
    """Open what `seal_under` made. Raises `WrongPasswordError`, or `StoreError` when the file is not of this form."""
    header, sealed = _parts(box)
    try:
        key = _key(password, header)
        return ChaCha20Poly1305(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(header, context))
    except InvalidTag:
        # The cause is dropped on purpose: it carries nothing but frames that hold the key.
        raise WrongPasswordError("the password or PIN does not open this, or the file was altered") from None


def _parts(box: object) -> tuple[dict[str, Any], bytes]:
    names = {"kdf": str, "lanes": int, "memory_kib": int, "passes": int, "salt": str, "sealed": str}
    if not isinstance(box, dict) or {k: type(v) for k, v in box.items()} != names or box["kdf"] != "argon2id":
        raise StoreError("the key file does not have the form of a key file")
    lanes, memory, passes = box["lanes"], box["memory_kib"], box["passes"]
    if not (0 < lanes <= LANES_MAX and 8 * lanes <= memory <= MEMORY_KIB_MAX and 0 < passes <= PASSES_MAX):
        raise StoreError("the key file asks for a cost that is out of bounds")
    try:
        sealed = b64decode(box["sealed"], validate=True)
        salt = b64decode(box["salt"], validate=True)
    except (Base64Error, ValueError) as error:
        raise StoreError("the key file does not have the form of a key file") from error
    if len(salt) != SALT_BYTES or len(sealed) < NONCE_BYTES:
        raise StoreError("the key file does not have the form of a key file")
    return {name: value for name, value in box.items() if name != "sealed"}, sealed


def _key(password: bytes, header: dict[str, Any]) -> bytes:
    try:
        return hash_secret_raw(
            password,
            b64decode(header["salt"]),
            time_cost=header["passes"],
            memory_cost=header["memory_kib"],
            parallelism=header["lanes"],
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise StoreError("there is not enough memory to open the key file") from error


def _bound(header: dict[str, Any], context: str) -> bytes:
    return rfc8785.dumps({"context": context, **header})
