"""What a malicious terminal can do with the secrets it holds: seal anything, prove what is true, sign anything.

Plain integers and public operations throughout: nothing here protects a secret.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from conformance.drafts import Precinct
from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import (
    PROOF,
    Answer,
    Ballot,
    Ciphertext,
    HomomorphicAnswer,
    NonHomomorphicAnswer,
    Proof,
    Signature,
    ciphertexts_text,
)
from sailau.formats.v1.election import compact_base64
from sailau.group import IDENTITY, Point, Q, Secret, base, embed, products, rows

Change = Callable[[dict[str, Any]], object]
Challenge = Callable[[Sequence[Point]], int]


def dumps(value: Any) -> str:
    """Write JSON in the compact form."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sign(credential: Secret, unsigned: str) -> bytes:
    """Sign a ballot's text, whatever it says; the signature is appended as the last field."""
    digest = compact_base64(hashlib.sha256(unsigned.encode()).digest())
    nonce = Secret.random()
    challenge = challenges.signature(digest, base([nonce])[0])
    proof = PROOF.encode(Proof(challenge, (nonce - credential.times(challenge)).public()))
    return (unsigned[:-1] + ',"signature":' + dumps({"hash": digest, "proof": proof}) + "}").encode()


def unsigned(payload: bytes) -> str:
    """Return the text that a ballot's signature covers."""
    return payload[: payload.rindex(b',"signature":')].decode() + "}"


def edited(credential: Secret, payload: bytes, change: Change) -> bytes:
    """Change a ballot's content, write it in the one form, and sign it again."""
    value = json.loads(unsigned(payload))
    change(value)
    return sign(credential, dumps(value))


def respelled(credential: Secret, payload: bytes, change: Callable[[str], str]) -> bytes:
    """Change a ballot's spelling and sign it again."""
    return sign(credential, change(unsigned(payload)))


def pair_of(key: Point, secret: int, factor: Point) -> Ciphertext:
    """Encrypt a point."""
    (alpha, shared) = rows(key, [(secret, 0, ()), (0, secret, ())])
    return Ciphertext(alpha, products([[shared, factor]])[0])


def prove_or(key: Point, secret: int, number: int, allowed: Sequence[int], challenge: Challenge) -> tuple[Proof, ...]:
    """Prove that `number` is among the allowed ones; false when it is not, as no proof exists."""
    true = allowed.index(number) if number in allowed else 0
    chosen = [Secret.random().public() for _ in allowed]
    responses = [Secret.random().public() for _ in allowed]
    commitments: list[Point] = []
    for index, value in enumerate(allowed):
        power = responses[index] if index == true else (responses[index] + secret * chosen[index]) % Q
        shift = 0 if index == true else chosen[index] * (number - value) % Q
        commitments += rows(key, [(power, 0, ()), (shift, power, ())])
    own = (challenge(commitments) - sum(chosen) + chosen[true]) % Q
    proofs = [Proof(c, r) for c, r in zip(chosen, responses, strict=True)]
    proofs[true] = Proof(own, (responses[true] - secret * own) % Q)
    return tuple(proofs)


@dataclass(frozen=True, slots=True)
class Forger:
    """Seals answers under one credential of a precinct, lawful or not."""

    place: Precinct
    credential: Secret

    @property
    def s0(self) -> str:
        """The context of all proofs."""
        return challenges.prefix(self.place.rules.phi, base([self.credential])[0])

    def choices(
        self, numbers: Sequence[int], allowed: Sequence[int] = (1,), secrets: Sequence[int] | None = None
    ) -> HomomorphicAnswer:
        """Seal numbers of a question without a blank vote; proofs hold where what they say is true."""
        key = self.place.rules.key
        used = [Secret.random().public() for _ in numbers] if secrets is None else list(secrets)
        powers = rows(IDENTITY, [(number % Q, 0, ()) for number in numbers])
        pairs = tuple(pair_of(key, *pair) for pair in zip(used, powers, strict=True))
        individual = tuple(
            prove_or(key, secret, number, (0, 1), partial(challenges.interval, self.s0, pair))
            for secret, number, pair in zip(used, numbers, pairs, strict=True)
        )
        alpha, beta = products([[pair.alpha for pair in pairs], [pair.beta for pair in pairs]])
        context = f"{self.s0}|{ciphertexts_text(pairs)}"
        challenge = partial(challenges.interval, context, Ciphertext(alpha, beta))
        return HomomorphicAnswer(pairs, individual, prove_or(key, sum(used) % Q, sum(numbers), allowed, challenge))

    def control(self, point: Point, secret: int | None = None) -> NonHomomorphicAnswer:
        """Seal any point as a control answer, with a proof that holds."""
        key = self.place.rules.key
        used = Secret.random().public() if secret is None else secret
        pair, nonce = pair_of(key, used, point), Secret.random()
        challenge = challenges.control(self.s0, key, pair, base([nonce])[0])
        return NonHomomorphicAnswer(pair, Proof(challenge, (nonce.public() - used * challenge) % Q))

    def ballot(self, *answers: Answer) -> bytes:
        """Write and sign a ballot with these answers."""
        rules, public = self.place.rules, base([self.credential])[0]
        placeholder = Signature("", Proof(0, 0))
        written = rules.document.write(Ballot(rules.uuid, rules.phi, public, answers, placeholder))
        return sign(self.credential, unsigned(written))


def code(*integers: int) -> Point:
    """The encoding of a control answer."""
    return embed(integers)
