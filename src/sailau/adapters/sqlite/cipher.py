"""Sealing of a store's entries under the store's own 32-byte key.

From the store's key come two: one seals entries, one makes the places of a growing table (an HMAC of the entry's
key), so that neither names nor values stand in the file. An entry is bound to its store, table and place: moved
elsewhere it does not open. That an old copy of the whole file was put back is not seen here; the recorder's heads
show it.
"""

import hmac
import os
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from sailau.errors import StoreError, invariant

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
PLACE_BYTES: Final = 32
OVERHEAD_BYTES: Final = NONCE_BYTES + TAG_BYTES


class StoreCipher:
    """Seals and opens the entries of one store."""

    def __init__(self, store: str, key: bytes) -> None:
        invariant(len(key) == KEY_BYTES, "a store's key has 32 bytes")
        self._store = store
        self._entries = ChaCha20Poly1305(_derived(key, b"sailau/store/entries"))
        self._places = _derived(key, b"sailau/store/places")

    def place(self, table: str, key: bytes) -> bytes:
        """Where the entry of `key` stands in a growing table: 32 bytes that tell nothing without the store's key."""
        return hmac.digest(self._places, _framed(table.encode(), key), sha256)

    def seal(self, table: str, place: bytes, plaintext: bytes) -> bytes:
        """`plaintext` sealed for this place."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._entries.encrypt(nonce, plaintext, self._bound(table, place))

    def open(self, table: str, place: bytes, sealed: bytes) -> bytes:
        """What `seal` sealed for this place; raises `StoreError` when the bytes were altered, or moved here."""
        try:
            return self._entries.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound(table, place))
        except (InvalidTag, ValueError):
            raise StoreError(f"an entry of {self._store}.{table} was altered, or the store has another key") from None

    def _bound(self, table: str, place: bytes) -> bytes:
        return _framed(self._store.encode(), table.encode(), place)


def _framed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=purpose).derive(key)
