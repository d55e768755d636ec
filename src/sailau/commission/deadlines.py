"""The clock after the vote (L 20(6), 43(8-1), (8-2), 44(4), (5), 50-9, 64, 68, 94; M24, M50-M55, M60, M70, E52).

Days are counted from the day after the event, the last day runs to its end; hours are counted to the minute. All times
are local times of the commission, as in `law.calendar`: a zone that a moment bears is the commission's own, and is left
aside. Days marked "later text" are of the law's later texts: defaults that an operator may change.

| what                                     | until                                    | article    |       |
|------------------------------------------|------------------------------------------|------------|-------|
| preliminary result published             | 48 hours after count and protocol        | L 44(5)    | M55   |
| party-list protocols at the centre       | 2 days after the vote                    | L 94(2)    | M53 * |
| the district's preliminary summary table | 5 days after the vote                    | L 43(8-2)  | M51   |
| result published: self-government        | 4 days after the vote                    | L 44(4)    | M54 * |
| result published: maslikhats             | 7 days after the vote                    | L 44(4)    | M54 * |
| result published: President, Parliament  | 10 days after the vote                   | L 44(4)    | M54 * |
| complaint against a decision or an act   | 10 days after it                         | L 20(6)    | M24   |
| appeal on the correctness of an election | 10 days after the results                | L 68, ...  | M70   |
| repeat election                          | 2 months after the first                 | L 64       | M60 * |
| recorders kept                           | 1 year from the end of the election      | L 50-9     | E52   |

(* later text)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from sailau.commission import deadline_words
from sailau.election.nouns import ElectionType
from sailau.law.calendar import deadline, district_posted_until, preliminary_by, recorders_kept_until
from sailau.law.candidacies import repeat_election_by
from sailau.refusal import Text

COMPLAINT_DAYS: Final = 10
APPEAL_DAYS: Final = 10
LIST_PROTOCOL_DAYS: Final = 2
PUBLICATION_DAYS: Final[Mapping[ElectionType, int]] = {
    ElectionType.PRESIDENT: 10,
    ElectionType.SENATE: 10,
    ElectionType.MAZHILIS_LIST: 10,
    ElectionType.MAZHILIS_SEAT: 10,
    ElectionType.MASLIKHAT: 7,
    ElectionType.SELF_GOVERNMENT: 4,
}
"""Days within which the results are published (L 44(4), later text)."""

APPEAL_ARTICLES: Final[Mapping[ElectionType, str]] = {
    ElectionType.PRESIDENT: "L 68(1)",
    ElectionType.SENATE: "L 84(1)",
    ElectionType.MAZHILIS_LIST: "L 100(1)",
    ElectionType.MAZHILIS_SEAT: "L 100(1)",
}
"""Elections whose correctness may be appealed, by whom the article says."""

_DAY_END: Final = time(23, 59, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One deadline: `moment` is the last moment for it ("by"), or the first after which it may be done ("from")."""

    id: str
    requirement: str
    article: str
    moment: datetime
    kind: Literal["by", "from"]
    text: Text

    def missed(self, now: datetime) -> bool:
        """Whether what is due by this moment is late at `now`; what may be done from it is never late."""
        return self.kind == "by" and now.replace(tzinfo=None) > self.moment


def end_of_day(day: date, days: int) -> datetime:
    """The end of the day that is `days` after `day`."""
    return datetime.combine(day + timedelta(days=days), _DAY_END)


def preliminary_due(protocol_made: datetime) -> Due:
    """The preliminary result of a commission: 48 hours after its count and protocol (L 44(5), M55)."""
    return Due(
        id="preliminary",
        requirement="M55",
        article="L 44(5)",
        moment=preliminary_by(protocol_made.replace(tzinfo=None)),
        kind="by",
        text=deadline_words.PRELIMINARY,
    )


def district_table_due(voting_day: date) -> Due:
    """The district's preliminary summary table: five days (L 43(8-2), M51)."""
    return Due(
        id="district_table",
        requirement="M51",
        article="L 43(8-2)",
        moment=deadline("district_table", voting_day),
        kind="by",
        text=deadline_words.DISTRICT_TABLE,
    )


def list_protocols_due(voting_day: date) -> Due:
    """Party-list protocols of the territories at the centre: two days (L 94(2), M53)."""
    return Due(
        id="list_protocols",
        requirement="M53",
        article="L 94(1), (2)",
        moment=end_of_day(voting_day, LIST_PROTOCOL_DAYS),
        kind="by",
        text=deadline_words.LIST_PROTOCOLS,
    )


def publication_due(elected: ElectionType, voting_day: date) -> Due:
    """The results of an election: 4, 7 or 10 days, by its kind (L 44(4), M54)."""
    return Due(
        id=f"published-{elected.value}",
        requirement="M54",
        article="L 44(4)",
        moment=end_of_day(voting_day, PUBLICATION_DAYS[elected]),
        kind="by",
        text=deadline_words.PUBLISHED,
    )


def complaint_due(decided: datetime) -> Due:
    """A complaint against what a commission decided or did at `decided`: ten days (L 20(6), M24)."""
    return Due(
        id="complaint",
        requirement="M24",
        article="L 20(6)",
        moment=end_of_day(decided.date(), COMPLAINT_DAYS),
        kind="by",
        text=deadline_words.COMPLAINT,
    )


def appeal_due(elected: ElectionType, results: date) -> Due | None:
    """An appeal on the correctness of the election: ten days from the results (M70); None where the law has none."""
    article = APPEAL_ARTICLES.get(elected)
    if article is None:
        return None
    return Due(
        id=f"appeal-{elected.value}",
        requirement="M70",
        article=article,
        moment=end_of_day(results, APPEAL_DAYS),
        kind="by",
        text=deadline_words.APPEAL,
    )


def district_posted_due(posted: datetime) -> Due:
    """From when the copy of the district's protocol may be taken down: three days (L 43(8-1), M50)."""
    return Due(
        id="district_posted",
        requirement="M50",
        article="L 43(8-1)",
        moment=district_posted_until(posted.replace(tzinfo=None)),
        kind="from",
        text=deadline_words.DISTRICT_POSTED,
    )


def repeat_election_due(first_vote: date) -> Due:
    """A repeat election: two months after the first (L 64, M60)."""
    return Due(
        id="repeat_election",
        requirement="M60",
        article="L 64",
        moment=end_of_day(repeat_election_by(first_vote), 0),
        kind="by",
        text=deadline_words.REPEAT_ELECTION,
    )


def recorders_due(election_ended: date) -> Due:
    """From when recorders may be destroyed: the day after the last of their year (L 50-9, E52)."""
    return Due(
        id="recorders",
        requirement="E52",
        article="L 50-9",
        moment=datetime.combine(recorders_kept_until(election_ended) + timedelta(days=1), time(0)),
        kind="from",
        text=deadline_words.RECORDERS,
    )


def after_the_vote(voting_day: date, elected: Iterable[ElectionType]) -> tuple[Due, ...]:
    """What the calendar of an election holds after its day, in the order of time; M54 for each kind elected."""
    kinds = tuple(dict.fromkeys(elected))
    due = [district_table_due(voting_day), *(publication_due(kind, voting_day) for kind in kinds)]
    if ElectionType.MAZHILIS_LIST in kinds:
        due.append(list_protocols_due(voting_day))
    return tuple(sorted(due, key=lambda one: (one.moment, one.id)))
