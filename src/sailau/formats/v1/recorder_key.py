"""recorder-key.json, and what the parties say about it: the key that a recorder wraps its session keys to.

`docs/format/recorder-key.md` has the same for outsiders. The parties are the members of the precinct commission and the
territorial (oblast) commission above it; all of them together open, nobody less.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, POINT, Field, Leaf, Many, Object
from sailau.formats.v1.ballot import PROOF, Proof
from sailau.formats.v1.record.canonical import ELECTION_ID, UUID, CanonicalDocument, document
from sailau.group import Point

TERRITORIAL: Final = "territorial"
"""The party above the precinct: the territorial commission of the oblast, of a capital or of Almaty."""

_PARTY = re.compile(r"(?:member-[1-9][0-9]?|territorial)\Z", re.ASCII)
_SESSION = re.compile(r"[a-z0-9](?:[a-z0-9./-]{0,126}[a-z0-9])?\Z", re.ASCII)


def party_of(member: int) -> str:
    """Name a party: `member-3`; number 0 is the territorial commission."""
    return f"member-{member}" if member else TERRITORIAL


def parties_of(members: int) -> tuple[str, ...]:
    """List everybody whose share the recorder key has, in order: the members by number, the territorial commission."""
    return (*(party_of(number) for number in range(1, members + 1)), TERRITORIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderContext:
    """For which precinct's archive a recorder key is. None of the three can hold the separator `|`."""

    election: str
    precinct: int
    uuid: str

    def __post_init__(self) -> None:
        ELECTION_ID.decode(self.election, "election")
        INTEGER.decode(self.precinct, "precinct")
        UUID.decode(self.uuid, "uuid")

    @property
    def text(self) -> str:
        """The context as challenges and keys are bound to it."""
        return f"{self.election}|{self.precinct}|{self.uuid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderShare:
    """The public half of one party's share, with the proof that the party knows the secret half."""

    context: RecorderContext
    party: str
    point: Point
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderKey:
    """The whole public half: `public` is the sum of all points. Devices need `context` and `public` only."""

    context: RecorderContext
    public: Point
    shares: tuple[RecorderShare, ...]

    def share(self, party: str) -> RecorderShare:
        """Return one party's share. Raises FormatError when there is none."""
        for share in self.shares:
            if share.party == party:
                return share
        raise FormatError("recorder-key", f"no share of {party}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderPart:
    """What one party gives to open one wrapped session key: the point, and the proof that it is the right one."""

    party: str
    session: str
    point: Point
    proof: Proof


def session_name(value: str) -> str:
    """Demand a session's name, as `terminal-1/000123`. Raises FormatError."""
    if not isinstance(value, str) or not _SESSION.match(value):
        raise FormatError("session", "not 1 to 128 small letters, digits, dots, dashes and slashes")
    return value


def _party(value: Any) -> str:
    if not isinstance(value, str) or not _PARTY.match(value):
        raise ValueError("not a party, as member-3 or territorial")
    return value


def _session(value: Any) -> str:
    try:
        return session_name(value)
    except FormatError as error:
        raise ValueError(error.reason) from None


PARTY = Leaf(_party, str)
CONTEXT = Object(RecorderContext, Field("election", ELECTION_ID), Field("precinct", INTEGER), Field("uuid", UUID))
_SHARE_FIELDS = (
    Field("context", CONTEXT),
    Field("party", PARTY),
    Field("point", POINT),
    Field("proof", PROOF),
)
RECORDER_SHARE: CanonicalDocument[RecorderShare] = document(
    "sailau-recorder-share/1", "recorder-share", RecorderShare, *_SHARE_FIELDS
)
RECORDER_KEY: CanonicalDocument[RecorderKey] = document(
    "sailau-recorder-key/1",
    "recorder-key",
    RecorderKey,
    Field("context", CONTEXT),
    Field("public", POINT),
    Field("shares", Many(Object(RecorderShare, *_SHARE_FIELDS))),
)
RECORDER_PART: CanonicalDocument[RecorderPart] = document(
    "sailau-recorder-part/1",
    "recorder-part",
    RecorderPart,
    Field("party", PARTY),
    Field("session", Leaf(_session, str)),
    Field("point", POINT),
    Field("proof", PROOF),
)
