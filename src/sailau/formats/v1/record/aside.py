"""What stands beside the box: cancelled credentials, challenged ballots, void portable tours (R 12, L 43(3-1))."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, POINT, SCALAR, STRING, Field, Leaf, Many, Object
from sailau.formats.v1.record.canonical import NAME, UUID, CanonicalDocument, Lines, document, one_of
from sailau.group import Point

CANCEL_REASONS = ("unreadable", "load_failed", "abandoned", "missing", "test", "spoiled")


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledCredential:
    """A credential that must not appear in the box, and why (one of `CANCEL_REASONS`)."""

    credential: Point
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """cancelled.json; `credentials` ascend by the credential's bytes, each once."""

    uuid: str
    credentials: tuple[CancelledCredential, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengedBallot:
    """A line of challenged.jsonl: the ballot's payload, and for each question the randomness of its ciphertexts."""

    ballot: bytes
    randomness: tuple[tuple[int, ...], ...]
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidedBallot:
    """A line of voided.jsonl: a ballot of a void portable tour, still sealed. `tour` counts from 1."""

    ballot: bytes
    tour: int


def _payload(value: Any) -> bytes:
    return STRING.read(value).encode("utf-8")


_PAYLOAD = Leaf(_payload, lambda payload: payload.decode("utf-8"))


class _CancelledCodec:
    _many = Many(Object(CancelledCredential, Field("credential", POINT), Field("reason", one_of(*CANCEL_REASONS))))

    def decode(self, value: Any, place: str) -> tuple[CancelledCredential, ...]:
        listed = self._many.decode(value, place)
        keys = [entry.credential for entry in listed]
        if keys != sorted(set(keys)):
            raise FormatError(place, "the credentials are not in their order, or one stands twice")
        return listed

    def encode(self, value: tuple[CancelledCredential, ...]) -> Any:
        return self._many.encode(sorted(value, key=lambda entry: entry.credential))


CANCELLED_FILE: CanonicalDocument[Cancelled] = document(
    "sailau-cancelled/1", "cancelled.json", Cancelled, Field("uuid", UUID), Field("credentials", _CancelledCodec())
)
CHALLENGED_FILE: Lines[ChallengedBallot] = Lines(
    CanonicalDocument(
        Object(
            ChallengedBallot,
            Field("ballot", _PAYLOAD),
            Field("randomness", Many(Many(SCALAR))),
            Field("device", NAME),
        ),
        "challenged.jsonl",
    ),
    lambda line: hashlib.sha256(line.ballot).digest(),
)
VOIDED_FILE: Lines[VoidedBallot] = Lines(
    CanonicalDocument(Object(VoidedBallot, Field("ballot", _PAYLOAD), Field("tour", INTEGER)), "voided.jsonl"),
    lambda line: hashlib.sha256(line.ballot).digest(),
)
