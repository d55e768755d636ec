"""The protocol's lines and the control relations between them, as data (L 43(4), (4-1); M26, M40-M46, M49).

The lines of the law come first, with its words; the electronic ones stand apart. A figure is
counted in one place only (`source`), so that a relation compares two independent counts.

Cards are what the desk hands out; credentials are what ballots are signed with. Each card carries
one credential, but credentials also go to portable devices and stay in the pool, so the two are
counted apart (`cancelled` cards, `credentials_cancelled`).

A worked day: 400 on the list; 300 admitted, one of them undone (the card came back unvoted); one
card unreadable, one challenged, each with a replacement; 3 test cards challenged; one card missing;
two home voters, no void tour; 440 + 3 credentials made.

| figure                   | n   | figure                | n   | figure                | n   |
|--------------------------|-----|-----------------------|-----|-----------------------|-----|
| voters_on_list           | 400 | issued                | 305 | credentials_made      | 443 |
| admitted                 | 300 | accepted              | 298 | box_ballots           | 300 |
| undone                   | 1   | challenged            | 4   | credentials_cancelled | 2   |
| voters_received_ballots  | 301 | cancelled             | 1   | voided                | 0   |
| replacements             | 2   | returned              | 1   | destroyed_unused      | 137 |
| test_cards               | 3   | abandoned             | 0   | closing_sealed        | 305 |
| undo_returned            | 1   | missing               | 1   | closing_left_out      | 1   |
| home_applications        | 2   | home_ballots          | 2   | home_unused           | 3   |
| ballots_received         | 401 | ballots_destroyed     | 100 | participants          | 300 |
| valid                    | 300 | invalid               | 0   |                       |     |

    issued 305 = accepted 298 + challenged 4 + cancelled 1 + returned 1 + abandoned 0 + missing 1
    admitted 300 - undone 1 = issued 305 - replacements 2 - test cards 3 - undo returned 1
    credentials made 443 = box 300 + challenged 4 + cancelled 2 + voided 0 + destroyed unused 137
    sealed 305 - left out 1 = box 300 + challenged 4 + voided 0
    ballots destroyed 100 = received 401 - voters who received ballots 301

"Ballots destroyed" is what was made for voters and not given to one. Written with cards it is
received - (issued - replacements - test cards - cards taken back for an undo) - home voters, since
replacements and test cards come out of the reserve of credentials and not out of this line. A voter
added late takes a ballot out of that reserve too, and both lines count it; a removal gives one back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from sailau.errors import SailauError
from sailau.law.protocol_figures import FIGURES, Figure
from sailau.law.protocol_relations import (
    CONTEST_ONE_ANSWER,
    CONTEST_SINGLE,
    CONTEST_TOO_FEW,
    CONTEST_TOO_MANY,
    MEMBERS_RELATION,
    RELATIONS,
    Relation,
    RelationKind,
    Term,
)
from sailau.law.rules import RULES, RuleName

__all__ = [
    "BALLOT_RESERVE",
    "FIGURES",
    "RELATIONS",
    "ContestFigures",
    "Difference",
    "Figure",
    "MissingFigureError",
    "Relation",
    "RelationKind",
    "Term",
    "ballots_to_make",
    "broken",
    "check",
    "check_contest",
    "check_members",
    "sides",
]

BALLOT_RESERVE = next(rule.value for rule in RULES if rule.name is RuleName.BALLOT_RESERVE_SHARE)
"""The share of ballots above the number of voters: 0.1 % (L 37(2), M26)."""


class MissingFigureError(SailauError):
    """The protocol lacks a figure that its form asks for, or has one that is no count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A relation that does not hold, and what its two sides came to (`right` with the reserve, if any)."""

    relation: Relation
    left: int
    right: int


def ballots_to_make(voters: int, reserve: Fraction = BALLOT_RESERVE) -> int:
    """Ballots for `voters` on the list with the reserve, rounded up: 1 200 voters, 1 202 ballots (L 37(2))."""
    return voters - (-voters * reserve.numerator // reserve.denominator)


def check(figures: Mapping[str, int], *, reserve: Fraction = BALLOT_RESERVE) -> tuple[Difference, ...]:
    """The relations that do not hold, in the order of `RELATIONS`; none for a sound protocol.

    Raises `MissingFigureError` when a figure of the form is missing or is not a count: a relation
    is never skipped. Figures that the form does not know are not looked at.
    """
    for figure in FIGURES:
        value = figures.get(figure.id)
        if value is None:
            raise MissingFigureError(f"the protocol has no figure {figure.id!r}; give it, 0 included")
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise MissingFigureError(f"the protocol's figure {figure.id!r} is not a count")
    return broken(RELATIONS, figures, reserve=reserve)


def broken(
    relations: Iterable[Relation], figures: Mapping[str, int], *, reserve: Fraction = BALLOT_RESERVE
) -> tuple[Difference, ...]:
    """Those of `relations` that do not hold, in their order; `figures` has every figure that they name."""
    found = []
    for relation in relations:
        left, right = sides(relation, figures, reserve=reserve)
        if not _holds(relation.kind, left, right):
            found.append(Difference(relation=relation, left=left, right=right))
    return tuple(found)


def sides(relation: Relation, figures: Mapping[str, int], *, reserve: Fraction = BALLOT_RESERVE) -> tuple[int, int]:
    """What the two sides of a relation come to: left, and right with the reserve, if any."""
    left, right = _sum(relation.left, figures), _sum(relation.right, figures)
    return left, ballots_to_make(right, reserve) if relation.kind.endswith("with_reserve") else right


def _sum(terms: tuple[Term, ...], figures: Mapping[str, int]) -> int:
    return sum(sign * figures[figure] for sign, figure in terms)


def _holds(kind: RelationKind, left: int, right: int) -> bool:
    match kind:
        case "equal" | "with_reserve":
            return left == right
        case "at_most" | "at_most_with_reserve":
            return left <= right
        case _:
            assert_never(kind)


def check_members(issued_by_member: Mapping[str, int], figures: Mapping[str, int]) -> tuple[Difference, ...]:
    """Whether the cards issued by each member add up to the line (L 43(4)(3), (4-1))."""
    left, right = figures["issued"], sum(issued_by_member.values())
    return () if left == right else (Difference(relation=MEMBERS_RELATION, left=left, right=right),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestFigures:
    """One contest's section: how many answers a ballot may have, votes in ballot order, blank ballots."""

    contest: str
    minimum: int
    maximum: int
    votes: tuple[int, ...]
    blank: int = 0


def check_contest(contest: ContestFigures, *, valid: int) -> tuple[Difference, ...]:
    """The relations of one contest with the valid ballots (L 43(4-1)(2)).

    One choice, always made: the votes and the blank ballots add up to the valid ones. Several, or a
    choice that may be left open: the sum lies between the least and the most that the ballots allow.
    """
    total, marked = sum(contest.votes), valid - contest.blank
    if contest.minimum == contest.maximum == 1:
        single = total + contest.blank
        return () if single == valid else (Difference(relation=CONTEST_SINGLE, left=single, right=valid),)
    sides = (
        (CONTEST_TOO_FEW, marked * contest.minimum, total),
        (CONTEST_TOO_MANY, total, marked * contest.maximum),
        (CONTEST_ONE_ANSWER, max(contest.votes, default=0), marked),
    )
    return tuple(Difference(relation=r, left=left, right=right) for r, left, right in sides if left > right)
