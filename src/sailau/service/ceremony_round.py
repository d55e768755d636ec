"""A key ceremony round a folder: each member alone, with the own key, key store and PIN (E8, L 10(3), 50-2(4)).

The folder lies on the precinct computer or a stick that goes round. It holds the signed plan (`ceremony.json`) and
every party's signed messages, `<step>-<party>.json` with `….json.p7s` beside it. Nothing in it is secret from the
others, and nobody is trusted to carry it: a message counts only with the party's own signature, over a text that names
the plan's hash, the step and the party; what the messages say is judged by mathematics.

The round may be broken off anywhere and gone on with: the signature of a message is written before the message, a
party's draws stand in that party's key store before either, and a turn that is taken again adds only what is missing.
What is wrong is told apart:

    a fault          a file without the party's good signature. Anybody could have put it there; it counts for nothing,
                     and the party's next turn writes the right one over it
    a broken round   a message that is the party's own and wrong, or a complaint that was judged. It names who is at
                     fault, and the ceremony is begun again with new key stores
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file, write_atomically
from sailau.errors import COORDINATOR, CeremonyError, FormatError, PartyError, SignatureError, StoreError
from sailau.formats.v1.ceremony_round import (
    CEREMONY_MESSAGE,
    CEREMONY_PLAN,
    KEY_STEPS,
    RESTS_ON,
    CeremonyMessage,
    CeremonyPlan,
    Step,
    party_number,
    seen_hash,
)
from sailau.formats.v1.recorder_key import party_of
from sailau.ports import NO_FAULTS, Faults, MemberStore
from sailau.sealing.ceremony import Ceremony
from sailau.service.ceremony_steps import Bodies, Shape, Table, complaint, due, make, missing, read_table
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.holder import Holder, holder_of
from sailau.signing.roles import PRECINCT_MEMBERS, DocumentKind, Role
from sailau.signing.trust import SignerIdentity, Trust

PLAN_FILE: Final = "ceremony.json"
SIGNATURE: Final = ".p7s"
EXCHANGED: Final = "made from other messages than those that lie here: one of them was exchanged or is gone"
REHEARSAL_UUID: Final = "Rehearsa1NoE1ection"
"""The uuid under which test ballots are sealed; no ceremony is begun for an archive of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A file of the round that does not count, and why. It says nothing about the party whose name it bears."""

    file: str
    party: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """An open round. `digest` is the hash of the plan, which every message names; `begun_by` signed the plan."""

    folder: Path
    plan: CeremonyPlan
    digest: bytes
    trust: Trust
    begun_by: SignerIdentity
    judged: dict[bytes, SignerIdentity] = field(default_factory=dict, repr=False, compare=False)

    @property
    def shape(self) -> Shape:
        """Who takes part, and that a recorder key is made."""
        return Shape(ceremony=Ceremony(self.plan.members, self.plan.threshold), recorder=self.plan.recorder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a round stands: the messages that count, who signed them, what they come to, what is wrong."""

    shape: Shape
    bodies: Bodies
    signers: Mapping[str, SignerIdentity]
    faults: tuple[Fault, ...]
    table: Table
    broken: CeremonyError | PartyError | None

    @property
    def has_ended(self) -> bool:
        """Both keys are made."""
        return self.broken is None and self.table.parameters is not None and self.table.recorder is not None

    def missing(self) -> dict[Step, tuple[str, ...]]:
        """Whose message of which step is not there; only steps that lack one."""
        found = {step: missing(self.shape, self.bodies, step) for step in KEY_STEPS}
        return {step: parties for step, parties in found.items() if parties}

    def turns(self) -> dict[str, tuple[Step, ...]]:
        """Who can go on now, and with which steps; nobody in a round that is broken."""
        if self.broken is not None:
            return {}
        parties = self.shape.givers(Step.RECORDER)
        found = {party: due(self.shape, self.bodies, party) for party in parties}
        return {party: steps for party, steps in found.items() if steps}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a party's turn added, and where the round stands after it."""

    party: str
    made: tuple[Step, ...]
    standing: Standing


