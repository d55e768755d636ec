"""Step 10: partial decryptions, their strong proofs, and the combination of a quorum's factors."""

from collections.abc import Iterable, Mapping, Sequence

from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.tally import PartialDecryption, Tally
from sailau.formats.v1.trustees import TrusteeKey, Trustees, keys_of
from sailau.group import IDENTITY, Job, Point, Q, minus, products
from sailau.verifier.workers import HERE, Workers

Factors = tuple[tuple[Point, ...], ...]
StrongProofs = tuple[tuple[Proof, ...], ...]


def flaws_of_decryption(
    phi: str, key: Point, tally: Tally, partial: PartialDecryption, workers: Workers = HERE
) -> list[str]:
    """Check one trustee's factors by version 1's proof; returns what is wrong, in words."""
    flat = [factor for row in partial.factors for factor in row]
    if not all(workers.check(flat)):
        return ["a factor is not a canonical member of the group"]
    found = []
    for question, (pairs, factors, proofs) in enumerate(zip(tally, partial.factors, partial.proofs, strict=True)):
        alphas = [pair.alpha for pair in pairs]
        for index, commitments in enumerate(_commitments(key, alphas, factors, proofs, workers)):
            bound = alphas[index] != IDENTITY or factors[index] == IDENTITY
            if not bound or challenges.decryption(phi, key, commitments) != proofs[index].challenge:
                found.append(f"question {question}, element {index}: the proof does not hold")
    return found


def flaws_of_strong(
    phi: str, key: Point, tally: Tally, factors: Factors, strong: StrongProofs, workers: Workers = HERE
) -> list[str]:
    """Check the second proofs, whose challenge binds question, index, key, α and factor."""
    found = []
    for question, (pairs, row, proofs) in enumerate(zip(tally, factors, strong, strict=True)):
        alphas = [pair.alpha for pair in pairs]
        for index, commitments in enumerate(_commitments(key, alphas, row, proofs, workers)):
            statement = (alphas[index], row[index])
            challenge = challenges.strong_decryption(phi, question, index, key, statement, commitments)
            if challenge != proofs[index].challenge:
                found.append(f"question {question}, element {index}: the strong proof does not hold")
    return found


def _commitments(
    key: Point, alphas: Sequence[Point], factors: Sequence[Point], proofs: Sequence[Proof], workers: Workers
) -> list[tuple[Point, Point]]:
    jobs: list[Job] = []
    for alpha, factor, proof in zip(alphas, factors, proofs, strict=True):
        jobs.append((proof.response, proof.challenge, ()))
        jobs.append((0, 0, ((alpha, proof.response), (factor, proof.challenge))))
    values = workers.rows(key, jobs)
    return list(zip(values[::2], values[1::2], strict=True))


def quorum(trustees: Trustees, owners: Iterable[int]) -> list[tuple[int, int]] | None:
    """Choose whose factors are combined: (owner, Lagrange coefficient) pairs, or None without a quorum.

    A Single trustee is mandatory; of a Pedersen item the threshold's number of lowest owners serve.
    """
    present, chosen, first = set(owners), [], 1
    for item in trustees:
        if isinstance(item, TrusteeKey):
            if first not in present:
                return None
            chosen.append((first, 1))
            first += 1
            continue
        size = len(item.verification_keys)
        indices = [i for i in range(1, size + 1) if first + i - 1 in present][: item.threshold]
        if len(indices) < item.threshold:
            return None
        chosen += [(first + i - 1, lagrange(indices, i)) for i in indices]
        first += size
    return chosen


def lagrange(indices: Sequence[int], index: int) -> int:
    """Return the Lagrange coefficient at 0 of `index` among `indices`, modulo q."""
    top = bottom = 1
    for other in indices:
        if other != index:
            top = top * other % Q
            bottom = bottom * (other - index) % Q
    return top * pow(bottom, -1, Q) % Q


def opened(
    tally: Tally, factors: Mapping[int, Factors], chosen: Sequence[tuple[int, int]], workers: Workers = HERE
) -> list[list[Point]]:
    """Divide each β by the combined factor: g^count, or the encoding of control integers."""
    result = []
    for question, pairs in enumerate(tally):
        jobs: list[Job] = []
        plain: list[list[Point]] = []
        for index in range(len(pairs)):
            weighted = [(factors[owner][question][index], weight) for owner, weight in chosen]
            plain.append([factor for factor, weight in weighted if weight == 1])
            jobs.append((0, 0, tuple((factor, weight) for factor, weight in weighted if weight != 1)))
        powers = workers.rows(IDENTITY, jobs)
        combined = products([[power, *rest] for power, rest in zip(powers, plain, strict=True)])
        result.append(minus([pair.beta for pair in pairs], combined))
    return result


def number_of_trustees(trustees: Trustees) -> int:
    """Count the trustees of all items; owners are numbered from 1 to this."""
    return len(keys_of(trustees))
