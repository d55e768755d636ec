"""The record can be continued and checked; it cannot be changed, thinned, reordered or cut unseen (E18, E49)."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError, InvariantError, ProofError
from sailau.recorder import (
    CATALOGUE,
    Entry,
    FieldValue,
    Head,
    begin,
    encode_signed_head,
    extends,
    head_message,
    line_of,
    next_entry,
    parse_line,
    sign_head,
    verify_chain,
)

START = datetime(2026, 11, 22, 7, 0, tzinfo=timezone(timedelta(hours=5)))
DAY: list[tuple[str, dict[str, FieldValue]]] = [
    ("recorder-begun", {}),
    ("device-started", {}),
    ("card-inserted", {"state": "activated"}),
    ("admission-intended", {"member": 4}),
    ("card-activated", {"member": 4}),
    ("admission-made", {}),
]


def record(device: str = "desk-1", day: list[tuple[str, dict[str, FieldValue]]] = DAY) -> list[Entry]:
    head, entries = begin(device), []
    for i, (event, fields) in enumerate(day):
        entry = next_entry(head, event, fields, START + timedelta(seconds=i))
        head = entry.head()
        entries.append(entry)
    return entries


def lines(entries: list[Entry]) -> list[bytes]:
    return [line_of(entry).rstrip(b"\n") for entry in entries]


def test_whole_record_verifies_to_its_head() -> None:
    entries = record()
    assert verify_chain(lines(entries), "desk-1") == entries[-1].head()
    assert verify_chain([], "desk-1") == begin("desk-1")


def test_time_is_exact_and_keeps_its_zone() -> None:
    exact = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=5)))
    entry = next_entry(begin("desk-1"), "admission-made", {}, exact)
    assert b'"time":"2026-11-22T09:30:15.123456+05:00"' in line_of(entry)
    assert parse_line(line_of(entry)[:-1], "x").time == exact


@pytest.mark.parametrize("at", range(len(DAY) - 1))
def test_dropped_entry_breaks_the_chain(at: int) -> None:
    kept = lines(record())
    del kept[at]
    with pytest.raises(ProofError, match=f"line {at + 1}"):
        verify_chain(kept, "desk-1")


@pytest.mark.parametrize("at", range(len(DAY) - 1))
def test_exchanged_entries_break_the_chain(at: int) -> None:
    kept = lines(record())
    kept[at], kept[at + 1] = kept[at + 1], kept[at]
    with pytest.raises(ProofError):
        verify_chain(kept, "desk-1")


def test_repeated_entry_breaks_the_chain() -> None:
    kept = lines(record())
    with pytest.raises(ProofError, match="line 4"):
        verify_chain([*kept[:3], kept[2], *kept[3:]], "desk-1")


@pytest.mark.parametrize(
    "change",
    [
        {"time": "2026-11-22T07:00:09.000000+05:00"},
        {"event": "admission-dropped", "fields": {"reason": "crash"}},
        {"fields": {"member": 5}},
        {"seq": 9},
        {"device": "desk-2"},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
    ],
)
def test_changed_entry_breaks_the_chain(change: Mapping[str, object]) -> None:
    kept = lines(record())
    raw = json.loads(kept[4]) | change
    kept[4] = json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(ProofError, match="line 5"):
        verify_chain(kept, "desk-1")


def test_record_of_another_device_does_not_pass() -> None:
    with pytest.raises(ProofError):
        verify_chain(lines(record("desk-2")), "desk-1")


def test_cut_end_is_seen_by_an_earlier_signed_head() -> None:
    entries = record()
    head = entries[4].head()
    assert extends(lines(entries), head) == entries[-1].head()
    assert extends(lines(entries[:5]), head) == head
    with pytest.raises(ProofError, match="does not continue"):
        extends(lines(entries[:4]), head)
    with pytest.raises(ProofError, match="does not continue"):
        extends([], head)


def test_record_rewritten_as_a_whole_is_seen_by_an_earlier_signed_head() -> None:
    head = record()[3].head()
    rewritten = record(day=[*DAY[:2], ("card-inserted", {"state": "loaded"}), *DAY[3:]])
    verify_chain(lines(rewritten), "desk-1")
    with pytest.raises(ProofError, match="does not continue"):
        extends(lines(rewritten), head)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"device":"desk-1"}',
    ],
)
def test_line_that_is_no_entry_is_a_format_error(line: bytes) -> None:
    with pytest.raises(FormatError):
        parse_line(line, "line 1")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"device"', b'{ "device"'),
        (b'"seq":4', b'"seq":4.0'),
        (b'"seq":4', b'"seq":true'),
        (b".000000+05:00", b"+05:00"),
        (b"2026-11-22T07", b"2026-13-22T07"),
        (b"+05:00", b""),
        (b'"member":4', b'"member":400'),
        (b'"member":4', b'"member":"4"'),
        (b'"member":4', b'"iin":"910312300456"'),
        (b'{"member":4}', b"{}"),
        (b"card-activated", b"card-admired"),
        (b"card-activated", b"confirmed"),
    ],
)
def test_entry_outside_catalogue_or_canonical_form_is_a_format_error(old: bytes, new: bytes) -> None:
    line = lines(record())[4]
    assert old in line
    with pytest.raises(FormatError):
        parse_line(line.replace(old, new), "line 5")


@pytest.mark.parametrize(
    ("device", "event", "fields"),
    [
        ("desk-1", "no-such-event", {}),
        ("desk-1", "confirmed", {}),
        ("terminal-1", "admission-made", {}),
        ("desk-1", "admission-made", {"iin": "910312300456"}),
        ("desk-1", "card-activated", {}),
        ("desk-1", "card-activated", {"member": 0}),
        ("desk-1", "card-activated", {"member": True}),
        ("desk-1", "admission-undone", {"reason": "because the voter said so"}),
    ],
)
def test_recording_outside_the_catalogue_stops_the_program(
    device: str, event: str, fields: dict[str, FieldValue]
) -> None:
    with pytest.raises(InvariantError):
        next_entry(begin(device), event, fields, START)


def test_time_without_zone_stops_the_program() -> None:
    with pytest.raises(InvariantError):
        next_entry(begin("desk-1"), "admission-made", {}, START.replace(tzinfo=None))


def test_device_id_of_another_form_stops_the_program() -> None:
    with pytest.raises(InvariantError):
        begin("Desk 1")


def test_signed_head_binds_device_length_and_hash() -> None:
    head = record()[-1].head()
    messages = {
        head_message(head),
        head_message(replace(head, device="desk-2")),
        head_message(replace(head, entries=head.entries - 1)),
        head_message(replace(head, hash="0" * 64)),
    }
    assert len(messages) == 4
    signed = sign_head(head, lambda message: b"signed:" + message[:4])
    assert signed.head == head
    assert json.loads(encode_signed_head(signed)) == {
        "device": "desk-1",
        "entries": len(DAY),
        "hash": head.hash,
        "signature": (b"signed:" + head_message(head)[:4]).hex(),
    }


@st.composite
def recordings(draw: st.DrawFn) -> tuple[str, list[tuple[str, dict[str, FieldValue]]]]:
    device = draw(st.sampled_from(["precinct", "desk-1", "terminal-12", "portable-3", "accumulator-1"]))
    kinds = [kind for kind in CATALOGUE.values() if kind.allows(device)]
    day = []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=12)):
        fields = {name: draw(values_of(of)) for name, of in kind.fields.items()}
        day.append((kind.code, fields))
    return device, day


def values_of(kind: str | tuple[str, ...]) -> st.SearchStrategy[FieldValue]:
    if isinstance(kind, tuple):
        return st.sampled_from(kind)
    kinds: dict[str, st.SearchStrategy[FieldValue]] = {
        "count": st.integers(0, 99_999),
        "entries": st.integers(0, 99_999_999),
        "bytes": st.integers(0, 99_999),
        "member": st.integers(1, 99),
        "contest": st.integers(1, 99),
        "tour": st.integers(1, 99),
        "flag": st.booleans(),
        "act": st.from_regex(r"[A-Z]{1,6}-[0-9]{1,4}", fullmatch=True),
        "digest": st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
        "device": st.from_regex(r"[a-z]{2,20}(-[0-9]{1,3})?", fullmatch=True),
        "session": st.from_regex(r"[0-9]{6}", fullmatch=True),
        "wrapped": st.binary(min_size=129, max_size=129).map(lambda raw: b64encode(raw).decode()),
        "frame": st.binary(min_size=180, max_size=180).map(lambda raw: b64encode(raw).decode()),
    }
    return kinds[kind]


@settings(max_examples=60, deadline=None)
@given(recording=recordings(), at=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)))
def test_whatever_the_catalogue_allows_is_written_and_read_the_same(
    recording: tuple[str, list[tuple[str, dict[str, FieldValue]]]], at: datetime
) -> None:
    device, day = recording
    head, kept = begin(device), []
    for event, fields in day:
        entry = next_entry(head, event, fields, at)
        line = line_of(entry)
        assert parse_line(line[:-1], "x") == entry
        kept.append(line[:-1])
        head = entry.head()
    assert verify_chain(kept, device) == head == Head(device=device, entries=len(day), hash=head.hash)
