"""What a decision would change, shown before it is taken (L 43(9), 50-5(7); M52).

The whole picture is drawn twice, without the decision and with it, by the same functions that draw it in earnest; what
differs is the effect: precincts that stand otherwise, sums and outcomes of the contests that this touches.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sailau.commission import effect_words, mandates
from sailau.commission.decisions import CommissionDecision, refusal_of
from sailau.commission.mandates import Announced, MandateEffect, mandate_effect
from sailau.commission.outcome import ContestOutcome, outcomes
from sailau.commission.returns import ContestFigures
from sailau.commission.standing import Accepted, ReceivedBundle, Standing, standings
from sailau.commission.totals import added_contests
from sailau.commission.units import districts
from sailau.commission.winning import name_of
from sailau.election.nouns import AnswerId, Contest, ContestId, Definition, PrecinctNumber
from sailau.election.order import ballot_order
from sailau.refusal import Refusal, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What the commission holds: the definition, what was received, decided, announced, when lists were registered."""

    definition: Definition
    bundles: tuple[ReceivedBundle, ...]
    decisions: tuple[CommissionDecision, ...]
    registrations: Mapping[AnswerId, int] = field(default_factory=dict)
    announced: Mapping[ContestId, Announced] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What follows from the holdings: standings by precinct, outcomes in the definition's order."""

    standings: Mapping[PrecinctNumber, Standing]
    outcomes: tuple[ContestOutcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestEffect:
    """A contest before and after. The figures are the sums of what counts, complete or not; None where nothing does."""

    contest: Contest
    before: ContestOutcome
    after: ContestOutcome
    figures_before: ContestFigures | None
    figures_after: ContestFigures | None

    @property
    def turns(self) -> bool:
        """Whether the outcome itself becomes another, not only the figures."""
        return _result(self.before) != _result(self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a decision changes: precincts (before, after) by number, contests, mandates; empty where it changes none."""

    precincts: tuple[tuple[Standing, Standing], ...]
    contests: tuple[ContestEffect, ...]
    mandates: tuple[MandateEffect, ...] = ()


def picture(holdings: Holdings) -> Picture:
    """Standings and outcomes as they follow from the holdings."""
    found = standings(holdings.definition, holdings.bundles, holdings.decisions)
    return Picture(
        standings=found,
        outcomes=outcomes(holdings.definition, found, holdings.decisions, holdings.registrations),
    )


def effect(holdings: Holdings, decision: CommissionDecision) -> Effect | Refusal:
    """What `decision` would change; a refusal when it may not be taken."""
    definition, earlier = holdings.definition, holdings.decisions
    refusal = refusal_of(decision, definition, earlier, accepted_bundles(holdings.bundles))
    refusal = refusal or mandates.refusal_of(decision, definition, holdings.announced, earlier)
    if refusal is not None:
        return refusal
    before = picture(holdings)
    after = picture(replace(holdings, decisions=(*earlier, decision)))
    return Effect(
        precincts=tuple(
            (before.standings[number], after.standings[number])
            for number in before.standings
            if before.standings[number] != after.standings[number]
        ),
        contests=tuple(_contests(definition, before, after)),
        mandates=mandate_effect(decision, definition, holdings.announced, earlier),
    )


def accepted_bundles(bundles: Iterable[ReceivedBundle]) -> Mapping[PrecinctNumber, frozenset[str]]:
    """The accepted bundles of each precinct, by SHA-256."""
    found: dict[PrecinctNumber, set[str]] = {}
    for bundle in bundles:
        if isinstance(bundle.judgement, Accepted):
            found.setdefault(bundle.precinct, set()).add(bundle.sha256)
    return {number: frozenset(own) for number, own in found.items()}


def _contests(definition: Definition, before: Picture, after: Picture) -> Iterable[ContestEffect]:
    units = {unit.id: unit for unit in districts(definition)}
    for contest, old, new in zip(definition.contests, before.outcomes, after.outcomes, strict=True):
        numbers = units[contest.district].precincts
        sums = [_sum(contest, numbers, one.standings) for one in (before, after)]
        if old != new or sums[0] != sums[1]:
            yield ContestEffect(contest=contest, before=old, after=new, figures_before=sums[0], figures_after=sums[1])


def _sum(
    contest: Contest, numbers: Iterable[PrecinctNumber], found: Mapping[PrecinctNumber, Standing]
) -> ContestFigures | None:
    counted = [standing.figures for standing in (found[number] for number in numbers) if standing.figures is not None]
    return added_contests(one.counted.contests[contest.id] for one in counted) if counted else None


def _result(outcome: ContestOutcome) -> tuple[object, ...]:
    return outcome.state, outcome.elected, outcome.repeat_vote, outcome.tied


def sentences(found: Effect) -> tuple[Text, ...]:
    """The effect in words, for the sitting that decides and its minutes: precincts, then contests, then mandates."""
    said = [
        effect_words.precinct_stands(old.precinct, old.kind, new.kind)
        for old, new in found.precincts
        if old.kind is not new.kind
    ]
    for one in found.contests:
        said.append(effect_words.contest(one.contest.title))
        said += _figures(one)
        said.append(effect_words.outcome(_named(one.contest, one.before), _named(one.contest, one.after)))
    for changed in found.mandates:
        said += changed.said
    return tuple(said) or (effect_words.nothing(),)


def _figures(one: ContestEffect) -> list[Text]:
    empty = ContestFigures(votes={}, blank=0, valid=0, invalid=0)
    old, new = one.figures_before or empty, one.figures_after or empty
    said = [effect_words.valid_ballots(old.valid, new.valid)] if old.valid != new.valid else []
    for answer in ballot_order(one.contest):
        votes = (old.votes.get(answer.id, 0), new.votes.get(answer.id, 0))
        if votes[0] != votes[1]:
            said.append(effect_words.votes(name_of(answer), *votes))
    return said


def _named(contest: Contest, outcome: ContestOutcome) -> Text:
    names = {answer.id: name_of(answer) for answer in contest.answers}
    elected = [(names[answer], seats) for answer, seats in outcome.elected.items()]
    others = [names[answer] for answer in (*outcome.repeat_vote, *outcome.tied)]
    return effect_words.result(outcome.state, elected, others)
