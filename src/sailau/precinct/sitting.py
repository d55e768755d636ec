"""Sittings of the commission and its decisions: notice, votes, dissent (L 19(5)(1), 20(5), 20-1(3); M23).

Members are told 48 hours ahead, but for what cannot wait. A decision is taken when more than half of all members are
in favour. Whoever disagrees may state a dissent, which goes into the minutes and at once to the higher commission.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sailau.refusal import Refusal, Text

NOTICE: Final = timedelta(hours=48)
ARTICLE: Final = "L 19(5), 20(5), 20-1(3)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """How the members voted, by id (`member-3`)."""

    in_favour: frozenset[str]
    against: frozenset[str] = frozenset()
    abstained: frozenset[str] = frozenset()

    @property
    def cast(self) -> frozenset[str]:
        """All who voted."""
        return self.in_favour | self.against | self.abstained


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """When the members were told, when the sitting began, and whether it could not wait 48 hours."""

    told: datetime
    began: datetime
    urgent: bool


VOTES_UNCLEAR: Final = Refusal(
    "votes-unclear",
    ARTICLE,
    Text(
        "Қатысқан әр мүше бір рет дауыс береді: жақтап, қарсы немесе қалыс.",
        "Каждый присутствующий член комиссии голосует один раз: за, против или воздержался.",
        "Every member present votes once: in favour, against or abstaining.",
    ),
)
NOT_A_MEMBER: Final = Refusal(
    "vote-of-no-member",
    "L 39(2)",
    Text(
        "Отырыста комиссияның шеттетілмеген мүшелері ғана дауыс береді.",
        "На заседании голосуют только члены комиссии, не отстранённые от работы.",
        "Only members of the commission who are not suspended vote at a sitting.",
    ),
)
NO_QUORUM: Final = Refusal(
    "sitting-no-quorum",
    ARTICLE,
    Text(
        "Отырысқа комиссия мүшелерінің жартысынан көбі қатысуы керек.",
        "На заседании должно быть больше половины членов комиссии.",
        "More than half of the members must be at the sitting.",
    ),
)
NOT_TAKEN: Final = Refusal(
    "decision-not-taken",
    ARTICLE,
    Text(
        "Шешім қабылданбады: оны комиссия мүшелерінің жартысынан көбі жақтауы керек.",
        "Решение не принято: за него должно быть больше половины членов комиссии.",
        "The decision is not taken: more than half of the members must be in favour.",
    ),
)
SHORT_NOTICE: Final = Refusal(
    "short-notice",
    "L 19(5)",
    Text(
        "Мүшелер отырыстан 48 сағат бұрын хабардар етілмеген. Күтуге болмайтын мәселе болса, соны белгілеңіз.",
        "Члены комиссии извещены менее чем за 48 часов. Если вопрос не терпит отлагательства, отметьте это.",
        "Members were told less than 48 hours ahead. Mark the matter as urgent if it cannot wait.",
    ),
)
NOTICE_UNCLEAR: Final = Refusal(
    "notice-unclear",
    "L 19(5)",
    Text(
        "Мүшелер қашан хабардар етілгені және отырыс қашан басталғаны жазылуы керек.",
        "Нужно указать, когда члены комиссии извещены и когда началось заседание.",
        "Say when the members were told, and when the sitting began.",
    ),
)
NOTHING_DECIDED: Final = Refusal(
    "nothing-decided",
    ARTICLE,
    Text(
        "Күн тәртібі мен шешімнің мәтіні екі тілде жазылуы керек.",
        "Повестка и текст решения нужны на двух языках.",
        "Agenda and decision are needed in both languages.",
    ),
)
DISSENT_WITHOUT_VOTE: Final = Refusal(
    "dissent-in-favour",
    "L 20(5)",
    Text(
        "Ерекше пікірді барлық шешімді жақтамаған, отырысқа қатысқан мүше айтады.",
        "Особое мнение излагает присутствовавший член комиссии, который поддержал не все решения.",
        "A dissent is of a member who was there and was not in favour of every decision.",
    ),
)


def refuse_votes(votes: Votes, members: Sequence[str], present: frozenset[str]) -> Refusal | None:
    """Say what is wrong with a vote; `members` are those who may vote, `present` those who were there."""
    if len(votes.in_favour) + len(votes.against) + len(votes.abstained) != len(votes.cast):
        return VOTES_UNCLEAR
    if not votes.cast <= set(members) or not present <= set(members):
        return NOT_A_MEMBER
    return None if votes.cast == present else VOTES_UNCLEAR


def is_taken(votes: Votes, commission: int) -> bool:
    """Whether more than half of the whole commission is in favour; `commission` is the number of its members."""
    return 2 * len(votes.in_favour) > commission


def refuse_sitting(
    notice: Notice,
    votes: Sequence[Votes],
    dissents: Mapping[str, str],
    *,
    members: Sequence[str],
    present: frozenset[str],
    commission: int,
) -> Refusal | None:
    """Say why minutes cannot be drawn up; None when they can. `votes` has one entry for each decision, in order."""
    if not votes:
        return NOTHING_DECIDED
    if notice.told > notice.began:
        return NOTICE_UNCLEAR
    if not notice.urgent and notice.began - notice.told < NOTICE:
        return SHORT_NOTICE
    if not present <= set(members):
        return NOT_A_MEMBER
    if 2 * len(present) <= commission:
        return NO_QUORUM
    for one in votes:
        refusal = refuse_votes(one, members, present)
        if refusal is not None:
            return refusal
    for member in dissents:
        if member not in present or all(member in one.in_favour for one in votes):
            return DISSENT_WITHOUT_VOTE
    return None
