"""The paper protocol and the summary of a mixed precinct: the check of their lines (L 43(4), (4-1), (5), (7); M42-M47).

    check_paper     the paper results as two members entered them
    summed          the summary's lines, from the electronic and the paper ones
    check_summary   whether more voted, or were given ballots, than may

A worked day: 400 on the list, 101 paper sets received, 60 given to voters, 2 of them spoilt and exchanged:

    issued 62 = given 60 + spoilt 2          destroyed 39 = received 101 - issued 62
    box 59 <= issued 62 - spoilt 2           box 59 = valid 55 + invalid 4
    invalid 4 = another form 1 + marks 1 + pencil 1 + doubtful 1;  doubtful 2, one of them declared valid
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sailau.law.paper_figures import (
    PAPER_CONTEST_FIGURES,
    PAPER_FIGURES,
    SUMMARY_CONTEST_FIGURES,
    SUMMARY_FIGURES,
    SummaryFigure,
)
from sailau.law.paper_relations import (
    PAPER_CONTEST_RELATIONS,
    PAPER_MEMBERS_RELATION,
    PAPER_RELATIONS,
    PAPER_VOTES_RELATIONS,
    SUMMARY_CONTEST_RELATIONS,
    SUMMARY_RELATIONS,
)
from sailau.law.protocol_figures import Figure
from sailau.law.protocol_form import (
    BALLOT_RESERVE,
    ContestFigures,
    Difference,
    MissingFigureError,
    broken,
    check_contest,
)

__all__ = [
    "PAPER_CONTEST_FIGURES",
    "PAPER_CONTEST_RELATIONS",
    "PAPER_FIGURES",
    "PAPER_MEMBERS_RELATION",
    "PAPER_RELATIONS",
    "PAPER_VOTES_RELATIONS",
    "SUMMARY_CONTEST_FIGURES",
    "SUMMARY_CONTEST_RELATIONS",
    "SUMMARY_FIGURES",
    "SUMMARY_RELATIONS",
    "PaperBox",
    "PaperDifference",
    "check_paper",
    "check_summary",
    "summed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBox:
    """One contest's box as it was counted: its lines (`PAPER_CONTEST_FIGURES`), and its votes."""

    figures: Mapping[str, int]
    votes: ContestFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDifference:
    """A relation that does not hold; `contest` names the box, or is empty for the sets."""

    difference: Difference
    contest: str = ""


def check_paper(
    figures: Mapping[str, int],
    issued_by_member: Mapping[str, int],
    boxes: Sequence[PaperBox],
    *,
    reserve: Fraction = BALLOT_RESERVE,
) -> tuple[PaperDifference, ...]:
    """The relations that do not hold, in the order of the form, box by box.

    Raises `MissingFigureError` when a line is missing or is no count.
    """
    _demand(PAPER_FIGURES, figures)
    found = [PaperDifference(difference=item) for item in broken(PAPER_RELATIONS, figures, reserve=reserve)]
    by_members = {**figures, "issued_by_members": sum(issued_by_member.values())}
    found += [PaperDifference(difference=item) for item in broken((PAPER_MEMBERS_RELATION,), by_members)]
    for box in boxes:
        _demand(PAPER_CONTEST_FIGURES, box.figures)
        differences = broken(PAPER_CONTEST_RELATIONS, {**figures, **box.figures}) + _votes(box)
        found += [PaperDifference(difference=item, contest=box.votes.contest) for item in differences]
    return tuple(found)


def summed(form: Sequence[SummaryFigure], electronic: Mapping[str, int], paper: Mapping[str, int]) -> dict[str, int]:
    """The summary's lines by id: what was counted electronically and what was counted on paper, added."""
    return {line.id: electronic[line.electronic] + (0 if line.same else paper[line.paper]) for line in form}


def check_summary(figures: Mapping[str, int], contests: Mapping[str, Mapping[str, int]]) -> tuple[PaperDifference, ...]:
    """The relations that do not hold; `contests` has the lines of each contest, by its id."""
    found = [PaperDifference(difference=item) for item in broken(SUMMARY_RELATIONS, figures)]
    for contest, lines in contests.items():
        differences = broken(SUMMARY_CONTEST_RELATIONS, {**figures, **lines})
        found += [PaperDifference(difference=item, contest=contest) for item in differences]
    return tuple(found)


def _votes(box: PaperBox) -> tuple[Difference, ...]:
    own = {relation.id: relation for relation in PAPER_VOTES_RELATIONS}
    differences = check_contest(box.votes, valid=box.figures["paper_valid"])
    return tuple(replace(item, relation=own[f"paper_{item.relation.id}"]) for item in differences)


def _demand(form: Sequence[Figure], figures: Mapping[str, int]) -> None:
    for figure in form:
        value = figures.get(figure.id)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise MissingFigureError(f"the paper protocol's figure {figure.id!r} is missing or is no count")
