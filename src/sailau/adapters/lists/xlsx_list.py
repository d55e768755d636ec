"""XLSX: one sheet of values, read as a stream after `xlsx_guard` has looked at every part of the package."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO, Final
from xml.parsers import expat

from sailau.adapters.lists.xlsx_cells import meaning_of, rows_of
from sailau.adapters.lists.xlsx_guard import UnfitError, inspect
from sailau.register import kinds_of_file as kinds
from sailau.register.finding import Finding
from sailau.register.table import Cell, Row, Table

_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    RuntimeError,  # a compression or an encryption that zipfile does not know
    OSError,
    EOFError,
    ValueError,
    LookupError,
)
"""What zipfile, expat and the cells raise when the bytes are no workbook."""


@contextmanager
def opened_xlsx(name: str, file: BinaryIO) -> Iterator[Table | Finding]:
    """The table in an open workbook, or why there is none."""
    try:
        package = zipfile.ZipFile(file)
    except _UNREADABLE as error:
        yield _broken(name, error)
        return
    with package:
        yield _table(name, package)


def _table(name: str, package: zipfile.ZipFile) -> Table | Finding:
    try:
        sheet, found = inspect(name, package)
        rows = rows_of(name, package, sheet, meaning_of(package))
        _, first = next(rows)
    except UnfitError as unfit:
        return unfit.finding
    except StopIteration:
        return Finding(kind=kinds.FILE_EMPTY, file=name)
    except _UNREADABLE as error:
        return _broken(name, error)
    heading = tuple("" if cell is None else str(cell) for cell in first)
    return Table(file=name, heading=heading, rows=chain(found, _rows(name, rows, len(first))))


def _rows(name: str, rows: Iterator[tuple[int, list[Cell]]], width: int) -> Iterator[Row | Finding]:
    try:
        for number, cells in rows:
            if any(cell is not None and cell != "" for cell in cells[width:]):
                yield Finding(kind=kinds.ROW_WIDTH, file=name, line=number, detail=f"> {width}")
            else:
                yield Row(number, cells[:width])
    except UnfitError as unfit:
        yield unfit.finding
    except _UNREADABLE as error:
        yield _broken(name, error)


def _broken(name: str, error: Exception) -> Finding:
    return Finding(kind=kinds.FILE_BROKEN, file=name, detail=type(error).__name__)
