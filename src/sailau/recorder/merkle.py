"""The tree over a record (RFC 6962, section 2.1): one entry can be shown alone, and growth proved without the entries.

A leaf is salted, so that a leaf's hash tells nothing of its entry until entry and salt are shown together:

    leaf data = SHA-256(domain || salt (32 bytes) || uptime in µs (8 bytes, big-endian) || entry line without line feed)
    leaf hash = SHA-256(0x00 || leaf data)          node hash = SHA-256(0x01 || left || right)

To an outsider's tool it is a log whose entries are the 32 bytes of leaf data. The present chain (`chain`) stays as it
is inside the entries; the tree stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sailau.errors import ProofError, invariant

HASH_BYTES: Final = 32
SALT_BYTES: Final = 32
UPTIME_MAX: Final = 2**63 - 1
EMPTY_ROOT: Final = sha256(b"").digest()
_LEAF_DOMAIN: Final = b"sailau/recorder/leaf/2\n"


def leaf_data(salt: bytes, uptime_us: int, line: bytes) -> bytes:
    """What the log holds for one entry. `line` is the entry's line without its line feed."""
    invariant(len(salt) == SALT_BYTES, "a salt has 32 bytes")
    invariant(0 <= uptime_us <= UPTIME_MAX, "an uptime of 63 bits")
    return sha256(_LEAF_DOMAIN + salt + uptime_us.to_bytes(8, "big") + line).digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf, given its data."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Peaks:
    """A growing tree by the roots of its full parts, largest first: enough to add a leaf and to tell the root."""

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def add(self, leaf: bytes) -> "Peaks":
        """The tree with one leaf hash more."""
        roots, top, size = list(self.roots), leaf, self.size
        while size & 1:
            top = node_hash(roots.pop(), top)
            size >>= 1
        return Peaks(self.size + 1, (*roots, top))

    def root(self) -> bytes:
        """The root of the tree as it is."""
        if not self.roots:
            return EMPTY_ROOT
        top = self.roots[-1]
        for peak in reversed(self.roots[:-1]):
            top = node_hash(peak, top)
        return top


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    peaks = Peaks()
    for leaf in leaves:
        peaks = peaks.add(leaf)
    return peaks.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The audit path of leaf `index`, from the leaf up, in the tree over `leaves`."""
    invariant(0 <= index < len(leaves), "no such leaf")
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low = middle
    return tuple(reversed(path))


def consistency_proof(leaves: Sequence[bytes], old: int) -> tuple[bytes, ...]:
    """Why the tree over `leaves` continues the tree over its first `old` leaves."""
    invariant(0 <= old <= len(leaves), "an old size from 0 to the present one")
    if old in (0, len(leaves)):
        return ()
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(root_of(leaves[low:high]))
    return tuple(reversed(path))


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Check an audit path (RFC 9162, 2.1.3.2). Raises ProofError."""
    if not 0 <= index < size:
        raise ProofError("inclusion: no such leaf in a tree of this size")
    at, last, top = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise ProofError("inclusion: the path is too long")
        if at & 1 or at == last:
            top = node_hash(step, top)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            top = node_hash(top, step)
        at, last = at >> 1, last >> 1
    if last or top != root:
        raise ProofError("inclusion: the path does not lead to the root")


def check_consistency(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> None:
    """Check that a tree continues an older one (RFC 9162, 2.1.4.2). Raises ProofError."""
    if not 0 <= old <= size:
        raise ProofError("consistency: the older tree is larger")
    if old in (0, size):
        expected = EMPTY_ROOT if old == 0 else root
        if path or old_root != expected:
            raise ProofError("consistency: another root at the same size, or a path where none belongs")
        return
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps:
        raise ProofError("consistency: the path is empty")
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofError("consistency: the path is too long")
        if at & 1 or at == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, step)
        at, last = at >> 1, last >> 1
    if last or first != old_root or second != root:
        raise ProofError("consistency: the path does not join the two roots")


def _split(size: int) -> int:
    """The largest power of two below `size` (at least 2)."""
    return 1 << (size - 1).bit_length() - 1
