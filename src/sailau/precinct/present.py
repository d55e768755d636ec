"""Who may be present beside the commission, and on what paper (L 20-1(3)-(8), (10), 31, 39(2); M18-M22, M38).

Proxies, observers and media show their papers to the chair and are registered; foreign ones are accredited by the
central commission. One proxy of each candidate or party, one representative of each medium and one observer of each
party, association or organisation is in the room at one time (L 20-1(4)); for foreign observers the law sets no
number. Who was removed by a decision of the commission does not come back that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sailau.law.calendar import CALENDAR
from sailau.refusal import Refusal, Text


class Kind(StrEnum):
    """In what capacity somebody is present."""

    PROXY = "proxy"
    OBSERVER = "observer"
    MEDIA = "media"
    FOREIGN_OBSERVER = "foreign-observer"
    FOREIGN_MEDIA = "foreign-media"


class Paper(StrEnum):
    """What is shown to the chair."""

    IDENTITY = "identity"
    AUTHORITY = "authority"
    SEAL = "seal"
    CERTIFICATE = "certificate"
    SERVICE_CARD = "service-card"
    ASSIGNMENT = "assignment"
    ACCREDITATION = "accreditation"


class Whereabouts(StrEnum):
    """Where somebody registered is now."""

    IN_ROOM = "in-room"
    LEFT = "left"
    REMOVED = "removed"


KINDS: Final = {
    Kind.PROXY: Text("сенім білдірілген адам", "доверенное лицо", "proxy"),
    Kind.OBSERVER: Text("байқаушы", "наблюдатель", "observer"),
    Kind.MEDIA: Text(
        "бұқаралық ақпарат құралының өкілі", "представитель средства массовой информации", "media representative"
    ),
    Kind.FOREIGN_OBSERVER: Text(
        "шет мемлекеттің не халықаралық ұйымның байқаушысы",
        "наблюдатель иностранного государства или международной организации",
        "observer of a foreign state or international organisation",
    ),
    Kind.FOREIGN_MEDIA: Text(
        "шетелдік бұқаралық ақпарат құралының өкілі",
        "представитель иностранного средства массовой информации",
        "representative of a foreign medium",
    ),
}
PAPERS: Final = {
    Paper.IDENTITY: Text("жеке басын куәландыратын құжат", "документ, удостоверяющий личность", "identity document"),
    Paper.AUTHORITY: Text("жазбаша өкілеттік", "письменное полномочие", "written authority"),
    Paper.SEAL: Text("өкілеттіктегі ұйымның мөрі", "печать организации на полномочии", "the sender's seal on it"),
    Paper.CERTIFICATE: Text(
        "комиссия берген сенім білдірілген адамның куәлігі",
        "удостоверение доверенного лица, выданное комиссией",
        "the proxy's certificate issued by the commission",
    ),
    Paper.SERVICE_CARD: Text("қызметтік куәлік", "служебное удостоверение", "press card"),
    Paper.ASSIGNMENT: Text("редакцияның тапсырмасы", "задание редакции", "the editors' assignment"),
    Paper.ACCREDITATION: Text(
        "Орталық сайлау комиссиясының куәлігі",
        "удостоверение Центральной избирательной комиссии",
        "the central commission's accreditation",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What the law asks of one kind: papers in the order they are looked at; whether one of a sender at a time."""

    article: str
    papers: tuple[Paper, ...]
    one_a_sender: bool


