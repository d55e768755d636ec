"""Only a number that could have been issued passes the desk (C10, C11; R 7)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.checkin import Iin, Sex, check, compose
from sailau.refusal import Refusal

WEIGHTS_1 = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
WEIGHTS_2 = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]

births = st.dates(date(1800, 1, 1), date(2099, 12, 31))
serials = st.integers(0, 9999)


def code(found: Iin | Refusal) -> str:
    return found.code if isinstance(found, Refusal) else "iin"


@given(birth_date=births, sex=st.sampled_from(Sex), serial=serials)
def test_composed_number_passes_and_says_birth_date_and_sex(birth_date: date, sex: Sex, serial: int) -> None:
    iin = compose(birth_date, sex, serial)
    if iin is None:
        return
    found = check(f" {iin.digits}\r\n")
    assert found == iin
    assert iin.digits[:6] == f"{birth_date:%y%m%d}"
    assert iin.digits[7:11] == f"{serial:04d}"


@given(birth_date=births, sex=st.sampled_from(Sex), serial=serials)
def test_check_digit_follows_the_two_pass_rule(birth_date: date, sex: Sex, serial: int) -> None:
    century = (birth_date.year // 100 - 18) * 2 + (1 if sex is Sex.MALE else 2)
    first = [int(d) for d in f"{birth_date:%y%m%d}{century}{serial:04d}"]
    once = sum(d * w for d, w in zip(first, WEIGHTS_1, strict=True)) % 11
    twice = sum(d * w for d, w in zip(first, WEIGHTS_2, strict=True)) % 11
    expected = once if once < 10 else twice if twice < 10 else None
    iin = compose(birth_date, sex, serial)
    assert (int(iin.digits[-1]) if iin else None) == expected


def test_second_pass_and_number_never_issued_both_occur() -> None:
    def first_pass(text: str) -> int:
        return sum(int(d) * w for d, w in zip(text, WEIGHTS_1, strict=False)) % 11

    made = [(serial, compose(date(1980, 5, 17), Sex.MALE, serial)) for serial in range(2000)]
    assert any(iin is None for _, iin in made)
    second = [iin for _, iin in made if iin is not None and first_pass(iin.digits[:11]) == 10]
    assert second
    assert all(check(iin.digits) == iin for iin in second)


def test_worked_example_by_hand() -> None:
    # 8 0 0 5 1 7 4 0 0 0 1: 8·1 + 5·4 + 1·5 + 7·6 + 4·7 + 1·11 = 114 = 10·11 + 4
    assert code(check("800517400014")) == "iin"
    found = check("800517400014")
    assert isinstance(found, Iin)
    assert (found.birth_date, found.sex) == (date(1980, 5, 17), Sex.FEMALE)


@given(birth_date=births, serial=serials, at=st.integers(0, 11).filter(lambda at: at != 10), other=st.integers(1, 9))
def test_one_wrong_digit_but_the_eleventh_is_refused(birth_date: date, serial: int, at: int, other: int) -> None:
    iin = compose(birth_date, Sex.FEMALE, serial)
    if iin is None:
        return
    wrong = str((int(iin.digits[at]) + other) % 10)
    found = check(iin.digits[:at] + wrong + iin.digits[at + 1 :])
    # One digit changes a pass of the sum by a non-zero amount mod 11, so only a change of pass can hide it.
    if isinstance(found, Iin):
        first = [sum(int(d) * w for d, w in zip(n, WEIGHTS_1, strict=False)) % 11 for n in (iin.digits, found.digits)]
        assert 10 in first


@pytest.mark.parametrize(
    "text", ["", "8005174000", "80051740001488", "80051740001a", "８００５１７４０００１４", "-80051740014"]
)
def test_anything_but_twelve_digits_is_refused(text: str) -> None:
    assert code(check(text)) == "iin-not-twelve-digits"


@pytest.mark.parametrize("first", ["80133140001", "80023040001", "80051700001", "80051770001", "01022970001"])
def test_date_or_century_that_is_none_is_refused_even_with_a_good_check_digit(first: str) -> None:
    sums = [sum(int(d) * w for d, w in zip(first, ws, strict=True)) % 11 for ws in (WEIGHTS_1, WEIGHTS_2)]
    digit = sums[0] if sums[0] < 10 else sums[1]
    assert digit < 10
    assert code(check(f"{first}{digit}")) == "iin-wrong-date"


def test_wrong_check_digit_is_refused() -> None:
    assert code(check("800517400015")) == "iin-wrong-check-digit"


def test_number_does_not_show_in_repr_or_refusal() -> None:
    found = check("800517400014")
    assert repr(found) == "Iin()"
    refusal = check("800517400015")
    assert "800517" not in repr(refusal)


@pytest.mark.parametrize(
    ("birth_date", "serial"),
    [(date(2100, 1, 1), 1), (date(1799, 1, 1), 1), (date(1980, 1, 1), 10000), (date(1980, 1, 1), -1)],
)
def test_parts_out_of_bounds_make_no_number(birth_date: date, serial: int) -> None:
    assert compose(birth_date, Sex.MALE, serial) is None
