"""A member's key store in private data objects of a token (PKCS#11): the token itself guards them and counts the tries.

Each part stands in two slots that are written in turn, with a running number and a checksum: a token that is pulled out
while it writes still has the part as it was before. Erasing overwrites and destroys both slots.
"""

import hashlib
from typing import Any, Final, Protocol

import cbor2

from sailau.adapters.keystore.open_store import Content, OpenStore, Part, new_content
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults

VERSION: Final = 1
_HOLDER: Final = "sailau-holder"
_SLOTS: Final = ("a", "b")
_CHECKSUM_BYTES: Final = 32


class ObjectToken(Protocol):
    """What a token offers to this store: small private data objects by label (`adapters.token.Token`)."""

    def read_object(self, label: str) -> bytes | None:
        """The object's bytes, or None when there is none."""
        ...

    def write_object(self, label: str, data: bytes) -> None:
        """Make the object or change it."""
        ...

    def erase_object(self, label: str) -> None:
        """Destroy the object; none is no fault."""
        ...


class TokenKeyStore(OpenStore):
    """An open key store on a token; it is open as long as the token is."""

    def __init__(self, token: ObjectToken, member: int, slots: dict[Part, "_Slot"], faults: Faults) -> None:
        """Use `create` or `open`."""
        parts = {part: slot.content for part, slot in slots.items()}
        super().__init__("the token", member, parts, _erased_parts(token))
        self._token = token
        self._slots = slots
        self._faults = faults

    @staticmethod
    def create(
        token: ObjectToken, *, member: int, seed: bytes | None = None, faults: Faults = NO_FAULTS
    ) -> "TokenKeyStore":
        """Make the store of `member` on an open token. Raises `StoreError` when the token holds one already, or one
        was erased there by act."""
        if token.read_object(_HOLDER) is not None:
            raise StoreError("the token holds a key store already: a new ceremony needs a new token or an erased one")
        for part, content in new_content(member, seed).items():
            token.erase_object(_label(part, _SLOTS[1]))
            _write_slot(token, part, _Slot(0, content), faults)
        faults.point("token:holder:write")
        token.write_object(_HOLDER, cbor2.dumps([VERSION, member]))
        faults.point("token:holder:done")
        return TokenKeyStore.open(token, faults)

    @staticmethod
    def open(token: ObjectToken, faults: Faults = NO_FAULTS) -> "TokenKeyStore":
        """Open the store of an open token. Raises `StoreError` when there is none, or it is damaged."""
        held = token.read_object(_HOLDER)
        if held is None:
            raise StoreError("the token holds no key store of a ceremony")
        try:
            version, member = cbor2.loads(held)
        except (ValueError, TypeError, cbor2.CBORDecodeError):
            raise StoreError("the key store on the token is damaged") from None
        if version != VERSION or not isinstance(member, int):
            raise StoreError("the token holds a key store of an unknown version")
        erased = _erased_parts(token)
        slots = {part: _newest(token, part) for part in Part if part not in erased}
        return TokenKeyStore(token, member, slots, faults)

    def erase(self, part: Part, act: str) -> None:
        """Erase one share by the act `act`; the other share stays. May be repeated after a crash."""
        erase_token_part(self._token, part, act, self._faults)
        self._erased = _erased_parts(self._token)
        self._slots.pop(part, None)
        self._parts.pop(part, None)

    def _write(self, part: Part, content: Content) -> None:
        fresh = _Slot(self._slots[part].serial + 1, content)
        _write_slot(self._token, part, fresh, self._faults)
        self._slots[part] = fresh


def erase_token_part(token: ObjectToken, part: Part, act: str, faults: Faults = NO_FAULTS) -> None:
    """Erase one share of the store on an open token by the act `act`: a note first, then both slots."""
    note = _label(part, "erased")
    if token.read_object(note) is None:
        faults.point(f"token:{note}:write")
        token.write_object(note, act.encode())
    for slot in _SLOTS:
        label = _label(part, slot)
        found = token.read_object(label)
        if found is not None:
            faults.point(f"token:{label}:erase")
            token.write_object(label, bytes(len(found)))
            token.erase_object(label)
    faults.point(f"token:{note}:done")


class _Slot:
    """A part's content with its running number: even numbers stand in slot a, odd ones in b."""

    __slots__ = ("content", "serial")

    def __init__(self, serial: int, content: Content) -> None:
        self.serial = serial
        self.content = content


def _write_slot(token: ObjectToken, part: Part, slot: _Slot, faults: Faults) -> None:
    body = cbor2.dumps([slot.serial, slot.content], canonical=True)
    label = _label(part, _SLOTS[slot.serial % len(_SLOTS)])
    faults.point(f"token:{label}:write")
    token.write_object(label, _checksum(body) + body)
    faults.point(f"token:{label}:done")


def _newest(token: ObjectToken, part: Part) -> _Slot:
    found = [slot for name in _SLOTS if (slot := _read_slot(token.read_object(_label(part, name)))) is not None]
    if not found:
        raise StoreError("the key store on the token is damaged")
    return max(found, key=lambda slot: slot.serial)


def _read_slot(data: bytes | None) -> _Slot | None:
    """A slot's content; None when it is empty or was torn while it was written."""
    if data is None or _checksum(data[_CHECKSUM_BYTES:]) != data[:_CHECKSUM_BYTES]:
        return None
    serial, content = cbor2.loads(data[_CHECKSUM_BYTES:])
    return _Slot(serial, content)


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(b"sailau/token-key-store/1\0" + body).digest()


def _erased_parts(token: ObjectToken) -> dict[Part, str]:
    notes: dict[Part, Any] = {part: token.read_object(_label(part, "erased")) for part in Part}
    return {part: note.decode() for part, note in notes.items() if note is not None}


def _label(part: Part, name: str) -> str:
    return f"sailau-{part.value}-{name}"
