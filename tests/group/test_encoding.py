"""Points as text, small integers as points, generators of which nobody knows a relation."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import GroupError
from sailau.group import (
    GENERATOR,
    IDENTITY,
    Q,
    check,
    embed,
    generators,
    hash_point,
    point_from_hex,
    point_to_hex,
    secondary_generator,
    unembed,
)
from sailau.group.encoding import INTS_MAX, PADDING_BITS, is_canonical
from tests.group import reference_curve as slow

quick = settings(max_examples=25, deadline=None)


def test_text_is_the_big_endian_number() -> None:
    assert point_to_hex(IDENTITY) == "0" * 63 + "1"
    assert point_to_hex(GENERATOR) == "6" * 62 + "58"


@given(st.binary(min_size=32, max_size=32))
def test_text_and_back(point: bytes) -> None:
    text = point_to_hex(point)
    assert text == f"{int.from_bytes(point, 'little'):064x}"
    assert point_from_hex(text) == point_from_hex(text.upper()) == point


@pytest.mark.parametrize(
    "text", ["", "0" * 63, "0" * 65, "g" * 64, " " + "0" * 63, "0x" + "0" * 62, "०" * 64, "é" * 64]
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(GroupError):
        point_from_hex(text)


INTEGERS = st.lists(st.integers(0, 255), max_size=INTS_MAX)


@quick
@given(INTEGERS)
def test_integers_into_a_point_and_back(integers: list[int]) -> None:
    point = embed(integers)
    assert check([point]) == [True]
    assert unembed(point, len(integers)) == tuple(integers)
    assert is_canonical(point, len(integers))


@quick
@given(st.lists(st.integers(0, 99), min_size=2, max_size=3))
def test_the_smallest_member_is_taken(integers: list[int]) -> None:
    number = int.from_bytes(bytes(integers), "big") << PADDING_BITS
    while not ((point := slow.on_curve(number)) and slow.is_member(point)):
        number += 1
    assert embed(integers) == number.to_bytes(32, "little")


def test_thirty_integers_of_any_size_fit() -> None:
    assert unembed(embed([255] * INTS_MAX), INTS_MAX) == (255,) * INTS_MAX
    assert unembed(embed([0] * INTS_MAX), INTS_MAX) == (0,) * INTS_MAX


@pytest.mark.parametrize("integers", [[256], [-1], [0] * 31, [1, 2, 1000]])
def test_integers_that_do_not_fit_are_refused(integers: list[int]) -> None:
    with pytest.raises(GroupError):
        embed(integers)


def next_member(point: bytes, step: int = 1) -> bytes:
    number = int.from_bytes(point, "little") + step
    while not check([number.to_bytes(32, "little")])[0]:
        number += step
    return number.to_bytes(32, "little")


def test_a_mark_hidden_in_epsilon_is_seen() -> None:
    marked = next_member(embed([12, 3]))
    assert unembed(marked, 2) == (12, 3)
    assert not is_canonical(marked, 2)


def test_a_mark_hidden_above_the_integers_is_seen() -> None:
    marked = next_member(embed([9, 12, 3]))
    assert unembed(marked, 2) == (12, 3)
    assert not is_canonical(marked, 2)
    assert not is_canonical(embed([9, 12, 3]), 2)


def test_a_mark_hidden_in_the_sign_is_seen() -> None:
    point = embed([12, 3])
    marked = point[:31] + bytes([point[31] | 0x80])
    assert check([marked]) == [True]
    assert unembed(marked, 2) == (12, 3)
    assert not is_canonical(marked, 2)


def test_more_integers_than_a_point_holds_are_never_canonical() -> None:
    assert not is_canonical(embed([1]), INTS_MAX + 1)


def reference_generator(index: int) -> bytes:
    y = int.from_bytes(hashlib.sha256(f"ggen|{index}".encode()).digest(), "big") >> 2
    while (point := slow.on_curve(y)) is None:
        y += 1
    return slow.encode(slow.multiply(8, point))


def test_generators_are_derived_as_the_specification_says() -> None:
    assert generators(4) == [reference_generator(index) for index in range(4)]
    assert secondary_generator() == reference_generator(-1)


def test_generators_are_members_and_distinct() -> None:
    found = [*generators(20), secondary_generator(), GENERATOR]
    assert all(check(found))
    assert len(set(found)) == 22
    assert IDENTITY not in found


def test_hashing_a_text_gives_a_member_that_depends_on_it() -> None:
    points = [hash_point(f"tracker-{number}") for number in range(10)]
    assert all(check(points))
    assert len(set(points)) == 10
    assert hash_point("ggen|0") == generators(1)[0]


def test_the_order_of_the_group_is_prime_by_fermat() -> None:
    assert all(pow(number, Q - 1, Q) == 1 for number in (2, 3, 5, 7))
