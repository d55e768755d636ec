"""The prime-order group of Ed25519: points, scalars, and the list-shaped operations on them.

Points are 32 bytes in the library's (little-endian) order. Public scalars are integers in [0, q).
Secret scalars are `Secret`: 32 little-endian bytes that stay bytes and never show in a `repr`.
Hexadecimal and decimal text exist only at the edge of the formats (`encoding`).

Two kinds of operation, told apart by name: those that carry secrets (`base`, `powers`, `mask`, and the
arithmetic of `Secret`) use the library's constant-time calls; those on public data (`rows`, `products`,
`minus`) may take variable time in a faster backend.
"""

from sailau.group.ed25519 import (
    GENERATOR,
    IDENTITY,
    Job,
    Point,
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
from sailau.group.encoding import (
    embed,
    generators,
    hash_point,
    point_from_hex,
    point_to_hex,
    secondary_generator,
    unembed,
)

__all__ = [
    "GENERATOR",
    "IDENTITY",
    "Job",
    "Point",
    "Q",
    "Secret",
    "base",
    "check",
    "embed",
    "generators",
    "hash_point",
    "mask",
    "minus",
    "negative",
    "point_from_hex",
    "point_to_hex",
    "powers",
    "products",
    "rows",
    "secondary_generator",
    "unembed",
]
