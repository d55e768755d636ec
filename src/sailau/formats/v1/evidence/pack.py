"""pack.json: what an evidence pack holds and what was judged when it was made (L 50-8(1); E49).

The pack is a folder; `files` has every other file of it but `pack.json.p7s`. The territorial commission signs it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sailau.formats.codec import BOOLEAN, INTEGER, STRING, Field, Leaf, Many, Object
from sailau.formats.v1.evidence.custody import DAY, DECIDED, SEAL, Decided
from sailau.formats.v1.record.canonical import (
    ELECTION_ID,
    HEX_HASH,
    MOMENT,
    NAME,
    UUID,
    CanonicalDocument,
    Nullable,
    Table,
    document,
    one_of,
)

_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_PATH = re.compile(rf"{_PART}(?:/{_PART}){{0,3}}\Z", re.ASCII)
_PATH_MAX = 160

AGREES, NOT_THERE, DIFFERS = "agrees", "no-head", "differs"
"""How a recorder's record stands to the head that the precinct's manifest has of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFinding:
    """Something that a court should know: a stable code and the place."""

    code: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderJudged:
    """A recorder's record as it was read: whole by its own chain, and held against the manifest's signed head."""

    device: str
    entries: int
    head: str
    begins: str
    ends: str
    manifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePack:
    """The pack. `asked_by` is the complaint or demand on which it was made; `verification` the verifier's verdict."""

    election: str
    precinct: int
    uuid: str
    packet: int
    at: datetime
    asked_by: Decided
    holder: str
    seal: str | None
    kept_until: date | None
    unbroken: bool
    verification: str
    recorders: tuple[RecorderJudged, ...]
    findings: tuple[PackedFinding, ...]
    files: Mapping[str, str]


def _path(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _PATH_MAX or not _PATH.match(value):
        raise ValueError("not a path of an evidence pack")
    return value


_FINDING = Object(PackedFinding, Field("code", STRING), Field("place", STRING))
_RECORDER = Object(
    RecorderJudged,
    Field("device", NAME),
    Field("entries", INTEGER),
    Field("head", HEX_HASH),
    Field("begins", STRING),
    Field("ends", STRING),
    Field("manifest", one_of(AGREES, NOT_THERE, DIFFERS)),
)
PACK: CanonicalDocument[EvidencePack] = document(
    "sailau-evidence-pack/1",
    "pack.json",
    EvidencePack,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("uuid", UUID),
    Field("packet", INTEGER),
    Field("at", MOMENT),
    Field("asked_by", DECIDED),
    Field("holder", STRING),
    Field("seal", Nullable(SEAL)),
    Field("kept_until", Nullable(DAY)),
    Field("unbroken", BOOLEAN),
    Field("verification", one_of("sound", "refused")),
    Field("recorders", Many(_RECORDER)),
    Field("findings", Many(_FINDING)),
    Field("files", Table(HEX_HASH, Leaf(_path, str))),
)
