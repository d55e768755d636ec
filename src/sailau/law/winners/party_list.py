"""Party lists: threshold, quota, whole parts, largest remainders (L 97-1, M64), and one party alone (M65).

(1) A list takes part if its votes are at least the threshold's share of the base.
(2) Quota = votes of the lists that take part, together, divided by the mandates.
(3) Each list's votes divided by the quota: the whole part is mandates.
(4) Mandates left go one by one to the largest remainders. Equal remainders: the list registered
    earlier where that rule is in force and registrations are known, else a recorded lot, else a tie.

Worked on the election of 2004 (10 mandates, quota 4 333 794 : 10 = 433 379.4):

| list           | votes     | quotient | whole | remainder | by remainder | mandates |
|----------------|-----------|----------|-------|-----------|--------------|----------|
| Otan           | 2 883 706 | 6.654    | 6     | .654      | 1            | 7        |
| Ak Zhol        | 572 672   | 1.321    | 1     | .321      |              | 1        |
| Asar           | 541 239   | 1.249    | 1     | .249      |              | 1        |
| AIST bloc      | 336 177   | 0.776    | 0     | .776      | 1            | 1        |

One party alone passes (M65, later rule): the next by votes joins; its quotient is multiplied by a
factor, and it has at least so many mandates. Then more mandates can be left than there are lists:
they go round, first to all alike, then to the largest remainder.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from sailau.errors import invariant
from sailau.law.winners import list_wording
from sailau.law.winners.contenders import (
    Contender,
    Step,
    Tie,
    TieKind,
    by_votes,
    check_contenders,
)
from sailau.law.winners.ranking import rank, settle
from sailau.refusal import Text

THRESHOLD = "L 97-1(1)"
NEXT_PARTY = "L 97-1(2), (3)"
QUOTA = "L 97-1(1)"
QUOTIENT = "L 97-1(3)"
REMAINDER = "L 97-1(4)"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextParty:
    """The later rule for one party alone (M65): the joining list's factor and its least mandates."""

    factor: Fraction
    mandates_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyResult:
    """What one list has. `whole` and `by_remainder` are sure; a tie may add to them.

    `quotient` is None when the list takes no part; `remainder` is what of it competes for the rest.
    """

    name: Text
    votes: int
    passed: bool = False
    joined: bool = False
    quotient: Fraction | None = None
    whole: int = 0
    by_remainder: int = 0
    remainder: Fraction = Fraction(0)

    @property
    def mandates(self) -> int:
        """The mandates that are sure."""
        return self.whole + self.by_remainder


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyListOutcome:
    """Results in the order given; `undistributed` mandates wait for a tie, or nobody passed."""

    parties: tuple[PartyResult, ...]
    ties: tuple[Tie, ...]
    undistributed: int
    steps: tuple[Step, ...]


def party_list(
    parties: tuple[Contender, ...],
    *,
    mandates: int,
    threshold_percent: Fraction,
    base: int,
    next_party: NextParty | None = None,
    registration_first: bool = False,
    lots: tuple[tuple[Text, ...], ...] = (),
) -> PartyListOutcome:
    """Distribute `mandates` among the lists; `base` is what the threshold's share is taken of.

    `next_party` and `registration_first` are the later rules where they are in force;
    `lots` are the recorded lots, each an order of names.
    """
    check_contenders(parties)
    invariant(mandates >= 1 and 0 <= threshold_percent <= 100, "mandates or threshold out of range")
    invariant(base >= sum(p.votes for p in parties), "more votes than the threshold's base")
    # (1) Who takes part.
    passing = tuple(p for p in parties if p.votes > 0 and 100 * p.votes >= threshold_percent * base)
    steps = _threshold_steps(parties, passing, threshold_percent, base)
    if not passing:
        steps.append(Step(kind="nobody_passes", article=THRESHOLD, text=list_wording.nobody_passes()))
        results = tuple(PartyResult(name=p.name, votes=p.votes) for p in parties)
        return PartyListOutcome(parties=results, ties=(), undistributed=mandates, steps=tuple(steps))
    joining = _joining(parties, passing, next_party, lots)
    steps += joining.steps
    # (2)-(4) The mandates of those who take part.
    registrations = {p.name: p.registration for p in parties if p.registration is not None}
    shared = _share_out(
        (*passing, *joining.parties),
        mandates=mandates,
        next_party=next_party if joining.parties else None,
        joined=joining.parties[0].name if joining.parties else None,
        registrations=registrations if registration_first else {},
        lots=lots,
    )
    return _outcome(parties, passing, joining, shared, mandates, tuple(steps))


