"""Who is elected, contest by contest, or why that is not said yet (L 43(8-1), (9), 44, 50-7; E46, E48, M50, M58-M67).

A contest's result is established from all precincts of its district, in this order:

1. the district's results were declared void: nobody is elected, a repeat election follows (L 43(9), 64);
2. a precinct voted late or will (L 50-5(7)): the district waits until all its precincts have voted (L 50-7(2));
3. a precinct is missing, being verified, refused, contested or counted again: the district is not complete;
4. else the sums are judged by the contest's rule, with every step of the reasoning. Precincts declared void are left
   out, and named; where none is left, a repeat election follows.

A lot on record, a candidate who dropped out after the vote, and the order in which party lists were registered come in
as they were decided.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sailau.commission import outcome_words
from sailau.commission.decisions import CommissionDecision, DistrictVoid, DropOut, Lot, in_force
from sailau.commission.returns import ContestFigures
from sailau.commission.standing import Standing, StandingKind
from sailau.commission.totals import added_contests
from sailau.commission.units import Unit, districts
from sailau.commission.winning import Tally, WinnerOutcome, Won, answers, name_of, won, won_two_seats
from sailau.election.nouns import AnswerId, Contest, ContestId, Definition, PrecinctNumber, WinnerRuleId
from sailau.law.winners import CandidateOutcome, PartyListOutcome, SenateOutcome, Step
from sailau.refusal import Text

SQUARES: Final = 2


class OutcomeState(StrEnum):
    """What became of a contest."""

    DECIDED = "decided"
    TIED = "tied"
    REPEAT_VOTE = "repeat_vote"
    REPEAT_ELECTION = "repeat_election"
    PUT_OFF = "put_off"
    HELD_BACK = "held_back"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestOutcome:
    """One contest. `figures` are the sums that were judged, None while the district is not complete.

    `elected`: seats by answer (a candidate has one); `repeat_vote` and `tied` in ballot order; `waiting`: the precincts
    that hold it back; `left_out`: those declared void. `input` is a file for `sailau outcome`, None while it is held.
    """

    contest: ContestId
    state: OutcomeState
    steps: tuple[Step, ...]
    figures: ContestFigures | None = None
    outcome: WinnerOutcome | None = None
    input: Mapping[str, Any] | None = None
    elected: Mapping[AnswerId, int]
    repeat_vote: tuple[AnswerId, ...] = ()
    tied: tuple[AnswerId, ...] = ()
    waiting: tuple[Standing, ...] = ()
    left_out: tuple[PrecinctNumber, ...] = ()


def outcomes(
    definition: Definition,
    found: Mapping[PrecinctNumber, Standing],
    decisions: Iterable[CommissionDecision],
    registrations: Mapping[AnswerId, int] | None = None,
) -> tuple[ContestOutcome, ...]:
    """The outcome of every contest, in the definition's order.

    `found` has the standing of every precinct (`standing.standings`); `registrations` the place of each party's list in
    the order of registration, 1 = first, where the commission gives them.
    """
    holding = in_force(decisions)
    void = {district for one in holding if isinstance(one.matter, DistrictVoid) for district in one.matter.districts}
    units = {unit.id: unit for unit in districts(definition)}
    judged: dict[ContestId, ContestOutcome] = {}
    for contests in _judged_together(definition):
        unit = units[contests[0].district]
        for outcome in _outcomes(definition, contests, unit, found, holding, registrations or {}, unit.id in void):
            judged[outcome.contest] = outcome
    return tuple(judged[contest.id] for contest in definition.contests)


def _judged_together(definition: Definition) -> list[tuple[Contest, ...]]:
    """Each contest alone; the squares of the Senate's ballot of one district together."""
    found: list[tuple[Contest, ...]] = []
    squares: defaultdict[str, list[Contest]] = defaultdict(list)
    for contest in definition.contests:
        if contest.rule.id is WinnerRuleId.SENATE_TWO_SEATS:
            squares[contest.district].append(contest)
        else:
            found.append((contest,))
    return found + [tuple(contests) for contests in squares.values()]


def _outcomes(
    definition: Definition,
    contests: Sequence[Contest],
    unit: Unit,
    found: Mapping[PrecinctNumber, Standing],
    decisions: Sequence[CommissionDecision],
    registrations: Mapping[AnswerId, int],
    void: bool,
) -> list[ContestOutcome]:
    own = [found[number] for number in unit.precincts]
    if void:
        return [_closed(contest, OutcomeState.REPEAT_ELECTION, outcome_words.district_void()) for contest in contests]
    waiting = tuple(standing for standing in own if not standing.settled)
    postponed = [standing.precinct for standing in waiting if standing.kind is StandingKind.POSTPONED]
    if postponed:
        return [
            _closed(contest, OutcomeState.HELD_BACK, outcome_words.postponed(postponed), waiting)
            for contest in contests
        ]
    if not own:
        return [_closed(contest, OutcomeState.INCOMPLETE, outcome_words.no_precinct()) for contest in contests]
    if waiting:
        step = outcome_words.not_complete([standing.precinct for standing in waiting], len(own))
        return [_closed(contest, OutcomeState.INCOMPLETE, step, waiting) for contest in contests]
    counted = [standing.figures.counted for standing in own if standing.figures is not None]
    if not counted:
        return [_closed(contest, OutcomeState.REPEAT_ELECTION, outcome_words.nothing_valid()) for contest in contests]
    left_out = tuple(standing.precinct for standing in own if standing.figures is None)
    tallies = [
        _tally(contest, added_contests(one.contests[contest.id] for one in counted), decisions, registrations)
        for contest in contests
    ]
    basis = outcome_words.basis(len(counted), left_out)
    if contests[0].rule.id is not WinnerRuleId.SENATE_TWO_SEATS:
        return [_of(tallies[0], won(tallies[0], definition.date), basis, left_out)]
    return _two_seats(definition, tallies, basis, left_out)


