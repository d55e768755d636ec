"""Kinds of finding about one row, or a pair of rows, of a list (M8, M14; L 4(1), 24(5), 25(1))."""

from typing import Final

from sailau.refusal import Text
from sailau.register.finding import Kind, Weight, kind

_CHECK_DOCUMENT: Final = Text(
    "Жеке куәлікпен салыстырып түзетіңіз.",
    "Сверьте с удостоверением личности и исправьте.",
    "Compare with the identity document and mend it.",
)
_IIN_AS_TEXT: Final = Text(
    "ЖСН бағанын мәтін түріне келтіріп, тізімді қайта шығарыңыз: алдыңғы нөлдер жоғалған.",
    "Задайте столбцу ИИН вид «текст» и выгрузите список заново: потеряны начальные нули.",
    "Make the IIN column a text and export the list again: leading zeros were lost.",
)
_DATE_FORM: Final = Text(
    "Күнді ЖЖЖЖ-АА-КК немесе КК.АА.ЖЖЖЖ түрінде жазыңыз.",
    "Запишите дату как ГГГГ-ММ-ДД или ДД.ММ.ГГГГ.",
    "Write the date as YYYY-MM-DD or DD.MM.YYYY.",
)
_ONE_ENTRY: Final = Text(
    "Артық жазбаны алып тастаңыз: сайлаушы бір тізімде бір рет тұрады.",
    "Уберите лишнюю запись: избиратель стоит в одном списке один раз.",
    "Take one entry out: a voter stands on one list, once.",
)
_JUDGE_PAIR: Final = Text(
    "Екі жазбаны құжаттармен салыстырыңыз; бір адам болса, біреуін алып тастаңыз.",
    "Сверьте обе записи с документами; если это один человек, уберите одну.",
    "Compare both entries with documents; if it is one person, take one out.",
)
_WRITE_LETTERS: Final = Text(
    "Атын бір әліпбимен, куәліктегідей жазыңыз; керек болса, файлды UTF-8 түрінде қайта шығарыңыз.",
    "Запишите имя одним алфавитом, как в удостоверении; если нужно, выгрузите файл заново в UTF-8.",
    "Write the name in one alphabet, as in the document; if need be, export the file again as UTF-8.",
)


def _error(code: str, article: str, reason: Text, advice: Text) -> Kind:
    return kind(code, Weight.ERROR, article, reason, advice)


def _warning(code: str, article: str, reason: Text, advice: Text) -> Kind:
    return kind(code, Weight.WARNING, article, reason, advice)


