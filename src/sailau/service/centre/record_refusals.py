"""Why a record that arrived whole is refused: the verifier's steps in words for a chair (L 43(8), 50-6; E43, E45).

One refusal for each of the fifteen steps that has defects, with what was found first; the report has all of it.
"""

from typing import Final

from sailau.errors import FormatError
from sailau.refusal import Refusal, Text
from sailau.verifier.finding import ARTICLES, Finding, Weight
from sailau.verifier.record import Report

SHOWN: Final = 3
"""Findings that a refusal quotes."""

_SIGNED_AGAIN: Final = Text(
    "Жазбаны учаске компьютерінде қайта дайындаңыз; қайталанса, жоғары тұрған комиссияға хабарлаңыз.",
    "Подготовьте запись на компьютере участка заново; если повторится, сообщите вышестоящей комиссии.",
    "Prepare the record on the precinct computer again; if that repeats, tell the higher commission.",
)
_TELL: Final = Text(
    "Ештеңені өзгертпеңіз, құрылғылар мен мөрлерді сақтаңыз және жоғары тұрған комиссияға хабарлаңыз.",
    "Ничего не меняйте, сохраните устройства и пломбы и сообщите вышестоящей комиссии.",
    "Change nothing, keep devices and seals, and tell the higher commission.",
)
_EXPLAIN: Final = Text(
    "Сандарды қайта салыстырыңыз; айырмашылық болса, оны акт түсіндіруі керек.",
    "Сверьте числа; если расхождение есть, его должен объяснить акт.",
    "Compare the numbers again; where they differ, an act has to explain it.",
)

_STEPS: Final[dict[int, tuple[Text, Text]]] = {
    1: (Text("Жазба толық емес.", "Запись неполна или изменена.", "The record is not whole."), _SIGNED_AGAIN),
    2: (
        Text("Қолтаңба жарамсыз.", "Подпись недействительна.", "A signature is not good."),
        _SIGNED_AGAIN,
    ),
    3: (
        Text(
            "Жазба осы сайлаудың анықтамасына сай емес.",
            "Запись не соответствует определению этих выборов.",
            "The record is not that of this election's definition.",
        ),
        _TELL,
    ),
    4: (
        Text("Комиссия кілттері сәйкес емес.", "Ключи комиссии не сходятся.", "The commission's keys do not agree."),
        _TELL,
    ),
    5: (
        Text(
            "Дауыс беру құқықтарының тізімі сәйкес емес.",
            "Список прав голоса не сходится.",
            "The list of voting credentials does not agree.",
        ),
        _TELL,
    ),
    6: (Text("Архив бүлінген.", "Архив повреждён.", "The archive is broken."), _SIGNED_AGAIN),
    7: (
        Text("Бюллетень дәлелі жарамсыз.", "Доказательство бюллетеня неверно.", "The proof of a ballot is wrong."),
        _TELL,
    ),
    8: (
        Text(
            "Шифрланған қосынды бюллетеньдерге сай емес.",
            "Зашифрованная сумма не соответствует бюллетеням.",
            "The encrypted sum is not that of the ballots.",
        ),
        _TELL,
    ),
    9: (Text("Араластыру дәлелі жарамсыз.", "Доказательство перемешивания неверно.", "A mix is wrong."), _TELL),
    10: (
        Text(
            "Шифрын ашу дәлелі жарамсыз.",
            "Доказательство расшифрования неверно.",
            "The proof of a decryption is wrong.",
        ),
        _TELL,
    ),
    11: (
        Text(
            "Нәтиже ашылған сандарға сай емес.",
            "Результат не соответствует расшифрованному.",
            "The result is not what was decrypted.",
        ),
        _TELL,
    ),
    12: (
        Text(
            "Бақылау кодтарының тізімі сәйкес емес.",
            "Список контрольных кодов не сходится.",
            "The list of control codes does not agree.",
        ),
        _EXPLAIN,
    ),
    13: (
        Text(
            "Тексеруге ашылған бюллетеньдер сәйкес емес.",
            "Вскрытые для проверки бюллетени не сходятся.",
            "The ballots opened for a check do not agree.",
        ),
        _TELL,
    ),
    14: (
        Text(
            "Хаттамадағы сандар бір-біріне сай емес.",
            "Числа протокола не сходятся.",
            "The numbers of the protocol do not agree.",
        ),
        _EXPLAIN,
    ),
    15: (
        Text(
            "Қағаз хаттама (PDF) деректерге сай емес.",
            "Бумажный протокол (PDF) не соответствует данным.",
            "The paper protocol (PDF) is not that of the data.",
        ),
        _SIGNED_AGAIN,
    ),
}


