"""The export follows NIST SP 1500-101, for every event of every device (E49)."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sailau.recorder import CATALOGUE, FieldValue, begin, next_entry
from sailau.recorder.cdf import documentation, event_log
from sailau.recorder.salted import Salted
from sailau.recorder.values import FieldKind
from tests.recorder.nist_form import flaws

START = datetime(2026, 11, 22, 7, 0, tzinfo=timezone(timedelta(hours=5)))
DEVICES = ["precinct-computer", "desk-1", "terminal-2", "portable-1", "accumulator-1", "register"]
SIMPLE: dict[str, FieldValue] = {
    **dict.fromkeys(("count", "entries", "bytes", "member", "contest", "tour"), 5),
    "flag": True,
    "act": "A-1",
    "digest": "0" * 64,
    "device": "desk-1",
    "session": "000001",
    "wrapped": "A" * 172,
    "frame": "A" * 240,
}


def value_of(of: FieldKind) -> FieldValue:
    return of[0] if isinstance(of, tuple) else SIMPLE[of]


def every_event(device: str) -> list[Salted]:
    head, kept = begin(device), []
    for number, kind in enumerate(kind for kind in CATALOGUE.values() if kind.allows(device)):
        fields = {name: value_of(of) for name, of in kind.fields.items()}
        entry = next_entry(head, kind.code, fields, START + timedelta(seconds=number))
        kept.append(Salted(salt=bytes(32), uptime_us=2**62 + number, entry=entry))
        head = entry.head()
    return kept


def log_of(device: str) -> dict[str, Any]:
    return event_log(device, every_event(device), generated=START, election="president-2005", version="0.1.0")


@pytest.mark.parametrize("device", DEVICES)
def test_log_of_every_event_has_the_published_form(device: str) -> None:
    log = log_of(device)
    assert flaws(log, "ElectionEventLog") == []
    events = log["Device"][0]["Event"]
    assert len(events) == sum(kind.allows(device) for kind in CATALOGUE.values())
    assert [event["Sequence"] for event in events] == [str(number) for number in range(len(events))]
    assert [event["Hash"] for event in events] == [salted.entry.hash for salted in every_event(device)]


@pytest.mark.parametrize("device", DEVICES)
def test_documentation_describes_every_id_and_type_that_the_log_uses(device: str) -> None:
    page, log = documentation(device, generated=START, version="0.1.0"), log_of(device)
    assert flaws(page, "ElectionEventLogDocumentation") == []
    events = log["Device"][0]["Event"]
    assert {event["Id"] for event in events} == {item["Id"] for item in page["EventIdDescription"]}
    assert {event["Type"] for event in events} == {item["Type"] for item in page["EventTypeDescription"]}


def test_the_form_of_the_test_is_strict() -> None:
    log = log_of("desk-1")
    event = log["Device"][0]["Event"][0]
    for key, wrong in [
        ("Disposition", "good"),
        ("Sequence", 5),
        ("TimeStamp", "2026-11-22T07:00:00"),
        ("Colour", "red"),
        ("@type", "Event"),
    ]:
        altered = event | {key: wrong}
        assert flaws(altered, "Event") != [], key
    assert flaws({key: value for key, value in event.items() if key != "Id"}, "Event") == ["Event: no Id"]
    assert flaws(log | {"Device": {}}, "ElectionEventLog") != []


def test_times_keep_their_zone_and_details_tell_fields_and_uptime() -> None:
    log = event_log(
        "desk-1", every_event("desk-1"), generated=datetime(2026, 11, 22, tzinfo=UTC), election="", version=""
    )
    event = next(event for event in log["Device"][0]["Event"] if event["Id"] == "card-activated")
    assert event["TimeStamp"].endswith("+05:00")
    assert '"fields":{"member":5}' in event["Details"]
    assert '"uptime_us":"46116860184273' in event["Details"]


@pytest.mark.parametrize(
    ("event", "fields", "said"),
    [
        ("password-entered", {"accepted": True}, "success"),
        ("password-entered", {"accepted": False}, "failure"),
        ("password-locked", {}, "failure"),
        ("device-started", {}, "na"),
    ],
)
def test_disposition_says_what_the_event_says(event: str, fields: dict[str, FieldValue], said: str) -> None:
    entry = next_entry(begin("terminal-1"), event, fields, START)
    salted = Salted(salt=bytes(32), uptime_us=0, entry=entry)
    log = event_log("terminal-1", [salted], generated=START, election="", version="")
    assert log["Device"][0]["Event"][0]["Disposition"] == said
