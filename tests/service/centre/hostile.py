"""Bundles that somebody hostile, careless or unlucky could bring: each with the refusal that it must meet."""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sailau.formats.stored_zip import Entry, directory, header
from sailau.formats.v1.bundle import BUNDLE_FILE, HEAD, HEAD_SIGNATURE, BundleHead
from sailau.formats.v1.record import MANIFEST_FILE, names
from sailau.signing.authority import around, issue
from sailau.signing.cms import join_signatures, sign_detached, sign_together
from sailau.signing.holder import holder_of
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from tests.records.world import EVENING
from tests.service.centre.village import CHAIR_AND_ANOTHER, Village

Files = dict[str, bytes]
TARGET = "protocol.json"
BOX = "ConformancePrecinct25.bel"


@dataclass(frozen=True)
class Hostile:
    """One bundle: what is done, the refusal's code, the bytes."""

    name: str
    code: str
    make: Callable[[Village], bytes]


def sound(village: Village) -> Files:
    """The entries of a sound bundle in their order."""
    record = village.record("sound")
    head = head_of(record)
    data = BUNDLE_FILE.write(head)
    return {HEAD: data, HEAD_SIGNATURE: signed(village, data), **dict(sorted(record.items()))}


def head_of(record: Files, **changes: Any) -> BundleHead:
    manifest = MANIFEST_FILE.read(record[names.MANIFEST])
    head = BundleHead(
        election=manifest.election,
        precinct=manifest.precinct,
        uuid=manifest.uuid,
        version=1,
        replaces=None,
        act=None,
        manifest_sha256=hashlib.sha256(record[names.MANIFEST]).hexdigest(),
    )
    return replace(head, **changes)


def signed(village: Village, data: bytes, labels: tuple[str, ...] = CHAIR_AND_ANOTHER) -> bytes:
    return village.world.sign(data, labels)


def zipped(files: Files) -> bytes:
    """The one spelling, whatever the names and their order."""
    return zipped_list(list(files.items()))


def zipped_list(files: list[tuple[str, bytes]]) -> bytes:
    entries = [Entry(name, len(data), zlib.crc32(data)) for name, data in files]
    body = b"".join(header(entry) + data for entry, (_, data) in zip(entries, files, strict=True))
    return body + directory(entries)


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[Village], bytes]:
    return lambda village: change(zipped(sound(village)))


def _files(change: Callable[[Files], Files]) -> Callable[[Village], bytes]:
    return lambda village: zipped(change(sound(village)))


def _headed(*labels: str, **changes: Any) -> Callable[[Village], bytes]:
    """The same record under another head, signed by these."""

    def make(village: Village) -> bytes:
        files = sound(village)
        data = BUNDLE_FILE.write(head_of(village.record("sound"), **changes))
        return zipped({**files, HEAD: data, HEAD_SIGNATURE: signed(village, data, labels or CHAIR_AND_ANOTHER)})

    return make


def _signature(make: Callable[[Village, bytes], bytes]) -> Callable[[Village], bytes]:
    def made(village: Village) -> bytes:
        files = sound(village)
        return zipped({**files, HEAD_SIGNATURE: make(village, files[HEAD])})

    return made


def _at(data: bytes, name: str) -> int:
    """Where the header of an entry begins."""
    found = data.index(name.encode("ascii"), data.index(b"PK\x03\x04")) - 30
    while data[found : found + 4] != b"PK\x03\x04":
        found = data.index(name.encode("ascii"), found + 31) - 30
    return found


def _field(name: str, offset: int, packed: bytes) -> Callable[[Village], bytes]:
    """One field of an entry's header overwritten."""

    def change(data: bytes) -> bytes:
        place = _at(data, name) + offset
        return data[:place] + packed + data[place + len(packed) :]

    return _bytes(change)


def _renamed(name: str, after: str = names.MANIFEST) -> Callable[[Village], bytes]:
    """One more file under `name`, in its place in the order."""

    def change(files: Files) -> Files:
        first = {one: files[one] for one in (HEAD, HEAD_SIGNATURE)}
        rest = {one: data for one, data in files.items() if one not in first}
        return {**first, **dict(sorted({**rest, name: b"x"}.items()))}

    return _files(change)


