"""Ed25519 from its definition, slowly: what the group of the system is compared with.

Python integers and the complete addition law only (RFC 8032, section 5.1); nothing is shared with the system.
"""

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Affine = tuple[int, int]
NEUTRAL: Affine = (0, 1)


def add(left: Affine, right: Affine) -> Affine:
    """Add two points of the twisted Edwards curve −x² + y² = 1 + d·x²·y²."""
    return _affine(_sum((*left, 1), (*right, 1)))


def multiply(number: int, point: Affine) -> Affine:
    """Add a point to itself `number` times."""
    result, step = (*NEUTRAL, 1), (*point, 1)
    while number:
        if number & 1:
            result = _sum(result, step)
        step = _sum(step, step)
        number >>= 1
    return _affine(result)


def _sum(left: tuple[int, int, int], right: tuple[int, int, int]) -> tuple[int, int, int]:
    """The same law with a common denominator: (x, y, z) stands for (x/z, y/z)."""
    (x1, y1, z1), (x2, y2, z2) = left, right
    z, x, y = z1 * z2 % P, x1 * x2 % P, y1 * y2 % P
    product = D * x * y % P
    low, high = (z * z - product) % P, (z * z + product) % P
    crossed = ((x1 + y1) * (x2 + y2) - x - y) % P
    return z * low * crossed % P, z * high * (y + x) % P, low * high % P


def _affine(point: tuple[int, int, int]) -> Affine:
    x, y, z = point
    inverse = pow(z, -1, P)
    return x * inverse % P, y * inverse % P


def encode(point: Affine) -> bytes:
    """Compress: y, with the lowest bit of x on top."""
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def root(square: int) -> int | None:
    """Return a square root modulo the prime, or None."""
    candidate = pow(square, (P + 3) // 8, P)
    for root_ in (candidate, candidate * pow(2, (P - 1) // 4, P) % P):
        if root_ * root_ % P == square % P:
            return root_
    return None


def on_curve(y: int) -> Affine | None:
    """Return the point with this y and even x, or None."""
    x = root((y * y - 1) * pow(D * y * y + 1, -1, P) % P)
    if x is None:
        return None
    return (x if x % 2 == 0 else P - x) % P, y % P


def decode(data: bytes) -> Affine | None:
    """Decompress; None off the curve. Non-canonical y is reduced, as a careless program would."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    point = on_curve(y % P)
    if point is None or not sign:
        return point
    return (P - point[0]) % P, point[1]


def is_member(point: Affine) -> bool:
    """Tell whether a point lies in the subgroup of prime order."""
    return multiply(Q, point) == NEUTRAL


BASE = on_curve(4 * pow(5, -1, P) % P) or NEUTRAL


def torsion() -> list[Affine]:
    """List the eight points of small order."""
    y = 2
    while True:
        found = on_curve(y)
        if found is not None:
            small = multiply(Q, found)
            if multiply(4, small) != NEUTRAL:
                return [multiply(number, small) for number in range(8)]
        y += 1
