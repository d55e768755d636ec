"""A member's partial decryption with both proofs (specification, "Partial decryptions").

Version 1's proof does not bind α and the factor; the strong proof beside it does (`docs/format/v1.md`,
strong-proofs.jsonl). Factors and nonces are computed in constant time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.tally import PartialDecryption, Tally
from sailau.group import Point, Secret, base, powers
from sailau.verifier.decryptions import StrongProofs


@dataclass(frozen=True, slots=True)
class MemberDecryption:
    """What one member gives to the count: the archive's message, and the strong proofs beside it."""

    partial: PartialDecryption
    strong: StrongProofs


def decrypt(phi: str, share: Secret, tally: Tally) -> MemberDecryption:
    """Raise every α of the mixed tally to the member's share and prove it twice."""
    (key,) = base([share])
    factors, proofs, strong = [], [], []
    for question, pairs in enumerate(tally):
        alphas = [pair.alpha for pair in pairs]
        row = powers(alphas, [share] * len(alphas))

        def weak_challenge(_: int, commitments: tuple[Point, Point]) -> int:
            return challenges.decryption(phi, key, commitments)

        def strong_challenge(
            index: int,
            commitments: tuple[Point, Point],
            question: int = question,
            statements: Sequence[tuple[Point, Point]] = tuple(zip(alphas, row, strict=True)),
        ) -> int:
            return challenges.strong_decryption(phi, question, index, key, statements[index], commitments)

        factors.append(tuple(row))
        proofs.append(_prove(share, alphas, weak_challenge))
        strong.append(_prove(share, alphas, strong_challenge))
    return MemberDecryption(PartialDecryption(tuple(factors), tuple(proofs)), tuple(strong))


def _prove(
    share: Secret, alphas: Sequence[Point], challenge: Callable[[int, tuple[Point, Point]], int]
) -> tuple[Proof, ...]:
    nonces = [Secret.random() for _ in alphas]
    commitments = zip(base(nonces), powers(alphas, nonces), strict=True)
    found = [challenge(index, pair) for index, pair in enumerate(commitments)]
    return tuple(
        Proof(value, (nonce - share.times(value)).public()) for nonce, value in zip(nonces, found, strict=True)
    )
