"""The steps of a key ceremony over a table of messages: who may make what, and what has come of it (L 10(3), 50-2(4)).

One implementation for every way to hold a ceremony: members alone, one after another, round a folder of signed messages
(`service.ceremony_round`), or all stores in one process (`hold`, `service.ceremony.hold_ceremony`). The order:

    certificate   each member                all of them, before anybody goes on
    recorder      each member, territorial   at any time: the share of the recorder key
    polynomial    each member                after all certificates; all of them, before anybody goes on
    output        each member                after all polynomials

Nobody's step can be left out and nobody can make it for another. What a step draws is in the member's own store,
durably, before the message leaves; so a step that is repeated gives the same key.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sailau.errors import COORDINATOR, CeremonyError, FormatError, PartyError, StoreError
from sailau.formats.v1.ceremony import COMPLAINT, POLYNOMIAL, VOUTPUT, Polynomial, Voutput
from sailau.formats.v1.ceremony_round import Step, party_number
from sailau.formats.v1.recorder_key import (
    RECORDER_SHARE,
    RecorderContext,
    RecorderKey,
    RecorderShare,
    parties_of,
    party_of,
)
from sailau.formats.v1.trustees import CERTIFICATE, SignedMessage, ThresholdParameters
from sailau.group import Secret, base
from sailau.ports import MemberStore
from sailau.sealing.ceremony import (
    Ceremony,
    Gathered,
    Member,
    Roster,
    assemble,
    check_certificate,
    check_polynomial,
    check_voutput,
    gather,
    opened_share,
    threshold_parameters,
    vinputs,
)
from sailau.sealing.complaint import complain, judge
from sailau.sealing.recorder_key import check_share, combine, make_share, share_of

Bodies = Mapping[tuple[Step, str], bytes]
"""The messages that lie on the table, by step and party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How many make the key and how many open; `recorder` is None when no recorder key is made."""

    ceremony: Ceremony
    recorder: RecorderContext | None = None

    def givers(self, step: Step) -> tuple[str, ...]:
        """The parties who owe a message of this step."""
        everybody = parties_of(self.ceremony.size)
        match step:
            case Step.RECORDER:
                return everybody if self.recorder is not None else ()
            case Step.CERTIFICATE | Step.POLYNOMIAL | Step.OUTPUT:
                return everybody[:-1]
            case Step.COMPLAINT | Step.REHEARSAL:
                return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the messages have come to so far: each is None until the step before it is whole."""

    roster: Roster | None = None
    gathered: Gathered | None = None
    parameters: ThresholdParameters | None = None
    recorder: RecorderKey | None = None


def missing(shape: Shape, bodies: Bodies, step: Step) -> tuple[str, ...]:
    """List whose message of a step is not there, in order."""
    return tuple(party for party in shape.givers(step) if (step, party) not in bodies)


def due(shape: Shape, bodies: Bodies, party: str) -> tuple[Step, ...]:
    """List the steps that a party can make now; empty when the others are to go on, or all is done."""
    has_all = {step: not missing(shape, bodies, step) for step in Step}
    may = {
        Step.CERTIFICATE: True,
        Step.RECORDER: True,
        Step.POLYNOMIAL: has_all[Step.CERTIFICATE],
        Step.OUTPUT: has_all[Step.CERTIFICATE] and has_all[Step.POLYNOMIAL],
    }
    return tuple(step for step, open_ in may.items() if open_ and party in missing(shape, bodies, step))


def read_table(shape: Shape, bodies: Bodies) -> Table:
    """Check every message there is, and put together what is whole.

    Raises CeremonyError or PartyError naming whose message is wrong: also who is found guilty by a complaint.
    """
    recorder = _read_recorder(shape, bodies)
    certificates = {n: _certificate(n, body) for n, body in _of(bodies, Step.CERTIFICATE).items()}
    for number, certificate in certificates.items():
        check_certificate(shape.ceremony, number, certificate)
    if missing(shape, bodies, Step.CERTIFICATE):
        return Table(recorder=recorder)
    roster = assemble(shape.ceremony, certificates)
    polynomials = {n: _polynomial(n, body) for n, body in _of(bodies, Step.POLYNOMIAL).items()}
    for number, polynomial in polynomials.items():
        check_polynomial(roster, number, polynomial)
    _judge_complaints(roster, polynomials, bodies)
    if missing(shape, bodies, Step.POLYNOMIAL):
        return Table(roster=roster, recorder=recorder)
    gathered = gather(roster, polynomials)
    outputs = {n: _output(n, body) for n, body in _of(bodies, Step.OUTPUT).items()}
    for number, output in outputs.items():
        check_voutput(gathered, number, output)
    ended = not missing(shape, bodies, Step.OUTPUT)
    parameters = threshold_parameters(gathered, outputs) if ended else None
    return Table(roster=roster, gathered=gathered, parameters=parameters, recorder=recorder)


def make(shape: Shape, table: Table, store: MemberStore, step: Step) -> bytes:
    """Make the body of a message that is due, by the member's own store; made again it serves the same key.

    Raises CeremonyError naming whose message is wrong (then see `complaint`), StoreError when the store served another
    ceremony.
    """
    match step:
        case Step.CERTIFICATE:
            return _make_certificate(shape, store)
        case Step.RECORDER:
            return _make_recorder_share(shape, store)
        case Step.POLYNOMIAL:
            return _make_polynomial(shape, table, store)
        case Step.OUTPUT:
            return _make_output(shape, table, store)
        case Step.COMPLAINT | Step.REHEARSAL:
            raise CeremonyError(COORDINATOR, f"a message of the step {step.value} is not made by turns")


