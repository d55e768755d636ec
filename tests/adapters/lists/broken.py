"""Sixty-odd broken files, made anew for each run: what people, spreadsheets and enemies do to a list.

    python -m tests.adapters.lists.broken FOLDER     writes them all, to be looked at

Each is made from one sound list of a dozen fictitious voters and names the finding that must stand in its report.
"""

import io
import json
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

from sailau.register.iin import Sex, compose

HEADING = ["ЖСН", "Тегі", "Аты", "Әкесінің аты", "Туған күні", "Мекенжайы", "Учаске"]
PEOPLE = [
    ("Ахметов", "Әлихан", "Серікұлы", date(1985, 3, 12)),
    ("Қасымова", "Гүлнар", "Ержанқызы", date(1990, 7, 1)),
    ("Жұмабаев", "Қайрат", "Оразұлы", date(1971, 11, 30)),
    ("Сүлейменова", "Ләззат", "Мұратқызы", date(1966, 1, 9)),
    ("Иванов", "Сергей", "Петрович", date(2003, 5, 17)),
    ("Ысқақова", "Мөлдір", "Асқарқызы", date(1999, 9, 9)),
    ("Оспанов", "Дәурен", "Абайұлы", date(2001, 2, 3)),
    ("Әбілова", "Назерке", "Нұрланқызы", date(1978, 12, 24)),
    ("Ким", "Виктор", "", date(1959, 6, 6)),
    ("Бейсенова", "Шолпан", "Талғатқызы", date(1988, 8, 18)),
    ("Тілеубаев", "Олжас", "Мақсатұлы", date(1994, 4, 4)),
    ("Шәріпова", "Айгүл", "Қуанышқызы", date(1982, 10, 10)),
]
Rows = list[list[Any]]


@dataclass(frozen=True)
class Broken:
    """One broken file: its name, how to make it, the code that its report must have."""

    name: str
    code: str
    make: Callable[[], bytes]


def sound_rows() -> Rows:
    """The sound list, heading first."""
    rows: Rows = [list(HEADING)]
    for number, (surname, name, patronymic, born) in enumerate(PEOPLE, start=1):
        sex = Sex.FEMALE if surname.endswith("а") else Sex.MALE
        iin = next(made for serial in range(number * 100, 9999) if (made := compose(born, sex, serial)))
        rows.append([iin.digits, surname, name, patronymic, born.isoformat(), f"Абай көшесі, {number} үй", "7"])
    return rows


def csv_of(rows: Rows, separator: str = ";", end: str = "\n") -> str:
    return end.join(separator.join(str(cell) for cell in row) for row in rows) + end


def with_cell(row: int, column: int, value: Any) -> Rows:
    rows = sound_rows()
    rows[row][column] = value
    return rows


def csv_with(row: int, column: int, value: Any) -> Callable[[], bytes]:
    return lambda: csv_of(with_cell(row, column, value)).encode()


def russian_rows() -> Rows:
    """The sound list with letters that old Russian encodings have."""
    plain = str.maketrans("ӘәҒғҚқҢңӨөҰұҮүІіҺһ", "АаГгКкНнОоУуУуИиХх")
    return [[cell.translate(plain) for cell in row] for row in sound_rows()]


