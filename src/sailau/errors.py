"""Errors of Sailau: what went wrong with bytes, keys, signatures or the disk.

A lawful "no" is not an error: it is a `Refusal` value (see `sailau.refusal`). The tree:

    SailauError
    ├── FormatError        bytes that are not what the format says (file, place, reason)
    ├── GroupError         a point or scalar from outside is not in the group
    ├── ProofError         a proof, tag or signature of the protocol does not verify
    ├── CeremonyError      a member of the key ceremony misbehaved; the member is named
    ├── PartyError         a party to the recorder key gave a wrong part, or none; the party is named
    ├── SignatureError     a CMS or PDF signature, its chain or its signer's role is not good
    ├── StoreError         the disk, a store or a key store refused
    └── DefinitionError    the definition of an election is refused (a list of places and reasons)

`InvariantError` is outside the tree on purpose: it is our own mistake, and nothing catches it.
"""

from typing import NoReturn


class SailauError(Exception):
    """Base of all errors that a caller may handle."""

    def diagnostics(self) -> str:
        """The text for the person at the screen: what happened and what to do."""
        return str(self)


class FormatError(SailauError):
    """Bytes do not follow the format; `place` says where."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


class GroupError(SailauError):
    """A point or scalar from outside is not a canonical member of the prime-order group."""


class ProofError(SailauError):
    """A proof, authentication tag or protocol signature does not verify."""


COORDINATOR = 0
"""In place of a member's number: whoever carries the messages, not a member, is at fault."""


class CeremonyError(SailauError):
    """A member's message in the key ceremony is wrong; `member` is the number from 1, or `COORDINATOR`."""

    def __init__(self, member: int, reason: str) -> None:
        super().__init__(f"coordinator: {reason}" if member == COORDINATOR else f"member {member}: {reason}")
        self.member = member
        self.reason = reason


class PartyError(SailauError):
    """A party's share or part of the recorder key is wrong or missing; `party` is `member-N` or `territorial`."""

    def __init__(self, party: str, reason: str) -> None:
        super().__init__(f"{party}: {reason}")
        self.party = party
        self.reason = reason


class SignatureError(SailauError):
    """A CMS or PDF signature, its certificate chain, or its signer's role is not good."""


class StoreError(SailauError):
    """A store, key store or file could not be read or written as it must."""


class DefinitionError(SailauError):
    """A definition is refused; `problems` lists (place, reason) pairs."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{place}: {reason}" for place, reason in problems))
        self.problems = problems


class InvariantError(Exception):
    """Our own mistake: the program must stop."""


def invariant(holds: bool, why: str) -> None:
    """Stop the program when `holds` is false; unlike `assert` it survives `python -O`."""
    if not holds:
        raise InvariantError(why)


def impossible(why: str) -> NoReturn:
    """Mark a branch that cannot be reached."""
    raise InvariantError(why)
