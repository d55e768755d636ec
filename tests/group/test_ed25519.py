"""The group against a slow reference: every backend must pass this whole file."""

import hashlib
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.group import (
    GENERATOR,
    IDENTITY,
    Q,
    Secret,
    base,
    check,
    mask,
    minus,
    negative,
    powers,
    products,
    rows,
)
from tests.group import reference_curve as slow

SCALARS = st.one_of(st.sampled_from([0, 1, 2, 7, 8, Q - 1, Q - 2, Q // 2, 2**252]), st.integers(0, Q - 1))
"""Edge values first; 2^252 is below q and its highest bit alone."""
TORSION = slow.torsion()
quick = settings(max_examples=25, deadline=None)


def secret(number: int) -> Secret:
    return Secret(number.to_bytes(32, "little"))


def member(number: int) -> bytes:
    return slow.encode(slow.multiply(number, slow.BASE))


def test_the_constants_are_those_of_the_curve() -> None:
    assert slow.encode(slow.BASE) == GENERATOR
    assert slow.encode(slow.NEUTRAL) == IDENTITY
    assert slow.Q == Q
    assert slow.is_member(slow.BASE)


@quick
@given(number=SCALARS)
def test_powers_of_the_generator(number: int) -> None:
    expected = [member(number)]
    assert base([secret(number)]) == expected
    assert rows(IDENTITY, [(number, 0, ())]) == expected
    assert rows(GENERATOR, [(0, number, ())]) == expected
    assert powers([GENERATOR], [secret(number)]) == expected


@quick
@given(of_point=SCALARS, number=SCALARS)
def test_powers_of_a_point(of_point: int, number: int) -> None:
    point = member(of_point)
    expected = [slow.encode(slow.multiply(number, slow.multiply(of_point, slow.BASE)))]
    assert powers([point], [secret(number)]) == expected
    assert rows(IDENTITY, [(0, 0, ((point, number),))]) == expected
    assert rows(point, [(0, number, ())]) == expected


@quick
@given(key=SCALARS, number=SCALARS, factor=SCALARS)
def test_masking_multiplies_a_power_of_the_key_by_the_factor(key: int, number: int, factor: int) -> None:
    assert mask(member(key), [secret(number)], [member(factor)]) == [member((key * number + factor) % Q)]


@quick
@given(st.tuples(*[SCALARS] * 6))
def test_rows_multiply_out_products_of_powers(numbers: tuple[int, ...]) -> None:
    key, g, y, point, exponent, other = numbers
    job = (g, y, ((member(point), exponent), (member(other), other)))
    expected = member((g + key * y + point * exponent + other * other) % Q)
    assert rows(member(key), [job, (0, 0, ())]) == [expected, IDENTITY]


@quick
@given(st.lists(SCALARS, max_size=4), SCALARS)
def test_products_and_quotients(numbers: list[int], other: int) -> None:
    points = [member(number) for number in numbers]
    assert products([points]) == [member(sum(numbers) % Q)]
    assert minus(points, [member(other)] * len(points)) == [member((number - other) % Q) for number in numbers]
    assert [negative(point) for point in points] == [member(-number % Q) for number in numbers]


def test_empty_lists_give_empty_lists() -> None:
    assert products([[]]) == [IDENTITY]
    assert products([]) == rows(IDENTITY, []) == base([]) == powers([], []) == mask(GENERATOR, [], []) == []
    assert minus([], []) == []
    assert check([]) == []


def test_a_point_divided_by_itself_is_the_identity() -> None:
    assert minus([GENERATOR, IDENTITY], [GENERATOR, IDENTITY]) == [IDENTITY, IDENTITY]
    assert products([[GENERATOR, negative(GENERATOR)]]) == [IDENTITY]


@quick
@given(number=SCALARS)
def test_members_are_accepted(number: int) -> None:
    assert check([member(number)]) == [True]


def test_points_of_small_order_are_refused_except_the_identity() -> None:
    encoded = [slow.encode(point) for point in TORSION]
    assert len(set(encoded)) == 8
    assert check(encoded) == [point == IDENTITY for point in encoded]


@pytest.mark.parametrize("part", range(1, 8))
def test_members_with_a_torsion_part_are_refused(part: int) -> None:
    mixed = slow.add(slow.multiply(12345, slow.BASE), TORSION[part])
    assert check([slow.encode(mixed)]) == [False]


def test_every_encoding_of_a_number_not_below_the_prime_is_refused() -> None:
    encodings = [(y | sign << 255).to_bytes(32, "little") for y in range(slow.P, 2**255) for sign in (0, 1)]
    assert check(encodings) == [False] * 38


def test_the_identity_with_its_sign_bit_set_is_refused() -> None:
    assert check([IDENTITY[:31] + b"\x80"]) == [False]


def test_numbers_off_the_curve_are_refused() -> None:
    off = [y for y in range(2, 60) if slow.on_curve(y) is None]
    assert off
    assert not any(check([y.to_bytes(32, "little") for y in off]))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_other_lengths_are_refused(length: int) -> None:
    assert check([bytes(length), GENERATOR]) == [False, True]


@quick
@given(st.binary(min_size=32, max_size=32))
def test_membership_agrees_with_the_reference_on_any_bytes(data: bytes) -> None:
    point = slow.decode(data)
    expected = point is not None and slow.is_member(point) and slow.encode(point) == data
    assert check([data]) == [expected]


@quick
@given(left=SCALARS, right=SCALARS, factor=st.integers(-(2**64), 2**64))
def test_secrets_are_scalars_modulo_q(left: int, right: int, factor: int) -> None:
    a, b = secret(left), secret(right)
    assert (a + b).public() == (left + right) % Q
    assert (a - b).public() == (left - right) % Q
    assert (a * b).public() == left * right % Q
    assert a.times(factor).public() == left * factor % Q
    assert Secret.sum([a, b, b]).public() == (left + 2 * right) % Q
    assert a.reveal() == left.to_bytes(32, "little")


def test_secrets_reduce_what_they_are_given() -> None:
    assert secret(Q).public() == 0
    assert Secret(b"\xff" * 64).public() == (2**512 - 1) % Q
    digest = hashlib.sha256(b"digest").digest()
    assert Secret.from_digest(digest).public() == int.from_bytes(digest, "big") % Q


def test_drawn_secrets_differ() -> None:
    drawn = {Secret.random().reveal() for _ in range(50)}
    assert len(drawn) == 50


def test_a_secret_never_shows_its_value() -> None:
    value = secret(20**50)
    for text in (repr(value), str(value), f"{value}", f"{[value]}"):
        assert str(20**50) not in text
        assert value.reveal().hex() not in text


def test_a_secret_survives_the_way_to_another_process() -> None:
    value = Secret.random()
    assert pickle.loads(pickle.dumps(value)).reveal() == value.reveal()
