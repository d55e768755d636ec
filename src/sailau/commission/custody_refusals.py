"""Where a packet of recorders may stand, and the lawful "no" to what may not be done with it (L 50-8, 50-9)."""

from datetime import date
from enum import Enum
from typing import Final

from sailau.refusal import Refusal, Text


class Standing(Enum):
    """Where a packet stands; the value names it in data."""

    AT_PRECINCT = "at-precinct"
    KEPT = "kept"
    AWAY = "away"
    DESTROYED = "destroyed"


def too_early(until: date) -> Refusal:
    day = until.isoformat()
    return Refusal(
        "recorder-kept-a-year",
        "L 50-9",
        Text(
            f"Жою туралы актіні жасауға болмайды: жазу құрылғылары {day} күнін қоса алғанға дейін сақталады.",
            f"Акт об уничтожении составить нельзя: устройства записи хранятся по {day} включительно.",
            f"No act of destruction may be drawn up: recorders are kept up to and including {day}.",
        ),
    )


END_NOT_KNOWN: Final = Refusal(
    "election-end-not-known",
    "L 50-9",
    Text(
        "Сайлаудың аяқталған күні енгізілмеген: Орталық комиссия қол қойған құжатты енгізіңіз "
        "(`sailau evidence ended`).",
        "День окончания выборов не внесён: внесите документ, подписанный Центральной комиссией "
        "(`sailau evidence ended`).",
        "The day on which the election ended is not entered: enter the central commission's signed document "
        "(`sailau evidence ended`).",
    ),
)
STILL_HELD: Final = Refusal(
    "recorder-held",
    "L 50-8(1)",
    Text(
        "Пакетті сақтау туралы шешім күшінде: алдымен сол шешім бойынша босату актісі керек.",
        "Действует решение о сохранении пакета: сначала нужен акт о снятии этого решения.",
        "A decision to keep the packet stands: it must first be released by an act.",
    ),
)
NOTHING_HELD: Final = Refusal(
    "recorder-not-held",
    "L 50-8(1)",
    Text(
        "Бұл пакетті сақтау туралы шешім енгізілмеген.",
        "Решения о сохранении этого пакета не внесено.",
        "No decision to keep this packet is entered.",
    ),
)
PACKET_DESTROYED: Final = Refusal(
    "recorder-destroyed",
    "L 50-9",
    Text("Пакет акт бойынша жойылған.", "Пакет уничтожен по акту.", "The packet was destroyed by act."),
)
NO_DECISION: Final = Refusal(
    "recorder-no-decision",
    "L 50-8(1)",
    Text(
        "Бұл тек шешім бойынша жасалады: кімнің шешімі, нөмірі және күні көрсетілсін.",
        "Это делается только по решению: укажите, чьё оно, его номер и дату.",
        "This is done on a decision only: say whose, its number and its day.",
    ),
)
CLOCK_BEFORE_LAST_ACT: Final = Refusal(
    "recorder-clock-back",
    "L 50-9",
    Text(
        "Сағат соңғы актіден ерте уақытты көрсетіп тұр: машинаның сағатын тексеріңіз.",
        "Часы показывают время раньше последнего акта: проверьте часы машины.",
        "The clock shows a time before the last act: check the machine's clock.",
    ),
)
NOT_NOW: Final = {
    Standing.AT_PRECINCT: Refusal(
        "recorder-at-precinct",
        "L 50-9",
        Text(
            "Пакет әлі учаскелік комиссияда: алдымен ол қабылдап алу актісі бойынша тапсырылады.",
            "Пакет ещё у участковой комиссии: сначала он передаётся по акту.",
            "The packet is still with the precinct commission: it is first handed over by act.",
        ),
    ),
    Standing.KEPT: Refusal(
        "recorder-is-kept",
        "L 50-8(2)",
        Text(
            "Пакет аумақтық комиссияда сақтаулы тұр: оны қайтаруға немесе қайта орауға болмайды.",
            "Пакет хранится в территориальной комиссии: его нельзя вернуть или упаковать ещё раз.",
            "The packet is kept at the territorial commission: it cannot be returned or packed again.",
        ),
    ),
    Standing.AWAY: Refusal(
        "recorder-away",
        "L 50-8(2)",
        Text(
            "Пакет сотқа жіберілген: алдымен оның қайтқаны туралы акт керек.",
            "Пакет отправлен в суд: сначала нужен акт о его возврате.",
            "The packet was sent to court: an act on its return comes first.",
        ),
    ),
    Standing.DESTROYED: PACKET_DESTROYED,
}