def _two_seats(
    definition: Definition, tallies: Sequence[Tally], basis: Step, left_out: tuple[PrecinctNumber, ...]
) -> list[ContestOutcome]:
    names = {tuple(answer.id for answer in answers(tally)) for tally in tallies}
    if len(tallies) != SQUARES or len(names) != 1:
        step = outcome_words.two_squares_wanted(len(tallies))
        return [_closed(tally.contest, OutcomeState.INCOMPLETE, step) for tally in tallies]
    both = won_two_seats(tallies[0], tallies[1], definition.date)
    return [_of(tally, both, basis, left_out, square) for square, tally in enumerate(tallies)]


def _closed(contest: Contest, state: OutcomeState, step: Step, waiting: tuple[Standing, ...] = ()) -> ContestOutcome:
    """An outcome without a judgement of sums."""
    return ContestOutcome(contest=contest.id, state=state, steps=(step,), elected={}, waiting=waiting)


def _tally(
    contest: Contest,
    figures: ContestFigures,
    decisions: Iterable[CommissionDecision],
    registrations: Mapping[AnswerId, int],
) -> Tally:
    lots, withdrawn = [], set()
    for decision in decisions:
        match decision.matter:
            case Lot(contest=contest.id, order=order):
                lots.append(order)
            case DropOut(contest=contest.id, answer=answer):
                withdrawn.add(answer)
            case _:
                continue  # of precincts or districts: already in the standings
    own = {answer.id for answer in contest.answers}
    return Tally(
        contest=contest,
        figures=figures,
        lots=tuple(lots),
        withdrawn=frozenset(withdrawn),
        registrations={answer: place for answer, place in registrations.items() if answer in own},
    )


def _of(
    tally: Tally, judged: Won, basis: Step, left_out: tuple[PrecinctNumber, ...], square: int = 0
) -> ContestOutcome:
    """The outcome of one contest; `square` tells which of the Senate's two it is."""
    ids = {name_of(answer): answer.id for answer in answers(tally)}
    steps = judged.steps
    match judged.outcome:
        case PartyListOutcome() as outcome:
            elected = {ids[party.name]: party.mandates for party in outcome.parties if party.mandates}
            own: CandidateOutcome | PartyListOutcome = outcome
        case SenateOutcome() as outcome:
            own = (outcome.six_years, outcome.three_years)[square]
            elected, steps = {ids[one.name]: 1 for one in own.elected}, (*own.steps, *outcome.steps)
        case CandidateOutcome() as outcome:
            own = outcome
            elected = {ids[one.name]: 1 for one in outcome.elected}
    going = () if isinstance(own, PartyListOutcome) else tuple(one.name for one in own.repeat_vote)
    return ContestOutcome(
        contest=tally.contest.id,
        state=_state(own),
        steps=(basis, *steps),
        figures=tally.figures,
        outcome=judged.outcome,
        input=judged.input,
        elected=elected,
        repeat_vote=_in_ballot_order(tally, going),
        tied=_in_ballot_order(tally, [name for tie in own.ties for name in tie.between]),
        left_out=left_out,
    )


def _in_ballot_order(tally: Tally, names: Iterable[Text]) -> tuple[AnswerId, ...]:
    wanted = set(names)
    return tuple(answer.id for answer in answers(tally) if name_of(answer) in wanted)


def _state(outcome: CandidateOutcome | PartyListOutcome) -> OutcomeState:
    """The first that holds: put off, a repeat election, an open tie, a repeat vote, decided."""
    if isinstance(outcome, PartyListOutcome):
        if outcome.ties:
            return OutcomeState.TIED
        return OutcomeState.DECIDED if outcome.undistributed == 0 else OutcomeState.REPEAT_ELECTION
    if outcome.put_off:
        return OutcomeState.PUT_OFF
    if outcome.repeat_election:
        return OutcomeState.REPEAT_ELECTION
    if outcome.ties:
        return OutcomeState.TIED
    if outcome.repeat_vote:
        return OutcomeState.REPEAT_VOTE
    return OutcomeState.DECIDED if outcome.elected else OutcomeState.REPEAT_ELECTION
