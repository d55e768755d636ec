"""Bundles on the disk: a record packed for its way to the commission, and taken apart again (L 43(8), 50-7(1); E47).

pack          the record folder → one file, under a head signed by the chair and one more member
read_bundle   one pass over a file from anywhere: form, sums, and that head, manifest and files belong together
peek_head     the head alone, of a file that may be anything: to tell whose refused bundle it was
judge_head    who signed the head
unpack        the record folder again, of a bundle that was read

Nothing that comes is trusted before it was read whole, and nothing is unpacked under a name of the sender's: names are
plain paths of a record, sizes are bounded before a byte is taken, and the ZIP has one spelling (`formats.stored_zip`).
"""

import hashlib
import os
import shutil
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from sailau.adapters.files import PRIVATE_MODE, sync_folder
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.stored_zip import BYTES_MAX as ZIP_BYTES_MAX
from sailau.formats.stored_zip import (
    HEADER_BYTES,
    Announced,
    Entry,
    Flaw,
    StoredZipError,
    directory,
    header,
    is_directory,
    read_header,
    total_size,
)
from sailau.formats.v1.bundle import (
    BUNDLE_FILE,
    FILES_MAX,
    HEAD,
    HEAD_BYTES_MAX,
    HEAD_SIGNATURE,
    BundleHead,
    demand_name,
    ordered,
)
from sailau.formats.v1.record import MANIFEST_FILE, Manifest, names
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.refusal import Refusal
from sailau.service import bundle_refusals as refusals
from sailau.signing.authority import Signer
from sailau.signing.cms import BYTES_MAX as SIGNATURES_BYTES_MAX
from sailau.signing.cms import sign_together, verify_detached
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust
from sailau.verifier.record.folder import BYTES_MAX, DEFINITION_BYTES_MAX, open_folder

PIECE: Final = 1 << 20
_KEPT: Final = frozenset({HEAD, HEAD_SIGNATURE, names.MANIFEST})
_NOT_LISTED: Final = frozenset({names.MANIFEST, names.signature_name(names.MANIFEST)})

Watch = Callable[[int, int], None]
"""Told how many bytes are done, of how many."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a file's contents lie in the bundle, and their SHA-256 in hex."""

    offset: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle that was read whole and belongs together; who signed its head is not judged yet.

    `sha256` is that of the file in hex; `files` are the record's, by their names in it.
    """

    path: Path
    sha256: str
    size: int
    head: BundleHead
    head_data: bytes = field(repr=False)
    head_signature: bytes = field(repr=False)
    manifest: Manifest = field(repr=False)
    files: Mapping[str, Span] = field(repr=False)


def most_bytes(name: str) -> int:
    """The most that an entry of this name may have; 0 where no such file belongs into a bundle."""
    if name == HEAD:
        return HEAD_BYTES_MAX
    if name == HEAD_SIGNATURE:
        return SIGNATURES_BYTES_MAX
    if name == names.DEFINITION:
        return DEFINITION_BYTES_MAX
    return BYTES_MAX.get(Path(name).suffix, 0)


# Packing


def pack(
    record: Path,
    target: Path,
    *,
    version: int,
    signers: Sequence[Signer],
    now: datetime,
    replaces: str | None = None,
    act: int | None = None,
    faults: Faults = NO_FAULTS,
) -> BundleHead | Refusal:
    """Pack the record folder into the file `target`, which is written whole or not at all.

    A later version says what it `replaces` (SHA-256 of that bundle) and, where the precinct decided the recount itself,
    by which `act` of the record. Refused: a record that is not whole, or not signed as a bundle must be. Raises
    StoreError when the disk refuses, SignatureError when a signer's key does.
    """
    head = draft_head(record, version=version, replaces=replaces, act=act)
    if isinstance(head, Refusal):
        return head
    signature = sign_together(BUNDLE_FILE.write(head), signers, now)
    refused = pack_signed(record, target, head, signature, faults=faults)
    return refused or head


def draft_head(record: Path, *, version: int, replaces: str | None, act: int | None) -> BundleHead | Refusal:
    """The head of the record in this folder, for the chair and another member to sign. Raises StoreError."""
    folder = open_folder(record)
    data = folder.read(names.MANIFEST)
    if data is None:
        return refusals.not_whole(names.MANIFEST)
    try:
        manifest = MANIFEST_FILE.read(data)
        head = BundleHead(
            election=manifest.election,
            precinct=manifest.precinct,
            uuid=manifest.uuid,
            version=version,
            replaces=replaces,
            act=act,
            manifest_sha256=hashlib.sha256(data).hexdigest(),
        )
        return BUNDLE_FILE.read(BUNDLE_FILE.write(head))
    except FormatError as error:
        return refusals.unreadable(error)


def pack_signed(
    record: Path, target: Path, head: BundleHead, signature: bytes, *, faults: Faults = NO_FAULTS
) -> Refusal | None:
    """Pack the record under a head that was signed; like `pack`, for whoever collects the signatures one by one."""
    folder = open_folder(record)
    if folder.foreign:
        return refusals.not_in_form(folder.foreign[0])
    own = {HEAD: BUNDLE_FILE.write(head), HEAD_SIGNATURE: signature}
    making = target.with_name(f"{target.name}.making")
    try:
        entries = []
        for name in ordered(folder.sizes):
            size, crc = _measured(own[name]) if name in own else _measure(folder.at(name))
            if size > most_bytes(name):
                return refusals.too_large(name)
            entries.append(Entry(name, size, crc))
        if len(entries) > FILES_MAX:
            return refusals.too_many()
        if total_size(entries) > ZIP_BYTES_MAX:
            return refusals.too_large(target.name)
        faults.point(f"bundle:{target.name}:write")
        with _made(making) as file:
            for entry in entries:
                file.write(header(entry))
                _copy(own[entry.name] if entry.name in own else folder.at(entry.name), entry, file)
            file.write(directory(entries))
        read = read_bundle(making)
        if isinstance(read, Refusal):
            making.unlink()
            return read
        faults.point(f"bundle:{target.name}:written")
        making.replace(target)
        sync_folder(target.parent)
        faults.point(f"bundle:{target.name}:done")
    except OSError as error:
        raise StoreError(f"cannot write {target.name}: {error.strerror}") from error
    return None


def _measured(data: bytes) -> tuple[int, int]:
    return len(data), zlib.crc32(data)


def _measure(path: Path) -> tuple[int, int]:
    size = crc = 0
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
    return size, crc


def _copy(source: bytes | Path, entry: Entry, target: BinaryIO) -> None:
    if isinstance(source, bytes):
        target.write(source)
        return
    size = crc = 0
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            target.write(piece)
    if (size, crc) != (entry.size, entry.crc):
        raise StoreError(f"{entry.name} was changed while it was packed: pack the record again")


@contextmanager
def _made(path: Path) -> Iterator[BinaryIO]:
    """A new private file that is on the disk when the `with` ends."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_MODE), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


