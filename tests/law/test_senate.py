"""The Senate's two seats (M67)."""

from datetime import date

from sailau.law.rules import RuleName, rule_on
from sailau.law.winners import SenateContender, joint_session_has_quorum, senate
from tests.law.standing import name, names, shorts


def stood(**votes: tuple[int, int]) -> tuple[SenateContender, ...]:
    return tuple(SenateContender(name=name(k), six_years=six, three_years=three) for k, (six, three) in votes.items())


def test_each_seat_is_counted_apart() -> None:
    outcome = senate(stood(A=(51, 10), B=(30, 40), C=(19, 35)), participants=100)
    assert shorts(outcome.six_years.elected) == ("A",)
    assert outcome.three_years.elected == ()
    assert shorts(outcome.three_years.repeat_vote) == ("B", "C")
    assert outcome.both == ()


def test_half_of_the_electors_is_not_enough() -> None:
    outcome = senate(stood(A=(50, 51), B=(50, 49)), participants=100)
    assert outcome.six_years.elected == ()
    assert shorts(outcome.three_years.elected) == ("A",)


def test_an_elector_may_leave_a_square_empty_and_still_took_part() -> None:
    outcome = senate(stood(A=(40, 60), B=(10, 40)), participants=100)
    assert outcome.six_years.elected == ()
    assert shorts(outcome.six_years.repeat_vote) == ("A", "B")


def test_a_majority_for_both_seats_is_reported_and_not_decided() -> None:
    outcome = senate(stood(A=(60, 70), B=(40, 30)), participants=100)
    assert outcome.both == names("A")
    assert outcome.steps[0].kind == "both_seats"


def test_each_seat_has_a_lot_of_its_own() -> None:
    outcome = senate(stood(A=(40, 40), B=(30, 30), C=(30, 30)), participants=100, lots_six_years=(names("C", "B"),))
    assert shorts(outcome.six_years.repeat_vote) == ("A", "C")
    assert outcome.three_years.ties[0].between == names("B", "C")


def test_the_quorum_is_taken_of_the_elected_deputies() -> None:
    rule = rule_on(RuleName.SENATE_QUORUM_SHARE, date(2005, 8, 19))
    assert rule is not None
    assert not joint_session_has_quorum(elected_deputies=100, present=50, rule=rule)
    assert joint_session_has_quorum(elected_deputies=100, present=51, rule=rule)
