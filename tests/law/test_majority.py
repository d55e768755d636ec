"""Majority with a repeat vote of two (M46, M58-M61)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.errors import InvariantError
from sailau.law.winners import Contender, MajorityBase, TieKind, first_vote, repeat_vote
from tests.law.standing import name, names, shorts, standing

votes = st.lists(st.integers(0, 60), min_size=2, max_size=7)


def test_more_than_half_is_elected_at_once() -> None:
    outcome = first_vote(standing(A=51, B=30, C=19), participants=100)
    assert shorts(outcome.elected) == ("A",)
    assert outcome.repeat_vote == ()
    assert outcome.ties == ()


def test_exactly_half_is_not_elected() -> None:
    outcome = first_vote(standing(A=50, B=30, C=20), participants=100)
    assert outcome.elected == ()
    assert shorts(outcome.repeat_vote) == ("A", "B")


def test_half_of_an_odd_number_of_votes_is_decided_exactly() -> None:
    assert shorts(first_vote(standing(A=51, B=50), participants=101).elected) == ("A",)
    assert first_vote(standing(A=50, B=51), participants=102).elected == ()


def test_invalid_ballots_are_left_out_of_the_base_unless_the_definition_keeps_them_in() -> None:
    stood = standing(A=50, B=40)
    assert shorts(first_vote(stood, participants=100, invalid=10).elected) == ("A",)
    with_invalid = first_vote(stood, participants=100, invalid=10, base=MajorityBase.PARTICIPANTS)
    assert with_invalid.elected == ()
    assert shorts(with_invalid.repeat_vote) == ("A", "B")


def test_equal_second_places_are_a_tie_and_the_first_is_sure() -> None:
    outcome = first_vote(standing(A=40, B=30, C=30), participants=100)
    assert shorts(outcome.repeat_vote) == ("A",)
    (tie,) = outcome.ties
    assert (tie.kind, tie.places, tie.between) == (TieKind.REPEAT_VOTE_PLACE, 1, names("B", "C"))


def test_three_equal_first_places_leave_both_places_open() -> None:
    outcome = first_vote(standing(A=30, B=30, C=30, D=10), participants=100)
    assert outcome.repeat_vote == ()
    assert outcome.ties[0].places == 2
    assert outcome.ties[0].between == names("A", "B", "C")


def test_two_equal_first_places_are_no_tie_since_both_go() -> None:
    outcome = first_vote(standing(A=40, B=40, C=20), participants=100)
    assert shorts(outcome.repeat_vote) == ("A", "B")
    assert outcome.ties == ()


def test_a_recorded_lot_settles_the_second_place_and_the_explanation_says_so() -> None:
    outcome = first_vote(standing(A=40, B=30, C=30), participants=100, lots=(names("C", "B"),))
    assert shorts(outcome.repeat_vote) == ("A", "C")
    assert outcome.ties == ()
    (step,) = [s for s in outcome.steps if s.kind == "lot"]
    assert "C" in step.text.en
    assert "lot" in step.text.en


@pytest.mark.parametrize("lot", [("B",), ("C", "B", "A"), ("B", "B"), ("A", "B")])
def test_a_lot_among_others_than_the_tied_settles_nothing(lot: tuple[str, ...]) -> None:
    outcome = first_vote(standing(A=40, B=30, C=30), participants=100, lots=(names(*lot),))
    assert len(outcome.ties) == 1


def test_who_dropped_out_gives_way_to_the_next_best() -> None:
    outcome = first_vote(standing("B", A=40, B=35, C=25), participants=100)
    assert shorts(outcome.repeat_vote) == ("A", "C")
    assert [s.kind for s in outcome.steps].count("withdrawn") == 1


def test_one_left_for_the_repeat_vote_means_a_repeat_election() -> None:
    outcome = first_vote(standing("B", A=50, B=50), participants=100)
    assert outcome.repeat_vote == ()
    assert outcome.repeat_election


@pytest.mark.parametrize("stood", [standing(), standing(A=10)])
def test_fewer_than_two_candidates_put_the_election_off(stood: tuple[Contender, ...]) -> None:
    outcome = first_vote(stood, participants=10)
    assert outcome.put_off
    assert outcome.elected == ()


def test_no_votes_at_all_elect_nobody() -> None:
    outcome = first_vote(standing(A=0, B=0, C=0), participants=0)
    assert outcome.elected == ()
    assert outcome.ties[0].places == 2


def test_the_repeat_vote_elects_who_has_more_even_below_half_of_the_participants() -> None:
    assert shorts(repeat_vote(standing(A=31, B=30)).elected) == ("A",)


def test_an_equal_repeat_vote_elects_nobody_and_a_repeat_election_follows() -> None:
    outcome = repeat_vote(standing(A=30, B=30))
    assert outcome.elected == ()
    assert outcome.repeat_election
    assert outcome.ties[0].between == names("A", "B")


def test_a_name_twice_or_more_votes_than_ballots_stop_the_program() -> None:
    twice = (Contender(name=name("A"), votes=1), Contender(name=name("A"), votes=2))
    with pytest.raises(InvariantError):
        first_vote(twice, participants=3)
    with pytest.raises(InvariantError):
        first_vote(standing(A=2, B=2), participants=3)


@given(votes=votes, data=st.data())
def test_the_order_of_the_input_never_matters(votes: list[int], data: st.DataObject) -> None:
    stood = tuple(Contender(name=name(chr(65 + i)), votes=n) for i, n in enumerate(votes))
    shuffled = tuple(data.draw(st.permutations(stood)))
    assert first_vote(stood, participants=sum(votes)) == first_vote(shuffled, participants=sum(votes))


@given(votes=votes, invalid=st.integers(0, 20))
def test_somebody_is_elected_or_two_places_are_filled_or_tied(votes: list[int], invalid: int) -> None:
    stood = tuple(Contender(name=name(chr(65 + i)), votes=n) for i, n in enumerate(votes))
    outcome = first_vote(stood, participants=sum(votes) + invalid, invalid=invalid)
    if outcome.elected:
        assert 2 * outcome.elected[0].votes > sum(votes)
        assert outcome.repeat_vote == ()
    else:
        assert len(outcome.repeat_vote) + sum(t.places for t in outcome.ties) == 2
        assert all(2 * n <= sum(votes) for n in votes)
    for tie in outcome.ties:
        assert len(tie.between) > tie.places > 0
        assert len({c.votes for c in stood if c.name in tie.between}) == 1


@given(votes=votes, more=st.integers(1, 50))
def test_more_votes_never_unseat_the_elected(votes: list[int], more: int) -> None:
    stood = tuple(Contender(name=name(chr(65 + i)), votes=n) for i, n in enumerate(votes))
    before = first_vote(stood, participants=sum(votes)).elected
    if before:
        raised = tuple(Contender(name=c.name, votes=c.votes + more) if c.name == before[0].name else c for c in stood)
        after = first_vote(raised, participants=sum(votes) + more).elected
        assert [c.name for c in after] == [c.name for c in before]


def test_where_only_two_stood_and_neither_is_elected_senate_and_mazhilis_begin_anew() -> None:
    """L 80(1), 96(1)."""
    two = standing(a=50, b=50)
    anew = first_vote(two, participants=100, two_stand_again=False)
    assert anew.repeat_election and not anew.repeat_vote
    assert first_vote(two, participants=100).repeat_vote
    three = standing(a=50, b=40, c=10)
    assert first_vote(three, participants=100, two_stand_again=False).repeat_vote
    assert first_vote(standing(a=51, b=49), participants=100, two_stand_again=False).elected
