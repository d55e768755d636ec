"""One ballot judged by itself: each flaw by its own code, each judged apart from its neighbours."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from conformance.forgery import edited, sign, unsigned
from sailau.group import Q, Secret
from sailau.sealing.ballots import seal
from sailau.sealing.rehearsal import Joint, Rehearsal, rehearse
from sailau.verifier.ballots import control_pairs, homomorphic_sums, judge
from tests.sealing import elections
from tests.sealing.elections import parties, president


def codes(made: Rehearsal, payload: bytes) -> list[str]:
    return [flaw.code for flaw in judge(made.rules, [payload])[0].flaws]


@pytest.mark.parametrize("made", elections.ALL, ids=lambda made: made.__name__)
def test_sound_ballots_have_no_flaw(made: Callable[[], Rehearsal]) -> None:
    rehearsal = made()
    assert all(not item.flaws for item in judge(rehearsal.rules, [one.payload for one in rehearsal.ballots]))


def test_an_empty_batch_is_judged() -> None:
    assert judge(president().rules, []) == []


def test_flaws_belong_to_the_ballot_that_has_them() -> None:
    made = president()
    first, second, third = (one.payload for one in made.ballots)
    unsound = sign(Secret.random(), unsigned(second))
    judged = judge(made.rules, [first, b"no ballot", unsound, third])
    assert [[flaw.code for flaw in item.flaws] for item in judged] == [
        [],
        ["ballot-format"],
        ["ballot-signature"],
        [],
    ]
    assert [item.ballot is None for item in judged] == [False, True, False, False]


def bend(*path: Any) -> Callable[[dict[str, Any]], None]:
    """Add one to a scalar of the ballot."""

    def change(ballot: Any) -> None:
        target = ballot["answers"]
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = str((int(target[path[-1]]) + 1) % Q)

    return change


@pytest.mark.parametrize("half", ["challenge", "response"])
@pytest.mark.parametrize(
    ("answer", "proof", "code"),
    [
        (0, ("individual_proofs", 0, 0), "ballot-proof-individual"),
        (0, ("individual_proofs", 6, 1), "ballot-proof-individual"),
        (0, ("overall_proof", 0), "ballot-proof-overall"),
        (0, ("overall_proof", 1), "ballot-proof-overall"),
        (0, ("blank_proof", 0), "ballot-proof-blank"),
        (0, ("blank_proof", 1), "ballot-proof-blank"),
        (1, ("overall_proof", 4), "ballot-proof-overall"),
        (2, ("proof",), "ballot-proof-control"),
        (3, ("proof",), "ballot-proof-control"),
    ],
)
def test_each_scalar_of_each_proof_is_checked(answer: int, proof: tuple[Any, ...], code: str, half: str) -> None:
    made = parties()
    bent = edited(made.credentials[0], made.ballots[0].payload, bend(answer, *proof, half))
    assert codes(made, bent) == [code]


def test_a_proof_that_holds_twice_is_not_a_blank_vote_and_a_choice() -> None:
    """Blank and a choice together: each choice is proved 0 or 1, and nothing else can be proved."""
    made = parties()
    credential = made.credentials[0]
    blank = ((1, 0, 0, 0, 0, 0, 0), (1, 0, 0, 0, 0), (1, 2, 0), (3, 4))
    chosen = ((0, 1, 0, 0, 0, 0, 0), (0, 1, 0, 0, 0), (1, 2, 0), (3, 4))
    first, second = (json.loads(seal(made.rules, credential, vote).payload) for vote in (blank, chosen))
    answer, other = first["answers"][0], second["answers"][0]
    for place in range(1, 7):
        answer["choices"][place] = other["choices"][place]
        answer["individual_proofs"][place] = other["individual_proofs"][place]
    del first["signature"]
    payload = sign(credential, json.dumps(first, ensure_ascii=False, separators=(",", ":")))
    assert codes(made, payload) == ["ballot-proof-overall", "ballot-proof-blank"]


def test_a_ballot_of_another_election_fails_by_its_hash_alone() -> None:
    made, other = president(), rehearse(elections.PRESIDENT, 0, (Joint(2, 1),))
    foreign = seal(other.rules, made.credentials[0], made.votes[0]).payload
    assert codes(made, foreign) == ["ballot-election"]


def test_the_longest_ballot_is_within_the_bytes_allowed() -> None:
    for made in elections.ALL:
        rehearsal = made()
        assert all(len(one.payload) * 1.2 < rehearsal.rules.ballot_bytes_max for one in rehearsal.ballots)


def test_sums_of_no_ballots_are_identities() -> None:
    sums = homomorphic_sums(president().rules.questions, [])
    assert [len(row) for row in sums] == [5]
    assert all(pair.alpha == pair.beta == bytes([1]) + bytes(31) for pair in sums[0])


def test_control_pairs_are_one_a_control_question() -> None:
    assert len(control_pairs(parties().ballots[0].ballot)) == 2
    assert len(control_pairs(elections.council().ballots[0].ballot)) == 0
