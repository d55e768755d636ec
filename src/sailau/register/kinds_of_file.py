"""Kinds of finding about a file as a whole or its shape: why it could not be read as a list (M8, M10; L 24(5))."""

from typing import Final

from sailau.refusal import Text
from sailau.register.finding import Kind, Weight, kind

_ARTICLE: Final = "L 24(5)"


def _error(code: str, reason: Text, advice: Text) -> Kind:
    return kind(code, Weight.ERROR, _ARTICLE, reason, advice)


_SAVE_UTF8: Final = Text(
    "Файлды «CSV UTF-8» түрінде қайта сақтаңыз.",
    "Сохраните файл заново как «CSV UTF-8».",
    "Save the file again as “CSV UTF-8”.",
)
_EXPORT_AGAIN: Final = Text(
    "Тізімді бастапқы бағдарламадан қайта шығарыңыз.",
    "Выгрузите список из исходной программы заново.",
    "Export the list from its program again.",
)
_FIX_HEADINGS: Final = Text(
    "Бірінші жолда бағандардың атаулары тұруы керек: ЖСН, тегі, аты, әкесінің аты, туған күні, мекенжайы, учаске.",
    "В первой строке должны стоять названия столбцов: ИИН, фамилия, имя, отчество, дата рождения, адрес, участок.",
    "The first row must name the columns: iin, surname, name, patronymic, birth_date, address, precinct.",
)
_DIVIDE: Final = Text(
    "Тізімді учаскелер бойынша бөліңіз немесе артық деректерді алып тастаңыз.",
    "Разделите список по участкам или уберите лишние данные.",
    "Divide the list by precincts, or take out what does not belong there.",
)
_PASTE_VALUES: Final = Text(
    "Ұяшықтарды мәндерімен ауыстырыңыз («мән ретінде қою»).",
    "Замените ячейки значениями («вставить как значения»).",
    "Replace the cells by their values (“paste as values”).",
)