def _threshold_steps(
    parties: tuple[Contender, ...], passing: tuple[Contender, ...], threshold_percent: Fraction, base: int
) -> list[Step]:
    text = list_wording.threshold_is(threshold_percent, base)
    figures: tuple[tuple[str, int | Fraction], ...] = (("threshold_percent", threshold_percent), ("base", base))
    steps = [Step(kind="threshold", article=THRESHOLD, text=text, figures=figures)]
    for party in by_votes(parties):
        text = list_wording.party_share(party.name, party.votes, base, party in passing)
        figures = (("votes", party.votes), ("base", base))
        kind = "passes" if party in passing else "does_not_pass"
        steps.append(Step(kind=kind, article=THRESHOLD, text=text, about=party.name, figures=figures))
    return steps


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joining:
    """The list that joins a party alone, at most one; with an open tie, any of the tied stands for it."""

    parties: tuple[Contender, ...] = ()
    ties: tuple[Tie, ...] = ()
    steps: tuple[Step, ...] = ()


def _joining(
    parties: tuple[Contender, ...],
    passing: tuple[Contender, ...],
    rule: NextParty | None,
    lots: tuple[tuple[Text, ...], ...],
) -> _Joining:
    below = {p.name: p for p in parties if p not in passing and p.votes > 0}
    if rule is None or len(passing) != 1 or not below:
        return _Joining()
    ranking = rank({name: p.votes for name, p in below.items()}, 1)
    settled = settle(ranking, kind=TieKind.NEXT_PARTY, article=NEXT_PARTY, lots=lots)
    if settled.ties:
        # The tied have equal votes, so the party that passed gets the same whoever joins.
        return _Joining(parties=(below[ranking.tied[0]],), ties=settled.ties, steps=settled.steps)
    party = below[(*ranking.sure, *settled.winners)[0]]
    text = list_wording.next_party_joins(party.name)
    step = Step(kind="next_party", article=NEXT_PARTY, text=text, about=party.name, figures=(("factor", rule.factor),))
    return _Joining(parties=(party,), steps=(*settled.steps, step))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    results: tuple[PartyResult, ...]
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...]


def _share_out(
    admitted: tuple[Contender, ...],
    *,
    mandates: int,
    next_party: NextParty | None,
    joined: Text | None,
    registrations: dict[Text, int],
    lots: tuple[tuple[Text, ...], ...],
) -> _Shared:
    """Quota, whole parts and remainders of the lists that take part."""
    total = sum(p.votes for p in admitted)
    quota = Fraction(total, mandates)
    figures: tuple[tuple[str, int | Fraction], ...] = (("sum", total), ("mandates", mandates), ("quota", quota))
    steps = [Step(kind="quota", article=QUOTA, text=list_wording.quota_is(total, mandates), figures=figures)]
    results = {p.name: _whole_part(p, quota, next_party if p.name == joined else None) for p in by_votes(admitted)}
    for r in results.values():
        factor = next_party.factor if next_party is not None and r.name == joined else None
        steps.append(_quotient_step(r, factor))
    if next_party is not None and joined is not None:
        raised = _with_least(results, mandates, joined, next_party.mandates_min)
        steps += [_least_step(r) for name, r in raised.items() if r.whole != results[name].whole]
        results = raised
    rest = mandates - sum(r.whole for r in results.values())
    if rest == 0:
        return _Shared(results=tuple(results.values()), ties=(), steps=tuple(steps))
    steps.append(
        Step(kind="left_over", article=REMAINDER, text=list_wording.left_over(rest), figures=(("mandates", rest),))
    )
    rounds, last = divmod(rest, len(results))
    if rounds:
        text = list_wording.round_for_all(rounds)
        steps.append(Step(kind="round", article=REMAINDER, text=text, figures=(("mandates", rounds),)))
    ranking = rank({r.name: r.remainder for r in results.values()}, last)
    settled = settle(ranking, kind=TieKind.REMAINDER, article=REMAINDER, lots=lots, registrations=registrations)
    for name in ranking.sure:
        text = list_wording.by_remainder(name, results[name].remainder)
        figures = (("remainder", results[name].remainder),)
        steps.append(Step(kind="by_remainder", article=REMAINDER, text=text, about=name, figures=figures))
    extra = (*ranking.sure, *settled.winners)
    given = tuple(replace(r, by_remainder=rounds + (r.name in extra)) for r in results.values())
    return _Shared(results=given, ties=settled.ties, steps=(*steps, *settled.steps))


