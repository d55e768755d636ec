"""The chain: each entry names the hash of the one before it, so none can be changed, dropped or put in between.

An entry is one line of canonical JSON (RFC 8785): device, event, fields, hash, previous, seq, time. Its hash is
SHA-256 over a domain tag and the same line without the hash. Cutting entries off at the end is not seen by the chain
itself: signed heads, given to others during the day, show it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

import rfc8785

from sailau.errors import FormatError, ProofError, invariant
from sailau.recorder.catalogue import CATALOGUE
from sailau.recorder.values import FieldValue, is_of_kind

_ENTRY_DOMAIN: Final = b"sailau/recorder/entry/1\n"
_GENESIS_DOMAIN: Final = b"sailau/recorder/genesis/1\n"
HEAD_TAG: Final = b"sailau/recorder/head/1"
_NAMES: Final = {"device": str, "event": str, "fields": dict, "hash": str, "previous": str, "seq": int, "time": str}

HeadSigner = Callable[[bytes], bytes]
"""Signs a head's message with the device's key, under `HEAD_TAG`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a chain: whose it is, how many entries it has, hash of the last (hex)."""

    device: str
    entries: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """A head and the device's signature over `head_message`."""

    head: Head
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One recorded event. `seq` counts from 0; `time` is exact, with its offset from UTC."""

    seq: int
    time: datetime
    device: str
    event: str
    fields: Mapping[str, FieldValue]
    previous: str
    hash: str

    def head(self) -> Head:
        """The chain's head after this entry."""
        return Head(device=self.device, entries=self.seq + 1, hash=self.hash)


def begin(device: str) -> Head:
    """The head of an empty chain; the device's id is its root. A wrong id stops the program."""
    invariant(is_of_kind(device, "device"), "a device id of another form")
    return Head(device=device, entries=0, hash=sha256(_GENESIS_DOMAIN + device.encode()).hexdigest())


def next_entry(head: Head, event: str, fields: Mapping[str, FieldValue], time: datetime) -> Entry:
    """The entry that follows `head`. An event or field that the catalogue does not have stops the program."""
    kind = CATALOGUE.get(event)
    invariant(kind is not None and kind.allows(head.device), f"{head.device} may not record the event {event}")
    invariant(kind is not None and kind.fits(fields), f"the fields of the event {event} are not those of the catalogue")
    invariant(time.tzinfo is not None, "a recorded time has its offset from UTC")
    body = _body(seq=head.entries, time=time, device=head.device, event=event, fields=fields, previous=head.hash)
    return Entry(
        seq=head.entries,
        time=time,
        device=head.device,
        event=event,
        fields=MappingProxyType(dict(fields)),
        previous=head.hash,
        hash=_hash(body),
    )


def line_of(entry: Entry) -> bytes:
    """The entry's line, with its line feed."""
    body = _body(
        seq=entry.seq,
        time=entry.time,
        device=entry.device,
        event=entry.event,
        fields=entry.fields,
        previous=entry.previous,
    )
    return rfc8785.dumps({**body, "hash": entry.hash}) + b"\n"


def parse_line(line: bytes, place: str) -> Entry:
    """The entry of a line (without its line feed); raises `FormatError`. Its hash is checked by `follows`."""
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FormatError(place, "not JSON") from error
    if not isinstance(raw, dict) or {k: type(v) for k, v in raw.items()} != _NAMES:
        raise FormatError(place, "not the fields of a recorder's entry")
    try:
        entry = Entry(
            seq=raw["seq"],
            time=datetime.fromisoformat(raw["time"]),
            device=raw["device"],
            event=raw["event"],
            fields=MappingProxyType(raw["fields"]),
            previous=raw["previous"],
            hash=raw["hash"],
        )
        canonical = line_of(entry)
    except (ValueError, TypeError) as error:
        raise FormatError(place, "not a time or not canonical JSON") from error
    if entry.time.tzinfo is None:
        raise FormatError(place, "the time has no offset from UTC")
    if canonical != line + b"\n":
        raise FormatError(place, "not the canonical form")
    kind = CATALOGUE.get(entry.event)
    if kind is None or not kind.allows(entry.device) or not kind.fits(entry.fields):
        raise FormatError(place, "not an event of the catalogue")
    return entry


def follows(head: Head, entry: Entry, place: str) -> Head:
    """The head after `entry`; raises `ProofError` when the entry does not follow `head` or its hash is wrong."""
    expected = next_entry(head, entry.event, entry.fields, entry.time) if entry.device == head.device else None
    if expected != entry:
        raise ProofError(f"{place}: the recorder's chain is broken here")
    return entry.head()


def verify_chain(lines: Iterable[bytes], device: str) -> Head:
    """Check all lines (without line feeds) of the device's recorder; returns the head.

    Raises `FormatError` or `ProofError`, naming the line, counted from 1.
    """
    head = begin(device)
    for number, line in enumerate(lines, start=1):
        place = f"recorder {device}, line {number}"
        head = follows(head, parse_line(line, place), place)
    return head


def extends(lines: Iterable[bytes], earlier: Head) -> Head:
    """Check the chain, and that it is a continuation of `earlier`, a head that the device had signed before.

    Raises `ProofError` when entries were cut off or the past was rewritten as a whole.
    """
    head = begin(earlier.device)
    seen = head == earlier
    for number, line in enumerate(lines, start=1):
        place = f"recorder {earlier.device}, line {number}"
        head = follows(head, parse_line(line, place), place)
        seen = seen or head == earlier
    if not seen:
        raise ProofError(f"recorder {earlier.device}: does not continue the head signed at {earlier.entries} entries")
    return head


def head_message(head: Head) -> bytes:
    """What the device signs: one canonical encoding with a domain tag."""
    return rfc8785.dumps(
        {"device": head.device, "domain": HEAD_TAG.decode(), "entries": head.entries, "hash": head.hash}
    )


def sign_head(head: Head, sign: HeadSigner) -> SignedHead:
    """The head with the device's signature."""
    return SignedHead(head=head, signature=sign(head_message(head)))


def encode_signed_head(signed: SignedHead) -> bytes:
    """Canonical JSON of a signed head, for the manifest and for an export."""
    head = signed.head
    text: dict[str, Any] = {
        "device": head.device,
        "entries": head.entries,
        "hash": head.hash,
        "signature": signed.signature.hex(),
    }
    return rfc8785.dumps(text)


def _body(
    *, seq: int, time: datetime, device: str, event: str, fields: Mapping[str, FieldValue], previous: str
) -> dict[str, Any]:
    return {
        "device": device,
        "event": event,
        "fields": dict(fields),
        "previous": previous,
        "seq": seq,
        "time": time.isoformat(timespec="microseconds"),
    }


def _hash(body: dict[str, Any]) -> str:
    return sha256(_ENTRY_DOMAIN + rfc8785.dumps(body)).hexdigest()
