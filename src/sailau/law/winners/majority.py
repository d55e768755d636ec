"""Majority with a repeat vote of two: the President, the Senate, single-seat Mazhilis districts (M58-M60).

First vote (L 9(1)): elected is who has more than half of the base. The base is "those who took
part"; L 43(5) takes invalid ballots out of the ballots of those who took part, so by default the
base is participants less invalid ballots. Exactly half is not enough.

| votes of A, B, C | base | outcome                       |
|------------------|------|-------------------------------|
| 51, 30, 19       | 100  | A elected                     |
| 50, 30, 20       | 100  | A and B go to the repeat vote |
| 40, 30, 30       | 100  | A goes; B and C are tied      |

Two candidates in all and neither elected: for the Senate and the Mazhilis a repeat election follows (L 80(1), 96(1)).

Repeat vote (L 9(1), 63): more votes than the other. If one of the two drops out, the next best is
put on the ballot (M59). Equal votes elect nobody: a repeat election (L 64, M60); no lot settles it.
"""

from enum import StrEnum

from sailau.errors import invariant
from sailau.law.winners import wording
from sailau.law.winners.contenders import (
    CandidateOutcome,
    Contender,
    Step,
    Tie,
    TieKind,
    by_votes,
    check_contenders,
)
from sailau.law.winners.ranking import rank, settle
from sailau.refusal import Text

REPEAT_VOTE_PLACES = 2
CANDIDATES_MIN = 2

FIRST_VOTE = "L 9(1)"
REPEAT_VOTE = "L 9(1), 63(1), 79(1), 95(1)"
REPEAT_ELECTION = "L 64"
NEITHER_OF_TWO = "L 80(1), 96(1)"
PUT_OFF = "L 55(5), 61(1)"


class MajorityBase(StrEnum):
    """What more than half is taken of (M46: the law leaves two readings)."""

    PARTICIPANTS_LESS_INVALID = "participants_less_invalid"
    PARTICIPANTS = "participants"


def base_votes(participants: int, invalid: int, base: MajorityBase) -> int:
    """The number that more than half is taken of."""
    invariant(0 <= invalid <= participants, "invalid ballots are among those of the participants")
    match base:
        case MajorityBase.PARTICIPANTS_LESS_INVALID:
            return participants - invalid
        case MajorityBase.PARTICIPANTS:
            return participants


def put_off(contenders: tuple[Contender, ...]) -> CandidateOutcome | None:
    """The outcome when there are fewer than two candidates (M61), else None."""
    if len(contenders) >= CANDIDATES_MIN:
        return None
    return CandidateOutcome(put_off=True, steps=(Step(kind="put_off", article=PUT_OFF, text=wording.put_off()),))


def first_vote(
    contenders: tuple[Contender, ...],
    *,
    participants: int,
    invalid: int = 0,
    base: MajorityBase = MajorityBase.PARTICIPANTS_LESS_INVALID,
    lots: tuple[tuple[Text, ...], ...] = (),
    two_stand_again: bool = True,
) -> CandidateOutcome:
    """Who is elected at the first vote, or who goes to the repeat vote.

    `withdrawn` of a contender counts only for the places of the repeat vote. `lots` are the recorded
    lots, each an order of names. `two_stand_again`: whether the only two candidates, if neither is
    elected, go to a repeat vote; if not, a repeat election follows.
    """
    check_contenders(contenders)
    none = put_off(contenders)
    if none is not None:
        return none
    whole = base_votes(participants, invalid, base)
    invariant(sum(c.votes for c in contenders) <= whole, "more votes than ballots")
    steps = [Step(kind="base", article=FIRST_VOTE, text=wording.base_is(whole), figures=(("base", whole),))]
    for contender in by_votes(contenders):
        text = wording.share_of_base(contender.name, contender.votes, whole)
        figures = (("votes", contender.votes), ("base", whole))
        steps.append(Step(kind="share", article=FIRST_VOTE, text=text, about=contender.name, figures=figures))
    # At most one can have more than half.
    for contender in contenders:
        if 2 * contender.votes > whole:
            text = wording.elected_by_majority(contender.name)
            steps.append(Step(kind="elected", article=FIRST_VOTE, text=text, about=contender.name))
            return CandidateOutcome(elected=(contender,), steps=tuple(steps))
    if len(contenders) == REPEAT_VOTE_PLACES and not two_stand_again:
        steps.append(Step(kind="neither_of_two", article=NEITHER_OF_TWO, text=wording.neither_of_two()))
        steps.append(Step(kind="repeat_election", article=REPEAT_ELECTION, text=wording.repeat_election()))
        return CandidateOutcome(repeat_election=True, steps=tuple(steps))
    steps.append(Step(kind="no_majority", article=FIRST_VOTE, text=wording.no_majority()))
    pair = repeat_vote_pair(contenders, lots=lots)
    return CandidateOutcome(
        repeat_vote=pair.repeat_vote,
        ties=pair.ties,
        repeat_election=pair.repeat_election,
        steps=(*steps, *pair.steps),
    )