def trust_of_signer(signer: Signer, at: datetime) -> Trust:
    """What the holder of a key expects of the others: the root above the own certificate, the own election and place.

    Raises SignatureError when the certificate is not of a member or a territorial commission, with its whole chain.
    """
    holder = holder_of(signer.certificate)
    if len(signer.chain) != 2 or holder.election is None:
        raise SignatureError(f"{holder.name}: the key file lacks the chain up to the root, or names no election")
    in_precinct = holder.role in PRECINCT_MEMBERS
    return Trust(
        root=signer.chain[-1],
        at=at,
        training=holder.training,
        election=holder.election,
        precinct=holder.commission if in_precinct else None,
        territory=holder_of(signer.chain[0]).commission,
    )


def begin_round(folder: Path, plan: CeremonyPlan, signer: Signer, trust: Trust, at: datetime) -> Round:
    """Lay down the signed plan; a plan that lies there already is opened when it is the same but for its time.

    The signer is a member of the precinct commission (the chair, as a rule) or the territorial commission. Raises
    StoreError when the folder holds another ceremony, CeremonyError or FormatError when the plan cannot be held,
    SignatureError.
    """
    Ceremony(plan.members, plan.threshold)
    if plan.uuid == REHEARSAL_UUID:
        raise FormatError("uuid", "the name of rehearsals; no archive bears it")
    path = folder / PLAN_FILE
    if path.exists():
        found = open_round(folder, trust)
        if replace(found.plan, at=plan.at) != plan:
            raise StoreError(f"{folder.name} holds another ceremony: every ceremony has a folder of its own")
        return found
    data = CEREMONY_PLAN.write(plan)
    CEREMONY_PLAN.read(data)
    signature = sign_detached(data, signer, at)
    _beginner(plan, _one_signer(data, signature, _expecting(trust, plan)))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"cannot use {folder.name} as a folder: {error.strerror}") from error
    write_atomically(_signature_of(path), signature)
    write_atomically(path, data)
    return open_round(folder, trust)


def open_round(folder: Path, trust: Trust) -> Round:
    """Open a round, judging the plan by `trust` (see `trust_of_signer`).

    Raises StoreError when there is none, FormatError, and SignatureError when the plan is of another election, precinct
    or territory, or its signature is not good.
    """
    plan = peek_plan(folder)
    data, path = CEREMONY_PLAN.write(plan), folder / PLAN_FILE
    expected = _expecting(trust, plan)
    identity = _beginner(plan, _one_signer(data, read_file(_signature_of(path)), expected))
    return Round(folder=folder, plan=plan, digest=hashlib.sha256(data).digest(), trust=expected, begun_by=identity)


def read_standing(round_: Round) -> Standing:
    """Read and judge every message of the round. What is wrong stands in the result; raises StoreError of the disk."""
    bodies, signers, faults = _read_messages(round_)
    table, broken = Table(), None
    try:
        table = read_table(round_.shape, bodies)
    except (CeremonyError, PartyError) as error:
        broken = error
    return Standing(
        shape=round_.shape, bodies=bodies, signers=signers, faults=tuple(faults), table=table, broken=broken
    )


def take_turn(round_: Round, store: MemberStore, signer: Signer, at: datetime, faults: Faults = NO_FAULTS) -> Turn:
    """One party's turn: everything that this party can do now. Taken again it does nothing, or what was cut short.

    Raises CeremonyError or PartyError when the round is broken, naming who is at fault; a share that does not fit is
    first opened to everybody (a complaint). Raises StoreError when key and store are not of one party, or the store
    served another ceremony; SignatureError when the signer's certificate does not count here.
    """
    party = party_of(store.member)
    _demand_own(round_, signer, party)
    standing = _unbroken(read_standing(round_))
    store.bind(round_.digest)
    made: list[Step] = []
    while steps := due(standing.shape, standing.bodies, party):
        for step in steps:
            body = _make(round_, standing, store, step, signer, at, faults)
            write_message(round_, step, party, body, signer, at, faults)
            made.append(step)
        standing = _unbroken(read_standing(round_))
    return Turn(party=party, made=tuple(made), standing=standing)


