"""The outcome as JSON and as a page of text in one language.

`seats` stands beside a party's name and nowhere else in the JSON; the explanation says `whole`,
`by_remainder` and `mandates`. Exact values are written as "numerator/denominator".
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sailau.cli.outcome_input import Figures
from sailau.cli.outcome_judged import Judged
from sailau.law.winners import CandidateOutcome, Contender, PartyListOutcome, PartyResult, SenateOutcome, Step, Tie
from sailau.law.winners.senate import LONG_YEARS, SHORT_YEARS
from sailau.refusal import Text
from sailau.words import Language, decimal, grouped

Given = Mapping[Text, Mapping[str, str]]


def as_json(figures: Figures, judged: Judged) -> dict[str, Any]:
    """The result as values for JSON; names in the languages in which they were given."""
    given: Given = {entry.name: entry.given for entry in figures.entries}
    match judged.outcome:
        case PartyListOutcome() as outcome:
            tied = {name for tie in outcome.ties for name in tie.between}
            result: dict[str, Any] = {
                "parties": [_party_json(party, given, party.name in tied) for party in outcome.parties],
                "mandates": figures.seats,
                "undistributed": outcome.undistributed,
                "threshold_percent": _exact(figures.threshold_percent),
            }
        case CandidateOutcome() as outcome:
            result = _candidates_json(outcome, given)
        case SenateOutcome() as outcome:
            counts = ((LONG_YEARS, outcome.six_years), (SHORT_YEARS, outcome.three_years))
            result = {
                "mandates": [{"years": years, **_candidates_json(count, given)} for years, count in counts],
                "both": [dict(given[name]) for name in outcome.both],
            }
    return {
        "rule": figures.rule.value,
        "base": figures.base,
        **result,
        "ties": [_tie_json(tie, given) for tie in judged.ties],
        "explanation": [_step_json(step, given) for step in judged.steps],
        "remarks": [_text_json(remark) for remark in judged.remarks],
    }


def _party_json(party: PartyResult, given: Given, tied: bool) -> dict[str, Any]:
    names = dict(given[party.name])
    first = {"en": names.pop("en")} if "en" in names else {}
    return {
        **first,
        "seats": party.mandates,
        **names,
        "votes": party.votes,
        "passed": party.passed,
        "joined": party.joined,
        "quotient": None if party.quotient is None else _exact(party.quotient),
        "whole": party.whole,
        "by_remainder": party.by_remainder,
        "remainder": _exact(party.remainder),
        "tied": tied,
    }


def _candidates_json(outcome: CandidateOutcome, given: Given) -> dict[str, Any]:
    def shown(contenders: tuple[Contender, ...]) -> list[dict[str, Any]]:
        return [{**given[c.name], "votes": c.votes} for c in contenders]

    return {
        "elected": shown(outcome.elected),
        "repeat_vote": shown(outcome.repeat_vote),
        "put_off": outcome.put_off,
        "repeat_election": outcome.repeat_election,
        "ties": [_tie_json(tie, given) for tie in outcome.ties],
    }


def _tie_json(tie: Tie, given: Given) -> dict[str, Any]:
    return {"kind": tie.kind.value, "places": tie.places, "between": [dict(given[name]) for name in tie.between]}


def _step_json(step: Step, given: Given) -> dict[str, Any]:
    about = {} if step.about is None else {"about": dict(given[step.about])}
    figures = {} if not step.figures else {"figures": {name: _exact(value) for name, value in step.figures}}
    return {"kind": step.kind, "article": step.article, **about, **figures, "text": _text_json(step.text)}


def _text_json(text: Text) -> dict[str, str]:
    return {"kk": text.kk, "ru": text.ru, "en": text.en}


def _exact(value: int | Fraction) -> int | str:
    whole = value if isinstance(value, int) or value.denominator != 1 else value.numerator
    return whole if isinstance(whole, int) else f"{whole.numerator}/{whole.denominator}"


_HEADINGS: Mapping[str, Text] = {
    "party": Text("Партия", "Партия", "Party"),
    "candidate": Text("Кандидат", "Кандидат", "Candidate"),
    "votes": Text("Дауыс", "Голоса", "Votes"),
    "mandates": Text("Мандат", "Мандаты", "Mandates"),
    "result": Text("Нәтиже", "Итог", "Result"),
    "elected": Text("сайланды", "избран", "elected"),
    "repeat_vote": Text("қайтадан дауыс беру", "повторное голосование", "repeat vote"),
    "tied": Text("тең, шешілмеген", "равенство, не решено", "tied, not settled"),
    "six": Text("Алты жылға", "На шесть лет", "For six years"),
    "three": Text("Үш жылға", "На три года", "For three years"),
    "why": Text("Қалай есептелді", "Как это посчитано", "How it was computed"),
    "remarks": Text("Ескертулер", "Замечания", "Remarks"),
}


def as_text(figures: Figures, judged: Judged, lang: Language) -> str:
    """The table, then the numbered steps with their articles, then the remarks."""
    match judged.outcome:
        case PartyListOutcome() as outcome:
            lines = _party_table(outcome, figures.base, lang)
        case CandidateOutcome() as outcome:
            lines = _candidate_table(figures, outcome, "votes", lang)
        case SenateOutcome() as outcome:
            lines = [
                _heading("six", lang),
                *_candidate_table(figures, outcome.six_years, "six_years", lang),
                "",
                _heading("three", lang),
                *_candidate_table(figures, outcome.three_years, "three_years", lang),
            ]
    lines += ["", f"{_heading('why', lang)}:"]
    lines += [f"{i:3}. {_in(step.text, lang)} [{step.article}]" for i, step in enumerate(judged.steps, start=1)]
    if judged.remarks:
        lines += ["", f"{_heading('remarks', lang)}:", *(f"  - {_in(remark, lang)}" for remark in judged.remarks)]
    return "\n".join(lines) + "\n"


def _party_table(outcome: PartyListOutcome, base: int, lang: Language) -> list[str]:
    tied = {name for tie in outcome.ties for name in tie.between}
    rows = [(_heading("party", lang), _heading("votes", lang), "%", _heading("mandates", lang), "")]
    for party in outcome.parties:
        note = _heading("tied", lang) if party.name in tied else ""
        share = _share(party.votes, base, lang)
        rows.append((_in(party.name, lang), grouped(party.votes), share, grouped(party.mandates), note))
    return _aligned(rows)


def _candidate_table(figures: Figures, outcome: CandidateOutcome, square: str, lang: Language) -> list[str]:
    notes = {c.name: "elected" for c in outcome.elected} | {c.name: "repeat_vote" for c in outcome.repeat_vote}
    notes |= {name: "tied" for tie in outcome.ties for name in tie.between}
    rows = [(_heading("candidate", lang), _heading("votes", lang), "%", "", _heading("result", lang))]
    for entry in figures.entries:
        note = _heading(notes[entry.name], lang) if entry.name in notes else ""
        votes = entry.votes[square]
        rows.append((_in(entry.name, lang), grouped(votes), _share(votes, figures.base, lang), "", note))
    return _aligned(rows)


def _aligned(rows: list[tuple[str, str, str, str, str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    return [
        f"{name:{widths[0]}}  {votes:>{widths[1]}}  {share:>{widths[2]}}  {last:>{widths[3]}}  {note}".rstrip()
        for name, votes, share, last, note in rows
    ]


def _share(votes: int, base: int, lang: Language) -> str:
    return decimal(Fraction(100 * votes, base), lang) if base else ""


def _heading(key: str, lang: Language) -> str:
    return _in(_HEADINGS[key], lang)


def _in(text: Text, lang: Language) -> str:
    match lang:
        case "kk":
            return text.kk
        case "ru":
            return text.ru
        case "en":
            return text.en
