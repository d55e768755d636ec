"""The one module that talks to libsodium (through PyNaCl): group operations in lists.

libsodium's own functions refuse the scalar 0 and the identity, and some accept points outside the
prime-order group; both are dealt with here once. Every point that comes from outside goes through
`check` before anything else sees it; the functions below trust their arguments.

Constant time: `base`, `powers`, `mask` and the arithmetic of `Secret` are libsodium's constant-time
calls on bytes. The tests for a zero exponent are not, which tells an observer of the clock only that
a secret was zero, an event of probability 2^-252. `rows`, `products`, `minus` and `check`
are for public data.
"""

import os
from collections.abc import Iterable, Sequence

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_core_ed25519_scalar_sub,
    crypto_core_ed25519_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

Point = bytes
"""A group element, 32 bytes, little-endian compressed form."""

Q = 2**252 + 27742317777372353535851937790883648493
"""Order of the group."""

P = 2**255 - 19
"""The field's prime."""

IDENTITY: Point = bytes([1]) + bytes(31)
GENERATOR: Point = bytes.fromhex("58" + "66" * 31)

Job = tuple[int, int, Sequence[tuple[Point, int]]]
"""One product of powers: exponent of g, exponent of the key, and (point, exponent) pairs."""

_ZERO = bytes(32)


class Secret:
    """A secret scalar, kept as 32 little-endian bytes below q; its `repr` shows nothing."""

    __slots__ = ("_bytes",)

    def __init__(self, little_endian: bytes) -> None:
        """Take 32 bytes; the value is reduced modulo q by the library."""
        self._bytes = crypto_core_ed25519_scalar_reduce(little_endian + bytes(64 - len(little_endian)))

    @classmethod
    def random(cls) -> "Secret":
        """Draw a scalar from the operating system's generator (512 bits reduced)."""
        return _of(crypto_core_ed25519_scalar_reduce(os.urandom(64)))

    @classmethod
    def from_digest(cls, big_endian: bytes) -> "Secret":
        """Read a hash (up to 64 bytes, big-endian) as a secret scalar modulo q."""
        return cls(big_endian[::-1])

    @classmethod
    def sum(cls, secrets: Iterable["Secret"]) -> "Secret":
        """Add secrets modulo q."""
        found = iter(secrets)
        total = next(found, None)
        if total is None:
            return cls(_ZERO)
        for secret in found:
            total = total + secret
        return total

    def reveal(self) -> bytes:
        """Return the 32 bytes, for a cipher, a key store or an opened (challenged) ballot."""
        return self._bytes

    def times(self, factor: int) -> "Secret":
        """Multiply by a public number."""
        return _of(crypto_core_ed25519_scalar_mul(self._bytes, _le(factor)))

    def __add__(self, other: "Secret") -> "Secret":
        return _of(crypto_core_ed25519_scalar_add(self._bytes, other._bytes))

    def __sub__(self, other: "Secret") -> "Secret":
        return _of(crypto_core_ed25519_scalar_sub(self._bytes, other._bytes))

    def __mul__(self, other: "Secret") -> "Secret":
        return _of(crypto_core_ed25519_scalar_mul(self._bytes, other._bytes))

    def public(self) -> int:
        """Publish the value: only for what is meant to be published, as a response of a proof."""
        return int.from_bytes(self._bytes, "little")

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> tuple[type["Secret"], tuple[bytes]]:
        return Secret, (self._bytes,)


def _of(scalar: bytes) -> Secret:
    secret = Secret.__new__(Secret)
    secret._bytes = scalar
    return secret


def _le(scalar: int) -> bytes:
    return (scalar % Q).to_bytes(32, "little")


def check(points: Iterable[Point]) -> list[bool]:
    """Tell for each point whether it is a canonical encoding of a member of the prime-order group.

    The identity is a member. This is the one gate for points from outside.
    """
    return [
        len(point) == 32 and (point == IDENTITY or (_is_canonical(point) and crypto_core_ed25519_is_valid_point(point)))
        for point in points
    ]


def _is_canonical(point: Point) -> bool:
    return int.from_bytes(point, "little") & (2**255 - 1) < P


def negative(point: Point) -> Point:
    """Return the inverse of a point (the sign bit turned, except for the identity)."""
    return point if point == IDENTITY else point[:31] + bytes([point[31] ^ 0x80])


def base(exponents: Iterable[Secret]) -> list[Point]:
    """Raise g to secret exponents, in constant time."""
    return [_base(secret._bytes) for secret in exponents]


def powers(points: Iterable[Point], exponents: Iterable[Secret]) -> list[Point]:
    """Raise each point to its secret exponent, in constant time."""
    return [_power(point, secret._bytes) for point, secret in zip(points, exponents, strict=True)]


def mask(key: Point, exponents: Iterable[Secret], factors: Iterable[Point]) -> list[Point]:
    """Return key^n · factor for each secret n and its factor: the second half of an encryption.

    The addition is always made, also with the identity, so that it does not tell a 0 from a 1.
    """
    return [
        crypto_core_ed25519_add(_power(key, secret._bytes), factor)
        for secret, factor in zip(exponents, factors, strict=True)
    ]


def rows(key: Point, jobs: Iterable[Job]) -> list[Point]:
    """Multiply out public products of powers g^a · key^b · ∏ point^e, one result a job."""
    return [_row(key, job) for job in jobs]


def _row(key: Point, job: Job) -> Point:
    of_generator, of_key, pairs = job
    result = _base(of_generator.to_bytes(32, "little")) if of_generator else IDENTITY
    if of_key:
        result = _add(result, _power(key, of_key.to_bytes(32, "little")))
    for point, exponent in pairs:
        if exponent and point != IDENTITY:
            result = _add(result, crypto_scalarmult_ed25519_noclamp(exponent.to_bytes(32, "little"), point))
    return result


def products(lists: Iterable[Sequence[Point]]) -> list[Point]:
    """Multiply the points of each list; an empty list gives the identity."""
    return [_product(points) for points in lists]


def _product(points: Sequence[Point]) -> Point:
    if not points:
        return IDENTITY
    result = points[0]
    for point in points[1:]:
        result = crypto_core_ed25519_add(result, point)
    return result


def minus(points: Iterable[Point], others: Iterable[Point]) -> list[Point]:
    """Divide each point by the other (P − P' in additive words)."""
    return [
        point if other == IDENTITY else crypto_core_ed25519_sub(point, other)
        for point, other in zip(points, others, strict=True)
    ]


def _add(left: Point, right: Point) -> Point:
    return right if left == IDENTITY else crypto_core_ed25519_add(left, right)


def _base(exponent: bytes) -> Point:
    return IDENTITY if exponent == _ZERO else crypto_scalarmult_ed25519_base_noclamp(exponent)


def _power(point: Point, exponent: bytes) -> Point:
    if exponent == _ZERO or point == IDENTITY:
        return IDENTITY
    return crypto_scalarmult_ed25519_noclamp(exponent, point)


def curve_point(number: int) -> Point | None:
    """Return eight times the curve point whose compressed form is `number`, or None off the curve.

    Serves the derivation of generators only; `number` has its sign bit clear and lies below the prime.
    """
    encoded = number.to_bytes(32, "little")
    try:
        doubled = crypto_core_ed25519_add(encoded, encoded)
    except Exception:  # libsodium's only refusal here: not on the curve
        return None
    doubled = crypto_core_ed25519_add(doubled, doubled)
    return crypto_core_ed25519_add(doubled, doubled)