def hold_round(round_: Round, parties: Sequence[tuple[MemberStore, Signer]], at: datetime) -> Standing:
    """Let all parties take their turns in this process until nobody has one: for the demo and for tests.

    Raises as `take_turn`, and CeremonyError when somebody does not take part.
    """
    stores = {party_of(store.member): (store, signer) for store, signer in parties}
    while turns := read_standing(round_).turns():
        present = [party for party in turns if party in stores]
        if not present:
            raise CeremonyError(party_number(next(iter(turns))), "does not take part; the ceremony cannot end")
        for party in present:
            take_turn(round_, *stores[party], at)
    return _unbroken(read_standing(round_))


def write_message(
    round_: Round, step: Step, party: str, body: bytes, signer: Signer, at: datetime, faults: Faults = NO_FAULTS
) -> None:
    """Sign a message and lay it into the folder, the signature first: a message that lies there is signed.

    Raises SignatureError before anything is written when the signature would not count.
    """
    seen = seen_hash(_read_messages(round_)[0], step)
    message = CeremonyMessage(plan=round_.digest.hex(), step=step, party=party, seen=seen, body=body.decode())
    data, path = CEREMONY_MESSAGE.write(message), message_path(round_, step, party)
    signature = sign_detached(data, signer, at)
    _judge(round_, data, signature, party)
    write_atomically(_signature_of(path), signature, faults)
    write_atomically(path, data, faults)


def message_path(round_: Round, step: Step, party: str) -> Path:
    """Where a party's message of a step lies."""
    return round_.folder / f"{step.value}-{party}.json"


def _make(
    round_: Round, standing: Standing, store: MemberStore, step: Step, signer: Signer, at: datetime, faults: Faults
) -> bytes:
    try:
        return make(standing.shape, standing.table, store, step)
    except CeremonyError as error:
        if error.member not in (COORDINATOR, store.member) and step is Step.OUTPUT:
            body = complaint(standing.bodies, store, error.member)
            write_message(round_, Step.COMPLAINT, party_of(store.member), body, signer, at, faults)
        raise


def _read_messages(
    round_: Round,
) -> tuple[dict[tuple[Step, str], bytes], dict[str, SignerIdentity], list[Fault]]:
    """The messages that count, who signed them, and the files that do not count.

    A message that was made from others than those that lie here counts for nothing either, and accuses nobody: its
    maker cannot help it when somebody posts a second version of an own, signed message.
    """
    bodies: dict[tuple[Step, str], bytes] = {}
    signers: dict[str, SignerIdentity] = {}
    faults: list[Fault] = []
    for step in Step:
        below = RESTS_ON.get(step)
        is_whole = below is None or all((below, party) in bodies for party in round_.plan.of_step(below))
        due_seen = seen_hash(bodies, step)
        for party in round_.plan.of_step(step):
            path = message_path(round_, step, party)
            if not path.exists():
                continue
            try:
                message, identity = _read_message(round_, path, step, party)
                _demand_one_certificate(signers, party, identity)
                if is_whole and message.seen != due_seen:
                    raise SignatureError(EXCHANGED)
            except (FormatError, SignatureError, StoreError) as error:
                faults.append(Fault(file=path.name, party=party, reason=str(error)))
                continue
            bodies[step, party] = message.body.encode()
    return bodies, signers, faults


