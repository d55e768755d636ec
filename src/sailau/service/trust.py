"""Whom the precinct computer believes: the root of its own certificate, on this voting day."""

from datetime import datetime, timedelta

from sailau.service.precinct import Precinct
from sailau.signing.holder import holder_of
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
    )
