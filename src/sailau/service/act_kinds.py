"""What each kind of act is called on paper, and how the members of its data are read, in Kazakh and Russian (E22).

Whoever brings a new kind of act adds it here; a test holds the table against every kind that the program enters. A
kind or a member that the table does not know is still printed, under the name that it has in the data: nothing of an
act may be missing on its paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sailau.formats.v1.record.acts import (
    CREDENTIALS_DESTROYED_BY_TERRITORIAL,
    INSTALLATION,
    POSTPONEMENT,
    RECOUNT,
    ZERO_REPORT,
)
from sailau.protocol.document import Bilingual


@dataclass(frozen=True, slots=True)
class ActKind:
    """A kind's title ("about …") and the label of each member of its data."""

    title: Bilingual
    labels: Mapping[str, Bilingual] = field(default_factory=dict)


SETUP: Final = Bilingual("Дайындық (Setup)", "Подготовка (Setup)")
CARDS: Final = Bilingual("Карточкалардың нөмірлері", "Номера карточек")

ACT_KINDS: Final[Mapping[str, ActKind]] = {
    INSTALLATION: ActKind(
        Bilingual("жабдықты ашу және орнату туралы", "о вскрытии и установке оборудования"), {"setup": SETUP}
    ),
    ZERO_REPORT: ActKind(
        Bilingual("дауыс беруге дейінгі тексеру, нөлдік есеп", "о проверке до голосования, нулевой отчёт"),
        {
            "setup": SETUP,
            "ballots": Bilingual("Жәшіктегі бюллетеньдер", "Бюллетеней в ящике"),
            "issued": Bilingual("Берілген карточкалар", "Выдано карточек"),
            "voters": Bilingual("Тізімдегі сайлаушылар", "Избирателей в списке"),
        },
    ),
    CREDENTIALS_DESTROYED_BY_TERRITORIAL: ActKind(
        Bilingual(
            "аумақтық комиссиядағы құқық көшірмелерін жою туралы",
            "об уничтожении копий прав голоса в территориальной комиссии",
        ),
        {"credentials": Bilingual("Берілген құқықтар", "Передано прав голоса")},
    ),
    "restart": ActKind(Bilingual("жүйені қайта іске қосу туралы шешім", "решение о перезапуске системы")),
    POSTPONEMENT: ActKind(Bilingual("дауыс беруді кейінге қалдыру туралы", "об отсрочке голосования")),
    "challenge": ActKind(Bilingual("бюллетеньді тексеру үшін ашу туралы", "о вскрытии бюллетеня для проверки")),
    "device_failed": ActKind(
        Bilingual("құрылғы деректерін алу мүмкін еместігі туралы", "о невозможности получить данные устройства"),
        {"device": Bilingual("Құрылғы", "Устройство")},
    ),
    "missing_card": ActKind(
        Bilingual("қайтарылмаған карточкалар туралы", "о невозвращённых карточках"), {"cards": CARDS}
    ),
    "unreadable_card": ActKind(Bilingual("оқылмаған карточка туралы", "о нечитаемой карточке"), {"cards": CARDS}),
    "abandoned_card": ActKind(Bilingual("қалдырылған карточка туралы", "об оставленной карточке"), {"cards": CARDS}),
    "unused_credentials_destroyed": ActKind(
        Bilingual("пайдаланылмаған құқықтарды жою туралы", "о погашении неиспользованных прав голоса"),
        {"destroyed": Bilingual("Жойылған құқықтар", "Погашено прав голоса")},
    ),
    "tour_voided": ActKind(
        Bilingual(
            "үй-жайдан тыс дауыс беру сапарын жарамсыз деп тану туралы",
            "о признании недействительным выезда для голосования вне помещения",
        ),
        {
            "tour": Bilingual("Сапар", "Выезд"),
            "carried_by": Bilingual("Сапарда болған мүшелер", "Члены комиссии, бывшие в выезде"),
        },
    ),
    "reconciliation": ActKind(Bilingual("сәйкессіздікті түсіндіру туралы", "об объяснении расхождения")),
    "key_lost": ActKind(Bilingual("мүше кілтінің жоғалуы туралы", "об утрате ключа члена комиссии")),
    "unsigned": ActKind(Bilingual("мүшенің хаттамаға қол қоймауы туралы", "о том, что член не подписал протокол")),
    RECOUNT: ActKind(Bilingual("дауыстарды қайта санау туралы", "о пересчёте голосов")),
    "shares_erased": ActKind(Bilingual("кілт үлестерін өшіру туралы", "о стирании долей ключа")),
}

UNKNOWN: Final = ActKind(Bilingual("өзге мәселе туралы", "об ином обстоятельстве"))
"""How an act of a kind that this version does not know is called."""


def kind_of(name: str) -> ActKind:
    """The kind of that name, or `UNKNOWN`."""
    return ACT_KINDS.get(name, UNKNOWN)
