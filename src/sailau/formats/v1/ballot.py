"""Ballots: the sealed answers to every question, under one credential (specification, "Ballots")."""

import hashlib
from dataclasses import dataclass, replace
from functools import cache

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.formats import strict_json
from sailau.formats.codec import POINT, SCALAR, STRING, Document, Field, Many, Object, Row
from sailau.formats.v1.election import compact_base64
from sailau.group import Point


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """An ElGamal pair (g^r, y^r · message)."""

    alpha: Point
    beta: Point


@dataclass(frozen=True, slots=True)
class Proof:
    """A Schnorr-like proof: challenge and response modulo q."""

    challenge: int
    response: int


@dataclass(frozen=True, slots=True)
class HomomorphicAnswer:
    """Sealed 0/1 values with their proofs; the first stands for the blank vote where one is allowed."""

    choices: tuple[Ciphertext, ...]
    individual_proofs: tuple[tuple[Proof, ...], ...]
    overall_proof: tuple[Proof, ...]
    blank_proof: tuple[Proof, ...] | None = None


@dataclass(frozen=True, slots=True)
class NonHomomorphicAnswer:
    """Sealed small integers with a proof that whoever sealed them knows the randomness."""

    choices: Ciphertext
    proof: Proof


Answer = HomomorphicAnswer | NonHomomorphicAnswer


@dataclass(frozen=True, slots=True)
class Signature:
    """The credential's signature over the hash of the ballot without its signature."""

    hash: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class Ballot:
    """One sealed ballot. It has no field for a voter, a card or a time."""

    election_uuid: str
    election_hash: str
    credential: Point
    answers: tuple[Answer, ...]
    signature: Signature | None


CIPHERTEXT = Object(Ciphertext, Field("alpha", POINT), Field("beta", POINT))
PROOF = Object(Proof, Field("challenge", SCALAR), Field("response", SCALAR))
SIGNATURE = Object(Signature, Field("hash", STRING), Field("proof", PROOF))
_NON_HOMOMORPHIC = Object(NonHomomorphicAnswer, Field("choices", CIPHERTEXT), Field("proof", PROOF))

_SIGNATURE_KEY = b',"signature":'


@cache
def _answer(question: HomomorphicQuestion) -> Object[HomomorphicAnswer]:
    blank = bool(question.blank)
    span = question.maximum - question.minimum + 1 + blank
    fields = [
        Field("choices", Many(CIPHERTEXT, question.width)),
        Field("individual_proofs", Many(Many(PROOF, 2), question.width)),
        Field("overall_proof", Many(PROOF, span)),
    ]
    if blank:
        fields.append(Field("blank_proof", Many(PROOF, 2)))
    return Object(HomomorphicAnswer, *fields)


def ballots_of(questions: tuple[Question, ...]) -> Document[Ballot]:
    """Return the format of a signed ballot for these questions; their number and shapes are demanded."""
    answers = tuple(
        _answer(question) if isinstance(question, HomomorphicQuestion) else _NON_HOMOMORPHIC for question in questions
    )
    return Document(
        Object(
            Ballot,
            Field("election_uuid", STRING),
            Field("election_hash", STRING),
            Field("credential", POINT),
            Field("answers", Row(answers)),
            Field("signature", SIGNATURE),
        ),
        "ballot",
    )


def signature_hash(payload: bytes) -> str:
    """Return the hash that a canonical payload's signature covers: of the text before the signature."""
    head = payload[: payload.rindex(_SIGNATURE_KEY)] + b"}"
    return compact_base64(hashlib.sha256(head).digest())


def tracker(payload: bytes) -> str:
    """Return the ballot's tracker: compact base64 of SHA-256 of the whole payload."""
    return compact_base64(hashlib.sha256(payload).digest())


def points_of(ballot: Ballot) -> list[Point]:
    """List every point of a ballot, the credential first."""
    points = [ballot.credential]
    for answer in ballot.answers:
        pairs = answer.choices if isinstance(answer, HomomorphicAnswer) else (answer.choices,)
        for pair in pairs:
            points += (pair.alpha, pair.beta)
    return points


def sign_over(document: Document[Ballot], ballot: Ballot) -> str:
    """Return the hash that the signature of a ballot still without signature must cover."""
    return compact_base64(hashlib.sha256(unsigned_bytes(document, ballot)).digest())


def unsigned_bytes(document: Document[Ballot], ballot: Ballot) -> bytes:
    """Write a ballot still without signature."""
    written = document.write(replace(ballot, signature=Signature("", Proof(0, 0))))
    return written[: written.rindex(_SIGNATURE_KEY)] + b"}"


def with_signature(unsigned: bytes, signature: Signature) -> bytes:
    """Append the signature to a ballot's bytes: the payload, in canonical form."""
    return unsigned[:-1] + _SIGNATURE_KEY + strict_json.write(SIGNATURE.encode(signature)) + b"}"


def ciphertexts_text(pairs: tuple[Ciphertext, ...]) -> str:
    """Join pairs as "alpha,beta,alpha,beta…", the form in which proofs hash them."""
    return ",".join(f"{POINT.encode(pair.alpha)},{POINT.encode(pair.beta)}" for pair in pairs)
