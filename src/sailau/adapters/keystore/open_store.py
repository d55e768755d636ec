"""What every open key store does, wherever its bytes lie: the same rules and the same journal (E43, M48).

A kind of store says how one part is written durably; everything else stands here.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

from sailau.adapters.keystore.journal import Decryption, may_decrypt
from sailau.errors import StoreError
from sailau.ports.member_store import KeptPolynomial
from sailau.refusal import Refusal


class Part(Enum):
    """The two parts of a key store, each erased by an act of its own; the value names the part in files."""

    COUNT = "count"
    RECORDER = "recorder"


Content = dict[str, Any]
TERRITORIAL_NUMBER: Final = 0
_MEMBERS_MAX: Final = 99
_WHAT: Final = {Part.COUNT: "the share of the count", Part.RECORDER: "the share of the recorder key"}


def new_content(member: int, seed: bytes | None) -> dict[Part, Content]:
    """Return the parts of a fresh store. Raises StoreError: members have a seed, the territorial commission none."""
    if not TERRITORIAL_NUMBER <= member <= _MEMBERS_MAX:
        raise StoreError(f"{member} is no member's number")
    if (seed is None) != (member == TERRITORIAL_NUMBER):
        raise StoreError("members of the precinct commission have a seed of the count, the territorial commission none")
    count: Content = {
        "certificate": None,
        "ceremony": None,
        "journal": [],
        "polynomial": None,
        "seed": seed,
        "share": None,
    }
    return {Part.COUNT: count, Part.RECORDER: {"ceremony": None, "context": None, "secret": None}}


class OpenStore(ABC):
    """An open key store. Its secrets never stand in a text, an exception or a repr."""

    def __init__(self, name: str, member: int, parts: dict[Part, Content], erased: Mapping[Part, str]) -> None:
        """Use `create` or `open` of a kind of store; `erased` names the acts by which parts were erased."""
        self._name = name
        self._member = member
        self._parts = parts
        self._erased = erased

    @abstractmethod
    def _write(self, part: Part, content: Content) -> None:
        """Put the new content of a part in place of the old one, durably. Raises StoreError."""

    @property
    def member(self) -> int:
        """The member's number, from 1; 0 is the territorial commission."""
        return self._member

    @property
    def seed(self) -> bytes:
        """The member's seed of the key ceremony. Secret. Raises StoreError when it was erased or is not there."""
        seed: bytes | None = self._content(Part.COUNT)["seed"]
        if seed is None:
            raise StoreError(f"{self._name}: the territorial commission has no share of the count")
        return seed

    @property
    def certificate(self) -> bytes | None:
        """The ceremony's certificate that was made from the seed, or None."""
        certificate: bytes | None = self._content(Part.COUNT)["certificate"]
        return certificate

    @property
    def polynomial(self) -> KeptPolynomial | None:
        """The polynomial that was drawn, or None."""
        kept = self._content(Part.COUNT)["polynomial"]
        return None if kept is None else KeptPolynomial(certificates=kept[0], coefficients=tuple(kept[1]))

    @property
    def share(self) -> bytes | None:
        """The ceremony's message with the member's decryption share, or None before the ceremony ended. Secret."""
        share: bytes | None = self._content(Part.COUNT)["share"]
        return share

    @property
    def recorder_share(self) -> bytes | None:
        """The secret share of the recorder key, or None."""
        secret: bytes | None = self._content(Part.RECORDER)["secret"]
        return secret

    @property
    def journal(self) -> tuple[Decryption, ...]:
        """The archives that this key decrypted."""
        return tuple(Decryption(archive, decision) for archive, decision in self._content(Part.COUNT)["journal"])

    def bind(self, ceremony: bytes) -> None:
        """Use this store for the ceremony with that hash. Raises StoreError when it served another one."""
        for part in Part:
            if part in self._erased:
                continue
            bound = self._content(part)["ceremony"]
            if bound not in (None, ceremony):
                raise StoreError(
                    f"{self._name} belongs to another ceremony: a new ceremony needs a new key store, "
                    "and the old one is erased by act"
                )
            if bound is None:
                self._set(part, ceremony=ceremony)

    def keep_certificate(self, certificate: bytes) -> None:
        """Keep the certificate. Raises StoreError when another one is kept."""
        self._keep_once(Part.COUNT, "certificate", certificate, "certificate")

    def keep_polynomial(self, certificates: bytes, coefficients: Sequence[bytes]) -> None:
        """Keep a polynomial. Raises StoreError when one is kept for other certificates, or other coefficients."""
        self._keep_once(Part.COUNT, "polynomial", [certificates, list(coefficients)], "polynomial")

    def keep_share(self, share: bytes) -> None:
        """Keep the decryption share. Raises StoreError when another one is kept."""
        self._keep_once(Part.COUNT, "share", share, "share")

    def keep_recorder_share(self, context: str, secret: bytes) -> None:
        """Keep the recorder share for `context`. Raises StoreError when another one is kept."""
        if self._content(Part.RECORDER)["context"] not in (None, context):
            raise StoreError(f"{self._name} holds the recorder share of another precinct or archive")
        self._keep_once(Part.RECORDER, "secret", secret, "recorder share", context=context)

    def begin_decryption(
        self, archive: bytes, *, shuffles_ended: bool, recount_decision: str | None = None
    ) -> Refusal | None:
        """Enter `archive` in the journal, durably, before it is decrypted; or say why it may not be."""
        refusal = may_decrypt(self.journal, archive, shuffles_ended=shuffles_ended, recount_decision=recount_decision)
        if refusal is None and all(entry.archive != archive for entry in self.journal):
            journal = [*self._content(Part.COUNT)["journal"], [archive, recount_decision]]
            self._set(Part.COUNT, journal=journal)
        return refusal

    def __repr__(self) -> str:
        return f"{type(self).__name__}(member={self.member})"

    def _content(self, part: Part) -> Content:
        if part in self._erased:
            raise StoreError(f"{self._name}: {_WHAT[part]} was erased by act {self._erased[part]}")
        return self._parts[part]

    def _keep_once(self, part: Part, field: str, value: Any, what: str, **beside: Any) -> None:
        kept = self._content(part)[field]
        if kept is not None and kept != value:
            raise StoreError(f"{self._name} holds the {what} of another ceremony")
        if kept is None:
            self._set(part, **{field: value}, **beside)

    def _set(self, part: Part, **changes: Any) -> None:
        """The disk first: what could not be written is not believed in memory either."""
        content = {**self._content(part), **changes}
        self._write(part, content)
        self._parts[part] = content
