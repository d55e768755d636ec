"""Figures as people read them: nothing is rounded up."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sailau.words import decimal, grouped


def test_digits_stand_in_groups_of_three() -> None:
    assert grouped(5_148_074) == "5\u00a0148\u00a0074"
    assert grouped(999) == "999"
    assert grouped(0) == "0"


def test_a_share_just_below_the_threshold_is_not_shown_as_the_threshold() -> None:
    assert decimal(Fraction(699_999, 100_000), "en") == "6.999…"
    assert decimal(Fraction(7), "en") == "7.000"
    assert decimal(Fraction(7), "kk") == decimal(Fraction(7), "ru") == "7,000"


@given(value=st.fractions(min_value=0, max_value=10**9))
def test_what_is_shown_is_never_more_than_the_value(value: Fraction) -> None:
    shown = decimal(value, "en").replace("\u00a0", "")
    cut = Fraction(shown.rstrip("…"))
    assert cut <= value < cut + Fraction(1, 1000)
    assert shown.endswith("…") == (cut != value)
