"""The mix's equations, one by one: bending one response breaks those that it stands in, and no other."""

from dataclasses import replace
from typing import Any

import pytest

from sailau.formats.v1.tally import ShuffleProof, control_rows
from sailau.group import Q
from sailau.verifier.shuffles import flaws_of_mix, flaws_of_shuffle
from sailau.verifier.workers import Workers
from tests.sealing.elections import parties, president


def bent(proof: ShuffleProof, place: int, inner: int | None = None) -> ShuffleProof:
    s: list[Any] = list(proof.s)
    if inner is None:
        s[place] = (s[place] + 1) % Q
    else:
        s[place] = tuple((value + (at == inner)) % Q for at, value in enumerate(s[place]))
    return replace(proof, s=tuple(s))


def equations(proof: ShuffleProof) -> list[str]:
    made = president()
    (before,) = control_rows(made.rules.questions, made.count.tally)
    shuffle = made.count.shuffles[0][1]
    flaws = flaws_of_mix(made.rules.phi, made.rules.key, before, shuffle.ciphertexts[0], proof)
    return [flaw.split()[1] for flaw in flaws]


@pytest.mark.parametrize(
    ("place", "inner", "broken"),
    [
        (0, None, ["t1"]),
        (1, None, ["t2"]),
        (2, None, ["t3"]),
        (3, None, ["t4"]),
        (4, 0, ["t̂"]),
        (4, 2, ["t̂"]),
        (5, 0, ["t3", "t4", "t̂"]),
        (5, 2, ["t3", "t4", "t̂"]),
    ],
)
def test_each_response_is_bound_by_its_equations(place: int, inner: int | None, broken: list[str]) -> None:
    (proof,) = president().count.shuffles[0][1].proofs
    assert equations(proof) == []
    assert equations(bent(proof, place, inner)) == broken


def test_the_trustee_and_the_control_question_are_named() -> None:
    made = parties()
    before = control_rows(made.rules.questions, made.count.tally)
    shuffle = made.count.shuffles[0][1]
    cheated = replace(shuffle, proofs=(shuffle.proofs[0], bent(shuffle.proofs[1], 0)))
    flaws = flaws_of_shuffle(made.rules.phi, made.rules.key, before, cheated)
    assert flaws == ["control question 1: equation t1 of the proof does not hold"]


def test_two_processes_find_what_one_finds() -> None:
    made = parties()
    before = control_rows(made.rules.questions, made.count.tally)
    shuffle = made.count.shuffles[0][1]
    cheated = replace(shuffle, proofs=(bent(shuffle.proofs[0], 5, 1), shuffle.proofs[1]))
    with Workers(2) as workers:
        for one in (shuffle, cheated):
            alone = flaws_of_shuffle(made.rules.phi, made.rules.key, before, one)
            assert flaws_of_shuffle(made.rules.phi, made.rules.key, before, one, workers) == alone
