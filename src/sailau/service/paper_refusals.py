"""The lawful "no" of the paper results of a mixed precinct (L 43(4), (4-1), (7), (8); M42-M47)."""

from collections.abc import Sequence
from typing import Final

from sailau.law.paper_form import PaperDifference
from sailau.refusal import Refusal, Text

BLANK: Final = Text("бос дауыс", "пустой голос", "blank vote")

NOT_A_COUNT: Final = Refusal(
    "paper-not-a-count",
    "L 43(4-1), (8)",
    Text(
        "Әр жолға 0-ден 999 999-ға дейінгі бүтін сан енгізіледі: бос жол қалмасын.",
        "В каждую строку вносится целое число от 0 до 999 999: пустых строк не остаётся.",
        "Every line takes a whole number from 0 to 999,999: leave none empty.",
    ),
)
NOT_DESTROYED: Final = Refusal(
    "paper-not-destroyed",
    "L 43(4)",
    Text(
        "Әуелі пайдаланылмаған қағаз бюллетеньдер саналып, актімен жойылады, содан кейін жәшіктер ашылады.",
        "Сначала неиспользованные бумажные бюллетени подсчитываются и погашаются актом, затем вскрывают ящики.",
        "First the unused paper ballots are counted and destroyed by act, then the boxes are opened.",
    ),
)
NOT_HALF: Final = Refusal(
    "paper-not-half",
    "L 43(7)",
    Text(
        "Күмәнді бюллетень туралы комиссия мүшелерінің жартысынан астамы бірдей дауыс беруі керек.",
        "О сомнительном бюллетене решает более половины членов комиссии: большинства нет.",
        "A doubtful ballot is decided by more than half of the members: so many have not agreed.",
    ),
)
THIRD_ENTRY: Final = Refusal(
    "paper-third-entry",
    "L 43(4-1)",
    Text(
        "Қағаз нәтижелерді екі мүше енгізеді. Үшінші енгізу ештеңе шешпейді: сол екеуі бюллетеньдерді қайта қарайды.",
        "Бумажные результаты вносят два члена комиссии. Третий ввод ничего не решает: те двое смотрят бюллетени снова.",
        "Two members enter the paper results. A third entry decides nothing: those two look at the ballots again.",
    ),
)
AGREED_ALREADY: Final = Refusal(
    "paper-agreed",
    "L 43(8)",
    Text(
        "Екі енгізу бірдей, нәтижелер бекітілді. Қате болса, комиссия актімен қайта санайды.",
        "Оба ввода одинаковы, результаты установлены. При ошибке комиссия пересчитывает их по акту.",
        "Both entries are alike and the results stand. If they are wrong, the commission counts again by act.",
    ),
)
NOTHING_ENTERED: Final = Refusal(
    "paper-nothing-entered",
    "L 43(4-1)",
    Text(
        "Қағаз нәтижелер әлі енгізілген жоқ.",
        "Бумажные результаты ещё не внесены.",
        "No paper results have been entered yet.",
    ),
)
NOTHING_TO_EXPLAIN: Final = Refusal(
    "paper-nothing-to-explain",
    "L 43(4-1)",
    Text(
        "Түсіндірілмеген айырма жоқ.",
        "Необъяснённых расхождений нет.",
        "There is no difference without an explanation.",
    ),
)
NOT_ENTERED: Final = Refusal(
    "paper-not-entered",
    "L 43(4-1), (8)",
    Text(
        "Қағаз нәтижелерді екі мүше жеке-жеке енгізеді: енгізу аяқталған жоқ.",
        "Бумажные результаты вносят два члена комиссии, каждый отдельно: ввод не окончен.",
        "Two members enter the paper results, each alone: they have not both done so.",
    ),
)
ENTRIES_DIFFER: Final = Refusal(
    "paper-entries-differ",
    "L 43(4-1)",
    Text(
        "Екі енгізу бірдей емес: екі мүше бюллетеньдерді қайта қарап, жаңадан енгізеді.",
        "Два ввода различаются: оба члена комиссии смотрят бюллетени снова и вносят заново.",
        "The two entries differ: both members look at the ballots again and enter anew.",
    ),
)


def not_explained(differences: Sequence[PaperDifference]) -> Refusal:
    """The first difference that stops the protocol, under its own article, in words and figures."""
    found = differences[0].difference
    text, sides = found.relation.text, f"{found.left} — {found.right}"
    return Refusal(
        "paper-difference",
        found.relation.article,
        Text(
            f"Қағаз нәтижелер сәйкес емес: {text.kk} ({sides}). Актімен түсіндіріңіз не қайта санаңыз.",
            f"Бумажные результаты не сходятся: {text.ru} ({sides}). Объясните актом или пересчитайте.",
            f"The paper results do not agree: {text.en} ({sides}). Explain it by act, or count again.",
        ),
    )
