"""One cell of a list: text, IIN, date, number — read strictly, or refused with the reason (M8).

Each reader gives its value or the kind of finding. Nothing is guessed: a number that lost its zeros is not padded, a
date that two people read differently is none.
"""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from sailau.refusal import Refusal
from sailau.register import iin as number_rule
from sailau.register import kinds_of_file, refusals
from sailau.register import kinds_of_row as kinds
from sailau.register.finding import Kind
from sailau.register.iin import IIN_DIGITS, Iin
from sailau.register.table import CELL_CHARACTERS_MAX, Cell

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")
_DOTTED: Final = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
_SERIAL: Final = re.compile(r"(?!(?:19|20)[0-9]{2}$)[0-9]{4,5}(?:[.,]0+)?")
"""A spreadsheet's days since 1900; a year alone is none."""

_FLOAT: Final = re.compile(r"[0-9]+[.,][0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+")
_LETTERS: Final = "А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІіA-Za-zÀ-ÖØ-öø-žŞşĞğŪūŊŋ"
_NAME: Final = re.compile(rf"[{_LETTERS}'’ʹ. -]+|-")
_WRONG_LETTERS: Final = re.compile(r"Ð")
"""Stands where UTF-8 was read as Latin; no name here has it."""

_MIXED: Final = re.compile(r"[А-ӿ][A-Za-zÀ-ž]|[A-Za-zÀ-ž][А-ӿ]")
_FORMULA_STARTS: Final = ("=", "+", "@", "-")

CACHE: Final = 1 << 16
CACHED_CHARACTERS_MAX: Final = 80
"""Names, dates and addresses come again and again: a judged text is judged once, and kept once, if it is short."""


def text_of(cell: Cell) -> str | Kind:
    """Text without blanks around; numbers of a spreadsheet as their digits. Refuses formulas, errors, control signs."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _clean_cached(cell) if len(cell) <= CACHED_CHARACTERS_MAX else _clean(cell)
    if isinstance(cell, bool):
        return kinds_of_file.CELL_TYPE
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else kinds_of_file.CELL_TYPE
    return kinds_of_file.CELL_TYPE


def has_needless_blanks(cell: Cell) -> bool:
    """Whether blanks stand around a text, or two together inside."""
    return isinstance(cell, str) and " ".join(cell.split()) not in (cell, "")


def iin_of(cell: Cell) -> Iin | Kind:
    """The IIN, whose text must have twelve digits; a number that a spreadsheet kept counts when none was lost."""
    if isinstance(cell, str) and len(cell) == IIN_DIGITS and cell.isascii() and cell.isdigit():
        return _checked_iin(cell)
    if isinstance(cell, float) and not cell.is_integer():
        return kinds.IIN_FLOAT
    digits = text_of(cell)
    if not isinstance(digits, str):
        return digits
    if not digits:
        return kinds.IIN_MISSING
    if _FLOAT.fullmatch(digits):
        return kinds.IIN_FLOAT
    was_number = not isinstance(cell, str)
    short = digits.isascii() and digits.isdigit() and 7 < len(digits) < IIN_DIGITS
    if was_number and len(digits) != IIN_DIGITS:
        return kinds.IIN_ZEROS_LOST
    if short and not isinstance(number_rule.check(digits.zfill(IIN_DIGITS)), Refusal):
        return kinds.IIN_ZEROS_LOST
    return _checked_iin(digits)


def _checked_iin(digits: str) -> Iin | Kind:
    found = number_rule.check(digits)
    if isinstance(found, Iin):
        return found
    if found is refusals.IIN_NOT_TWELVE_DIGITS:
        return kinds.IIN_LENGTH
    return kinds.IIN_CHECK_DIGIT if found is refusals.IIN_WRONG_CHECK_DIGIT else kinds.IIN_DATE


def date_of(cell: Cell) -> date | Kind:
    """A date: a spreadsheet's date, `YYYY-MM-DD` or `DD.MM.YYYY`."""
    if isinstance(cell, datetime):
        return cell.date() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else kinds.BIRTH_DATE_FORM
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not isinstance(text, str):
        return text
    return _date_of_text(text) if len(text) <= CACHED_CHARACTERS_MAX else kinds.BIRTH_DATE_FORM


@lru_cache(CACHE)
def _date_of_text(text: str) -> date | Kind:
    if _SERIAL.fullmatch(text):
        return kinds.BIRTH_DATE_SERIAL
    iso, dotted = _ISO.fullmatch(text), _DOTTED.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(dotted[3]), int(dotted[2]), int(dotted[1])) if dotted else kinds.BIRTH_DATE_FORM
    except ValueError:
        return kinds.BIRTH_DATE_FORM


def name_of(cell: Cell) -> str | Kind:
    """A surname, name or patronymic: letters of one alphabet a word; may be empty."""
    if not isinstance(cell, str | None):
        return kinds_of_file.CELL_TYPE
    if not cell:
        return ""
    return _name_cached(cell) if len(cell) <= CACHED_CHARACTERS_MAX else _name_of_text(cell)


def _name_of_text(cell: str) -> str | Kind:
    if _WRONG_LETTERS.search(cell):
        return kinds.NAME_LETTERS
    text = _clean(cell)
    if not isinstance(text, str):
        return text
    text = unicodedata.normalize("NFC", text)
    if text and not _NAME.fullmatch(text):
        return kinds.NAME_LETTERS
    return kinds.NAME_MIXED if _MIXED.search(text) else text


def _clean(cell: str) -> str | Kind:
    if len(cell) > CELL_CHARACTERS_MAX:
        return kinds_of_file.CELL_HUGE
    text = " ".join(cell.split(" ")).strip(" \u00a0")
    if text[:1] in _FORMULA_STARTS and text != "-":
        return kinds_of_file.CELL_FORMULA
    if text.startswith("#") and text[1:4].isupper():
        return kinds_of_file.CELL_ERROR
    if not text.isprintable():
        text = text.replace("\u00a0", " ")
        if not text.isprintable():
            return kinds_of_file.CELL_LINES
    return " ".join(text.split())


_clean_cached: Final = lru_cache(CACHE)(_clean)
_name_cached: Final = lru_cache(CACHE)(_name_of_text)
