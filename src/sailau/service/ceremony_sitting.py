"""One sitting of a party at the ceremony: whatever that party has to do now, in one go (E8; L 10(3), 50-5(1)).

In order: the messages that are due, the answer to the rehearsal, and, when the member asks for it, the signature under
the act. All of it may be broken off and done again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sailau.formats.v1.ceremony_round import Step
from sailau.formats.v1.recorder_key import party_of
from sailau.ports import NO_FAULTS, Faults, MemberStore
from sailau.refusal import Refusal
from sailau.service.ceremony_act import has_act, sign_act
from sailau.service.ceremony_round import Round, Standing, read_standing, take_turn, write_message
from sailau.service.key_rehearsal import answer_in_round, answered, lay_rehearsal
from sailau.signing.authority import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What a sitting did: steps made, whether the act was signed, and a refusal of the rehearsal, if any."""

    party: str
    made: tuple[Step, ...]
    signed: bool
    refusal: Refusal | None
    standing: Standing


def sit_down(
    round_: Round, store: MemberStore, signer: Signer, at: datetime, *, sign: bool = False, faults: Faults = NO_FAULTS
) -> Sitting:
    """Do what this party has to do now; `sign` says that the member compared the act and signs it.

    Raises as `take_turn`, `answer_rehearsal` and `sign_act`.
    """
    turn = take_turn(round_, store, signer, at, faults)
    party, made, standing = party_of(store.member), turn.made, turn.standing
    refusal: Refusal | None = None
    if standing.has_ended and store.member:
        lay_rehearsal(round_, standing)
        answer = answer_in_round(round_, standing, store)
        if isinstance(answer, Refusal):
            refusal = answer
        elif answer is not None:
            write_message(round_, Step.REHEARSAL, party, answer, signer, at, faults)
            made, standing = (*made, Step.REHEARSAL), read_standing(round_)
    signed = sign and store.member > 0 and has_act(round_) and sign_act(round_, standing, signer, at)
    return Sitting(party=party, made=made, signed=signed, refusal=refusal, standing=standing)


def waiting(round_: Round, standing: Standing) -> Mapping[str, tuple[Step, ...]]:
    """Who has to sit down now, and for which steps: keys first, then the rehearsal."""
    if not standing.has_ended:
        return standing.turns()
    done = answered(round_, standing)
    return {party: (Step.REHEARSAL,) for party in round_.plan.parties[:-1] if party not in done}
