"""Rules of the party-list distribution that came later, as they were in force on a voting day (M64, M65)."""

from datetime import date

from sailau.law.rules import RuleName, rule_on
from sailau.law.winners.party_list import NextParty


def next_party_on(day: date) -> NextParty | None:
    """The rule by which the next party joins one that passes alone; None where there was no such rule."""
    factor = rule_on(RuleName.NEXT_PARTY_FACTOR, day)
    least = rule_on(RuleName.NEXT_PARTY_MANDATES_MIN, day)
    return None if factor is None or least is None else NextParty(factor=factor.value, mandates_min=int(least.value))


def registration_first_on(day: date) -> bool:
    """Whether of equal remainders the list registered earlier came first."""
    return rule_on(RuleName.EQUAL_REMAINDERS_BY_REGISTRATION, day) is not None
