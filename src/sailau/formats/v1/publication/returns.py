"""data/returns.json: how each precinct stands, what it sent, which version counts (L 43(8), 44(2))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, STRING, Codec, Field, Many, Object
from sailau.formats.v1.publication import names
from sailau.formats.v1.publication.fields import (
    INSTANT,
    POSITIVE,
    RECORD_NAME,
    TEXT,
    Ascending,
    LargeDocument,
    large_document,
)
from sailau.formats.v1.record.canonical import ELECTION_ID, HEX_HASH, UUID, Nullable, one_of
from sailau.refusal import Text

STANDINGS: Final = (
    "missing",
    "received",
    "accepted",
    "replaced",
    "refused",
    "incident",
    "recounting",
    "postponed",
    "invalidated",
)
"""How a precinct stands (`commission.standing`)."""
COUNTED: Final = frozenset({"accepted", "replaced", "recounting"})
"""Standings whose figures are in the sums: accepted; so in place of an earlier version; until a recount comes."""
VERDICTS: Final = ("sound", "explained", "refused", "unjudged")
"""What the verifier said of a version: no defect; none but what signed acts explain; defects; not judged yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a precinct stands as it does, or a version was refused: a code that does not change, the article, a text."""

    code: str
    article: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionEntry:
    """One version of a precinct's record as it came.

    `record` is its name among the published ones, or None where the record is not published (refused, or by decision).
    `replaces` is the SHA-256 of the bundle that this one replaces, `act` the number of the precinct's act of decision.
    """

    version: int
    uuid: str
    bundle_sha256: str
    manifest_sha256: str
    received: datetime
    judged: datetime | None
    verdict: str
    record: str | None = None
    replaces: str | None = None
    act: int | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctEntry:
    """One precinct. `since` is when it came to stand so; `counted` is the SHA-256 of the bundle in the totals, or None.

    `decision` is the number of the commission's decision that the standing rests on (postponed, invalidated), if any.
    """

    number: int
    standing: str
    since: datetime | None
    counted: str | None = None
    decision: int | None = None
    reasons: tuple[Reason, ...] = ()
    versions: tuple[VersionEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """The whole file, at the moment `as_of`; every precinct of the definition stands in it."""

    election: str
    as_of: datetime
    precincts: tuple[PrecinctEntry, ...]

    @property
    def by_number(self) -> Mapping[int, PrecinctEntry]:
        """The precincts by number."""
        return {entry.number: entry for entry in self.precincts}


_REASON: Codec[Reason] = Object(Reason, Field("code", STRING), Field("article", STRING), Field("text", TEXT))
_VERSION: Codec[VersionEntry] = Object(
    VersionEntry,
    Field("version", POSITIVE),
    Field("uuid", UUID),
    Field("bundle_sha256", HEX_HASH),
    Field("manifest_sha256", HEX_HASH),
    Field("received", INSTANT),
    Field("judged", Nullable(INSTANT)),
    Field("verdict", one_of(*VERDICTS)),
    Field("record", Nullable(RECORD_NAME)),
    Field("replaces", Nullable(HEX_HASH)),
    Field("act", Nullable(POSITIVE)),
    Field("reasons", Many(_REASON)),
)


def _is_of(record: str, precinct: int, version: int) -> bool:
    return record in {names.record_name(precinct, version, other) for other in range(names.RECORDS_OF_A_VERSION_MAX)}


class _PrecinctCodec:
    """A precinct whose counted version is one of its versions, and whose records bear its number."""

    _object: Object[PrecinctEntry] = Object(
        PrecinctEntry,
        Field("number", INTEGER),
        Field("standing", one_of(*STANDINGS)),
        Field("since", Nullable(INSTANT)),
        Field("counted", Nullable(HEX_HASH)),
        Field("decision", Nullable(POSITIVE)),
        Field("reasons", Many(_REASON)),
        Field("versions", Ascending(_VERSION, lambda one: (one.version, one.bundle_sha256))),
    )

    def decode(self, value: Any, place: str) -> PrecinctEntry:
        entry = self._object.decode(value, place)
        if (entry.counted is not None) != (entry.standing in COUNTED):
            raise FormatError(f"{place}.counted", f"a precinct that stands as {entry.standing}")
        if entry.counted is not None and entry.counted not in {one.bundle_sha256 for one in entry.versions}:
            raise FormatError(f"{place}.counted", "no such version")
        for one in entry.versions:
            if one.record is not None and not _is_of(one.record, entry.number, one.version):
                raise FormatError(f"{place}.versions", f"the record {one.record} is not of this precinct and version")
        published = [one.record for one in entry.versions if one.record is not None]
        if len(set(published)) != len(published):
            raise FormatError(f"{place}.versions", "two versions have the same published record")
        return entry

    def encode(self, value: PrecinctEntry) -> Any:
        return self._object.encode(value)


RETURNS_FILE: LargeDocument[Returns] = large_document(
    "sailau-returns/1",
    names.RETURNS,
    Returns,
    Field("election", ELECTION_ID),
    Field("as_of", INSTANT),
    Field("precincts", Ascending(_PrecinctCodec(), lambda one: one.number)),
)
