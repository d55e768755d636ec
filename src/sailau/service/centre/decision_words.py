"""What a commission's decision is about and what it orders, in Kazakh, Russian and English (L 20(6), 43(9), "
"50-5(7))."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, assert_never

from sailau.commission.decisions import (
    Cancellation,
    DistrictVoid,
    DropOut,
    Lot,
    Matter,
    Postponement,
    PrecinctVoid,
    ProtocolChoice,
    Recount,
)
from sailau.commission.outcome_words import numbers
from sailau.commission.winning import name_of
from sailau.election.nouns import AnswerId, Definition
from sailau.refusal import Text

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
