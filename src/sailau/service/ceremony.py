"""The members' keys: made together, proved before opening, used once, erased by act (L 10(3), L 50-6(1), E23, E43).

Every secret stays in its member's own key store. The precinct computer carries the messages of the ceremony
(`service.ceremony_steps`), asks for test decryptions, and receives partial decryptions with their proofs.

The test of possession is a decryption of a fresh ciphertext. A member's tool must not become an oracle that opens
whatever is handed to it, so the ciphertext comes with a proof that its maker knows what is inside: nobody can pass off
a voter's ballot as a test. Its proofs are made under a name of their own and are worth nothing in an archive.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sailau.adapters.keystore import Part, erase_part
from sailau.errors import CeremonyError, SailauError, StoreError, impossible
from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import Ciphertext, Proof
from sailau.formats.v1.ceremony_round import Step, party_number
from sailau.formats.v1.tally import Tally
from sailau.formats.v1.trustees import ThresholdParameters, TrusteeKey, Trustees
from sailau.group import IDENTITY, Point, Secret, base, check, mask, minus, point_to_hex, rows
from sailau.ports import NO_FAULTS, Faults, MemberStore
from sailau.refusal import Refusal, Text
from sailau.sealing.ceremony import Ceremony, decryption_share
from sailau.sealing.decryption import MemberDecryption, decrypt
from sailau.service.ceremony_steps import Shape, hold, missing
from sailau.verifier.decryptions import flaws_of_decryption, flaws_of_strong

_TEST: Final = "sailau-possession-test-1"

TEST_UNSOUND: Final = Refusal(
    "possession-test-unsound",
    "L 50-5(1)",
    Text(
        "Сынақ шифрын жасаушы оның мазмұнын білетінін дәлелдемеді: ол ашылмайды.",
        "Составитель пробного шифра не доказал, что знает его содержание: он не расшифровывается.",
        "Whoever made the test ciphertext did not prove to know what is inside: it is not opened.",
    ),
)


def hold_ceremony(stores: Sequence[MemberStore], threshold: int) -> ThresholdParameters:
    """Make the election's key among the members of `stores` (numbers from 1, all of them); `threshold` decrypt.

    All stores in one process: the steps of `service.ceremony_steps`, everybody's turn after another's. Each member's
    share is kept in that member's store, durably, before the outcome is known; cut short and held again it gives the
    same key. Raises CeremonyError that names who misbehaved or is missing, FormatError on a malformed seed, StoreError
    when a store holds another ceremony's share.
    """
    shape = Shape(ceremony=Ceremony(len(stores), threshold))
    table, bodies = hold(shape, stores)
    for step in (Step.CERTIFICATE, Step.POLYNOMIAL, Step.OUTPUT):
        for party in missing(shape, bodies, step):
            raise CeremonyError(party_number(party), f"the message of the step {step.value} is missing")
    return table.parameters or impossible("a ceremony in which every message is there has ended")


def pedersen(trustees: Trustees) -> ThresholdParameters:
    """The commission among the trustees: our precincts have one Pedersen item and nothing else. Raises StoreError."""
    if len(trustees) != 1 or isinstance(trustees[0], TrusteeKey):
        raise StoreError("the trustees are not one precinct commission")
    return trustees[0]


def member_share(store: MemberStore, parameters: ThresholdParameters) -> Secret:
    """Open the member's share inside the member's tool. Raises StoreError, FormatError or ProofError."""
    if store.share is None:
        raise StoreError(f"the key store of member {store.member} holds no share: the ceremony was not held to its end")
    number, share = decryption_share(store.seed, store.share.decode(), parameters)
    if number != store.member:
        raise StoreError(f"the key store of member {store.member} holds the share of member {number}")
    return share


@dataclass(frozen=True, slots=True)
class PossessionTest:
    """A test: a ciphertext under one member's key, the proof of its maker's knowledge, and what must come out."""

    name: str
    pair: Ciphertext
    proof: Proof
    inside: Point = field(repr=False)


def possession_test(setup: bytes, key: Point) -> PossessionTest:
    """Make a test for the member whose public share is `key`; `setup` is the hash of the Setup."""
    name = f"{_TEST}|{setup.hex()}"
    content, randomness, nonce = Secret.random(), Secret.random(), Secret.random()
    inside, alpha, commitment = base([content, randomness, nonce])
    (beta,) = mask(key, [randomness], [inside])
    challenge = _knowledge(name, Ciphertext(alpha, beta), commitment)
    proof = Proof(challenge, (nonce - randomness.times(challenge)).public())
    return PossessionTest(name, Ciphertext(alpha, beta), proof, inside)


def answer_test(
    store: MemberStore, parameters: ThresholdParameters, name: str, pair: Ciphertext, proof: Proof
) -> MemberDecryption | Refusal:
    """The member's answer; refused when its maker does not know what is inside. Raises as `member_decrypt`."""
    points = (pair.alpha, pair.beta)
    if not name.startswith(f"{_TEST}|") or IDENTITY in points or not all(check(points)):
        return TEST_UNSOUND
    (commitment,) = rows(IDENTITY, [(proof.response, 0, ((pair.alpha, proof.challenge),))])
    if _knowledge(name, pair, commitment) != proof.challenge:
        return TEST_UNSOUND
    return decrypt(name, member_share(store, parameters), ((pair,),))


