"""Cells of a workbook mean what a second program says they mean, and no part of it makes the reader fail (M8)."""

import io
from datetime import date, datetime, timedelta
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sailau.adapters.lists import read_list_bytes
from sailau.adapters.lists.xlsx_cells import shows_date
from sailau.register.finding import Finding
from sailau.register.table import CELL_CHARACTERS_MAX, Row
from tests.adapters.lists.broken import shared_strings_xlsx, xlsx_of, xlsx_part

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
VALUES = st.one_of(
    TEXTS.filter(lambda text: text[0] not in "=#"),
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12, allow_nan=False).map(lambda value: round(value, 3)),
    st.booleans(),
    st.datetimes(datetime(1900, 3, 1), datetime(2099, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    st.none(),
)


def rows_read(data: bytes) -> list[list[object]]:
    with read_list_bytes("list.xlsx", data) as table:
        assert not isinstance(table, Finding), table
        found = list(table.rows)
    assert all(isinstance(row, Row) for row in found), found
    return [list(row.cells) for row in found if isinstance(row, Row)]


def one_cell(value: object) -> object:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["iin"])
    sheet.append([value])
    stream = io.BytesIO()
    book.save(stream)
    ((cell,),) = rows_read(stream.getvalue())
    return cell


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=5, max_size=5), min_size=1, max_size=6))
def test_cells_are_what_a_second_program_reads(rows: list[list[object]]) -> None:
    heading = ["iin", "surname", "name", "address", "birth_date"]
    data = xlsx_of([heading, *rows])
    sheet = load_workbook(io.BytesIO(data), data_only=True).active
    assert sheet is not None
    theirs = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    ours = [[*row, *[None] * (5 - len(row))] for row in rows_read(data)]
    assert ours == [row for row in theirs if any(cell is not None for cell in row)]


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("yyyy-mm-dd", True),
        ("DD.MM.YYYY", True),
        ("[$-ru-RU]d mmmm yyyy", True),
        ("[h]:mm", True),
        ("General", False),
        ("0.00", False),
        ('0 "days"', False),
        ("[Red]0", False),
        (r"0\d", False),
        ("#,##0_d", False),
        ("0;yyyy", False),
    ],
)
def test_a_format_that_shows_a_date_is_known(code: str, is_date: bool) -> None:
    assert shows_date(code) is is_date


def test_days_are_counted_from_the_workbooks_own_first_day() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(["birth_date"])
    sheet.append([date(1971, 11, 30)])
    stream = io.BytesIO()
    book.save(stream)
    assert rows_read(stream.getvalue()) == [[datetime(1971, 11, 30)]]


def test_a_date_beyond_every_calendar_stays_a_number() -> None:
    data = xlsx_of([["birth_date"], [datetime(1971, 11, 30)]])
    with ZipFile(io.BytesIO(data)) as package:
        sheet = package.read(SHEET)
    place = sheet.index(b"<v>", sheet.index(b'r="A2"')) + 3
    number = sheet[place : sheet.index(b"</v>", place)]
    far = xlsx_part(SHEET, lambda _: sheet.replace(number, b"99999999999"))
    assert rows_read(far) == [[99999999999]]


def test_text_of_several_runs_is_one_text() -> None:
    rich = CellRichText("Ах", TextBlock(InlineFont(b=True), "ме"), "тов")
    assert one_cell(rich) == "Ахметов"


def test_the_phonetic_reading_of_a_text_is_not_the_text() -> None:
    data = shared_strings_xlsx([["iin"], ["Ахметов"]])
    with ZipFile(io.BytesIO(data)) as package:
        strings = package.read("xl/sharedStrings.xml")
        parts = {name: package.read(name) for name in package.namelist()}
    spoken = strings.replace(b"</t></si></sst>", b"</t><rPh sb='0' eb='1'><t>ahmetov</t></rPh></si></sst>")
    assert spoken != strings
    stream = io.BytesIO()
    with ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(name, spoken if name == "xl/sharedStrings.xml" else part)
    assert rows_read(stream.getvalue()) == [["Ахметов"]]


def test_of_a_huge_text_no_more_is_kept_than_tells_that_it_is_huge() -> None:
    (row,) = rows_read(xlsx_of([["iin"], ["Абай " * 6_000]]))
    assert isinstance(row[0], str)
    assert len(row[0]) == CELL_CHARACTERS_MAX + 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b't="s"', b't="q"'),
        (b"<v>0</v>", b"<v>-1</v>"),
        (b"<v>0</v>", b"<v>77</v>"),
        (b"<v>0</v>", b"<v>x</v>"),
        (b'r="B2"', b'r="A2"'),
        (b'<row r="2"', b'<row r="two"'),
    ],
)
def test_cells_that_are_none_break_the_file_and_not_the_reader(old: bytes, new: bytes) -> None:
    data = shared_strings_xlsx([["iin", "name"], ["iin", "name"]])
    with ZipFile(io.BytesIO(data)) as package:
        sheet = package.read(SHEET)
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in sheet
    stream = io.BytesIO()
    with ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(name, sheet.replace(old, new) if name == SHEET else part)
    with read_list_bytes("list.xlsx", stream.getvalue()) as table:
        found = [table] if isinstance(table, Finding) else [row for row in table.rows if isinstance(row, Finding)]
    assert [finding.code for finding in found] == ["file-broken"]


def test_rows_and_cells_that_are_left_out_are_empty() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["B5"] = "iin", "name", "Әсем"
    sheet["A9"] = datetime(2000, 1, 1) + timedelta(days=1)
    stream = io.BytesIO()
    book.save(stream)
    with read_list_bytes("list.xlsx", stream.getvalue()) as table:
        assert not isinstance(table, Finding)
        found = [(row.line, list(row.cells)) for row in table.rows if isinstance(row, Row)]
    assert found == [(5, [None, "Әсем"]), (9, [datetime(2000, 1, 2)])]
