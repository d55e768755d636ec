"""Schnorr-like proofs with one secret scalar (specification, "Verification keys" and "Signing").

Both are the same equation under two challenges; `verifier.trustees` checks them. The nonce w is fresh for
each proof and never leaves the function; x and w meet only in constant-time arithmetic.
"""

from collections.abc import Callable

from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import Proof
from sailau.group import Point, Secret, base


def prove_possession(secret: Secret) -> Proof:
    """Prove knowledge of the secret half of a trustee's key (`pok`)."""
    (key,) = base([secret])
    return _prove(secret, lambda commitment: challenges.possession(key, commitment))


def sign_message(secret: Secret, text: str) -> Proof:
    """Sign a text between trustees (`sigmsg`)."""
    return _prove(secret, lambda commitment: challenges.message(text, commitment))


def _prove(secret: Secret, challenge: Callable[[Point], int]) -> Proof:
    nonce = Secret.random()
    (commitment,) = base([nonce])
    found = challenge(commitment)
    return Proof(found, (nonce - secret.times(found)).public())
