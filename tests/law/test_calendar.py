"""The calendar around a voting day."""

from datetime import date, datetime, time, timedelta

import pytest

from sailau.errors import InvariantError
from sailau.law import calendar
from sailau.law.calendar import CALENDAR, VotingHours

DAY = date(2005, 12, 4)
NOON = datetime(2005, 12, 4, 12)


def test_the_list_is_frozen_at_twenty_on_the_eve_but_a_court_may_still_change_it() -> None:
    freeze = datetime(2005, 12, 3, 20)
    assert calendar.list_freeze(DAY) == freeze
    assert calendar.list_may_change(freeze - timedelta(seconds=1), DAY, by_decision=False)
    assert not calendar.list_may_change(freeze, DAY, by_decision=False)
    assert calendar.list_may_change(NOON, DAY, by_decision=True)


def test_a_list_opens_to_voters_fifteen_seven_or_five_days_before() -> None:
    assert calendar.list_opens(DAY) == datetime(2005, 11, 19)
    assert calendar.list_opens(DAY, calendar.ListKind.SELF_GOVERNMENT) == datetime(2005, 11, 27)
    assert calendar.list_opens(DAY, calendar.ListKind.SPECIAL) == datetime(2005, 11, 29)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 2), date(2026, 7, 1)),
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 7, 2), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_voter_data_are_due_on_the_first_of_january_and_of_july(day: date, due: date) -> None:
    assert calendar.voter_data_due(day) == due


def test_a_home_vote_may_be_asked_until_noon_of_the_voting_day() -> None:
    assert calendar.home_vote_deadline(DAY) == NOON
    assert calendar.home_vote_may_be_asked(NOON, DAY)
    assert not calendar.home_vote_may_be_asked(NOON + timedelta(seconds=1), DAY)


def test_the_check_is_half_an_hour_before_opening_whatever_the_hours() -> None:
    assert calendar.check_of_system(DAY) == datetime(2005, 12, 4, 6, 30)
    early = VotingHours(opens=time(6), closes=time(19))
    assert calendar.check_of_system(DAY, early) == datetime(2005, 12, 4, 5, 30)
    assert calendar.voting_closes(DAY, early) == datetime(2005, 12, 4, 19)


def test_what_follows_the_close_has_its_hours_and_days() -> None:
    closed = calendar.voting_closes(DAY)
    assert calendar.count_deadline(closed) == datetime(2005, 12, 5, 8)
    assert calendar.posted_until(closed) == datetime(2005, 12, 6, 20)
    assert calendar.district_posted_until(closed) == datetime(2005, 12, 7, 20)
    assert calendar.preliminary_by(closed) == datetime(2005, 12, 6, 20)


def test_recorders_are_kept_for_a_year_also_from_a_leap_day() -> None:
    assert calendar.recorders_kept_until(date(2005, 12, 4)) == date(2006, 12, 4)
    assert calendar.recorders_kept_until(date(2004, 2, 29)) == date(2005, 3, 1)


def test_every_entry_has_its_moment_in_the_order_of_time() -> None:
    entries = calendar.calendar_of(DAY)
    assert len(entries) == len(CALENDAR) == len({rule.id for rule in CALENDAR})
    moments = [entry.moment for entry in entries]
    assert moments == sorted(moments)
    days = {entry.rule.id: (entry.moment.date() - DAY).days for entry in entries}
    expected = {"move_request": -30, "list_handed_over": -20, "equipment_installed": -3, "candidates_frozen": -2}
    assert {key: days[key] for key in expected} == expected


def test_an_entry_that_the_calendar_does_not_have_stops_the_program() -> None:
    with pytest.raises(InvariantError):
        calendar.deadline("no such entry", DAY)