def of_report(report: Report) -> tuple[Refusal, ...]:
    """One refusal for each step with defects, in the order of the steps; none for a sound record."""
    by_step: dict[int, list[Finding]] = {}
    for finding in report.of_weight(Weight.DEFECT):
        by_step.setdefault(finding.step, []).append(finding)
    return tuple(_of_step(step, found) for step, found in sorted(by_step.items()))


def _of_step(step: int, found: list[Finding]) -> Refusal:
    what, then = _STEPS[step]
    places = "; ".join(dict.fromkeys(f"{one.code}: {one.place}" if one.place else one.code for one in found[:SHOWN]))
    quoted = f"({places}{'; …' if len(found) > SHOWN else ''})"
    text = Text(f"{what.kk} {then.kk} {quoted}", f"{what.ru} {then.ru} {quoted}", f"{what.en} {then.en} {quoted}")
    return Refusal(f"record-step-{step}", found[0].article or ARTICLES[step], text)


def not_judged(step: int) -> Refusal:
    """A step could not be judged from what the record holds."""
    what, then = _STEPS[step]
    said = Text(
        f"Тексерудің {step}-қадамын орындау мүмкін болмады. {then.kk} ({what.kk})",
        f"Шаг {step} проверки выполнить не удалось. {then.ru} ({what.ru})",
        f"Step {step} of the check could not be made. {then.en} ({what.en})",
    )
    return Refusal(f"record-step-{step}-not-judged", ARTICLES[step], said)


def other_definition() -> Refusal:
    """The record brings a definition that is not this election's, though perhaps signed."""
    return Refusal(
        "record-other-definition",
        "L 37(1), 50-4",
        Text(
            f"Жазбадағы анықтама комиссия жариялағаны емес. {_TELL.kk}",
            f"Определение в записи не то, которое опубликовала комиссия. {_TELL.ru}",
            f"The definition in the record is not the one that the commission published. {_TELL.en}",
        ),
    )


def other_record() -> Refusal:
    """The head says one precinct or archive, the record another."""
    return Refusal(
        "record-other",
        "L 43(8)",
        Text(
            f"Жіберілімнің бас жағында бір учаске, жазбада басқасы көрсетілген. {_SIGNED_AGAIN.kk}",
            f"В заголовке отправления один участок, в записи другой. {_SIGNED_AGAIN.ru}",
            f"The head of the bundle names one precinct, the record another. {_SIGNED_AGAIN.en}",
        ),
    )


def no_act_on_recount(number: int) -> Refusal:
    """A later version names an act that is no sound act on a recount."""
    return Refusal(
        "record-no-act-on-recount",
        "L 43(7-1), (9)",
        Text(
            f"Жазбада № {number} қайта санау туралы акт жоқ немесе оған дұрыс қол қойылмаған. {_SIGNED_AGAIN.kk}",
            f"В записи нет акта № {number} о пересчёте, либо он подписан неверно. {_SIGNED_AGAIN.ru}",
            f"The record has no act no. {number} on a recount, or it is not signed as it must be. {_SIGNED_AGAIN.en}",
        ),
    )


def no_figures(error: FormatError) -> Refusal:
    """The protocols have not the lines or answers of the definition."""
    return Refusal(
        "record-no-figures",
        "L 43(4)",
        Text(
            f"Хаттама жолдары осы сайлаудың нысанына сай емес ({error}). {_TELL.kk}",
            f"Строки протокола не соответствуют форме этих выборов ({error}). {_TELL.ru}",
            f"The lines of the protocol are not those of this election's form ({error}). {_TELL.en}",
        ),
    )
