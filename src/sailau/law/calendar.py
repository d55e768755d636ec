"""The calendar around a voting day (requirements, section 3D), as data and pure functions.

All times are local times of the precinct, without a zone: the law says "local time" (L 27(2), 38),
and which zone that is belongs to the precinct's definition. Voting hours are a default that a
commission may change (M32), so what hangs on them takes them as a parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Literal

from sailau.errors import impossible
from sailau.refusal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VotingHours:
    """From when to when one may vote; 7:00 to 20:00 unless the commission changed it (L 38(1), M32)."""

    opens: time = time(7)
    closes: time = time(20)


DEFAULT_HOURS = VotingHours()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRule:
    """One entry: so many days from the voting day (negative: before), at an hour or on the whole day.

    `kind`: "by" is the last moment for it, "at" the moment itself, "from" the first moment.
    """

    id: str
    requirement: str
    article: str
    days: int
    at: time | None
    kind: Literal["by", "at", "from"]
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """An entry on its day; `moment` is local time, the end of the day where the rule names no hour."""

    rule: CalendarRule
    moment: datetime


_DAY_END = time(23, 59, 59)

CALENDAR: tuple[CalendarRule, ...] = (
    CalendarRule(
        id="move_request",
        requirement="M9",
        article="L 24(5)",
        days=-30,
        at=None,
        kind="by",
        text=Text(
            "Басқа учаскеде дауыс беру туралы өтініш",
            "Заявление о голосовании на другом участке",
            "Request to vote at another precinct",
        ),
    ),
    CalendarRule(
        id="list_handed_over",
        requirement="M10",
        article="L 24(5)",
        days=-20,
        at=None,
        kind="by",
        text=Text(
            "Тізім комиссияға акт бойынша тапсырылады",
            "Список передан комиссии по акту",
            "The list is handed to the commission by act",
        ),
    ),
    CalendarRule(
        id="list_displayed",
        requirement="M15",
        article="L 26(1)",
        days=-15,
        at=None,
        kind="by",
        text=Text(
            "Тізім сайлаушылардың танысуына ұсынылады",
            "Список представлен для ознакомления",
            "The list is open to voters",
        ),
    ),
    CalendarRule(
        id="district_sitting_place",
        requirement="M50",
        article="L 43(8-1)",
        days=-10,
        at=None,
        kind="by",
        text=Text(
            "Округтік комиссия отырысының орны жарияланады",
            "Объявлено место заседания окружной комиссии",
            "The place of the district sitting is announced",
        ),
    ),
    CalendarRule(
        id="list_displayed_self_government",
        requirement="M15",
        article="L 26(1)",
        days=-7,
        at=None,
        kind="by",
        text=Text(
            "Жергілікті өзін-өзі басқару сайлауының тізімі танысуға ұсынылады",
            "Список на выборах местного самоуправления представлен для ознакомления",
            "The list of a self-government election is open to voters",
        ),
    ),
    CalendarRule(
        id="list_displayed_special",
        requirement="M15",
        article="L 26(1)",
        days=-5,
        at=None,
        kind="by",
        text=Text(
            "Арнайы учаскелерде тізім танысуға ұсынылады",
            "Список на особых участках представлен для ознакомления",
            "The list of a special precinct is open to voters",
        ),
    ),
    CalendarRule(
        id="accreditation_ends",
        requirement="M21",
        article="L 20-1(8)",
        days=-5,
        at=None,
        kind="by",
        text=Text(
            "Шетелдік байқаушыларды аккредиттеу аяқталады",
            "Аккредитация иностранных наблюдателей заканчивается",
            "Accreditation of foreign observers ends",
        ),
    ),
    CalendarRule(
        id="poll_ban",
        requirement="M31",
        article="L 28(9)",
        days=-5,
        at=time(0),
        kind="from",
        text=Text(
            "Сауалнама нәтижелері жарияланбайды",
            "Результаты опросов не публикуются",
            "No poll results are published",
        ),
    ),
    CalendarRule(
        id="equipment_installed",
        requirement="E8",
        article="L 50-1(5)",
        days=-3,
        at=None,
        kind="at",
        text=Text("Жабдық орнатылады, акт жасалады", "Оборудование установлено по акту", "Installation, with an act"),
    ),
    CalendarRule(
        id="candidates_frozen",
        requirement="M30",
        article="L 59(7), 73(6), 89(6), 89(9), 104(6), 118(6)",
        days=-2,
        at=time(0),
        kind="from",
        text=Text(
            "Кандидаттарды тіркеу күшін жоюға және қалпына келтіруге болмайды",
            "Регистрация кандидатов не отменяется и не восстанавливается",
            "Registration of candidates is neither cancelled nor restored",
        ),
    ),
    CalendarRule(
        id="campaign_ends",
        requirement="M31",
        article="L 27(2)",
        days=-1,
        at=time(0),
        kind="by",
        text=Text("Үгіт аяқталады", "Агитация заканчивается", "The campaign ends"),
    ),
    CalendarRule(
        id="ballots_delivered",
        requirement="M27",
        article="L 37(3)",
        days=-1,
        at=None,
        kind="by",
        text=Text(
            "Бюллетеньдер комиссияға жеткізіледі", "Бюллетени доставлены комиссии", "Ballots reach the commission"
        ),
    ),
    CalendarRule(
        id="list_frozen",
        requirement="M13",
        article="L 24(10)",
        days=-1,
        at=time(20),
        kind="from",
        text=Text(
            "Тізімге нақтылау енгізу тоқтатылады",
            "Уточнение списков прекращается",
            "Clarification of the list stops",
        ),
    ),
    CalendarRule(
        id="home_vote_deadline",
        requirement="M35",
        article="L 41(6)",
        days=0,
        at=time(12),
        kind="by",
        text=Text(
            "Үй-жайдан тыс дауыс беру туралы өтініш қабылдау аяқталады",
            "Приём заявлений о голосовании вне помещения заканчивается",
            "Applications to vote outside the premises end",
        ),
    ),
    CalendarRule(
        id="district_table",
        requirement="M51",
        article="L 43(8-2)",
        days=5,
        at=None,
        kind="by",
        text=Text(
            "Округтік комиссияның алдын ала жиынтық тізілімі",
            "Предварительная сводная ведомость окружной комиссии",
            "The district's preliminary summary table",
        ),
    ),
)

_BY_ID: Mapping[str, CalendarRule] = MappingProxyType({rule.id: rule for rule in CALENDAR})

COUNT_MAX = timedelta(hours=12)
POSTED_FOR = timedelta(days=2)
DISTRICT_POSTED_FOR = timedelta(days=3)
PRELIMINARY_WITHIN = timedelta(hours=48)
CHECK_BEFORE_OPENING = timedelta(minutes=30)
RECORDERS_KEPT_YEARS = 1


def calendar_of(voting_day: date) -> tuple[Deadline, ...]:
    """All entries for a voting day, in the order of time."""
    found = [Deadline(rule=rule, moment=deadline(rule.id, voting_day)) for rule in CALENDAR]
    return tuple(sorted(found, key=lambda d: d.moment))


def deadline(rule_id: str, voting_day: date) -> datetime:
    """The moment of one entry in local time; the end of its day where the rule names no hour."""
    rule = _BY_ID.get(rule_id)
    if rule is None:
        impossible(f"no entry {rule_id} in the calendar")
    return datetime.combine(voting_day + timedelta(days=rule.days), _DAY_END if rule.at is None else rule.at)


def list_freeze(voting_day: date) -> datetime:
    """From when the list stands: 20:00 on the eve (L 24(10), M13)."""
    return deadline("list_frozen", voting_day)


def list_may_change(now: datetime, voting_day: date, *, by_decision: bool) -> bool:
    """Whether the list may be changed: after the freeze only to carry out a court's or higher commission's decision."""
    return by_decision or now < list_freeze(voting_day)


class ListKind(Enum):
    """What a precinct was formed for, as far as its list is opened on another day (L 26(1), M15)."""

    RESIDENCE = "list_displayed"
    SELF_GOVERNMENT = "list_displayed_self_government"
    SPECIAL = "list_displayed_special"


def list_opens(voting_day: date, kind: ListKind = ListKind.RESIDENCE) -> datetime:
    """From when voters may look at the list: 15 days before; 7 for self-government; 5 in special precincts (M15)."""
    return datetime.combine(deadline(kind.value, voting_day).date(), time(0))


def voter_data_due(day: date) -> date:
    """By when the executive's next voter data are due: the first 1 January or 1 July from `day` on (L 24(5), M11)."""
    if (day.month, day.day) == (1, 1):
        return day
    return date(day.year, 7, 1) if day <= date(day.year, 7, 1) else date(day.year + 1, 1, 1)


