"""The Senate's two seats at an early election: six years and three years at once (L 129, M67).

The electors are the deputies of the maslikhats of a region, in joint session. Each name has two
squares, one for a seat of six years, one for a seat of three. The two are counted apart, each by
the rule of the first vote (more than 50 % of those who took part), and each has its own repeat vote
on its own ballot. The law does not say which seat goes to one person elected to both, so that is
reported and not decided here.
"""

from dataclasses import dataclass

from sailau.errors import invariant
from sailau.law.rules import DatedRule, RuleName
from sailau.law.winners.contenders import CandidateOutcome, Contender, Step, in_name_order
from sailau.law.winners.majority import MajorityBase, first_vote
from sailau.refusal import Text

EARLY_ELECTION = "L 129(5)-(7)"
LONG_YEARS = 6
SHORT_YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SenateContender:
    """A candidate with the marks in the square of six years and in that of three."""

    name: Text
    six_years: int
    three_years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SenateOutcome:
    """The two counts; `both` names who has a majority for both seats, which the law leaves open."""

    six_years: CandidateOutcome
    three_years: CandidateOutcome
    both: tuple[Text, ...]
    steps: tuple[Step, ...]


def senate(
    contenders: tuple[SenateContender, ...],
    *,
    participants: int,
    invalid: int = 0,
    base: MajorityBase = MajorityBase.PARTICIPANTS_LESS_INVALID,
    lots_six_years: tuple[tuple[Text, ...], ...] = (),
    lots_three_years: tuple[tuple[Text, ...], ...] = (),
) -> SenateOutcome:
    """Decide both seats; `lots_…` are the recorded lots of each."""
    six = first_vote(
        tuple(Contender(name=c.name, votes=c.six_years) for c in contenders),
        participants=participants,
        invalid=invalid,
        base=base,
        lots=lots_six_years,
    )
    three = first_vote(
        tuple(Contender(name=c.name, votes=c.three_years) for c in contenders),
        participants=participants,
        invalid=invalid,
        base=base,
        lots=lots_three_years,
    )
    both = in_name_order({c.name for c in six.elected} & {c.name for c in three.elected})
    steps = tuple(Step(kind="both_seats", article=EARLY_ELECTION, text=_both_seats(n), about=n) for n in both)
    return SenateOutcome(six_years=six, three_years=three, both=both, steps=steps)


def joint_session_has_quorum(*, elected_deputies: int, present: int, rule: DatedRule) -> bool:
    """Whether the joint session of electors may vote: more than the rule's share of *elected* deputies (L 77(2))."""
    invariant(rule.name is RuleName.SENATE_QUORUM_SHARE, "another rule than the Senate's quorum")
    invariant(0 <= present <= elected_deputies, "more electors present than deputies elected")
    return present > rule.value * elected_deputies


def _both_seats(name: Text) -> Text:
    return Text(
        f"{name.kk} екі мандатқа да сайланды; қайсысын алатыны заңда айтылмаған, мұнда шешілмейді.",
        f"{name.ru} — большинство по обоим мандатам; закон не говорит, какой из них занять, и здесь это не решается.",
        f"{name.en} has a majority for both seats; the law does not say which to take, and it is not decided here.",
    )
