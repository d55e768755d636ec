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

ACT_HEAD: Final = Bilingual("АКТ", "АКТ")


@dataclass(frozen=True, slots=True)
class ActKind:
    """A kind's title ("about …"), the label of each member of its data, and what the paper is called."""

    title: Bilingual
    labels: Mapping[str, Bilingual] = field(default_factory=dict)
    head: Bilingual = ACT_HEAD


SETUP: Final = Bilingual("Дайындық (Setup)", "Подготовка (Setup)")
VOTERS: Final = Bilingual("Тізімдегі сайлаушылар", "Избирателей в списке")
DECISION: Final = Bilingual("Негізі", "Основание")
CARDS: Final = Bilingual("Карточкалардың нөмірлері", "Номера карточек")

_TOUR_LABELS: Final[Mapping[str, Bilingual]] = {
    "tour": Bilingual("Сапар", "Выезд"),
    "applications": Bilingual("Өтініштер", "Заявлений"),
    "ballots": Bilingual("Бюллетеньдер", "Бюллетеней"),
    "cancelled": Bilingual("Күші жойылған құқықтар", "Аннулировано прав голоса"),
    "device": Bilingual("Құрылғы", "Устройство"),
    "copies": Bilingual("Екі көшірме", "Две копии"),
    "carried_by": Bilingual("Сапарда болған мүшелер", "Члены комиссии, бывшие в выезде"),
}

_DECISION: Final = Bilingual("ШЕШІМ", "РЕШЕНИЕ")
_VOTES: Final[Mapping[str, Bilingual]] = {
    "in_favour": Bilingual("Жақтап", "За"),
    "against": Bilingual("Қарсы", "Против"),
    "abstained": Bilingual("Қалыс", "Воздержались"),
}

_REVISION: Final = Bilingual("Анықтаманың редакциясы", "Редакция определения")

_BALLOT_KINDS: Final[Mapping[str, ActKind]] = {
    "ballot_approved": ActKind(
        Bilingual("бюллетеньді бекіту туралы", "об утверждении бюллетеня"),
        {
            "revision": _REVISION,
            "languages": Bilingual("Бюллетень тілдері", "Языки бюллетеня"),
            "definition_sha256": Bilingual("Сайлау анықтамасы", "Определение выборов"),
            "proof_sha256": Bilingual("Үлгінің мазмұндамасы (index.json)", "Опись образца (index.json)"),
        },
    ),
    "definition_finalised": ActKind(
        Bilingual("сайлау анықтамасын жабу туралы", "о закрытии определения выборов"),
        {
            "revision": _REVISION,
            "contests": Bilingual("Сұрақтар", "Вопросов"),
            "districts": Bilingual("Округтер", "Округов"),
            "precincts": Bilingual("Учаскелер", "Участков"),
            "poll_ban": Bilingual("Сауалнама нәтижелері жарияланбайды", "Результаты опросов не публикуются с"),
            "candidates_frozen": Bilingual("Кандидаттарды тіркеу өзгермейді", "Регистрация кандидатов не меняется с"),
            "campaign_ends": Bilingual("Үгіт аяқталады", "Агитация заканчивается"),
            "ballots_delivered": Bilingual("Бюллетеньдер жеткізіледі, дейін", "Бюллетени доставляются до"),
        },
    ),
}
"""Acts of the central commission on the ballot, before the day."""

