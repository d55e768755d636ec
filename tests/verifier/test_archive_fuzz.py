"""Archives changed at random: never an exception, always a finding."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance import curve
from conformance.broken_archives import Record, data_record, rechained, written
from conformance.forgery import dumps
from sailau.group import GENERATOR, IDENTITY, Q, point_to_hex
from sailau.verifier.archive import verify_archive
from sailau.verifier.finding import Finding, Findings
from tests.sealing import elections
from tests.sealing.test_archive import records
from tests.vectors import precinct_25

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
few = settings(quick, max_examples=8)


def defects_of(data: bytes, tmp_path: Path) -> list[Finding]:
    path = tmp_path / "fuzzed.bel"
    path.write_bytes(data)
    findings = Findings()
    verify_archive(path, findings, 1)
    return findings.defects


def flipped(drawn: st.DataObject, data: bytes) -> bytes:
    place = drawn.draw(st.integers(0, 8 * len(data) - 1))
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


@quick
@given(drawn=st.data())
def test_a_flipped_bit_anywhere_gives_a_finding(drawn: st.DataObject, tmp_path: Path) -> None:
    assert defects_of(flipped(drawn, elections.council().archive), tmp_path)


@few
@given(drawn=st.data())
def test_a_flipped_bit_anywhere_in_the_vectors_gives_a_finding(drawn: st.DataObject, tmp_path: Path) -> None:
    assert defects_of(flipped(drawn, precinct_25.ARCHIVE.read_bytes()), tmp_path)


@quick
@given(drawn=st.data())
def test_a_cut_anywhere_gives_a_finding(drawn: st.DataObject, tmp_path: Path) -> None:
    data = elections.council().archive
    assert defects_of(data[: drawn.draw(st.integers(0, len(data) - 1))], tmp_path)


@quick
@given(drawn=st.data())
def test_a_piece_taken_out_or_put_in_gives_a_finding(drawn: st.DataObject, tmp_path: Path) -> None:
    data = elections.council().archive
    start, length = drawn.draw(st.integers(0, len(data) - 1)), drawn.draw(st.integers(0, 2000))
    piece = drawn.draw(st.binary(min_size=1, max_size=600))
    changed = data[:start] + piece + data[start + length :]
    if changed != data:
        assert defects_of(changed, tmp_path)


@quick
@given(data=st.binary(max_size=3000))
def test_any_bytes_give_a_finding(data: bytes, tmp_path: Path) -> None:
    assert defects_of(data, tmp_path)


POINTS = (IDENTITY, GENERATOR, curve.ORDER_TWO, curve.ORDER_EIGHT, curve.MIXED_ORDER, curve.OFF_CURVE)
JUNK: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2**53, 10**30, 1.5, "", "x", "0", "1", str(Q - 1), str(Q), "-1", "😀", [], {}, [[]],
    *map(point_to_hex, POINTS), point_to_hex(curve.SECOND_SPELLING_OF_IDENTITY), "A" * 43, "z" * 64,
)  # fmt: skip


@cache
def sound(shape: str) -> tuple[Record, ...]:
    made = {"president": elections.president, "parties": elections.parties, "council": elections.council}[shape]()
    return tuple(Record(name, body) for name, body in records(made.archive))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the way to every value inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


def with_junk(drawn: st.DataObject, body: bytes) -> bytes:
    """Put junk somewhere into a JSON text, or take something out or double it."""
    value = [json.loads(body)]
    place = drawn.draw(st.sampled_from([(0, *place) for place in places(value[0])]))
    target: Any = value
    for key in place[:-1]:
        target = target[key]
    match drawn.draw(st.sampled_from(["junk", "junk", "drop", "double"])):
        case "drop" if len(place) > 1:
            del target[place[-1]]
        case "double" if isinstance(target, list) and len(place) > 1:
            target.append(target[place[-1]])
        case _:
            target[place[-1]] = drawn.draw(st.sampled_from(JUNK))
    return dumps(value[0]).encode()


@pytest.mark.parametrize("shape", ["president", "parties", "council"])
def test_junk_in_a_message_with_all_hashes_made_right_gives_a_finding(shape: str, tmp_path: Path) -> None:
    whole = sound(shape)
    numbers = [number for number, one in enumerate(whole) if number and not one.event]
    # A list of credentials may hold any keys. Whose mix a mix is, version 1 does not prove.
    free = {3, *(number - 1 for number, one in enumerate(whole) if one.event == "Shuffle")}

    @quick
    @given(drawn=st.data())
    def fuzz(drawn: st.DataObject) -> None:
        number = drawn.draw(st.sampled_from(numbers))
        body = with_junk(drawn, whole[number].body)
        changed = [*whole[:number], data_record(body), *whole[number + 1 :]]
        defects = defects_of(written(rechained(changed)), tmp_path)
        if body != whole[number].body and number not in free:
            assert defects

    fuzz()