DEMANDS: Final = {
    Kind.PROXY: Demand(article="L 31(3)", papers=(Paper.CERTIFICATE, Paper.IDENTITY), one_a_sender=True),
    Kind.OBSERVER: Demand(article="L 20-1(5)", papers=(Paper.AUTHORITY, Paper.SEAL, Paper.IDENTITY), one_a_sender=True),
    Kind.MEDIA: Demand(article="L 20-1(4)", papers=(Paper.SERVICE_CARD, Paper.ASSIGNMENT), one_a_sender=True),
    Kind.FOREIGN_OBSERVER: Demand(
        article="L 20-1(8)", papers=(Paper.ACCREDITATION, Paper.IDENTITY), one_a_sender=False
    ),
    Kind.FOREIGN_MEDIA: Demand(article="L 20-1(8)", papers=(Paper.ACCREDITATION, Paper.IDENTITY), one_a_sender=True),
}
ACCREDITED: Final = frozenset({Kind.FOREIGN_OBSERVER, Kind.FOREIGN_MEDIA})
_SAYS_PLACE: Final = frozenset({Kind.OBSERVER})
"""Whose paper names precinct and day (L 20-1(5))."""
_ACCREDITATION_DAYS: Final = next(rule.days for rule in CALENDAR if rule.id == "accreditation_ends")
WORDS_MAX: Final = 200
"""Characters of a name or a sender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """What the papers say that were shown to the chair.

    `sender` is the answer's id on the ballot for a proxy, else the name of party, organisation, medium or state.
    `precinct` and `day` are what an observer's authority says; `accredited` is the date of a foreign one's. `paper` is
    the number on the paper. The patronymic may be empty.
    """

    kind: Kind
    surname: str
    name: str
    patronymic: str
    sender: str
    paper: str
    shown: frozenset[Paper]
    precinct: int = 0
    day: date | None = None
    accredited: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The precinct, its voting day, and the ids of the candidates and parties on its ballot."""

    precinct: int
    day: date
    answers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody registered. `number` counts from 1 in the order of registration."""

    number: int
    kind: Kind
    surname: str
    name: str
    patronymic: str
    sender: str
    paper: str
    whereabouts: Whereabouts = Whereabouts.IN_ROOM

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic."""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


NAME_MISSING: Final = Refusal(
    "present-name-missing",
    "L 20-1(5)",
    Text(
        "Тегі, аты және кім жібергені жазылуы керек.",
        "Нужны фамилия, имя и кем направлен.",
        "Surname, name and sender are needed.",
    ),
)
OTHER_PLACE: Final = Refusal(
    "authority-elsewhere",
    "L 20-1(5)",
    Text(
        "Өкілеттік басқа учаскеге берілген: осында тіркелмейді.",
        "Полномочие выдано на другой участок: здесь не регистрируется.",
        "The authority is for another precinct: it is not registered here.",
    ),
)
OTHER_DAY: Final = Refusal(
    "authority-other-day",
    "L 20-1(5)",
    Text(
        "Өкілеттікте басқа сайлау күні көрсетілген.",
        "В полномочии указан другой день выборов.",
        "The authority names another election day.",
    ),
)
NOT_ON_BALLOT: Final = Refusal(
    "proxy-of-nobody",
    "L 31(1)",
    Text(
        "Сенім білдірілген адамды бюллетеньдегі кандидат не партия ғана жібереді.",
        "Доверенное лицо направляют только кандидат или партия, стоящие в бюллетене.",
        "Only a candidate or a party on the ballot sends a proxy.",
    ),
)
ACCREDITED_LATE: Final = Refusal(
    "accredited-late",
    "L 20-1(8)",
    Text(
        "Аккредиттеу дауыс беру күнінен бес күн бұрын аяқталады: куәліктің күні одан кейін не жазылмаған.",
        "Аккредитация заканчивается за пять дней до дня голосования: дата удостоверения позже или не указана.",
        "Accreditation ends five days before the voting day: the date on this one is later, or missing.",
    ),
)
SENDER_HAS_ONE: Final = Refusal(
    "sender-has-one",
    "L 20-1(4)",
    Text(
        "Осы жіберушінің бір өкілі үй-жайда: екіншісі ол шыққаннан кейін кіреді.",
        "Один представитель этой стороны уже в помещении: второй войдёт, когда тот выйдет.",
        "One sent by them is in the room already: another comes in when that one leaves.",
    ),
)
WAS_REMOVED: Final = Refusal(
    "was-removed",
    "L 39(2)",
    Text(
        "Бұл адам комиссия шешімімен үй-жайдан шығарылған: осы күні қайта кірмейді.",
        "Это лицо удалено из помещения решением комиссии и в этот день не возвращается.",
        "This person was removed by the commission's decision and does not come back that day.",
    ),
)
NOT_REGISTERED: Final = Refusal(
    "present-unknown",
    "L 20-1(5)",
    Text(
        "Бұл нөмірмен ешкім тіркелмеген.",
        "Под этим номером никто не зарегистрирован.",
        "Nobody is registered under this number.",
    ),
)