_CUSTODY_LABELS: Final[Mapping[str, Bilingual]] = {
    "packet": Bilingual("Пакет", "Пакет"),
    "link": Bilingual("Сақтау тізбегіндегі нөмірі", "Номер в цепочке хранения"),
    "found": Bilingual("Пакеттегі мөр (қаралғанда)", "Печать на пакете (при осмотре)"),
    "whole": Bilingual("Мөр бүтін", "Печать цела"),
    "seal": Bilingual("Пакеттегі мөр (әрекеттен кейін)", "Печать на пакете (после)"),
    "holder": Bilingual("Пакет кімде", "Пакет находится у"),
    "given_by": Bilingual("Тапсырды", "Передал"),
    "taken_by": Bilingual("Қабылдады", "Принял"),
    "decision": DECISION,
    "by": Bilingual("кімнің шешімі", "чьё решение"),
    "number": Bilingual("нөмірі", "номер"),
    "day": Bilingual("күні", "дата"),
    "sha256": Bilingual("шешімнің файлы", "файл решения"),
    "session": Bilingual("Ашылған сеанс", "Открытый сеанс"),
    "outcome": Bilingual("Ашылған сеанстың жазбасы", "Запись открытого сеанса"),
    "release_of": Bilingual("Күші жойылған шешімнің нөмірі", "Номер снятого решения"),
    "election_ended": Bilingual("Сайлау аяқталған күн", "День окончания выборов"),
    "previous": Bilingual("Алдыңғы акт", "Предыдущий акт"),
    "recorders": Bilingual("Жазу құрылғылары", "Устройства записи"),
    "device": Bilingual("құрылғы", "устройство"),
    "entries": Bilingual("жазбалар", "записей"),
    "head": Bilingual("соңғы жазбаның таңбасы", "отпечаток последней записи"),
}

_CUSTODY_TITLES: Final = {
    "packed": Bilingual(
        "жазу құрылғыларын пакетке салу және мөрлеу туралы", "об упаковке и опечатывании устройств записи"
    ),
    "handed_over": Bilingual("жазу құрылғыларын сақтауға тапсыру туралы", "о передаче устройств записи на хранение"),
    "seal_checked": Bilingual("пакеттің мөрін қарау туралы", "об осмотре печати на пакете"),
    "read": Bilingual(
        "пакетті ашу, жазбаларды оқу және қайта мөрлеу туралы", "о вскрытии пакета, чтении записей и опечатывании"
    ),
    "session_opened": Bilingual("бір сеанстың жабық жазбасын ашу туралы", "об открытии закрытой записи одного сеанса"),
    "sent": Bilingual("пакетті сотқа беру туралы", "о передаче пакета в суд"),
    "returned": Bilingual("пакеттің соттан қайтуы туралы", "о возврате пакета из суда"),
    "held": Bilingual("пакетті мерзімінен тыс сақтау туралы", "о хранении пакета сверх срока"),
    "released": Bilingual("мерзімінен тыс сақтаудың аяқталуы туралы", "о прекращении хранения сверх срока"),
    "destroyed": Bilingual("жазу құрылғыларын жою туралы", "об уничтожении устройств записи"),
}
_CUSTODY_KINDS: Final[Mapping[str, ActKind]] = {
    f"recorder_{name}": ActKind(title, _CUSTODY_LABELS) for name, title in _CUSTODY_TITLES.items()
}
"""Acts on the packet of recorders (L 50-8, 50-9)."""

