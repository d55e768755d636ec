"""Who is ill asks before the day: the application waits in the book, and the chair marks it in the precinct (M35)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import rfc8785

from sailau.adapters.recorder_file import RecorderFile
from sailau.checkin.home import HomeReason
from sailau.checkin.state import AppliedForHome
from sailau.checkin.voters import encode_list
from sailau.election.definition import canonical
from sailau.election.examples import EXAMPLE_PRECINCT, president_2005
from sailau.errors import FormatError
from sailau.register.events import EventKind
from sailau.register.finding import KINDS_BY_CODE
from sailau.service import lists, tours
from sailau.service.list_book import create_book, events, open_book
from sailau.service.list_changes import Removal, change_entry
from sailau.service.list_home import apply_home, enter_home_file, home_file, withdraw_home
from tests.service.day import DESK, MORNING, Day, open_day
from tests.service.office import CHEAP, COURT, ORDER, PASSWORD, Office, SetClock, done, refused

CHAIR = "member-1"
FIELDS = {"applications": [], "election": str(president_2005().id), "precinct": int(EXAMPLE_PRECINCT), "version": 1}


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with open_day(tmp_path / "day") as opened:
        yield opened


@pytest.fixture
def office(tmp_path: Path, day: Day) -> Iterator[Office]:
    """A register office with the very list that the precinct was installed with."""
    clock = SetClock(MORNING - timedelta(days=10))
    with RecorderFile(tmp_path / "register.jsonl", "register", clock) as recorder:
        create_book(tmp_path / "book", PASSWORD, canonical(president_2005()), CHEAP)
        book = open_book(tmp_path / "book", PASSWORD, clock=clock, recorder=recorder)
        made = Office(tmp_path, clock, book, recorder)
        source = lists.Source(
            path=made.file(encode_list(day.precinct.voters), "list.json").path, only=int(EXAMPLE_PRECINCT)
        )
        done(lists.load_file(book, source, ORDER, accept=frozenset(KINDS_BY_CODE)))
        yield made
        made.book.close()


def iin(day: Day, number: int) -> str:
    return day.voter(number).iin.digits


def ask(office: Office, day: Day, number: int, reason: HomeReason | None = HomeReason.HEALTH) -> object:
    return apply_home(office.book, iin(day, number), ORDER, reason=reason, written=True)


def test_applications_before_the_day_are_marked_by_the_chair_in_the_precinct(office: Office, day: Day) -> None:
    done(ask(office, day, 3))
    done(ask(office, day, 5, HomeReason.CARE_OF_ILL_FAMILY))
    data = home_file(office.book, int(EXAMPLE_PRECINCT))
    entered = enter_home_file(day.precinct, data, marked_by=CHAIR, desk=DESK)
    assert (entered.entered, entered.refused) == (2, ())
    waiting = tours.applicants(day.precinct)
    assert [int(entry.number) for entry, standing in waiting if standing == AppliedForHome()] == [3, 5]
    again = enter_home_file(day.precinct, data, marked_by=CHAIR, desk=DESK)
    assert (again, len(tours.applicants(day.precinct))) == (entered, 2)


def test_only_the_chair_marks_and_only_until_noon(office: Office, day: Day) -> None:
    done(ask(office, day, 3))
    data = home_file(office.book, int(EXAMPLE_PRECINCT))
    by_another = enter_home_file(day.precinct, data, marked_by="member-4", desk=DESK)
    day.clock.at = MORNING.replace(hour=12, minute=0, second=1)
    late = enter_home_file(day.precinct, data, marked_by=CHAIR, desk=DESK)
    told = [(number, refusal.code) for entered in (by_another, late) for number, refusal in entered.refused]
    assert told == [(3, "chair-marks-applicant"), (3, "home-application-late")]
    assert tours.applicants(day.precinct) == []


def test_an_application_is_in_writing_with_a_reason_of_one_who_is_on_a_list_once(office: Office, day: Day) -> None:
    unwritten = apply_home(office.book, iin(day, 3), ORDER, reason=HomeReason.HEALTH, written=False)
    assert refused(unwritten) == "no-written-application"
    assert refused(ask(office, day, 3, None)) == "no-written-application"
    done(change_entry(office.book, Removal(precinct=int(EXAMPLE_PRECINCT), number=4), COURT))
    assert refused(ask(office, day, 4)) == "not-on-list"
    done(ask(office, day, 3))
    assert refused(ask(office, day, 3)) == "already-applied-for-home"
    assert refused(withdraw_home(office.book, iin(day, 5), ORDER)) == "no-home-application"
    done(withdraw_home(office.book, iin(day, 3), ORDER))
    assert json.loads(home_file(office.book, int(EXAMPLE_PRECINCT))) == FIELDS
    kinds = [event.kind for event in events(office.book)][-2:]
    assert kinds == [EventKind.HOME_ASKED, EventKind.HOME_WITHDRAWN]


@pytest.mark.parametrize(("hour", "minute", "second", "taken"), [(12, 0, 0, True), (12, 0, 1, False)])
def test_an_application_is_taken_until_noon_of_the_voting_day(
    office: Office, day: Day, hour: int, minute: int, second: int, taken: bool
) -> None:
    office.clock.at = MORNING.replace(hour=hour, minute=minute, second=second)
    if taken:
        done(ask(office, day, 3))
    else:
        assert refused(ask(office, day, 3)) == "home-application-late"


def test_who_left_the_list_since_goes_with_no_file(office: Office, day: Day) -> None:
    done(ask(office, day, 3))
    done(ask(office, day, 5))
    done(change_entry(office.book, Removal(precinct=int(EXAMPLE_PRECINCT), number=3), COURT))
    rows = json.loads(home_file(office.book, int(EXAMPLE_PRECINCT)))["applications"]
    assert [row["iin"] for row in rows] == [iin(day, 5)]


def test_an_applicant_whom_the_precincts_list_has_not_is_told_and_the_others_are_entered(day: Day) -> None:
    stranger = {"iin": "700505300775", "reason": "health", "received": MORNING.isoformat()}
    known = stranger | {"iin": iin(day, 5)}
    data = rfc8785.dumps(FIELDS | {"applications": [stranger, known]})
    told = enter_home_file(day.precinct, data, marked_by=CHAIR, desk=DESK)
    assert (told.entered, [(n, refusal.code) for n, refusal in told.refused]) == (1, [(None, "not-on-list")])


@pytest.mark.parametrize(
    "changed",
    [
        {"precinct": 26},
        {"election": "another"},
        {"version": 2},
        {"applications": [{"iin": "700505300775", "reason": "tired", "received": "2005-12-01T10:00:00+05:00"}]},
        {"applications": [{"iin": "700505300776", "reason": "health", "received": "2005-12-01T10:00:00+05:00"}]},
        {"applications": [{"iin": "700505300775", "reason": "health", "received": "yesterday"}]},
        {"applications": [{"iin": "700505300775", "reason": "health"}]},
        {"note": "x"},
    ],
)
def test_a_file_that_is_none_or_another_precincts_is_refused(day: Day, changed: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        enter_home_file(day.precinct, rfc8785.dumps(FIELDS | changed), marked_by=CHAIR, desk=DESK)


def test_neither_events_nor_disk_say_who_is_ill(office: Office, day: Day) -> None:
    done(ask(office, day, 3))
    told = json.dumps([event.as_json(with_voter=True) for event in events(office.book)], ensure_ascii=False)
    kept = b"".join(p.read_bytes() for p in (office.folder / "book").rglob("*") if p.is_file())
    kept += (office.folder / "register.jsonl").read_bytes()
    for secret in (iin(day, 3), "health"):
        assert secret not in told
        assert secret.encode() not in kept
