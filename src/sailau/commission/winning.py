"""A contest's sums under its winner rule (L 9, 97-1, 129; M58-M67), and the same as a file for `sailau outcome`.

The rule and its share stand in the definition; what the law changed later follows the voting day. The base of shares is

- the valid ballots, or by `base = participants` of the rule all ballots of those who took part (M46);
- where protocols hold more votes than valid ballots, because an act explains a paper that does not add up, the votes:
  so a base is never below what was voted, and a share never above the whole.

The ballot of two senators has two squares a name (L 129(3)). Each square is a contest of its own in the definition, in
one district and with the same candidates: the first is that of six years, the second that of three.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final, assert_never

from sailau.commission.returns import ContestFigures
from sailau.election.nouns import Answer, AnswerId, Contest, ContestKind, ElectionType, Language, WinnerRuleId
from sailau.election.order import ballot_order
from sailau.errors import impossible, invariant
from sailau.law.winners import (
    CandidateOutcome,
    Contender,
    MajorityBase,
    PartyListOutcome,
    SenateContender,
    SenateOutcome,
    Step,
    Tie,
    first_vote,
    next_party_on,
    party_list,
    plurality,
    registration_first_on,
    repeat_vote,
    senate,
    several_seats,
)
from sailau.refusal import Text

WinnerOutcome = CandidateOutcome | PartyListOutcome | SenateOutcome
Order = tuple[AnswerId, ...]

SQUARES: Final = ("six_years", "three_years")
NEITHER_OF_TWO_BEGINS_ANEW: Final = frozenset({ElectionType.SENATE, ElectionType.MAZHILIS_SEAT})
"""Where two stood and neither is elected, these have a repeat election at once (L 80(1), 96(1))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One contest as it is judged: its sums, the lots on record, who dropped out, lists by order of registration."""

    contest: Contest
    figures: ContestFigures
    lots: tuple[Order, ...] = ()
    withdrawn: frozenset[AnswerId] = frozenset()
    registrations: Mapping[AnswerId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Won:
    """What the rule makes of the sums. `input` is, as it stands, a file for `sailau outcome`, which finds the same."""

    outcome: WinnerOutcome
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...]
    input: Mapping[str, Any]


def won(tally: Tally, day: date) -> Won:
    """Judge one contest by its rule. Of the lots those are taken that name exactly the equal ones, and no other."""
    invariant(tally.contest.rule.id is not WinnerRuleId.SENATE_TWO_SEATS, "two squares are judged together")
    used = replace(tally, lots=())
    while True:
        outcome = _judged(used, day)
        lot = _asked_for(outcome.ties, tally)
        if lot is None or lot in used.lots or tally.contest.rule.id is WinnerRuleId.REPEAT_VOTE:
            return Won(outcome=outcome, ties=outcome.ties, steps=outcome.steps, input=_input(used, day))
        used = replace(used, lots=(*used.lots, lot))


def won_two_seats(six_years: Tally, three_years: Tally, day: date) -> Won:
    """Judge the two squares of the Senate's ballot, each apart (L 129(5), (6))."""
    invariant(
        [answer.id for answer in answers(six_years)] == [answer.id for answer in answers(three_years)],
        "the two squares stand beside the same names",
    )
    used = (replace(six_years, lots=()), replace(three_years, lots=()))
    while True:
        outcome = _senate(*used)
        counts = (outcome.six_years, outcome.three_years)
        asked = (_asked_for(counts[0].ties, six_years), _asked_for(counts[1].ties, three_years))
        more = tuple(
            one if lot is None or lot in one.lots else replace(one, lots=(*one.lots, lot))
            for one, lot in zip(used, asked, strict=True)
        )
        if more == used:
            steps = (*counts[0].steps, *counts[1].steps, *outcome.steps)
            ties = (*counts[0].ties, *counts[1].ties)
            return Won(outcome=outcome, ties=ties, steps=steps, input=_senate_input(*used, day))
        used = (more[0], more[1])


def answers(tally: Tally) -> tuple[Answer, ...]:
    """Who stands, in ballot order."""
    return ballot_order(tally.contest)


def name_of(answer: Answer) -> Text:
    """The full name by which the winner rules know an answer; no two of a contest have the same."""
    return Text(answer.text(Language.KK), answer.text(Language.RU), answer.text(Language.EN))


def valid_ballots(tally: Tally) -> int:
    """The valid ballots, never fewer than the votes need."""
    votes, figures = tally.figures.votes.values(), tally.figures
    needed = sum(votes) if tally.contest.choices.maximum == 1 else max(votes, default=0)
    return max(figures.valid, needed + figures.blank)


def _base(tally: Tally) -> int:
    """What shares are taken of."""
    valid = valid_ballots(tally)
    return valid + tally.figures.invalid if tally.contest.rule.base is MajorityBase.PARTICIPANTS else valid


def _asked_for(ties: Sequence[Tie], tally: Tally) -> Order | None:
    """The first lot on record among exactly those who are equal."""
    names = {answer.id: name_of(answer) for answer in answers(tally)}
    tied = [set(tie.between) for tie in ties]
    return next((lot for lot in tally.lots if {names[one] for one in lot} in tied), None)


