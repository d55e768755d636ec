"""A precinct's record among the published ones, each file held against the manifests above it before it is shown.

The publication's signed manifest has the hash of the record's manifest, and that one the hash of every other file of
the record: so a mirror that altered a file is found out before its content reaches a page or a comparison (L 20(9)).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sailau.adapters.files import read_file
from sailau.errors import StoreError
from sailau.formats.v1.publication.names import record_folder
from sailau.formats.v1.record import names
from sailau.formats.v1.record.manifest import MANIFEST_FILE, Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRecord:
    """A record whose manifest is the one that the publication lists."""

    name: str
    place: Path
    manifest: Manifest

    def has(self, path: str) -> bool:
        """Whether the record has this file."""
        return path in self.manifest.files

    def read(self, path: str) -> bytes:
        """The bytes of a file that is as listed. Raises StoreError when it is not."""
        data = read_file(self.place / path)
        if hashlib.sha256(data).hexdigest() != self.manifest.files.get(path):
            raise _altered(self.name, path)
        return data


def published_record(publication: Path, name: str, manifest_sha256: str) -> PublishedRecord:
    """Open the record of that name. Raises StoreError when its manifest is not the listed one."""
    place = publication / record_folder(name)
    data = read_file(place / names.MANIFEST)
    if hashlib.sha256(data).hexdigest() != manifest_sha256:
        raise _altered(name, names.MANIFEST)
    return PublishedRecord(name=name, place=place, manifest=MANIFEST_FILE.read(data))


def _altered(record: str, path: str) -> StoreError:
    return StoreError(f"{record_folder(record)}/{path} is not the file that was published; take an unaltered copy")
