"""Random texts over the Base58 alphabet: trustees' seeds and voting credentials (specification, "Basic types")."""

import secrets

ALPHABET = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Digits and letters without 0, O, I and l. A character carries 5.86 bits: 22 of them 128.9."""


def draw(length: int) -> bytes:
    """Draw characters from the operating system's generator, each equally likely."""
    return bytes(secrets.choice(ALPHABET) for _ in range(length))


def is_base58(text: bytes) -> bool:
    """Tell whether every character is of the alphabet."""
    return not text.translate(None, ALPHABET)
