"""Party lists: threshold, quota, largest remainder, one party alone (M64, M65)."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.errors import InvariantError
from sailau.law.winners import Contender, NextParty, PartyListOutcome, TieKind, party_list
from tests.law.standing import name, names, standing

SEVEN = Fraction(7)
LATER_RULE = NextParty(factor=Fraction(7, 10), mandates_min=2)


def distribute(mandates: int, base: int | None = None, percent: Fraction = SEVEN, **votes: int) -> PartyListOutcome:
    return party_list(standing(**votes), mandates=mandates, threshold_percent=percent, base=base or sum(votes.values()))


def mandates_of(outcome: PartyListOutcome) -> dict[str, int]:
    return {p.name.en: p.mandates for p in outcome.parties}


def test_the_election_of_2004() -> None:
    outcome = distribute(10, base=4_757_800, Otan=2_883_706, AkZhol=572_672, Asar=541_239, AIST=336_177)
    assert mandates_of(outcome) == {"Otan": 7, "AkZhol": 1, "Asar": 1, "AIST": 1}
    (quota,) = [s for s in outcome.steps if s.kind == "quota"]
    assert dict(quota.figures)["quota"] == Fraction(4_333_794, 10)
    assert [s.about.en for s in outcome.steps if s.kind == "by_remainder" and s.about] == ["AIST", "Otan"]


def test_the_election_of_2023_with_five_per_cent() -> None:
    outcome = distribute(
        69,
        base=6_366_441,
        percent=Fraction(5),
        Amanat=3_431_510,
        Auyl=693_938,
        Respublica=547_154,
        AqJol=535_139,
        QHP=432_920,
        JSDP=331_058,
        Baytaq=146_431,
    )
    assert list(mandates_of(outcome).values()) == [40, 8, 6, 6, 5, 4, 0]


def test_exactly_seven_per_cent_passes_and_one_vote_less_does_not() -> None:
    passed = distribute(10, A=930_000, B=70_000)
    assert [p.passed for p in passed.parties] == [True, True]
    failed = distribute(10, A=930_001, B=69_999)
    assert [p.passed for p in failed.parties] == [True, False]
    assert mandates_of(failed) == {"A": 10, "B": 0}


def test_the_threshold_is_taken_of_the_base_and_not_of_the_sum() -> None:
    outcome = distribute(10, base=2_000, A=930, B=139)
    assert [p.passed for p in outcome.parties] == [True, False]


def test_whole_quotas_leave_no_remainders() -> None:
    outcome = distribute(10, A=600, B=300, C=100)
    assert mandates_of(outcome) == {"A": 6, "B": 3, "C": 1}
    assert all(p.remainder == 0 and p.by_remainder == 0 for p in outcome.parties)
    assert not [s for s in outcome.steps if s.kind == "left_over"]


def test_if_all_are_below_the_threshold_nothing_is_distributed() -> None:
    outcome = distribute(10, base=1_000, A=69, B=50)
    assert mandates_of(outcome) == {"A": 0, "B": 0}
    assert outcome.undistributed == 10
    assert outcome.ties == ()
    assert outcome.steps[-1].kind == "nobody_passes"


def test_no_votes_at_all_distribute_nothing_even_without_a_threshold() -> None:
    outcome = party_list(standing(A=0, B=0), mandates=5, threshold_percent=Fraction(0), base=0)
    assert outcome.undistributed == 5


def test_one_above_takes_all_where_the_later_rule_is_not_in_force() -> None:
    assert mandates_of(distribute(98, A=900, B=60, C=40)) == {"A": 98, "B": 0, "C": 0}


def test_equal_remainders_are_a_tie_and_the_whole_parts_are_sure() -> None:
    # Quota 100: A 3.5, B 2.5, C 1.0: one mandate between A and B.
    outcome = distribute(7, A=350, B=250, C=100)
    assert mandates_of(outcome) == {"A": 3, "B": 2, "C": 1}
    (tie,) = outcome.ties
    assert (tie.kind, tie.places, tie.between) == (TieKind.REMAINDER, 1, names("A", "B"))
    assert outcome.undistributed == 1


def test_a_larger_remainder_is_sure_beside_a_tie() -> None:
    # Quota 100: A 3.6, B 2.2, C 1.2, D 1.0: one by remainder to A, none open; then with one more mandate a tie.
    outcome = distribute(8, A=360, B=220, C=120, D=100)
    assert mandates_of(outcome) == {"A": 4, "B": 2, "C": 1, "D": 1}
    three = party_list(standing(A=250, B=150, C=160, D=240), mandates=8, threshold_percent=Fraction(0), base=800)
    assert mandates_of(three) == {"A": 2, "B": 1, "C": 2, "D": 2}
    assert three.ties[0].between == names("A", "B")


def test_a_recorded_lot_settles_equal_remainders() -> None:
    outcome = party_list(
        standing(A=350, B=250, C=100), mandates=7, threshold_percent=SEVEN, base=700, lots=(names("B", "A"),)
    )
    assert mandates_of(outcome) == {"A": 3, "B": 3, "C": 1}
    assert outcome.ties == ()
    assert "lot" in [s.kind for s in outcome.steps]


def test_the_list_registered_earlier_comes_first_where_that_rule_is_in_force() -> None:
    parties = tuple(
        Contender(name=name(k), votes=n, registration=r) for k, n, r in (("A", 350, 2), ("B", 250, 1), ("C", 100, 3))
    )
    earlier = party_list(parties, mandates=7, threshold_percent=SEVEN, base=700, registration_first=True)
    assert mandates_of(earlier) == {"A": 3, "B": 3, "C": 1}
    assert "registration" in [s.kind for s in earlier.steps]
    not_in_force = party_list(parties, mandates=7, threshold_percent=SEVEN, base=700)
    assert len(not_in_force.ties) == 1


def test_registrations_settle_nothing_when_one_of_the_tied_has_none() -> None:
    parties = (Contender(name=name("A"), votes=350, registration=1), *standing(B=250, C=100))
    outcome = party_list(parties, mandates=7, threshold_percent=SEVEN, base=700, registration_first=True)
    assert len(outcome.ties) == 1


def later(mandates: int, base: int = 1_000, **votes: int) -> PartyListOutcome:
    return party_list(standing(**votes), mandates=mandates, threshold_percent=SEVEN, base=base, next_party=LATER_RULE)


def test_one_party_alone_is_joined_by_the_next_with_its_quotient_cut() -> None:
    # Quota 960 : 96 = 10; A 90.0, B 6.0 x 0.7 = 4.2; two left: one to each in turn.
    outcome = later(96, A=900, B=60, C=40)
    by_name = {p.name.en: p for p in outcome.parties}
    assert by_name["B"].quotient == Fraction(42, 10)
    assert (by_name["B"].passed, by_name["B"].joined) == (False, True)
    assert mandates_of(outcome) == {"A": 91, "B": 5, "C": 0}


def test_the_party_that_joins_has_at_least_two_mandates() -> None:
    outcome = later(98, A=990, B=6, C=4)
    assert mandates_of(outcome) == {"A": 96, "B": 2, "C": 0}
    assert [s.about.en for s in outcome.steps if s.kind == "least" and s.about] == ["A", "B"]


def test_two_that_pass_are_not_joined_by_a_third() -> None:
    assert mandates_of(later(10, A=800, B=140, C=60)) == {"A": 9, "B": 1, "C": 0}


def test_none_that_passes_is_not_joined_by_anybody() -> None:
    assert later(10, A=60, B=50).undistributed == 10


def test_a_party_without_a_vote_does_not_join() -> None:
    assert mandates_of(later(10, A=900, B=0)) == {"A": 10, "B": 0}


def test_who_joins_is_open_when_the_next_are_equal_and_the_first_has_its_own() -> None:
    open_ = later(96, A=900, B=50, C=50)
    assert open_.ties[0].kind is TieKind.NEXT_PARTY
    assert open_.ties[0].between == names("B", "C")
    settled = party_list(
        standing(A=900, B=50, C=50),
        mandates=96,
        threshold_percent=SEVEN,
        base=1_000,
        next_party=LATER_RULE,
        lots=(names("C", "B"),),
    )
    assert mandates_of(settled)["A"] == mandates_of(open_)["A"]
    assert mandates_of(open_)["B"] == mandates_of(open_)["C"] == 0
    assert mandates_of(settled)["C"] == open_.undistributed
    assert not [s for s in open_.steps if s.kind == "quotient" and s.about in names("B", "C")]


def test_more_votes_than_the_base_stop_the_program() -> None:
    with pytest.raises(InvariantError):
        distribute(10, base=10, A=11)


parties_votes = st.lists(st.integers(0, 400), min_size=1, max_size=8)
thresholds = st.sampled_from([Fraction(0), Fraction(5), Fraction(7), Fraction(15, 2)])
rules = st.sampled_from([None, LATER_RULE])


def contenders(votes: list[int]) -> tuple[Contender, ...]:
    return tuple(Contender(name=name(chr(65 + i)), votes=n) for i, n in enumerate(votes))


@given(votes=parties_votes, mandates=st.integers(1, 110), percent=thresholds, rule=rules)
def test_mandates_add_up_and_ties_hold_what_is_open(
    votes: list[int], mandates: int, percent: Fraction, rule: NextParty | None
) -> None:
    outcome = party_list(
        contenders(votes), mandates=mandates, threshold_percent=percent, base=sum(votes), next_party=rule
    )
    assert sum(p.mandates for p in outcome.parties) + outcome.undistributed == mandates
    admitted = [p for p in outcome.parties if p.quotient is not None]
    if not admitted:
        assert outcome.undistributed == mandates
    elif not outcome.ties:
        assert outcome.undistributed == 0
    elif outcome.ties[0].kind is TieKind.REMAINDER:
        assert outcome.undistributed == outcome.ties[0].places
    assert all(p.mandates == 0 for p in outcome.parties if p.quotient is None)


@given(votes=parties_votes, mandates=st.integers(1, 110), percent=thresholds, rule=rules, data=st.data())
def test_the_order_of_the_input_never_matters(
    votes: list[int], mandates: int, percent: Fraction, rule: NextParty | None, data: st.DataObject
) -> None:
    parties = contenders(votes)
    shuffled = tuple(data.draw(st.permutations(parties)))
    one, other = (
        party_list(p, mandates=mandates, threshold_percent=percent, base=sum(votes), next_party=rule)
        for p in (parties, shuffled)
    )
    assert set(one.parties) == set(other.parties)
    assert (one.ties, one.undistributed, one.steps) == (other.ties, other.undistributed, other.steps)


@given(votes=parties_votes, mandates=st.integers(1, 110), percent=thresholds)
def test_more_votes_never_mean_fewer_mandates_and_the_quota_is_kept(
    votes: list[int], mandates: int, percent: Fraction
) -> None:
    outcome = party_list(contenders(votes), mandates=mandates, threshold_percent=percent, base=sum(votes))
    tied = {n for t in outcome.ties for n in t.between}
    ordered = sorted((p for p in outcome.parties if p.name not in tied), key=lambda p: p.votes)
    assert all(fewer.mandates <= more.mandates for fewer, more in pairwise(ordered))
    for party in outcome.parties:
        if party.quotient is not None:
            assert int(party.quotient) <= party.mandates <= int(party.quotient) + 1


@given(votes=parties_votes, mandates=st.integers(1, 110), percent=thresholds)
def test_the_arithmetic_of_the_explanation_is_the_arithmetic_of_the_result(
    votes: list[int], mandates: int, percent: Fraction
) -> None:
    outcome = party_list(contenders(votes), mandates=mandates, threshold_percent=percent, base=sum(votes))
    by_name = {p.name: p for p in outcome.parties}
    quota = next((dict(s.figures)["quota"] for s in outcome.steps if s.kind == "quota"), None)
    for step in outcome.steps:
        figures = dict(step.figures)
        if step.kind == "quotient" and step.about is not None and quota is not None:
            assert figures["votes"] / quota == figures["quotient"] == figures["whole"] + figures["remainder"]
            assert 0 <= figures["remainder"] < 1
            assert by_name[step.about].whole == figures["whole"]
        if step.kind == "result" and step.about is not None:
            assert by_name[step.about].mandates == figures["whole"] + figures["by_remainder"]
        assert step.text.kk
        assert step.text.ru
        assert step.text.en
        assert step.article.startswith("L ")
