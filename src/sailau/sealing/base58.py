"""Random texts over the Base58 alphabet: trustees' seeds and voting credentials (specification, "Basic types")."""

import secrets

ALPHABET = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Digits and letters without 0, O, I and l. A character carries 5.86 bits: 22 of them 128.9."""

_USED = 256 // len(ALPHABET) * len(ALPHABET)
_CHARACTER = bytes(ALPHABET[byte % len(ALPHABET)] for byte in range(256))
_THROWN_AWAY = bytes(range(_USED, 256))


def draw(length: int) -> bytes:
    """Draw characters from the operating system's generator, each equally likely.

    Bytes of 232 and above are thrown away, so that each character has four bytes of its own.
    """
    drawn = b""
    while len(drawn) < length:
        drawn += secrets.token_bytes(2 * length).translate(_CHARACTER, _THROWN_AWAY)
    return drawn[:length]


def is_base58(text: bytes) -> bool:
    """Tell whether every character is of the alphabet."""
    return not text.translate(None, ALPHABET)
