"""The end of a day on which a portable device did not come back: its votes are not counted, and the record says so."""

from pathlib import Path

import pytest

from sailau.formats.v1.record import Figures
from sailau.formats.v1.tally import Result
from sailau.refusal import Refusal
from sailau.service import closing, lost_tour, opening, tours
from sailau.service.acts import SignedAct
from sailau.service.count import finish_count
from tests.portable.test_tours import CARRIERS, DEVICE, contents, ended, sent, voted_at_home
from tests.service.day import Day
from tests.service.test_closing import counting, hand_in, voted_day
from tests.service.test_records import codes, judged, written


def stolen(day: Day) -> None:
    """Two applicants voted on the device, which is then stolen."""
    sent(day, 20, 21)
    assert len(voted_at_home(day, 1, 2)) == 2
    assert isinstance(lost_tour.lose_tour(day.precinct, 1, day.signers()), SignedAct)


def test_record_of_a_day_whose_device_was_stolen_is_explained_by_the_acts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with voted_day(tmp_path) as (day, _):
        stolen(day)
        assert opening.close_voting(day.precinct) is None
        assert isinstance(closing.destroy_unused(day.precinct, day.signers()), int)
        hand_in(day, "terminal-1", "terminal-2")
        assert closing.reconcile(day.precinct) == closing.NOT_ALL_DEVICES
        closing.declare_device_dead(day.precinct, DEVICE, day.signers())
        figures = closing.reconcile(day.precinct)
        assert isinstance(figures, Figures), figures
        assert [(tour.applications, tour.ballots) for tour in figures.tours] == [(0, 0)]
        assert figures.figures["home_ballots"] == 0 and figures.figures["credentials_cancelled"] == 4
        result = finish_count(day.precinct, counting(day))
        assert isinstance(result, Result) and sum(result.result[0]) == 5
        status, report = judged(day, written(day, tmp_path / "record"), capsys)
        assert (codes(report, "findings"), status) == (set(), 0)
        assert "closing-missing" in codes(report, "explained")


def test_stolen_device_that_turns_up_leaves_its_ballots_out_of_its_closing_sum(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (day, _):
        stolen(day)
        brought = contents(day)
        assert ended(day, brought) == tours.TOUR_WAS_LOST
        assert opening.close_voting(day.precinct) is None
        assert ended(day, brought) == tours.TOUR_WAS_LOST
        hand_in(day)
        (card, _, _) = closing.closing_cards(day.precinct)[DEVICE]
        assert (card.sealed, card.left_out) == (2, 2)
        assert isinstance(closing.destroy_unused(day.precinct, day.signers()), int)
        figures = closing.reconcile(day.precinct)
        assert isinstance(figures, Figures) and figures.figures["closing_left_out"] == 2


def test_home_voters_stand_on_a_line_of_their_own_and_their_ballots_join_the_box_before_the_mix(
    tmp_path: Path,
) -> None:
    with voted_day(tmp_path) as (day, _):
        sent(day, 20, 21)
        assert len(voted_at_home(day, 1, 2)) == 2
        assert opening.close_voting(day.precinct) is None
        hand_in(day, "terminal-1", "terminal-2")
        assert closing.destroy_unused(day.precinct, day.signers()) == closing.TOUR_OUT, "a tour is loaded first"
        assert not isinstance(ended(day), Refusal)
        for number in (20, 21):
            admitted = tours.admit_at_home(day.precinct, day.voter(number), 1, member="member-4", hour=11)
            assert admitted is None
        hand_in(day, DEVICE)
        assert isinstance(closing.destroy_unused(day.precinct, day.signers()), int)
        figures = closing.reconcile(day.precinct)
        assert isinstance(figures, Figures)
        assert [(tour.tour, tour.members, tour.ballots) for tour in figures.tours] == [(1, CARRIERS, 2)]
        assert (figures.figures["home_applications"], figures.figures["home_ballots"]) == (2, 2)
        assert figures.figures["box_ballots"] == 7
        result = finish_count(day.precinct, counting(day))
        assert isinstance(result, Result) and sum(result.result[0]) == 7
