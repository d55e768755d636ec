"""The challenges of all proofs: which text is hashed, in which order (specification, at each proof).

Every challenge is SHA-256 of ASCII text, read big-endian, modulo q. Points enter as 64 hexadecimal
digits, the fingerprint φ as compact base64. Provers and the verifier share these functions, so a
transcript is written down once.
"""

import hashlib
from collections.abc import Iterable, Sequence

from sailau.formats.v1 import GROUP
from sailau.formats.v1.ballot import Ciphertext
from sailau.group import Point, Q, point_to_hex


def of_text(text: str) -> int:
    """Hash a text to a scalar."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest(), "big") % Q


def _joined(points: Iterable[Point]) -> str:
    return ",".join(map(point_to_hex, points))


def prefix(phi: str, credential: Point) -> str:
    """Return S0: the election's fingerprint and the credential."""
    return f"{phi}|{point_to_hex(credential)}"


def interval(context: str, pair: Ciphertext, commitments: Sequence[Point]) -> int:
    """Challenge of a proof that a ciphertext holds one of several values."""
    return of_text(f"prove|{context}|{_joined((pair.alpha, pair.beta))}|{_joined(commitments)}")


def blank_choice(context: str, commitments: Sequence[Point]) -> int:
    """Challenge of the proof "not blank, or nothing chosen" (bproof0)."""
    return of_text(f"bproof0|{context}|{_joined(commitments)}")


def blank_overall(context: str, commitments: Sequence[Point]) -> int:
    """Challenge of the proof "blank, or min to max chosen" (bproof1)."""
    return of_text(f"bproof1|{context}|{_joined(commitments)}")


def control(context: str, key: Point, pair: Ciphertext, commitment: Point) -> int:
    """Challenge of a control answer's proof (raweg)."""
    return of_text(f"raweg|{context}|{_joined((key, pair.alpha, pair.beta))}|{point_to_hex(commitment)}")


def signature(hash_: str, commitment: Point) -> int:
    """Challenge of a ballot's signature."""
    return of_text(f"sig|{hash_}|{point_to_hex(commitment)}")


def message(text: str, commitment: Point) -> int:
    """Challenge of a signature between trustees (sigmsg)."""
    return of_text(f"sigmsg|{text}|{point_to_hex(commitment)}")


def possession(key: Point, commitment: Point) -> int:
    """Challenge of a trustee's proof of knowing the secret key (pok)."""
    return of_text(f"pok|{GROUP}|{point_to_hex(key)}|{point_to_hex(commitment)}")


def decryption(phi: str, key: Point, commitments: tuple[Point, Point]) -> int:
    """Challenge of a partial decryption in version 1: it does not bind α and the factor."""
    return of_text(f"decrypt|{phi}|{point_to_hex(key)}|{_joined(commitments)}")


def strong_decryption(
    phi: str, question: int, index: int, key: Point, statement: tuple[Point, Point], commitments: tuple[Point, Point]
) -> int:
    """Challenge of our second proof, which binds the whole statement (α, factor) and its place.

    `question` and `index` count from 0, in the tally's order.
    """
    place = f"{phi}|{question}|{index}|{point_to_hex(key)}"
    return of_text(f"sailau-strong-decryption-1|{place}|{_joined(statement)}|{_joined(commitments)}")


def serialized(points: Iterable[Point]) -> str:
    """Serialise points for a shuffle: each followed by a comma, the last one too."""
    return "".join(f"{point_to_hex(point)}," for point in points)


def serialized_pairs(pairs: Iterable[Ciphertext]) -> str:
    """Serialise ciphertexts for a shuffle."""
    return "".join(f"{point_to_hex(pair.alpha)},{point_to_hex(pair.beta)}," for pair in pairs)


def shuffle_many(phi: str, statement: str, count: int) -> list[int]:
    """Return u_0 … u_(count−1), one challenge an element of the mix (GetNIZKPChallenges)."""
    head = hashlib.sha256(f"shuffle-challenges|{phi}|{statement}".encode()).hexdigest()
    return [of_text(head + hashlib.sha256(str(index).encode()).hexdigest()) for index in range(count)]


def shuffle_one(phi: str, commitments: str, statement: str) -> int:
    """Return the challenge c of a shuffle's proof."""
    return of_text(f"shuffle-challenge|{phi}|{commitments}{statement}")
