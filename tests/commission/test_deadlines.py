"""The clock after the vote, on the day and a second after it."""

from datetime import date, datetime, timedelta, timezone

import pytest

from sailau.commission import deadlines
from sailau.commission.deadlines import Due
from sailau.election.nouns import ElectionType

DAY = date(2005, 12, 4)
SECOND = timedelta(seconds=1)
ASTANA = timezone(timedelta(hours=6))


@pytest.mark.parametrize(
    ("found", "last"),
    [
        (deadlines.preliminary_due(datetime(2005, 12, 5, 3, 10)), datetime(2005, 12, 7, 3, 10)),
        (deadlines.district_table_due(DAY), datetime(2005, 12, 9, 23, 59, 59)),
        (deadlines.list_protocols_due(DAY), datetime(2005, 12, 6, 23, 59, 59)),
        (deadlines.publication_due(ElectionType.PRESIDENT, DAY), datetime(2005, 12, 14, 23, 59, 59)),
        (deadlines.publication_due(ElectionType.MASLIKHAT, DAY), datetime(2005, 12, 11, 23, 59, 59)),
        (deadlines.publication_due(ElectionType.SELF_GOVERNMENT, DAY), datetime(2005, 12, 8, 23, 59, 59)),
        (deadlines.complaint_due(datetime(2005, 12, 4, 23, 0)), datetime(2005, 12, 14, 23, 59, 59)),
        (deadlines.repeat_election_due(DAY), datetime(2006, 2, 4, 23, 59, 59)),
    ],
    ids=["preliminary", "table", "lists", "president", "maslikhat", "self-government", "complaint", "repeat"],
)
def test_what_is_due_is_in_time_to_the_last_second(found: Due, last: datetime) -> None:
    assert found.moment == last
    assert not found.missed(last)
    assert found.missed(last + SECOND)
    assert found.article.startswith("L ")
    assert all((found.text.kk, found.text.ru, found.text.en))


def test_recorders_are_not_destroyed_a_day_earlier() -> None:
    found = deadlines.recorders_due(date(2005, 12, 10))
    assert found.moment == datetime(2006, 12, 11)
    assert not found.missed(datetime(2030, 1, 1))


def test_the_districts_copy_hangs_for_three_days() -> None:
    assert deadlines.district_posted_due(datetime(2005, 12, 5, 14, 0)).moment == datetime(2005, 12, 8, 14, 0)


def test_an_appeal_on_correctness_has_ten_days_where_the_law_knows_one() -> None:
    found = deadlines.appeal_due(ElectionType.PRESIDENT, date(2005, 12, 6))
    assert found is not None
    assert (found.moment, found.article) == (datetime(2005, 12, 16, 23, 59, 59), "L 68(1)")
    assert deadlines.appeal_due(ElectionType.MASLIKHAT, DAY) is None


def test_a_moment_with_the_commissions_zone_is_the_same_moment() -> None:
    made = datetime(2005, 12, 5, 3, 10, tzinfo=ASTANA)
    found = deadlines.preliminary_due(made)
    assert not found.missed(made + timedelta(hours=48))
    assert found.missed(made + timedelta(hours=48) + SECOND)


def test_the_calendar_after_the_vote_is_in_order_of_time() -> None:
    found = deadlines.after_the_vote(DAY, (ElectionType.MAZHILIS_LIST, ElectionType.MASLIKHAT))
    assert [one.id for one in found] == [
        "list_protocols",
        "district_table",
        "published-maslikhat",
        "published-mazhilis_list",
    ]
    assert "list_protocols" not in {one.id for one in deadlines.after_the_vote(DAY, (ElectionType.PRESIDENT,))}


def test_every_kind_of_election_has_a_day_of_publication() -> None:
    assert set(deadlines.PUBLICATION_DAYS) == set(ElectionType)
