"""All that a commission holds at a moment, as the pure rules take it: bundles, decisions, what it announced.

`registrations.json` in the commission's folder, where the commission lays it down, says in which order party lists were
registered (L 97-1: equal remainders): `{"format":"sailau-registrations/1","places":{"otan":1,"asar":2}}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sailau.adapters.files import read_file
from sailau.commission.effect import Holdings
from sailau.commission.mandates import announced
from sailau.election.nouns import AnswerId
from sailau.errors import FormatError
from sailau.formats.codec import Field
from sailau.formats.v1.publication.fields import ID, POSITIVE
from sailau.formats.v1.record.canonical import CanonicalDocument, Table, document
from sailau.service.centre.centre import Centre
from sailau.service.centre.decisions import decisions_of
from sailau.service.centre.notices import notices_of
from sailau.service.centre.registers import everything_that_came

REGISTRATIONS: Final = "registrations.json"


@dataclass(frozen=True, slots=True)
class Registrations:
    """The place of each party's list in the order of registration, from 1."""

    places: Mapping[str, int]


REGISTRATIONS_FILE: Final[CanonicalDocument[Registrations]] = document(
    "sailau-registrations/1", REGISTRATIONS, Registrations, Field("places", Table(POSITIVE, ID))
)


def holdings_of(centre: Centre) -> Holdings:
    """What the commission holds now. Raises StoreError or FormatError."""
    return Holdings(
        definition=centre.definition,
        bundles=everything_that_came(centre),
        decisions=decisions_of(centre),
        registrations=_registrations(centre),
        announced=announced((one.notice, one.data) for one in notices_of(centre)),
    )


def _registrations(centre: Centre) -> Mapping[AnswerId, int]:
    path = centre.folder / REGISTRATIONS
    if not path.exists():
        return {}
    # written by hand: any spelling will do
    found = REGISTRATIONS_FILE.parse(read_file(path)).places
    known = {answer.id for contest in centre.definition.contests for answer in contest.answers}
    unknown = sorted(set(found) - known)
    if unknown:
        raise FormatError(REGISTRATIONS, f"the definition has no answer {', '.join(unknown)}")
    return {AnswerId(answer): place for answer, place in found.items()}