def xlsx_of(rows: Rows, change: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsx_with(row: int, column: int, value: Any) -> Callable[[], bytes]:
    return lambda: xlsx_of(with_cell(row, column, value))


def shared_strings_xlsx(rows: Rows) -> bytes:
    """The workbook as Excel itself writes it: texts apart, once each, and referred to by number."""
    texts = list(dict.fromkeys(str(cell) for row in rows for cell in row))
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    cells = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{chr(65 + c)}{r}" t="s"><v>{texts.index(str(cell))}</v></c>' for c, cell in enumerate(row))
        + "</row>"
        for r, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return xlsx_part(
        _SHEET,
        lambda _: f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode(),
        add={"xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>'.encode()},
        types=b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
        b'.spreadsheetml.sharedStrings+xml"/></Types>',
    )


def xlsx_part(
    part: str, change: Callable[[bytes], bytes], *, add: dict[str, bytes] | None = None, types: bytes = b"</Types>"
) -> bytes:
    """The sound workbook with one part of its package changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(sound_rows()))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "[Content_Types].xml":
                data = data.replace(b"</Types>", types)
            new.writestr(entry.filename, change(data) if entry.filename == part else data)
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return stream.getvalue()


def json_of(rows: Rows) -> list[dict[str, Any]]:
    fields = ["iin", "surname", "name", "patronymic", "birth_date", "address", "precinct"]
    return [dict(zip(fields, row, strict=True)) for row in rows[1:]]


def json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def json_with(field: str, value: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        records = json_of(sound_rows())
        records[3][field] = value
        return json_bytes(records)

    return make


def _columns(rows: Rows, order: list[int]) -> Rows:
    return [[row[place] for place in order] for row in rows]


def _under(heading: list[str], order: list[int]) -> Callable[[], bytes]:
    """The sound values in another order under `heading`."""
    return lambda: csv_of([heading, *_columns(sound_rows()[1:], order)]).encode()


def _headed(*headings: str) -> Callable[[], bytes]:
    return lambda: csv_of([list(headings), *sound_rows()[1:]]).encode()


def _second_sheet(book: Workbook) -> None:
    book.create_sheet("Екінші").append(["ИИН", "Фамилия"])


def _hidden_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("жасырын")
    sheet.append(["ЖСН", "Тегі"])
    sheet.sheet_state = "hidden"


def _merge(book: Workbook) -> None:
    assert book.active is not None
    book.active.merge_cells("B3:C3")


def _lost_zero() -> bytes:
    rows = sound_rows()
    rows[7][0] = int(rows[7][0])
    return xlsx_of(rows)


def _dates_wrong(rows: Rows) -> Rows:
    for row in rows[1:]:
        row[4] = (date.fromisoformat(row[4]) - date(1899, 12, 30)).days
    return rows


_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
_OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _defined(start: bytes) -> Callable[[bytes], bytes]:
    return lambda data: start + data[data.index(b"?>") + 2 :] if data.startswith(b"<?xml") else start + data


_SHEET = "xl/worksheets/sheet1.xml"

CSV_FILES = [
    Broken("empty.csv", "file-empty", lambda: b""),
    Broken("mark-alone.csv", "file-empty", lambda: b"\xef\xbb\xbf"),
    Broken("blank-lines.csv", "file-empty", lambda: b"\n\n \r\n"),
    Broken("heading-alone.csv", "no-rows", lambda: csv_of(sound_rows()[:1]).encode()),
    Broken("cp1251.csv", "file-encoding", lambda: csv_of(russian_rows()).encode("cp1251")),
    Broken("koi8-r.csv", "file-encoding", lambda: csv_of(russian_rows()).encode("koi8-r")),
    Broken("cp866.csv", "file-encoding", lambda: csv_of(russian_rows()).encode("cp866")),
    Broken("utf-16.csv", "file-encoding", lambda: csv_of(sound_rows(), "\t").encode("utf-16")),
    Broken("utf-16-be-no-mark.csv", "file-encoding", lambda: csv_of(sound_rows()).encode("utf-16-be")),
    Broken("utf-32.csv", "file-encoding", lambda: csv_of(sound_rows()).encode("utf-32")),
    Broken(
        "one-bad-byte.csv", "file-encoding", lambda: csv_of(sound_rows()).encode().replace(b"\xd0\x9a", b"\xff\x9a", 1)
    ),
    Broken(
        "read-as-latin.csv", "name-letters", csv_with(2, 1, "Қасымова".encode().decode("latin-1").replace("\x9b", "»"))
    ),
    Broken("read-as-cp1251.csv", "name-letters", csv_with(2, 2, "Гулнар".encode().decode("cp1251"))),
    Broken("letters-lost.csv", "name-letters", csv_with(2, 1, "?асымова")),
    Broken("replacement-sign.csv", "name-letters", csv_with(2, 1, "\ufffdасымова")),
    Broken("nul.csv", "file-nul", lambda: csv_of(sound_rows()).encode().replace(b"7\n", b"7\0\n", 1)),
    Broken("nuls-alone.csv", "file-nul", lambda: bytes(64)),
    Broken("pipes.csv", "separator", lambda: csv_of(sound_rows(), "|").encode()),
    Broken("commas-unquoted.csv", "row-width", lambda: csv_of(sound_rows(), ",").encode()),
    Broken("row-short.csv", "row-width", lambda: csv_of([*sound_rows(), ["850312300000", "Ахметов"]]).encode()),
    Broken("row-long.csv", "row-width", lambda: csv_of([*sound_rows(), [*sound_rows()[1], "артық"]]).encode()),
    Broken("quote-open.csv", "quotes-broken", csv_with(4, 5, '"Абай көшесі')),
    Broken("quote-inside.csv", "quotes-broken", csv_with(4, 5, '"Абай" көшесі')),
    Broken("line-in-cell.csv", "cell-lines", csv_with(4, 5, '"Абай\nкөшесі"')),
    Broken("huge-cell.csv", "cell-huge", csv_with(4, 5, "Абай " * 2_000)),
    Broken("huge-line.csv", "cell-huge", csv_with(4, 5, "Абай " * 200_000)),
    Broken(
        "column-missing.csv", "heading-missing", lambda: csv_of(_columns(sound_rows(), [1, 2, 3, 4, 5, 6])).encode()
    ),
    Broken("no-heading.csv", "heading-missing", lambda: csv_of(sound_rows()[1:]).encode()),
    Broken("title-above.csv", "heading-missing", lambda: ("7 учаске тізімі;;;;;;\n" + csv_of(sound_rows())).encode()),
    Broken(
        "heading-twice.csv", "heading-twice", _headed("ЖСН", "Тегі", "Тегі", "Аты", "Туған күні", "Мекенжайы", "Учаске")
    ),
    Broken(
        "two-languages.csv", "heading-twice", _headed("ЖСН", "Тегі", "Фамилия", "Аты", "Туған күні", "Адрес", "Учаске")
    ),
    Broken("swapped-iin-date.csv", "columns-swapped", _under(HEADING, [4, 1, 2, 3, 0, 5, 6])),
    Broken("swapped-names.csv", "columns-swapped", _under(HEADING, [0, 2, 1, 3, 4, 5, 6])),
    Broken("swapped-patronymic.csv", "columns-swapped", _under(HEADING, [0, 1, 3, 2, 4, 5, 6])),
    Broken("swapped-languages.csv", "name-mixed-alphabets", csv_with(3, 1, "Жumabaev")),
    Broken("look-alike-letter.csv", "name-mixed-alphabets", csv_with(3, 1, "Жұмaбаев")),
    Broken("formula.csv", "cell-formula", csv_with(3, 5, "=HYPERLINK(1)")),
    Broken("command.csv", "cell-formula", csv_with(3, 1, "@SUM(1)")),
    Broken("plus-sign.csv", "cell-formula", csv_with(3, 5, "+7 701")),
    Broken("unknown-column.csv", "heading-unknown", lambda: csv_of([[*r, "x"] for r in sound_rows()]).encode()),
    Broken("blanks.csv", "spaces", csv_with(3, 1, " Жұмабаев ")),
    Broken("blanks-inside.csv", "spaces", csv_with(3, 5, "Абай  көшесі, 3 үй")),
    Broken("invisible-sign.csv", "cell-lines", csv_with(3, 1, "Жұма\u200bбаев")),
    Broken("iin-float.csv", "iin-float", csv_with(3, 0, "7,1113E+11")),
    Broken(
        "iin-zero-lost.csv", "iin-zeros-lost", lambda: csv_of(with_cell(7, 0, sound_rows()[7][0].lstrip("0"))).encode()
    ),
    Broken("date-american.csv", "birth-date-form", csv_with(3, 4, "11/30/1971")),
    Broken("date-serial.csv", "birth-date-serial", csv_with(3, 4, "26267")),
    Broken(
        "too-many-columns.csv", "columns-too-many", lambda: csv_of([[*r, *["x"] * 60] for r in sound_rows()]).encode()
    ),
]

XLSX_FILES = [
    Broken("two-sheets.xlsx", "sheets-several", lambda: xlsx_of(sound_rows(), _second_sheet)),
    Broken("hidden-sheet.xlsx", "sheets-several", lambda: xlsx_of(sound_rows(), _hidden_sheet)),
    Broken("merged.xlsx", "cells-merged", lambda: xlsx_of(sound_rows(), _merge)),
    Broken("formula.xlsx", "cell-formula", xlsx_with(3, 5, '=CONCATENATE("Абай"," 3")')),
    Broken("error-cell.xlsx", "cell-error", xlsx_with(3, 5, "#N/A")),
    Broken("iin-lost-zero.xlsx", "iin-zeros-lost", _lost_zero),
    Broken("iin-fraction.xlsx", "iin-float", xlsx_with(3, 0, 711130300305.5)),
    Broken("serial-dates.xlsx", "birth-date-serial", lambda: xlsx_of(_dates_wrong(sound_rows()))),
    Broken("date-with-hour.xlsx", "birth-date-form", xlsx_with(3, 4, datetime(1971, 11, 30, 13, 45))),
    Broken("true-cell.xlsx", "cell-type", xlsx_with(3, 5, True)),
    Broken("date-in-name.xlsx", "cell-type", xlsx_with(3, 1, datetime(1971, 11, 30))),
    Broken("empty-sheet.xlsx", "file-empty", lambda: xlsx_of([])),
    Broken("beyond-heading.xlsx", "row-width", lambda: xlsx_of([*sound_rows(), [*sound_rows()[1], None, "x"]])),
    Broken(
        "far-column.xlsx", "columns-too-many", lambda: xlsx_part(_SHEET, lambda d: d.replace(b'r="B2"', b'r="XFD2"'))
    ),
    Broken("far-row.xlsx", "file-broken", lambda: xlsx_part(_SHEET, lambda d: d.replace(b'r="A2"', b'r="A9999999"'))),
    Broken("entity-bomb.xlsx", "file-entities", lambda: xlsx_part(_SHEET, _defined(_BOMB))),
    Broken("entity-outside.xlsx", "file-entities", lambda: xlsx_part("xl/styles.xml", _defined(_OUTSIDE))),
    Broken("zip-bomb.xlsx", "file-bomb", lambda: xlsx_part("", bytes, add={"xl/media/x.bin": bytes(8 << 20)})),
    Broken("zip-bomb-sheet.xlsx", "file-bomb", lambda: xlsx_part(_SHEET, lambda d: d + b" " * (8 << 20))),
    Broken("many-entries.xlsx", "file-bomb", lambda: xlsx_part("", bytes, add={f"x/{n}": b"" for n in range(1_200)})),
    Broken("macros.xlsx", "file-macros", lambda: xlsx_part("", bytes, add={"xl/vbaProject.bin": b"x"})),
    Broken("cut-in-half.xlsx", "file-broken", lambda: xlsx_of(sound_rows())[:2_000]),
    Broken("torn-sheet.xlsx", "file-broken", lambda: xlsx_part(_SHEET, lambda d: d[: len(d) // 2])),
    Broken("torn-workbook.xlsx", "file-broken", lambda: xlsx_part("xl/workbook.xml", lambda _: b"<workbook/>")),
    Broken("document.xlsx", "file-kind", lambda: _zip({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"})),
    Broken("old-excel.xlsx", "file-kind", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    Broken("page.xlsx", "file-kind", lambda: b"<html><table><tr><td>1</td></tr></table></html>"),
    Broken("packed.csv", "file-kind", lambda: b"\x1f\x8b\x08\x00" + bytes(30)),
]

JSON_FILES = [
    Broken("number-iin.json", "iin-zeros-lost", json_with("iin", 10203600305)),
    Broken("float-iin.json", "iin-float", json_with("iin", 660109400301.5)),
    Broken("nested.json", "json-form", json_with("address", {"street": "Абай"})),
    Broken("not-records.json", "json-form", lambda: b"[1, 2, 3]"),
    Broken("no-voters.json", "no-rows", lambda: b'{"voters": []}'),
    Broken("cut.json", "file-broken", lambda: json_bytes(json_of(sound_rows())).decode()[:-40].encode()),
    Broken("key-twice.json", "file-broken", lambda: b'[{"iin": "1", "iin": "2"}]'),
    Broken("not-a-number.json", "file-broken", lambda: b'[{"iin": NaN}]'),
    Broken("deep.json", "file-broken", lambda: b"[" * 5_000 + b"]" * 5_000),
    Broken("cp1251.json", "file-encoding", lambda: json_bytes(json_of(russian_rows())).decode().encode("cp1251")),
    Broken("field-missing.json", "iin-missing", json_with("iin", None)),
]

BROKEN = [*CSV_FILES, *XLSX_FILES, *JSON_FILES]


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for broken in BROKEN:
        (folder / broken.name).write_bytes(broken.make())
