"""The compact form of a ballot on a voter card: deterministic CBOR, points and scalars as 32-byte strings.

The card holds `[1, credential, [answer…], signature]`; each answer is one byte string, points and
scalars concatenated in the specification's order, so its length follows from the question. What the
definition fixes (uuid, fingerprint) is not on the card; the accumulator puts it back and rebuilds the
canonical JSON, byte for byte.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import cbor2

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.errors import FormatError
from sailau.formats.v1.ballot import (
    Answer,
    Ballot,
    Ciphertext,
    HomomorphicAnswer,
    NonHomomorphicAnswer,
    Proof,
    Signature,
    ballots_of,
    sign_over,
)
from sailau.group import Q

CARD_FORM = 1
PLACE = "card ballot"


def to_card(ballot: Ballot) -> bytes:
    """Write a signed ballot in the compact form."""
    if ballot.signature is None:
        raise FormatError(PLACE, "not signed")
    answers = [_pack(answer) for answer in ballot.answers]
    return cbor2.dumps([CARD_FORM, ballot.credential, answers, _proofs((ballot.signature.proof,))], canonical=True)


def from_card(data: bytes, questions: tuple[Question, ...], uuid: str, phi: str) -> Ballot:
    """Read the compact form; lengths must be what the questions give. Raises FormatError.

    Membership, proofs and signature are judged afterwards, on the canonical JSON of what is returned.
    """
    credential, answers, signature = _open(data, len(questions))
    unpacked = tuple(_unpack(question, body) for question, body in zip(questions, answers, strict=True))
    (proof,) = _read_proofs(_Reader(signature, 64), 1)
    unsigned = Ballot(uuid, phi, credential, unpacked, None)
    hash_ = sign_over(ballots_of(questions), unsigned)
    return Ballot(uuid, phi, credential, unpacked, Signature(hash_, proof))


def _open(data: bytes, count: int) -> tuple[bytes, list[bytes], bytes]:
    source = BytesIO(data)
    try:
        value: Any = cbor2.CBORDecoder(source).decode()
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError) as error:
        raise FormatError(PLACE, "not CBOR") from error
    if source.tell() != len(data) or not isinstance(value, list) or len(value) != 4:
        raise FormatError(PLACE, "not a ballot")
    form, credential, answers, signature = value
    if type(form) is not int or form != CARD_FORM:  # true and 1.0 equal 1
        raise FormatError(PLACE, "not a ballot of this form")
    parts = [credential, signature, *(answers if isinstance(answers, list) else [None])]
    if not all(isinstance(part, bytes) for part in parts) or len(answers) != count or len(credential) != 32:
        raise FormatError(PLACE, "not the fields of a ballot")
    if cbor2.dumps(value, canonical=True) != data:
        raise FormatError(PLACE, "not in deterministic form")
    return credential, answers, signature


def _pack(answer: Answer) -> bytes:
    if isinstance(answer, NonHomomorphicAnswer):
        return _pairs((answer.choices,)) + _proofs((answer.proof,))
    individual = [proof for proofs in answer.individual_proofs for proof in proofs]
    return _pairs(answer.choices) + _proofs((*individual, *answer.overall_proof, *(answer.blank_proof or ())))


def _pairs(pairs: Sequence[Ciphertext]) -> bytes:
    return b"".join(pair.alpha + pair.beta for pair in pairs)


def _proofs(proofs: Sequence[Proof]) -> bytes:
    return b"".join(p.challenge.to_bytes(32, "little") + p.response.to_bytes(32, "little") for p in proofs)


class _Reader:
    """Takes 32-byte pieces off one byte string of a known length."""

    def __init__(self, data: bytes, length: int) -> None:
        if len(data) != length:
            raise FormatError(PLACE, f"{len(data)} bytes where {length} are due")
        self._pieces: Iterator[bytes] = iter([data[at : at + 32] for at in range(0, length, 32)])

    def point(self) -> bytes:
        return next(self._pieces)

    def scalar(self) -> int:
        number = int.from_bytes(next(self._pieces), "little")
        if number >= Q:
            raise FormatError(PLACE, "a scalar is not below the group's order")
        return number


def _read_pairs(reader: _Reader, count: int) -> tuple[Ciphertext, ...]:
    return tuple(Ciphertext(reader.point(), reader.point()) for _ in range(count))


def _read_proofs(reader: _Reader, count: int) -> tuple[Proof, ...]:
    return tuple(Proof(reader.scalar(), reader.scalar()) for _ in range(count))


def _unpack(question: Question, body: bytes) -> Answer:
    if not isinstance(question, HomomorphicQuestion):
        reader = _Reader(body, 128)
        return NonHomomorphicAnswer(_read_pairs(reader, 1)[0], _read_proofs(reader, 1)[0])
    width, blank = question.width, bool(question.blank)
    span = question.maximum - question.minimum + 1 + blank
    reader = _Reader(body, 192 * width + 64 * span + 128 * blank)
    pairs = _read_pairs(reader, width)
    individual = tuple(_read_proofs(reader, 2) for _ in range(width))
    overall = _read_proofs(reader, span)
    return HomomorphicAnswer(pairs, individual, overall, _read_proofs(reader, 2) if blank else None)