def complaint(bodies: Bodies, store: MemberStore, sender: int) -> bytes:
    """Open to everybody the share that `sender` wrote to this member, so that anybody can judge who is right."""
    polynomial = _polynomial(sender, bodies[Step.POLYNOMIAL, party_of(sender)])
    text = polynomial.secrets[store.member - 1]
    return COMPLAINT.write(complain(store.seed, store.member, sender, text))


def hold(shape: Shape, stores: Sequence[MemberStore]) -> tuple[Table, Bodies]:
    """Hold the ceremony with all stores in this process: everybody's turn, until nobody has one.

    Raises as `read_table` and `make`.
    """
    bodies: dict[tuple[Step, str], bytes] = {}
    for step in (Step.CERTIFICATE, Step.RECORDER, Step.POLYNOMIAL, Step.OUTPUT):
        table = read_table(shape, bodies)
        for store in stores:
            if step in due(shape, bodies, party_of(store.member)):
                bodies[step, party_of(store.member)] = make(shape, table, store, step)
    return read_table(shape, bodies), bodies


def _make_certificate(shape: Shape, store: MemberStore) -> bytes:
    member = Member(shape.ceremony, store.member, store.seed)
    if store.certificate is None:
        store.keep_certificate(CERTIFICATE.write(member.certificate()))
    kept = store.certificate or b""
    check_certificate(shape.ceremony, store.member, CERTIFICATE.read(kept))
    return kept


def _make_recorder_share(shape: Shape, store: MemberStore) -> bytes:
    if shape.recorder is None:
        raise CeremonyError(COORDINATOR, "this ceremony makes no recorder key")
    party = party_of(store.member)
    secret = store.recorder_share
    if secret is None:
        drawn, _ = make_share(shape.recorder, party)
        secret = drawn.reveal()
    store.keep_recorder_share(shape.recorder.text, secret)
    return RECORDER_SHARE.write(share_of(Secret(secret), shape.recorder, party))


def _make_polynomial(shape: Shape, table: Table, store: MemberStore) -> bytes:
    if table.roster is None:
        raise CeremonyError(COORDINATOR, "a polynomial is made after all certificates")
    certificates = table.roster.certificates
    digest = hashlib.sha256(b"\n".join(map(CERTIFICATE.write, certificates))).digest()
    member, kept = Member(shape.ceremony, store.member, store.seed), store.polynomial
    if kept is not None and kept.certificates != digest:
        raise CeremonyError(
            COORDINATOR,
            f"member {store.member} made a polynomial for another list of certificates: begin a new ceremony",
        )
    drawn = member.draw() if kept is None else tuple(map(Secret, kept.coefficients))
    store.keep_polynomial(digest, [coefficient.reveal() for coefficient in drawn])
    return POLYNOMIAL.write(member.polynomial(certificates, drawn))


def _make_output(shape: Shape, table: Table, store: MemberStore) -> bytes:
    if table.roster is None or table.gathered is None:
        raise CeremonyError(COORDINATOR, "an output is made after all polynomials")
    member = Member(shape.ceremony, store.member, store.seed)
    output = member.voutput(table.roster.certificates, vinputs(table.gathered)[store.member])
    if store.share is not None:
        share = opened_share(store.seed, store.share.decode())
        if base([share]) != [output.public_key.public_key]:
            raise StoreError(f"the key store of member {store.member} holds the share of another ceremony")
        output = replace(output, private_key=store.share.decode())
    store.keep_share(output.private_key.encode())
    return VOUTPUT.write(output)


def _read_recorder(shape: Shape, bodies: Bodies) -> RecorderKey | None:
    if shape.recorder is None:
        return None
    shares = [
        _recorder_share(party, body, shape.recorder) for (step, party), body in bodies.items() if step is Step.RECORDER
    ]
    if missing(shape, bodies, Step.RECORDER):
        return None
    return combine(shape.recorder, shares, shape.givers(Step.RECORDER))


def _recorder_share(party: str, body: bytes, context: RecorderContext) -> RecorderShare:
    with _naming_party(party):
        share = RECORDER_SHARE.read(body)
    if share.party != party:
        raise PartyError(party, f"gave a share in the name of {share.party}")
    check_share(share, context)
    return share


def _judge_complaints(roster: Roster, polynomials: Mapping[int, Polynomial], bodies: Bodies) -> None:
    for recipient, body in _of(bodies, Step.COMPLAINT).items():
        with _naming_member(recipient):
            found = COMPLAINT.read(body)
        if found.recipient != recipient or found.sender not in polynomials:
            raise CeremonyError(recipient, "complains in another's name, or of a message that is not there")
        verdict = judge(roster, polynomials[found.sender], found)
        raise CeremonyError(verdict.member, f"found by the complaint of member {recipient}: {verdict.reason}")


def _of(bodies: Bodies, step: Step) -> dict[int, bytes]:
    return {party_number(party): body for (kind, party), body in bodies.items() if kind is step}


def _certificate(number: int, body: bytes) -> SignedMessage:
    with _naming_member(number):
        return CERTIFICATE.read(body)


def _polynomial(number: int, body: bytes) -> Polynomial:
    with _naming_member(number):
        return POLYNOMIAL.read(body)


def _output(number: int, body: bytes) -> Voutput:
    with _naming_member(number):
        return VOUTPUT.read(body)


@contextmanager
def _naming_member(number: int) -> Iterator[None]:
    try:
        yield
    except FormatError as error:
        raise CeremonyError(number, str(error)) from None


@contextmanager
def _naming_party(party: str) -> Iterator[None]:
    try:
        yield
    except FormatError as error:
        raise PartyError(party, str(error)) from None