def _raw_name(old: str, new: str) -> Callable[[Village], bytes]:
    """A name of the same length written over another, in header and directory."""
    assert len(old) == len(new)
    return _bytes(lambda data: data.replace(old.encode("ascii"), new.encode("latin-1")))


def _python_zip(method: int, extra: Callable[[zipfile.ZipFile], None] = lambda _: None) -> Callable[[Village], bytes]:
    def make(village: Village) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", method) as made:
            for name, data in sound(village).items():
                made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, method)
            extra(made)
        return target.getvalue()

    return make


def _bomb(village: Village) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(HEAD, bytes(50_000_000))
    return target.getvalue()


def _overlapping(village: Village) -> bytes:
    """The directory lets two names share one file's bytes."""
    data = zipped(sound(village))
    end = data.rindex(b"PK\x05\x06")
    count, _, size, start = struct.unpack("<HHII", data[end + 8 : end + 20])
    listed = data[start:end]
    again = listed[: listed.index(b"PK\x01\x02", 4)]
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count + 1, count + 1, size + len(again), start, 0)
    return data[:end] + again + tail


def _hidden_entry(village: Village) -> bytes:
    """An entry that the directory does not list."""
    files = list(sound(village).items())
    whole = zipped_list([*files, ("zzz.json", b"hidden")])
    listed = [Entry(name, len(data), zlib.crc32(data)) for name, data in files]
    return whole[: whole.index(b"PK\x01\x02")] + directory(listed)


def _doubled(village: Village) -> bytes:
    files = []
    for name, data in sound(village).items():
        files += [(name, data)] * (2 if name == TARGET else 1)
    return zipped_list(files)


def _second_head(village: Village) -> bytes:
    first, second, *rest = sound(village).items()
    return zipped_list([first, second, first, *rest])


def _many(village: Village) -> bytes:
    files = sound(village)
    return zipped({**files, **{f"zz{number:05d}.json": b"" for number in range(5_000)}})


def _huge_head(files: Files) -> Files:
    return {**files, HEAD: files[HEAD] + b" " * 5_000}


def _without(name: str) -> Callable[[Village], bytes]:
    return _files(lambda files: {one: data for one, data in files.items() if one != name})


def _listed_elsewhere(village: Village) -> bytes:
    """The manifest changed with the file, under the old head."""
    files = sound(village)
    changed = files[TARGET].replace(b'"votes":1', b'"votes":2', 1)
    old, new = (hashlib.sha256(data).hexdigest().encode() for data in (files[TARGET], changed))
    return zipped({**files, TARGET: changed, names.MANIFEST: files[names.MANIFEST].replace(old, new)})


def _other_manifest(**changes: Any) -> Callable[[Village], bytes]:
    """A manifest that says another precinct, election or archive than the head that names it."""

    def make(village: Village) -> bytes:
        files = sound(village)
        manifest = MANIFEST_FILE.write(replace(MANIFEST_FILE.read(files[names.MANIFEST]), **changes))
        record = {**village.record("sound"), names.MANIFEST: manifest}
        head = head_of(village.record("sound"), manifest_sha256=hashlib.sha256(manifest).hexdigest())
        data = BUNDLE_FILE.write(head)
        return zipped({HEAD: data, HEAD_SIGNATURE: signed(village, data), **dict(sorted(record.items()))})

    return make


def _foreign_pki(village: Village, data: bytes) -> bytes:
    plan = PrecinctPlan(election=village.world.definition.id, precinct="precinct-25", territory="aqsamal", members=3)
    other = make_training_pki(plan, around(EVENING, before=timedelta(days=60), after=timedelta(days=400)))
    return sign_together(data, [other.signers["member-1"], other.signers["member-2"]], EVENING)


def _other_precinct(village: Village, data: bytes) -> bytes:
    world = village.world
    people = []
    for label in CHAIR_AND_ANOTHER:
        holder = replace(holder_of(world.signer(label).certificate), commission="precinct-26")
        people.append(issue(world.pki.territorial, holder, around(EVENING, before=timedelta(1), after=timedelta(9))))
    return sign_together(data, people, EVENING)


