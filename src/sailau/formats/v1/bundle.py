"""A bundle: a precinct's record as it is transferred to the commission, one ZIP file (L 43(8), 50-7(1); E45, E47).

    bundle.json       the head: which record this is, and what it replaces
    bundle.json.p7s   detached signatures of the chair, or who replaces the chair, and of one more member
    …                 every file of the record folder by its own name, in ascending order

The ZIP file is of the one spelling of `formats.stored_zip`. The head names the record's manifest by SHA-256, and the
manifest every other file, so those two signatures stand for each byte. Over the same link or on a medium it is the same
file. A precinct's bundles are told apart by (election, precinct, archive, version). `docs/format/bundle.md` has the
same for outsiders.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, Field, Leaf, Object
from sailau.formats.v1.record import names
from sailau.formats.v1.record.canonical import (
    ELECTION_ID,
    HEX_HASH,
    UUID,
    CanonicalDocument,
    Nullable,
    Tagged,
)
from sailau.formats.v1.record.manifest import PATH

HEAD: Final = "bundle.json"
HEAD_SIGNATURE: Final = names.signature_name(HEAD)
SUFFIX: Final = ".bundle.zip"
FORMAT: Final = "sailau-bundle/1"
FILES_MAX: Final = 5_000
"""Files of a bundle, the head and its signatures included."""
HEAD_BYTES_MAX: Final = 4096
VERSION_MAX: Final = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleHead:
    """What bundle.json says.

    `uuid` is the archive's, `version` counts from 1. A later version names by SHA-256 the bundle that it `replaces`,
    and by its number in the record the `act` on the recount (L 43(7-1)); null where a higher commission decided it,
    which keeps the decision itself (L 43(9)). `manifest_sha256` is of the record's manifest.json. Hashes are 64 hex
    digits.
    """

    election: str
    precinct: int
    uuid: str
    version: int
    replaces: str | None
    act: int | None
    manifest_sha256: str

    @property
    def key(self) -> tuple[str, int, str, int]:
        """What tells a precinct's bundles apart; sending the same again changes nothing."""
        return (self.election, self.precinct, self.uuid, self.version)


def _counted(most: int) -> Leaf[int]:
    def read(value: Any) -> int:
        number = INTEGER.read(value)
        if not 1 <= number <= most:
            raise ValueError(f"not a number from 1 to {most}")
        return number

    return Leaf(read, int)


class _Head(Object[BundleHead]):
    """The head; a later version, and no other, replaces something."""

    def decode(self, value: Any, place: str) -> BundleHead:
        head = super().decode(value, place)
        later = head.version > 1
        if later != (head.replaces is not None) or (head.act is not None and not later):
            raise FormatError(
                place, "a later version, and no other, names what it replaces, and the act if there is one"
            )
        return head


BUNDLE_FILE: Final[CanonicalDocument[BundleHead]] = CanonicalDocument(
    Tagged(
        FORMAT,
        _Head(
            BundleHead,
            Field("election", ELECTION_ID),
            Field("precinct", INTEGER),
            Field("uuid", UUID),
            Field("version", _counted(VERSION_MAX)),
            Field("replaces", Nullable(HEX_HASH)),
            Field("act", Nullable(_counted(VERSION_MAX))),
            Field("manifest", HEX_HASH, "manifest_sha256"),
        ),
    ),
    HEAD,
)


def ordered(record_files: Iterable[str]) -> tuple[str, ...]:
    """The names of a bundle's entries in their order: the head, its signatures, the record's files ascending."""
    return (HEAD, HEAD_SIGNATURE, *sorted(record_files))


def demand_name(name: str, earlier: Sequence[str]) -> None:
    """Check the name of a record's file that follows those `earlier`. Raises FormatError when it may not stand there.

    A path of a record has plain letters and at most one folder: it leads nowhere else, whoever unpacks it.
    """
    PATH.decode(name, "a file's name")
    if name in (HEAD, HEAD_SIGNATURE):
        raise FormatError("a file's name", "the head stands twice")
    if earlier and not earlier[-1] < name:
        raise FormatError("a file's name", f"{name} is out of order, or stands twice")
    folder, parts, _ = name.partition("/")
    if parts and folder in earlier:
        raise FormatError("a file's name", f"{folder} is both a file and a folder")
