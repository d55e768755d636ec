"""The individual identification number (IIN, ЖСН, ИИН): twelve digits with a birth date and a check digit (R 7).

    YYMMDD   date of birth
    7th      century and sex: 1, 2 = 18xx; 3, 4 = 19xx; 5, 6 = 20xx; odd = male
    8-11     serial number
    12th     check digit: sum of digit times weight 1..11, mod 11; when that is 10, with weights
             3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2; when that is 10 again, the number is not issued

The rule does not see a wrong eleventh digit (its first weight is 11): the list and the identity document do.
The two-pass rule was confirmed by a public description, not by a legal text; foreigners' numbers (7th digit 0) are
not a voter's and are refused.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from operator import mul
from typing import Final

from sailau.refusal import Refusal
from sailau.register import refusals

IIN_DIGITS: Final = 12
SERIAL_MAX: Final = 9999
_FIRST_WEIGHTS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_MODULUS: Final = 11
_NOT_ISSUED: Final = 10


class Sex(Enum):
    """Sex as the seventh digit says."""

    MALE = 1
    FEMALE = 0


@dataclass(frozen=True, slots=True)
class Iin:
    """A number that passed the check. Its repr does not show it."""

    digits: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: Sex = field(repr=False)


def check(text: str) -> Iin | Refusal:
    """The IIN in `text`, as a bar code or a person gives it (blanks around it are dropped), or why it is none."""
    digits = text.strip()
    if len(digits) != IIN_DIGITS or not (digits.isascii() and digits.isdigit()):
        return refusals.IIN_NOT_TWELVE_DIGITS
    if _check_digit(digits[:-1]) != int(digits[-1]):
        return refusals.IIN_WRONG_CHECK_DIGIT
    century_and_sex = int(digits[6])
    if not 1 <= century_and_sex <= 6:
        return refusals.IIN_WRONG_DATE
    year = 1800 + 100 * ((century_and_sex - 1) // 2) + int(digits[:2])
    try:
        birth_date = date(year, int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return refusals.IIN_WRONG_DATE
    return Iin(digits, birth_date, Sex(century_and_sex % 2))


def compose(birth_date: date, sex: Sex, serial: int) -> Iin | None:
    """The IIN of these parts, None when no such number is issued; for fictitious registers.

    `birth_date` from 1800 to 2099, `serial` from 0 to 9999.
    """
    century = (birth_date.year - 1800) // 100
    if not 0 <= century <= 2 or not 0 <= serial <= SERIAL_MAX:
        return None
    first = f"{birth_date:%y%m%d}{2 * century + (1 if sex is Sex.MALE else 2)}{serial:04d}"
    digit = _check_digit(first)
    return None if digit is None else Iin(f"{first}{digit}", birth_date, sex)


def _check_digit(first: str) -> int | None:
    """The check digit of eleven digits. Their ASCII codes do as well: the weights add up to 6 · 11."""
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        remainder: int = sum(map(mul, weights, first.encode("ascii"))) % _MODULUS
        if remainder != _NOT_ISSUED:
            return remainder
    return None