def _whole_part(party: Contender, quota: Fraction, rule: NextParty | None) -> PartyResult:
    """A list's quotient, its whole part and what competes for the mandates left."""
    quotient = party.votes / quota if rule is None else party.votes / quota * rule.factor
    whole = quotient.numerator // quotient.denominator
    return PartyResult(name=party.name, votes=party.votes, quotient=quotient, whole=whole, remainder=quotient - whole)


def _quotient_step(result: PartyResult, factor: Fraction | None) -> Step:
    quotient = result.quotient or Fraction(0)
    return Step(
        kind="quotient",
        article=QUOTIENT,
        text=list_wording.quotient_is(result.name, result.votes, quotient, result.whole, factor),
        about=result.name,
        figures=(
            ("votes", result.votes),
            ("quotient", quotient),
            ("whole", result.whole),
            ("remainder", result.remainder),
        ),
    )


def _with_least(
    results: dict[Text, PartyResult], mandates: int, joined: Text, mandates_min: int
) -> dict[Text, PartyResult]:
    """Raise the joining list to its least, never above half of the mandates; the other yields what is too many.

    Who was raised or cut has another number than its quotient gives, so no remainder of it competes.
    """
    least = min(mandates_min, mandates // 2)
    if results[joined].whole >= least:
        return results
    room = mandates - least
    return {
        name: replace(r, whole=least, remainder=Fraction(0))
        if name == joined
        else (replace(r, whole=room, remainder=Fraction(0)) if r.whole > room else r)
        for name, r in results.items()
    }


def _least_step(result: PartyResult) -> Step:
    return Step(
        kind="least",
        article=NEXT_PARTY,
        text=list_wording.adjusted_to_least(result.name, result.whole),
        about=result.name,
        figures=(("whole", result.whole),),
    )


def _outcome(
    parties: tuple[Contender, ...],
    passing: tuple[Contender, ...],
    joining: _Joining,
    shared: _Shared,
    mandates: int,
    steps: tuple[Step, ...],
) -> PartyListOutcome:
    """Put the results in the order given; while it is open who joins, only the other's mandates are sure."""
    by_name = {r.name: r for r in shared.results}
    passed = {p.name for p in passing}
    results = []
    for party in parties:
        result = by_name.get(party.name, PartyResult(name=party.name, votes=party.votes))
        if joining.ties and party.name not in passed:
            result = PartyResult(name=party.name, votes=party.votes)
        joined = not joining.ties and any(p.name == party.name for p in joining.parties)
        results.append(replace(result, passed=party.name in passed, joined=joined))
    closing = tuple(
        Step(
            kind="result",
            article=REMAINDER,
            text=list_wording.party_result(r.name, r.mandates),
            about=r.name,
            figures=(("whole", r.whole), ("by_remainder", r.by_remainder)),
        )
        for r in sorted(results, key=lambda r: (-r.votes, r.name.kk, r.name.ru, r.name.en))
        if r.quotient is not None
    )
    return PartyListOutcome(
        parties=tuple(results),
        ties=joining.ties or shared.ties,
        undistributed=mandates - sum(r.mandates for r in results),
        steps=(*steps, *_said(shared, joining, passed), *closing),
    )


def _said(shared: _Shared, joining: _Joining, passed: set[Text]) -> tuple[Step, ...]:
    """The steps of the distribution; while it is open who joins, nothing is said of one of the tied by name."""
    if not joining.ties:
        return shared.steps
    silent = {"tie", "lot"}
    return tuple(s for s in shared.steps if s.kind not in silent and (s.about is None or s.about in passed))
