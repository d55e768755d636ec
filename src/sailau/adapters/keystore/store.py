"""The key store's file: written atomically, opened by the PIN, its parts erased by act.

The PIN opens the store's key, and this key opens two sealed parts, the count's and the recorder's. Erasing one of them
needs no PIN: a member who is ill or refuses cannot keep a share alive. The old bytes are overwritten.
"""

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
from sailau.adapters.keystore.open_store import Content, OpenStore, Part, new_content
from sailau.adapters.password import DEFAULT_COST, PasswordCost, WrongPasswordError, open_under, seal_under
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults

VERSION: Final = 2
PIN_TRIES_MAX: Final = 10
PIN_BYTES_MIN: Final = 6
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_HEADER: Final = {
    "version": int,
    "member": int,
    "tries_left": int,
    "key": dict,
    "erased": dict,
    **{part.value: str for part in Part},
}


class MemberKeyStore(OpenStore):
    """An open key store in a file. Its secrets never stand in a text, an exception or a repr."""

    def __init__(
        self, path: Path, header: dict[str, Any], key: bytes, parts: dict[Part, Content], faults: Faults
    ) -> None:
        """Use `create` or `open`."""
        super().__init__(path.name, header["member"], parts, _erased_parts(header))
        self._path = path
        self._header = header
        self._key = key
        self._faults = faults

    @staticmethod
    def create(
        path: Path,
        pin: bytes,
        *,
        member: int,
        seed: bytes | None = None,
        cost: PasswordCost = DEFAULT_COST,
        faults: Faults = NO_FAULTS,
    ) -> "MemberKeyStore":
        """Make the store of `member` (number from 1) with the ceremony `seed`; number 0, the territorial commission,
        has none. Raises `StoreError` when the file is there, was erased by act, or the PIN is shorter than 6 bytes."""
        if path.exists() or _note_path(path).exists():
            raise StoreError(f"{path.name} is there already, or was erased by act")
        if len(pin) < PIN_BYTES_MIN:
            raise StoreError(f"a PIN has at least {PIN_BYTES_MIN} characters")
        parts = new_content(member, seed)
        key = os.urandom(_KEY_BYTES)
        box = seal_under(pin, key, _context(member), cost)
        header: dict[str, Any] = {
            "version": VERSION,
            "member": member,
            "tries_left": PIN_TRIES_MAX,
            "key": box,
            "erased": {},
        }
        header |= {part.value: _sealed(key, member, part, content) for part, content in parts.items()}
        write_atomically(path, rfc8785.dumps(header), faults)
        return MemberKeyStore(path, header, key, parts, faults)

    @staticmethod
    def open(path: Path, pin: bytes, faults: Faults = NO_FAULTS) -> "MemberKeyStore":
        """Open the store. Raises `WrongPasswordError` (the text says how many tries are left), or `StoreError` when the
        file is locked, erased by act, missing or altered. The try is counted, durably, before it is made; an empty
        PIN is no try."""
        _refuse_erased(path)
        if not pin:
            raise StoreError(f"{path.name} was not tried: no PIN was typed")
        header = _read_header(path)
        if header["tries_left"] <= 0:
            raise StoreError(f"{path.name} is locked: all {PIN_TRIES_MAX} tries of the PIN were used")
        header["tries_left"] -= 1
        write_atomically(path, rfc8785.dumps(header), faults)
        try:
            key = open_under(pin, header["key"], _context(header["member"]))
        except WrongPasswordError:
            raise WrongPasswordError(f"wrong PIN; tries left: {header['tries_left']}") from None
        erased = _erased_parts(header)
        parts = {part: _opened(key, header, part) for part in Part if part not in erased}
        header["tries_left"] = PIN_TRIES_MAX
        write_atomically(path, rfc8785.dumps(header), faults)
        return MemberKeyStore(path, header, key, parts, faults)

    def _write(self, part: Part, content: Content) -> None:
        _refuse_erased(self._path)
        header = _read_header(self._path)
        if _erased_parts(header) != self._erased:
            raise StoreError(f"{self._path.name}: a share was erased by act while the store was open")
        self._header[part.value] = _sealed(self._key, self.member, part, content)
        write_atomically(self._path, rfc8785.dumps(self._header), self._faults)


