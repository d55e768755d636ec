"""From a JSON tree that has the schema's shape to the nouns; absent members take their defaults.

Nothing is judged here: callers run `schema_problems` first, and a tree of another shape is our own mistake.
The inverse of `canonical.tree_of`.
"""

from datetime import date, time
from typing import Any

from sailau.election.nouns import (
    Answer,
    AnswerId,
    ByChoice,
    Candidate,
    Challenge,
    Choices,
    CodePrintout,
    CommissionId,
    Contest,
    ContestId,
    ContestKind,
    CredentialReserve,
    DayRules,
    Decision,
    DecisionId,
    Definition,
    District,
    DistrictId,
    ElectionId,
    ElectionType,
    Language,
    NumbersOnly,
    Party,
    Precinct,
    PrecinctHours,
    PrecinctNumber,
    Quorum,
    VotingHours,
    WinnerRule,
    WinnerRuleId,
    Words,
)
from sailau.law.winners import MajorityBase

Json = dict[str, Any]


def build(tree: Json) -> Definition:
    """The definition that a tree of the right shape describes."""
    return Definition(
        id=ElectionId(tree["id"]),
        revision=tree.get("revision", 1),
        fictitious=tree.get("fictitious", False),
        title=_words(tree["title"]),
        date=date.fromisoformat(tree["date"]),
        languages=tuple(Language(code) for code in tree.get("languages", ("kk", "ru"))),
        rules=_day_rules(tree["rules"]),
        decisions=tuple(_decision(decision) for decision in tree["decisions"]),
        districts=tuple(
            District(id=DistrictId(district["id"]), title=_words(district["title"])) for district in tree["districts"]
        ),
        contests=tuple(_contest(contest) for contest in tree["contests"]),
        precincts=tuple(_precinct(precinct) for precinct in tree["precincts"]),
    )


def _words(words: Json) -> Words:
    return Words(words["kk"], words["ru"], words.get("en", ""))


def _day_rules(rules: Json) -> DayRules:
    return DayRules(
        edition=date.fromisoformat(rules["edition"]),
        hours=_hours(rules.get("hours", {})),
        quorum=Quorum(**rules.get("quorum", {})),
        code_printout=_code_printout(rules.get("code_printout", {"mode": "numbers"})),
        challenge=_challenge(rules.get("challenge")),
        credential_reserve=CredentialReserve(**rules.get("credential_reserve", {})),
        ballot_reserve_per_mille=rules.get("ballot_reserve_per_mille", 1),
    )


def _hours(hours: Json) -> VotingHours:
    offset = hours.get("utc_offset", "+05:00")
    minutes = int(offset[1:3]) * 60 + int(offset[4:6])
    return VotingHours(
        opens=time.fromisoformat(hours.get("opens", "07:00")),
        closes=time.fromisoformat(hours.get("closes", "20:00")),
        utc_offset_minutes=-minutes if offset[0] == "-" else minutes,
    )


def _code_printout(printout: Json) -> CodePrintout:
    if printout["mode"] == "by_choice":
        return ByChoice(decision=DecisionId(printout["decision"]), risk=_words(printout["risk"]))
    return NumbersOnly()


def _challenge(challenge: Json | None) -> Challenge | None:
    return None if challenge is None else Challenge(**challenge)


def _decision(decision: Json) -> Decision:
    return Decision(
        id=DecisionId(decision["id"]),
        body=_words(decision["body"]),
        date=date.fromisoformat(decision["date"]),
        what=_words(decision["what"]),
    )


def _contest(contest: Json) -> Contest:
    kind = ContestKind(contest["kind"])
    answers: tuple[Answer, ...]
    if kind is ContestKind.CANDIDATES:
        answers = tuple(_candidate(candidate) for candidate in contest["candidates"])
    else:
        answers = tuple(_party(party) for party in contest["parties"])
    return Contest(
        id=ContestId(contest["id"]),
        type=ElectionType(contest["type"]),
        kind=kind,
        title=_words(contest["title"]),
        district=DistrictId(contest["district"]),
        rule=_winner_rule(contest["rule"]),
        choices=Choices(**contest.get("choices", {})),
        answers=answers,
        lot_decision=DecisionId(contest["lot_decision"]) if "lot_decision" in contest else None,
    )


def _winner_rule(rule: Json) -> WinnerRule:
    return WinnerRule(
        id=WinnerRuleId(rule["id"]),
        edition=date.fromisoformat(rule["edition"]),
        article=rule["article"],
        seats=rule.get("seats", 1),
        threshold_percent=rule.get("threshold_percent", 0),
        base=MajorityBase(rule.get("base", MajorityBase.PARTICIPANTS_LESS_INVALID)),
    )


def _candidate(candidate: Json) -> Candidate:
    patronymic = candidate["patronymic"]
    return Candidate(
        id=AnswerId(candidate["id"]),
        surname=_words(candidate["surname"]),
        name=_words(candidate["name"]),
        patronymic=None if patronymic is None else _words(patronymic),
    )


def _party(party: Json) -> Party:
    return Party(id=AnswerId(party["id"]), name=_words(party["name"]), lot=party["lot"])


def _precinct(precinct: Json) -> Precinct:
    return Precinct(
        number=PrecinctNumber(precinct["number"]),
        name=_words(precinct["name"]),
        address=_words(precinct["address"]),
        oblast=_words(precinct["oblast"]),
        districts=tuple(DistrictId(district) for district in precinct["districts"]),
        commission=CommissionId(precinct["commission"]),
        expected_voters=precinct["expected_voters"],
        terminals=precinct["terminals"],
        mixed=precinct.get("mixed", False),
        hours=_precinct_hours(precinct.get("hours")),
    )


def _precinct_hours(hours: Json | None) -> PrecinctHours | None:
    if hours is None:
        return None
    opens, closes = time.fromisoformat(hours["opens"]), time.fromisoformat(hours["closes"])
    return PrecinctHours(opens=opens, closes=closes, decision=DecisionId(hours["decision"]))
