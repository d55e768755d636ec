"""Sealing a ballot on the terminal, and what a challenge opens (specification, "Encrypted answers").

The randomness of every ciphertext comes from the operating system and stays a `Secret`; it leaves this
module only inside `SealedBallot.randomness`, for a voter who checks the machine. Proof nonces are never
kept. The number and kind of group operations is the same for every choice; Python's own branching on a
choice is not constant time, nor is the encoding of a control answer (`group.embed`).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sailau.election.questions import HomomorphicQuestion
from sailau.errors import invariant
from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import (
    Answer,
    Ballot,
    Ciphertext,
    HomomorphicAnswer,
    NonHomomorphicAnswer,
    Proof,
    Signature,
    ciphertexts_text,
    unsigned_bytes,
    with_signature,
)
from sailau.formats.v1.election import compact_base64
from sailau.group import GENERATOR, IDENTITY, Point, Q, Secret, base, embed, mask, products
from sailau.verifier.ballots import BallotRules

Plaintext = Sequence[int]
"""Of a contest: 0 or 1 for each answer (the leading one: blank); of a control question: its integers."""


@dataclass(frozen=True, slots=True, repr=False)
class SealedBallot:
    """A sealed ballot as bytes, with the randomness of each question's ciphertexts."""

    payload: bytes
    ballot: Ballot
    randomness: tuple[tuple[Secret, ...], ...]


def seal(rules: BallotRules, credential: Secret, plaintexts: Sequence[Plaintext]) -> SealedBallot:
    """Seal the voter's answers under the one-time credential.

    `plaintexts` has one entry a question. That they keep the question's rules is the caller's promise
    (the terminal refuses too few or too many before); breaking it is our own mistake.
    """
    (public,) = base([credential])
    s0 = challenges.prefix(rules.phi, public)
    answers: list[Answer] = []
    randomness: list[tuple[Secret, ...]] = []
    for question, values in zip(rules.questions, plaintexts, strict=True):
        answer: Answer
        if isinstance(question, HomomorphicQuestion):
            answer, used = _seal_choices(rules.key, s0, question, values)
        else:
            answer, used = _seal_control(rules.key, s0, values)
        answers.append(answer)
        randomness.append(used)
    ballot = Ballot(rules.uuid, rules.phi, public, tuple(answers), None)
    unsigned = unsigned_bytes(rules.document, ballot)
    signature = _sign(credential, compact_base64(hashlib.sha256(unsigned).digest()))
    payload = with_signature(unsigned, signature)
    return SealedBallot(payload, replace(ballot, signature=signature), tuple(randomness))


def _sign(credential: Secret, hash_: str) -> Signature:
    nonce = Secret.random()
    (commitment,) = base([nonce])
    challenge = challenges.signature(hash_, commitment)
    return Signature(hash_, Proof(challenge, (nonce - credential.times(challenge)).public()))


def _seal_control(key: Point, s0: str, values: Plaintext) -> tuple[NonHomomorphicAnswer, tuple[Secret, ...]]:
    secret, nonce = Secret.random(), Secret.random()
    alpha, commitment = base([secret, nonce])
    pair = Ciphertext(alpha, mask(key, [secret], [embed(values)])[0])
    challenge = challenges.control(s0, key, pair, commitment)
    return NonHomomorphicAnswer(pair, Proof(challenge, (nonce - secret.times(challenge)).public())), (secret,)


def _seal_choices(
    key: Point, s0: str, question: HomomorphicQuestion, values: Plaintext
) -> tuple[HomomorphicAnswer, tuple[Secret, ...]]:
    _demand_lawful(question, values)
    secrets = tuple(Secret.random() for _ in values)
    betas = mask(key, secrets, [(IDENTITY, GENERATOR)[value] for value in values])
    pairs = tuple(Ciphertext(*pair) for pair in zip(base(secrets), betas, strict=True))
    individual = tuple(
        _prove_one_of(key, ((secret, value), (secret, value - 1)), value, partial(challenges.interval, s0, pair))
        for pair, secret, value in zip(pairs, secrets, values, strict=True)
    )
    context = f"{s0}|{ciphertexts_text(pairs)}"
    overall, blank = _prove_number(key, context, question, pairs, secrets, values)
    return HomomorphicAnswer(pairs, individual, overall, blank), secrets


def _demand_lawful(question: HomomorphicQuestion, values: Plaintext) -> None:
    number = sum(values[1:] if question.blank else values)
    blank = bool(question.blank) and values[0] == 1 and number == 0
    lawful = blank or (question.minimum <= number <= question.maximum and not (question.blank and values[0]))
    invariant(
        len(values) == question.width and set(values) <= {0, 1} and lawful, "the plaintext breaks the question's rules"
    )


Cases = Sequence[tuple[Secret, int]]
"""For each case of an "or": the randomness, and by how much the plaintext misses the case (0 where true)."""


def _prove_number(
    key: Point,
    context: str,
    question: HomomorphicQuestion,
    pairs: Sequence[Ciphertext],
    secrets: Sequence[Secret],
    values: Plaintext,
) -> tuple[tuple[Proof, ...], tuple[Proof, ...] | None]:
    """Prove that min to max answers are chosen, or none and the blank one."""
    first = 1 if question.blank else 0
    secret, number = Secret.sum(secrets[first:]), sum(values[first:])
    span = range(question.minimum, question.maximum + 1)
    cases = [(secret, number - allowed) for allowed in span]
    if not question.blank:
        # α of the sum is g^R: one fixed-base power is cheaper than the additions of the αs.
        pair = Ciphertext(base([secret])[0], products([[pair.beta for pair in pairs]])[0])
        true = number - question.minimum
        return _prove_one_of(key, cases, true, partial(challenges.interval, context, pair)), None
    blank = values[0]
    true = 0 if blank else 1 + number - question.minimum
    overall = _prove_one_of(key, [(secrets[0], blank - 1), *cases], true, partial(challenges.blank_overall, context))
    either = [(secrets[0], blank), (secret, number)]
    return overall, _prove_one_of(key, either, blank, partial(challenges.blank_choice, context))


def _prove_one_of(
    key: Point, cases: Cases, true: int, challenge: Callable[[Sequence[Point]], int]
) -> tuple[Proof, ...]:
    """Prove that one of the cases holds without saying which; the others are simulated.

    Whoever knows r simulates with fixed-base powers alone: A = g^(response + r·c),
    B = y^(response + r·c) · g^(miss·c).
    """
    chosen = [Secret.random() for _ in cases]
    responses = [Secret.random() for _ in cases]
    exponents = [
        responses[index] if index == true else responses[index] + secret * chosen[index]
        for index, (secret, _) in enumerate(cases)
    ]
    simulated = [index for index in range(len(cases)) if index != true]
    offsets = base([chosen[index].times(cases[index][1]) for index in simulated])
    shifts = [IDENTITY] * len(cases)
    for index, offset in zip(simulated, offsets, strict=True):
        shifts[index] = offset
    halves = zip(base(exponents), mask(key, exponents, shifts), strict=True)
    commitments = [point for half in halves for point in half]
    others = Secret.sum(chosen[index] for index in simulated)
    own = (challenge(commitments) - others.public()) % Q
    return tuple(
        Proof(own, (responses[index] - secret.times(own)).public())
        if index == true
        else Proof(chosen[index].public(), responses[index].public())
        for index, (secret, _) in enumerate(cases)
    )
