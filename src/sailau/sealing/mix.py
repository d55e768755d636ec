"""Mixing the control answers: re-encryption, permutation, and the proof of both (specification, "Shuffles").

The permutation and all exponents come from the operating system. Exponents stay `Secret`s; the order in
which Python touches the lists depends on the permutation and is not constant time.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sailau.formats.v1.ballot import Ciphertext
from sailau.formats.v1.tally import Shuffle, ShuffleProof, Tally
from sailau.group import Point, Secret, base, generators, mask, negative, powers, products, secondary_generator
from sailau.verifier.shuffles import element_challenges, final_challenge

Row = Sequence[Ciphertext]


def shuffle(phi: str, key: Point, before: Tally) -> Shuffle:
    """Mix every control question, each with a permutation of its own, and prove it."""
    mixed, proofs = [], []
    for row in before:
        new, proof = _mix(phi, key, row)
        mixed.append(new)
        proofs.append(proof)
    return Shuffle(tuple(mixed), tuple(proofs))


def _mix(phi: str, key: Point, old: tuple[Ciphertext, ...]) -> tuple[tuple[Ciphertext, ...], ShuffleProof]:
    order = list(range(len(old)))
    random.SystemRandom().shuffle(order)
    secrets = [Secret.random() for _ in old]
    alphas = _times([pair.alpha for pair in old], base(secrets))
    betas = mask(key, secrets, [pair.beta for pair in old])
    new = tuple(Ciphertext(alphas[place], betas[place]) for place in order)
    return new, _prove(phi, key, old, new, secrets, order)


def _times(points: Sequence[Point], others: Sequence[Point]) -> list[Point]:
    return products(list(zip(points, others, strict=True)))


@dataclass(frozen=True, slots=True, repr=False)
class _Nonces:
    """The secret exponents of a proof's commitments: ω_1…ω_4, ω̂_i, ω'_i."""

    single: list[Secret]
    hat: list[Secret]
    prime: list[Secret]


def _draw(count: int) -> list[Secret]:
    return [Secret.random() for _ in range(count)]


def _prove(
    phi: str,
    key: Point,
    old: tuple[Ciphertext, ...],
    new: tuple[Ciphertext, ...],
    secrets: list[Secret],
    order: list[int],
) -> ShuffleProof:
    count = len(old)
    independent, secondary = generators(count), secondary_generator()
    commitment, hiding = _commit(order, independent)
    text, u = element_challenges(phi, old, new, commitment)
    weights = [Secret(value.to_bytes(32, "little")) for value in u]
    permuted = [weights[place] for place in order]
    chain, links = _chain(secondary, permuted)
    nonces = _Nonces(_draw(4), _draw(count), _draw(count))
    t = _commitments(key, new, independent, (secondary, *chain), nonces)
    c = final_challenge(phi, key, text, chain, t)
    sums = (Secret.sum(hiding), _chained(links, permuted), _dot(hiding, weights), _dot(secrets, weights))
    s = (
        *((nonce + total.times(c)).public() for nonce, total in zip(nonces.single, sums, strict=True)),
        tuple((nonce + link.times(c)).public() for nonce, link in zip(nonces.hat, links, strict=True)),
        tuple((nonce + weight.times(c)).public() for nonce, weight in zip(nonces.prime, permuted, strict=True)),
    )
    return ShuffleProof(t, s, commitment, chain)


def _commit(order: list[int], independent: list[Point]) -> tuple[tuple[Point, ...], list[Secret]]:
    """Commit to the permutation: c[order[i]] = g^r · h_i, with r kept at order[i]."""
    hiding = _draw(len(order))
    place_of = {place: index for index, place in enumerate(order)}
    factors = [independent[place_of[place]] for place in range(len(order))]
    return tuple(_times(base(hiding), factors)), hiding


def _chain(start: Point, weights: list[Secret]) -> tuple[tuple[Point, ...], list[Secret]]:
    """Chain commitments to the permuted challenges: ĉ_i = g^r̂ · ĉ_(i−1)^u'."""
    links, chain, last = _draw(len(weights)), [], start
    for fresh, weight in zip(base(links), weights, strict=True):
        (last,) = mask(last, [weight], [fresh])
        chain.append(last)
    return tuple(chain), links


def _commitments(
    key: Point, new: Row, independent: list[Point], chain: tuple[Point, ...], nonces: _Nonces
) -> tuple[Any, ...]:
    t1, t2, g3, g4 = base(nonces.single)
    (y4,) = powers([key], nonces.single[3:])
    t3 = products([[g3, *powers(independent, nonces.prime)]])[0]
    betas = powers([pair.beta for pair in new], nonces.prime)
    alphas = powers([pair.alpha for pair in new], nonces.prime)
    t41, t42 = products([[negative(y4), *betas], [negative(g4), *alphas]])
    t_hat = _times(base(nonces.hat), powers(chain[:-1], nonces.prime))
    return t1, t2, t3, (t41, t42), tuple(t_hat)


def _chained(links: list[Secret], weights: list[Secret]) -> Secret:
    """Return r̂ = Σ r̂_i · v_i, where v_N = 1 and v_i = u'_(i+1) · v_(i+1)."""
    total, factor = Secret(bytes(32)), Secret(bytes([1]) + bytes(31))
    for link, weight in zip(reversed(links), reversed(weights), strict=True):
        total = total + link * factor
        factor = factor * weight
    return total


def _dot(secrets: list[Secret], weights: list[Secret]) -> Secret:
    return Secret.sum(secret * weight for secret, weight in zip(secrets, weights, strict=True))
