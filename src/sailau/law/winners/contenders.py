"""Who stands and what they got, what remains open, and each step of the reasoning.

A contender is known by its name, and nothing in this package depends on the order in which
contenders are given. Where the law and a recorded lot leave two or more equal, the answer is a
`Tie`: who is equal, and how many places are between them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sailau.errors import invariant
from sailau.refusal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A candidate or a party with its votes.

    `withdrawn`: dropped out after the first vote, so the next one comes on the ballot of the repeat
    vote (M59). `registration`: the place of a party's list in the order of registration, 1 = first.
    """

    name: Text
    votes: int
    withdrawn: bool = False
    registration: int | None = None


class TieKind(StrEnum):
    """What the places are that a tie leaves open."""

    REPEAT_VOTE_PLACE = "repeat_vote_place"
    ELECTED = "elected"
    REMAINDER = "remainder"
    NEXT_PARTY = "next_party"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """`places` are open between the contenders `between`, who are equal; sorted by name."""

    kind: TieKind
    places: int
    between: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the worked explanation: what was computed, by which article, with which figures.

    `figures` hold exact values under names that do not change; `about` is the contender, if one.
    """

    kind: str
    article: str
    text: Text
    about: Text | None = None
    figures: tuple[tuple[str, int | Fraction], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateOutcome:
    """Who is elected, or who goes to the repeat vote, or why neither.

    `put_off`: fewer than two candidates, so there was nothing to decide by vote (M61).
    `repeat_election`: undecided for good, a new election follows (M60).
    """

    elected: tuple[Contender, ...] = ()
    repeat_vote: tuple[Contender, ...] = ()
    ties: tuple[Tie, ...] = ()
    put_off: bool = False
    repeat_election: bool = False
    steps: tuple[Step, ...] = ()


def name_order(name: Text) -> tuple[str, str, str]:
    """The order of names in results: by code point, so that it is the same everywhere."""
    return (name.kk, name.ru, name.en)


def in_name_order(names: Iterable[Text]) -> tuple[Text, ...]:
    """`names` sorted by `name_order`."""
    return tuple(sorted(names, key=name_order))


def by_votes(contenders: Iterable[Contender]) -> tuple[Contender, ...]:
    """Most votes first; equal ones by name, which decides nothing."""
    return tuple(sorted(contenders, key=lambda c: (-c.votes, name_order(c.name))))


def check_contenders(contenders: tuple[Contender, ...]) -> None:
    """Stop on what the caller must never pass: a name twice, a negative count."""
    invariant(len({c.name for c in contenders}) == len(contenders), "a contender's name twice")
    invariant(all(c.votes >= 0 for c in contenders), "a negative count of votes")