def tries_left(path: Path) -> int:
    """How many wrong PINs the store still takes; 0: it is locked. Raises StoreError when it is missing or altered."""
    return int(_read_header(path)["tries_left"])


def erased_by(path: Path, part: Part) -> str:
    """The act by which a share of the store was erased, "" while it is there. Raises StoreError when it is altered."""
    note = _note_path(path)
    if note.exists():
        return str(json.loads(read_file(note))["act"])
    return _erased_parts(_read_header(path)).get(part, "")


def erase_key_store(path: Path, act: str, faults: Faults = NO_FAULTS) -> None:
    """Erase the whole key store by the act `act`: overwritten and removed; a note beside it names the act.

    May be repeated after a crash. At postponement at once, otherwise when the retention of the recorder's data ends.
    """
    note = _note_path(path)
    if not note.exists():
        member = _read_header(path)["member"]
        write_atomically(note, rfc8785.dumps({"act": act, "member": member}), faults)
    for leftover in (".new", ".old"):
        erase_file(path.with_name(path.name + leftover), faults)
    erase_file(path, faults)


def erase_part(path: Path, part: Part, act: str, faults: Faults = NO_FAULTS) -> None:
    """Erase one share of a key store by the act `act`, without its PIN; the other share stays. May be repeated.

    The count's when the time for complaints is over, the recorder's at the end of retention. Raises StoreError.
    """
    if _note_path(path).exists():
        return
    header, old = _read_header(path), path.with_name(path.name + ".old")
    if part not in _erased_parts(header):
        header |= {part.value: "", "erased": {**header["erased"], part.value: act}}
        _keep_inode(path, old, faults)
        write_atomically(path, rfc8785.dumps(header), faults)
    erase_file(old, faults)


def _keep_inode(path: Path, old: Path, faults: Faults) -> None:
    """Give the present bytes a second name, under which they are overwritten once the new file stands."""
    try:
        if old.exists() and not old.samefile(path):
            erase_file(old, faults)
        if not old.exists():
            os.link(path, old)
    except OSError as error:
        raise StoreError(f"cannot erase in {path.name}: {error.strerror}") from error
    faults.point(f"file:{path.name}:linked")


def _refuse_erased(path: Path) -> None:
    note = _note_path(path)
    if note.exists():
        raise StoreError(f"{path.name} was erased by act {json.loads(read_file(note))['act']}")


def _note_path(path: Path) -> Path:
    return path.with_name(path.name + ".erased.json")


def _context(member: int) -> str:
    return f"sailau/member-key-store/{VERSION}/{member}"


def _part_context(member: int, part: Part) -> bytes:
    return f"{_context(member)}/{part.value}".encode()


def _read_header(path: Path) -> dict[str, Any]:
    try:
        header = json.loads(read_file(path))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{path.name} is not a key store") from error
    if not isinstance(header, dict) or {k: type(v) for k, v in header.items()} != _HEADER:
        raise StoreError(f"{path.name} is not a key store")
    if header["version"] != VERSION:
        raise StoreError(f"{path.name} is a key store of an unknown version")
    erased = header["erased"]
    if not set(erased) <= {part.value for part in Part} or not all(isinstance(act, str) for act in erased.values()):
        raise StoreError(f"{path.name} is not a key store")
    return header


def _erased_parts(header: dict[str, Any]) -> dict[Part, str]:
    return {Part(name): act for name, act in header["erased"].items()}


def _sealed(key: bytes, member: int, part: Part, content: Content) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    plaintext = cbor2.dumps(content, canonical=True)
    sealed = ChaCha20Poly1305(key).encrypt(nonce, plaintext, _part_context(member, part))
    return b64encode(nonce + sealed).decode()


def _opened(key: bytes, header: dict[str, Any], part: Part) -> Content:
    try:
        sealed = b64decode(header[part.value], validate=True)
        context = _part_context(header["member"], part)
        plaintext = ChaCha20Poly1305(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
    except (InvalidTag, Base64Error, ValueError):
        raise StoreError("the key store was altered") from None
    content: Content = cbor2.loads(plaintext)
    return content
