"""Too few candidates, repeat election, by-elections, turnout (M60, M61, M68, M69), as rules one can compute.

M61: fewer than two registered when registration ends: nomination is extended by at most 20 days.
Fewer than two left when some drop out later: the election is put off by at most two months, that of
local self-government by one (L 121(1)). M69: no turnout is asked for.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sailau.errors import impossible
from sailau.law.rules import DatedRule, RuleName, rule_on


class ElectionKind(StrEnum):
    """The kinds of election that the rules tell apart."""

    PRESIDENT = "president"
    SENATE = "senate"
    MAZHILIS = "mazhilis"
    MASLIKHAT = "maslikhat"
    SELF_GOVERNMENT = "self_government"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughCandidates:
    """The vote can be held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationExtended:
    """Nomination goes on for at most `days_max` days."""

    days_max: int
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionPutOff:
    """The election is put off by at most `months_max` months."""

    months_max: int
    article: str


CandidatesDecision = EnoughCandidates | NominationExtended | ElectionPutOff


def at_end_of_registration(candidates: int, day: date) -> CandidatesDecision:
    """What follows from the number registered on the day when registration ends."""
    if candidates >= _in_force(RuleName.CANDIDATES_MIN, day).value:
        return EnoughCandidates()
    rule = _in_force(RuleName.NOMINATION_EXTENSION_DAYS_MAX, day)
    return NominationExtended(days_max=int(rule.value), article=rule.article)


def after_dropping_out(kind: ElectionKind, candidates: int, day: date) -> CandidatesDecision:
    """What follows from the number left when candidates dropped out after registration."""
    if candidates >= _in_force(RuleName.CANDIDATES_MIN, day).value:
        return EnoughCandidates()
    name = (
        RuleName.PUT_OFF_MONTHS_MAX_SELF_GOVERNMENT
        if kind is ElectionKind.SELF_GOVERNMENT
        else RuleName.PUT_OFF_MONTHS_MAX
    )
    rule = _in_force(name, day)
    return ElectionPutOff(months_max=int(rule.value), article=rule.article)


def repeat_election_by(first_vote: date) -> date:
    """The last day of a repeat election: two months after the first (M60)."""
    return months_after(first_vote, int(_in_force(RuleName.REPEAT_ELECTION_MONTHS_MAX, first_vote).value))


def by_election_allowed(vacant_from: date, term_ends: date) -> bool:
    """Whether a seat that falls vacant is filled by election: not in the last year of the term (M68)."""
    years = int(_in_force(RuleName.NO_BY_ELECTION_YEARS, vacant_from).value)
    return vacant_from < months_after(term_ends, -12 * years)


def turnout_needed(day: date) -> int:
    """The share of voters, in per cent, that must take part: none (M69)."""
    return int(_in_force(RuleName.TURNOUT_THRESHOLD, day).value)


def months_after(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _in_force(name: RuleName, day: date) -> DatedRule:
    found = rule_on(name, day)
    if found is None:
        impossible(f"no rule {name} was in force on {day}")
    return found
