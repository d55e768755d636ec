"""The key store's file: written atomically, opened by the PIN, erased by act."""

import json
import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from pathlib import Path
from typing import Any, Final

import cbor2
import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sailau.adapters.files import erase_file, read_file, write_atomically
from sailau.adapters.keystore.journal import Decryption, may_decrypt
from sailau.adapters.password import DEFAULT_COST, PasswordCost, WrongPasswordError, open_under, seal_under
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.refusal import Refusal

VERSION: Final = 1
PIN_TRIES_MAX: Final = 10
PIN_BYTES_MIN: Final = 6
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_HEADER: Final = {"version": int, "member": int, "tries_left": int, "key": dict, "content": str}


class MemberKeyStore:
    """An open key store. Its secrets never stand in a text, an exception or a repr."""

    def __init__(self, path: Path, header: dict[str, Any], key: bytes, content: dict[str, Any], faults: Faults) -> None:
        """Use `create` or `open`."""
        self._path = path
        self._header = header
        self._key = key
        self._content = content
        self._faults = faults

    @staticmethod
    def create(
        path: Path,
        pin: bytes,
        *,
        member: int,
        seed: bytes,
        cost: PasswordCost = DEFAULT_COST,
        faults: Faults = NO_FAULTS,
    ) -> "MemberKeyStore":
        """Make the store of `member` (number from 1) with the ceremony `seed`. Raises `StoreError` when the file is
        there, was erased by act, or the PIN is shorter than 6 bytes."""
        if path.exists() or _note_path(path).exists():
            raise StoreError(f"{path.name} is there already, or was erased by act")
        if len(pin) < PIN_BYTES_MIN:
            raise StoreError(f"a PIN has at least {PIN_BYTES_MIN} characters")
        key = os.urandom(_KEY_BYTES)
        box = seal_under(pin, key, _context(member), cost)
        header = {"version": VERSION, "member": member, "tries_left": PIN_TRIES_MAX, "key": box}
        store = MemberKeyStore(path, header, key, {"journal": [], "seed": seed, "share": None}, faults)
        store._save()
        return store

    @staticmethod
    def open(path: Path, pin: bytes, faults: Faults = NO_FAULTS) -> "MemberKeyStore":
        """Open the store. Raises `WrongPasswordError` (the text says how many tries are left), or `StoreError` when the
        file is locked, erased by act, missing or altered. The try is counted, durably, before it is made."""
        _refuse_erased(path)
        header = _read_header(path)
        if header["tries_left"] <= 0:
            raise StoreError(f"{path.name} is locked: all {PIN_TRIES_MAX} tries of the PIN were used")
        header["tries_left"] -= 1
        write_atomically(path, rfc8785.dumps(header), faults)
        try:
            key = open_under(pin, header["key"], _context(header["member"]))
        except WrongPasswordError:
            raise WrongPasswordError(f"wrong PIN; tries left: {header['tries_left']}") from None
        content = _open_content(key, header)
        header["tries_left"] = PIN_TRIES_MAX
        write_atomically(path, rfc8785.dumps(header), faults)
        return MemberKeyStore(path, header, key, content, faults)

    @property
    def member(self) -> int:
        """The member's number, from 1."""
        number: int = self._header["member"]
        return number

    @property
    def seed(self) -> bytes:
        """The member's seed of the key ceremony. Secret."""
        seed: bytes = self._content["seed"]
        return seed

    @property
    def share(self) -> bytes | None:
        """The ceremony's message with the member's decryption share, or None before the ceremony ended. Secret."""
        share: bytes | None = self._content["share"]
        return share

    @property
    def journal(self) -> tuple[Decryption, ...]:
        """The archives that this key decrypted."""
        return tuple(Decryption(archive, decision) for archive, decision in self._content["journal"])

    def keep_share(self, share: bytes) -> None:
        """Store the decryption share, durably. Raises `StoreError` when another one is stored already."""
        if self._content["share"] not in (None, share):
            raise StoreError(f"{self._path.name} holds the share of another ceremony")
        self._content["share"] = share
        self._save()

    def begin_decryption(
        self, archive: bytes, *, shuffles_ended: bool, recount_decision: str | None = None
    ) -> Refusal | None:
        """Enter `archive` in the journal, durably, before it is decrypted; or say why it may not be."""
        refusal = may_decrypt(self.journal, archive, shuffles_ended=shuffles_ended, recount_decision=recount_decision)
        if refusal is None and all(entry.archive != archive for entry in self.journal):
            self._content["journal"].append([archive, recount_decision])
            self._save()
        return refusal

    def __repr__(self) -> str:
        return f"MemberKeyStore(member={self.member})"

    def _save(self) -> None:
        _refuse_erased(self._path)
        nonce = os.urandom(_NONCE_BYTES)
        plaintext = cbor2.dumps(self._content, canonical=True)
        sealed = ChaCha20Poly1305(self._key).encrypt(nonce, plaintext, _context(self.member).encode())
        self._header["content"] = b64encode(nonce + sealed).decode()
        write_atomically(self._path, rfc8785.dumps(self._header), self._faults)


def erase_key_store(path: Path, act: str, faults: Faults = NO_FAULTS) -> None:
    """Erase the key store by the act `act`: overwritten and removed; a note beside it names the act.

    May be repeated after a crash. At postponement at once, otherwise when the time for complaints is over.
    """
    note = _note_path(path)
    if not note.exists():
        member = _read_header(path)["member"]
        write_atomically(note, rfc8785.dumps({"act": act, "member": member}), faults)
    erase_file(path.with_name(path.name + ".new"), faults)
    erase_file(path, faults)


def _refuse_erased(path: Path) -> None:
    note = _note_path(path)
    if note.exists():
        raise StoreError(f"{path.name} was erased by act {json.loads(read_file(note))['act']}")


def _note_path(path: Path) -> Path:
    return path.with_name(path.name + ".erased.json")


def _context(member: int) -> str:
    return f"sailau/member-key-store/{VERSION}/{member}"


def _read_header(path: Path) -> dict[str, Any]:
    try:
        header = json.loads(read_file(path))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{path.name} is not a key store") from error
    if not isinstance(header, dict) or {k: type(v) for k, v in header.items()} != _HEADER:
        raise StoreError(f"{path.name} is not a key store")
    if header["version"] != VERSION:
        raise StoreError(f"{path.name} is a key store of an unknown version")
    return header


def _open_content(key: bytes, header: dict[str, Any]) -> dict[str, Any]:
    try:
        sealed = b64decode(header["content"], validate=True)
        context = _context(header["member"]).encode()
        plaintext = ChaCha20Poly1305(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
    except (InvalidTag, Base64Error, ValueError):
        raise StoreError("the key store was altered") from None
    content: dict[str, Any] = cbor2.loads(plaintext)
    return content
