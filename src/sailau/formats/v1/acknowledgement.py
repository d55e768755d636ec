"""The acknowledgement: what a commission's intake answers to a bundle, signed by it (L 43(8), 50-7(1); E47).

First that it has been received whole; then, once it was judged, that the record is accepted or refused and why. The
precinct keeps the file and its signature (`….p7s`) with its papers. The same bundle gets the same bytes again.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sailau.formats.codec import INTEGER, STRING, Codec, Field, Leaf, Many, Object
from sailau.formats.v1.record.canonical import (
    ELECTION_ID,
    HEX_HASH,
    MOMENT,
    UUID,
    CanonicalDocument,
    document,
)
from sailau.refusal import Refusal, Text

NAME: Final = "acknowledgement.json"


class Standing(StrEnum):
    """How a bundle stands: received and not judged yet, accepted, or refused."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """What the intake says of one bundle. `at` is to the minute; `reasons` are there exactly when it is refused."""

    election: str
    precinct: int
    uuid: str
    version: int
    bundle_sha256: str
    manifest_sha256: str
    commission: str
    standing: Standing
    at: datetime
    reasons: tuple[Refusal, ...] = ()

    @property
    def final(self) -> bool:
        """Whether the bundle has been judged."""
        return self.standing is not Standing.RECEIVED


def _standing(value: Any) -> Standing:
    return Standing(STRING.read(value))


TEXT: Final[Codec[Text]] = Object(Text, Field("kk", STRING), Field("ru", STRING), Field("en", STRING))
REFUSAL: Final[Codec[Refusal]] = Object(Refusal, Field("code", STRING), Field("article", STRING), Field("text", TEXT))
"""A refusal as it is written into a file: code, article, text in three languages."""

ACKNOWLEDGEMENT_FILE: Final[CanonicalDocument[Acknowledgement]] = document(
    "sailau-acknowledgement/1",
    NAME,
    Acknowledgement,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("version", INTEGER),
    Field("bundle", HEX_HASH, "bundle_sha256"),
    Field("manifest", HEX_HASH, "manifest_sha256"),
    Field("commission", ELECTION_ID),
    Field("standing", Leaf(_standing, str)),
    Field("at", MOMENT),
    Field("reasons", Many(REFUSAL)),
)
