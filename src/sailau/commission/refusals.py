"""Lawful noes of the commissions above the precinct, in Kazakh, Russian and English, each with its article."""

from collections.abc import Iterable

from sailau.refusal import Refusal, Text


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers) or "—"


def other_body_decides(article: str) -> Refusal:
    """Another body decides this."""
    return Refusal(
        "other-body-decides",
        article,
        Text(
            "Бұл мәселені басқа комиссия немесе сот шешеді. Шешімді өкілетті органға жіберіңіз.",
            "Этот вопрос решает другая комиссия или суд. Передайте его тому, кто уполномочен.",
            "Another commission or a court decides this. Hand it to the body that may.",
        ),
    )


def number_out_of_order(due: int) -> Refusal:
    """Decisions are numbered without a gap."""
    return Refusal(
        "decision-number-out-of-order",
        "L 20(5)",
        Text(
            f"Шешімдер үзіліссіз нөмірленеді: келесі нөмір — {due}.",
            f"Решения нумеруются подряд: следующий номер — {due}.",
            f"Decisions are numbered without a gap: the next number is {due}.",
        ),
    )


def postponed_into_the_past() -> Refusal:
    """The new voting day is before the decision."""
    return Refusal(
        "postponed-into-the-past",
        "L 50-5(7)",
        Text(
            "Дауыс берудің жаңа күні шешім күнінен бұрын. Кейінгі күнді көрсетіңіз немесе күнін бос қалдырыңыз.",
            "Новый день голосования раньше дня решения. Укажите более поздний день или оставьте день незаполненным.",
            "The new voting day is before the decision. Give a later day, or leave it open.",
        ),
    )


def postponed_after_the_protocol(numbers: Iterable[int]) -> Refusal:
    """Voting cannot be put off where its protocol has been accepted."""
    which = _listed(numbers)
    return Refusal(
        "postponed-after-the-protocol",
        "L 50-5(7), 43(9)",
        Text(
            f"Бұл учаскелердің хаттамасы қабылданған, дауыс беру аяқталған: {which}. Нәтижелер кейінге қалдырылмайды, "
            "тек жарамсыз деп танылады.",
            f"Протоколы этих участков приняты, голосование окончено: {which}. Результаты не откладывают, их можно "
            "только признать недействительными.",
            f"The protocols of these precincts are accepted, the voting is over: {which}. Results are not postponed; "
            "they may only be declared void.",
        ),
    )


def before_the_last_decision() -> Refusal:
    """A decision bears an earlier moment than the one before it."""
    return Refusal(
        "decision-before-the-last",
        "L 20(5)",
        Text(
            "Шешімнің уақыты алдыңғы шешімнен ерте: шешімдер бұрынғы күнмен қабылданбайды. Сағатты тексеріңіз.",
            "Время решения раньше предыдущего: задним числом решения не принимают. Проверьте часы.",
            "The decision is earlier than the one before it: no decision is dated back. Check the clock.",
        ),
    )


def cancelled_by_a_lower_body() -> Refusal:
    """A body cancels what a higher one, or a court, decided."""
    return Refusal(
        "cancelled-by-a-lower-body",
        "L 20(6)",
        Text(
            "Бұл шешімді жоғары тұрған комиссия не сот қабылдаған: оның күшін сол немесе одан жоғары орган жояды.",
            "Это решение принято вышестоящей комиссией или судом: отменить его может она сама или вышестоящий орган.",
            "A higher commission or a court took this decision: only it, or a body above it, cancels it.",
        ),
    )


def unknown_precinct(numbers: Iterable[int]) -> Refusal:
    """A precinct that the election does not have, none at all, or one twice."""
    which = _listed(numbers)
    return Refusal(
        "unknown-precinct",
        "L 23",
        Text(
            f"Учаскелер осы сайлаудың учаскелері болуы, әрқайсысы бір рет көрсетілуі керек. Белгісіз: {which}.",
            f"Участки должны быть участками этих выборов, каждый один раз. Неизвестны: {which}.",
            f"The precincts must be of this election, each named once. Unknown: {which}.",
        ),
    )


