"""The clock after the vote as a clerk reads it: what is due by when, what may be done from when (M50-M55, E52)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sailau.commission.effect import picture
from sailau.election.proofreading.order import local
from sailau.errors import SignatureError
from sailau.formats.v1.evidence.custody import Decided
from sailau.formats.v1.evidence.ended import ENDED, ElectionEnded
from sailau.formats.v1.notice import DISTRICT_RESULT
from sailau.refusal import Refusal
from sailau.service.centre.calendar import Kept, calendar, ended_of
from sailau.service.centre.centre import Centre
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.notice_data import notice_of
from sailau.service.centre.notices import Entered
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached
from tests.commission.country import EVENING, country, everybody
from tests.service.centre.sitting import commission, north, people, whole
from tests.service.centre.stores import Store
from tests.service.centre.test_notices import wanted

DAY = date(2026, 11, 22)


def rows(centre: Centre, at: datetime, *notices: Entered, ended: date | None = None) -> dict[str, Kept]:
    """The rows as they stand at a moment, by their ids."""
    holdings = holdings_of(centre)
    now = local(centre.definition, at).replace(tzinfo=None)
    found = calendar(holdings, picture(holdings), notices, now, ended)
    assert [one.due.moment for one in found] == sorted(one.due.moment for one in found)
    return {one.due.id: one for one in found}


def table(centre: Centre, **changes: object) -> Entered:
    """A preliminary table of the north, or of the kind and unit that are named."""
    holdings = holdings_of(centre)
    made = notice_of(
        holdings, picture(holdings), wanted("preliminary_table", north(centre.definition)), 1, centre.now()
    )
    assert not isinstance(made, Refusal)
    return Entered(notice=replace(made[0], **changes), data=made[1])  # type: ignore[arg-type]


def test_preliminary_result_is_due_two_days_after_the_first_protocol_and_of_nothing_nothing_is_due(
    tmp_path: Path, sqlite: Store
) -> None:
    definition = country()
    with commission(tmp_path / "empty", sqlite, [], definition) as centre:
        assert "preliminary" not in rows(centre, EVENING)
    with commission(tmp_path / "centre", sqlite, everybody(definition)[:2], definition) as centre:
        found = rows(centre, EVENING + timedelta(hours=48))["preliminary"]
        assert found.due.moment == local(definition, EVENING).replace(tzinfo=None) + timedelta(hours=48)
        assert (found.late, found.waits_for) == (False, ("republic", "district-3", "district-4"))
        assert rows(centre, EVENING + timedelta(hours=48, seconds=1))["preliminary"].late
        own = rows(centre, EVENING + timedelta(days=9), table(centre))
        assert own["preliminary"].waits_for == ("republic", "district-4")
        of_all = table(centre, unit=replace(table(centre).notice.unit, kind="country", id=""))
        done = rows(centre, EVENING + timedelta(days=9), of_all)
        assert (done["preliminary"].done, done["preliminary"].late) == (True, False)
        assert whole(definition).id == of_all.notice.unit.id


def test_copy_of_the_districts_protocol_hangs_for_three_days(tmp_path: Path, sqlite: Store) -> None:
    with commission(tmp_path / "centre", sqlite, everybody(country())) as centre:
        sat = table(centre, kind=DISTRICT_RESULT, at=EVENING)
        before = rows(centre, EVENING + timedelta(days=3, seconds=-1), sat)["district_posted"]
        assert (before.due.kind, before.about, before.done, before.late) == ("from", "district-3", False, False)
        after = rows(centre, EVENING + timedelta(days=3), sat)["district_posted"]
        assert (after.done, after.late) == (True, False)
        again = table(centre, kind=DISTRICT_RESULT, at=EVENING + timedelta(days=1))
        assert not rows(centre, EVENING + timedelta(days=3), sat, again)["district_posted"].done


def test_results_are_published_within_ten_days(tmp_path: Path, sqlite: Store) -> None:
    with commission(tmp_path / "centre", sqlite, everybody(country())) as centre:
        found = rows(centre, EVENING)
        for kind in ("published-mazhilis_list", "published-mazhilis_seat"):
            assert found[kind].due.moment.date() == DAY + timedelta(days=10)


def test_recorders_are_not_destroyed_a_day_before_their_year_is_over(tmp_path: Path, sqlite: Store) -> None:
    ended = date(2026, 12, 9)
    with commission(tmp_path / "centre", sqlite, []) as centre:
        undeclared = rows(centre, EVENING + timedelta(days=900))["recorders"]
        assert (undeclared.waits_for, undeclared.done, undeclared.late) == (("declare-end",), False, False)
        last = datetime(2027, 12, 9, 23, 59, tzinfo=local(centre.definition, EVENING).tzinfo)
        assert not rows(centre, last, ended=ended)["recorders"].done
        over = rows(centre, last + timedelta(minutes=1), ended=ended)["recorders"]
        assert (over.done, over.waits_for, over.due.moment) == (True, (), datetime(2027, 12, 10))


def declared(centre: Centre, signer: Signer) -> None:
    """The end of the election is said, and laid into the commission's folder."""
    at = local(centre.definition, EVENING + timedelta(days=17)).replace(second=0, microsecond=0)
    decision = Decided(by="Орталық сайлау комиссиясы", number="9/1", day=at.date())
    data = ENDED.write(ElectionEnded(election=centre.election, ended=at.date(), decision=decision, at=at))
    (centre.folder / "ended.json").write_bytes(data)
    (centre.folder / "ended.json.p7s").write_bytes(sign_detached(data, signer, at))


def test_end_of_the_election_is_the_central_commissions_word_alone(tmp_path: Path, sqlite: Store) -> None:
    with commission(tmp_path / "centre", sqlite, []) as centre:
        assert ended_of(centre) is None
        declared(centre, people(country()).central)
        assert ended_of(centre) == date(2026, 12, 9)
        declared(centre, people(country()).chair)
        with pytest.raises(SignatureError):
            ended_of(centre)
