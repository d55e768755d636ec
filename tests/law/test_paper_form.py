"""The paper protocol's lines and control relations, and the summary's (M42-M47)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from sailau.law.paper_form import (
    PAPER_CONTEST_FIGURES,
    PAPER_CONTEST_RELATIONS,
    PAPER_FIGURES,
    PAPER_MEMBERS_RELATION,
    PAPER_RELATIONS,
    PAPER_VOTES_RELATIONS,
    SUMMARY_CONTEST_FIGURES,
    SUMMARY_CONTEST_RELATIONS,
    SUMMARY_FIGURES,
    SUMMARY_RELATIONS,
    PaperBox,
    check_paper,
    check_summary,
    summed,
)
from sailau.law.protocol_form import FIGURES, ContestFigures, MissingFigureError, Relation

SETS = {
    "voters_on_list": 60,
    "paper_given": 60,
    "paper_issued": 60,
    "paper_received": 61,
    "paper_destroyed": 1,
    "paper_spoilt": 0,
}
"""A day at every bound: one more is too much."""
BOX = {
    "paper_participants": 60,
    "paper_invalid": 4,
    "paper_valid": 56,
    "paper_invalid_form": 1,
    "paper_invalid_marks": 1,
    "paper_invalid_pencil": 1,
    "paper_invalid_doubtful": 1,
    "paper_doubtful": 1,
}
VOTES = ContestFigures(contest="president", minimum=1, maximum=1, votes=(30, 26))
MEMBERS = {"member-3": 40, "member-4": 20}


def found(
    sets: Mapping[str, int] = SETS,
    box: Mapping[str, int] = BOX,
    votes: ContestFigures = VOTES,
    members: Mapping[str, int] = MEMBERS,
) -> dict[str, str]:
    """Id and article of every relation that does not hold."""
    differences = check_paper(sets, members, [PaperBox(figures=box, votes=votes)])
    return {item.difference.relation.id: item.difference.relation.article for item in differences}


def test_a_paper_day_without_a_fault_shows_no_difference() -> None:
    assert found() == {}


def test_form_and_relations_name_the_same_figures() -> None:
    sets = {figure.id for figure in PAPER_FIGURES}
    named = {name for relation in PAPER_RELATIONS for _, name in (*relation.left, *relation.right)}
    assert named == sets
    box = {figure.id for figure in PAPER_CONTEST_FIGURES}
    assert {name for r in PAPER_CONTEST_RELATIONS for _, name in (*r.left, *r.right)} == box | {
        "paper_issued",
        "paper_spoilt",
    }
    electronic = {figure.id for figure in FIGURES}
    assert {line.electronic for line in (*SUMMARY_FIGURES, *SUMMARY_CONTEST_FIGURES)} <= electronic
    assert {line.paper for line in (*SUMMARY_FIGURES, *SUMMARY_CONTEST_FIGURES)} <= sets | box
    every = (*PAPER_RELATIONS, *PAPER_CONTEST_RELATIONS, *PAPER_VOTES_RELATIONS, PAPER_MEMBERS_RELATION)
    assert len({relation.id for relation in every}) == len(every)
    assert all(relation.id.startswith("paper_") for relation in every)


def _cases() -> list[Any]:
    every = (*PAPER_RELATIONS, *PAPER_CONTEST_RELATIONS)
    sides = [(r, s, n) for r in every for side in ("left", "right") for s, n in _signed(r, side)]
    return [pytest.param(r, s, n, id=f"{r.id}-{n}") for r, s, n in sides]


def _signed(relation: Relation, side: str) -> list[tuple[int, str]]:
    """Each line with the step that makes the left side too large."""
    terms: tuple[tuple[int, str], ...] = getattr(relation, side)
    return [(sign if side == "left" else -sign, name) for sign, name in terms]


@pytest.mark.parametrize(("relation", "step", "line"), _cases())
def test_a_line_that_is_one_off_breaks_its_relation_under_its_article(relation: Relation, step: int, line: str) -> None:
    sets, box = dict(SETS), dict(BOX)
    if relation.id == "paper_doubtful_in_box":  # at its bound: every ballot was doubtful
        box |= {"paper_doubtful": 60}
    (box if line in box else sets)[line] += step
    if sets.get(line, 0) < 0:
        sets = {name: value + 10 for name, value in sets.items()}
    assert found(sets, box).get(relation.id) == relation.article


@pytest.mark.parametrize("member", sorted(MEMBERS))
def test_what_a_member_gave_out_adds_up_with_the_line(member: str) -> None:
    wrong = {**MEMBERS, member: MEMBERS[member] + 1}
    assert found(members=wrong) == {PAPER_MEMBERS_RELATION.id: PAPER_MEMBERS_RELATION.article}


@pytest.mark.parametrize(
    ("votes", "relation"),
    [
        (replace(VOTES, votes=(31, 26)), "paper_contest_single"),
        (replace(VOTES, blank=1), "paper_contest_single"),
        (replace(VOTES, minimum=2, maximum=2, votes=(56, 55)), "paper_contest_too_few"),
        (replace(VOTES, maximum=2, votes=(56, 56, 1)), "paper_contest_too_many"),
        (replace(VOTES, minimum=0, maximum=3, votes=(57, 3)), "paper_contest_one_answer"),
    ],
)
def test_paper_votes_that_are_one_off_break_the_relation_of_their_contest(votes: ContestFigures, relation: str) -> None:
    assert found(votes=votes) == {relation: "L 43(4-1)(2)"}
    assert relation in {item.id for item in PAPER_VOTES_RELATIONS}


@pytest.mark.parametrize("figure", [figure.id for figure in (*PAPER_FIGURES, *PAPER_CONTEST_FIGURES)])
def test_a_line_that_is_missing_is_never_skipped(figure: str) -> None:
    sets = {name: value for name, value in SETS.items() if name != figure}
    box = {name: value for name, value in BOX.items() if name != figure}
    with pytest.raises(MissingFigureError, match=figure):
        found(sets, box)


def test_the_summary_adds_what_was_counted_and_takes_the_list_once() -> None:
    electronic = {figure.id: 10 for figure in FIGURES} | {"voters_on_list": 60, "voters_received_ballots": 10}
    lines = summed(SUMMARY_FIGURES, electronic, SETS)
    assert lines["voters_on_list"] == 60
    assert lines["voters_received_ballots"] == 70
    contest = summed(SUMMARY_CONTEST_FIGURES, electronic, BOX)
    assert contest == {"participants": 70, "invalid": 14, "valid": 66}


def test_more_voters_with_a_ballot_than_stand_on_the_list_are_seen_in_the_summary() -> None:
    lines = {"voters_on_list": 60, "voters_received_ballots": 60}
    contest = {"president": {"participants": 60}}
    assert check_summary(lines, contest) == ()
    (more,) = check_summary({**lines, "voters_received_ballots": 61}, contest)
    assert (more.difference.relation, more.contest) == (SUMMARY_RELATIONS[0], "")
    (fewer,) = check_summary(lines, {"president": {"participants": 61}})
    assert (fewer.difference.relation, fewer.contest) == (SUMMARY_CONTEST_RELATIONS[0], "president")