def _judged(tally: Tally, day: date) -> CandidateOutcome | PartyListOutcome:
    rule, standing, lots = tally.contest.rule, _contenders(tally), _lots(tally)
    match rule.id:
        case WinnerRuleId.MAJORITY_RUNOFF:
            valid, invalid = valid_ballots(tally), tally.figures.invalid
            return first_vote(
                standing,
                participants=valid + invalid,
                invalid=invalid,
                base=rule.base,
                lots=lots,
                two_stand_again=tally.contest.type not in NEITHER_OF_TWO_BEGINS_ANEW,
            )
        case WinnerRuleId.REPEAT_VOTE:
            return repeat_vote(standing, base=_base(tally))
        case WinnerRuleId.PLURALITY:
            return plurality(standing, base=_base(tally), lots=lots)
        case WinnerRuleId.SEVERAL_SEATS:
            return several_seats(standing, places=rule.seats, base=_base(tally), lots=lots)
        case WinnerRuleId.PARTY_LIST:
            return party_list(
                standing,
                mandates=rule.seats,
                threshold_percent=Fraction(rule.threshold_percent),
                base=_base(tally),
                next_party=next_party_on(day),
                registration_first=registration_first_on(day),
                lots=lots,
            )
        case WinnerRuleId.SENATE_TWO_SEATS:
            return impossible("two squares are judged together")
        case _:
            return assert_never(rule.id)


def _senate(six_years: Tally, three_years: Tally) -> SenateOutcome:
    valid = max(valid_ballots(six_years), valid_ballots(three_years))
    invalid = max(six_years.figures.invalid, three_years.figures.invalid)
    return senate(
        tuple(
            SenateContender(
                name=name_of(answer),
                six_years=six_years.figures.votes.get(answer.id, 0),
                three_years=three_years.figures.votes.get(answer.id, 0),
            )
            for answer in answers(six_years)
        ),
        participants=valid + invalid,
        invalid=invalid,
        base=six_years.contest.rule.base,
        lots_six_years=_lots(six_years),
        lots_three_years=_lots(three_years),
    )


def _contenders(tally: Tally) -> tuple[Contender, ...]:
    return tuple(
        Contender(
            name=name_of(answer),
            votes=tally.figures.votes.get(answer.id, 0),
            withdrawn=answer.id in _withdrawn(tally),
            registration=tally.registrations.get(answer.id),
        )
        for answer in answers(tally)
    )


def _withdrawn(tally: Tally) -> frozenset[AnswerId]:
    """Who dropped out, where another takes the place (M59)."""
    return tally.withdrawn if tally.contest.rule.id is WinnerRuleId.MAJORITY_RUNOFF else frozenset()


def _lots(tally: Tally) -> tuple[tuple[Text, ...], ...]:
    names = {answer.id: name_of(answer) for answer in answers(tally)}
    return tuple(tuple(names[one] for one in lot) for lot in tally.lots)


def _input(tally: Tally, day: date) -> dict[str, Any]:
    """The sums as `sailau outcome` reads them."""
    contest, majority = tally.contest, tally.contest.rule.id is WinnerRuleId.MAJORITY_RUNOFF
    who = "parties" if contest.kind is ContestKind.PARTIES else "candidates"
    found: dict[str, Any] = {
        "rule": contest.rule.id.value,
        "date": day.isoformat(),
        "valid_votes": valid_ballots(tally) if majority else _base(tally),
        who: [_entry(tally, answer) for answer in answers(tally)],
    }
    if contest.rule.id in (WinnerRuleId.PARTY_LIST, WinnerRuleId.SEVERAL_SEATS):
        found["seats"] = contest.rule.seats
    if contest.rule.id is WinnerRuleId.PARTY_LIST:
        found["threshold_percent"] = contest.rule.threshold_percent
    if majority:
        found |= {"office": contest.type.value, **_participants(tally)}
    return found | _lots_input(tally)


def _entry(tally: Tally, answer: Answer) -> dict[str, Any]:
    entry: dict[str, Any] = {**_names(answer), "votes": tally.figures.votes.get(answer.id, 0)}
    if answer.id in _withdrawn(tally):
        entry["withdrawn"] = True
    if answer.id in tally.registrations:
        entry["registration"] = tally.registrations[answer.id]
    return entry


def _names(answer: Answer) -> dict[str, str]:
    return {language.value: answer.text(language) for language in Language}


def _participants(tally: Tally) -> dict[str, Any]:
    if tally.contest.rule.base is not MajorityBase.PARTICIPANTS:
        return {}
    return {"majority_base": MajorityBase.PARTICIPANTS.value, "votes_cast": _base(tally)}


def _lots_input(tally: Tally) -> dict[str, Any]:
    names = {answer.id: answer.text(Language.KK) for answer in answers(tally)}
    lots = [[names[one] for one in lot] for lot in tally.lots]
    return {"lot": lots} if lots else {}


def _senate_input(six_years: Tally, three_years: Tally, day: date) -> dict[str, Any]:
    valid = max(valid_ballots(six_years), valid_ballots(three_years))
    squares = dict(zip(SQUARES, (six_years, three_years), strict=True))
    found: dict[str, Any] = {
        "rule": "senate",
        "date": day.isoformat(),
        "valid_votes": valid,
        "candidates": [
            {
                **_names(answer),
                "votes": {square: tally.figures.votes.get(answer.id, 0) for square, tally in squares.items()},
            }
            for answer in answers(six_years)
        ],
    }
    if six_years.contest.rule.base is MajorityBase.PARTICIPANTS:
        invalid = max(six_years.figures.invalid, three_years.figures.invalid)
        found |= {"majority_base": MajorityBase.PARTICIPANTS.value, "votes_cast": valid + invalid}
    lots = {square: _lots_input(tally)["lot"] for square, tally in squares.items() if tally.lots}
    return found | ({"lot": lots} if lots else {})
