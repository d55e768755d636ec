"""Partial decryptions, both proofs, and what each of them binds."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import Ciphertext, Proof
from sailau.formats.v1.tally import merged
from sailau.group import Q, Secret, base, generators, mask, powers, rows
from sailau.sealing.decryption import MemberDecryption, decrypt
from sailau.sealing.rehearsal import Rehearsal
from sailau.verifier.decryptions import flaws_of_decryption, flaws_of_strong, lagrange, quorum
from tests.sealing.elections import ALL, parties, president


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.__name__)
def test_every_decryption_passes_both_checks(made: Callable[[], Rehearsal]) -> None:
    rehearsal = made()
    tally = mixed_of(rehearsal)
    for owner, given in rehearsal.decryptions.items():
        (key,) = base([rehearsal.holders.shares[owner]])
        assert flaws_of_decryption(rehearsal.rules.phi, key, tally, given.partial) == []
        assert flaws_of_strong(rehearsal.rules.phi, key, tally, given.partial.factors, given.strong) == []


def mixed_of(rehearsal: Rehearsal) -> tuple[tuple[Ciphertext, ...], ...]:
    shuffles = rehearsal.count.shuffles
    mixed = shuffles[-1][1].ciphertexts if shuffles else ()
    return merged(rehearsal.rules.questions, rehearsal.count.tally, mixed)


PHI = "phi"
SECRET = Secret.random()
(KEY,) = base([SECRET])


def pairs(count: int) -> tuple[Ciphertext, ...]:
    secrets = [Secret.random() for _ in range(count)]
    return tuple(map(Ciphertext, base(secrets), mask(KEY, secrets, generators(count))))


def given_for(tally: tuple[tuple[Ciphertext, ...], ...]) -> MemberDecryption:
    return decrypt(PHI, SECRET, tally)


def test_the_strong_proof_is_bound_to_its_place() -> None:
    row = pairs(1)
    tally = (row + row, row)
    given = given_for(tally)
    ((first, second), third) = (given.strong[0], given.strong[1][0])
    for bent in (((second, first), (third,)), ((third, second), (first,))):
        assert flaws_of_strong(PHI, KEY, tally, given.partial.factors, bent) != []


def test_both_proofs_are_bound_to_the_election_and_the_key() -> None:
    tally = (pairs(1),)
    given = given_for(tally)
    assert flaws_of_decryption("other", KEY, tally, given.partial) != []
    assert flaws_of_strong("other", KEY, tally, given.partial.factors, given.strong) != []
    (other,) = base([Secret.random()])
    assert flaws_of_decryption(PHI, other, tally, given.partial) != []
    assert flaws_of_strong(PHI, other, tally, given.partial.factors, given.strong) != []


def forged(alpha: bytes, shift: bytes) -> tuple[bytes, Proof]:
    """A wrong factor with a proof that version 1's check accepts: the challenge does not bind the factor.

    With commitments A = g^w and B = α^w·s the challenge c is known before the factor is chosen:
    f = α^x · s^(1/c), and the response w − x·c makes g^z·X^c = A and α^z·f^c = B.
    """
    nonce = Secret.random()
    (commitment,) = base([nonce])
    (other,) = mask(alpha, [nonce], [shift])
    challenge = challenges.decryption(PHI, KEY, (commitment, other))
    (true,) = powers([alpha], [SECRET])
    (factor,) = rows(true, [(0, 1, ((shift, pow(challenge, -1, Q)),))])
    return factor, Proof(challenge, (nonce - SECRET.times(challenge)).public())


def test_a_forged_factor_passes_version_1_and_no_strong_proof() -> None:
    tally = (pairs(1),)
    given = given_for(tally)
    factor, proof = forged(tally[0][0].alpha, generators(2)[1])
    assert factor != given.partial.factors[0][0]
    bent = replace(given.partial, factors=((factor,),), proofs=((proof,),))
    assert flaws_of_decryption(PHI, KEY, tally, bent) == []
    assert flaws_of_strong(PHI, KEY, tally, bent.factors, ((proof,),)) != []
    assert flaws_of_strong(PHI, KEY, tally, bent.factors, given.strong) != []


def test_a_quorum_needs_every_single_trustee_and_the_threshold_of_each_joint_key() -> None:
    trustees = parties().holders.trustees
    assert quorum(trustees, {1, 2}) is None
    assert quorum(trustees, {1, 4}) is None
    assert quorum(trustees, {4}) is None
    chosen = quorum(trustees, {2, 3, 4})
    assert chosen is not None
    assert [owner for owner, _ in chosen] == [2, 3, 4]
    assert chosen[-1] == (4, 1)


def test_the_lowest_owners_of_a_surplus_are_combined() -> None:
    chosen = quorum(president().holders.trustees, {3, 2, 1})
    assert chosen is not None
    assert [owner for owner, _ in chosen] == [1, 2]


def test_lagrange_coefficients_bring_a_polynomial_to_zero() -> None:
    indices = [2, 3, 7]
    values = {index: 5 + 11 * index + 13 * index**2 for index in indices}
    assert sum(lagrange(indices, index) * values[index] for index in indices) % Q == 5


def test_the_secret_share_shows_nowhere() -> None:
    given = given_for((pairs(2),))
    text = json.dumps(repr(given))
    assert str(SECRET.public()) not in text
    assert SECRET.reveal().hex() not in text
