"""Reserves: how many credentials are made and how many ballots a precinct "received" (L 37(2), M26, M44).

Two different reserves, not to be mixed. The protocol's line "ballots received" is the law's: list + 0.1 %.
Credentials are ours: one a listed voter, and a numbered reserve for late additions, replacements and challenges.

Worked: a list of 1,200, five terminals, three challenges a terminal: reserve max(20, 120) + 15 = 135,
so 1,335 credentials; ballots received 1,200 + 2 (1.2 rounded up) = 1,202.
"""

from sailau.election.limits import CODES
from sailau.election.nouns import DayRules
from sailau.refusal import Refusal, Text


def credential_reserve(rules: DayRules, listed: int, terminals: int) -> int:
    """Number of reserve credentials for `listed` voters and `terminals` terminals."""
    share = _part_rounded_up(listed, rules.credential_reserve.percent, 100)
    challenges = rules.challenge.minimum_per_terminal * terminals if rules.challenge else 0
    return max(rules.credential_reserve.at_least, share) + challenges


def credentials_made(rules: DayRules, listed: int, terminals: int) -> int:
    """All credentials of a precinct: one a listed voter and the reserve."""
    return listed + credential_reserve(rules, listed, terminals)


def ballots_received(rules: DayRules, listed: int) -> int:
    """The protocol's line "ballots received": the list and its reserve, rounded up (L 37(2))."""
    return listed + _part_rounded_up(listed, rules.ballot_reserve_per_mille, 1000)


def code_overflow(credentials: int, codes_a_ballot: int) -> Refusal | None:
    """Refuse when the day could need more control codes than the four digits give (R 11); None when they fit.

    `credentials` is list + reserve: of the expected voters when the definition is checked, of the actual list later.
    """
    needed = credentials * codes_a_ballot
    if needed <= CODES:
        return None
    return Refusal(
        "codes-overflow",
        "R 11",
        Text(
            kk=f"Тексеру кодтары жетпейді: {needed} керек, төрт цифр {CODES} береді. Учаскені бөлу қажет.",
            ru=f"Контрольных кодов не хватит: нужно {needed}, четыре цифры дают {CODES}. Участок следует разделить.",
            en=f"Control codes run out: {needed} are needed, four digits give {CODES}. Divide the precinct.",
        ),
    )


def _part_rounded_up(whole: int, part: int, of: int) -> int:
    return -(-whole * part // of)
