"""Step 9: the mixes (specification, "Shuffle algorithms", CheckShuffleProof).

Each equation of the proof is one product of powers that must equal a value in the proof, so a faster
backend may fold them all into one.
"""

from collections.abc import Sequence
from typing import Any

from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import Ciphertext
from sailau.formats.v1.tally import Shuffle, ShuffleProof, Tally
from sailau.group import (
    IDENTITY,
    Job,
    Point,
    Q,
    generators,
    minus,
    point_to_hex,
    products,
    secondary_generator,
)
from sailau.verifier.workers import HERE, Workers

Row = tuple[Ciphertext, ...]


def flaws_of_shuffle(phi: str, key: Point, before: Tally, shuffle: Shuffle, workers: Workers = HERE) -> list[str]:
    """Check one trustee's mix of every control question; returns what is wrong, in words."""
    found = []
    for number, (old, new, proof) in enumerate(zip(before, shuffle.ciphertexts, shuffle.proofs, strict=True)):
        found += [f"control question {number}: {text}" for text in flaws_of_mix(phi, key, old, new, proof, workers)]
    return found


def flaws_of_mix(phi: str, key: Point, old: Row, new: Row, proof: ShuffleProof, workers: Workers = HERE) -> list[str]:
    """Check the mix of one control question; an empty list means it is sound."""
    if not all(workers.check(_points(new, proof))):
        return ["a point is not a canonical member of the group"]
    claims = _claims(phi, key, old, new, proof, workers)
    found = workers.rows(key, (job for _, _, job in claims))
    names = dict.fromkeys(name for (name, value, _), power in zip(claims, found, strict=True) if power != value)
    return [f"equation {name} of the proof does not hold" for name in names]


def _points(new: Row, proof: ShuffleProof) -> list[Point]:
    t1, t2, t3, (t41, t42), t_hat = proof.t
    pairs = [point for pair in new for point in (pair.alpha, pair.beta)]
    return [*pairs, t1, t2, t3, t41, t42, *t_hat, *proof.c, *proof.c_hat]


def _claims(
    phi: str, key: Point, old: Row, new: Row, proof: ShuffleProof, workers: Workers
) -> list[tuple[str, Point, Job]]:
    """List the proof's equations: name, the value in the proof, and the product of powers that must equal it."""
    (t1, t2, t3, (t41, t42), t_hat), (s1, s2, s3, s4, s_hat, s_prime) = proof.t, proof.s
    count, secondary = len(old), secondary_generator()
    independent = generators(count)
    text, u = element_challenges(phi, old, new, proof.c)
    minus_c = -final_challenge(phi, key, text, proof.c_hat, proof.t) % Q
    c_bar, c_last, c_tilde, alpha, beta = _statement(old, proof, independent, secondary, u, workers)
    products_of = zip(new, s_prime, strict=True)
    alphas, betas = zip(*(((p.alpha, s), (p.beta, s)) for p, s in products_of), strict=True) if count else ((), ())
    claims: list[tuple[str, Point, Job]] = [
        ("t1", t1, (s1, 0, ((c_bar, minus_c),))),
        ("t2", t2, (s2, 0, ((c_last, minus_c),))),
        ("t3", t3, (s3, 0, ((c_tilde, minus_c), *zip(independent, s_prime, strict=True)))),
        ("t4", t41, (0, -s4 % Q, ((beta, minus_c), *betas))),
        ("t4", t42, (-s4 % Q, 0, ((alpha, minus_c), *alphas))),
    ]
    previous = secondary
    for value, link, s, s2_ in zip(t_hat, proof.c_hat, s_hat, s_prime, strict=True):
        claims.append(("t̂", value, (s, 0, ((link, minus_c), (previous, s2_)))))
        previous = link
    return claims


def element_challenges(phi: str, old: Row, new: Row, commitment: Sequence[Point]) -> tuple[str, list[int]]:
    """Return the statement's text so far and u_1 … u_N, one challenge an element of the mix."""
    text = challenges.serialized_pairs(old) + challenges.serialized_pairs(new) + challenges.serialized(commitment)
    return text, challenges.shuffle_many(phi, text, len(old))


def final_challenge(phi: str, key: Point, text: str, chain: Sequence[Point], t: tuple[Any, ...]) -> int:
    """Return the challenge c of a mix; `text` is the statement of `element_challenges`."""
    t1, t2, t3, (t41, t42), t_hat = t
    commitments = challenges.serialized((t1, t2, t3, t41, t42)) + challenges.serialized(t_hat)
    return challenges.shuffle_one(phi, commitments, text + challenges.serialized(chain) + point_to_hex(key))


def _statement(
    old: Row, proof: ShuffleProof, independent: list[Point], secondary: Point, u: list[int], workers: Workers
) -> tuple[Point, Point, Point, Point, Point]:
    """Return c̄, ĉ, c̃, α', β' of the proof's statement."""
    c_product, h_product = products([proof.c, independent])
    u_product = 1
    for value in u:
        u_product = u_product * value % Q
    c_tilde, alpha, beta, h_power = workers.rows(
        IDENTITY,
        [
            (0, 0, tuple(zip(proof.c, u, strict=True))),
            (0, 0, tuple(zip((pair.alpha for pair in old), u, strict=True))),
            (0, 0, tuple(zip((pair.beta for pair in old), u, strict=True))),
            (0, 0, ((secondary, u_product),)),
        ],
    )
    last = proof.c_hat[-1] if proof.c_hat else secondary
    c_bar, c_last = minus((c_product, last), (h_product, h_power))
    return c_bar, c_last, c_tilde, alpha, beta