# Reading


def read_bundle(path: Path, watch: Watch = lambda *_: None) -> Bundle | Refusal:
    """Read a file that should be a bundle, once, in bounded memory.

    A Bundle is whole: of the one spelling, its head names the manifest by hash, and the manifest every other file. The
    signatures are not judged here. Raises StoreError when the file cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                return refusals.not_in_form(path.name)
            return _Reading(path, file, state.st_size, watch).bundle()
    except StoredZipError as error:
        return refusals.of_flaw(error)
    except FormatError as error:
        return refusals.unreadable(error)
    except OSError as error:
        raise StoreError(f"cannot read {path.name}: {error.strerror}") from error


@dataclass(slots=True)
class _Reading:
    """One pass over a file of `size` bytes."""

    path: Path
    file: BinaryIO
    size: int
    watch: Watch
    done: int = 0
    entries: list[Entry] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def bundle(self) -> Bundle | Refusal:
        if self.size > ZIP_BYTES_MAX:
            return refusals.too_large(self.path.name)
        hasher = hashlib.sha256()
        while True:
            mark = self.take(4, "header", hasher)
            if is_directory(mark):
                break
            self.entry(mark, hasher)
        self._end(mark, hasher)
        return _whole(self, hasher.hexdigest())

    def entry(self, mark: bytes, hasher: "hashlib._Hash") -> None:
        fixed = mark + self.take(HEADER_BYTES - len(mark), "header", hasher)
        announced = read_header(fixed)
        name = self._name(announced, hasher)
        if not most_bytes(name):
            raise StoredZipError(Flaw.NAME, name, "no file of a record ends like this")
        if announced.size > most_bytes(name):
            raise StoredZipError(Flaw.TOO_LARGE, name, f"announces {announced.size} bytes")
        if len(self.entries) == FILES_MAX:
            raise StoredZipError(Flaw.TOO_MANY, name, f"more than {FILES_MAX} files")
        offset, own, crc, left, pieces = self.done, hashlib.sha256(), 0, announced.size, []
        while left:
            piece = self.take(min(left, PIECE), name, hasher)
            left -= len(piece)
            own.update(piece)
            crc = zlib.crc32(piece, crc)
            if name in _KEPT:
                pieces.append(piece)
        if crc != announced.crc:
            raise StoredZipError(Flaw.SUM, name, "its sum is not the one announced")
        self.entries.append(Entry(name, announced.size, announced.crc))
        self.spans[name] = Span(offset, announced.size, own.hexdigest())
        if name in _KEPT:
            self.kept[name] = b"".join(pieces)

    def _name(self, announced: Announced, hasher: "hashlib._Hash") -> str:
        data = self.take(announced.name_bytes, "a file's name", hasher)
        due = (HEAD, HEAD_SIGNATURE)[len(self.entries)] if len(self.entries) < 2 else None
        try:
            name = data.decode("ascii")
            if due is None:
                demand_name(name, self.names)
                self.names.append(name)
        except (UnicodeDecodeError, FormatError) as error:
            raise StoredZipError(Flaw.NAME, "a file's name", str(error)) from error
        if due is not None and name != due:
            raise StoredZipError(Flaw.ORDER, "a file's name", f"{due} should stand here")
        return name

    def _end(self, mark: bytes, hasher: "hashlib._Hash") -> None:
        due = directory(self.entries)
        rest = mark + self.take(min(len(due) - len(mark), self.size - self.done), "directory", hasher)
        if rest != due[: len(rest)] or self.done < self.size:
            raise StoredZipError(Flaw.DIRECTORY, "directory", "it is not that of these files, or something follows it")
        if len(rest) < len(due):
            raise StoredZipError(Flaw.CUT_OFF, "directory", "the file ends inside its directory")

    def take(self, count: int, place: str, hasher: "hashlib._Hash") -> bytes:
        data = self.file.read(count)
        if len(data) < count:
            raise StoredZipError(Flaw.CUT_OFF, place, "the file ends here")
        hasher.update(data)
        self.done += count
        self.watch(self.done, self.size)
        return data


def _whole(read: _Reading, sha256: str) -> Bundle | Refusal:
    """The bundle, when head, manifest and files belong together."""
    for name in (HEAD, HEAD_SIGNATURE, names.MANIFEST):
        if name not in read.kept:
            return refusals.not_whole(name)
    head = BUNDLE_FILE.read(read.kept[HEAD])
    files = {name: span for name, span in read.spans.items() if name not in (HEAD, HEAD_SIGNATURE)}
    if files[names.MANIFEST].sha256 != head.manifest_sha256:
        return refusals.altered(names.MANIFEST)
    manifest = MANIFEST_FILE.read(read.kept[names.MANIFEST])
    if (manifest.election, manifest.precinct, manifest.uuid) != (head.election, head.precinct, head.uuid):
        return refusals.altered(HEAD)
    due = manifest.files.keys() | _NOT_LISTED
    for name in sorted(due ^ files.keys()):
        return refusals.not_whole(name) if name in due else refusals.not_in_form(name)
    for name, expected in manifest.files.items():
        if files[name].sha256 != expected:
            return refusals.altered(name)
    return Bundle(
        path=read.path,
        sha256=sha256,
        size=read.size,
        head=head,
        head_data=read.kept[HEAD],
        head_signature=read.kept[HEAD_SIGNATURE],
        manifest=manifest,
        files=files,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """The head of a bundle and its signatures, not judged."""

    head: BundleHead
    head_data: bytes = field(repr=False)
    head_signature: bytes = field(repr=False)


def peek_head(path: Path) -> SignedHead | None:
    """The head of a file that may be broken or no bundle at all; None when there is none. Raises StoreError."""
    try:
        with path.open("rb") as file:
            reading = _Reading(path, file, path.stat().st_size, lambda *_: None)
            hasher = hashlib.sha256()
            for _ in range(2):
                reading.entry(reading.take(4, "header", hasher), hasher)
            data, signature = reading.kept[HEAD], reading.kept[HEAD_SIGNATURE]
            return SignedHead(head=BUNDLE_FILE.read(data), head_data=data, head_signature=signature)
    except FormatError:
        return None
    except OSError as error:
        raise StoreError(f"cannot read {path.name}: {error.strerror}") from error


def judge_head(signed: Bundle | SignedHead, trust: Trust) -> tuple[SignerIdentity, ...] | Refusal:
    """Who signed a head: the chair, or who replaces the chair, and at least one more member of that precinct."""
    try:
        return verify_detached(signed.head_data, signed.head_signature, trust, DocumentKind.BUNDLE)
    except SignatureError as error:
        return refusals.signature(error)


# Taking apart


def unpack(bundle: Bundle, target: Path) -> None:
    """Write the record folder of a bundle that was read to `target`, which is not there yet: whole or not at all.

    Raises StoreError when the disk refuses, or the file is not what was read.
    """
    making = target.with_name(f"{target.name}.making")
    try:
        if making.exists():
            shutil.rmtree(making)
        making.mkdir(mode=0o700, parents=True)
        with bundle.path.open("rb") as source:
            for name, span in bundle.files.items():
                path = making / name
                path.parent.mkdir(mode=0o700, exist_ok=True)
                with path.open("xb") as file:
                    if _extract(source, span, file) != span.sha256:
                        raise StoreError(f"{bundle.path.name} was changed after it was read")
        making.rename(target)
    except OSError as error:
        raise StoreError(f"cannot unpack {bundle.path.name}: {error.strerror}") from error


def _extract(source: BinaryIO, span: Span, target: BinaryIO) -> str:
    hasher, left = hashlib.sha256(), span.size
    source.seek(span.offset)
    while left:
        piece = source.read(min(left, PIECE))
        if not piece:
            break
        left -= len(piece)
        hasher.update(piece)
        target.write(piece)
    return hasher.hexdigest()
