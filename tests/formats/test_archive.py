"""The archive's tar: one form to the byte, in both directions."""

import hashlib
import io
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError
from sailau.formats.v1.archive import (
    BLOCK,
    DATA_SUFFIX,
    EVENT,
    EVENT_SUFFIX,
    HEADER,
    Event,
    Writer,
    bodies,
    entries,
    tar_header,
)
from tests.vectors import precinct_25


def written(payloads: list[bytes], timestamp: int = 1) -> bytes:
    target = io.BytesIO()
    writer = Writer(target, timestamp)
    for payload in payloads:
        writer.event("Ballot", writer.data(payload))
    return target.getvalue()


def read(data: bytes, entries_max: int = 99) -> list[tuple[str, bytes]]:
    source = io.BytesIO(data)
    listed = list(entries(source, len(data), entries_max))
    return [(entry.name, body) for entry, body in zip(listed, bodies(source, listed), strict=True)]


def test_the_vectors_are_rewritten_byte_for_byte() -> None:
    header, *rest = precinct_25.records()
    target = io.BytesIO()
    writer = Writer(target, int(HEADER.read(header[1]).timestamp))
    for entry, body in rest:
        if entry.name.endswith(DATA_SUFFIX):
            writer.data(body)
        else:
            event = EVENT.read(body)
            assert writer.event(event.type, event.payload).hex() + EVENT_SUFFIX == entry.name
    assert target.getvalue() == precinct_25.ARCHIVE.read_bytes()


@settings(max_examples=30)
@given(st.lists(st.binary(max_size=1500), max_size=4), st.integers(0, 8**11 - 1))
def test_what_is_written_is_read_back(payloads: list[bytes], timestamp: int) -> None:
    data = written(payloads, timestamp)
    assert len(data) % BLOCK == 0
    records = read(data)
    assert [body for name, body in records if name.endswith(DATA_SUFFIX)] == payloads
    assert all(name.startswith(hashlib.sha256(body).hexdigest()) for name, body in records[1:])


def test_an_ordinary_tar_reader_reads_it_too() -> None:
    with tarfile.open(fileobj=io.BytesIO(written([b"payload"]))) as archive:
        members = archive.getmembers()
        assert [member.size for member in members][:2] == [29, 7]
        assert members[0].name == "BELENIOS"


def test_events_are_chained_by_height_and_parent() -> None:
    events = [EVENT.read(body) for name, body in read(written([b"a", b"b"])) if name.endswith(EVENT_SUFFIX)]
    assert [event.height for event in events] == [0, 1]
    assert events[0].parent is None
    assert events[1].parent == hashlib.sha256(EVENT.write(events[0])).digest()
    assert events[1].payload == hashlib.sha256(b"b").digest()


def test_an_event_without_payload_has_no_payload_key() -> None:
    assert EVENT.write(Event(None, 0, "Setup", None)) == b'{"height":0,"type":"Setup"}'


@pytest.mark.parametrize("type_", ["setup", "", 5, None])
def test_an_unknown_type_of_event_is_refused(type_: object) -> None:
    with pytest.raises(FormatError):
        EVENT.codec.decode({"height": 0, "type": type_}, "event")


HEADER_FIELDS = {
    "name": 10,
    "after the name": 90,
    "mode": 103,
    "owner": 110,
    "group": 118,
    "checksum": 150,
    "kind": 156,
    "magic": 257,
    "owner name": 270,
    "last byte": 511,
}


@pytest.mark.parametrize("place", HEADER_FIELDS.values(), ids=HEADER_FIELDS.keys())
def test_a_header_with_another_byte_anywhere_is_refused(place: int) -> None:
    data = bytearray(written([b"payload"]))
    data[place] ^= 1
    with pytest.raises(FormatError):
        read(bytes(data))


def test_a_size_with_the_right_checksum_but_another_spelling_is_refused() -> None:
    head = bytearray(tar_header("BELENIOS", 7, 1))
    head[124:136] = b"0000000 007\0"
    with pytest.raises(FormatError):
        read(bytes(head) + bytes(BLOCK))
    head[124:136] = b"00000000009\0"
    with pytest.raises(FormatError, match="octal"):
        read(bytes(head) + bytes(BLOCK))


def test_padding_that_is_not_zero_is_refused() -> None:
    data = bytearray(written([b"payload"]))
    data[-1] = 1
    with pytest.raises(FormatError, match="padding"):
        read(bytes(data))


def test_end_of_archive_blocks_are_refused() -> None:
    with pytest.raises(FormatError):
        read(written([b"payload"]) + bytes(2 * BLOCK))


@pytest.mark.parametrize("cut", [1, 100, 512, 513, 700, 1023, 1025, 1500, 2000])
def test_an_archive_cut_inside_a_record_is_refused(cut: int) -> None:
    with pytest.raises(FormatError, match="ends inside"):
        read(written([b"x" * 700])[:-cut])


def test_more_records_than_expected_are_refused() -> None:
    data = written([b"a"] * 5)
    assert len(read(data, 11)) == 11
    with pytest.raises(FormatError, match="more than 10 records"):
        read(data, 10)


def test_a_name_that_is_not_ascii_is_refused() -> None:
    head = bytearray(tar_header("BELENIOS", 0, 1))
    head[0] = 0xC3
    with pytest.raises(FormatError, match="ASCII"):
        read(bytes(head))
