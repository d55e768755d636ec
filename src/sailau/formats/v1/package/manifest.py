"""package.json: what the territorial commission signs for one precinct: every file, and where and what it is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sailau.errors import FormatError
from sailau.formats.codec import BOOLEAN, INTEGER, Field, Leaf, Object
from sailau.formats.v1.package import names
from sailau.formats.v1.package.fields import KEY
from sailau.formats.v1.package.request import SOFTWARE, Software
from sailau.formats.v1.record.canonical import (
    ELECTION_ID,
    HEX_HASH,
    MOMENT,
    UUID,
    CanonicalDocument,
    Table,
    document,
)

PACKAGE_FORMAT: Final = "sailau-package/1"
FILES_MAX: Final = 1000
FILE_BYTES_MAX: Final = 256 * 1024 * 1024
"""No file of a package is larger; sound for every screen in three languages is far below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file's SHA-256 (64 hex digits) and length in bytes."""

    sha256: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """`listed` voters; `credentials` made; `ballots` received by the law's count (list + 0.1 %, M26); `cards`."""

    listed: int
    credentials: int
    ballots: int
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageManifest:
    """The whole manifest. `commission` and `territory` are ids as in certificates; `issue` counts from 1.

    `list_sha256` is the hash of the voter list, which itself lies sealed; `terminals_key` is the public half of the key
    that credentials are sealed to. `files` lists every file but package.json and its signature.
    """

    election: str
    precinct: int
    commission: str
    territory: str
    uuid: str
    issue: int
    issued: datetime
    training: bool
    software: Software
    numbers: Numbers
    list_sha256: str
    terminals_key: bytes
    folders: tuple[str, ...]
    files: Mapping[str, FileEntry]


def _path(value: Any) -> str:
    if not isinstance(value, str) or len(value) > names.PATH_MAX or not names.PATH.match(value):
        raise ValueError("not a path of a package")
    folder, slash, _ = value.rpartition("/")
    if slash and folder not in names.FOLDERS:
        raise ValueError("not in a folder of a package")
    return value


def _length(value: Any) -> int:
    number = INTEGER.read(value)
    if number > FILE_BYTES_MAX:
        raise ValueError(f"a file of more than {FILE_BYTES_MAX} bytes")
    return number


def _issue(value: Any) -> int:
    number = INTEGER.read(value)
    if number < 1:
        raise ValueError("issues are numbered from 1")
    return number


class _FoldersCodec:
    """The folders of this format, whole and in their order."""

    def decode(self, value: Any, place: str) -> tuple[str, ...]:
        if value != list(names.FOLDERS):
            raise FormatError(place, f"not the folders {', '.join(names.FOLDERS)}")
        return names.FOLDERS

    def encode(self, value: tuple[str, ...]) -> Any:
        return list(value)


class _FilesCodec:
    """Files by path; not too many, and never the manifest itself."""

    def __init__(self) -> None:
        entry = Object(FileEntry, Field("sha256", HEX_HASH), Field("bytes", Leaf(_length, int), "length"))
        self._table: Table[FileEntry] = Table(entry, Leaf(_path, str))

    def decode(self, value: Any, place: str) -> Mapping[str, FileEntry]:
        files = self._table.decode(value, place)
        if len(files) > FILES_MAX:
            raise FormatError(place, f"more than {FILES_MAX} files")
        if {names.MANIFEST, names.signature_name(names.MANIFEST)} & set(files):
            raise FormatError(place, "a manifest does not list itself")
        return files

    def encode(self, value: Mapping[str, FileEntry]) -> Any:
        return self._table.encode(value)


PACKAGE_FILE: CanonicalDocument[PackageManifest] = document(
    PACKAGE_FORMAT,
    names.MANIFEST,
    PackageManifest,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("commission", ELECTION_ID),
    Field("territory", ELECTION_ID),
    Field("uuid", UUID),
    Field("issue", Leaf(_issue, int)),
    Field("issued", MOMENT),
    Field("training", BOOLEAN),
    Field("software", SOFTWARE),
    Field(
        "numbers",
        Object(
            Numbers,
            Field("listed", INTEGER),
            Field("credentials", INTEGER),
            Field("ballots", INTEGER),
            Field("cards", INTEGER),
        ),
    ),
    Field("list_sha256", HEX_HASH),
    Field("terminals_key", KEY),
    Field("folders", _FoldersCodec()),
    Field("files", _FilesCodec()),
)
