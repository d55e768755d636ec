"""The bundle's ZIP has one spelling that every program reads; its head says what replaces what, or is refused."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError
from sailau.formats.stored_zip import (
    HEADER_BYTES,
    Entry,
    Flaw,
    StoredZipError,
    directory,
    header,
    is_directory,
    read_header,
    total_size,
)
from sailau.formats.v1.acknowledgement import ACKNOWLEDGEMENT_FILE, Standing
from sailau.formats.v1.bundle import BUNDLE_FILE, HEAD, HEAD_SIGNATURE, BundleHead, demand_name, ordered

HEAD_OF_A_RECORD = BundleHead(
    election="president-2005",
    precinct=25,
    uuid="ConformancePrecinct25",
    version=2,
    replaces="ab" * 32,
    act=7,
    manifest_sha256="cd" * 32,
)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}(/[A-Za-z0-9][A-Za-z0-9._-]{0,20})?", fullmatch=True)


def written(files: dict[str, bytes]) -> bytes:
    entries = [Entry(name, len(data), zlib.crc32(data)) for name, data in files.items()]
    body = b"".join(header(entry) + files[entry.name] for entry in entries)
    return body + directory(entries)


@settings(max_examples=40)
@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=8))
def test_every_zip_program_reads_what_is_written(files: dict[str, bytes]) -> None:
    data = written(files)
    assert len(data) == total_size([Entry(name, len(one), 0) for name, one in files.items()])
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        assert read.testzip() is None
        assert [(info.filename, read.read(info)) for info in read.infolist()] == list(files.items())
        assert all(info.compress_type == zipfile.ZIP_STORED and info.extra == b"" for info in read.infolist())


@given(st.binary(min_size=HEADER_BYTES, max_size=HEADER_BYTES))
def test_a_header_of_any_bytes_is_the_one_spelling_or_refused(data: bytes) -> None:
    try:
        found = read_header(data)
    except StoredZipError:
        return
    assert header(Entry("x" * found.name_bytes, found.size, found.crc))[:HEADER_BYTES] == data


@given(NAMES, st.binary(max_size=60), st.integers(0, HEADER_BYTES - 1), st.integers(1, 255))
def test_a_header_with_any_byte_changed_says_something_else_or_is_refused(
    name: str, data: bytes, place: int, by: int
) -> None:
    entry = Entry(name, len(data), zlib.crc32(data))
    fixed = bytearray(header(entry)[:HEADER_BYTES])
    fixed[place] ^= by
    try:
        found = read_header(bytes(fixed))
    except StoredZipError:
        return
    assert (found.name_bytes, found.size, found.crc) != (len(name), entry.size, entry.crc)


@pytest.mark.parametrize("count", [0, 3, 29])
def test_a_header_that_is_cut_off_says_so(count: int) -> None:
    with pytest.raises(StoredZipError) as caught:
        read_header(header(Entry("a", 1, 1))[:count])
    assert caught.value.flaw is Flaw.CUT_OFF


def test_an_empty_zip_is_its_directory_alone() -> None:
    assert is_directory(written({})) and not is_directory(written({"a": b""}))


@settings(max_examples=50)
@given(
    st.builds(
        BundleHead,
        election=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}", fullmatch=True),
        precinct=st.integers(0, 99_999),
        uuid=st.text("123456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=14, max_size=40),
        version=st.integers(1, 999),
        replaces=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
        act=st.none() | st.integers(1, 999),
        manifest_sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    )
)
def test_a_head_reads_as_it_was_written_and_only_a_later_version_replaces(head: BundleHead) -> None:
    data = BUNDLE_FILE.write(head)
    lawful = (head.version > 1) == (head.replaces is not None) and (head.act is None or head.version > 1)
    if lawful:
        assert BUNDLE_FILE.read(data) == head
        assert head.key == (head.election, head.precinct, head.uuid, head.version)
    else:
        with pytest.raises(FormatError):
            BUNDLE_FILE.read(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"version":2', b'"version":0'),
        (b'"version":2', b'"version":2.0'),
        (b'"version":2', b'"version":1000'),
        (b'"version":2', b'"version": 2'),
        (b'"act":7', b'"act":0'),
        (b"sailau-bundle/1", b"sailau-bundle/2"),
        (b"cdcd", b"CDCD"),
        (b"president-2005", b"../president"),
        (b'"act":7', b'"act":7,"more":1'),
    ],
)
def test_a_head_of_another_spelling_is_refused(old: bytes, new: bytes) -> None:
    data = BUNDLE_FILE.write(HEAD_OF_A_RECORD)
    assert old in data
    with pytest.raises(FormatError):
        BUNDLE_FILE.read(data.replace(old, new, 1))


@pytest.mark.parametrize(
    "name",
    [
        "../a.json",
        "/etc/passwd",
        "a/b/c.json",
        "a\\b.json",
        "a/../b.json",
        ".hidden",
        "",
        "a/",
        "ä.json",
        "a\x00.json",
        "C:a.json",
        "a" * 121,
        HEAD,
        HEAD_SIGNATURE,
        "a//b",
        "~/a",
        "acts/./a.json",
    ],
)
def test_a_name_that_leads_elsewhere_stands_in_no_bundle(name: str) -> None:
    with pytest.raises(FormatError):
        demand_name(name, [])


def test_names_stand_in_order_once_and_no_file_is_a_folder_too() -> None:
    earlier: list[str] = []
    for name in sorted(["acts", "acts-1", "acts.json", "codes.json", "acts/001-zero_report.json"]):
        if name == "acts/001-zero_report.json":
            with pytest.raises(FormatError, match="both a file and a folder"):
                demand_name(name, earlier)
        else:
            demand_name(name, earlier)
            earlier.append(name)
    for name in ("codes.json", "box.bel"):
        with pytest.raises(FormatError, match="out of order"):
            demand_name(name, earlier)
    assert ordered({"b", "a/c", "a"}) == (HEAD, HEAD_SIGNATURE, "a", "a/c", "b")


def test_an_acknowledgement_of_an_unknown_standing_is_refused() -> None:
    data = (
        b'{"at":"2005-12-04T23:10+05:00","bundle":"' + b"ab" * 32 + b'","commission":"central","election":"e",'
        b'"format":"sailau-acknowledgement/1","manifest":"' + b"cd" * 32 + b'","precinct":25,"reasons":[],'
        b'"standing":"received","uuid":"ConformancePrecinct25","version":1}'
    )
    read = ACKNOWLEDGEMENT_FILE.read(data)
    assert (read.standing, read.final, ACKNOWLEDGEMENT_FILE.write(read)) == (Standing.RECEIVED, False, data)
    with pytest.raises(FormatError):
        ACKNOWLEDGEMENT_FILE.read(data.replace(b'"received"', b'"lost"'))
