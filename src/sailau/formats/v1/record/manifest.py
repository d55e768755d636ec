"""manifest.json: every file of the record with its hash, last signed heads of the recorders, devices (L 43(8))."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

from sailau.formats.codec import INTEGER, STRING, Field, Leaf, Many, Object
from sailau.formats.v1.record.canonical import (
    ELECTION_ID,
    HEX_HASH,
    NAME,
    UUID,
    CanonicalDocument,
    Table,
    document,
)

RECORDER_TAG: Final = b"sailau/recorder/head/1"
"""Domain tag of a recorder head's raw device signature."""

_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)?\Z", re.ASCII)
_PATH_MAX = 120
_SIGNATURE = re.compile(r"[0-9a-f]{128}\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderHead:
    """The end of a device's recorder chain, signed by the device: `signature` is 64 bytes in hex."""

    device: str
    entries: int
    head: str
    signature: str

    @property
    def message(self) -> bytes:
        """What the device signs, under `RECORDER_TAG`."""
        return rfc8785.dumps(
            {"device": self.device, "domain": RECORDER_TAG.decode(), "entries": self.entries, "hash": self.head}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEntry:
    """A device of the precinct: its role, the SHA-256 of its certificate, the version of its software."""

    device: str
    role: str
    certificate_sha256: str
    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The whole manifest; `files` lists every other file of the folder but manifest.json.p7s."""

    election: str
    precinct: int
    uuid: str
    setup: str
    files: Mapping[str, str]
    recorders: tuple[RecorderHead, ...]
    devices: tuple[DeviceEntry, ...]
    software: str


def _path(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _PATH_MAX or not _PATH.match(value):
        raise ValueError("not a path of the record")
    return value


def _signature(value: Any) -> str:
    if not isinstance(value, str) or not _SIGNATURE.match(value):
        raise ValueError("not a device's signature in hexadecimal")
    return value


PATH = Leaf(_path, str)
_RECORDER = Object(
    RecorderHead,
    Field("device", NAME),
    Field("entries", INTEGER),
    Field("head", HEX_HASH),
    Field("signature", Leaf(_signature, str)),
)
_DEVICE = Object(
    DeviceEntry,
    Field("device", NAME),
    Field("role", NAME),
    Field("certificate_sha256", HEX_HASH),
    Field("software", STRING),
)
MANIFEST_FILE: CanonicalDocument[Manifest] = document(
    "sailau-manifest/1",
    "manifest.json",
    Manifest,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("setup", HEX_HASH),
    Field("files", Table(HEX_HASH, PATH)),
    Field("recorders", Many(_RECORDER)),
    Field("devices", Many(_DEVICE)),
    Field("software", STRING),
)
