"""Definitions revised for postponed precincts: nothing but the day may change (L 50-5(7); E38, E39, E48)."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from sailau.commission.decisions import Body, CommissionDecision, Postponement, article_of
from sailau.commission.revised import Revised, by_precinct, refuse_day, refuse_revision
from sailau.election.example_district import district_of_twelve, postponed_to
from sailau.election.nouns import Definition, PrecinctNumber, Words

FIRST = district_of_twelve(voters=40)
LATER = FIRST.date + timedelta(days=14)
NINE, TEN = PrecinctNumber(9), PrecinctNumber(10)


def postponed(*numbers: PrecinctNumber, until: date | None = LATER) -> CommissionDecision:
    matter = Postponement(precincts=numbers, until=until)
    taken = datetime(FIRST.date.year, FIRST.date.month, FIRST.date.day, 12, tzinfo=timezone(timedelta(hours=5)))
    words = Words("а", "б", "c")
    return CommissionDecision(
        number=1,
        body=Body.TERRITORIAL,
        name=words,
        taken=taken,
        article=article_of(matter),
        reason=words,
        matter=matter,
    )


def test_a_postponed_precinct_votes_under_the_same_definition_on_another_day() -> None:
    revised = postponed_to(FIRST, [NINE], LATER)
    assert refuse_revision(FIRST, revised) is None
    assert refuse_day(revised, [postponed(NINE)]) is None
    assert refuse_day(revised, [postponed(NINE, until=None)]) is None
    assert set(by_precinct([Revised(definition=revised, sha256="")])) == {NINE}


def _other_ballot(revised: Definition) -> Definition:
    first, *rest = revised.contests
    return replace(revised, contests=(replace(first, answers=first.answers[1:]), *rest))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_other_ballot, "revision-of-another-election"),
        (lambda one: replace(one, title=Words("а", "б", "c")), "revision-of-another-election"),
        (
            lambda one: replace(one, precincts=(replace(one.precincts[0], expected_voters=39),)),
            "revision-of-another-election",
        ),
        (lambda one: replace(one, date=FIRST.date), "revision-not-later"),
        (lambda one: replace(one, revision=FIRST.revision), "revision-not-later"),
    ],
)
def test_a_revision_that_changes_more_than_the_day_is_refused(change: object, code: str) -> None:
    revised = change(postponed_to(FIRST, [NINE], LATER))  # type: ignore[operator]
    refused = refuse_revision(FIRST, revised)
    assert refused is not None
    assert refused.code == code


def test_nobody_votes_anew_without_the_decision_that_postponed_the_voting_to_that_day() -> None:
    revised = postponed_to(FIRST, [NINE, TEN], LATER)
    for decisions in ([], [postponed(NINE)], [postponed(NINE, TEN, until=LATER + timedelta(days=1))]):
        refused = refuse_day(revised, decisions)
        assert refused is not None
        assert refused.code == "precinct-not-postponed"


def test_the_highest_revision_that_names_a_precinct_counts() -> None:
    second = postponed_to(FIRST, [NINE, TEN], LATER)
    third = replace(postponed_to(FIRST, [NINE], LATER + timedelta(days=7)), revision=second.revision + 1)
    found = by_precinct([Revised(definition=third, sha256="3"), Revised(definition=second, sha256="2")])
    assert {number: one.sha256 for number, one in found.items()} == {NINE: "3", TEN: "2"}
