"""After a crash a card is not put back where it lay: it is lost, or carried to the wrong place."""

from pathlib import Path

import pytest

from sailau.checkin.state import NotAdmitted
from sailau.refusal import Refusal
from sailau.service import accumulator, closing, desk, opening
from sailau.service.lost_card import give_card_up
from sailau.service.precinct import Precinct
from tests.crash.faults import CrashError, Failing
from tests.service.day import DESK, ISSUER, PASSWORD, TABLE, Day, open_day


def crash_at(day: Day, kind: str) -> None:
    """The precinct computer will be torn down at the next operation of this kind."""
    day.restart(Failing(kind))


def start_again(day: Day) -> None:
    day.precinct.close()
    day.precinct = Precinct.open(day.folder / "computer", PASSWORD, day.clock)


def test_ballot_that_was_taken_stands_when_its_card_is_lost_in_the_crash(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted(1, 1)
        made.vote(slot)
        crash_at(made, "box:checkpointed")
        with pytest.raises(CrashError):
            made.take(slot)
        start_again(made)
        assert len(made.table("box", "ballots")) == 1
        assert opening.close_voting(made.precinct) is None
        assert closing.declare_missing(made.precinct, made.signers(), accumulator=TABLE) == 0
        assert made.table("box", "cancelled") == {}
        assert made.counts()["accepted"] == 1 and "missing" not in made.counts()


def test_card_without_a_mark_that_is_put_into_the_accumulator_leaves_its_voter_free_to_come_again(
    tmp_path: Path,
) -> None:
    with open_day(tmp_path) as made:
        slot, voter = made.card(1), made.voter(1)
        crash_at(made, "checkin:checkpointed")
        with pytest.raises(CrashError):
            desk.admit(made.precinct, voter, slot, desk=DESK, member=ISSUER)
        start_again(made)
        assert desk.pending_of(made.precinct, DESK) is not None
        assert isinstance(accumulator.take_card(made.precinct, slot, accumulator=TABLE), accumulator.Returned)
        assert desk.resume(made.precinct, slot, DESK) is None
        assert isinstance(desk.standing_of(made.precinct, voter.number), NotAdmitted)
        made.loaded.discard(1)
        made.voted(1, 1)
        assert sum(number for name, number in made.counts().items() if name.startswith("issued:")) == 1


def test_card_that_an_accumulator_took_back_is_not_given_up_as_missing(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.card(1)
        crash_at(made, "checkin:checkpointed")
        with pytest.raises(CrashError):
            desk.admit(made.precinct, made.voter(1), slot, desk=DESK, member=ISSUER)
        start_again(made)
        assert not isinstance(accumulator.take_card(made.precinct, slot, accumulator=TABLE), Refusal)
        assert give_card_up(made.precinct, DESK, made.signers()) is None
        assert made.counts() == {}
        made.voted(1, 2)
