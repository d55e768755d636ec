"""Why a package is not made or not installed: every reason by name, with its article, in three languages.

`refuse(code, what)` makes the Refusal; `what` says which file, device or value it is about.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sailau.refusal import Refusal, Text

_REASONS: Final[Mapping[str, tuple[str, Text]]] = MappingProxyType(
    {
        "package-medium": (
            "L 50-2(2)",
            Text(
                "Тасымалдағышта пакетке жатпайтын зат бар: {what}. Пакетті аумақтық комиссиядан қайта алыңыз.",
                "На носителе лежит то, чего в пакете быть не может: {what}. Получите пакет у территориальной комиссии.",
                "Something lies on the medium that no package has: {what}. Get the package from the commission again.",
            ),
        ),
        "package-half-copied": (
            "L 50-2(1)",
            Text(
                "Пакет толық көшірілмеген, файл жоқ: {what}. Қайта көшіріңіз.",
                "Пакет скопирован не целиком, нет файла: {what}. Скопируйте его заново.",
                "The package was not copied whole, a file is missing: {what}. Copy it again.",
            ),
        ),
        "package-surplus-file": (
            "L 50-2(1)",
            Text(
                "Пакетте тізілмеген файл бар: {what}.",
                "В пакете есть файл, которого нет в описи: {what}.",
                "The package holds a file that is not listed: {what}.",
            ),
        ),
        "package-altered": (
            "L 50-2(2)",
            Text(
                "Файл өзгертілген: {what}. Пакетті қолдануға болмайды.",
                "Файл изменён: {what}. Пакет применять нельзя.",
                "A file was altered: {what}. The package must not be used.",
            ),
        ),
        "package-files-swapped": (
            "L 50-2(2)",
            Text(
                "Файлдар ауыстырылған: {what}. Пакетті қолдануға болмайды.",
                "Файлы переставлены: {what}. Пакет применять нельзя.",
                "Files were swapped: {what}. The package must not be used.",
            ),
        ),
        "package-other-format": (
            "L 50-2(1)",
            Text(
                "Пакет басқа нұсқада: {what}. Бұл бағдарлама 1-нұсқаны оқиды.",
                "Пакет другой версии: {what}. Эта программа читает версию 1.",
                "The package is of another version: {what}. This program reads version 1.",
            ),
        ),
        "package-foreign-root": (
            "L 50-2(2)",
            Text(
                "Пакетке Орталық комиссияның сертификаттар тізбегінен тыс біреу қол қойған: {what}.",
                "Пакет подписан вне цепочки сертификатов Центральной комиссии: {what}.",
                "The package is signed outside the central commission's chain of certificates: {what}.",
            ),
        ),
        "package-wrong-signer": (
            "L 43(4)",
            Text(
                "Қол қойған бұған құқылы емес: {what}.",
                "Подписал тот, кто не вправе: {what}.",
                "Signed by somebody who may not: {what}.",
            ),
        ),
        "package-certificate-expired": (
            "L 50-2(2)",
            Text(
                "Сертификат бұл уақытта жарамсыз: {what}.",
                "Сертификат в этот момент не действует: {what}.",
                "A certificate is not valid at this moment: {what}.",
            ),
        ),
        "package-certificate-revoked": (
            "L 50-2(2)",
            Text(
                "Сертификат қайтарып алынған: {what}.",
                "Сертификат отозван: {what}.",
                "A certificate was revoked: {what}.",
            ),
        ),
        "package-certificate": (
            "L 50-2(2)",
            Text(
                "Сертификат жарамсыз: {what}.",
                "Сертификат негоден: {what}.",
                "A certificate is not good: {what}.",
            ),
        ),
        "package-revocations": (
            "L 50-2(2)",
            Text(
                "Қайтарып алынған сертификаттар тізімі жарамсыз: {what}.",
                "Список отозванных сертификатов негоден: {what}.",
                "The list of revoked certificates is not good: {what}.",
            ),
        ),
        "package-training": (
            "L 50-1(4)",
            Text(
                "Оқу мен нақты сайлау араласпайды: {what}.",
                "Учебное и настоящее не смешиваются: {what}.",
                "Training and real do not mix: {what}.",
            ),
        ),
        "package-other-election": (
            "L 50-1(4)",
            Text(
                "Пакет басқа сайлауға арналған: {what}.",
                "Пакет для других выборов: {what}.",
                "The package is for another election: {what}.",
            ),
        ),
        "package-other-territory": (
            "L 43(4)",
            Text(
                "Пакетті басқа аумақтық комиссия жасаған: {what}.",
                "Пакет изготовлен другой территориальной комиссией: {what}.",
                "The package was made by another territorial commission: {what}.",
            ),
        ),
        "package-wrong-precinct": (
            "L 50-1(4)",
            Text(
                "Пакет басқа учаскеге арналған: {what}.",
                "Пакет для другого участка: {what}.",
                "The package is for another precinct: {what}.",
            ),
        ),
        "package-stale": (
            "L 50-2(1)",
            Text(
                "Пакет ескірген: {what}. Соңғы пакетті алыңыз.",
                "Пакет устарел: {what}. Получите последний.",
                "The package is stale: {what}. Get the latest one.",
            ),
        ),
        "package-other-software": (
            "L 50-1(4)",
            Text(
                "Пакет басқа бағдарламаға арналған: {what}.",
                "Пакет для другой программы: {what}.",
                "The package is for other software: {what}.",
            ),
        ),
        "package-late": (
            "L 37(3)",
            Text(
                "Пакет дауыс беруден кемінде бір күн бұрын дайын болуы керек: {what}.",
                "Пакет должен быть готов не позже чем за день до голосования: {what}.",
                "The package must be ready a day before voting at the latest: {what}.",
            ),
        ),
        "package-definition": (
            "L 20(5)",
            Text(
                "Сайлау анықтамасы қабылданбады: {what}.",
                "Определение выборов не принято: {what}.",
                "The election's definition is refused: {what}.",
            ),
        ),
        "package-officials": (
            "L 10(3)",
            Text(
                "Комиссия құрамы сәйкес емес: {what}.",
                "Состав комиссии не сходится: {what}.",
                "The commission does not agree: {what}.",
            ),
        ),
        "package-inventory": (
            "L 50-2(3)",
            Text(
                "Құрылғылар тізімдемесі сәйкес емес: {what}.",
                "Опись устройств не сходится: {what}.",
                "The inventory of devices does not agree: {what}.",
            ),
        ),
        "package-credentials": (
            "L 43(4)",
            Text(
                "Дауыс беру құқықтары сәйкес емес: {what}.",
                "Права голоса не сходятся: {what}.",
                "The credentials do not agree: {what}.",
            ),
        ),
        "package-list": (
            "L 24(5)",
            Text(
                "Сайлаушылар тізімі қабылданбады: {what}.",
                "Список избирателей не принят: {what}.",
                "The voter list is refused: {what}.",
            ),
        ),
        "package-list-of-another-precinct": (
            "L 24(5)",
            Text(
                "Сайлаушылар тізімі басқа учаскенікі: {what}.",
                "Список избирателей другого участка: {what}.",
                "The voter list is another precinct's: {what}.",
            ),
        ),
        "package-part-not-ours": (
            "L 43(4)",
            Text(
                "Мөр басылған бөлік бұл құрылғыда ашылмайды: {what}.",
                "Запечатанная часть на этом устройстве не открывается: {what}.",
                "The sealed part does not open in this device: {what}.",
            ),
        ),
        "package-terminals-key": (
            "L 43(4)",
            Text(
                "Терминалдардың кілті бұл учаскенікі емес: {what}.",
                "Ключ терминалов не этого участка: {what}.",
                "The terminals' key is not this precinct's: {what}.",
            ),
        ),
    }
)
CODES: Final = frozenset(_REASONS)


def refuse(code: str, what: str) -> Refusal:
    """The refusal of that name about `what` (a file's name, a device's id, two values that differ)."""
    article, text = _REASONS[code]
    shown = what.replace("{", "(").replace("}", ")")
    return Refusal(
        code, article, Text(text.kk.format(what=shown), text.ru.format(what=shown), text.en.format(what=shown))
    )
