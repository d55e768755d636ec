"""What was refused at the door of the intake: nothing of it is kept but that it came, and why it was not taken (E47).

A precinct's number stands in a note only where its chair and another member had signed what came, or its own computer
brought it: anybody can write any number into a file.
"""

from dataclasses import dataclass
from typing import Final

from sailau.formats.codec import INTEGER, Field
from sailau.formats.v1.acknowledgement import REFUSAL
from sailau.formats.v1.record.canonical import ELECTION_ID, HEX_HASH, CanonicalDocument, Nullable, document
from sailau.refusal import Refusal
from sailau.service.centre.centre import Centre

REFUSED_AT_THE_DOOR: Final = "refused"
"""The register of these notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRefusal:
    """One note. `digest` is that of the file, None when it was too large to be read; `sender` as in `receive`."""

    digest: str | None
    precinct: int | None
    sender: str | None
    reason: Refusal


DOOR_REFUSAL_FILE: Final[CanonicalDocument[DoorRefusal]] = document(
    "sailau-refused/1",
    "refused",
    DoorRefusal,
    Field("digest", Nullable(HEX_HASH)),
    Field("precinct", Nullable(INTEGER)),
    Field("sender", Nullable(ELECTION_ID)),
    Field("reason", REFUSAL),
)


def note_refusal(centre: Centre, note: DoorRefusal) -> Refusal:
    """Note it, once for each file, sender and reason; returns the reason. Raises StoreError."""
    numbers = [number for number, one in centre.precincts.items() if str(one.commission) == note.sender]
    if note.precinct is None and len(numbers) == 1:
        note = DoorRefusal(digest=note.digest, precinct=numbers[0], sender=note.sender, reason=note.reason)
    key = f"{note.digest or '-'}:{note.sender or '-'}:{note.reason.code}"
    with centre.store.transaction() as transaction:
        if transaction.entry(REFUSED_AT_THE_DOOR, key) is None:
            transaction.add_entry(REFUSED_AT_THE_DOOR, key, centre.now(), DOOR_REFUSAL_FILE.write(note))
    return note.reason
