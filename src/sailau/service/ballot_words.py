"""The words of a ballot's proof in the three languages: instructions and rules, said as the terminal says them.

Instructions follow the voter's screen; the rules below the ballot are for those who approve it: order, number of
choices, blank vote, control code. There is no line "against all" (M29), and the proof says so.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from babel.dates import format_date

from sailau.election.nouns import (
    ByChoice,
    CodePrintout,
    Contest,
    ContestKind,
    Decision,
    Language,
)
from sailau.refusal import Text

MARK: Final = Text("ҮЛГІ · PROOF", "ОБРАЗЕЦ · PROOF", "PROOF")
PAGE: Final = Text("Бет", "Стр.", "Page")
FINGERPRINT: Final = Text("Жоба таңбасы", "Отпечаток черновика", "Draft's fingerprint")
RULES: Final = Text("Бюллетень ережелері", "Правила бюллетеня", "Rules of this ballot")
BLANK: Final = Text("Бос дауыс", "Пустой голос", "Blank vote")
STYLE: Final = Text("Бюллетень түрі", "Вид бюллетеня", "Ballot style")
REVISION: Final = Text("редакция", "редакция", "revision")
PRECINCTS: Final = Text("Учаскелер", "Участки", "Precincts")
ARTICLES: Final = Text(
    "Сайлау туралы Конституциялық заң, 37-бап; 42-бап; 50-4-бап. Бұл – бекітуге арналған үлгі, бюллетень емес.",
    "Конституционный закон о выборах, ст. 37; 42; 50-4. Это образец для утверждения, а не бюллетень.",
    "Constitutional Law on Elections, art. 37; 42; 50-4. This is a proof for approval, not a ballot.",
)
NO_AGAINST: Final = Text(
    "«Барлығына қарсы» деген жол жоқ; растағанға дейін таңдауды өзгертуге болады, кейін болмайды.",
    "Строки «против всех» нет; выбор можно менять до подтверждения, после нельзя.",
    "There is no line “against all”; a choice may be changed until it is confirmed, not after.",
)
NUMBERS: Final = Text(
    "Тексеру коды: қалаған сайлаушыға төрт таңбалы код көрсетіледі; басылған тізімде кодтар ғана тұрады, таңдау жоқ.",
    "Контрольный код: желающему показывается код из четырёх цифр; в распечатке стоят только коды, без выбора.",
    "Control code: whoever wishes is shown a code of four digits; the printed list has codes only, no choices.",
)
BY_CHOICE: Final = Text(
    "Тексеру коды таңдаумен бірге басылады. Қауіпі: ",
    "Контрольный код печатается вместе с выбором. Риск: ",
    "The control code is printed with the choice. Risk: ",
)
_PRECINCTS_SHOWN: Final = 12


def said(text: Text, language: Language) -> str:
    """The text in `language`."""
    return {Language.KK: text.kk, Language.RU: text.ru, Language.EN: text.en}[language]


def long_date(day: date, language: Language) -> str:
    """The date in words."""
    return str(format_date(day, "long", locale=language.value))


def instruction(contest: Contest, language: Language) -> str:
    """How many to choose, as the screen says it."""
    least, most = contest.choices.minimum, contest.choices.maximum
    is_party = contest.kind is ContestKind.PARTIES
    if most == 1:
        one = (
            Text("Бір партияны таңдаңыз", "Выберите одну партию", "Choose one party")
            if is_party
            else Text("Бір кандидатты таңдаңыз", "Выберите одного кандидата", "Choose one candidate")
        )
        return said(one, language)
    if least == most:
        all_ = Text(
            f"{most} кандидатты таңдаңыз", f"Выберите кандидатов: ровно {most}", f"Choose exactly {most} candidates"
        )
        return said(all_, language)
    return said(
        Text(
            f"Кемінде {least}, көп дегенде {most} кандидатты таңдаңыз",
            f"Выберите кандидатов: не менее {least} и не более {most}",
            f"Choose at least {least} and at most {most} candidates",
        ),
        language,
    )


def order_rule(contest: Contest, decisions: Mapping[str, Decision], language: Language) -> str:
    """Why the answers stand in this order (L 37(1), M25)."""
    if contest.kind is ContestKind.CANDIDATES:
        alphabet = Text(
            "Реті: тегі бойынша, мемлекеттік тілдің әліпбиімен (37-бап, 1-тармақ).",
            "Порядок: по фамилии, по алфавиту государственного языка (ст. 37, п. 1).",
            "Order: by surname, in the alphabet of the state language (art. 37(1)).",
        )
        return said(alphabet, language)
    lot = decisions.get(str(contest.lot_decision))
    when = "" if lot is None else f": {lot.what.in_language(language)}, {long_date(lot.date, language)}"
    drawn = Text(
        f"Реті: Орталық сайлау комиссиясы өткізген жеребе бойынша{when} (37-бап, 1-тармақ).",
        f"Порядок: по жребию Центральной избирательной комиссии{when} (ст. 37, п. 1).",
        f"Order: by the lot drawn by the Central Election Commission{when} (art. 37(1)).",
    )
    return said(drawn, language)


def blank_rule(contest: Contest, language: Language) -> str:
    """Whether a blank vote is allowed."""
    if contest.choices.blank:
        allowed = Text(
            "Бос дауыс беруге болады: ол ешкімге есептелмейді.",
            "Разрешён пустой голос: он не засчитывается никому.",
            "A blank vote is allowed: it counts for nobody.",
        )
        return said(allowed, language)
    refused = Text("Бос дауыс берілмейді.", "Пустой голос не предусмотрен.", "There is no blank vote.")
    return said(refused, language)


def code_rule(printout: CodePrintout, codes: int, language: Language) -> str:
    """What the voter's control code is and how it is printed (R 11, R 19); `codes` are on each ballot."""
    many = Text(f" Бюллетеньде {codes} код бар.", f" Кодов в бюллетене: {codes}.", f" Codes on a ballot: {codes}.")
    counted = said(many, language) if codes > 1 else ""
    if isinstance(printout, ByChoice):
        return said(BY_CHOICE, language) + printout.risk.in_language(language) + counted
    return said(NUMBERS, language) + counted


def precincts_shown(numbers: tuple[int, ...], language: Language) -> str:
    """The precincts of a style: a few by number, or how many there are."""
    sign = "No." if language is Language.EN else "№"
    listed = ", ".join(f"{sign} {number}" for number in numbers[:_PRECINCTS_SHOWN])
    if len(numbers) <= _PRECINCTS_SHOWN:
        return f"{said(PRECINCTS, language)}: {listed}"
    more = Text(f"… барлығы {len(numbers)}", f"… всего {len(numbers)}", f"… {len(numbers)} in all")
    return f"{said(PRECINCTS, language)}: {listed} {said(more, language)}"
