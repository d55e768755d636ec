"""Which column is which: headings in Kazakh, Russian and English, and columns that were swapped.

A column is known by its heading, never by its place. Two headings of one meaning, also in two languages, are refused:
nobody can say which of them is meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sailau.register import kinds_of_file as kinds
from sailau.register.finding import Finding

HEADINGS_MIN: Final = 2
"""A row that names fewer columns is no heading."""

NOT_A_LETTER: Final = re.compile(r"[^\w№]+|_")


class Column(StrEnum):
    """The columns of a list; the value is the English heading and the field of JSON."""

    NUMBER = "number"
    IIN = "iin"
    SURNAME = "surname"
    NAME = "name"
    PATRONYMIC = "patronymic"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    PRECINCT = "precinct"


REQUIRED: Final = (Column.IIN, Column.SURNAME, Column.NAME, Column.BIRTH_DATE, Column.ADDRESS)

HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = MappingProxyType(
    {
        Column.NUMBER: (
            "number",
            "no",
            "№",
            "№ п/п",
            "п/п",
            "р/с",
            "р/с №",
            "реттік нөмірі",
            "номер",
            "порядковый номер",
        ),
        Column.IIN: ("iin", "жсн", "иин", "жеке сәйкестендіру нөмірі", "индивидуальный идентификационный номер"),
        Column.SURNAME: ("surname", "last name", "family name", "тегі", "фамилия", "фамилиясы", "tegi"),
        Column.NAME: ("name", "first name", "given name", "аты", "есімі", "имя", "aty"),
        Column.PATRONYMIC: ("patronymic", "middle name", "әкесінің аты", "отчество", "äkesiniñ aty"),
        Column.BIRTH_DATE: ("birth date", "date of birth", "born", "туған күні", "дата рождения", "tuğan küni"),
        Column.ADDRESS: (
            *("address", "мекенжайы", "мекенжай", "тұрғылықты мекенжайы", "тіркелген мекенжайы"),
            *("адрес", "адрес места жительства", "адрес регистрации", "место жительства", "mekenjaiy"),
        ),
        Column.PRECINCT: (
            *("precinct", "учаске", "учаскесі", "учаске нөмірі", "учаске №", "сайлау учаскесі"),
            *("участок", "номер участка", "№ участка", "избирательный участок"),
        ),
    }
)

LOCAL_NAMES: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.NUMBER: "Р/с № / № п/п",
        Column.IIN: "ЖСН / ИИН",
        Column.SURNAME: "Тегі / Фамилия",
        Column.NAME: "Аты / Имя",
        Column.PATRONYMIC: "Әкесінің аты / Отчество",
        Column.BIRTH_DATE: "Туған күні / Дата рождения",
        Column.ADDRESS: "Мекенжайы / Адрес",
        Column.PRECINCT: "Учаске / Участок",
    }
)
"""Each column as a report names it where the file has none of its own."""


def match_headings(file: str, heading: Sequence[str]) -> tuple[dict[Column, int], list[Finding]]:
    """Where each known column stands, and what is wrong with the heading (missing, twice, unknown).

    Of a row that is no heading nothing is shown.
    """
    places: dict[Column, int] = {}
    findings: list[Finding] = []
    for place, text in enumerate(heading):
        column = _KNOWN.get(plain(text))
        shown = shown_heading(text)
        if column is None:
            if text.strip():
                findings.append(Finding(kind=kinds.HEADING_UNKNOWN, file=file, line=1, column=shown))
        elif column in places:
            other = shown_heading(heading[places[column]])
            findings.append(Finding(kind=kinds.HEADING_TWICE, file=file, line=1, column=shown, detail=other))
        else:
            places[column] = place
    if len(places) < HEADINGS_MIN:
        findings.clear()  # no heading at all: what stands there may be a voter
    missing = (column for column in REQUIRED if column not in places)
    findings += [
        Finding(kind=kinds.HEADING_MISSING, file=file, line=1, column=column.value, detail=LOCAL_NAMES[column])
        for column in missing
    ]
    return places, findings


def is_heading(cells: Iterable[str]) -> bool:
    """Whether a row looks like a heading: it names at least two columns."""
    return len({_KNOWN[plain(cell)] for cell in cells if plain(cell) in _KNOWN}) >= HEADINGS_MIN


def plain(heading: str) -> str:
    """A heading without case, signs and needless blanks."""
    return " ".join(NOT_A_LETTER.sub(" ", heading.casefold()).split())


def shown_heading(text: str) -> str:
    """A heading as a report may show it: short, printable, and never what looks like a voter's number."""
    short = "".join(sign if sign.isprintable() else "?" for sign in text.strip()[:40])
    return re.sub(r"[0-9]{5,}", "…", short)


_KNOWN: Final = MappingProxyType({plain(name): column for column, names in HEADINGS.items() for name in names})
