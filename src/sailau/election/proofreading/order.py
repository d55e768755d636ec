"""Order on the ballot, the line that it must not have, and the days in which it stands (M25, M29, M30).

The ballot's order is computed (`election.order`), never typed; what people must look at is what computing cannot know:
namesakes, whom only the patronymic or nothing tells apart, and numbers of the lot that nobody has drawn.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from sailau.election.nouns import Candidate, Contest, Definition, Language, Party
from sailau.election.order import ballot_order
from sailau.election.problems import Path
from sailau.election.proofreading.finding import Finding, Weight
from sailau.errors import invariant
from sailau.law.calendar import deadline
from sailau.refusal import Refusal, Text

ARTICLE: Final = "L 37(1)"
_AGAINST_ALL: Final = re.compile(
    r"(?:бәріне|барлығына|барлық\w*)\s+(?:\w+\s+)?қарсы|против\s+всех|against\s+all", re.IGNORECASE
)
FREEZE_ARTICLE: Final = "L 59(7), 73(6), 89(6), 89(9), 104(6), 118(6)"


def order_questions(definition: Definition) -> Iterator[Finding]:
    """Findings on namesakes, on gaps in the lot, and on a line "against all"."""
    for number, contest in enumerate(definition.contests):
        path: Path = ("contests", number, contest.kind.value)
        yield from _lots(contest, path)
        yield from _namesakes(contest, path)
        yield from _against_all(contest, path)


def order_table(definition: Definition) -> list[dict[str, Any]]:
    """The order of every contest for machines: number, id and name of each answer."""
    return [
        {
            "contest": contest.id,
            "rule": "lot" if isinstance(contest.answers[0], Party) else "alphabet",
            "answers": [
                {"number": place, "id": answer.id, "kk": answer.text(Language.KK), "ru": answer.text(Language.RU)}
                for place, answer in enumerate(ballot_order(contest), start=1)
            ],
        }
        for contest in definition.contests
    ]


def frozen(definition: Definition, now: datetime) -> Refusal | None:
    """Refuse a change of the ballot at `now` (with a time zone) from two days before the voting day on (M30)."""
    invariant(now.tzinfo is not None, "the moment carries a time zone")
    since = deadline("candidates_frozen", definition.date)
    if local(definition, now).replace(tzinfo=None) < since:
        return None
    shown = f"{since:%d.%m.%Y %H:%M}"
    return Refusal(
        "ballot-frozen",
        FREEZE_ARTICLE,
        Text(
            f"{shown} бастап бюллетень өзгермейді: тіркеуді тоқтатуға да, қалпына келтіруге де болмайды. "
            "Бұрын бекітілген анықтама күшінде қалады.",
            f"С {shown} бюллетень не меняется: регистрация не отменяется и не восстанавливается. "
            "В силе остаётся утверждённое ранее определение.",
            f"Since {shown} the ballot does not change: registration is neither cancelled nor restored. "
            "The definition approved before stays in force.",
        ),
    )


def local(definition: Definition, moment: datetime) -> datetime:
    """The moment by the clocks of the election."""
    return moment.astimezone(definition.zone)


def utc(moment: datetime) -> datetime:
    """The moment in UTC, without fractions of a second, as files write it."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _lots(contest: Contest, path: Path) -> Iterator[Finding]:
    lots = sorted(answer.lot for answer in contest.answers if isinstance(answer, Party))
    missing = sorted(set(range(1, (lots or [0])[-1] + 1)) - set(lots))
    if missing:
        shown = ", ".join(map(str, missing[:20])) + (" …" if len(missing) > 20 else "")
        yield Finding(
            code="lot-number-missing",
            weight=Weight.LOOK,
            article=ARTICLE,
            path=path,
            text=Text(
                f"Жеребенің мына нөмірлері ешкімге тимеген: {shown}. Партия түсіп қалмаған ба?",
                f"Номера жеребьёвки никому не достались: {shown}. Не пропущена ли партия?",
                f"Nobody drew these numbers of the lot: {shown}. Is a party missing?",
            ),
        )


def _against_all(contest: Contest, path: Path) -> Iterator[Finding]:
    for index, answer in enumerate(contest.answers):
        if any(_AGAINST_ALL.search(answer.text(language)) for language in Language):
            yield Finding(
                code="against-all",
                weight=Weight.STOP,
                article="L 42(2), (3)",
                path=(*path, index),
                text=Text(
                    "Бюллетеньде «барлығына қарсы» деген жол болмайды: заңнан алып тасталған. Жолды алып тастаңыз.",
                    "Строки «против всех» в бюллетене не бывает: она исключена из закона. Уберите строку.",
                    "A ballot has no line “against all”: it was repealed. Take the line away.",
                ),
            )


def _namesakes(contest: Contest, path: Path) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, answer in enumerate(contest.answers):
        if not isinstance(answer, Candidate):
            continue
        key = f"{answer.surname.kk} {answer.name.kk}".casefold()
        if first.setdefault(key, index) != index:
            name = f"{answer.surname.kk} {answer.name.kk}"
            yield Finding(
                code="namesakes",
                weight=Weight.LOOK,
                article=ARTICLE,
                path=(*path, index),
                text=Text(
                    f"Екі кандидаттың тегі мен аты бірдей: {name}. Сайлаушы оларды әкесінің атынан ғана ажыратады.",
                    f"У двух кандидатов одинаковы фамилия и имя: {name}. Избиратель различит их только по отчеству.",
                    f"Two candidates have the same surname and name: {name}. Only the patronymic tells them apart.",
                ),
            )