def passes(test: PossessionTest, key: Point, answer: MemberDecryption) -> bool:
    """Tell whether the answer opens the test, and both proofs hold under the member's published key."""
    tally: Tally = ((test.pair,),)
    factors = answer.partial.factors
    if flaws_of_decryption(test.name, key, tally, answer.partial):
        return False
    if flaws_of_strong(test.name, key, tally, factors, answer.strong):
        return False
    return minus([test.pair.beta], [factors[0][0]]) == [test.inside]


def prove_possession(store: MemberStore, parameters: ThresholdParameters, setup: bytes) -> bool:
    """Hold the test of possession with one member, before opening (profile 3; threshold + 1 members must pass)."""
    key = parameters.verification_keys[store.member - 1].public_key
    test = possession_test(setup, key)
    try:
        answer = answer_test(store, parameters, test.name, test.pair, test.proof)
    except SailauError:
        return False
    return not isinstance(answer, Refusal) and passes(test, key, answer)


def member_decrypt(
    store: MemberStore,
    parameters: ThresholdParameters,
    phi: str,
    mixed: Tally,
    archive: bytes,
    *,
    shuffles_ended: bool,
    recount_decision: str | None = None,
) -> MemberDecryption | Refusal:
    """Decrypt the mixed tally with one member's share: one archive, a second only on a recount decision (M48).

    `archive` is the SHA-256 of its last event. The journal of the key store is written, durably, before the share is
    used. Raises StoreError without a share, FormatError or ProofError when the share is not the published one.
    """
    share = member_share(store, parameters)
    refusal = store.begin_decryption(archive, shuffles_ended=shuffles_ended, recount_decision=recount_decision)
    return decrypt(phi, share, mixed) if refusal is None else refusal


def erase_shares(paths: Sequence[Path], act: str, faults: Faults = NO_FAULTS) -> None:
    """Erase the members' shares of the count by the act of that number and kind, in their key stores' files.

    At postponement at once, otherwise when the time for complaints is over. The shares of the recorder key stay; they
    go at the end of retention (`erase_recorder_shares`). May be repeated. Raises StoreError.
    """
    for path in paths:
        erase_part(path, Part.COUNT, act, faults)


def erase_recorder_shares(paths: Sequence[Path], act: str, faults: Faults = NO_FAULTS) -> None:
    """Erase the shares of the recorder key by act, at the end of retention: no session opens any more. As above."""
    for path in paths:
        erase_part(path, Part.RECORDER, act, faults)


def _knowledge(name: str, pair: Ciphertext, commitment: Point) -> int:
    points = ",".join(map(point_to_hex, (pair.alpha, pair.beta, commitment)))
    return challenges.of_text(f"{name}|{points}")