def home_vote_deadline(voting_day: date) -> datetime:
    """Until when one may apply to vote at home: 12:00 of the voting day (L 41(6), M35)."""
    return deadline("home_vote_deadline", voting_day)


def home_vote_may_be_asked(now: datetime, voting_day: date) -> bool:
    """Whether an application received at `now` is in time; at 12:00 sharp it still is."""
    return now <= home_vote_deadline(voting_day)


def check_of_system(voting_day: date, hours: VotingHours = DEFAULT_HOURS) -> datetime:
    """When the chair checks the system: 30 minutes before voting (L 50-5(1), E23)."""
    return voting_opens(voting_day, hours) - CHECK_BEFORE_OPENING


def voting_opens(voting_day: date, hours: VotingHours = DEFAULT_HOURS) -> datetime:
    """When voting opens."""
    return datetime.combine(voting_day, hours.opens)


def voting_closes(voting_day: date, hours: VotingHours = DEFAULT_HOURS) -> datetime:
    """When voting closes; the count starts then, but not before all devices are in (L 50-6(1), E41, C28)."""
    return datetime.combine(voting_day, hours.closes)


def count_deadline(count_started: datetime) -> datetime:
    """When the count must be over: 12 hours after it started (L 43(1), M39)."""
    return count_started + COUNT_MAX


def posted_until(posted: datetime) -> datetime:
    """Until when the paper copy of the protocol hangs: two days (L 43(8), 50-6(2), E44, C30)."""
    return posted + POSTED_FOR


def district_posted_until(posted: datetime) -> datetime:
    """Until when the district's protocol hangs: three days (L 43(8-1), M50)."""
    return posted + DISTRICT_POSTED_FOR


def preliminary_by(protocol_made: datetime) -> datetime:
    """Until when preliminary results are published: 48 hours after count and protocol (L 44(5), M55)."""
    return protocol_made + PRELIMINARY_WITHIN


def recorders_kept_until(election_ended: date) -> date:
    """Until when recorders are kept: one year from the end of the election (L 50-9, E52)."""
    year = election_ended.year + RECORDERS_KEPT_YEARS
    if (election_ended.month, election_ended.day) == (2, 29):
        return date(year, 3, 1)
    return election_ended.replace(year=year)
