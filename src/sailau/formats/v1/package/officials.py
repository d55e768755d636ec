"""officials.json: the members of the precinct commission with their certificates, by number (L 10(3), L 50-6(2))."""

from dataclasses import dataclass
from typing import Any

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, STRING, Field, Many, Object
from sailau.formats.v1.package.fields import CERTIFICATE
from sailau.formats.v1.record.canonical import ELECTION_ID, CanonicalDocument, document, one_of
from sailau.signing.roles import PRECINCT_MEMBERS


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialEntry:
    """A member: number from 1 as in the key ceremony, name and role as in the certificate (DER)."""

    number: int
    name: str
    role: str
    certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Officials:
    """The commission of one precinct."""

    election: str
    precinct: int
    commission: str
    members: tuple[OfficialEntry, ...]


class _MembersCodec:
    """Members numbered 1, 2, 3 … without a gap."""

    def __init__(self) -> None:
        self._many = Many(
            Object(
                OfficialEntry,
                Field("number", INTEGER),
                Field("name", STRING),
                Field("role", one_of(*sorted(role.value for role in PRECINCT_MEMBERS))),
                Field("certificate", CERTIFICATE),
            )
        )

    def decode(self, value: Any, place: str) -> tuple[OfficialEntry, ...]:
        members = self._many.decode(value, place)
        if [one.number for one in members] != list(range(1, len(members) + 1)):
            raise FormatError(place, "the members are not numbered from 1 without a gap")
        return members

    def encode(self, value: tuple[OfficialEntry, ...]) -> Any:
        return self._many.encode(sorted(value, key=lambda one: one.number))


OFFICIALS_FILE: CanonicalDocument[Officials] = document(
    "sailau-officials/1",
    "officials.json",
    Officials,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("commission", ELECTION_ID),
    Field("members", _MembersCodec()),
)