def repeat_vote_pair(contenders: tuple[Contender, ...], *, lots: tuple[tuple[Text, ...], ...] = ()) -> CandidateOutcome:
    """The two for the ballot of the repeat vote: the best who have not dropped out (M58, M59)."""
    steps = [
        Step(kind="withdrawn", article=REPEAT_VOTE, text=wording.withdrawn(c.name), about=c.name)
        for c in by_votes(contenders)
        if c.withdrawn
    ]
    standing = {c.name: c for c in contenders if not c.withdrawn}
    if len(standing) < REPEAT_VOTE_PLACES:
        steps.append(Step(kind="repeat_election", article=REPEAT_ELECTION, text=wording.repeat_election()))
        return CandidateOutcome(repeat_election=True, steps=tuple(steps))
    ranking = rank({name: c.votes for name, c in standing.items()}, REPEAT_VOTE_PLACES)
    settled = settle(ranking, kind=TieKind.REPEAT_VOTE_PLACE, article=REPEAT_VOTE, lots=lots)
    going = by_votes(standing[name] for name in (*ranking.sure, *settled.winners))
    for contender in going:
        text = wording.goes_to_repeat_vote(contender.name)
        steps.append(Step(kind="repeat_vote", article=REPEAT_VOTE, text=text, about=contender.name))
    return CandidateOutcome(repeat_vote=going, ties=settled.ties, steps=(*steps, *settled.steps))


def repeat_vote(contenders: tuple[Contender, ...], *, base: int | None = None) -> CandidateOutcome:
    """Who of the two is elected at the repeat vote: more votes than the other (M58), else nobody (M60).

    `base` is what shares are shown of, the sum of the votes by default; it decides nothing.
    """
    check_contenders(contenders)
    invariant(len(contenders) == REPEAT_VOTE_PLACES, "a repeat vote is between two")
    total = sum(c.votes for c in contenders) if base is None else base
    invariant(sum(c.votes for c in contenders) <= total, "more votes than ballots")
    steps = [
        Step(
            kind="share",
            article=REPEAT_VOTE,
            text=wording.share_of_base(c.name, c.votes, total),
            about=c.name,
            figures=(("votes", c.votes), ("base", total)),
        )
        for c in by_votes(contenders)
    ]
    first, second = by_votes(contenders)
    if first.votes > second.votes:
        text = wording.elected_by_most_votes(first.name, first.votes)
        steps.append(Step(kind="elected", article=REPEAT_VOTE, text=text, about=first.name))
        return CandidateOutcome(elected=(first,), steps=tuple(steps))
    between = (first.name, second.name)
    tie = Tie(kind=TieKind.ELECTED, places=1, between=between)
    steps.append(Step(kind="tie", article=REPEAT_VOTE, text=wording.equal_in_repeat_vote(between)))
    steps.append(Step(kind="repeat_election", article=REPEAT_ELECTION, text=wording.repeat_election()))
    return CandidateOutcome(ties=(tie,), repeat_election=True, steps=tuple(steps))
