"""A member's key store as the ceremony and the count see it: open, in that member's hand (L 10(3), E43).

It holds two things that are never mixed. The *count's*: the seed and polynomial of one key ceremony, the decryption
share that came of it, and the journal of archives decrypted. The *recorder's*: one secret share of the recorder key.
They are erased by act at different times, so each can go without the other. Member 0 is the territorial commission,
which has a recorder share and nothing of the count.

Everything is durable before a method returns: what leaves the store can be made again after a power cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sailau.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPolynomial:
    """The coefficients that a member drew (32 bytes each, secret), and SHA-256 of the certificates they are for."""

    certificates: bytes
    coefficients: tuple[bytes, ...] = field(repr=False)


class MemberStore(Protocol):
    """An open key store: a file under a PIN, or data objects of a token."""

    @property
    def member(self) -> int:
        """The member's number from 1; 0 is the territorial commission."""
        ...

    @property
    def seed(self) -> bytes:
        """The seed of the key ceremony. Secret. Raises StoreError when it was erased or is not there."""
        ...

    @property
    def certificate(self) -> bytes | None:
        """The ceremony's certificate that was made from the seed, or None."""
        ...

    @property
    def polynomial(self) -> KeptPolynomial | None:
        """The polynomial that was drawn, or None."""
        ...

    @property
    def share(self) -> bytes | None:
        """The ceremony's message with the decryption share, or None before the ceremony ended. Secret."""
        ...

    @property
    def recorder_share(self) -> bytes | None:
        """The secret share of the recorder key (32 bytes), or None."""
        ...

    def bind(self, ceremony: bytes) -> None:
        """Use this store for the ceremony with that hash. Raises StoreError when it served another one."""
        ...

    def keep_certificate(self, certificate: bytes) -> None:
        """Keep the certificate. Raises StoreError when another one is kept."""
        ...

    def keep_polynomial(self, certificates: bytes, coefficients: Sequence[bytes]) -> None:
        """Keep a polynomial. Raises StoreError when one is kept for other certificates, or other coefficients."""
        ...

    def keep_share(self, share: bytes) -> None:
        """Keep the decryption share. Raises StoreError when another one is kept."""
        ...

    def keep_recorder_share(self, context: str, secret: bytes) -> None:
        """Keep the recorder share for `context`. Raises StoreError when another one is kept."""
        ...

    def begin_decryption(
        self, archive: bytes, *, shuffles_ended: bool, recount_decision: str | None = None
    ) -> Refusal | None:
        """Enter `archive` in the journal before it is decrypted; or say why it may not be."""
        ...