def _read_message(round_: Round, path: Path, step: Step, party: str) -> tuple[CeremonyMessage, SignerIdentity]:
    data = read_file(path)
    message = CEREMONY_MESSAGE.read(data)
    if message.plan != round_.digest.hex():
        raise SignatureError("the message is of another ceremony")
    if (message.step, message.party) != (step, party):
        raise SignatureError(f"the message is {message.step.value} of {message.party}, under another name")
    return message, _judge(round_, data, read_file(_signature_of(path)), party)


def _judge(round_: Round, data: bytes, signature: bytes, party: str) -> SignerIdentity:
    """Judge a message's signature: one signer, and it is this party. Judged once in a process."""
    seen = hashlib.sha256(hashlib.sha256(data).digest() + signature).digest()
    if seen not in round_.judged:
        round_.judged[seen] = _one_signer(data, signature, round_.trust)
    identity = round_.judged[seen]
    _demand_party(round_, identity.holder, party)
    _demand_named(round_.plan, party, identity)
    return identity


def _beginner(plan: CeremonyPlan, identity: SignerIdentity) -> SignerIdentity:
    """Who begins is of the commission with the certificate that the plan names, or of the territorial commission."""
    _demand_named(plan, party_of(identity.holder.member or 0), identity)
    return identity


def _demand_named(plan: CeremonyPlan, party: str, identity: SignerIdentity) -> None:
    named = plan.certificates.get(party)
    if named not in (None, identity.fingerprint):
        raise SignatureError(f"{identity.holder.name}: not the certificate that the plan names for {party}")


def _one_signer(data: bytes, signature: bytes, trust: Trust) -> SignerIdentity:
    identities = verify_detached(data, signature, trust, DocumentKind.CEREMONY_MESSAGE)
    if len(identities) != 1:
        raise SignatureError(f"{len(identities)} signatures where one is due")
    return identities[0]


def _demand_party(round_: Round, holder: Holder, party: str) -> None:
    number = party_number(party)
    is_member = holder.role in PRECINCT_MEMBERS and holder.commission == round_.plan.commission
    is_right = (
        is_member and holder.member == number
        if number
        else holder.role is Role.TERRITORIAL_COMMISSION and holder.commission == round_.plan.territory
    )
    if not is_right:
        raise SignatureError(f"{holder.name} is not {party} of this ceremony")


def _demand_one_certificate(signers: dict[str, SignerIdentity], party: str, identity: SignerIdentity) -> None:
    if signers.setdefault(party, identity).fingerprint != identity.fingerprint:
        raise SignatureError(f"{identity.holder.name} signed earlier messages with another certificate")


def _demand_own(round_: Round, signer: Signer, party: str) -> None:
    try:
        if party not in round_.plan.parties:
            raise SignatureError(f"{party} has no part in a ceremony of {round_.plan.members} members")
        _demand_party(round_, holder_of(signer.certificate), party)
    except SignatureError as error:
        raise StoreError(f"the key store is that of {party}, but {error}") from None


def _unbroken(standing: Standing) -> Standing:
    if standing.broken is not None:
        raise standing.broken
    return standing


def _expecting(trust: Trust, plan: CeremonyPlan) -> Trust:
    """What is expected of every signer: the caller's trust, narrowed to the plan's commission and territory."""
    wanted = ((trust.precinct, plan.commission), (trust.territory, plan.territory), (trust.election, plan.election))
    for own, planned in wanted:
        if own not in (None, planned):
            raise SignatureError(f"the ceremony is of {planned}, not of {own}")
    return replace(trust, precinct=plan.commission, territory=plan.territory)


def _signature_of(path: Path) -> Path:
    return path.with_name(path.name + SIGNATURE)


def peek_plan(folder: Path) -> CeremonyPlan:
    """Read a round's plan unjudged, to learn of which election it is. Raises StoreError or FormatError."""
    path = folder / PLAN_FILE
    if not path.exists():
        raise StoreError(f"there is no ceremony in {folder.name}: begin one with `sailau ceremony begin`")
    return CEREMONY_PLAN.read(read_file(path))
