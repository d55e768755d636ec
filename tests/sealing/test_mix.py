"""A mix hides the order, keeps the contents, and proves both."""

from dataclasses import replace

import pytest

from sailau.formats.v1.ballot import Ciphertext
from sailau.group import Secret, base, embed, generators, mask, minus, powers
from sailau.sealing.mix import shuffle
from sailau.verifier.shuffles import flaws_of_mix, flaws_of_shuffle

PHI = "phi"
SECRET = Secret.random()
(KEY,) = base([SECRET])


def sealed(codes: list[int]) -> tuple[Ciphertext, ...]:
    secrets = [Secret.random() for _ in codes]
    pairs = zip(base(secrets), mask(KEY, secrets, [embed([code]) for code in codes]), strict=True)
    return tuple(Ciphertext(*pair) for pair in pairs)


def opened(row: tuple[Ciphertext, ...]) -> list[bytes]:
    return minus([pair.beta for pair in row], powers([pair.alpha for pair in row], [SECRET] * len(row)))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 20])
def test_a_mix_is_sound_and_keeps_the_contents(size: int) -> None:
    before = (sealed(list(range(size))), sealed(list(range(size))))
    mixed = shuffle(PHI, KEY, before)
    assert flaws_of_shuffle(PHI, KEY, before, mixed) == []
    for old, new in zip(before, mixed.ciphertexts, strict=True):
        assert sorted(opened(new)) == sorted(opened(old))
        assert not set(new) & set(old)


def test_each_question_has_a_permutation_of_its_own() -> None:
    row = sealed(list(range(20)))
    mixed = shuffle(PHI, KEY, (row, row))
    first, second = (opened(new) for new in mixed.ciphertexts)
    assert first != second
    assert first != opened(row)
    assert sorted(first) == sorted(second)


def test_mixes_follow_one_another() -> None:
    before = (sealed([5, 6, 7]),)
    first = shuffle(PHI, KEY, before)
    second = shuffle(PHI, KEY, first.ciphertexts)
    assert flaws_of_shuffle(PHI, KEY, first.ciphertexts, second) == []
    assert flaws_of_shuffle(PHI, KEY, before, second) != []


def test_replacing_or_repeating_an_element_is_seen() -> None:
    (before,) = rows = (sealed([5, 6, 7]),)
    mixed = shuffle(PHI, KEY, rows)
    ((a, b, _),), (proof,) = mixed.ciphertexts, mixed.proofs
    for cheated in ((a, b, sealed([7])[0]), (a, b, b), (b, a, mixed.ciphertexts[0][2])):
        assert flaws_of_mix(PHI, KEY, before, cheated, proof) != []


def test_a_proof_serves_its_election_and_key_only() -> None:
    before = (sealed([5, 6]),)
    mixed = shuffle(PHI, KEY, before)
    assert flaws_of_shuffle("another", KEY, before, mixed) != []
    assert flaws_of_shuffle(PHI, generators(1)[0], before, mixed) != []


@pytest.mark.parametrize("equation", range(5))
def test_each_commitment_is_bound_by_the_hash(equation: int) -> None:
    before = (sealed([5, 6]),)
    mixed = shuffle(PHI, KEY, before)
    (proof,) = mixed.proofs
    t1, t2, t3, t4, t_hat = proof.t
    h = generators(1)[0]
    bent = [(h, t2, t3, t4, t_hat), (t1, h, t3, t4, t_hat), (t1, t2, h, t4, t_hat), (t1, t2, t3, (h, t4[1]), t_hat)]
    bent.append((t1, t2, t3, t4, (h, t_hat[1])))
    assert flaws_of_mix(PHI, KEY, before[0], mixed.ciphertexts[0], replace(proof, t=bent[equation])) != []
