"""A sealed stream says to its key what was done and when, and to everybody else nothing but the minute of its end."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError, InvariantError, ProofError
from sailau.recorder import begin, line_of, next_entry
from sailau.recorder.catalogue import SEALED, EventKind
from sailau.recorder.session import (
    FRAME_BYTES,
    INPUTS_A_FRAME,
    INTERVAL,
    Planned,
    SessionInput,
    Stream,
    due,
    end,
    goes_inside,
    last_edge,
    note,
    open_frame,
    open_stream,
    session_of,
)
from sailau.recorder.values import FieldValue

START = datetime(2026, 11, 22, 4, 0, 20, 123_456, tzinfo=UTC)
UPTIME = 5_000_000_000
SECOND = 1_000_000
KEY = bytes(range(32))
NAME = session_of("terminal-1", 12)
Act = tuple[int, str, dict[str, FieldValue]]


def opened(key: bytes = KEY) -> Stream:
    return Stream(session=NAME, key=key, begun=START, begun_us=UPTIME)


def whole(acts: Sequence[Act], ended_at: int, outcome: str = "voted", key: bytes = KEY) -> list[Planned]:
    """Run a session as the recorder does, looking at the clock every 50 ms; times in µs from its start."""
    stream: Stream | None = opened(key)
    out: list[Planned] = []
    left = sorted(acts, key=lambda act: act[0])
    now = 0
    while stream is not None:
        while left and left[0][0] <= now:
            at, event, fields = left.pop(0)
            stream = note(stream, event, fields, UPTIME + at)
        if now >= ended_at:
            stream = end(stream, outcome, UPTIME + ended_at)
        stream, planned = due(stream, UPTIME + now)
        out.extend(planned)
        now += 50_000
    assert not left
    return out


def frames(planned: Sequence[Planned]) -> list[str]:
    return [str(entry.fields["frame"]) for entry in planned if entry.event == INTERVAL]


def clear(planned: Sequence[Planned]) -> list[object]:
    """Everything that stands in the record but ciphertext, and the length of that."""
    return [
        (
            entry.event,
            entry.time,
            entry.uptime_us,
            {k: len(str(v)) if k == "frame" else v for k, v in entry.fields.items()},
        )
        for entry in planned
    ]


FIRST: list[Act] = [(2 * SECOND, "answer-touched", {"contest": 1}), (9 * SECOND, "confirmed", {})]
PRESSES: list[Act] = [(SECOND + n * 90_000, "input-made", {"source": "keyboard"}) for n in range(24)]
LAST: list[Act] = [
    *PRESSES,
    (5 * SECOND, "answer-touched", {"contest": 2}),
    (6 * SECOND, "answer-touched", {"contest": 1}),
    (39 * SECOND, "confirmed", {}),
]


def test_first_answer_by_touch_and_last_by_keys_differ_in_nothing_but_ciphertext() -> None:
    one, two = whole(FIRST, 10 * SECOND), whole(LAST, 39 * SECOND + 400_000)
    assert clear(one) == clear(two)
    assert frames(one) != frames(two)
    assert one[-1].event == "stream-ended"
    assert one[-1].time == datetime(2026, 11, 22, 4, 1, tzinfo=UTC)


acts_in_a_minute = st.lists(
    st.tuples(
        st.integers(0, 39 * SECOND),
        st.sampled_from(["input-made", "answer-touched", "review-shown", "confirmed"]),
    ),
    max_size=60,
).map(lambda drawn: [(at, event, dict(FIELDS[event])) for at, event in drawn])
FIELDS: dict[str, dict[str, FieldValue]] = {
    "input-made": {"source": "switch-two"},
    "answer-touched": {"contest": 3},
    "review-shown": {},
    "confirmed": {},
}


@settings(max_examples=25, deadline=None)
@given(one=acts_in_a_minute, two=acts_in_a_minute, ended=st.integers(39 * SECOND, 39 * SECOND + 799_000))
def test_any_two_sessions_that_end_in_the_same_minute_look_alike(one: list[Act], two: list[Act], ended: int) -> None:
    first, second = whole(one, 39 * SECOND), whole(two, ended)
    assert clear(first) == clear(second)
    sizes = {len(b64decode(frame)) for frame in frames(first) + frames(second)}
    assert sizes == {FRAME_BYTES}
    lengths = {
        len(line_of(next_entry(begin("terminal-1"), e.event, e.fields, e.time))) for e in first if e.event == INTERVAL
    }
    assert len(lengths) == 1, "also as lines of the record"


@settings(max_examples=25, deadline=None)
@given(acts=acts_in_a_minute)
def test_the_key_gives_back_every_input_with_its_time(acts: list[Act]) -> None:
    seen = open_stream(KEY, NAME, frames(whole(acts, 39 * SECOND)))
    expected = sorted(acts, key=lambda act: act[0])
    assert [(item.at_us, *item.event()) for item in seen] == expected


def test_cadence_is_200_ms_of_the_clock_to_the_next_full_minute() -> None:
    planned = whole(FIRST, 10 * SECOND)
    times = [entry.time for entry in planned if entry.event == INTERVAL]
    assert times[0] == START.replace(microsecond=200_000)
    assert all(b - a == timedelta(milliseconds=200) for a, b in pairwise(times))
    assert times[-1] == START.replace(minute=1, second=0, microsecond=0)
    assert len(times) == 200


def test_a_recorder_that_was_held_up_writes_what_it_would_have_written() -> None:
    stream: Stream | None = note(opened(), "confirmed", {}, UPTIME + SECOND)
    assert stream is not None
    ended = end(stream, "voted", UPTIME + 2 * SECOND)
    at_once = due(ended, UPTIME + 50 * SECOND)
    assert at_once[0] is None
    assert clear(at_once[1]) == clear(whole([(SECOND, "confirmed", {})], 2 * SECOND))
    assert due(ended, last_edge(ended))[1] == at_once[1], "a recorder that stops writes the rest ahead"


def test_no_input_is_lost_when_more_come_than_a_frame_holds() -> None:
    storm: list[Act] = [(SECOND + n, "input-made", {"source": "touch-beside"}) for n in range(5 * INPUTS_A_FRAME + 1)]
    planned = whole(storm, 2 * SECOND)
    assert len(open_stream(KEY, NAME, frames(planned))) == len(storm)
    late: list[Act] = [(39 * SECOND + 800_000 + n, "confirmed", {}) for n in range(3 * INPUTS_A_FRAME)]
    planned = whole(late, 39 * SECOND + 850_000)
    assert len(open_stream(KEY, NAME, frames(planned))) == len(late)
    assert planned[-1].time.second == 0
    assert planned[-1].time.minute == 2, "it goes on for another minute rather than lose one"


def test_frame_of_another_session_key_or_place_does_not_open() -> None:
    first, second = (b64decode(frame) for frame in frames(whole(FIRST, 10 * SECOND))[:2])
    assert open_frame(KEY, NAME, 0, first) == ()
    for key, name, index, frame in [
        (bytes(32), NAME, 0, first),
        (KEY, session_of("terminal-1", 13), 0, first),
        (KEY, NAME, 1, first),
        (KEY, NAME, 0, second),
        (KEY, NAME, 0, bytes([first[0] ^ 1]) + first[1:]),
    ]:
        with pytest.raises(ProofError):
            open_frame(key, name, index, frame)
    with pytest.raises(FormatError):
        open_frame(KEY, NAME, 0, first[:-1])


def test_dropped_or_exchanged_frames_do_not_open() -> None:
    kept = frames(whole(FIRST, 10 * SECOND))
    for wrong in (kept[1:], [*kept[:5], *kept[6:]], [kept[1], kept[0], *kept[2:]]):
        with pytest.raises(ProofError):
            open_stream(KEY, NAME, wrong)


def test_key_and_inputs_do_not_show_in_the_streams_text() -> None:
    text = repr(note(opened(), "answer-touched", {"contest": 1}, UPTIME + 1))
    assert "waiting" not in text
    assert b64encode(KEY).decode() not in text
    assert repr(KEY) not in text


def test_events_outside_a_session_and_strange_fields_stop_the_program() -> None:
    for event, fields in [("admission-made", {}), ("card-loaded", {}), ("confirmed", {"contest": 1}), ("nothing", {})]:
        with pytest.raises(InvariantError):
            note(opened(), event, fields, UPTIME)
    with pytest.raises(InvariantError):
        end(opened(), "won", UPTIME)
    assert not goes_inside("session-begun")
    assert goes_inside("confirmed")


def test_the_first_end_of_a_session_holds() -> None:
    once = end(opened(), "voted", UPTIME + 1)
    assert end(once, "abandoned", UPTIME + 99 * SECOND) == once


@pytest.mark.parametrize("kind", list(SEALED.values()), ids=lambda kind: kind.code)
def test_every_event_of_a_stream_is_read_as_it_was_noted(kind: EventKind) -> None:
    cases: list[dict[str, FieldValue]] = [{}]
    for name, of in kind.fields.items():
        cases = [{name: value} for value in (of if isinstance(of, tuple) else (1, 99))]
    for fields in cases:
        (noted,) = note(opened(), kind.code, fields, UPTIME + 5).waiting
        assert (noted.at_us, noted.event()) == (5, (kind.code, fields))


@pytest.mark.parametrize("item", [SessionInput(0, 200, 0), SessionInput(0, 1, 0), SessionInput(0, 1, 99)])
def test_numbers_that_the_catalogue_does_not_have_are_a_format_error(item: SessionInput) -> None:
    with pytest.raises(FormatError):
        item.event()
