"""closing/<device>.json: the signed closing card of a terminal or portable device (L 50-6(1)).

Each device multiplies a point hashed from each tracker over the ballots that it sealed, less those left out; all sums
together must be the product over box, challenged and voided ballots. So the devices vouch for the box without telling
its order, and none of them says which ballots are its own.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, POINT, STRING, Field, Leaf, Many
from sailau.formats.v1.record.canonical import NAME, UUID, CanonicalDocument, document
from sailau.group import Point, hash_point, products

TRACKER_TEXT = "sailau-tracker|"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingCard:
    """What a device says at the close.

    `sealed` counts every ballot written to a card (or kept inside a portable device) and read back, later challenged
    or not. `undecided` are trackers of ballots whose card was pulled before it was read back: neither in `sealed` nor
    in `sum`. `left_out` of the sealed ones are not in `sum`, their credential being cancelled or missing.
    """

    uuid: str
    device: str
    sessions: int
    sealed: int
    challenged: int
    abandoned: int
    undecided: tuple[str, ...]
    left_out: int
    sum: Point


def closing_sum(trackers: Iterable[str]) -> Point:
    """The product of the points that the trackers hash to; the identity for none. Nobody knows their logarithms."""
    return products([[hash_point(TRACKER_TEXT + tracker) for tracker in trackers]])[0]


def _tracker(value: Any) -> str:
    text = STRING.read(value)
    try:
        digest = base64.b64decode(text + "=", validate=True)
    except ValueError:
        raise ValueError("not a tracker") from None
    if len(text) != 43 or base64.b64encode(digest).decode("ascii").rstrip("=") != text:
        raise ValueError("not a tracker")
    return text


class _TrackersCodec:
    _many = Many(Leaf(_tracker, str))

    def decode(self, value: Any, place: str) -> tuple[str, ...]:
        trackers = self._many.decode(value, place)
        if list(trackers) != sorted(set(trackers)):
            raise FormatError(place, "the trackers are not in their order, or one stands twice")
        return trackers

    def encode(self, value: tuple[str, ...]) -> Any:
        return self._many.encode(sorted(value))


CLOSING_FILE: CanonicalDocument[ClosingCard] = document(
    "sailau-closing/1",
    "closing card",
    ClosingCard,
    Field("uuid", UUID),
    Field("device", NAME),
    Field("sessions", INTEGER),
    Field("sealed", INTEGER),
    Field("challenged", INTEGER),
    Field("abandoned", INTEGER),
    Field("undecided", _TrackersCodec()),
    Field("left_out", INTEGER),
    Field("sum", POINT),
)
