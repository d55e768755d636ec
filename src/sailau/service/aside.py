"""What lies beside the box: challenged ballots with what opens them, ballots of void tours."""

from dataclasses import dataclass, field

import cbor2

from sailau.accumulator.decisions import rebuild_ballot
from sailau.errors import FormatError, StoreError
from sailau.formats.v1.ballot import tracker
from sailau.service.accumulator import ASIDE, BALLOTS
from sailau.service.precinct import Precinct


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """One ballot aside. `kind` is challenged or voided; `device` or `tour` accordingly."""

    kind: str
    form: bytes = field(repr=False)
    randomness: bytes = field(repr=False, default=b"")
    device: str = ""
    tour: int = 0


def read_aside(value: bytes) -> Aside:
    """Read an entry as the accumulator or a tour stored it."""
    kind, form, *rest = cbor2.loads(value)
    if kind == "voided":
        return Aside(kind=kind, form=form, tour=rest[0])
    return Aside(kind=kind, form=form, randomness=rest[0], device=rest[1])


def payloads_in_box(precinct: Precinct) -> dict[bytes, bytes]:
    """Rebuild the canonical ballots of the box, by credential. Raises StoreError when one is not whole any more."""
    with precinct.stores.box.transaction() as tx:
        forms = dict(tx.items(BALLOTS))
    return {credential: payload_of(precinct, form) for credential, form in forms.items()}


def aside_by_credential(precinct: Precinct) -> dict[bytes, tuple[Aside, bytes]]:
    """List what lies aside with each ballot's canonical payload, by credential."""
    with precinct.stores.box.transaction() as tx:
        entries = {credential: read_aside(value) for credential, value in tx.items(ASIDE)}
    return {credential: (entry, payload_of(precinct, entry.form)) for credential, entry in entries.items()}


def trackers_of(precinct: Precinct) -> dict[bytes, str]:
    """Return the trackers of all ballots in the box and aside, by credential."""
    found = {credential: tracker(payload) for credential, payload in payloads_in_box(precinct).items()}
    return found | {credential: tracker(payload) for credential, (_, payload) in aside_by_credential(precinct).items()}


def payload_of(precinct: Precinct, form: bytes) -> bytes:
    """Rebuild one ballot; its proofs were judged when it was taken, and the store's seal keeps it as it was."""
    try:
        return rebuild_ballot(form, precinct.rules).payload
    except FormatError as error:
        raise StoreError("a ballot in the box is not whole: the store was altered") from error
