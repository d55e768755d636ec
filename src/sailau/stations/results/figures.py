"""What pages show of figures: shares, bars, hours (L 43(4), 44; look, chapter 7).

Bars begin at zero and their whole width is 100 %. A share is cut, never rounded up: 49.99 % is
no majority. A precinct where fewer than `HOUR_LEAST` voters came in an hour is not shown
by hour: with a list of who was there it would point at people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sailau.election.nouns import Contest, WinnerRuleId
from sailau.election.nouns import Language as BallotLanguage
from sailau.election.order import ballot_order
from sailau.formats.v1.publication import ContestTotals
from sailau.law.winners import MajorityBase
from sailau.words import decimal, grouped
from sailau.words.numbers import Language

HOUR_LEAST: Final = 5
NO_BREAK_SPACE: Final = "\u00a0"
WIDTH_DIGITS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """An answer with its votes. `first` and `rest` are its name; `width` is CSS, in percent."""

    first: str
    rest: str
    votes: int
    votes_text: str
    share: str
    width: str
    place: int
    elected: bool = False


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the day: how many were admitted in it, and by its end."""

    name: str
    admitted: str
    so_far: str
    width: str


def share_text(part: int, whole: int, language: Language) -> str:
    """A share in percent with two decimals, cut."""
    if not whole:
        return "—"
    cut = decimal(Fraction(part * 100, whole), language, 2).removesuffix("…")
    return f"{cut}{NO_BREAK_SPACE}%"


def short_share(part: int, whole: int) -> str:
    """A share in whole percent, cut: 100 % only when nothing lacks."""
    return f"{part * 100 // whole if whole else 0}{NO_BREAK_SPACE}%"


def width_of(part: int, whole: int) -> str:
    """The width of a bar in percent of the chart, as CSS writes it."""
    return f"{round(100 * part / whole, WIDTH_DIGITS) if whole else 0:g}%"


def base_of(contest: Contest, figures: ContestTotals) -> int:
    """What a contest's shares are of, as its rule says (M46): valid ballots, or all of those who took part."""
    return figures.valid + (figures.invalid if contest.rule.base is MajorityBase.PARTICIPANTS else 0)


def threshold_of(contest: Contest) -> int:
    """The share in percent that the rule asks for; 0 where it asks for none."""
    rules = {WinnerRuleId.MAJORITY_RUNOFF, WinnerRuleId.PARTY_LIST, WinnerRuleId.SENATE_TWO_SEATS}
    return contest.rule.threshold_percent if contest.rule.id in rules else 0


def bars_of(
    contest: Contest, figures: ContestTotals, language: Language, elected: Mapping[str, int]
) -> tuple[Bar, ...]:
    """The answers in ballot order."""
    base = base_of(contest, figures)
    spoken = BallotLanguage(language)
    found = []
    for place, answer in enumerate(ballot_order(contest), 1):
        votes = figures.votes.get(str(answer.id), 0)
        text = answer.text(spoken)
        first, _, rest = text.partition(" ") if contest.kind.value == "candidates" else (text, "", "")
        found.append(
            Bar(
                first=first,
                rest=rest,
                votes=votes,
                votes_text=grouped(votes),
                share=share_text(votes, base, language),
                width=width_of(votes, base),
                place=place,
                elected=str(answer.id) in elected,
            )
        )
    return tuple(found)


def hours_of(admitted: Mapping[str, int], *, precinct: bool) -> tuple[Hour, ...] | None:
    """The hours with their sums; None where they are not told, because a precinct had too few in one of them."""
    if precinct and any(0 < count < HOUR_LEAST for count in admitted.values()):
        return None
    most, so_far, found = max(admitted.values(), default=0), 0, []
    for hour in _hours(admitted):
        count = admitted.get(hour, 0)
        so_far += count
        name = f"{hour}:00–{int(hour) + 1:02d}:00"
        found.append(Hour(name, grouped(count), grouped(so_far), width_of(count, most)))
    return tuple(found)


def _hours(admitted: Mapping[str, int]) -> list[str]:
    """Every hour from the first to the last."""
    if not admitted:
        return []
    return [f"{hour:02d}" for hour in range(int(min(admitted)), int(max(admitted)) + 1)]
