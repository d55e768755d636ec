"""Most votes: maslikhats, one seat and one round (M62); local self-government, several seats (M63).

L 9(2), 111(2): elected is who has more votes than the other candidates; no share is asked for.
L 9(3): the same for several seats of one district. Nobody is elected without a vote. Equal at the
last place is a tie; only a recorded lot settles it.

| votes of A, B, C, D | seats | elected | tied           |
|---------------------|-------|---------|----------------|
| 9, 5, 5, 1          | 1     | A       |                |
| 9, 5, 5, 1          | 2     | A       | B, C for 1     |
| 9, 5, 5, 1          | 3     | A, B, C |                |
"""

from sailau.errors import invariant
from sailau.law.winners import wording
from sailau.law.winners.contenders import (
    CandidateOutcome,
    Contender,
    Step,
    TieKind,
    by_votes,
    check_contenders,
)
from sailau.law.winners.majority import put_off
from sailau.law.winners.ranking import rank, settle
from sailau.refusal import Text

ONE_SEAT = "L 9(2), 111(2)"
SEVERAL_SEATS = "L 9(3)"


def plurality(
    contenders: tuple[Contender, ...], *, base: int | None = None, lots: tuple[tuple[Text, ...], ...] = ()
) -> CandidateOutcome:
    """The one with the most votes (M62); `base` is what shares are shown of, the sum of the votes by default."""
    return _most_votes(contenders, 1, ONE_SEAT, base, lots)


def several_seats(
    contenders: tuple[Contender, ...],
    *,
    places: int,
    base: int | None = None,
    lots: tuple[tuple[Text, ...], ...] = (),
) -> CandidateOutcome:
    """The `places` candidates with the most votes (M63); a voter may have as many votes as there are places."""
    invariant(places >= 1, "a district has at least one seat")
    return _most_votes(contenders, places, SEVERAL_SEATS, base, lots)


def _most_votes(
    contenders: tuple[Contender, ...],
    places: int,
    article: str,
    base: int | None,
    lots: tuple[tuple[Text, ...], ...],
) -> CandidateOutcome:
    check_contenders(contenders)
    none = put_off(contenders)
    if none is not None:
        return none
    total = sum(c.votes for c in contenders) if base is None else base
    invariant(all(c.votes <= total for c in contenders), "more votes for one than ballots")
    steps = [
        Step(
            kind="share",
            article=article,
            text=wording.share_of_base(c.name, c.votes, total),
            about=c.name,
            figures=(("votes", c.votes), ("base", total)),
        )
        for c in by_votes(contenders)
    ]
    voted_for = {c.name: c for c in contenders if c.votes > 0}
    if not voted_for:
        steps.append(Step(kind="no_votes", article=article, text=wording.no_votes()))
        return CandidateOutcome(steps=tuple(steps))
    ranking = rank({name: c.votes for name, c in voted_for.items()}, places)
    settled = settle(ranking, kind=TieKind.ELECTED, article=article, lots=lots)
    for contender in by_votes(voted_for[name] for name in ranking.sure):
        text = wording.elected_by_most_votes(contender.name, contender.votes)
        steps.append(Step(kind="elected", article=article, text=text, about=contender.name))
    steps += settled.steps
    vacant = max(0, places - len(voted_for))
    if vacant:
        text = wording.places_vacant(vacant)
        steps.append(Step(kind="vacant", article=article, text=text, figures=(("places", vacant),)))
    elected = by_votes(voted_for[name] for name in (*ranking.sure, *settled.winners))
    return CandidateOutcome(elected=elected, ties=settled.ties, steps=tuple(steps))
