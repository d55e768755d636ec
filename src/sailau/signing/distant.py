"""A signer whose key is at the other end of a cable: the whole file goes there, is looked at, and comes back signed.

Only a file that its signer can read is signed: never a bare digest, since whoever carries it could put another's there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sailau.signing.authority import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class DistantSigner(Signer):
    """`ask` gives the detached signature (a `.p7s`) of the bytes, claimed for that moment; `key` only errs."""

    ask: Callable[[bytes, datetime], bytes] = field(repr=False, compare=False)
