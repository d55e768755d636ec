"""CSV: UTF-8 (a byte order mark may stand), comma, semicolon or tab, quotation marks as in RFC 4180."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from sailau.adapters.lists.encodings import likely_encoding
from sailau.register import kinds_of_file as kinds
from sailau.register.columns import is_heading
from sailau.register.finding import Finding, Kind
from sailau.register.table import COLUMNS_MAX, Row, Table

SEPARATORS: Final = (",", ";", "\t")
OTHER_SEPARATORS: Final = ("|", ":", "^", "~")
LINE_CHARACTERS_MAX: Final = 65_536


class _StopReadingError(Exception):
    """The file cannot be read further; carries the last finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def read_csv(name: str, file: BinaryIO) -> Table | Finding:
    """The table in an open file."""
    lines = _Lines(name, file)
    try:
        first = lines.first()
        separator = _separator(name, first)
        heading = tuple(next(csv.reader([first], delimiter=separator, strict=True)))
    except _StopReadingError as stop:
        return stop.finding
    except (csv.Error, StopIteration):
        return Finding(kind=kinds.QUOTES_BROKEN, file=name, line=lines.number)
    if len(heading) > COLUMNS_MAX:
        return Finding(kind=kinds.COLUMNS_TOO_MANY, file=name, line=lines.number, detail=f"{len(heading)}")
    while heading and not heading[-1].strip():
        heading = heading[:-1]
    return Table(file=name, heading=heading, rows=_rows(name, lines, separator, len(heading)))


class _Lines:
    """The lines of a file, decoded strictly and of bounded length; counts them."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self._name = name
        self._file = file
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self.number = 0

    def first(self) -> str:
        """The first line that is not blank; a spreadsheet's `sep=;` is passed over."""
        for line in self:
            if line.strip() and not line.lower().startswith("sep="):
                return line
        raise _StopReadingError(Finding(kind=kinds.FILE_EMPTY, file=self._name))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._text.readline(LINE_CHARACTERS_MAX)
        except UnicodeDecodeError as error:
            seems = likely_encoding(error.object)
            raise self._stop(kinds.FILE_ENCODING, detail=seems) from None
        self.number += 1
        if not line:
            raise StopIteration
        if len(line) == LINE_CHARACTERS_MAX:
            raise self._stop(kinds.CELL_HUGE, detail=f"> {LINE_CHARACTERS_MAX}")
        if "\0" in line:
            raise self._stop(kinds.FILE_NUL)
        return line

    def let_go(self) -> None:
        """Leave the file open for whoever opened it."""
        if not self._file.closed:
            self._text.detach()

    def _stop(self, kind: Kind, detail: str = "") -> _StopReadingError:
        return _StopReadingError(Finding(kind=kind, file=self._name, line=max(self.number, 1), detail=detail))


def _separator(name: str, first: str) -> str:
    for separator in SEPARATORS:
        if is_heading(first.replace('"', "").split(separator)):
            return separator
    for separator in OTHER_SEPARATORS:
        if is_heading(first.split(separator)):
            raise _StopReadingError(Finding(kind=kinds.SEPARATOR, file=name, line=1, detail=separator))
    return max(SEPARATORS, key=first.count)


def _rows(name: str, lines: _Lines, separator: str, width: int) -> Iterator[Row | Finding]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = lines.number + 1
    try:
        for cells in reader:
            line, start = start, lines.number + 1
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != width:
                detail = f"{len(cells)} ≠ {width}"
                yield Finding(kind=kinds.ROW_WIDTH, file=name, line=line, detail=detail)
                continue
            yield Row(line, cells)
    except _StopReadingError as stop:
        yield stop.finding
    except csv.Error as error:
        kind = kinds.CELL_HUGE if "field limit" in str(error) else kinds.QUOTES_BROKEN
        yield Finding(kind=kind, file=name, line=start)
    finally:
        lines.let_go()
