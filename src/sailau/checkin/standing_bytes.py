"""A standing as bytes for the store, and its key there: voter and Setup, so a repeated vote begins anew (L 50-5(7)).

Deterministic CBOR array: kind, undone, then the kind's own. No card, no credential, no minute; a member with a paper
ballot alone.
"""

from typing import Any, Final

import cbor2

from sailau.checkin.state import Admitted, AppliedForHome, GivenPaper, Intended, NotAdmitted, Standing
from sailau.checkin.voters import VoterNumber
from sailau.errors import FormatError, invariant

STANDING_BYTES_MAX: Final = 64
HOURS_OF_DAY: Final = 24
SETUP_HASH_BYTES: Final = 32
_NOT_ADMITTED, _INTENDED, _ADMITTED, _APPLIED, _PAPER = 0, 1, 2, 3, 4


def admission_key(setup: bytes, number: VoterNumber) -> bytes:
    """Under what a voter's standing is stored; `setup` is the Setup hash, 32 bytes."""
    invariant(len(setup) == SETUP_HASH_BYTES, "a Setup hash has 32 bytes")
    return setup + number.to_bytes(4, "big")


def encode_standing(standing: Standing) -> bytes:
    """At most 64 bytes."""
    match standing:
        case NotAdmitted():
            fields: list[Any] = [_NOT_ADMITTED, standing.undone]
        case Intended():
            fields = [_INTENDED, standing.undone, standing.desk]
        case Admitted():
            fields = [_ADMITTED, standing.undone, standing.hour, standing.tour]
        case AppliedForHome():
            fields = [_APPLIED, standing.undone, standing.tour]
        case GivenPaper():
            fields = [_PAPER, standing.undone, standing.member]
    encoded = cbor2.dumps(fields, canonical=True)
    invariant(len(encoded) <= STANDING_BYTES_MAX, "a standing is too long; is the desk's id one?")
    return encoded


def decode_standing(data: bytes) -> Standing:
    """Raises `FormatError` when `data` is not what `encode_standing` makes."""
    try:
        fields = cbor2.loads(data)
        standing = _standing(fields)
    except (cbor2.CBORDecodeError, ValueError, TypeError, IndexError) as error:
        raise FormatError("admission", "not a standing") from error
    if encode_standing(standing) != data:
        raise FormatError("admission", "not the deterministic form")
    return standing


def _standing(fields: Any) -> Standing:
    kind, undone, *rest = fields
    if type(undone) is not int or undone < 0 or any(type(field) is bool for field in rest):
        raise ValueError("not a count of undoings")
    match kind, rest:
        case 0, []:
            return NotAdmitted(undone=undone)
        case 1, [str(desk)]:
            return Intended(desk=desk, undone=undone)
        case 2, [int(hour), int() | None as tour] if 0 <= hour < HOURS_OF_DAY:
            return Admitted(hour=hour, tour=tour, undone=undone)
        case 3, [int() | None as tour]:
            return AppliedForHome(tour=tour, undone=undone)
        case 4, [str(member)]:
            return GivenPaper(member=member, undone=undone)
        case _:
            raise ValueError("unknown kind of standing")
