"""The cells of a workbook's sheet, read as a stream: expat, no tree, one row in memory at a time.

`xlsx_guard` has gone through every part before, so there are no definitions, no bombs, and no column beyond bounds.
What a cell means is ECMA-376 part 1, 18.3.1.4 (`c`) and 18.18.11 (`ST_CellType`); which numbers are dates is told by
the cell's style (18.8.30 `numFmt`), and their first day by the workbook (18.2.28 `date1904`).
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from xml.parsers import expat

from sailau.adapters.lists.xlsx_guard import PIECE_BYTES, UnfitError, column_number, local_name
from sailau.register import kinds_of_file as kinds
from sailau.register.finding import Finding
from sailau.register.table import CELL_CHARACTERS_MAX, COLUMNS_MAX, Cell

WORKBOOK: Final = "xl/workbook.xml"
STYLES: Final = "xl/styles.xml"
STRINGS: Final = "xl/sharedstrings.xml"
_FIRST_DAY: Final = datetime(1899, 12, 30)
_FIRST_DAY_1904: Final = datetime(1904, 1, 1)
_NO_SUCH_LEAP_DAY: Final = 60
"""Spreadsheets count a 29 February 1900 that never was."""

_DATE_FORMATS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Built-in number formats that show a date or a time (18.8.30)."""

_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\[(?![hms]+\])[^\]]*\]|[\\_*].')
_DATE_LETTER: Final = re.compile(r"[dmyhs]", re.IGNORECASE)
_WHOLE: Final = re.compile(r"-?[0-9]+")

_NumberedRow = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a workbook says of its cells: shared texts, which styles show dates, the day that dates are counted from."""

    strings: Sequence[str] = field(repr=False)
    dates: frozenset[int]
    first_day: datetime

    def value(self, kind: str | None, style: str | None, text: str) -> Cell:
        """The value of a cell of type `kind`. Raises ValueError or IndexError when the text is none."""
        match kind:
            case "s":
                return self.strings[_index(text)]
            case None | "n":
                return self._number(text, style)
            case "inlineStr" | "str" | "e":
                return text
            case "b":
                return text.strip() == "1"
            case "d":
                return datetime.fromisoformat(text.removesuffix("Z"))
            case _:
                raise ValueError("cell type")

    def _number(self, text: str, style: str | None) -> Cell:
        number = int(text) if _WHOLE.fullmatch(text) else float(text)
        if style is None or _index(style) not in self.dates:
            return number
        days = number + 1 if 0 < number < _NO_SUCH_LEAP_DAY and self.first_day == _FIRST_DAY else number
        try:
            return self.first_day + timedelta(seconds=round(days * 86_400))
        except OverflowError:
            return number


def meaning_of(package: zipfile.ZipFile) -> Meaning:
    """Read workbook, styles and shared texts. Raises ExpatError, KeyError, ValueError at what is no workbook."""
    parts = {entry.filename.lower(): entry for entry in package.infolist()}
    sheets: list[str] = []
    first_day = [_FIRST_DAY]

    def of_workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets.append(attributes.get("name", ""))
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            first_day[0] = _FIRST_DAY_1904

    _read(package, parts[WORKBOOK], of_workbook)
    if not sheets:
        raise ValueError("no sheet")
    dates = _dates(package, parts[STYLES]) if STYLES in parts else frozenset[int]()
    strings = _Strings()
    if STRINGS in parts:
        strings.read(package, parts[STRINGS])
    return Meaning(strings=strings.found, dates=dates, first_day=first_day[0])


def rows_of(name: str, package: zipfile.ZipFile, sheet: zipfile.ZipInfo, meaning: Meaning) -> Iterator[_NumberedRow]:
    """The rows of a sheet that hold anything, with their numbers; short where the last cells are empty.

    Raises what expat, zipfile and `Meaning.value` raise, and UnfitError at a column beyond bounds.
    """
    reader = _Sheet(name, meaning)
    with package.open(sheet) as part:
        while piece := part.read(PIECE_BYTES):
            reader.feed(piece)
            yield from reader.taken()
        reader.end()
    yield from reader.taken()


def _dates(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> frozenset[int]:
    """The numbers of the cell styles that show a date."""
    own: dict[str, bool] = {}
    styles: list[str] = []
    inside = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag in ("cellXfs", "cellStyleXfs", "dxfs"):
            inside[0] = tag
        elif tag == "numFmt":
            own[attributes.get("numFmtId", "")] = shows_date(attributes.get("formatCode", ""))
        elif tag == "xf" and inside[0] == "cellXfs":
            styles.append(attributes.get("numFmtId", "0"))

    _read(package, entry, start)
    return frozenset(n for n, id_ in enumerate(styles) if own.get(id_, _index(id_) in _DATE_FORMATS))


def shows_date(code: str) -> bool:
    """Whether a number format shows a date or a time: it has their letters outside quotation marks and colours."""
    return _DATE_LETTER.search(_NOT_SHOWN.sub("", code.split(";")[0])) is not None


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, attributes: start(local_name(tag), attributes)
    with package.open(entry) as part:
        parser.ParseFile(part)


class _Text:
    """The characters of one cell; of a text that is too long, no more than tells that it is."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._left = 0

    def clear(self) -> None:
        self._pieces.clear()
        self._left = CELL_CHARACTERS_MAX + 1

    def add(self, text: str) -> None:
        if self._left > 0:
            self._pieces.append(text[: self._left])
            self._left -= len(text)

    def whole(self) -> str:
        return "".join(self._pieces)


