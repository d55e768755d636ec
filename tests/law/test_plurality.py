"""Most votes: one seat (M62), several seats (M63)."""

from hypothesis import given
from hypothesis import strategies as st

from sailau.law.winners import Contender, TieKind, plurality, several_seats
from tests.law.standing import name, names, shorts, standing

votes = st.lists(st.integers(0, 12), min_size=2, max_size=9)


def test_the_most_votes_win_without_a_majority() -> None:
    assert shorts(plurality(standing(A=9, B=8, C=8)).elected) == ("A",)


def test_equal_first_places_are_a_tie() -> None:
    outcome = plurality(standing(B=9, A=9, C=8))
    assert outcome.elected == ()
    assert (outcome.ties[0].kind, outcome.ties[0].between) == (TieKind.ELECTED, names("A", "B"))


def test_a_recorded_lot_settles_an_equal_first_place() -> None:
    outcome = plurality(standing(A=9, B=9, C=8), lots=(names("B", "A"),))
    assert shorts(outcome.elected) == ("B",)
    assert "lot" in [s.kind for s in outcome.steps]


def test_one_candidate_puts_the_election_off() -> None:
    assert plurality(standing(A=9)).put_off


def test_nobody_is_elected_without_a_vote() -> None:
    outcome = plurality(standing(A=0, B=0))
    assert (outcome.elected, outcome.ties) == ((), ())
    assert outcome.steps[-1].kind == "no_votes"


def test_several_seats_go_to_the_best_and_the_last_place_may_be_tied() -> None:
    stood = standing(A=9, B=5, C=5, D=1)
    assert shorts(several_seats(stood, places=1).elected) == ("A",)
    two = several_seats(stood, places=2)
    assert shorts(two.elected) == ("A",)
    assert (two.ties[0].places, two.ties[0].between) == (1, names("B", "C"))
    assert shorts(several_seats(stood, places=3).elected) == ("A", "B", "C")


def test_a_seat_stays_vacant_rather_than_go_to_one_without_a_vote() -> None:
    outcome = several_seats(standing(A=9, B=5, C=0), places=3)
    assert shorts(outcome.elected) == ("A", "B")
    assert outcome.ties == ()
    assert outcome.steps[-1].kind == "vacant"


@given(votes=votes, places=st.integers(1, 10), data=st.data())
def test_the_order_of_the_input_never_matters(votes: list[int], places: int, data: st.DataObject) -> None:
    stood = tuple(Contender(name=name(chr(65 + i)), votes=n) for i, n in enumerate(votes))
    shuffled = tuple(data.draw(st.permutations(stood)))
    assert several_seats(stood, places=places) == several_seats(shuffled, places=places)


@given(votes=votes, places=st.integers(1, 10))
def test_every_seat_is_filled_tied_or_vacant_and_nobody_better_is_left_out(votes: list[int], places: int) -> None:
    stood = tuple(Contender(name=name(chr(65 + i)), votes=n) for i, n in enumerate(votes))
    outcome = several_seats(stood, places=places)
    tied = sum(t.places for t in outcome.ties)
    assert len(outcome.elected) + tied == min(places, sum(n > 0 for n in votes))
    settled = {c.name for c in outcome.elected} | {n for t in outcome.ties for n in t.between}
    left_out = [c.votes for c in stood if c.name not in settled]
    if left_out and outcome.elected:
        assert max(left_out) <= min(c.votes for c in outcome.elected)


@given(votes=votes, places=st.integers(1, 10))
def test_a_lot_among_the_tied_settles_every_tie(votes: list[int], places: int) -> None:
    stood = tuple(Contender(name=name(chr(65 + i)), votes=n) for i, n in enumerate(votes))
    before = several_seats(stood, places=places)
    after = several_seats(stood, places=places, lots=tuple(t.between[::-1] for t in before.ties))
    assert after.ties == ()
    assert len(after.elected) == len(before.elected) + sum(t.places for t in before.ties)
