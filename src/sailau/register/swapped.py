"""Columns whose heading lies: told by what most of their cells look like, said once and not a thousand times."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from sailau.register import kinds_of_file as kinds
from sailau.register.columns import LOCAL_NAMES, Column
from sailau.register.finding import Finding
from sailau.register.spelling import fold
from sailau.register.table import Cell

SEEN_MAX: Final = 2_000
"""So many rows are looked at: enough to tell, and no more work."""

ROWS_MIN: Final = 5
_IIN: Final = re.compile(r"[0-9]{12}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}[./][0-9]{2}[./][0-9]{4}")
_FAMILY: Final = re.compile(r".{2,}(?:[oe]va?|ina?|ski|skaia|enko)")
_FATHER: Final = re.compile(r".{2,}(?:(?:ov|ev)(?:ic|na)|icna|uli|kizi)")


class Watch:
    """Counts what the first cells of each column look like."""

    COLUMNS: Final = (Column.IIN, Column.SURNAME, Column.NAME, Column.PATRONYMIC, Column.BIRTH_DATE, Column.ADDRESS)

    def __init__(self) -> None:
        self._rows = 0
        self._looks: Counter[tuple[Column, str]] = Counter()

    def see(self, cells: Iterable[Cell]) -> None:
        """Look at one row's cells, in order of `COLUMNS`."""
        if self._rows >= SEEN_MAX:
            return
        self._rows += 1
        self._looks.update((column, _look(cell)) for column, cell in zip(self.COLUMNS, cells, strict=True))

    def findings(self, file: str, names: Mapping[Column, str]) -> list[Finding]:
        """The columns of which most cells look like another column's, called by the file's own headings (`names`)."""
        if self._rows < ROWS_MIN:
            return []
        pairs = [(column, look) for column in self.COLUMNS for look in _STRANGE[column] if self._most(column, look)]
        # Names and surnames look alike often; only both being the wrong way round tells.
        families = (self._share(Column.SURNAME, "family"), self._share(Column.NAME, "family"))
        if families[1] > 0.5 and families[0] < 0.2:
            pairs.append((Column.NAME, "family"))
        return [
            Finding(
                kind=kinds.COLUMNS_SWAPPED,
                file=file,
                column=names.get(column, column.value),
                detail=names.get(_SHOWN[look], LOCAL_NAMES[_SHOWN[look]]),
            )
            for column, look in pairs
        ]

    def _most(self, column: Column, look: str) -> bool:
        return self._share(column, look) > 0.6

    def _share(self, column: Column, look: str) -> float:
        return self._looks[column, look] / self._rows


_STRANGE: Final = {
    Column.IIN: ("date", "name", "family", "father"),
    Column.SURNAME: ("iin", "date", "father"),
    Column.NAME: ("iin", "date", "father"),
    Column.PATRONYMIC: ("iin", "date", "family"),
    Column.BIRTH_DATE: ("iin", "name", "family", "father"),
    Column.ADDRESS: ("iin", "date", "father"),
}
_SHOWN: Final = {
    "iin": Column.IIN,
    "date": Column.BIRTH_DATE,
    "name": Column.NAME,
    "family": Column.SURNAME,
    "father": Column.PATRONYMIC,
}


def _look(cell: Cell) -> str:
    if isinstance(cell, date):
        return "date"
    if not isinstance(cell, str):
        return "iin" if isinstance(cell, int) and len(str(cell)) == 12 else "other"
    text = cell.strip()
    if _IIN.fullmatch(text):
        return "iin"
    if _DATE.fullmatch(text):
        return "date"
    if not text or not text.replace("-", "").isalpha():
        return "other"
    folded = fold(text)
    if _FATHER.fullmatch(folded):
        return "father"
    return "family" if _FAMILY.fullmatch(folded) else "name"