def _twice_the_chair(village: Village, data: bytes) -> bytes:
    chair = village.world.signer("member-1")
    return join_signatures([sign_detached(data, chair, EVENING + timedelta(hours=n)) for n in range(2)])


def _loose_head(village: Village) -> bytes:
    """The same head with a space in it: another spelling, soundly signed."""
    files = sound(village)
    data = files[HEAD].replace(b":", b": ", 1)
    return zipped({**files, HEAD: data, HEAD_SIGNATURE: signed(village, data)})


def _extra_member(village: Village) -> bytes:
    files = sound(village)
    data = json.dumps({**json.loads(files[HEAD]), "path": "/"}, separators=(",", ":"), sort_keys=True).encode()
    return zipped({**files, HEAD: data, HEAD_SIGNATURE: signed(village, data)})


_LINK = struct.pack("<I", 0o120777 << 16)
_PLAIN = struct.pack("<I", 0o100644 << 16)
_COMMENTED = b"\x05\x00hello"

HOSTILE = (
    # What is no bundle, or not the whole of one
    Hostile("empty", "bundle-cut-off", lambda village: b""),
    Hostile("one byte", "bundle-cut-off", lambda village: b"P"),
    Hostile("noise", "bundle-not-in-form", lambda village: bytes(range(256)) * 40),
    Hostile("a pdf", "bundle-not-in-form", lambda village: village.record("sound")["protocol.pdf"]),
    Hostile("an empty zip", "bundle-not-whole", lambda village: zipped({})),
    Hostile("cut in the middle", "bundle-cut-off", _bytes(lambda data: data[: len(data) // 2])),
    Hostile("cut in a header", "bundle-cut-off", _bytes(lambda data: data[: _at(data, TARGET) + 17])),
    Hostile("cut in the directory", "bundle-cut-off", _bytes(lambda data: data[:-40])),
    Hostile("cut by one byte", "bundle-cut-off", _bytes(lambda data: data[:-1])),
    Hostile("bytes behind the end", "bundle-not-in-form", _bytes(lambda data: data + b"\0")),
    Hostile("a program before it", "bundle-not-in-form", _bytes(lambda data: b"#!/bin/sh\n" + data)),
    Hostile("two bundles in one file", "bundle-not-in-form", _bytes(lambda data: data + data)),
    # Tricks of ZIP
    Hostile("compressed", "bundle-not-in-form", _python_zip(zipfile.ZIP_DEFLATED)),
    Hostile("a bomb", "bundle-not-in-form", _bomb),
    Hostile("stored by another program", "bundle-not-in-form", _python_zip(zipfile.ZIP_STORED)),
    Hostile("encrypted", "bundle-not-in-form", _field(TARGET, 6, b"\x01\x00")),
    Hostile("sums behind the data", "bundle-not-in-form", _field(TARGET, 6, b"\x08\x00")),
    Hostile("a name in two encodings", "bundle-not-in-form", _field(TARGET, 6, b"\x00\x08")),
    Hostile("another date", "bundle-not-in-form", _field(TARGET, 12, b"\x21\x33")),
    Hostile("extra fields", "bundle-not-in-form", _field(TARGET, 28, b"\x04\x00")),
    Hostile("10 GB declared", "bundle-not-in-form", _field(TARGET, 18, b"\xff" * 8)),
    Hostile("4 GB declared for a text", "bundle-too-large", _field(TARGET, 18, b"\xfe\xff\xff\xff" * 2)),
    Hostile("2 GB declared where there are none", "bundle-cut-off", _field(BOX, 18, b"\x00\x00\x00\x7f" * 2)),
    Hostile("two sizes", "bundle-not-in-form", _field(TARGET, 18, b"\x01\x00\x00\x00")),
    Hostile("overlapping entries", "bundle-not-in-form", _overlapping),
    Hostile("an entry that is not listed", "bundle-not-in-form", _hidden_entry),
    Hostile("a comment", "bundle-not-in-form", _bytes(lambda data: data[:-2] + _COMMENTED)),
    Hostile("a link", "bundle-not-in-form", _bytes(lambda data: data.replace(_PLAIN, _LINK, 1))),
    Hostile("a file twice", "bundle-not-in-form", _doubled),
    Hostile("5,000 more files", "bundle-too-many-files", _many),
    Hostile(
        "a file out of order", "bundle-not-in-form", lambda village: zipped_list(list(sound(village).items())[::-1])
    ),
    # Names that lead elsewhere
    Hostile("a path upwards", "bundle-not-in-form", _raw_name("certificates.pem", "../../etc/passwd")),
    Hostile("an absolute path", "bundle-not-in-form", _raw_name("certificates.pem", "/etc/cron.d/abcd")),
    Hostile("a backslash", "bundle-not-in-form", _raw_name("certificates.pem", "..\\..\\passwordss")),
    Hostile("a name with a zero byte", "bundle-not-in-form", _raw_name("certificates.pem", "certificates.p\0m")),
    Hostile("a name that is no ascii", "bundle-not-in-form", _raw_name("certificates.pem", "c\xe9rtificates.pem")),
    Hostile("a folder too deep", "bundle-not-in-form", _renamed("acts/more/001.json")),
    Hostile("a file that is a folder", "bundle-not-in-form", _renamed("acts")),
    Hostile("a program", "bundle-not-in-form", _renamed("zz.sh")),
    Hostile("a foreign file", "bundle-not-in-form", _renamed("zz.json")),
    Hostile("a second head", "bundle-not-in-form", _second_head),
    # What does not belong together
    Hostile("no head", "bundle-not-in-form", _without(HEAD)),
    Hostile("no signatures", "bundle-not-in-form", _without(HEAD_SIGNATURE)),
    Hostile("no manifest", "bundle-not-whole", _without(names.MANIFEST)),
    Hostile("a file left out", "bundle-not-whole", _without("codes.json")),
    Hostile("a file changed", "bundle-altered", _files(lambda files: {**files, TARGET: files[TARGET] + b" "})),
    Hostile("a byte changed", "bundle-damaged", _bytes(lambda data: data.replace(b"%PDF", b"%pDF", 1))),
    Hostile("file and manifest changed", "bundle-altered", _listed_elsewhere),
    Hostile("a manifest of another precinct", "bundle-altered", _other_manifest(precinct=26)),
    Hostile("a manifest of another archive", "bundle-altered", _other_manifest(uuid="AnotherPrecinctsBox")),
    Hostile("a head too long", "bundle-too-large", _files(_huge_head)),
    Hostile("a head of another spelling", "bundle-unreadable", _loose_head),
    Hostile("a head that says more", "bundle-unreadable", _extra_member),
    # Whose it is
    Hostile("another election", "bundle-altered", _headed(election="president-2012")),
    Hostile("another precinct", "bundle-altered", _headed(precinct=26)),
    Hostile("replayed as a recount", "bundle-nothing-to-replace", _headed(version=2, replaces="ab" * 32)),
    Hostile("the chair alone", "bundle-signature", _headed("member-1")),
    Hostile("two members without the chair", "bundle-signature", _headed("member-3", "member-4")),
    Hostile("the chair twice", "bundle-signature", _signature(_twice_the_chair)),
    Hostile("the technician and the chair", "bundle-signature", _headed("member-1", "technician")),
    Hostile("the central commission", "bundle-signature", _headed("central", "central-2")),
    Hostile("a terminal and the chair", "bundle-signature", _headed("member-1", "terminal-1")),
    Hostile("the chair of another precinct", "bundle-signature", _signature(_other_precinct)),
    Hostile("a commission of one's own making", "bundle-signature", _signature(_foreign_pki)),
    Hostile("signatures of other data", "bundle-signature", _signature(lambda v, data: signed(v, data + b" "))),
    Hostile("no signature at all", "bundle-signature", _signature(lambda v, data: b"")),
    Hostile("noise for a signature", "bundle-signature", _signature(lambda v, data: bytes(range(256)))),
)
