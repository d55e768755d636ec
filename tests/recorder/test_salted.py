"""The record of version 2 is the chain of version 1 with two words before each line (E18, E49)."""

from datetime import UTC, datetime, timedelta

import pytest

from sailau.errors import FormatError, ProofError
from sailau.recorder import begin, line_of, next_entry, verify_chain
from sailau.recorder.moments import Moment, clock_step, rest_gap, run_gap
from sailau.recorder.salted import Salted, parse_salted, read_salted

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def day() -> list[Salted]:
    head, kept = begin("desk-1"), []
    for number, event in enumerate(["recorder-begun", "device-started", "admission-made", "device-stopped"]):
        entry = next_entry(head, event, {}, START + number * SECOND)
        kept.append(Salted(salt=bytes([number]) * 32, uptime_us=10**9 + number, entry=entry))
        head = entry.head()
    return kept


def lines() -> list[bytes]:
    return [salted.line()[:-1] for salted in day()]


def test_what_is_written_is_read_the_same() -> None:
    assert list(read_salted(lines(), "desk-1")) == day()
    assert parse_salted(lines()[2], "x") == day()[2]


def test_without_the_two_words_it_is_the_chain_of_version_1() -> None:
    bare = [line.split(b" ", 2)[2] for line in lines()]
    assert bare == [line_of(salted.entry)[:-1] for salted in day()]
    assert verify_chain(bare, "desk-1") == day()[-1].entry.head()


def test_the_leaf_changes_with_salt_uptime_and_entry() -> None:
    one = day()[0]
    others = [
        Salted(salt=bytes(32)[1:] + b"x", uptime_us=one.uptime_us, entry=one.entry),
        Salted(salt=one.salt, uptime_us=one.uptime_us + 1, entry=one.entry),
        Salted(salt=one.salt, uptime_us=one.uptime_us, entry=day()[1].entry),
    ]
    assert len({salted.leaf() for salted in [one, *others]}) == 4


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        lines()[0][65:],
        lines()[0].replace(b"00", b"0G", 1),
        lines()[0].replace(b" 1000000000 ", b" 01000000000 "),
        lines()[0].replace(b" 1000000000 ", b" 9999999999999999999 "),
        lines()[0].replace(b" 1000000000 ", b" -1 "),
        lines()[0].replace(b" {", b"  {"),
    ],
)
def test_line_of_another_form_is_a_format_error(line: bytes) -> None:
    with pytest.raises(FormatError):
        parse_salted(line, "line 1")


def test_dropped_line_breaks_the_chain() -> None:
    kept = lines()
    with pytest.raises(ProofError, match="line 2"):
        list(read_salted([kept[0], *kept[2:]], "desk-1"))


def moment(seconds: float, uptime: float) -> Moment:
    return Moment(START + timedelta(seconds=seconds), round(uptime * 1_000_000))


def test_a_clock_that_was_set_is_told_from_one_that_goes() -> None:
    assert clock_step(moment(0, 100), moment(10, 110)) is None
    assert clock_step(moment(0, 100), moment(10.3, 110)) is None, "a time service that slews"
    assert clock_step(moment(0, 100), moment(3610, 110)) == {"forward": True, "seconds": 3600}
    assert clock_step(moment(0, 100), moment(-50, 110)) == {"forward": False, "seconds": 60}


def test_a_recorder_that_was_held_up_knows_for_how_long() -> None:
    assert run_gap(moment(0, 100), moment(0, 100.2)) is None
    assert run_gap(moment(0, 100), moment(0, 107)) == {"seconds": 7}
    assert rest_gap(START, START + SECOND) is None
    assert rest_gap(START, START + 90 * SECOND) == ("recorder-gap", {"seconds": 90})
    assert rest_gap(START, START - 90 * SECOND) == ("clock-stepped", {"forward": False, "seconds": 90})
    assert rest_gap(START, START + 10**6 * SECOND) == ("recorder-gap", {"seconds": 99_999})
