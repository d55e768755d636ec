"""Standings kept at hand are those of the store: after every change, and after one that came to nothing (E29, M40)."""

from pathlib import Path

import pytest

from sailau.checkin.standing_bytes import encode_standing
from sailau.checkin.state import Admitted, NotAdmitted
from sailau.service import desk
from tests.crash.faults import CrashError, Failing
from tests.service.day import Day, day


def as_stored(made: Day) -> dict[bytes, bytes]:
    return dict(made.table("checkin", "standings"))


def as_known(made: Day) -> dict[bytes, bytes]:
    known = made.precinct.known_standings.read(made.precinct.stores.checkin)
    return {key: encode_standing(standing) for key, standing in known.items()}


def test_standings_at_hand_are_those_of_the_store_after_every_change(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        assert as_known(made) == {}
        for number in (5, 3, 4):
            desk.store_standing(made.precinct, made.voter(number).number, Admitted(hour=8))
            assert as_known(made) == as_stored(made)
        desk.store_standing(made.precinct, made.voter(3).number, NotAdmitted(undone=1))
        assert as_known(made) == as_stored(made)
        assert [int(number) for number in desk.standing_by_number(made.precinct)] == [3, 4, 5]
        made.restart()
        assert as_known(made) == as_stored(made) != {}


def test_change_that_was_torn_down_before_it_was_durable_is_not_known(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        desk.store_standing(made.precinct, made.voter(1).number, Admitted(hour=8))
        before = as_known(made)
        with pytest.raises(CrashError), made.precinct.stores.checkin.transaction() as tx:
            desk.put_standing(tx, made.precinct, made.voter(2).number, Admitted(hour=9))
            raise CrashError
        assert as_known(made) == as_stored(made) == before
        made.restart(Failing("checkin:commit"))
        with pytest.raises(CrashError):
            desk.store_standing(made.precinct, made.voter(2).number, Admitted(hour=9))
        made.restart()
        assert as_known(made) == as_stored(made) == before
