"""Dated rules, too few candidates, lists of parties (M60, M61, M65, M66, M68, M69)."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from sailau.law.candidacies import (
    ElectionKind,
    ElectionPutOff,
    EnoughCandidates,
    NominationExtended,
    after_dropping_out,
    at_end_of_registration,
    by_election_allowed,
    months_after,
    repeat_election_by,
    turnout_needed,
)
from sailau.law.party_lists import bloc_may_stand, elected_from_list, list_is_void, list_length_max, reorder
from sailau.law.rules import RULES, RuleName, rule_on
from sailau.refusal import Refusal

DAY = date(2005, 12, 4)


@pytest.mark.parametrize("name", list(RuleName))
def test_values_of_one_rule_never_overlap_and_leave_no_gap(name: RuleName) -> None:
    values = sorted((r for r in RULES if r.name is name), key=lambda r: r.since)
    assert values
    for earlier, later in pairwise(values):
        assert earlier.until is not None
        assert earlier.until + timedelta(days=1) == later.since
    for rule in values:
        assert rule.article.startswith("L ")
        assert rule.until is None or rule.since <= rule.until


def test_the_threshold_was_seven_until_may_2021_and_is_five_since() -> None:
    values = [rule_on(RuleName.LIST_THRESHOLD_PERCENT, date(2021, 5, d)) for d in (24, 25)]
    assert [r.value for r in values if r] == [Fraction(7), Fraction(5)]


def test_one_party_alone_kept_all_mandates_in_2007_and_is_joined_since_2009() -> None:
    assert rule_on(RuleName.NEXT_PARTY_FACTOR, date(2007, 8, 18)) is None
    later = rule_on(RuleName.NEXT_PARTY_FACTOR, date(2012, 1, 15))
    assert later is not None
    assert later.value == Fraction(7, 10)


def test_fewer_than_two_registered_extend_nomination_by_twenty_days() -> None:
    assert at_end_of_registration(2, DAY) == EnoughCandidates()
    extended = at_end_of_registration(1, DAY)
    assert isinstance(extended, NominationExtended)
    assert extended.days_max == 20


@pytest.mark.parametrize(
    ("kind", "months"), [(kind, 1 if kind is ElectionKind.SELF_GOVERNMENT else 2) for kind in ElectionKind]
)
def test_fewer_than_two_left_put_the_election_off(kind: ElectionKind, months: int) -> None:
    assert after_dropping_out(kind, 2, DAY) == EnoughCandidates()
    put_off = after_dropping_out(kind, 1, DAY)
    assert isinstance(put_off, ElectionPutOff)
    assert put_off.months_max == months


def test_a_repeat_election_comes_within_two_months() -> None:
    assert repeat_election_by(date(2005, 12, 4)) == date(2006, 2, 4)
    assert repeat_election_by(date(2006, 12, 31)) == date(2007, 2, 28)


def test_months_go_back_and_forth_over_years() -> None:
    assert months_after(date(2005, 1, 31), 1) == date(2005, 2, 28)
    assert months_after(date(2005, 1, 31), -2) == date(2004, 11, 30)
    assert months_after(date(2004, 2, 29), -12) == date(2003, 2, 28)


def test_there_is_no_by_election_in_the_last_year_of_a_term() -> None:
    assert by_election_allowed(date(2006, 9, 30), date(2007, 10, 1))
    assert not by_election_allowed(date(2006, 10, 1), date(2007, 10, 1))
    assert not by_election_allowed(date(2007, 5, 1), date(2007, 10, 1))


def test_no_turnout_is_asked_for() -> None:
    assert turnout_needed(DAY) == 0


@pytest.mark.parametrize(("mandates", "names"), [(10, 13), (69, 89), (98, 127), (1, 1)])
def test_a_list_has_thirty_per_cent_more_names_than_mandates(mandates: int, names: int) -> None:
    assert list_length_max(mandates, DAY) == names
    assert list_length_max(mandates, date(2003, 1, 1)) is None


def test_a_list_is_void_when_more_than_a_quarter_dropped_out() -> None:
    assert not list_is_void(100, 25, DAY)
    assert list_is_void(100, 26, DAY)
    assert list_is_void(3, 1, DAY)
    assert not list_is_void(100, 26, date(2003, 1, 1))


def test_a_party_may_reorder_its_list_but_not_change_the_persons() -> None:
    assert reorder(("A", "B", "C"), ("C", "A", "B")) == ("C", "A", "B")
    for wanted in (("A", "B"), ("A", "B", "D"), ("A", "A", "B")):
        refused = reorder(("A", "B", "C"), wanted)
        assert isinstance(refused, Refusal)
        assert refused.article == "L 97-1(5)"


def test_blocs_of_two_parties_and_more_stood_from_2004_to_2007() -> None:
    assert bloc_may_stand(2, date(2004, 9, 19))
    assert not bloc_may_stand(1, date(2004, 9, 19))
    assert not bloc_may_stand(2, date(2007, 8, 18))


def test_mandates_without_a_person_are_counted() -> None:
    assert elected_from_list(("A", "B", "C"), 2) == (("A", "B"), 0)
    assert elected_from_list(("A",), 3) == (("A",), 2)
