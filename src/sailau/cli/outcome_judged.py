"""From checked figures to the rule that judges them, with the dated rules in force on the voting day."""

from dataclasses import dataclass

from sailau.cli.outcome_input import Entry, Figures, OutcomeInputError, WinnerRule
from sailau.law.rules import RuleName, rule_on
from sailau.law.winners import (
    CandidateOutcome,
    Contender,
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

Outcome = CandidateOutcome | PartyListOutcome | SenateOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The outcome, its ties and steps flat, and remarks on what was not used or could not be known."""

    outcome: Outcome
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...]
    remarks: tuple[Text, ...]


def judge(file: str, figures: Figures) -> Judged:
    """Apply the file's rule. Raises `OutcomeInputError` when a lot is given, but not among exactly the tied."""
    outcome = _outcome(figures)
    if isinstance(outcome, SenateOutcome):
        ties = (*outcome.six_years.ties, *outcome.three_years.ties)
        steps = (*outcome.six_years.steps, *outcome.three_years.steps, *outcome.steps)
    else:
        ties, steps = outcome.ties, outcome.steps
    remarks = (*_remarks_on_lots(file, figures, ties, steps), *_remarks_on_dated_rules(figures, outcome))
    if figures.unused:
        remarks = (*remarks, _unused(figures.unused))
    return Judged(outcome=outcome, ties=ties, steps=steps, remarks=remarks)


def _outcome(figures: Figures) -> Outcome:
    lots = figures.lots.get("votes", ())
    match figures.rule:
        case WinnerRule.MAJORITY_RUNOFF:
            participants, invalid = _ballots(figures)
            return first_vote(
                _contenders(figures),
                participants=participants,
                invalid=invalid,
                base=figures.majority_base,
                lots=lots,
                two_stand_again=figures.two_stand_again,
            )
        case WinnerRule.REPEAT_VOTE:
            return repeat_vote(_contenders(figures), base=figures.base)
        case WinnerRule.PLURALITY:
            return plurality(_contenders(figures), base=figures.base, lots=lots)
        case WinnerRule.SEVERAL_SEATS:
            return several_seats(_contenders(figures), places=figures.seats, base=figures.base, lots=lots)
        case WinnerRule.PARTY_LIST:
            return party_list(
                _contenders(figures),
                mandates=figures.seats,
                threshold_percent=figures.threshold_percent,
                base=figures.base,
                next_party=None if figures.day is None else next_party_on(figures.day),
                registration_first=figures.day is not None and registration_first_on(figures.day),
                lots=lots,
            )
        case WinnerRule.SENATE:
            participants, invalid = _ballots(figures)
            return senate(
                tuple(
                    SenateContender(name=e.name, six_years=e.votes["six_years"], three_years=e.votes["three_years"])
                    for e in figures.entries
                ),
                participants=participants,
                invalid=invalid,
                base=figures.majority_base,
                lots_six_years=figures.lots.get("six_years", ()),
                lots_three_years=figures.lots.get("three_years", ()),
            )


def _contenders(figures: Figures) -> tuple[Contender, ...]:
    return tuple(_contender(entry) for entry in figures.entries)


def _contender(entry: Entry) -> Contender:
    return Contender(
        name=entry.name, votes=entry.votes["votes"], withdrawn=entry.withdrawn, registration=entry.registration
    )


def _ballots(figures: Figures) -> tuple[int, int]:
    """Participants and invalid ballots; where only valid votes are known, these are all that count."""
    participants = figures.base if figures.participants is None else figures.participants
    return participants, participants - figures.base


def _remarks_on_lots(file: str, figures: Figures, ties: tuple[Tie, ...], steps: tuple[Step, ...]) -> tuple[Text, ...]:
    """A lot beside an open tie that it does not settle is refused; one that nothing needed is remarked."""
    given = sum(len(lots) for lots in figures.lots.values())
    used = sum(step.kind == "lot" for step in steps)
    if given <= used:
        return ()
    if ties and figures.rule is not WinnerRule.REPEAT_VOTE:
        who = "; ".join(name.en for name in ties[0].between)
        raise OutcomeInputError(file, "$.lot", "does not name exactly the tied", f"the tied are: {who}")
    return (
        Text(
            "Берілген жеребе қолданылмады: ол шешетін теңдік жоқ.",
            "Записанный жребий не применён: нет равенства, которое он решает.",
            "The lot given was not used: there is no tie that it settles.",
        ),
    )


def _remarks_on_dated_rules(figures: Figures, outcome: Outcome) -> tuple[Text, ...]:
    if not isinstance(outcome, PartyListOutcome):
        return ()
    remarks = []
    if figures.day is None and sum(party.passed for party in outcome.parties) == 1:
        remarks.append(
            Text(
                "Күні берілмеген: 2009 жылдан бергі ереже (бір ғана партия өтсе, келесісі қосылады) қолданылмады.",
                "Дата не указана: правило с 2009 года (прошла одна партия — допускается следующая) не применено.",
                "No date is given: the rule since 2009 (one party passes, the next joins) was not applied.",
            )
        )
    rule = None if figures.day is None else rule_on(RuleName.LIST_THRESHOLD_PERCENT, figures.day)
    if rule is not None and rule.value != figures.threshold_percent:
        remarks.append(
            Text(
                f"Сол күні заңдағы кедергі — {rule.value} %; файлдағысы қолданылды.",
                f"В законе на этот день порог {rule.value} %; применён тот, что в файле.",
                f"On that day the law had a threshold of {rule.value} %; the one in the file was applied.",
            )
        )
    return tuple(remarks)


def _unused(keys: tuple[str, ...]) -> Text:
    names = ", ".join(ascii(key) for key in keys)
    return Text(
        f"Файлдағы қолданылмаған өрістер: {names}.",
        f"Не использованы поля файла: {names}.",
        f"Fields of the file that were not used: {names}.",
    )
