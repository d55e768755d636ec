"""Points that a verifier must refuse: of small order, outside the subgroup, off the curve, written otherwise."""

from sailau.group import GENERATOR, IDENTITY, Point
from sailau.group.ed25519 import P

ORDER_TWO: Point = (P - 1).to_bytes(32, "little")
"""The point (0, −1)."""

ORDER_EIGHT: Point = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")

SECOND_SPELLING_OF_IDENTITY: Point = (P + 1).to_bytes(32, "little")
"""y = p + 1 instead of 1."""

OFF_CURVE: Point = (2).to_bytes(32, "little")


def with_torsion(point: Point) -> Point:
    """Add the point of order two: (x, y) becomes (−x, −y). Every check that multiplies by eight misses it."""
    number = int.from_bytes(point, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    return ((P - y) | (sign ^ 1) << 255).to_bytes(32, "little")


def identity_with_sign() -> Point:
    """The identity with its sign bit set: x = 0 has no sign."""
    return IDENTITY[:31] + b"\x80"


MIXED_ORDER = with_torsion(GENERATOR)