IIN_MISSING: Final = _error("iin-missing", "L 24(5)", Text("ЖСН жоқ.", "Нет ИИН.", "There is no IIN."), _CHECK_DOCUMENT)
IIN_LENGTH: Final = _error(
    "iin-length",
    "L 24(5)",
    Text("ЖСН он екі цифрдан тұрмайды.", "В ИИН не двенадцать цифр.", "The IIN has not twelve digits."),
    _CHECK_DOCUMENT,
)
IIN_ZEROS_LOST: Final = _error(
    "iin-zeros-lost",
    "L 24(5)",
    Text(
        "ЖСН сан ретінде сақталған, цифрлары жетіспейді.",
        "ИИН сохранён числом, цифр не хватает.",
        "The IIN was kept as a number and lacks digits.",
    ),
    _IIN_AS_TEXT,
)
IIN_FLOAT: Final = _error(
    "iin-float",
    "L 24(5)",
    Text(
        "ЖСН бөлшек немесе дәрежелі сан болып кеткен.",
        "ИИН превратился в дробное число или число со степенью.",
        "The IIN became a fraction or a number with an exponent.",
    ),
    _IIN_AS_TEXT,
)
IIN_CHECK_DIGIT: Final = _error(
    "iin-check-digit",
    "L 24(5)",
    Text("ЖСН-нің бақылау цифры дұрыс емес.", "Контрольная цифра ИИН неверна.", "The IIN's check digit is wrong."),
    _CHECK_DOCUMENT,
)
IIN_DATE: Final = _error(
    "iin-date",
    "L 24(5)",
    Text(
        "ЖСН-де туған күн жоқ немесе ол шетелдіктің нөмірі.",
        "В ИИН нет даты рождения, или это номер иностранца.",
        "The IIN holds no date of birth, or is a foreigner's.",
    ),
    _CHECK_DOCUMENT,
)
BIRTH_DATE_FORM: Final = _error(
    "birth-date-form",
    "L 24(5)",
    Text("Туған күн танылмайды.", "Дата рождения не распознана.", "The date of birth is not readable."),
    _DATE_FORM,
)
BIRTH_DATE_SERIAL: Final = _error(
    "birth-date-serial",
    "L 24(5)",
    Text(
        "Туған күннің орнында кестенің ішкі саны тұр.",
        "Вместо даты рождения внутреннее число таблицы.",
        "Instead of a date of birth there is the spreadsheet's inner number.",
    ),
    _DATE_FORM,
)
BIRTH_DATE_DIFFERS: Final = _error(
    "birth-date-differs",
    "L 24(5)",
    Text(
        "Туған күн ЖСН-дегі күннен өзгеше.",
        "Дата рождения не та, что в ИИН.",
        "The date of birth is not the IIN's.",
    ),
    _CHECK_DOCUMENT,
)
UNDER_AGE: Final = _error(
    "under-age",
    "L 4(1)",
    Text(
        "Дауыс беру күні он сегіз жасқа толмайды.",
        "В день голосования не будет восемнадцати лет.",
        "Not eighteen on the voting day.",
    ),
    Text("Тізімнен алып тастаңыз.", "Уберите из списка.", "Take the entry off the list."),
)
NAME_MISSING: Final = _error(
    "name-missing",
    "L 24(5)",
    Text("Тегі немесе аты жоқ.", "Нет фамилии или имени.", "Surname or name is missing."),
    Text(
        "Куәліктен жазыңыз; куәлікте болмаса, сызықша қойыңыз.",
        "Впишите из удостоверения; если там нет, поставьте дефис.",
        "Enter it from the document; if it has none, put a hyphen.",
    ),
)
NAME_LETTERS: Final = _error(
    "name-letters",
    "L 24(5)",
    Text(
        "Есімде қазақ, орыс, латын әліпбилерінде жоқ таңба бар.",
        "В имени знак, которого нет в казахском, русском и латинском алфавитах.",
        "A name has a sign of no Kazakh, Russian or Latin alphabet.",
    ),
    _WRITE_LETTERS,
)
NAME_MIXED: Final = _error(
    "name-mixed-alphabets",
    "L 24(5)",
    Text(
        "Бір сөзде кирилл мен латын әріптері араласқан.",
        "В одном слове смешаны кириллица и латиница.",
        "One word mixes Cyrillic and Latin letters.",
    ),
    _WRITE_LETTERS,
)
ADDRESS_MISSING: Final = _error(
    "address-missing",
    "L 25(1)",
    Text("Мекенжай жоқ.", "Нет адреса.", "There is no address."),
    Text(
        "Тіркелген мекенжайды жазыңыз.",
        "Впишите адрес регистрации.",
        "Enter the address of registration.",
    ),
)
ADDRESS_WITHOUT_PRECINCT: Final = _error(
    "address-without-precinct",
    "L 25(1)",
    Text(
        "Мекенжай ешбір учаскеге жатпайды.",
        "Адрес не относится ни к одному участку.",
        "The address belongs to no precinct.",
    ),
    Text(
        "Учаскелердің шекарасы туралы шешіммен салыстырып, учаскені көрсетіңіз.",
        "Сверьте с решением о границах участков и укажите участок.",
        "Compare with the decision on the precincts' borders and give the precinct.",
    ),
)
PRECINCT_OTHER: Final = _error(
    "precinct-other",
    "L 25(1)",
    Text(
        "Көрсетілген учаске мекенжайдыкі немесе файлдыкі емес.",
        "Указан не тот участок, к которому относится адрес или файл.",
        "The precinct given is not the address's or the file's.",
    ),
    Text("Учаскені түзетіңіз.", "Исправьте участок.", "Mend the precinct."),
)
NUMBER_FORM: Final = _error(
    "number-form",
    "L 24(5)",
    Text("Реттік нөмір дұрыс емес.", "Неверный порядковый номер.", "The number on the list is not one."),
    Text(
        "Нөмірлерді 1-ден бастап қойыңыз немесе бағанды бос қалдырыңыз.",
        "Пронумеруйте с 1 или оставьте столбец пустым.",
        "Number from 1, or leave the column empty.",
    ),
)
NUMBER_TWICE: Final = _error(
    "number-twice",
    "L 24(5)",
    Text("Реттік нөмір екі рет тұр.", "Порядковый номер стоит дважды.", "A number on the list stands twice."),
    Text("Нөмірлерді түзетіңіз.", "Исправьте номера.", "Mend the numbers."),
)
ROW_TWICE: Final = _error(
    "row-twice",
    "L 24(5)",
    Text("Жазба екі рет тұр.", "Запись стоит дважды.", "The entry stands twice."),
    _ONE_ENTRY,
)
IIN_TWICE: Final = _error(
    "iin-twice",
    "L 24(5)",
    Text("ЖСН екі жазбада тұр.", "ИИН стоит в двух записях.", "The IIN stands in two entries."),
    _ONE_ENTRY,
)
IIN_TWO_LISTS: Final = _error(
    "iin-two-lists",
    "L 24(5)",
    Text(
        "Сайлаушы екі учаскенің тізімінде тұр.",
        "Избиратель стоит в списках двух участков.",
        "The voter stands on the lists of two precincts.",
    ),
    _ONE_ENTRY,
)
LIST_TOO_LARGE: Final = _error(
    "list-too-large",
    "L 23(2)",
    Text(
        "Бір учаскеде сайлаушы тым көп.",
        "В одном участке слишком много избирателей.",
        "One precinct has too many voters.",
    ),
    Text(
        "Учаскені тексеріңіз: онда шамамен 3000 сайлаушы болады.",
        "Проверьте участок: в нём бывает около 3000 избирателей.",
        "Check the precinct: it has about 3,000 voters.",
    ),
)
PERSON_TWICE: Final = _warning(
    "person-twice",
    "L 24(5)",
    Text(
        "Аты-жөні мен туған күні бірдей, ЖСН-дері әртүрлі екі жазба бар.",
        "Две записи с одинаковыми именами и датой рождения, но разными ИИН.",
        "Two entries have equal names and date of birth, and different IINs.",
    ),
    _JUDGE_PAIR,
)
PERSON_TWICE_NEARLY: Final = _warning(
    "person-twice-nearly",
    "L 24(5)",
    Text(
        "Екі жазба бір адамға ұқсайды: жазылуы сәл өзгеше.",
        "Две записи похожи на одного человека: написание немного разное.",
        "Two entries look like one person, spelt a little differently.",
    ),
    _JUDGE_PAIR,
)
VERY_OLD: Final = _warning(
    "very-old",
    "L 24(5)",
    Text("Сайлаушы 110 жастан асқан.", "Избирателю больше 110 лет.", "The voter is older than 110."),
    _CHECK_DOCUMENT,
)
SPACES: Final = _warning(
    "spaces",
    "L 24(5)",
    Text(
        "Мәннің шетінде немесе ішінде артық бос орын бар; ол алынып тасталады.",
        "У значения лишние пробелы по краям или внутри; они убираются.",
        "A value has needless blanks around or inside; they are dropped.",
    ),
    Text("Түзетіңіз немесе қабылдаңыз.", "Исправьте или примите.", "Mend or accept."),
)
