"""Every lawful no of the register and of the number: stable code, article, text in Kazakh, Russian, English.

No text names a voter, a number or the list's data.
"""

from typing import Final

from sailau.refusal import Refusal, Text

IIN_NOT_TWELVE_DIGITS: Final = Refusal(
    "iin-not-twelve-digits",
    "R 7",
    Text(
        "ЖСН он екі цифрдан тұрады. Нөмірді қайта енгізіңіз.",
        "ИИН состоит из двенадцати цифр. Введите номер ещё раз.",
        "An IIN has twelve digits. Enter the number again.",
    ),
)
IIN_WRONG_CHECK_DIGIT: Final = Refusal(
    "iin-wrong-check-digit",
    "R 7",
    Text(
        "ЖСН-нің бақылау цифры дұрыс емес. Нөмірді жеке куәлікпен салыстырып, қайта енгізіңіз.",
        "Контрольная цифра ИИН неверна. Сверьте номер с удостоверением и введите ещё раз.",
        "The IIN's check digit is wrong. Compare the number with the identity document and enter it again.",
    ),
)
IIN_WRONG_DATE: Final = Refusal(
    "iin-wrong-date",
    "R 7",
    Text(
        "ЖСН-дегі туған күн дұрыс емес. Нөмірді жеке куәлікпен салыстырып, қайта енгізіңіз.",
        "Дата рождения в ИИН неверна. Сверьте номер с удостоверением и введите ещё раз.",
        "The birth date in the IIN is not one. Compare the number with the identity document and enter it again.",
    ),
)
ORDER_INCOMPLETE: Final = Refusal(
    "list-order-incomplete",
    "L 24(10)",
    Text(
        "Кім, не үшін, қандай шешім бойынша екені көрсетілсін (әрқайсысы 300 таңбаға дейін).",
        "Укажите, кто, почему и по какому решению (до 300 знаков каждое).",
        "Say who, why and on what decision (up to 300 signs each).",
    ),
)
LIST_HANDED_OVER: Final = Refusal(
    "list-handed-over",
    "L 24(5)",
    Text(
        "Тізім комиссияға акт бойынша тапсырылған: әкімдік оны өзгертпейді. Комиссия, сот немесе жоғары комиссия "
        "шешімі керек.",
        "Список передан комиссии по акту: акимат его не меняет. Нужно решение комиссии, суда или вышестоящей комиссии.",
        "The list was handed to the commission by act: the executive does not change it. It takes a decision of the "
        "commission, a court or a higher commission.",
    ),
)
LIST_NOT_HANDED_OVER: Final = Refusal(
    "list-not-handed-over",
    "L 24(5)",
    Text(
        "Тізім комиссияға әлі тапсырылмаған: учаскелік комиссия оны өзгертпейді.",
        "Список ещё не передан комиссии: участковая комиссия его не меняет.",
        "The list has not been handed to the commission yet: the precinct commission does not change it.",
    ),
)
MOVE_LATE: Final = Refusal(
    "move-late",
    "L 24(5)",
    Text(
        "Басқа учаскеде дауыс беру туралы өтініш дауыс беру күнінен отыз күн бұрын берілуі керек еді.",
        "Заявление о голосовании на другом участке подаётся не позднее чем за тридцать дней.",
        "A request to vote at another precinct is due thirty days before the voting day.",
    ),
)
NO_LIST: Final = Refusal(
    "no-list",
    "L 24(5)",
    Text(
        "Бұл учаскенің тізімі жүктелмеген.",
        "Список этого участка не загружен.",
        "No list of this precinct is loaded.",
    ),
)
NOTHING_TO_UNDO: Final = Refusal(
    "nothing-to-undo",
    "L 24(5)",
    Text(
        "Қайтаратын жүктеу жоқ, немесе одан кейін тізім өзгертілген не тапсырылған.",
        "Нет загрузки, которую можно отменить, или после неё список изменён либо передан.",
        "There is no load to undo, or a list was changed or handed over since.",
    ),
)
SAME_PRECINCT: Final = Refusal(
    "same-precinct",
    "L 24(5)",
    Text(
        "Сайлаушы осы учаскенің тізімінде тұр.",
        "Избиратель уже стоит в списке этого участка.",
        "The voter stands on the list of this precinct already.",
    ),
)
LIST_FILE_REFUSED: Final = Refusal(
    "list-file-refused",
    "L 24(5)",
    Text(
        "Файлда қателер немесе қабылданбаған ескертулер бар: ештеңе жүктелген жоқ.",
        "В файле есть ошибки или непринятые предупреждения: ничего не загружено.",
        "The file has errors, or warnings that nobody accepted: nothing was loaded.",
    ),
)
LIST_FROZEN: Final = Refusal(
    "list-frozen",
    "L 24(10)",
    Text(
        "Тізімді нақтылау дауыс беру қарсаңында сағат жиырмада тоқтатылды. Сот немесе жоғары тұрған комиссия шешімі "
        "ғана орындалады.",
        "Уточнение списка прекращено в двадцать часов накануне. Исполняется только решение суда или вышестоящей "
        "комиссии.",
        "The list was closed at 20:00 on the eve. Only a decision of a court or higher commission is carried out.",
    ),
)
