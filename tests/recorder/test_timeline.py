"""A device's time-line from its record: bars, marks, what a court should look at (E49)."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.recorder.catalogue import CATALOGUE
from sailau.recorder.chain import Entry, begin, next_entry
from sailau.recorder.timeline import LANE_NAMES, Lane, lane_of, timeline_of
from sailau.recorder.values import FieldValue
from sailau.service.evidence.picture import OUTCOMES, days_of, picture_of, table_of

ZONE = timezone(timedelta(hours=5))
MORNING = datetime(2026, 11, 22, 7, 0, tzinfo=ZONE)
Happened = tuple[float, str, dict[str, FieldValue]]
WRAPPED = "A" * 172


def entries(happened: Sequence[Happened], device: str = "terminal-1") -> Iterator[Entry]:
    """Entries at so many minutes after seven."""
    head = begin(device)
    for minutes, event, fields in happened:
        entry = next_entry(head, event, fields, MORNING + timedelta(minutes=minutes))
        head = entry.head()
        yield entry


def turn(at: float, number: int, outcome: str, minutes: float = 2) -> list[Happened]:
    return [
        (at, "stream-begun", {"session": f"{number:06d}", "wrapped": WRAPPED}),
        (at + minutes, "interval-sealed", {"frame": "B" * 240}),
        (at + minutes, "stream-ended", {"session": f"{number:06d}", "outcome": outcome}),
    ]


DAY: list[Happened] = [
    (0, "device-started", {}),
    *turn(10, 1, "voted"),
    *turn(40, 2, "abandoned"),
    (90, "card-refused", {"reason": "expired"}),
    (150, "recorder-gap", {"seconds": 1800}),
    *turn(200, 3, "interrupted"),
    (300, "fault-reported", {"part": "printer"}),
]


def test_turns_are_bars_with_their_outcome_and_frames_are_left_out() -> None:
    timeline = timeline_of("terminal-1", entries(DAY))
    (day,) = timeline.days
    assert (day.first_hour, day.last_hour) == (7, 13)
    assert [(bar.outcome, bar.begun.minute) for bar in day.bars if bar.lane is Lane.TURNS] == [
        ("voted", 10),
        ("abandoned", 40),
        ("interrupted", 20),
    ]
    gap = next(bar for bar in day.bars if bar.outcome == "gap")
    assert gap.ended - gap.begun == timedelta(minutes=30)
    assert not [mark for mark in day.marks if mark.event == "interval-sealed"]
    assert timeline.counts["interval-sealed"] == 3
    assert timeline.entries == len(DAY)


def test_what_a_court_should_look_at_is_singled_out() -> None:
    timeline = timeline_of("terminal-1", entries(DAY))
    assert [entry.event for entry in timeline.notable] == [
        "device-started",
        "stream-ended",
        "card-refused",
        "recorder-gap",
        "stream-ended",
        "fault-reported",
    ]
    trouble = {mark.event for mark in timeline.days[0].marks if mark.lane is Lane.TROUBLE}
    assert trouble == {"card-refused", "recorder-gap", "fault-reported"}


def test_turn_that_the_record_breaks_off_in_is_interrupted() -> None:
    timeline = timeline_of("terminal-1", entries([*turn(1, 1, "voted")[:1], (9, "device-stopped", {})]))
    (bar,) = timeline.days[0].bars
    assert (bar.outcome, bar.ended - bar.begun) == ("interrupted", timedelta(minutes=8))


def test_each_day_has_a_panel_and_a_gap_over_midnight_is_in_both() -> None:
    happened: list[Happened] = [
        (0, "device-started", {}),
        (60 * 24, "recorder-gap", {"seconds": 60 * 60 * 20}),
    ]
    timeline = timeline_of("terminal-1", entries(happened))
    assert [day.day.day for day in timeline.days] == [22, 23]
    assert [len(day.bars) for day in timeline.days] == [1, 1]
    assert len(days_of(timeline, ("kk", "ru"))) == 2


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_picture_is_well_formed_says_everything_in_words_and_uses_no_colour(language: str) -> None:
    timeline = timeline_of("terminal-1", entries(DAY))
    svg = picture_of(timeline, (language,))  # type: ignore[arg-type]
    root = ElementTree.fromstring(svg)
    said = {"".join(node.itertext()) for node in root.iter() if node.tag.endswith("text")}
    for words in (*OUTCOMES.values(), LANE_NAMES[Lane.TURNS], LANE_NAMES[Lane.TROUBLE]):
        assert getattr(words, language) in said
    colours = {
        node.get(name, "#000") for node in root.iter() for name in ("fill", "stroke") if node.get(name) is not None
    }
    assert colours <= {"#000", "#fff", "#999", "#bbb", "none", "url(#hatch)", "url(#cross)"}
    assert svg == picture_of(timeline, (language,)), "the same record, the same bytes"  # type: ignore[arg-type]


def test_table_has_every_entry_but_the_frames_and_no_wrapped_key() -> None:
    rows = table_of(entries(DAY), "en").decode().splitlines()
    assert len(rows) == 1 + len(DAY) - 3
    assert WRAPPED not in "".join(rows)
    assert rows[1].startswith("0,2026-11-22 07:00:00.000+05:00,")


def test_every_event_of_the_catalogue_has_a_lane() -> None:
    lanes = {code: lane_of(kind) for code, kind in CATALOGUE.items()}
    assert lanes["admission-made"] is Lane.PEOPLE
    assert lanes["ballot-taken"] is Lane.CARDS
    assert lanes["voting-opened"] is Lane.COMMISSION
    assert lanes["clock-stepped"] is Lane.MACHINE
    assert set(lanes.values()) | {Lane.TROUBLE} == set(Lane)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 5000), st.sampled_from(["voted", "abandoned"])), max_size=30))
def test_no_turn_is_lost_however_they_lie(turns: list[tuple[int, str]]) -> None:
    happened = [one for number, (at, outcome) in enumerate(sorted(turns)) for one in turn(at, number, outcome, 1)]
    timeline = timeline_of("terminal-1", entries(happened))
    assert timeline.counts.get("stream-ended", 0) == len(turns)
    over_midnight = sum((at % 1440) == 1019 for at, _ in turns)
    assert sum(len(day.bars) for day in timeline.days) == len(turns) + over_midnight
    assert ElementTree.fromstring(picture_of(timeline, ("kk",))) is not None
