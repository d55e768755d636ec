"""XLSX, read by openpyxl after `xlsx_guard` has looked at every part of the package: one sheet of values."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, BinaryIO

from openpyxl import load_workbook

from sailau.adapters.lists.xlsx_guard import UnfitError, inspect, numbered
from sailau.register import kinds_of_file as kinds
from sailau.register.finding import Finding
from sailau.register.table import Row, Table


@contextmanager
def opened_xlsx(name: str, file: BinaryIO) -> Iterator[Table | Finding]:
    """The table in an open workbook, or why there is none."""
    try:
        with zipfile.ZipFile(file) as package:
            found = inspect(name, package)
    except UnfitError as unfit:
        yield unfit.finding
        return
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError) as error:
        # RuntimeError: a compression or an encryption that zipfile does not know.
        yield _broken(name, error)
        return
    file.seek(0)
    yield _table(name, file, found)


def _table(name: str, file: BinaryIO, found: list[Finding]) -> Table | Finding:
    rows = numbered(_cells(file))
    try:
        _, first = next(rows)
    except StopIteration:
        return Finding(kind=kinds.FILE_BROKEN, file=name, detail="no sheet")
    except Exception as error:
        return _broken(name, error)
    width = max(place for place, cell in enumerate(first, start=1) if cell is not None)
    heading = tuple("" if cell is None else str(cell) for cell in first[:width])
    return Table(file=name, heading=heading, rows=chain(found, _rows(name, rows, width)))


def _cells(file: BinaryIO) -> Iterator[tuple[Any, ...]]:
    """The rows of all sheets; only one has any, as the guard has seen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of looks that it does not know
        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # what a sheet says of its size is not believed
        yield from sheet.iter_rows(values_only=True)


def _rows(name: str, rows: Iterator[tuple[int, tuple[Any, ...]]], width: int) -> Iterator[Row | Finding]:
    while True:
        try:
            number, cells = next(rows)
        except StopIteration:
            return
        except Exception as error:  # openpyxl raises what its parsing meets, of any type
            yield _broken(name, error)
            return
        if any(cell is not None and cell != "" for cell in cells[width:]):
            yield Finding(kind=kinds.ROW_WIDTH, file=name, line=number, detail=f"> {width}")
            continue
        yield Row(number, cells[:width])


def _broken(name: str, error: Exception) -> Finding:
    return Finding(kind=kinds.FILE_BROKEN, file=name, detail=type(error).__name__)
