"""Sittings: who may vote, when a decision is taken, notice of 48 hours, dissent (M23)."""

from datetime import UTC, datetime, timedelta

import pytest

from sailau.precinct.sitting import Notice, Votes, is_taken, refuse_sitting, refuse_votes
from sailau.refusal import Refusal

MEMBERS = [f"member-{number}" for number in range(1, 8)]
BEGAN = datetime(2005, 12, 3, 18, 0, tzinfo=UTC)
IN_TIME = Notice(told=BEGAN - timedelta(hours=48), began=BEGAN, urgent=False)
FIVE = frozenset(MEMBERS[:5])


def votes(in_favour: int, against: int = 0, abstained: int = 0) -> Votes:
    end = in_favour + against
    return Votes(
        in_favour=frozenset(MEMBERS[:in_favour]),
        against=frozenset(MEMBERS[in_favour:end]),
        abstained=frozenset(MEMBERS[end : end + abstained]),
    )


def held(
    *given: Votes, notice: Notice = IN_TIME, present: frozenset[str] = FIVE, dissents: dict[str, str] | None = None
) -> str | None:
    refusal = refuse_sitting(notice, given, dissents or {}, members=MEMBERS, present=present, commission=7)
    return None if refusal is None else refusal.code


def test_a_decision_is_taken_by_more_than_half_of_the_whole_commission() -> None:
    assert [is_taken(votes(number), 7) for number in range(8)] == [False] * 4 + [True] * 4
    assert not is_taken(votes(3), 6)


def test_a_sitting_told_of_in_time_with_all_votes_is_minuted() -> None:
    assert held(votes(4, 1), votes(2, 2, 1)) is None


def test_two_days_notice_or_a_matter_that_cannot_wait() -> None:
    late = Notice(told=BEGAN - timedelta(hours=47, minutes=59), began=BEGAN, urgent=False)
    assert held(votes(5), notice=late) == "short-notice"
    assert held(votes(5), notice=Notice(told=late.told, began=BEGAN, urgent=True)) is None


def test_three_of_seven_hold_no_sitting() -> None:
    assert held(votes(3), present=frozenset(MEMBERS[:3])) == "sitting-no-quorum"


@pytest.mark.parametrize(
    "wrong",
    [
        Votes(in_favour=FIVE, against=frozenset({"member-1"})),
        Votes(in_favour=FIVE - {"member-5"}),
        Votes(in_favour=FIVE | {"member-6"}),
    ],
)
def test_votes_that_are_twice_missing_or_of_one_who_was_not_there_are_unclear(wrong: Votes) -> None:
    assert held(wrong) == "votes-unclear"


def test_a_stranger_or_a_suspended_member_does_not_vote() -> None:
    refusal = refuse_votes(votes(5), MEMBERS[1:], FIVE)
    assert isinstance(refusal, Refusal) and refusal.code == "vote-of-no-member"
    assert held(votes(5), present=FIVE | {"member-9"}) == "vote-of-no-member"


def test_a_dissent_is_of_one_who_was_there_and_did_not_agree_with_all() -> None:
    assert held(votes(4, 1), dissents={"member-5": "Келіспеймін."}) is None
    for member in ("member-1", "member-7", "member-9"):
        assert held(votes(4, 1), dissents={member: "…"}) == "dissent-in-favour"


def test_minutes_without_a_decision_are_none() -> None:
    assert held() == "nothing-decided"
