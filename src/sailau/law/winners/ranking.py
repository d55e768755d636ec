"""The best so many, and ties between equals.

The one place where "the most votes" and "the largest remainder" are decided, so that no rule can
settle a tie by accident. Who is above the cut is in; those at the cut, if they do not all fit, are
tied, and only a recorded lot among exactly them (or an order that the law itself gives) settles it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sailau.errors import invariant
from sailau.law.winners import wording
from sailau.law.winners.contenders import Step, Tie, TieKind, in_name_order, name_order
from sailau.refusal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """`sure` are in; `open_places` are between `tied`, who are equal. Both empty or neither."""

    sure: tuple[Text, ...]
    tied: tuple[Text, ...] = ()
    open_places: int = 0


def rank(scores: Mapping[Text, int | Fraction], places: int) -> Ranking:
    """The `places` best of `scores`.

    | scores               | places | sure | tied    | open places |
    |----------------------|--------|------|---------|-------------|
    | A 9, B 5, C 5, D 1   | 1      | A    |         | 0           |
    | A 9, B 5, C 5, D 1   | 2      | A    | B, C    | 1           |
    | A 9, B 5, C 5, D 1   | 3      | ABC  |         | 0           |
    """
    invariant(places >= 0, "places to fill are not negative")
    ordered = sorted(scores, key=lambda name: (-scores[name], name_order(name)))
    if places == 0 or places >= len(ordered):
        return Ranking(sure=tuple(ordered[:places]))
    cut = scores[ordered[places - 1]]
    if scores[ordered[places]] < cut:
        return Ranking(sure=tuple(ordered[:places]))
    sure = tuple(name for name in ordered if scores[name] > cut)
    tied = in_name_order(name for name in ordered if scores[name] == cut)
    return Ranking(sure=sure, tied=tied, open_places=places - len(sure))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of the tied: who of them got a place and why, or the tie that stays."""

    winners: tuple[Text, ...] = ()
    ties: tuple[Tie, ...] = ()
    steps: tuple[Step, ...] = ()


def settle(
    ranking: Ranking,
    *,
    kind: TieKind,
    article: str,
    lots: tuple[tuple[Text, ...], ...] = (),
    registrations: Mapping[Text, int] | None = None,
) -> Settlement:
    """Give the open places of `ranking` to the tied: by order of registration, else by a lot, else not at all.

    `registrations` is given only where the law lets the list registered earlier come first; it
    settles nothing unless every one of the tied has a place of its own in it. A recorded lot is an
    order of names; it settles the tie of exactly those names and no other.
    """
    if not ranking.tied:
        return Settlement()
    places = {name: registrations[name] for name in ranking.tied if name in registrations} if registrations else {}
    if len(set(places.values())) == len(ranking.tied):
        winners = tuple(sorted(places, key=lambda name: places[name]))[: ranking.open_places]
        text = wording.settled_by_registration(winners, ranking.tied)
        return Settlement(winners=winners, steps=(Step(kind="registration", article=article, text=text),))
    winners = _drawn(ranking, lots)
    if winners:
        text = wording.settled_by_lot(winners, ranking.tied)
        return Settlement(winners=winners, steps=(Step(kind="lot", article=article, text=text),))
    text = wording.tie(ranking.tied, ranking.open_places)
    return Settlement(
        ties=(Tie(kind=kind, places=ranking.open_places, between=ranking.tied),),
        steps=(Step(kind="tie", article=article, text=text, figures=(("places", ranking.open_places),)),),
    )


def _drawn(ranking: Ranking, lots: tuple[tuple[Text, ...], ...]) -> tuple[Text, ...]:
    """Who gets the open places by the lot among exactly the tied; none without such a lot."""
    for lot in lots:
        if len(lot) == len(ranking.tied) and set(lot) == set(ranking.tied):
            return lot[: ranking.open_places]
    return ()
