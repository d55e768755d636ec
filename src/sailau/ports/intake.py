"""The commission's intake as its link sees it: who may bring a bundle, what becomes of it, what is answered (L
50-7(1))."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography import x509

from sailau.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAnswer:
    """An acknowledgement as it travels: its data, and the intake's detached signature of them.

    `final`: the bundle has been judged. Before that it is only known to have arrived whole.
    """

    data: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    final: bool


class Intake(Protocol):
    """What the link asks of the commission. Every method may be called from several threads."""

    def admit(self, certificate: x509.Certificate, above: Sequence[x509.Certificate]) -> str | Refusal:
        """Who brings it: the id of the precinct's commission (`precinct-25`), or why this certificate is not taken."""
        ...

    def answer(self, digest: str) -> SignedAnswer | None:
        """What is answered about the bundle with this SHA-256, hex; None when it has not been received."""
        ...

    def receive(self, path: Path, digest: str, sender: str) -> Refusal | None:
        """Take a bundle that has arrived whole, brought by `sender`, into the store; the file may be moved away.

        Done again, it does nothing more. None when it is received. Raises `StoreError`.
        """
        ...