def register(people: Sequence[Person], authority: Authority, place: Place) -> Person | Refusal:
    """Register who shows these papers, and let him or her in; the same papers again give the same person.

    Refused with the article: a paper not shown, not for here or this day, too late, a second of one sender in the
    room, one who was removed.
    """
    refusal = _refuse_papers(authority, place)
    if refusal is not None:
        return refusal
    known = [one for one in people if _is_same_person(one, authority)]
    if any(one.whereabouts is Whereabouts.REMOVED for one in known):
        return WAS_REMOVED
    same = [one for one in known if _of_one_sender(one, authority.kind, authority.sender)]
    if same:
        return come(people, same[0].number)
    person = Person(
        number=len(people) + 1,
        kind=authority.kind,
        surname=_plain(authority.surname),
        name=_plain(authority.name),
        patronymic=_plain(authority.patronymic),
        sender=_plain(authority.sender),
        paper=_plain(authority.paper),
    )
    return _refuse_second(people, person) or person


def come(people: Sequence[Person], number: int) -> Person | Refusal:
    """Let somebody registered in again."""
    person = _numbered(people, number)
    if person is None:
        return NOT_REGISTERED
    if person.whereabouts is Whereabouts.REMOVED:
        return WAS_REMOVED
    return _refuse_second(people, person) or replace(person, whereabouts=Whereabouts.IN_ROOM)


def leave(people: Sequence[Person], number: int) -> Person | Refusal:
    """Note that somebody left the room."""
    person = _numbered(people, number)
    if person is None:
        return NOT_REGISTERED
    if person.whereabouts is Whereabouts.REMOVED:
        return WAS_REMOVED
    return replace(person, whereabouts=Whereabouts.LEFT)


def remove(people: Sequence[Person], number: int) -> Person | Refusal:
    """Somebody is removed by decision; done again it is the same."""
    person = _numbered(people, number)
    return NOT_REGISTERED if person is None else replace(person, whereabouts=Whereabouts.REMOVED)


def _refuse_papers(authority: Authority, place: Place) -> Refusal | None:
    demand, kind = DEMANDS[authority.kind], authority.kind
    words = (authority.surname, authority.name, authority.sender)
    if not all(0 < len(_plain(word)) <= WORDS_MAX for word in words) or len(authority.patronymic) > WORDS_MAX:
        return NAME_MISSING
    missing = [paper for paper in demand.papers if paper not in authority.shown]
    if missing:
        return _not_shown(kind, missing)
    if kind in _SAYS_PLACE and authority.precinct != place.precinct:
        return OTHER_PLACE
    if kind in _SAYS_PLACE and authority.day != place.day:
        return OTHER_DAY
    if kind is Kind.PROXY and authority.sender not in place.answers:
        return NOT_ON_BALLOT
    last = place.day + timedelta(days=_ACCREDITATION_DAYS)
    if kind in ACCREDITED and (authority.accredited is None or authority.accredited > last):
        return ACCREDITED_LATE
    return None


def _not_shown(kind: Kind, missing: Sequence[Paper]) -> Refusal:
    who, papers = KINDS[kind], [PAPERS[paper] for paper in missing]
    kk, ru, en = (", ".join(getattr(paper, language) for paper in papers) for language in ("kk", "ru", "en"))
    return Refusal(
        "paper-not-shown",
        DEMANDS[kind].article,
        Text(
            f"Тіркелмейді ({who.kk}): көрсетілмеген — {kk}.",
            f"Не регистрируется ({who.ru}): не предъявлено — {ru}.",
            f"Not registered ({who.en}): not shown — {en}.",
        ),
    )


def _refuse_second(people: Sequence[Person], person: Person) -> Refusal | None:
    others = [one for one in people if one.number != person.number and one.whereabouts is Whereabouts.IN_ROOM]
    second = any(_of_one_sender(one, person.kind, person.sender) for one in others)
    return SENDER_HAS_ONE if DEMANDS[person.kind].one_a_sender and second else None


def _numbered(people: Sequence[Person], number: int) -> Person | None:
    return next((one for one in people if one.number == number), None)


def _is_same_person(person: Person, authority: Authority) -> bool:
    there = (person.surname, person.name, person.patronymic)
    come_now = (authority.surname, authority.name, authority.patronymic)
    return [_folded(word) for word in there] == [_folded(word) for word in come_now]


def _of_one_sender(person: Person, kind: Kind, sender: str) -> bool:
    return person.kind is kind and _folded(person.sender) == _folded(sender)


def _plain(word: str) -> str:
    return " ".join(word.split())


def _folded(word: str) -> str:
    """A name as it is compared: case, spaces and quotation marks do not matter."""
    return _plain("".join(letter for letter in word.casefold() if letter not in "«»\"'“”„"))
