"""Voting at home: by written application, one tour one box, and an excess voids the box (L 41(6), 43(3-1), 50-5(4))."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sailau.accumulator import BALLOT_UNSOUND, NOT_OF_THIS_PRECINCT
from sailau.adapters.sqlite.twin_store import SECOND
from sailau.checkin.home import HomeReason
from sailau.checkin.state import Admitted, AppliedForHome
from sailau.checkin.voters import VoterNumber
from sailau.errors import StoreError
from sailau.portable import TOUR_CREDENTIALS_MAX, TourContents, sign_tour
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import desk, lost_tour, opening, tours
from sailau.service.acts import SignedAct, acts
from sailau.service.pool import Place, pool_rows
from sailau.service.portable import NO_CREDENTIAL_LEFT, TOUR_NOT_EMPTIED
from sailau.service.tour_rows import TourRow
from tests.service.day import DESK, ISSUER, MORNING, TABLE, Day, chosen, open_day, recorded

CARRIERS = ("member-5", "member-6")
DEVICE = "portable-1"


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def apply(day: Day, *voters: int, marked_by: str = "member-1") -> None:
    for number in voters:
        entry = day.voter(number)
        done = tours.apply_for_home(day.precinct, entry, HomeReason.HEALTH, marked_by=marked_by, desk=DESK)
        assert done is None, done


def sent(day: Day, *voters: int, tour: int = 1, spare: int = 2) -> TourRow:
    """The device on its way, filled for these applicants."""
    apply(day, *voters)
    row = tours.begin_tour(day.precinct, tour, DEVICE, CARRIERS, spare=spare)
    assert isinstance(row, TourRow)
    assert day.home().fill(tour, row.credentials, row.applications) is None
    return row


def voted_at_home(day: Day, *answers: int) -> list[SealedVote]:
    votes = [day.home().vote(chosen(answer)) for answer in answers]
    return [vote for vote in votes if isinstance(vote, SealedVote)]


def contents(day: Day) -> TourContents:
    found = day.home().contents()
    assert found is not None
    return found


def ended(day: Day, brought: TourContents | None = None) -> TourRow | Refusal:
    return tours.end_tour(day.precinct, brought or contents(day), accumulator=TABLE, signers=day.signers())


def test_applicants_vote_at_home_and_their_ballots_join_the_box(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1, 2)
        votes = voted_at_home(made, 3, 4)
        row = ended(made)
        assert isinstance(row, TourRow)
        assert (row.applications, row.ballots, row.unused, row.valid, row.done) == (2, 2, 2, True, True)
        assert made.table("box", "ballots") == {vote.credential: vote.card_form for vote in votes}
        for number in (1, 2):
            done = tours.admit_at_home(made.precinct, made.voter(number), 1, member=ISSUER, hour=11)
            assert done is None
            assert desk.standing_of(made.precinct, VoterNumber(number)) == Admitted(hour=11, tour=1)
        counts = made.counts()
        assert (counts["home_ballots"], counts["home_unused"]) == (2, 2)
        made.home().clear()
        assert made.home().contents() is None


def test_application_after_noon_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.clock.at = MORNING.replace(hour=12, minute=0, second=0)
        done = tours.apply_for_home(made.precinct, made.voter(1), HomeReason.HEALTH, marked_by="member-1", desk=DESK)
        assert code(done) == "home-application-late"


def test_application_is_marked_by_the_chair(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        done = tours.apply_for_home(made.precinct, made.voter(1), HomeReason.HEALTH, marked_by="member-4", desk=DESK)
        assert code(done) == "chair-marks-applicant"


def test_applicant_is_not_admitted_in_the_room_and_an_admitted_voter_not_at_home(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        apply(made, 1)
        refused = desk.admit(made.precinct, made.voter(1), made.card(1), desk=DESK, member=ISSUER)
        assert code(refused) == "votes-at-home"
        made.admitted(2, 1)
        done = tours.apply_for_home(made.precinct, made.voter(2), HomeReason.HEALTH, marked_by="member-1", desk=DESK)
        assert code(done) == "already-admitted"


def test_tour_with_one_member_is_refused_and_draws_nothing(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        apply(made, 1)
        assert code(tours.begin_tour(made.precinct, 1, DEVICE, ("member-5",))) == "tour-needs-two"
        assert code(tours.begin_tour(made.precinct, 1, DEVICE, ("member-5", "member-5"))) == "tour-needs-two"
        with pytest.raises(StoreError):
            tours.begin_tour(made.precinct, 1, DEVICE, ("member-5", "passer-by"))
        assert tours.tours(made.precinct) == []
        assert desk.standing_of(made.precinct, VoterNumber(1)) == AppliedForHome(tour=None)
        assert isinstance(tours.begin_tour(made.precinct, 1, DEVICE, CARRIERS), TourRow)


def test_tour_begun_again_after_a_crash_is_the_same_tour(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        row = sent(made, 1, 2)
        made.restart()
        apply(made, 3)
        assert tours.begin_tour(made.precinct, 1, DEVICE, CARRIERS) == row
        assert desk.standing_of(made.precinct, VoterNumber(3)) == AppliedForHome(tour=None)
        assert made.home().fill(1, row.credentials, row.applications) is None
        assert len(made.home().contents().unused) == 4  # type: ignore[union-attr]


def test_device_that_was_not_emptied_takes_no_second_tour(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        row = sent(made, 1)
        apply(made, 2)
        assert tours.begin_tour(made.precinct, 2, DEVICE, CARRIERS) == tours.DEVICE_IS_OUT
        assert made.home().fill(2, row.credentials, row.applications) == TOUR_NOT_EMPTIED
        assert desk.standing_of(made.precinct, VoterNumber(2)) == AppliedForHome(tour=None)


def test_no_tour_leaves_without_an_application_nor_with_a_terminal(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        assert tours.begin_tour(made.precinct, 1, DEVICE, CARRIERS) == tours.NO_APPLICATION_WAITS
        apply(made, 1)
        assert tours.begin_tour(made.precinct, 1, "terminal-1", CARRIERS) == tours.NO_PORTABLE
        assert tours.tours(made.precinct) == []


def test_device_without_a_credential_left_casts_nothing(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1, spare=0)
        assert len(voted_at_home(made, 1)) == 1
        assert made.home().vote(chosen(2)) == NO_CREDENTIAL_LEFT


def test_device_has_room_for_two_hundred_voters() -> None:
    assert TOUR_CREDENTIALS_MAX >= 200


def test_tour_with_more_ballots_than_applications_is_void(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1)
        votes = voted_at_home(made, 1, 2)
        row = ended(made)
        assert isinstance(row, TourRow)
        assert (row.applications, row.ballots, row.valid) == (1, 2, False)
        assert made.table("box", "ballots") == {}
        assert set(made.table("box", "aside")) == {vote.credential for vote in votes}
        (act,) = [signed.act for signed in acts(made.precinct) if signed.act.kind == "tour_voided"]
        assert act.article == "L 43(3-1)"
        due = {"applications": 1, "ballots": 2, "carried_by": list(CARRIERS), "device": DEVICE, "tour": 1}
        assert act.data == due
        names = [made.precinct.official(member).name for member in CARRIERS]
        assert all(name in text for name in names for text in (act.text.kk, act.text.ru))
        assert made.counts()["voided"] == 2


def test_as_many_ballots_as_applications_are_no_excess(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1, 2)
        voted_at_home(made, 1, 2)
        row = ended(made)
        assert isinstance(row, TourRow)
        assert row.valid


def test_tour_brought_twice_counts_once(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1, 2)
        voted_at_home(made, 3)
        brought = contents(made)
        first = ended(made, brought)
        counts = made.counts()
        made.restart()
        assert ended(made, brought) == first
        assert made.counts() == counts
        assert len(made.table("box", "ballots")) == 1


@pytest.mark.parametrize("changed", ["ballots", "unused", "tour", "signature"])
def test_tour_altered_on_the_cable_is_refused(tmp_path: Path, changed: str) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1, 2)
        voted_at_home(made, 3)
        brought = contents(made)
        altered = {
            "ballots": replace(brought, ballots=()),
            "unused": replace(brought, unused=brought.unused[:1]),
            "tour": replace(brought, tour=2),
            "signature": replace(brought, signature=bytes(64)),
        }
        assert ended(made, altered[changed]) == NOT_OF_THIS_PRECINCT
        assert made.table("box", "ballots") == {}


def test_tour_signed_by_another_device_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1)
        voted_at_home(made, 3)
        key = made.installed.pki.signers["terminal-1"].key
        forged = sign_tour(contents(made), made.installed.setup.hash, key)
        assert ended(made, forged) == NOT_OF_THIS_PRECINCT
        as_terminal = sign_tour(replace(contents(made), device="terminal-1"), made.installed.setup.hash, key)
        assert ended(made, as_terminal) == NOT_OF_THIS_PRECINCT


def test_device_that_keeps_a_credential_back_is_refused(tmp_path: Path) -> None:
    """A dishonest device signs for fewer credentials than it was given: nothing is taken until all are there."""
    with open_day(tmp_path) as made:
        sent(made, 1, 2)
        voted_at_home(made, 3)
        key = made.installed.pki.signers[DEVICE].key
        short = replace(contents(made), unused=contents(made).unused[1:])
        assert ended(made, sign_tour(short, made.installed.setup.hash, key)) == BALLOT_UNSOUND


def test_unused_credentials_of_a_tour_come_back_as_unused_and_are_not_loaded_again(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        before = len(made.precinct.free_credentials)
        sent(made, 1, 2)
        voted_at_home(made, 3)
        ended(made)
        assert len(made.precinct.free_credentials) == before - 4
        with made.precinct.stores.cards.transaction() as tx:
            places = [row.place for row in pool_rows(tx)]
        assert (places.count(Place.UNUSED), places.count(Place.GONE)) == (3, 1)
        assert tours.tours(made.precinct)[0].credentials == ()


def test_applicant_who_was_not_on_the_tour_is_not_admitted_by_it(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1)
        apply(made, 2)
        refused = tours.admit_at_home(made.precinct, made.voter(2), 1, member=ISSUER, hour=11)
        assert code(refused) == "no-home-application"
        refused = tours.admit_at_home(made.precinct, made.voter(1), 1, member="member-1", hour=11)
        assert code(refused) == "issuer-barred"


def test_device_that_was_switched_off_keeps_the_ballots_of_its_tour(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1, 2)
        votes = voted_at_home(made, 3)
        made.home().close()
        made.homes.clear()
        votes += voted_at_home(made, 4)
        row = ended(made)
        assert isinstance(row, TourRow)
        assert set(made.table("box", "ballots")) == {vote.credential for vote in votes}
        assert recorded(made.folder / DEVICE / "recorder.jsonl", DEVICE).count("confirmed") == 2


def test_no_tour_leaves_when_voting_is_not_open(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        apply(made, 1)
        assert opening.close_voting(made.precinct) is None
        assert code(tours.begin_tour(made.precinct, 1, DEVICE, CARRIERS)) == "voting-not-open"


def test_tour_is_taken_from_the_copy_that_is_left_with_an_act(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        sent(made, 1, 2)
        votes = voted_at_home(made, 3)
        made.home().close()
        made.homes.clear()
        shutil.rmtree(made.folder / DEVICE / SECOND)
        row = ended(made)
        assert isinstance(row, TourRow) and row.valid
        assert set(made.table("box", "ballots")) == {vote.credential for vote in votes}
        (act,) = [signed.act for signed in acts(made.precinct) if signed.act.kind == "tour_copy_missing"]
        assert (act.data["copies"], act.data["carried_by"]) == ("lost", list(CARRIERS))


def test_stolen_device_votes_no_more_and_its_voters_vote_on_another_tour(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        row = sent(made, 1, 2)
        stolen_votes = voted_at_home(made, 3)
        stolen = contents(made)
        lost = lost_tour.lose_tour(made.precinct, 1, made.signers())
        assert isinstance(lost, SignedAct)
        assert lost.act.data["cancelled"] == len(row.credentials) == 4
        assert all(made.precinct.official(member).name in lost.act.text.ru for member in CARRIERS)
        cancelled = made.table("box", "cancelled")
        assert len(cancelled) == 4 and {vote.credential for vote in stolen_votes} <= set(cancelled)
        assert ended(made, stolen) == tours.TOUR_WAS_LOST
        assert made.table("box", "ballots") == {}
        made.restart()
        assert lost_tour.lose_tour(made.precinct, 1, made.signers()) == lost
        assert made.events("precinct-computer").count("tour-lost") == 1
        for number in (1, 2):
            assert desk.standing_of(made.precinct, VoterNumber(number)) == AppliedForHome(tour=None)
        made.home().clear()
        again = tours.begin_tour(made.precinct, 2, DEVICE, CARRIERS)
        assert isinstance(again, TourRow) and again.applications == 2
        assert not set(again.credentials) & set(row.credentials)
        assert made.home().fill(2, again.credentials, 2) is None
        votes = voted_at_home(made, 3, 4)
        assert isinstance(ended(made), TourRow)
        assert set(made.table("box", "ballots")) == {vote.credential for vote in votes}
        assert lost_tour.lose_tour(made.precinct, 2, made.signers()) == lost_tour.TOUR_CAME_BACK
        assert lost_tour.lose_tour(made.precinct, 3, made.signers()) == lost_tour.NO_SUCH_TOUR


def test_more_applicants_than_a_device_holds_go_on_two_tours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tours, "TOUR_CREDENTIALS_MAX", 5)
    with open_day(tmp_path) as made:
        apply(made, 4, 1, 3, 2)
        row = tours.begin_tour(made.precinct, 1, DEVICE, CARRIERS)
        assert isinstance(row, TourRow) and (row.applications, len(row.credentials)) == (3, 5)
        waits = [int(entry.number) for entry, standing in tours.applicants(made.precinct) if standing.tour is None]
        assert waits == [4]