class _Strings:
    """The shared texts in order; of each all runs, without their phonetic reading."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._text = _Text()
        self._takes = False
        self._phonetic = False

    def read(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        with package.open(entry) as part:
            parser.ParseFile(part)

    def _start(self, tag: str, _: dict[str, str]) -> None:
        match local_name(tag):
            case "si":
                self._text.clear()
            case "t":
                self._takes = not self._phonetic
            case "rPh":
                self._phonetic = True

    def _end(self, tag: str) -> None:
        match local_name(tag):
            case "si":
                self.found.append(self._text.whole())
            case "t":
                self._takes = False
            case "rPh":
                self._phonetic = False

    def _characters(self, text: str) -> None:
        if self._takes:
            self._text.add(text)


class _Sheet:
    """Takes a sheet piece by piece, and gives the rows that are whole."""

    def __init__(self, name: str, meaning: Meaning) -> None:
        self._name = name
        self._meaning = meaning
        self._rows: list[_NumberedRow] = []
        self._line = 0
        self._cells: list[Cell] = []
        self._kind: str | None = None
        self._style: str | None = None
        self._text = _Text()
        self._takes = False
        self._phonetic = False
        self._places: dict[str, int] = {}
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, piece: bytes) -> None:
        """Go on."""
        self._parser.Parse(piece, False)

    def end(self) -> None:
        """There is no more."""
        self._parser.Parse(b"", True)

    def taken(self) -> list[_NumberedRow]:
        """The rows since the last call."""
        taken, self._rows = self._rows, []
        return taken

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = local_name(tag)
        if local == "c":
            self._kind, self._style = attributes.get("t"), attributes.get("s")
            self._text.clear()
            self._go_to(attributes.get("r"))
        elif local in ("v", "t"):
            self._takes = not self._phonetic
        elif local == "row":
            self._line = int(attributes.get("r", self._line + 1))
            self._cells = []
        elif local == "rPh":
            self._phonetic = True

    def _end(self, tag: str) -> None:
        local = local_name(tag)
        if local in ("v", "t"):
            self._takes = False
        elif local == "c":
            text = self._text.whole()
            if text:
                self._cells[-1] = self._meaning.value(self._kind, self._style, text)
        elif local == "row":
            if any(cell is not None and cell != "" for cell in self._cells):
                self._rows.append((self._line, self._cells))
        elif local == "rPh":
            self._phonetic = False

    def _characters(self, text: str) -> None:
        if self._takes:
            self._text.add(text)

    def _go_to(self, reference: str | None) -> None:
        """Make the cell of a reference (B7) the last one of the row; without a reference it is the next."""
        cells = self._cells
        if reference is None:
            place = len(cells) + 1
        else:
            letters = reference.rstrip("0123456789")
            place = self._places.get(letters) or self._places.setdefault(letters, column_number(letters))
        if place > COLUMNS_MAX:
            raise UnfitError(Finding(kind=kinds.COLUMNS_TOO_MANY, file=self._name, line=self._line))
        if place <= len(cells):
            raise ValueError("cells out of order")
        cells.extend([None] * (place - len(cells)))


def _index(text: str) -> int:
    """A number that counts from nought; int() alone would take -1 for the last."""
    number = int(text)
    if number < 0:
        raise ValueError("negative index")
    return number
