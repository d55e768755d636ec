"""What the commission's store holds, as values of `sailau.commission`: bundles that came, how precincts stand.

Decisions are kept by `service.centre.decisions`; whoever asks for standings brings them along.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sailau.commission.decisions import CommissionDecision
from sailau.commission.standing import Judgement, ReceivedBundle, Refused, Waiting, standings
from sailau.commission.standing import Standing as PrecinctStanding
from sailau.election.nouns import PrecinctNumber
from sailau.formats.v1.acknowledgement import Standing
from sailau.ports.centre_store import StoredBundle
from sailau.service.centre.centre import Centre
from sailau.service.centre.intake import judgement_of
from sailau.service.centre.refused_file import DOOR_REFUSAL_FILE, REFUSED_AT_THE_DOOR, DoorRefusal


def received_bundles(centre: Centre, precinct: int | None = None) -> tuple[ReceivedBundle, ...]:
    """All bundles that came from precincts, or those of one, with what came of each.

    Raises StoreError, or FormatError when the store's own words cannot be read.
    """
    with centre.store.transaction() as transaction:
        stored = transaction.bundles(precinct)
    return tuple(_bundle(one) for one in stored)


def door_refusals(centre: Centre) -> tuple[tuple[datetime, DoorRefusal], ...]:
    """Everything that was refused at the door, with the moment, in the order in which it came first."""
    with centre.store.transaction() as transaction:
        entries = transaction.entries(REFUSED_AT_THE_DOOR)
    return tuple((entry.at, DOOR_REFUSAL_FILE.read(entry.data)) for entry in entries)


def precinct_standings(
    centre: Centre, decisions: Iterable[CommissionDecision]
) -> Mapping[PrecinctNumber, PrecinctStanding]:
    """How each precinct of the definition stands now, by number; see `everything_that_came`."""
    return standings(centre.definition, everything_that_came(centre), decisions)


def everything_that_came(centre: Centre) -> tuple[ReceivedBundle, ...]:
    """All bundles that are held; of a precinct of which none is, those that were refused at the door.

    Such a precinct did send, and is told why it does not count: it is refused and not missing. Raises StoreError.
    """
    held = received_bundles(centre)
    known = {int(bundle.precinct) for bundle in held}
    notes = [(at, note) for at, note in door_refusals(centre) if note.precinct is not None]
    return (*held, *(_turned_away(note, at) for at, note in notes if note.precinct not in known))


def _bundle(stored: StoredBundle) -> ReceivedBundle:
    judgement: Judgement = Waiting() if stored.standing is Standing.RECEIVED else judgement_of(stored)
    return ReceivedBundle(
        precinct=PrecinctNumber(stored.precinct),
        archive=stored.uuid,
        version=stored.version,
        sha256=stored.digest,
        received=stored.received,
        replaces=stored.replaces,
        act=stored.act,
        judgement=judgement,
    )


def _turned_away(note: DoorRefusal, at: datetime) -> ReceivedBundle:
    return ReceivedBundle(
        precinct=PrecinctNumber(note.precinct or 0),
        archive="",
        version=0,
        sha256=note.digest or "",
        received=at,
        replaces=None,
        act=None,
        judgement=Refused(at=at, reasons=(note.reason,)),
    )
