"""Lawful noes of the register of complaints, and what is due of one, in Kazakh, Russian and English."""

from typing import Final

from sailau.commission.deadlines import Due
from sailau.refusal import Refusal, Text

CHECK_DUE: Final = Text(
    "Құқық қорғау органының тексеру жауабы", "Ответ правоохранительного органа о проверке", "The answer of the check"
)
DECISION_DUE: Final = Text(
    "Комиссияның шағым бойынша шешімі", "Решение комиссии по жалобе", "The commission's decision on the complaint"
)


def too_late(last: Due) -> Refusal:
    """The time for it has run out."""
    day = last.moment.strftime("%d.%m.%Y")
    return Refusal(
        "complaint-too-late",
        last.article,
        Text(
            f"Мерзім {day} аяқталды: кейін берілген шағым қаралмайды.",
            f"Срок истёк {day}: жалоба, поданная позже, не рассматривается.",
            f"The time ended on {day}: a complaint that comes later is not considered.",
        ),
    )


def no_evidence() -> Refusal:
    """Circumstances and evidence are missing."""
    return Refusal(
        "complaint-without-evidence",
        "L 20(6)",
        Text(
            "Шағымда негіз болған мән-жайлар және дәлелдемелер көрсетілуі тиіс. Оларды жазып, қайта беріңіз.",
            "В жалобе указываются обстоятельства и доказательства. Укажите их и подайте жалобу снова.",
            "A complaint states its circumstances and evidence. State them and hand it in again.",
        ),
    )


def no_appeal() -> Refusal:
    """The law knows no appeal on the correctness of this kind of election."""
    return Refusal(
        "no-appeal-on-this-election",
        "L 68, 84, 100",
        Text(
            "Мұндай сайлау бойынша өтініш беру көзделмеген. Шағым жоғары тұрған комиссияға немесе сотқа беріледі.",
            "По таким выборам обращение не предусмотрено. Жалоба подаётся в вышестоящую комиссию или в суд.",
            "No appeal is provided for on this kind of election. Complain to the higher commission or a court.",
        ),
    )


def before_the_last_step() -> Refusal:
    """A step is dated before the one it follows."""
    return Refusal(
        "complaint-step-out-of-time",
        "L 20(6)",
        Text(
            "Қадамның уақыты алдыңғысынан бұрын. Уақытын тексеріңіз.",
            "Время шага раньше предыдущего. Проверьте время.",
            "The step is earlier than the one before it. Check its time.",
        ),
    )


def not_now(state: str) -> Refusal:
    """The step may not follow in this state."""
    kk, ru, en = _STATES[state]
    return Refusal(
        "complaint-step-not-now",
        "L 20(6), 48(3)",
        Text(f"Бұл қадам қазір мүмкін емес: {kk}.", f"Этот шаг сейчас невозможен: {ru}.", f"Not now: {en}."),
    )


_STATES: Final = {
    "open": ("шағым қаралып жатыр", "жалоба рассматривается", "the complaint is being considered"),
    "checking": ("тексеру жауабы күтілуде", "ожидается ответ о проверке", "the answer of a check is awaited"),
    "suspended": ("мәселе сотта", "вопрос рассматривает суд", "a court has the matter"),
    "decided": ("шешім қабылданған", "решение уже принято", "it has been decided"),
    "new_decision_due": (
        "сот шешімнің күшін жойды, жаңа шешім керек",
        "суд отменил решение, нужно новое",
        "a court set the decision aside, a new one is due",
    ),
}
