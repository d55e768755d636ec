"""The data of an act of custody: what happened to a packet of recorders, as a chain (L 50-8(2), 50-9; E50-E52).

An act of custody is an ordinary act (`sailau-act/1`); this is its `data`. The first act packs the recorders and seals
the packet, every later one names the act before it by SHA-256, says which seal was found and whether it was whole, and
which seal the packet has afterwards.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from sailau.errors import FormatError
from sailau.formats.codec import BOOLEAN, INTEGER, STRING, Field, Leaf, Many, Object
from sailau.formats.v1.record.canonical import HEX_HASH, NAME, Nullable

SEAL_MAX: Final = 64
_SEAL = re.compile(r"[0-9A-Za-zА-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі][0-9A-Za-zА-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі ./№-]*\Z")


class CustodyKind(Enum):
    """What happens to a packet; the value is the kind of the act."""

    PACKED = "recorder_packed"
    HANDED_OVER = "recorder_handed_over"
    SEAL_CHECKED = "recorder_seal_checked"
    READ = "recorder_read"
    SESSION_OPENED = "recorder_session_opened"
    SENT = "recorder_sent"
    RETURNED = "recorder_returned"
    HELD = "recorder_held"
    RELEASED = "recorder_released"
    DESTROYED = "recorder_destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedRecorder:
    """A recorder in a packet, and the head of its record as the manifest of the precinct's record has it.

    `entries` and `head` are None where the record has no head of it: then the packet holds what nobody vouched for.
    """

    device: str
    entries: int | None
    head: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The decision on which something is done: whose, its number, its day; `sha256` of its file where it is at hand."""

    by: str
    number: str
    day: date
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyData:
    """One link of the chain. `holder` is the id of the commission (or `court`) that has the packet afterwards.

    `found` and `whole`: the seal as it was found, None at packing; `seal`: the seal afterwards, None when there is no
    packet any more. `release_of` is the link whose hold ends. `session`, `outcome`: a session that was opened, and
    SHA-256 of what came out.
    """

    packet: int
    link: int
    holder: str
    seal: str | None
    previous: str | None = None
    found: str | None = None
    whole: bool | None = None
    recorders: tuple[PackedRecorder, ...] | None = None
    given_by: str | None = None
    taken_by: str | None = None
    decision: Decided | None = None
    session: str | None = None
    outcome: str | None = None
    release_of: int | None = None
    election_ended: date | None = None


def _day(value: Any) -> date:
    if not isinstance(value, str) or len(value) != len("2027-11-22"):
        raise ValueError("not a day as 2027-11-22")
    return date.fromisoformat(value)


def _seal(value: Any) -> str:
    if not isinstance(value, str) or len(value) > SEAL_MAX or not _SEAL.match(value) or value != value.strip():
        raise ValueError("not the number of a seal: letters, digits, spaces, . / - №")
    return value


DAY: Final = Leaf(_day, date.isoformat)
SEAL: Final = Leaf(_seal, str)
_RECORDER = Object(
    PackedRecorder,
    Field("device", NAME),
    Field("entries", Nullable(INTEGER)),
    Field("head", Nullable(HEX_HASH)),
)
DECIDED: Final = Object(
    Decided,
    Field("by", STRING),
    Field("number", STRING),
    Field("day", DAY),
    Field("sha256", HEX_HASH, optional=True),
)
_DATA = Object(
    CustodyData,
    Field("packet", INTEGER),
    Field("link", INTEGER),
    Field("holder", STRING),
    Field("seal", SEAL, optional=True),
    Field("previous", HEX_HASH, optional=True),
    Field("found", SEAL, optional=True),
    Field("whole", BOOLEAN, optional=True),
    Field("recorders", Many(_RECORDER), optional=True),
    Field("given_by", STRING, optional=True),
    Field("taken_by", STRING, optional=True),
    Field("decision", DECIDED, optional=True),
    Field("session", STRING, optional=True),
    Field("outcome", HEX_HASH, optional=True),
    Field("release_of", INTEGER, optional=True),
    Field("election_ended", DAY, optional=True),
)


def custody_data(data: Mapping[str, Any]) -> CustodyData:
    """Read an act's `data`. Raises FormatError unless it is the one spelling of a link."""
    read = _DATA.decode(dict(data), "custody")
    if plain_data(read) != dict(data):
        raise FormatError("custody", "members that no act of custody has")
    return read


def plain_data(data: CustodyData) -> dict[str, Any]:
    """The link as an act's `data`."""
    plain: dict[str, Any] = _DATA.encode(data)
    return plain
