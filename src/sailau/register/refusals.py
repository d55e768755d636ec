"""Every lawful no of the register and of the number: stable code, article, text in Kazakh, Russian, English.

No text names a voter, a number or the list's data.
"""

from datetime import date
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
REQUEST_UNNAMED: Final = Refusal(
    "request-unnamed",
    "L 24(5)",
    Text(
        "Жазбаша өтініштің тіркеу нөмірі немесе атауы көрсетілсін (300 таңбаға дейін).",
        "Укажите номер или название письменного заявления (до 300 знаков).",
        "Say the number or title of the written request (up to 300 signs).",
    ),
)
REQUEST_IN_FUTURE: Final = Refusal(
    "request-in-future",
    "L 24(5)",
    Text(
        "Өтініш алынған күн әлі келген жоқ. Күнін тексеріңіз.",
        "День получения заявления ещё не наступил. Проверьте дату.",
        "The day on which the request was received has not come yet. Check the date.",
    ),
)
REQUEST_BEFORE_CALLING: Final = Refusal(
    "request-before-calling",
    "L 24(5)",
    Text(
        "Сайлаушы ретінде тіркелуге сайлау жарияланған немесе тағайындалған күннен бастап болады: өтініш одан бұрын "
        "алынған.",
        "Зарегистрироваться избирателем можно со дня объявления или назначения выборов: заявление получено раньше.",
        "One may register as a voter from the day on which the election is called: the request was received before.",
    ),
)
COMPLAINT_TEXT: Final = Refusal(
    "complaint-text",
    "L 26(4)",
    Text(
        "Шағымның мәтіні керек (2000 таңбаға дейін).",
        "Нужен текст жалобы (до 2000 знаков).",
        "The complaint needs a text (up to 2000 signs).",
    ),
)
COMPLAINT_OF_NO_PRECINCT: Final = Refusal(
    "complaint-of-no-precinct",
    "L 26(4)",
    Text(
        "Бұл ЖСН ешбір тізімде жоқ: шағым қай учаскеге қатысты екені көрсетілсін.",
        "Этого ИИН нет ни в одном списке: укажите, к какому участку относится жалоба.",
        "This IIN is on no list: say which precinct the complaint is about.",
    ),
)
NO_COMPLAINT: Final = Refusal(
    "no-complaint",
    "L 26(4)",
    Text("Мұндай нөмірлі шағым жоқ.", "Жалобы с таким номером нет.", "There is no complaint of this number."),
)
COMPLAINT_IS_COMMISSIONS: Final = Refusal(
    "complaint-is-commissions",
    "L 26(4)",
    Text(
        "Шағымды әкімдік шешпейді: комиссия, жоғары комиссия немесе сот шешеді.",
        "Жалобу решает не акимат, а комиссия, вышестоящая комиссия или суд.",
        "The executive does not decide a complaint: the commission, a higher commission or a court does.",
    ),
)
COMPLAINT_DECIDED: Final = Refusal(
    "complaint-decided",
    "L 26(4)",
    Text(
        "Шағым бойынша шешім қабылданған. Оны жоғары комиссия немесе сот қана өзгертеді.",
        "По жалобе уже есть решение. Изменить его может только вышестоящая комиссия или суд.",
        "The complaint is decided. Only a higher commission or a court may decide it anew.",
    ),
)
CHANGE_NOT_TO_UNDO: Final = Refusal(
    "change-not-to-undo",
    "L 24(10)",
    Text(
        "Бұл оқиға жазбаны өзгерту емес, немесе жазба содан кейін тағы өзгерген: қайтарылмайды.",
        "Это событие не изменение записи, либо запись с тех пор изменена ещё раз: отменить нельзя.",
        "This event is no change of an entry, or the entry was changed again since: it is not undone.",
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


def list_not_open(opens: date) -> Refusal:
    """Before the list is opened to voters; says from when it is (M15)."""
    day = f"{opens:%d.%m.%Y}"
    return Refusal(
        "list-not-open",
        "L 26(1)",
        Text(
            f"Тізім сайлаушыларға әлі ашылған жоқ: танысуға {day} күнінен бастап болады.",
            f"Список ещё не открыт для избирателей: ознакомиться можно с {day}.",
            f"The list is not open to voters yet: it is from {opens.isoformat()} on.",
        ),
    )
