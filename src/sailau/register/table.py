"""What a reader of files hands to the register: a heading, and rows of cells as they stand in the file.

A reader says by a `Finding` what it cannot read. A fatal one is its last word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sailau.register.finding import Finding

Cell = str | int | float | bool | datetime | date | None
"""A cell's value; text from CSV is always `str`."""

CELL_CHARACTERS_MAX = 500
COLUMNS_MAX = 40
ROWS_MAX = 5_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line as the file's program counts it, and its cells."""

    line: int
    cells: Sequence[Cell] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file as a table. `rows` may be gone through once; findings come where they were met."""

    file: str
    heading: tuple[str, ...]
    rows: Iterator[Row | Finding]
