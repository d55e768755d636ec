"""Steps 8, 11 and 12: the encrypted tally, the result, and the form of the opened control answers."""

from collections.abc import Sequence
from itertools import count

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.errors import ProofError
from sailau.formats.v1.ballot import Ciphertext
from sailau.formats.v1.tally import Result, Tally
from sailau.group import IDENTITY, Point, products, rows, unembed
from sailau.group.encoding import is_canonical
from sailau.verifier.workers import HERE, Workers

CONTROL_ANSWERS_PER_TASK = 100


def sorted_control(pairs: Sequence[Ciphertext]) -> tuple[Ciphertext, ...]:
    """Sort control ciphertexts as the record wants them: by (α, β) as little-endian bytes."""
    return tuple(sorted(pairs, key=lambda pair: (pair.alpha, pair.beta)))


def encrypted_tally(
    questions: tuple[Question, ...],
    sums: Sequence[Sequence[Sequence[Ciphertext]]],
    control: Sequence[Sequence[Ciphertext]],
) -> Tally:
    """Assemble the encrypted tally (step 8).

    `sums` holds for each batch of ballots a row of products for each homomorphic question, `control`
    for each control question the ciphertexts of all ballots, in any order.
    """
    homomorphic = count()
    plain = iter(control)
    rows_: list[tuple[Ciphertext, ...]] = []
    for question in questions:
        if isinstance(question, HomomorphicQuestion):
            number = next(homomorphic)
            columns = [[batch[number][place] for batch in sums] for place in range(question.width)]
            alphas = products([[pair.alpha for pair in column] for column in columns])
            betas = products([[pair.beta for pair in column] for column in columns])
            rows_.append(tuple(Ciphertext(*pair) for pair in zip(alphas, betas, strict=True)))
        else:
            rows_.append(sorted_control(next(plain)))
    return tuple(rows_)


def count_of(point: Point, largest: int) -> int:
    """Find n ≤ `largest` with g^n = point. Raises ProofError when there is none."""
    value, step = IDENTITY, rows(IDENTITY, [(1, 0, ())])[0]
    for number in range(largest + 1):
        if value == point:
            return number
        (value,) = products([[value, step]])
    raise ProofError("a sum does not open to a number of votes")


def result_of(questions: tuple[Question, ...], opened: Sequence[Sequence[Point]], ballots: int) -> Result:
    """Read the result off the opened points. Raises ProofError when a sum opens to no count."""
    found: list[tuple[int, ...] | tuple[tuple[int, ...], ...]] = []
    for question, points in zip(questions, opened, strict=True):
        if isinstance(question, HomomorphicQuestion):
            found.append(tuple(count_of(point, ballots) for point in points))
        else:
            found.append(tuple(unembed(point, len(question.answers)) for point in points))
    return Result(tuple(found))


def flaws_of_result(
    questions: tuple[Question, ...], opened: Sequence[Sequence[Point]], result: Result, ballots: int
) -> list[str]:
    """Compare a published result with the opened points (step 11); returns what differs."""
    found = []
    for number, (question, points, row) in enumerate(zip(questions, opened, result.result, strict=True)):
        if isinstance(question, HomomorphicQuestion):
            powers = rows(IDENTITY, [(votes, 0, ()) for votes in row])
            found += [
                f"question {number}, answer {place}: {row[place]} is not what the sum opens to"
                for place, (power, point) in enumerate(zip(powers, points, strict=True))
                if power != point or row[place] > ballots
            ]
        else:
            found += [
                f"question {number}, row {place}: not what the control answer opens to"
                for place, (point, integers) in enumerate(zip(points, row, strict=True))
                if unembed(point, len(question.answers)) != integers
            ]
    return found


def bent_control_answers(
    questions: tuple[Question, ...], opened: Sequence[Sequence[Point]], workers: Workers = HERE
) -> list[str]:
    """List control answers that are not the canonical encoding of their integers (step 12)."""
    found = []
    for number, (question, points) in enumerate(zip(questions, opened, strict=True)):
        if not isinstance(question, HomomorphicQuestion):
            width = len(question.answers)
            starts = range(0, len(points), CONTROL_ANSWERS_PER_TASK)
            tasks = ((width, points[start : start + CONTROL_ANSWERS_PER_TASK]) for start in starts)
            canonical = (sound for batch in workers.map(_are_canonical, tasks) for sound in batch)
            found += [f"question {number}, row {place}" for place, sound in enumerate(canonical) if not sound]
    return found


def _are_canonical(task: tuple[int, Sequence[Point]]) -> list[bool]:
    width, points = task
    return [is_canonical(point, width) for point in points]
