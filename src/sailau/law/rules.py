"""What the law fixes as a number, as dated data: value, article, from when, to when.

Law 545 is in force from its publication; its own date stands for that here, since no election fell
between the two. `source` tells whether the value stands in the seed texts ("seed") or comes from
later public texts of the same law ("later text"): such a value is a default that an operator may
change in the definition of an election, and nothing here overrules a definition.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from sailau.errors import invariant


class RuleName(StrEnum):
    """The names of the dated rules; a name may have several values, one after another."""

    MAJORITY_SHARE = "majority_share"
    LIST_THRESHOLD_PERCENT = "list_threshold_percent"
    EQUAL_REMAINDERS_BY_REGISTRATION = "equal_remainders_by_registration"
    NEXT_PARTY_FACTOR = "next_party_factor"
    NEXT_PARTY_MANDATES_MIN = "next_party_mandates_min"
    LIST_LENGTH_RESERVE = "list_length_reserve"
    LIST_DROP_OUT_MAX = "list_drop_out_max"
    BLOC_PARTIES_MIN = "bloc_parties_min"
    CANDIDATES_MIN = "candidates_min"
    NOMINATION_EXTENSION_DAYS_MAX = "nomination_extension_days_max"
    PUT_OFF_MONTHS_MAX = "put_off_months_max"
    PUT_OFF_MONTHS_MAX_SELF_GOVERNMENT = "put_off_months_max_self_government"
    REPEAT_ELECTION_MONTHS_MAX = "repeat_election_months_max"
    NO_BY_ELECTION_YEARS = "no_by_election_years"
    TURNOUT_THRESHOLD = "turnout_threshold"
    SENATE_QUORUM_SHARE = "senate_quorum_share"
    BALLOT_RESERVE_SHARE = "ballot_reserve_share"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRule:
    """One value of one rule, in force from `since` to `until` inclusive (None: still in force)."""

    name: RuleName
    value: Fraction
    article: str
    requirement: str
    since: date
    until: date | None = None
    source: Literal["seed", "later text"] = "seed"
    note: str = ""


_LAW_545 = date(2004, 4, 14)
_PARTY_LISTS = date(1999, 5, 6)  # the law that brought article 97-1
_LISTS_ONLY = date(2007, 6, 19)  # the law that ended single-seat Mazhilis districts and blocs
_NEXT_PARTY = date(2009, 2, 9)
_FIVE_PERCENT = date(2021, 5, 25)
_NO_TURNOUT_CLAUSE = date(1998, 11, 6)

RULES: tuple[DatedRule, ...] = (
    DatedRule(
        name=RuleName.MAJORITY_SHARE,
        value=Fraction(1, 2),
        article="L 9(1)",
        requirement="M58",
        since=date(1995, 9, 28),
        source="later text",
        note="More than this share. Mazhilis districts of one seat: to 2007.",
    ),
    DatedRule(
        name=RuleName.LIST_THRESHOLD_PERCENT,
        value=Fraction(7),
        article="L 97-1(1)",
        requirement="M64",
        since=_PARTY_LISTS,
        until=date(2021, 5, 24),
        source="later text",
    ),
    DatedRule(
        name=RuleName.LIST_THRESHOLD_PERCENT,
        value=Fraction(5),
        article="L 97-1(1)",
        requirement="M64",
        since=_FIVE_PERCENT,
        source="later text",
    ),
    DatedRule(
        name=RuleName.EQUAL_REMAINDERS_BY_REGISTRATION,
        value=Fraction(1),
        article="L 97-1",
        requirement="M64",
        since=_NEXT_PARTY,
        source="later text",
        note="Equal remainders: the list registered earlier. Applied only where registrations are given.",
    ),
    DatedRule(
        name=RuleName.NEXT_PARTY_FACTOR,
        value=Fraction(7, 10),
        article="L 97-1(2), (3)",
        requirement="M65",
        since=_NEXT_PARTY,
        source="later text",
        note="If one party alone passes, the next one joins, its quotient times this.",
    ),
    DatedRule(
        name=RuleName.NEXT_PARTY_MANDATES_MIN,
        value=Fraction(2),
        article="L 97-1(3)",
        requirement="M65",
        since=_NEXT_PARTY,
        source="later text",
        note="The party that joins has at least so many mandates.",
    ),
    DatedRule(
        name=RuleName.LIST_LENGTH_RESERVE,
        value=Fraction(3, 10),
        article="L 89(8)",
        requirement="M66",
        since=_LAW_545,
        note="A list has at most this share more names than there are mandates.",
    ),
    DatedRule(
        name=RuleName.LIST_DROP_OUT_MAX,
        value=Fraction(1, 4),
        article="L 89(9)(3)",
        requirement="M66",
        since=_LAW_545,
        note="More than this share dropped out: the list's registration is refused or void.",
    ),
    DatedRule(
        name=RuleName.BLOC_PARTIES_MIN,
        value=Fraction(2),
        article="L 87(2-2)",
        requirement="M66",
        since=_LAW_545,
        until=date(2007, 6, 18),
        note="The day of the bloc rule's end is from later texts.",
    ),
    DatedRule(
        name=RuleName.CANDIDATES_MIN,
        value=Fraction(2),
        article="L 55(5), 61(1), 71(7), 76(1), 87(8), 93(1), 103(7), 107(1), 117(8), 121(1)",
        requirement="M61",
        since=_LAW_545,
    ),
    DatedRule(
        name=RuleName.NOMINATION_EXTENSION_DAYS_MAX,
        value=Fraction(20),
        article="L 55(5), 71(7), 87(8), 103(7), 117(8)",
        requirement="M61",
        since=_LAW_545,
    ),
    DatedRule(
        name=RuleName.PUT_OFF_MONTHS_MAX,
        value=Fraction(2),
        article="L 61(1), 76(1), 93(1), 107(1)",
        requirement="M61",
        since=_LAW_545,
    ),
    DatedRule(
        name=RuleName.PUT_OFF_MONTHS_MAX_SELF_GOVERNMENT,
        value=Fraction(1),
        article="L 121(1)",
        requirement="M61",
        since=_LAW_545,
    ),
    DatedRule(
        name=RuleName.REPEAT_ELECTION_MONTHS_MAX,
        value=Fraction(2),
        article="L 64",
        requirement="M60",
        since=_LAW_545,
        source="later text",
        note="From the first vote; same precincts, same lists of voters.",
    ),
    DatedRule(
        name=RuleName.NO_BY_ELECTION_YEARS,
        value=Fraction(1),
        article="L 83(2), 99(2), 113(2), 127(2)",
        requirement="M68",
        since=_LAW_545,
    ),
    DatedRule(
        name=RuleName.TURNOUT_THRESHOLD,
        value=Fraction(0),
        article="L 9(1)(1)",
        requirement="M69",
        since=_NO_TURNOUT_CLAUSE,
        source="later text",
        note="The clause on turnout was deleted: any number of participants will do.",
    ),
    DatedRule(
        name=RuleName.SENATE_QUORUM_SHARE,
        value=Fraction(1, 2),
        article="L 77(2)",
        requirement="M67",
        since=_LAW_545,
        source="later text",
        note="More than this share, counted from the *elected* deputies (these words: law 545).",
    ),
    DatedRule(
        name=RuleName.BALLOT_RESERVE_SHARE,
        value=Fraction(1, 1000),
        article="L 37(2)",
        requirement="M26",
        since=_LAW_545,
        note="A later text has 1 %; where it applies, the definition says so.",
    ),
)


def rule_on(name: RuleName, day: date) -> DatedRule | None:
    """The rule `name` as it was in force on `day`; None when there was no such rule."""
    found = [r for r in RULES if r.name is name and r.since <= day and (r.until is None or day <= r.until)]
    invariant(len(found) <= 1, f"two values of the rule {name} on one day")
    return found[0] if found else None
