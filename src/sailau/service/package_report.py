"""What was checked of a package, step by step, readable by people: each step good, refused with its reason, or not
judged because an earlier step refused (L 50-1(4), L 50-2(1)).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from sailau.refusal import Refusal, Text


class Verdict(Enum):
    """How a step of the check ended."""

    GOOD = "good"
    REFUSED = "refused"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageCheck:
    """One step: its name, its article, what it asks; `refusals` say what is wrong when it is refused."""

    code: str
    article: str
    text: Text
    verdict: Verdict
    refusals: tuple[Refusal, ...] = ()


STEPS: Final[Mapping[str, tuple[str, Text]]] = MappingProxyType(
    {
        "medium": (
            "L 50-2(2)",
            Text(
                "Тасымалдағышта тек пакеттің файлдары жатыр.",
                "На носителе лежат только файлы пакета.",
                "Nothing but files of a package lies on the medium.",
            ),
        ),
        "format": (
            "L 50-2(1)",
            Text(
                "Пакеттің тізімдемесі бар және 1-нұсқада.",
                "Опись пакета есть, её версия 1.",
                "The package has its manifest, of version 1.",
            ),
        ),
        "signature": (
            "L 43(4)",
            Text(
                "Пакетке аумақтық комиссия қол қойған.",
                "Пакет подписан территориальной комиссией.",
                "The territorial commission signed the package.",
            ),
        ),
        "election": (
            "L 50-1(4)",
            Text("Пакет осы сайлауға арналған.", "Пакет для этих выборов.", "The package is for this election."),
        ),
        "training": (
            "L 50-1(4)",
            Text(
                "Оқу мен нақты сайлау араласпаған.",
                "Учебное и настоящее не смешаны.",
                "Training and real are not mixed.",
            ),
        ),
        "territory": (
            "L 43(4)",
            Text(
                "Пакетті осы учаскенің аумақтық комиссиясы жасаған.",
                "Пакет изготовлен территориальной комиссией этого участка.",
                "The package was made by this precinct's territorial commission.",
            ),
        ),
        "precinct": (
            "L 50-1(4)",
            Text("Пакет осы учаскеге арналған.", "Пакет для этого участка.", "The package is for this precinct."),
        ),
        "software": (
            "L 50-1(4)",
            Text(
                "Пакет қабылданған бағдарламаға арналған.",
                "Пакет для принятой программы.",
                "The package is for the software that was accepted.",
            ),
        ),
        "issue": (
            "L 50-2(1)",
            Text(
                "Пакет бұрын орнатылғаннан ескі емес.",
                "Пакет не старее установленного прежде.",
                "The package is not older than the one installed before.",
            ),
        ),
        "files": (
            "L 50-2(1)",
            Text(
                "Барлық файл орнында, артығы жоқ, ешбірі өзгертілмеген.",
                "Все файлы на месте, лишних нет, ни один не изменён.",
                "Every file is there, none is surplus, none was altered.",
            ),
        ),
        "revocations": (
            "L 50-2(2)",
            Text(
                "Қайтарып алынған сертификаттар тізіміне аумақтық комиссия қол қойған.",
                "Список отозванных сертификатов подписан территориальной комиссией.",
                "The list of revoked certificates is signed by the territorial commission.",
            ),
        ),
        "definition": (
            "L 20(5)",
            Text(
                "Сайлау анықтамасына Орталық комиссия қол қойған, учаске онда бар, мерзімі өтпеген.",
                "Определение выборов подписано Центральной комиссией, участок в нём есть, срок соблюдён.",
                "The central commission signed the definition, the precinct stands in it, and the term is kept.",
            ),
        ),
        "officials": (
            "L 10(3)",
            Text(
                "Комиссия мүшелері толық, сертификаттары жарамды.",
                "Члены комиссии все, их сертификаты действуют.",
                "The commission is complete, and its certificates are good.",
            ),
        ),
        "inventory": (
            "L 50-2(3)",
            Text(
                "Құрылғылар тізімдемесі анықтамаға сәйкес, сертификаттары жарамды, бағдарламасы бірдей.",
                "Опись устройств сходится с определением, сертификаты действуют, программа одна.",
                "The inventory agrees with the definition, its certificates are good, the software is one.",
            ),
        ),
        "credentials": (
            "L 43(4)",
            Text(
                "Құқықтардың ашық бөліктеріне қол қойылған, саны тізім мен қорға тең.",
                "Открытые половины прав голоса подписаны, их число равно списку и резерву.",
                "The public halves are signed; their number is that of the list and the reserve.",
            ),
        ),
        "list": (
            "L 24(5)",
            Text(
                "Сайлаушылар тізімінің актісі осы учаске мен осы тізімдікі.",
                "Акт о списке избирателей относится к этому участку и этому списку.",
                "The act on the voter list is of this precinct and this list.",
            ),
        ),
    }
)
"""The steps in their order."""


def judged(found: Mapping[str, tuple[Refusal, ...]]) -> tuple[PackageCheck, ...]:
    """The report's lines: steps in `found` were asked and are good when nothing was refused; the others were not."""
    lines = []
    for code, (article, text) in STEPS.items():
        refusals = found.get(code)
        verdict = Verdict.NOT_JUDGED if refusals is None else Verdict.REFUSED if refusals else Verdict.GOOD
        lines.append(PackageCheck(code=code, article=article, text=text, verdict=verdict, refusals=refusals or ()))
    return tuple(lines)
