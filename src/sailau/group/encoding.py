"""Encodings of the group: hexadecimal text, small integers as points, independent generators.

Sources: protocol specification, "Elliptic curves: Ed25519" and the shuffle's tables GetGenerator(s).
Text is the big-endian number of the compressed point, 64 lower-case digits.
"""

import hashlib
from collections.abc import Sequence
from functools import cache

from sailau.errors import GroupError
from sailau.group.ed25519 import Point, check, curve_point

PADDING_BITS = 14
BITS_PER_INT = 8
INTS_MAX = 30
"""Integers that one point can carry: 30 × 8 + 14 = 254 bits."""


def point_to_hex(point: Point) -> str:
    """Write a point as the specification does: 64 hexadecimal digits, most significant first."""
    return point[::-1].hex()


def point_from_hex(text: str) -> Point:
    """Read 64 hexadecimal digits (of either case); membership is *not* checked here.

    Raises GroupError when the text has another form.
    """
    if len(text) != 64 or not text.isascii() or not text.isalnum():
        raise GroupError("a point is 64 hexadecimal digits")
    try:
        return bytes.fromhex(text)[::-1]
    except ValueError as error:
        raise GroupError("a point is 64 hexadecimal digits") from error


def embed(integers: Sequence[int]) -> Point:
    """Encode small integers (0–255, at most 30) as a member of the group (`of_ints`).

    The smallest ε of 14 bits is taken that gives a member; about 16 tries on average. Not constant
    time: the number of tries depends on the integers, which are a control code and a choice.
    Raises GroupError when the integers do not fit.
    """
    if len(integers) > INTS_MAX or any(not 0 <= integer < 256 for integer in integers):
        raise GroupError("a control answer holds at most 30 integers from 0 to 255")
    start = int.from_bytes(bytes(integers), "big") << PADDING_BITS
    for epsilon in range(1 << PADDING_BITS):
        point = (start + epsilon).to_bytes(32, "little")
        if check([point])[0]:
            return point
    raise GroupError("no member of the group encodes these integers")


def unembed(point: Point, count: int) -> tuple[int, ...]:
    """Decode `count` small integers from a point (`to_ints`); ε and higher bits are dropped.

    `embed(unembed(p, n)) == p` tells whether the point is the canonical encoding.
    """
    number = int.from_bytes(point, "little") >> PADDING_BITS
    return tuple((number >> BITS_PER_INT * (count - 1 - index)) & 0xFF for index in range(count))


def is_canonical(point: Point, count: int) -> bool:
    """Tell whether a point is the canonical encoding of `count` small integers.

    Public data only. The smaller ε are tried, so nothing can hide in ε or in the bits above.
    """
    if count > INTS_MAX:
        return False
    return embed(unembed(point, count)) == point


def hash_point(text: str) -> Point:
    """Hash a text to a group element of which nobody knows the logarithm: try, increment, times eight.

    The construction is the specification's GetGenerator with the text given; for public texts only.
    """
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest(), "big") >> 2
    while (point := curve_point(number)) is None:
        number += 1
    return point


@cache
def _generator(index: int) -> Point:
    return hash_point(f"ggen|{index}")


def generators(count: int) -> list[Point]:
    """Return h_0 … h_(count−1), generators of which nobody knows a relation (`GetGenerators`)."""
    return [_generator(index) for index in range(count)]


def secondary_generator() -> Point:
    """Return the generator h of the commitment chain (`GetSecondaryGenerator`, index −1)."""
    return _generator(-1)
