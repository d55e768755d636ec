"""An order to open one session's sealed stream: on a court's decision, and of no other session (L 50-2(4), 50-8(1)).

The territorial commission draws it up and signs it. Each party to the recorder key (every member of the precinct
commission, and the territorial commission) reads it before it gives its part; a part is good for this session only.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sailau.formats.codec import INTEGER, STRING, Field, Leaf, Many, Object
from sailau.formats.v1.evidence.custody import DECIDED, Decided
from sailau.formats.v1.record.canonical import (
    DATA,
    ELECTION_ID,
    HEX_HASH,
    MOMENT,
    NAME,
    UUID,
    CanonicalDocument,
    document,
)

ORDER_TAG: Final = "sailau-opening-order/1"
_NUMBER = re.compile(r"[0-9]{6}\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOrder:
    """One session of one device. `head` is the head of the record that it was taken from, `wrapped` its wrapped key.

    `decision` has SHA-256 of the court's decision, which lies beside the order.
    """

    election: str
    precinct: int
    uuid: str
    packet: int
    device: str
    session: str
    entries: int
    head: str
    wrapped: bytes = field(repr=False)
    decision: Decided
    reason: str
    at: datetime

    @property
    def name(self) -> str:
        """The session's name, as its key was wrapped: `terminal-1/000123`."""
        return f"{self.device}/{self.session}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedEvent:
    """An event of a session: the exact time, its code in the catalogue, its fields."""

    time: str
    event: str
    fields: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """What came out of one session. It holds no choice: the catalogue has no event with one. Not to be published."""

    election: str
    precinct: int
    order_sha256: str
    session: str
    events: tuple[OpenedEvent, ...]


def _session(value: Any) -> str:
    if not isinstance(value, str) or not _NUMBER.match(value):
        raise ValueError("not the six digits of a session")
    return value


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str):
        raise ValueError("not base64")
    try:
        return b64decode(value, validate=True)
    except (BadBase64, ValueError):
        raise ValueError("not base64") from None


_BASE64 = Leaf(_bytes, lambda data: b64encode(data).decode("ascii"))

ORDER: CanonicalDocument[OpeningOrder] = document(
    ORDER_TAG,
    "order.json",
    OpeningOrder,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("packet", INTEGER),
    Field("device", NAME),
    Field("session", Leaf(_session, str)),
    Field("entries", INTEGER),
    Field("head", HEX_HASH),
    Field("wrapped", _BASE64),
    Field("decision", DECIDED),
    Field("reason", STRING),
    Field("at", MOMENT),
)
_EVENT = Object(OpenedEvent, Field("time", STRING), Field("event", NAME), Field("fields", DATA))
OPENED: CanonicalDocument[OpenedSession] = document(
    "sailau-opened-session/1",
    "session.json",
    OpenedSession,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("order_sha256", HEX_HASH),
    Field("session", STRING),
    Field("events", Many(_EVENT)),
)
