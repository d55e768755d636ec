"""data/manifest.json: every file below `data/` and every record, signed by the commission (L 44, 20(9))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sailau.errors import FormatError
from sailau.formats.codec import BOOLEAN, STRING, Codec, Field, Object
from sailau.formats.v1.publication import names
from sailau.formats.v1.publication.fields import INSTANT, PATH, POSITIVE, RECORD_NAME, LargeDocument, large_document
from sailau.formats.v1.record.canonical import ELECTION_ID, HEX_HASH, Table, one_of

PRELIMINARY: Final = "preliminary"
FINAL: Final = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntry:
    """A published record: SHA-256 of its manifest.json, which lists its other files, and of its bundle."""

    manifest_sha256: str
    bundle_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationManifest:
    """The whole manifest. `number` counts the publications of an election from 1; `stage`: preliminary or final.

    `files` lists every file below `data/` but the manifest and its signatures; `records` every record by name.
    """

    election: str
    number: int
    stage: str
    published: datetime
    training: bool
    software: str
    files: Mapping[str, str]
    records: Mapping[str, RecordEntry]


class _FilesCodec:
    """Files by path; never the manifest itself."""

    _table = Table(HEX_HASH, PATH)

    def decode(self, value: Any, place: str) -> Mapping[str, str]:
        files = self._table.decode(value, place)
        if {names.MANIFEST, names.signature_name(names.MANIFEST)} & files.keys():
            raise FormatError(place, "a manifest does not list itself")
        return files

    def encode(self, value: Mapping[str, str]) -> Any:
        return self._table.encode(value)


_RECORD: Codec[RecordEntry] = Object(RecordEntry, Field("manifest_sha256", HEX_HASH), Field("bundle_sha256", HEX_HASH))
PUBLICATION_FILE: LargeDocument[PublicationManifest] = large_document(
    "sailau-publication/1",
    names.MANIFEST,
    PublicationManifest,
    Field("election", ELECTION_ID),
    Field("number", POSITIVE),
    Field("stage", one_of(PRELIMINARY, FINAL)),
    Field("published", INSTANT),
    Field("training", BOOLEAN),
    Field("software", STRING),
    Field("files", _FilesCodec()),
    Field("records", Table(_RECORD, RECORD_NAME)),
)
