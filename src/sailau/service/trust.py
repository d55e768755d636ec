"""Whom the precinct computer believes: the root of its own certificate, on this voting day, less those revoked."""

from datetime import datetime, timedelta

import cbor2
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.errors import SignatureError
from sailau.service.installation import REVOKED
from sailau.service.precinct import Precinct
from sailau.signing.holder import holder_of
from sailau.signing.revocation import is_overdue, issuer_among, read_revocations
from sailau.signing.trust import Trust


def trust_of(precinct: Precinct, at: datetime | None = None) -> Trust:
    """Return what this precinct expects of signers, at a moment (default: now)."""
    computer = precinct.installed.computer
    holder = holder_of(computer.certificate)
    return Trust(
        root=computer.chain[-1],
        at=at or precinct.now() + timedelta(seconds=1),
        training=holder.training,
        election=str(precinct.definition.id),
        precinct=holder.commission,
        territory=holder_of(computer.chain[0]).commission,
        revocation_lists=revocations(precinct),
    )


def enter_revocations(precinct: Precinct, data: bytes) -> int:
    """Take in a list of revoked certificates (PEM or DER); returns how many it names. From then on they are refused.

    Raises SignatureError: no list of the root or of the own territorial authority, overdue, or older than the one that
    is known.
    """
    revoked = read_revocations(data)
    issuer = issuer_among(revoked, precinct.installed.computer.chain)
    if is_overdue(revoked, precinct.now()):
        raise SignatureError(f"the revocation list of {holder_of(issuer).name} is overdue: ask it for the newest")
    kept = []
    for known in map(read_revocations, revocations(precinct)):
        if known.issuer != revoked.issuer:
            kept.append(known.public_bytes(Encoding.DER))
        elif known.last_update_utc > revoked.last_update_utc:
            raise SignatureError(f"a newer revocation list of {holder_of(issuer).name} is known already")
    kept.append(revoked.public_bytes(Encoding.DER))
    with precinct.stores.day.transaction() as tx:
        tx.put("config", REVOKED, cbor2.dumps(kept))
    precinct.recorder().record("revocations-entered", revoked=len(revoked))
    return len(revoked)


def revocations(precinct: Precinct) -> tuple[bytes, ...]:
    """The lists of revoked certificates that the precinct knows, DER, one of each authority."""
    with precinct.stores.day.transaction() as tx:
        kept = tx.get("config", REVOKED)
    return () if kept is None else tuple(cbor2.loads(kept))
