"""Canonical bytes of a definition: RFC 8785, every default written out. These bytes are what is signed.

An absent English text, an absent lot decision, the members that a choice of print-out does not use, `mixed` of a
precinct that is not, and `hours` of one that has none of its own, are left out; a stated absence (`patronymic`,
`challenge`) is written as null.
"""

import hashlib
from typing import Any, Final, assert_never

import rfc8785

from sailau.election.nouns import (
    ByChoice,
    Candidate,
    Challenge,
    CodePrintout,
    Contest,
    ContestKind,
    DayRules,
    Decision,
    Definition,
    NumbersOnly,
    Party,
    Precinct,
    PrecinctHours,
    VotingHours,
    WinnerRule,
    Words,
)
from sailau.election.schema import FORMAT

Json = dict[str, Any]

SHORT_DIGITS: Final = 16
SHORT_GROUP: Final = 4


def canonical(definition: Definition) -> bytes:
    """The one encoding of `definition`: UTF-8, keys sorted, no white space, whole numbers only."""
    return rfc8785.dumps(tree_of(definition))


def fingerprint(data: bytes) -> str:
    """SHA-256 of the bytes of definition.json, 64 lower-case hex digits: what every ballot is bound to."""
    return hashlib.sha256(data).hexdigest()


def short_fingerprint(digest: str) -> str:
    """The fingerprint for people, to compare by eye or read aloud: its first 16 digits, "3F9A 21C7 0B5E 88D1".

    64 bits: nobody makes a second definition that has the same ones within the time of an election.
    """
    short = digest[:SHORT_DIGITS].upper()
    return " ".join(short[start : start + SHORT_GROUP] for start in range(0, len(short), SHORT_GROUP))


def tree_of(definition: Definition) -> Json:
    """The definition as a JSON value."""
    return {
        "format": FORMAT,
        "id": definition.id,
        "revision": definition.revision,
        "fictitious": definition.fictitious,
        "title": _words(definition.title),
        "date": definition.date.isoformat(),
        "languages": [language.value for language in definition.languages],
        "rules": _day_rules(definition.rules),
        "decisions": [_decision(decision) for decision in definition.decisions],
        "districts": [{"id": district.id, "title": _words(district.title)} for district in definition.districts],
        "contests": [_contest(contest) for contest in definition.contests],
        "precincts": [_precinct(precinct) for precinct in definition.precincts],
    }


def _words(words: Words) -> Json:
    english = {"en": words.en} if words.en else {}
    return {"kk": words.kk, "ru": words.ru, **english}


def _day_rules(rules: DayRules) -> Json:
    return {
        "edition": rules.edition.isoformat(),
        "hours": _hours(rules.hours),
        "quorum": {"members": rules.quorum.members, "threshold": rules.quorum.threshold},
        "code_printout": _code_printout(rules.code_printout),
        "challenge": _challenge(rules.challenge),
        "credential_reserve": {
            "at_least": rules.credential_reserve.at_least,
            "percent": rules.credential_reserve.percent,
        },
        "ballot_reserve_per_mille": rules.ballot_reserve_per_mille,
    }


def _hours(hours: VotingHours) -> Json:
    offset = abs(hours.utc_offset_minutes)
    sign = "-" if hours.utc_offset_minutes < 0 else "+"
    return {
        "opens": hours.opens.strftime("%H:%M"),
        "closes": hours.closes.strftime("%H:%M"),
        "utc_offset": f"{sign}{offset // 60:02d}:{offset % 60:02d}",
    }


def _code_printout(printout: CodePrintout) -> Json:
    match printout:
        case NumbersOnly():
            return {"mode": "numbers"}
        case ByChoice():
            return {"mode": "by_choice", "decision": printout.decision, "risk": _words(printout.risk)}
        case _:
            assert_never(printout)


def _challenge(challenge: Challenge | None) -> Json | None:
    if challenge is None:
        return None
    return {"decision": challenge.decision, "minimum_per_terminal": challenge.minimum_per_terminal}


def _decision(decision: Decision) -> Json:
    return {
        "id": decision.id,
        "body": _words(decision.body),
        "date": decision.date.isoformat(),
        "what": _words(decision.what),
    }


def _contest(contest: Contest) -> Json:
    answers = "candidates" if contest.kind is ContestKind.CANDIDATES else "parties"
    lot = {} if contest.lot_decision is None else {"lot_decision": contest.lot_decision}
    choices = contest.choices
    return {
        "id": contest.id,
        "type": contest.type.value,
        "kind": contest.kind.value,
        "title": _words(contest.title),
        "district": contest.district,
        "rule": _winner_rule(contest.rule),
        "choices": {"minimum": choices.minimum, "maximum": choices.maximum, "blank": choices.blank},
        answers: [_answer(answer) for answer in contest.answers],
        **lot,
    }


def _winner_rule(rule: WinnerRule) -> Json:
    return {
        "id": rule.id.value,
        "edition": rule.edition.isoformat(),
        "article": rule.article,
        "seats": rule.seats,
        "threshold_percent": rule.threshold_percent,
        "base": rule.base.value,
    }


def _answer(answer: Candidate | Party) -> Json:
    match answer:
        case Candidate():
            return {
                "id": answer.id,
                "surname": _words(answer.surname),
                "name": _words(answer.name),
                "patronymic": _words(answer.patronymic) if answer.patronymic else None,
            }
        case Party():
            return {"id": answer.id, "name": _words(answer.name), "lot": answer.lot}
        case _:
            assert_never(answer)


def _precinct(precinct: Precinct) -> Json:
    mixed = {"mixed": True} if precinct.mixed else {}
    hours = {"hours": _precinct_hours(precinct.hours)} if precinct.hours is not None else {}
    return {
        "number": precinct.number,
        "name": _words(precinct.name),
        "address": _words(precinct.address),
        "oblast": _words(precinct.oblast),
        "districts": list(precinct.districts),
        "commission": precinct.commission,
        "expected_voters": precinct.expected_voters,
        "terminals": precinct.terminals,
        **mixed,
        **hours,
    }


def _precinct_hours(hours: PrecinctHours) -> Json:
    opens, closes = hours.opens.strftime("%H:%M"), hours.closes.strftime("%H:%M")
    return {"opens": opens, "closes": closes, "decision": hours.decision}