def unknown_district(districts: Iterable[str]) -> Refusal:
    """A district that the election does not have, or none at all."""
    which = ", ".join(ascii(district) for district in districts) or "—"
    return Refusal(
        "unknown-district",
        "L 21",
        Text(
            f"Округтер осы сайлаудың округтері болуы керек. Көрсетілгені: {which}.",
            f"Округа должны быть округами этих выборов. Указано: {which}.",
            f"The districts must be of this election. Named: {which}.",
        ),
    )


def unknown_contest(contest: str) -> Refusal:
    """A contest that the election does not have."""
    which = ascii(contest)
    return Refusal(
        "unknown-contest",
        "L 44",
        Text(
            f"Бұл сайлауда мұндай дауысқа салу жоқ: {which}.",
            f"На этих выборах нет такого голосования: {which}.",
            f"This election has no such contest: {which}.",
        ),
    )


def unknown_answer(contest: str) -> Refusal:
    """A candidate or party that does not stand in the contest, none, or one twice."""
    which = ascii(contest)
    return Refusal(
        "unknown-answer",
        "L 9",
        Text(
            f"{which}: дауысқа түскендерді ғана, әрқайсысын бір рет көрсетіңіз.",
            f"{which}: укажите только тех, за кого голосовали, каждого один раз.",
            f"{which}: name only those who stood, each once.",
        ),
    )


def no_repeat_vote() -> Refusal:
    """Nobody takes the place of one who drops out: the contest's rule has no repeat vote."""
    return Refusal(
        "drop-out-without-repeat-vote",
        "L 63(1), 79(1), 95(1)",
        Text(
            "Бұл сайлаудың ережесінде қайтадан дауыс беру жоқ: шығып қалғанның орнын келесі кандидат алмайды.",
            "По правилу этих выборов повторного голосования нет: место выбывшего не занимает следующий.",
            "The rule of this contest has no repeat vote: nobody takes the place of one who drops out.",
        ),
    )


def unknown_protocol(precinct: int) -> Refusal:
    """The protocol chosen is not one of the accepted ones of the precinct."""
    return Refusal(
        "unknown-protocol",
        "L 43(9), 50-7(1)",
        Text(
            f"№ {precinct} учаскенің қабылданған хаттамаларының арасында мұндайы жоқ. Қабылданғанының бірін таңдаңыз.",
            f"Среди принятых протоколов участка № {precinct} такого нет. Выберите один из принятых.",
            f"Precinct No. {precinct} has no such accepted protocol. Choose one of those accepted.",
        ),
    )


def nothing_to_recount(numbers: Iterable[int]) -> Refusal:
    """There is no accepted protocol to be counted again."""
    which = _listed(numbers)
    return Refusal(
        "nothing-to-recount",
        "L 43(9)",
        Text(
            f"Қабылданған хаттама жоқ, қайта санайтын ештеңе жоқ. Учаскелер: {which}.",
            f"Нет принятого протокола, пересчитывать нечего. Участки: {which}.",
            f"There is no accepted protocol, so nothing to count again. Precincts: {which}.",
        ),
    )


def recount_without_those_present() -> Refusal:
    """A recount names the member of the precinct commission and the complainants who are present (L 43(9), M52)."""
    return Refusal(
        "recount-without-those-present",
        "L 43(9)",
        Text(
            "Қайта санау учаскелік комиссия мүшесінің және дұрыс саналмағаны туралы фактілерді берген өтініш "
            "берушілердің қатысуымен жүргізіледі. Оларды атаңыз.",
            "Пересчёт проводится с участием члена участковой комиссии и заявителей, представивших факты "
            "неправильного подсчёта. Назовите их.",
            "A recount is held with a member of the precinct commission and the complainants who brought facts. "
            "Name them.",
        ),
    )


def nothing_to_cancel(number: int) -> Refusal:
    """There is no such decision in force."""
    return Refusal(
        "nothing-to-cancel",
        "L 20(6)",
        Text(
            f"Күшіндегі № {number} шешім жоқ.",
            f"Действующего решения № {number} нет.",
            f"There is no decision No. {number} in force.",
        ),
    )
