"""Lawful refusals on the way of a ballot from draft to publication, each with what to do."""

from typing import Final

from sailau.refusal import Refusal, Text

ARTICLE: Final = "L 12(6), 37(1), 50-4(2)"

NO_PROOF: Final = Refusal(
    "no-proof",
    ARTICLE,
    Text(
        "Бюллетень үлгісі жасалмаған. Алдымен: sailau election proof.",
        "Образец бюллетеня не изготовлен. Сначала: sailau election proof.",
        "There is no proof of the ballot. First: sailau election proof.",
    ),
)
PROOF_STALE: Final = Refusal(
    "proof-stale",
    ARTICLE,
    Text(
        "Үлгі жасалғаннан кейін жоба өзгерді, бұрынғы бекітулер күшін жойды. Жаңа үлгі және жаңа екі бекіту керек.",
        "После образца черновик изменился, прежние утверждения недействительны. Нужны новый образец и два утверждения.",
        "The draft changed after the proof, earlier approvals are void. A new proof and two new approvals are needed.",
    ),
)
PROOF_ALTERED: Final = Refusal(
    "proof-altered",
    ARTICLE,
    Text(
        "Үлгінің файлдары мазмұндамаға не жобаға сәйкес емес. Үлгіні қайта жасаңыз: sailau election proof.",
        "Файлы образца не сходятся с описью или с черновиком. Изготовьте образец заново: sailau election proof.",
        "The proof's files do not agree with its index or with the draft. Make the proof again: sailau election proof.",
    ),
)
SAME_PERSON: Final = Refusal(
    "same-person",
    ARTICLE,
    Text(
        "Бұл адам бюллетеньді бекітіп қойған. Екінші бекітуді басқа адам береді.",
        "Это лицо уже утвердило бюллетень. Второе утверждение даёт другое лицо.",
        "This person has approved the ballot already. The second approval is given by another person.",
    ),
)
LOCKED: Final = Refusal(
    "definition-locked",
    ARTICLE,
    Text(
        "Анықтама бекітіліп, жабылған. Өзгерту үшін жобада revision санын бірге арттырып, жаңа үлгі жасаңыз, "
        "екі адам қайта бекітеді.",
        "Определение утверждено и закрыто. Чтобы изменить его, увеличьте revision на единицу, изготовьте новый "
        "образец и получите два новых утверждения.",
        "The definition is finalised and locked. To change it, raise `revision` by one, make a new proof and get two "
        "new approvals.",
    ),
)
NOT_FINALISED: Final = Refusal(
    "not-finalised",
    ARTICLE,
    Text(
        "Анықтама әлі бекітілмеген не жоба кейін өзгерген. Алдымен: sailau election finalise.",
        "Определение не закрыто, или черновик потом изменился. Сначала: sailau election finalise.",
        "The definition is not finalised, or the draft changed since. First: sailau election finalise.",
    ),
)
NO_DECK: Final = Refusal(
    "no-test-deck",
    ARTICLE,
    Text(
        "Осы анықтама бойынша сынақ бюллетеньдер саналмаған. Алдымен: sailau election deck.",
        "По этому определению тестовая колода не сосчитана. Сначала: sailau election deck.",
        "The test deck was not counted for this definition. First: sailau election deck.",
    ),
)
DECK_DIFFERS: Final = Refusal(
    "test-deck-differs",
    ARTICLE,
    Text(
        "Сынақ бюллетеньдердің саны күткендей емес. Жариялауға болмайды; айырмалар сынақ актісінде.",
        "Подсчёт тестовой колоды разошёлся с ожиданием. Публиковать нельзя; расхождения – в акте о колоде.",
        "The count of the test deck differs from what was expected. It must not be published; see the deck's act.",
    ),
)


def approvals_missing(given: int) -> Refusal:
    """Fewer than two persons approved these very bytes."""
    return Refusal(
        "approvals-missing",
        ARTICLE,
        Text(
            f"Бюллетеньді екі адам бекітуі керек, қазір – {given}. Келесі: sailau election approve.",
            f"Бюллетень утверждают два лица, пока – {given}. Дальше: sailau election approve.",
            f"Two persons approve the ballot, so far {given}. Next: sailau election approve.",
        ),
    )


def has_stops(number: int) -> Refusal:
    """Findings stand that must be mended first."""
    return Refusal(
        "findings-to-mend",
        ARTICLE,
        Text(
            f"Алдымен түзетілуі керек ескертулер: {number}. Көру үшін: sailau election check.",
            f"Замечаний, которые сначала надо исправить: {number}. Посмотреть: sailau election check.",
            f"Findings that must be mended first: {number}. To see them: sailau election check.",
        ),
    )
