"""What a commission's decision is about and what it orders, in Kazakh, Russian and English (L 20(6), 43(9), "
"50-5(7))."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, assert_never

from sailau.commission.decisions import (
    Cancellation,
    DistrictVoid,
    DropOut,
    ListOrder,
    Lot,
    MandateVacant,
    Matter,
    Postponement,
    PrecinctVoid,
    ProtocolChoice,
    Recount,
    SeatVacant,
)
from sailau.commission.outcome_words import numbers
from sailau.commission.winning import name_of
from sailau.election.nouns import AnswerId, Definition
from sailau.refusal import Text
from sailau.service.centre.notice_words import person

ABOUT: Final[Mapping[str, Text]] = {
    "postponement": Text("дауыс беруді кейінге қалдыру туралы", "об отложении голосования", "on postponing the vote"),
    "precinct_void": Text(
        "сайлау учаскесіндегі нәтижелерді жарамсыз деп тану туралы",
        "о признании недействительными результатов на избирательном участке",
        "on declaring the results of a precinct void",
    ),
    "district_void": Text(
        "сайлау округі бойынша нәтижелерді жарамсыз деп тану туралы",
        "о признании недействительными результатов по избирательному округу",
        "on declaring the results of a district void",
    ),
    "recount": Text("дауыстарды қайта санау туралы", "о пересчёте голосов", "on counting the votes again"),
    "protocol_choice": Text(
        "учаскенің есепке алынатын хаттамасы туралы",
        "об учитываемом протоколе участка",
        "on which protocol of a precinct counts",
    ),
    "drop_out": Text("кандидаттың шығып қалуы туралы", "о выбытии кандидата", "on a candidate dropping out"),
    "lot": Text("жеребе нәтижесі туралы", "о результатах жребия", "on the result of a lot"),
    "cancellation": Text(
        "бұрынғы шешімнің күшін жою туралы", "об отмене прежнего решения", "on cancelling an earlier decision"
    ),
    "list_order": Text(
        "партиялық тізімдегі кезектілікті өзгерту туралы",
        "об изменении очерёдности в партийном списке",
        "on changing the order of a party list",
    ),
    "mandate_vacant": Text(
        "босаған депутаттық мандат туралы", "об освободившемся депутатском мандате", "on a mandate that fell vacant"
    ),
    "seat_vacant": Text(
        "сайлау округі бойынша босаған депутаттық орын туралы",
        "об освободившемся депутатском месте по избирательному округу",
        "on a district's seat that fell vacant",
    ),
}

BODIES: Final[Mapping[str, Text]] = {
    "central": Text("Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central Election Commission"),
    "territorial": Text(
        "Аумақтық сайлау комиссиясы", "Территориальная избирательная комиссия", "Territorial election commission"
    ),
    "district": Text("Округтік сайлау комиссиясы", "Окружная избирательная комиссия", "District election commission"),
    "court": Text("Сот", "Суд", "Court"),
}
"""The deciding bodies by their words in files; a name of its own may stand instead."""

COURTS_DECISION: Final = Text(
    "Сот шешімі; оны хабар алған комиссия енгізді және қол қойды.",
    "Решение суда; внесено и подписано комиссией, которой оно сообщено.",
    "A court's decision, entered and signed by the commission that was told of it.",
)
REASON: Final = Text("Негізі", "Основание", "Grounds")
EFFECT: Final = Text("Шешімнің салдары", "Последствия решения", "What the decision changes")


_DROPPED_OUT: Final = Text(" (шығып қалған)", " (выбытие)", " (dropped out)")
_TO_THE_NEXT: Final = Text(
    "Мандат тізімдегі келесі адамға берілсін",
    "Передать мандат следующему по списку",
    "The mandate goes to the next on the list",
)


def ordered(matter: Matter, definition: Definition) -> Iterator[Text]:
    """What the decision orders, sentence by sentence."""
    match matter:
        case Postponement():
            yield _postponed(matter)
        case PrecinctVoid():
            which = numbers(matter.precincts)
            yield Text(
                f"№ {which.kk} сайлау учаскелеріндегі сайлау нәтижелері жарамсыз деп танылсын.",
                f"Признать недействительными результаты выборов на избирательных участках № {which.ru}.",
                f"The results in precincts No. {which.en} are void.",
            )
        case DistrictVoid():
            titles = _districts(matter.districts, definition)
            yield Text(
                f"Сайлау округі бойынша сайлау нәтижелері жарамсыз деп танылсын: {titles.kk}.",
                f"Признать недействительными результаты выборов по избирательному округу: {titles.ru}.",
                f"The results in the electoral district are void: {titles.en}.",
            )
        case Recount():
            yield from _recount(matter)
        case ProtocolChoice():
            yield Text(
                f"№ {matter.precinct} учаскенің есепке алынатын хаттамасы осы таңбалы жазбада: {matter.bundle_sha256}.",
                f"Учитывать протокол участка № {matter.precinct} из записи с отпечатком {matter.bundle_sha256}.",
                f"Of precinct No. {matter.precinct} the protocol counts that is in the bundle {matter.bundle_sha256}.",
            )
        case DropOut():
            [name] = _answers(matter.contest, [matter.answer], definition)
            yield Text(
                f"{name.kk} шығып қалды; қайтадан дауыс беру бюллетеніне неғұрлым көп дауыс алған келесі кандидат "
                "енгізіледі.",
                f"{name.ru}: выбытие; в бюллетень повторного голосования включается следующий по числу голосов.",
                f"{name.en} dropped out; the next by votes comes on the ballot of the repeat vote.",
            )
        case Lot():
            found = _answers(matter.contest, matter.order, definition)
            order = Text(*("; ".join(getattr(name, code) for name in found) for code in ("kk", "ru", "en")))
            yield Text(
                f"Тең дауыс алғандар арасында тартылған жеребенің реті: {order.kk}.",
                f"Порядок по жребию между равными: {order.ru}.",
                f"The order that the lot gave among equals: {order.en}.",
            )
        case Cancellation():
            n = matter.number
            yield Text(
                f"№ {n:03d} шешімнің күші жойылсын.", f"Отменить решение № {n:03d}.", f"Decision No. {n:03d} is void."
            )
        case ListOrder():
            yield from _list_order(matter, definition)
        case MandateVacant():
            yield from _mandate_vacant(matter, definition)
        case SeatVacant():
            yield from _seat_vacant(matter, definition)
        case _:
            assert_never(matter)


def _postponed(matter: Postponement) -> Text:
    which = numbers(matter.precincts)
    if matter.until is None:
        return Text(
            f"№ {which.kk} учаскелерде дауыс беру кейінге қалдырылсын; күні кейін белгіленеді.",
            f"Отложить голосование на участках № {which.ru}; день будет назначен позднее.",
            f"The vote in precincts No. {which.en} is postponed; the day will be set later.",
        )
    day = f"{matter.until:%d.%m.%Y}"
    return Text(
        f"№ {which.kk} учаскелерде дауыс беру {day} күніне қалдырылсын.",
        f"Отложить голосование на участках № {which.ru} на {day}.",
        f"The vote in precincts No. {which.en} is postponed to {day}.",
    )


def _recount(matter: Recount) -> Iterator[Text]:
    which = numbers(matter.precincts)
    yield Text(
        f"№ {which.kk} учаскелерде дауыстар қайта саналсын.",
        f"Пересчитать голоса на участках № {which.ru}.",
        f"The votes in precincts No. {which.en} are counted again.",
    )
    members, complainants = "; ".join(matter.members), "; ".join(matter.complainants)
    yield Text(
        f"Қатысады: учаскелік комиссияның мүшесі — {members}; өтініш берушілер — {complainants}.",
        f"Участвуют: член участковой комиссии — {members}; заявители — {complainants}.",
        f"Present: of the precinct commission — {members}; complainants — {complainants}.",
    )


def _list_order(matter: ListOrder, definition: Definition) -> Iterator[Text]:
    [party] = _answers(matter.contest, [matter.answer], definition)
    yield Text(
        f"Партиялық тізім бұдан былай мына кезектілікпен тұрады: {party.kk}.",
        f"Установить новую очерёдность в партийном списке: {party.ru}.",
        f"The party list stands in this order from now on: {party.en}.",
    )
    yield Text(
        f"Партияның өтініші: {matter.application}; жоғары органы отырысы хаттамасының үзіндісі: {matter.extract}.",
        f"Заявление партии: {matter.application}; выписка из протокола её высшего органа: {matter.extract}.",
        f"The party's application: {matter.application}; extract from its highest body's minutes: {matter.extract}.",
    )
    for place, name in enumerate(matter.order, 1):
        out = _DROPPED_OUT if name in matter.dropped_out else Text("", "", "")
        yield Text(f"{place}. {name.kk}{out.kk}", f"{place}. {name.ru}{out.ru}", f"{place}. {name.en}{out.en}")


def _mandate_vacant(matter: MandateVacant, definition: Definition) -> Iterator[Text]:
    [party] = _answers(matter.contest, [matter.answer], definition)
    name, day, one = matter.person, f"{matter.since:%d.%m.%Y}", matter.next
    yield Text(
        f"{party.kk}: {name.kk} мандатты {day} күнінен бастап иеленбейді.",
        f"{party.ru}: мандат освобождается с {day}: {name.ru}.",
        f"{party.en}: {name.en} no longer holds a mandate from {day}.",
    )
    if one is None:
        yield Text(
            "Тізімде мандат алатын адам қалмады: мандат бос қалады.",
            "В списке не осталось лиц, которые могут получить мандат: он остаётся свободным.",
            "Nobody is left on the list who could take the mandate: it stays vacant.",
        )
        return
    yield person(one.name, one.birth_year, one.post, one.residence, one.party, one.nationality, _TO_THE_NEXT)


def _seat_vacant(matter: SeatVacant, definition: Definition) -> Iterator[Text]:
    [name] = _answers(matter.contest, [matter.answer], definition)
    contest = next(one for one in definition.contests if one.id == matter.contest)
    where = _districts([contest.district], definition)
    day, ends = f"{matter.since:%d.%m.%Y}", f"{matter.term_ends:%d.%m.%Y}"
    yield Text(
        f"{where.kk}: {name.kk} иеленген орын {day} күнінен бос деп танылсын. Өкілеттік мерзімі {ends} аяқталады.",
        f"{where.ru}: признать место свободным с {day} ({name.ru}). Срок полномочий истекает {ends}.",
        f"{where.en}: the seat of {name.en} is vacant from {day}. The term ends on {ends}.",
    )


def _districts(wanted: Sequence[str], definition: Definition) -> Text:
    found = [district.title for district in definition.districts if district.id in wanted]
    return Text(
        "; ".join(title.kk for title in found),
        "; ".join(title.ru for title in found),
        "; ".join(title.en or title.kk for title in found),
    )


def _answers(contest: str, wanted: Sequence[AnswerId], definition: Definition) -> list[Text]:
    own = next(one for one in definition.contests if one.id == contest)
    names = {answer.id: name_of(answer) for answer in own.answers}
    return [names[answer] for answer in wanted]