FILE_EMPTY: Final = _error("file-empty", Text("Файл бос.", "Файл пуст.", "The file is empty."), _EXPORT_AGAIN)
FILE_TOO_LARGE: Final = _error(
    "file-too-large",
    Text("Файл тым үлкен.", "Файл слишком велик.", "The file is too large."),
    _DIVIDE,
)
FILE_KIND: Final = _error(
    "file-kind",
    Text(
        "Бұл CSV, XLSX немесе JSON файлы емес.",
        "Это не файл CSV, XLSX или JSON.",
        "This is no CSV, XLSX or JSON file.",
    ),
    Text(
        "Тізімді CSV (UTF-8), XLSX немесе JSON түрінде сақтаңыз; парольді және мұрағатты алып тастаңыз.",
        "Сохраните список как CSV (UTF-8), XLSX или JSON; снимите пароль, не упаковывайте в архив.",
        "Save the list as CSV (UTF-8), XLSX or JSON; without a password, not packed.",
    ),
)
FILE_ENCODING: Final = _error(
    "file-encoding",
    Text(
        "Файл UTF-8 емес, басқа кодтауда сияқты.",
        "Файл не в UTF-8, а, по-видимому, в другой кодировке.",
        "The file is not UTF-8 but, it seems, in another encoding.",
    ),
    _SAVE_UTF8,
)
FILE_NUL: Final = _error(
    "file-nul",
    Text("Файлда нөлдік байттар бар.", "В файле нулевые байты.", "The file has zero bytes."),
    _EXPORT_AGAIN,
)
FILE_BROKEN: Final = _error(
    "file-broken",
    Text("Файл зақымдалған.", "Файл повреждён.", "The file is damaged."),
    _EXPORT_AGAIN,
)
FILE_BOMB: Final = _error(
    "file-bomb",
    Text(
        "Файл ашылғанда рұқсат етілгеннен әлдеқайда үлкен болады.",
        "Файл при распаковке становится много больше дозволенного.",
        "Unpacked, the file is far larger than is allowed.",
    ),
    _EXPORT_AGAIN,
)
FILE_ENTITIES: Final = _error(
    "file-entities",
    Text(
        "XML ішінде тыйым салынған анықтамалар (DOCTYPE) бар.",
        "В XML есть запрещённые определения (DOCTYPE).",
        "Its XML has forbidden definitions (DOCTYPE).",
    ),
    _EXPORT_AGAIN,
)
FILE_MACROS: Final = _error(
    "file-macros",
    Text("Файлда макростар бар.", "В файле есть макросы.", "The file has macros."),
    Text("Макроссыз XLSX ретінде сақтаңыз.", "Сохраните как XLSX без макросов.", "Save it as XLSX without macros."),
)
SHEETS_SEVERAL: Final = _error(
    "sheets-several",
    Text(
        "Кітапта деректері бар бірнеше парақ бар.",
        "В книге несколько листов с данными.",
        "The workbook has several sheets with data.",
    ),
    Text(
        "Бір ғана парақ қалдырыңыз: тізім екі парақта тұрмайды.",
        "Оставьте один лист: список не стоит на двух.",
        "Leave one sheet: a list does not stand on two.",
    ),
)
CELLS_MERGED: Final = _error(
    "cells-merged",
    Text("Біріктірілген ұяшықтар бар.", "Есть объединённые ячейки.", "There are merged cells."),
    Text("Ұяшықтарды бөліңіз.", "Разъедините ячейки.", "Unmerge the cells."),
)
CELL_FORMULA: Final = _error(
    "cell-formula",
    Text(
        "Ұяшықта формула немесе формула болып ашылатын мәтін бар.",
        "В ячейке формула или текст, который откроется формулой.",
        "A cell holds a formula, or text that opens as one.",
    ),
    _PASTE_VALUES,
)
CELL_ERROR: Final = _error(
    "cell-error",
    Text("Ұяшықта есептеу қатесі тұр.", "В ячейке ошибка вычисления.", "A cell holds an error of calculation."),
    _PASTE_VALUES,
)
CELL_HUGE: Final = _error(
    "cell-huge",
    Text("Ұяшықтағы мәтін тым ұзын.", "Текст в ячейке слишком длинный.", "The text of a cell is too long."),
    Text(
        "Ұяшықта бір ғана мән қалдырыңыз; тырнақшаларды тексеріңіз.",
        "Оставьте в ячейке одно значение; проверьте кавычки.",
        "Leave one value in the cell; check the quotation marks.",
    ),
)
CELL_LINES: Final = _error(
    "cell-lines",
    Text(
        "Ұяшықта жол үзілімі немесе басқару таңбасы бар.",
        "В ячейке перенос строки или управляющий знак.",
        "A cell holds a line break or a control character.",
    ),
    Text("Оны алып тастаңыз.", "Уберите его.", "Take it out."),
)
CELL_TYPE: Final = _error(
    "cell-type",
    Text(
        "Ұяшықта мәтін емес, басқа мән (күн, иә/жоқ, бөлшек сан).",
        "В ячейке не текст, а другое значение (дата, да/нет, дробь).",
        "A cell holds no text but something else (a date, yes/no, a fraction).",
    ),
    Text("Ұяшықты мәтін түріне келтіріңіз.", "Задайте ячейке вид «текст».", "Make the cell a text."),
)
QUOTES_BROKEN: Final = _error(
    "quotes-broken",
    Text("Тырнақшалар дұрыс жабылмаған.", "Кавычки закрыты неверно.", "Quotation marks are not closed rightly."),
    _EXPORT_AGAIN,
)
SEPARATOR: Final = _error(
    "separator",
    Text(
        "Бағандардың бөлгіші үтір, нүктелі үтір немесе табуляция емес.",
        "Столбцы разделены не запятой, не точкой с запятой и не табуляцией.",
        "Columns are parted by no comma, semicolon or tab.",
    ),
    _SAVE_UTF8,
)
ROW_WIDTH: Final = _error(
    "row-width",
    Text(
        "Жолдағы ұяшықтар саны тақырыптағыдан өзгеше.",
        "В строке не столько ячеек, сколько в заголовке.",
        "The row has not as many cells as the heading.",
    ),
    Text(
        "Жолды түзетіңіз: бөлгіш мәннің ішінде тұрса, мәнді тырнақшаға алыңыз.",
        "Исправьте строку: значение с разделителем внутри возьмите в кавычки.",
        "Mend the row: put a value that holds the separator into quotation marks.",
    ),
)
ROWS_TOO_MANY: Final = _error(
    "rows-too-many", Text("Жолдар тым көп.", "Слишком много строк.", "There are too many rows."), _DIVIDE
)
COLUMNS_TOO_MANY: Final = _error(
    "columns-too-many",
    Text("Бағандар тым көп.", "Слишком много столбцов.", "There are too many columns."),
    _DIVIDE,
)
NO_ROWS: Final = _error(
    "no-rows",
    Text("Файлда бірде-бір сайлаушы жоқ.", "В файле нет ни одного избирателя.", "The file has not one voter."),
    _EXPORT_AGAIN,
)
HEADING_MISSING: Final = _error(
    "heading-missing",
    Text("Міндетті баған жоқ.", "Нет обязательного столбца.", "A column that must be there is missing."),
    _FIX_HEADINGS,
)
HEADING_TWICE: Final = _error(
    "heading-twice",
    Text("Екі баған бір мәнді білдіреді.", "Два столбца значат одно и то же.", "Two columns mean the same."),
    Text(
        "Бір тілдегі бір ғана бағанды қалдырыңыз.",
        "Оставьте один столбец на одном языке.",
        "Leave one column, in one language.",
    ),
)
COLUMNS_SWAPPED: Final = _error(
    "columns-swapped",
    Text(
        "Бағандардың орны ауысқан: мәндер атауларына сай емес.",
        "Столбцы перепутаны: значения не отвечают названиям.",
        "Columns are swapped: the values do not fit their names.",
    ),
    Text(
        "Бағандардың атауларын мәндерімен салыстырып түзетіңіз.",
        "Сверьте названия столбцов с их значениями.",
        "Hold the columns' names against their values and mend them.",
    ),
)
JSON_FORM: Final = _error(
    "json-form",
    Text(
        "JSON сайлаушылар жазбаларының тізімі емес.",
        "JSON не является списком записей избирателей.",
        "The JSON is no array of voters' records.",
    ),
    _FIX_HEADINGS,
)
HEADING_UNKNOWN: Final = kind(
    "heading-unknown",
    Weight.WARNING,
    _ARTICLE,
    Text("Белгісіз баған оқылмайды.", "Незнакомый столбец не читается.", "An unknown column is not read."),
    Text(
        "Тізімге керек емес деректерді бермеңіз; баған керек болса, атауын түзетіңіз.",
        "Не передавайте лишних данных; если столбец нужен, исправьте его название.",
        "Hand over no data that the list does not need; mend the name if the column is needed.",
    ),
)
