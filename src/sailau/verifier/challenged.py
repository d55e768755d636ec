"""Step 13: a challenged ballot opened by its encryption randomness. The accumulator's public screen asks the same.

With r known, α must be g^r and β / y^r the plaintext itself: g⁰ or g¹ in a contest, the canonical encoding in a
control answer. So the ciphertexts are recomputed byte for byte. That the ballot's proofs and signature hold is
judged first, by the same function as for the box.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.errors import FormatError, ProofError
from sailau.formats.v1.ballot import Answer, Ballot, Ciphertext, HomomorphicAnswer
from sailau.group import GENERATOR, IDENTITY, Job, Point, Q, minus, rows, unembed
from sailau.group.encoding import is_canonical
from sailau.verifier.ballots import BallotRules, judge

SCALAR_BYTES = 32

Randomness = Sequence[Sequence[int]]
"""For each question the exponents of its ciphertexts, in their order."""


@dataclass(frozen=True, slots=True, repr=False)
class Opening:
    """A ballot and what it holds: a row a question, 0 and 1 in contests, integers in control answers."""

    ballot: Ballot
    plaintexts: tuple[tuple[int, ...], ...]


def split_randomness(questions: Sequence[Question], data: bytes) -> tuple[tuple[int, ...], ...]:
    """Read the randomness as a card carries it: 32 little-endian bytes a ciphertext, questions in order.

    Raises FormatError.
    """
    widths = [_width(question) for question in questions]
    if len(data) != SCALAR_BYTES * sum(widths):
        raise FormatError("randomness", "not 32 bytes for each ciphertext")
    scalars = [int.from_bytes(data[at : at + SCALAR_BYTES], "little") for at in range(0, len(data), SCALAR_BYTES)]
    if any(scalar >= Q for scalar in scalars):
        raise FormatError("randomness", "scalar out of range: not below the group's order")
    remaining = iter(scalars)
    return tuple(tuple(next(remaining) for _ in range(width)) for width in widths)


def open_ballot(rules: BallotRules, payload: bytes, randomness: Randomness) -> Opening:
    """Judge a challenged ballot and open it. Raises ProofError when it is unsound or the randomness is not its own."""
    (judged,) = judge(rules, [payload])
    if judged.ballot is None or judged.flaws:
        raise ProofError("; ".join(flaw.text for flaw in judged.flaws))
    if [len(row) for row in randomness] != [_width(question) for question in rules.questions]:
        raise ProofError("the randomness does not have one exponent a ciphertext")
    pairs = [_pairs(answer) for answer in judged.ballot.answers]
    plain = iter(_plain_points(rules.key, pairs, randomness))
    opened = [
        _plaintext(question, [next(plain) for _ in row], number)
        for number, (question, row) in enumerate(zip(rules.questions, pairs, strict=True))
    ]
    return Opening(judged.ballot, tuple(opened))


def _width(question: Question) -> int:
    return question.width if isinstance(question, HomomorphicQuestion) else 1


def _pairs(answer: Answer) -> tuple[Ciphertext, ...]:
    return answer.choices if isinstance(answer, HomomorphicAnswer) else (answer.choices,)


def _plaintext(question: Question, points: Sequence[Point], number: int) -> tuple[int, ...]:
    if isinstance(question, HomomorphicQuestion):
        if any(point not in (IDENTITY, GENERATOR) for point in points):
            raise ProofError(f"question {number}: a choice opens to neither 0 nor 1")
        return tuple(int(point == GENERATOR) for point in points)
    (point,) = points
    count = len(question.answers)
    if not is_canonical(point, count):
        raise ProofError(f"question {number}: not the canonical encoding of its integers")
    return unembed(point, count)


def _plain_points(key: Point, pairs: Sequence[Sequence[Ciphertext]], randomness: Randomness) -> list[Point]:
    flat = [pair for row in pairs for pair in row]
    exponents = [exponent for row in randomness for exponent in row]
    jobs: list[Job] = [(exponent, 0, ()) for exponent in exponents]
    jobs += [(0, exponent, ()) for exponent in exponents]
    found = rows(key, jobs)
    alphas, masks = found[: len(flat)], found[len(flat) :]
    if alphas != [pair.alpha for pair in flat]:
        raise ProofError("the randomness does not give the ballot's ciphertexts")
    return minus([pair.beta for pair in flat], masks)
