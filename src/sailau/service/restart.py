"""The decided restart: the technician starts the precinct computer's program anew (L 50-5(6); R 14; E20).

The decision is signed already (`suspend-voting`); chair and technician together then give this command. The program
ends in order and is started again in its place, where the sealed password must be entered; nothing else of the day
changes. Voting goes on by `resume-voting`, again by chair and technician.
"""

from sailau.refusal import Refusal
from sailau.service.acts import SignedAct
from sailau.service.opening import decided_restart
from sailau.service.precinct import Precinct, records_refusal


@records_refusal("restart")
def restart_computer(precinct: Precinct, act: SignedAct) -> Refusal | None:
    """Ask the program to end and start anew; `act` is the decision of the interruption that lasts."""
    refusal = decided_restart(precinct, act)
    if refusal is not None:
        return refusal
    precinct.restart_asked = True
    return None