ACT_KINDS: Final[Mapping[str, ActKind]] = {
    **_BALLOT_KINDS,
    INSTALLATION: ActKind(
        Bilingual("жабдықты ашу және орнату туралы", "о вскрытии и установке оборудования"),
        {
            "setup": SETUP,
            "replaces": Bilingual("Ауыстырылған дайындық (Setup)", "Заменённая подготовка (Setup)"),
            "definition": Bilingual("Сайлау таңбасы", "Отпечаток выборов"),
            "issue": Bilingual("Пакеттің шығарылымы", "Выпуск пакета"),
            "software": Bilingual("Бағдарлама", "Программа"),
            "recorder_key": Bilingual("Жазу құрылғысының ашық кілті", "Открытый ключ устройства записи"),
            "devices": Bilingual("Құрылғылар (сертификат таңбасымен)", "Устройства (с отпечатком сертификата)"),
            "checks": Bilingual("Машинаны тексеру саны", "Проверок машины"),
            "accepted": Bilingual("Комиссия ескеріп қабылдағаны", "Принято комиссией к сведению"),
            "in_time": Bilingual("Үш күн бұрын орнатылды", "Установлено за три дня"),
            "proxies": Bilingual("Сенім білдірілген адамдар", "Доверенные лица"),
            "observers": Bilingual("Байқаушылар", "Наблюдатели"),
            "media": Bilingual("Бұқаралық ақпарат құралдары", "Средства массовой информации"),
            "specialists": Bilingual("Техник мамандар", "Технические специалисты"),
        },
    ),
    "installation_undone": ActKind(
        Bilingual("орнатуды жою және қоймаларды өшіру туралы", "об отмене установки и стирании хранилищ"),
        {"setup": Bilingual("Күшін жойған дайындық (Setup)", "Утратившая силу подготовка (Setup)")},
    ),
    ZERO_REPORT: ActKind(
        Bilingual("дауыс беруге дейінгі тексеру, нөлдік есеп", "о проверке до голосования, нулевой отчёт"),
        {
            "setup": SETUP,
            "ballots": Bilingual("Жәшіктегі бюллетеньдер", "Бюллетеней в ящике"),
            "issued": Bilingual("Берілген карточкалар", "Выдано карточек"),
            "voters": VOTERS,
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
        _TOUR_LABELS,
    ),
    "tour_copy_missing": ActKind(
        Bilingual(
            "тасымалданатын құрылғы деректерінің бір көшірмесінен қабылданғаны туралы",
            "о приёме данных переносного устройства из одной копии",
        ),
        _TOUR_LABELS,
    ),
    "list_decision": ActKind(
        Bilingual(
            "тізімде жоқ сайлаушы туралы шешімді орындау туралы",
            "об исполнении решения об избирателе, которого нет в списке",
        ),
        {
            "added": Bilingual("Тізімге енгізілді", "Включён в список"),
            "by": Bilingual("Шешім қабылдаған", "Кем принято решение"),
            "decision": DECISION,
            "request": Bilingual("Сұраудың нөмірі", "Номер запроса"),
            "voters": VOTERS,
        },
    ),
    "tour_lost": ActKind(
        Bilingual(
            "сапардан қайтпаған тасымалданатын құрылғы туралы",
            "о переносном устройстве, не вернувшемся с выезда",
        ),
        _TOUR_LABELS,
    ),
    "unused_paper_ballots_destroyed": ActKind(
        Bilingual(
            "пайдаланылмаған қағаз бюллетеньдерді жою туралы", "о погашении неиспользованных бумажных бюллетеней"
        ),
        {"destroyed": Bilingual("Жойылған қағаз бюллетеньдер", "Погашено бумажных бюллетеней")},
    ),
    "doubtful_ballots": ActKind(
        Bilingual("күмәнді қағаз бюллетеньдер туралы шешім", "решение о сомнительных бумажных бюллетенях"),
        {
            "contest": Bilingual("Сұрақ", "Вопрос"),
            "ballots": Bilingual("Күмәнді бюллетеньдер", "Сомнительных бюллетеней"),
            "valid": Bilingual("Жарамды деп танылды", "Признаны действительными"),
            "for": Bilingual("Осы шешімге дауыс берген мүшелер", "Членов комиссии за это решение"),
            "against": Bilingual("Қарсы дауыс берген мүшелер", "Членов комиссии против"),
        },
    ),
    "paper_counted_again": ActKind(
        Bilingual("қағаз бюллетеньдерді қайта санау туралы", "о повторном подсчёте бумажных бюллетеней")
    ),
    "protocol_copy": ActKind(
        Bilingual("хаттама көшірмесін беру туралы", "о выдаче копии протокола"),
        {
            "copy": Bilingual("Көшірменің нөмірі", "Номер копии"),
            "to": Bilingual("Кімге берілді", "Кому выдана"),
            "papers": Bilingual("Құжаттар", "Документы"),
            "sha256": Bilingual("Хаттаманың деректері (protocol.json)", "Данные протокола (protocol.json)"),
        },
    ),
    "protocol_posted": ActKind(
        Bilingual("хаттаманың көшірмесін ілу туралы", "о вывешивании копии протокола"),
        {
            "place": Bilingual("Ілінген орны", "Место"),
            "until": Bilingual("Дейін ілініп тұрады", "Висит до"),
            "papers": Bilingual("Құжаттар", "Документы"),
            "sha256": Bilingual("Хаттаманың деректері (protocol.json)", "Данные протокола (protocol.json)"),
        },
    ),
    "reconciliation": ActKind(Bilingual("сәйкессіздікті түсіндіру туралы", "об объяснении расхождения")),
    "key_lost": ActKind(Bilingual("мүше кілтінің жоғалуы туралы", "об утрате ключа члена комиссии")),
    "unsigned": ActKind(Bilingual("мүшенің хаттамаға қол қоймауы туралы", "о том, что член не подписал протокол")),
    RECOUNT: ActKind(Bilingual("дауыстарды қайта санау туралы", "о пересчёте голосов")),
    "key_ceremony": ActKind(
        Bilingual("сайлау кілтін жасау рәсімі туралы", "о церемонии изготовления ключа выборов"),
        {
            "ceremony": Bilingual("Рәсімнің нөмірі", "Номер церемонии"),
            "members": Bilingual("Кілтті жасаған мүшелер", "Членов, изготовивших ключ"),
            "threshold": Bilingual("Ашу үшін керек мүшелер", "Нужно членов для расшифрования"),
            "rehearsed_by": Bilingual("Сынақ бюллетеньдерін ашқандар", "Открыли пробные бюллетени"),
            "trustees": Bilingual("Сайлау кілті (trustees.json)", "Ключ выборов (trustees.json)"),
            "recorder_key": Bilingual(
                "Жазу құрылғысының кілті (recorder-key.json)", "Ключ устройства записи (recorder-key.json)"
            ),
            "plan": Bilingual("Рәсім жоспары (ceremony.json)", "План церемонии (ceremony.json)"),
            "election_key": Bilingual("Сайлау кілтінің ашық жартысы", "Открытая половина ключа выборов"),
            "recorder_point": Bilingual("Жазу құрылғысы кілтінің ашық жартысы", "Открытая половина ключа записи"),
            "certificates": Bilingual("Куәлік", "Сертификат"),
            "keys": Bilingual("Тексеру кілті", "Ключ проверки"),
            "territorial": Bilingual("аумақтық комиссия", "территориальная комиссия"),
            **{f"member-{number}": Bilingual(f"{number}-мүше", f"член {number}") for number in range(1, 26)},
        },
    ),
    "chair_replaced": ActKind(
        Bilingual("төраға міндетін орынбасарға жүктеу туралы", "о возложении обязанностей председателя на заместителя"),
        {"deputy": Bilingual("Төрағаны ауыстыратын мүше", "Замещает председателя")},
    ),
    "certificates_issued": ActKind(
        Bilingual("сертификаттар беру туралы", "о выдаче сертификатов"),
        {"certificates": Bilingual("Берілген сертификаттар", "Выдано сертификатов")},
    ),
    "certificates_revoked": ActKind(
        Bilingual("сертификаттарды қайтарып алу туралы", "об отзыве сертификатов"),
        {"certificates": Bilingual("Қайтарып алынған сертификаттар", "Отозвано сертификатов")},
    ),
    "present_removed": ActKind(
        Bilingual("үй-жайдан шығару туралы", "об удалении из помещения"),
        {
            "person": Bilingual("Тіркеу нөмірі", "Номер регистрации"),
            "name": Bilingual("Шығарылған адам", "Удалён"),
            "sent_by": Bilingual("Кім жіберген", "Кем направлен"),
            **_VOTES,
        },
        _DECISION,
    ),
    "present_remark": ActKind(
        Bilingual("хаттамаға қоса берілетін ескерту туралы", "о замечании, прилагаемом к протоколу"),
        {
            "person": Bilingual("Тіркеу нөмірі", "Номер регистрации"),
            "name": Bilingual("Берген", "Подал"),
            "words": Bilingual("Берілген мәтін, өзгеріссіз", "Поданный текст, без изменений"),
            "right": Bilingual("Қай құқыққа қатысты (Конституциялық заң)", "О каком праве (Конституционный закон)"),
            "document": Bilingual("Берілген құжат (SHA-256)", "Поданный документ (SHA-256)"),
        },
    ),
    "member_suspended": ActKind(
        Bilingual("комиссия мүшесін шеттету туралы", "об отстранении члена комиссии"),
        {
            "member": Bilingual("Шеттетілген мүше", "Отстранён"),
            "name": Bilingual("Тегі, аты, әкесінің аты", "Фамилия, имя, отчество"),
            **_VOTES,
        },
        _DECISION,
    ),
    "sitting": ActKind(
        Bilingual("комиссия отырысы туралы", "заседания комиссии"),
        {
            "told": Bilingual("Мүшелер хабардар етілді", "Члены извещены"),
            "began": Bilingual("Отырыс басталды", "Заседание началось"),
            "urgent": Bilingual("Күтуге болмайтын мәселе", "Безотлагательно"),
            "present": Bilingual("Қатысқан мүшелер", "Присутствовали члены"),
            "others_present": Bilingual(
                "Үй-жайдағы байқаушылар, сенім білдірілген адамдар, БАҚ",
                "Наблюдателей, доверенных лиц, СМИ в помещении",
            ),
            "decisions": Bilingual("Мәселе", "Вопрос"),
            "matter": Bilingual("күн тәртібі", "повестка"),
            "decision": Bilingual("шешім", "решение"),
            "kk": Bilingual("қазақша", "на казахском"),
            "ru": Bilingual("орысша", "на русском"),
            "taken": Bilingual("қабылданды", "принято"),
            "dissents": Bilingual("Ерекше пікір", "Особое мнение"),
            **_VOTES,
            **{f"member-{number}": Bilingual(f"{number}-мүше", f"член {number}") for number in range(1, 26)},
        },
        Bilingual("ХАТТАМА", "ПРОТОКОЛ"),
    ),
    **_CUSTODY_KINDS,
    "shares_erased": ActKind(
        Bilingual("кілт үлестерін өшіру туралы", "о стирании долей ключа"),
        {"shares_of": Bilingual("Үлестері өшірілетін мүшелер", "Члены комиссии, чьи доли стираются")},
    ),
    "list-handed-over": ActKind(
        Bilingual(
            "сайлаушылар тізімін учаскелік сайлау комиссиясына тапсыру туралы",
            "о передаче списка избирателей участковой избирательной комиссии",
        ),
        {
            "voters": VOTERS,
            "decision": DECISION,
            "list_sha256": Bilingual("Тізім (voters.jsonl)", "Список (voters.jsonl)"),
        },
    ),
    "list-delivered": ActKind(
        Bilingual(
            "сайлаушылар туралы деректерді аумақтық сайлау комиссиясына тапсыру туралы",
            "о передаче сведений об избирателях территориальной избирательной комиссии",
        ),
        {
            "voters": VOTERS,
            "precincts": Bilingual("Сайлау учаскелері", "Избирательных участков"),
            "papers": Bilingual("Басып шығаруға арналған файлдар", "Файлов для печати"),
            "due": Bilingual("Заңдағы мерзімі", "Срок по закону"),
            "decision": DECISION,
            "voters_csv": Bilingual("Кесте (voters.csv)", "Таблица (voters.csv)"),
            "voters_json": Bilingual("Жазбалар (voters.json)", "Записи (voters.json)"),
        },
    ),
    "complaint-decided": ActKind(
        Bilingual("сайлаушылар тізімі туралы шағым бойынша шешім", "решение по жалобе на список избирателей"),
        {
            "complaint": Bilingual("Шағымның нөмірі", "Номер жалобы"),
            "received": Bilingual("Түскен уақыты", "Поступила"),
            "text": Bilingual("Шағымның мәтіні", "Текст жалобы"),
            "outcome": Bilingual("Шешім", "Решение"),
            "grounds": Bilingual("Дәлелдері", "Основания"),
            "decision": DECISION,
        },
    ),
}

UNKNOWN: Final = ActKind(Bilingual("өзге мәселе туралы", "об ином обстоятельстве"))
"""How an act of a kind that this version does not know is called."""


def kind_of(name: str) -> ActKind:
    """The kind of that name, or `UNKNOWN`."""
    return ACT_KINDS.get(name, UNKNOWN)
