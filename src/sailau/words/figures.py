"""Figures as people read them: digits in groups of three, fractions as decimals that never round up.

A decimal is cut, not rounded, and an ellipsis says that digits were left out: 6.9996 % must not
be shown as 7.000 % beside a threshold of 7 %.
"""

from fractions import Fraction

from sailau.errors import invariant
from sailau.words.numbers import Language

NO_BREAK_SPACE = "\u00a0"
DECIMALS = 3


def grouped(n: int) -> str:
    """`n` in decimal digits, groups of three apart by a no-break space: 5 148 074."""
    return f"{n:,}".replace(",", NO_BREAK_SPACE)


def decimal(value: Fraction, lang: Language, places: int = DECIMALS) -> str:
    """`value`, not negative, as a decimal cut after `places` digits; `…` when digits were cut off."""
    invariant(value >= 0, "a count or a share is not negative")
    scaled, rest = divmod(value.numerator * 10**places, value.denominator)
    whole, fraction = divmod(scaled, 10**places)
    point = "." if lang == "en" else ","
    return f"{grouped(whole)}{point}{fraction:0{places}}{'…' if rest else ''}"
