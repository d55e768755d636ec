"""Ending a key ceremony: its outcome is written, the act printed, the members' signatures joined (E8, L 10(3)).

The ceremony ends with a rehearsal of decryption that sufficed. Everything here may be done again: the act stays as it
was drawn up, and each time it is printed with the signatures that are there by then.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sailau.adapters.files import write_atomically
from sailau.election.canonical import fingerprint
from sailau.election.definition import canonical
from sailau.election.nouns import Definition
from sailau.errors import StoreError
from sailau.formats.v1.ceremony_round import KEY_STEPS
from sailau.formats.v1.record import ACT_FILE
from sailau.protocol.document import Signatory
from sailau.refusal import Refusal
from sailau.service.act_paper import act_pdf, signatories_of
from sailau.service.ceremony_act import (
    ACT_DATA,
    ACT_PAPER,
    ACT_SIGNATURES,
    RECORDER_KEY_FILE,
    TRUSTEES_FILE,
    CeremonyOutcome,
    act_of,
    incomplete,
    public_files,
    signatures,
    unrehearsed,
)
from sailau.service.ceremony_round import Round, Standing
from sailau.service.key_rehearsal import verdict_of_round
from sailau.signing.cms import join_signatures, verify_detached
from sailau.signing.roles import SIGNING_RULES, DocumentKind
from sailau.signing.trust import SignerIdentity


def finish_round(
    round_: Round, standing: Standing, definition: Definition, at: datetime, number: int = 1
) -> CeremonyOutcome | Refusal:
    """Write the outcome into the folder, and join the members' signatures under the act; may be repeated.

    `number` is the act's among those of the precinct. Refused while messages are missing or the rehearsal has not
    sufficed. Raises CeremonyError or PartyError when the round is broken, StoreError when the definition is another or
    the folder holds another outcome.
    """
    if standing.broken is not None:
        raise standing.broken
    if fingerprint(canonical(definition)) != round_.plan.definition:
        raise StoreError("the definition is not the one that this ceremony was begun with")
    if not standing.has_ended:
        return incomplete(standing)
    verdict = verdict_of_round(round_, standing)
    if verdict is None or not verdict.suffices:
        return unrehearsed(verdict, round_.plan)
    zone = definition.zone
    act = act_of(round_, standing, verdict, at.astimezone(zone), number)
    data = ACT_FILE.write(act)
    trustees, recorder_key = public_files(standing)
    given, signers = signatures(round_, data)
    joined = join_signatures(given) if len(given) >= SIGNING_RULES[DocumentKind.ACT].at_least else None
    if joined is not None:
        verify_detached(data, joined, round_.trust, DocumentKind.ACT)
    pdf = act_pdf(act, definition=definition, data=data, signatories=_signatories(standing, signers))
    for name, content in ((TRUSTEES_FILE, trustees), (RECORDER_KEY_FILE, recorder_key), (ACT_PAPER, pdf)):
        write_atomically(round_.folder / name, content)
    if joined is not None:
        write_atomically(round_.folder / ACT_SIGNATURES, joined)
    write_atomically(round_.folder / ACT_DATA, data)
    return CeremonyOutcome(
        trustees=trustees,
        recorder_key=recorder_key,
        act=act,
        data=data,
        signed_by=signers,
        signature=joined,
        pdf=pdf,
    )


def _signatories(standing: Standing, signed: Sequence[SignerIdentity]) -> tuple[Signatory, ...]:
    """Every party by name and office, with the digital signature of those who gave it."""
    by_print = {identity.fingerprint: identity for identity in signed}
    rows = []
    for party in standing.shape.givers(KEY_STEPS[0]):
        identity = standing.signers[party]
        (row,) = signatories_of([by_print.get(identity.fingerprint, identity)])
        rows.append(row if identity.fingerprint in by_print else replace(row, digital=""))
    return tuple(rows)
