"""What stands between the sealed ballots and the result (specification, "Encrypted tally" to "Result")."""

from dataclasses import dataclass
from typing import Any

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.errors import FormatError
from sailau.formats.codec import HASH, INTEGER, POINT, SCALAR, Document, Field, Many, Object, Row
from sailau.formats.v1.ballot import CIPHERTEXT, PROOF, Ciphertext, Proof
from sailau.group import Point

Tally = tuple[tuple[Ciphertext, ...], ...]
"""One row a question: a sum for each answer, or a control ciphertext for each ballot."""


@dataclass(frozen=True, slots=True)
class SizedTally:
    """How many ballots the encrypted tally holds, and its hash."""

    num_tallied: int
    total_weight: int
    encrypted_tally: bytes


@dataclass(frozen=True, slots=True)
class Owned:
    """Links a shuffle or partial decryption with its trustee (number from 1) by hash."""

    owner: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class ShuffleProof:
    """The proof of one shuffle: commitments t, responses s, commitment c to the permutation, chain ĉ."""

    t: tuple[Any, ...]
    s: tuple[Any, ...]
    c: tuple[Point, ...]
    c_hat: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Shuffle:
    """One trustee's mix of every control question."""

    ciphertexts: Tally
    proofs: tuple[ShuffleProof, ...]


@dataclass(frozen=True, slots=True)
class PartialDecryption:
    """One trustee's factors and proofs, shaped like the tally after the last mix."""

    factors: tuple[tuple[Point, ...], ...]
    proofs: tuple[tuple[Proof, ...], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Counts for each answer of a contest, opened integers for each ballot of a control question."""

    result: tuple[Any, ...]


class _ShuffleProofCodec:
    """The nested arrays `[[t1,t2,t3,[t41,t42],[…]],[s1,…,s4,[…],[…]],[c…],[ĉ…]]`."""

    def __init__(self, size: int) -> None:
        points, scalars = Many(POINT, size), Many(SCALAR, size)
        commitments = Row((POINT, POINT, POINT, Row((POINT, POINT)), points))
        responses = Row((SCALAR, SCALAR, SCALAR, SCALAR, scalars, scalars))
        self._row = Row((commitments, responses, points, points))

    def decode(self, value: Any, place: str) -> ShuffleProof:
        return ShuffleProof(*self._row.decode(value, place))

    def encode(self, value: ShuffleProof) -> Any:
        return self._row.encode((value.t, value.s, value.c, value.c_hat))


class _ResultCodec:
    def __init__(self, questions: tuple[Question, ...], size: int) -> None:
        rows: list[Any] = []
        for question in questions:
            if isinstance(question, HomomorphicQuestion):
                rows.append(Many(INTEGER, question.width))
            else:
                rows.append(Many(Many(INTEGER, len(question.answers)), size))
        self._object = Object(Result, Field("result", Row(tuple(rows))))

    def decode(self, value: Any, place: str) -> Result:
        return self._object.decode(value, place)

    def encode(self, value: Result) -> Any:
        return self._object.encode(value)


def _widths(questions: tuple[Question, ...], size: int) -> list[int]:
    return [question.width if isinstance(question, HomomorphicQuestion) else size for question in questions]


def tallies_of(questions: tuple[Question, ...], size: int) -> Document[Tally]:
    """Return the format of the encrypted tally of `size` ballots."""
    return Document(Row(tuple(Many(CIPHERTEXT, n) for n in _widths(questions, size))), "encrypted_tally")


def shuffles_of(questions: tuple[Question, ...], size: int) -> Document[Shuffle]:
    """Return the format of a mix of `size` ballots."""
    count = sum(not isinstance(question, HomomorphicQuestion) for question in questions)
    ciphertexts = Row(tuple(Many(CIPHERTEXT, size) for _ in range(count)))
    proofs = Row(tuple(_ShuffleProofCodec(size) for _ in range(count)))
    return Document(Object(Shuffle, Field("ciphertexts", ciphertexts), Field("proofs", proofs)), "shuffle")


def partial_decryptions_of(questions: tuple[Question, ...], size: int) -> Document[PartialDecryption]:
    """Return the format of a partial decryption of `size` ballots."""
    widths = _widths(questions, size)
    factors = Row(tuple(Many(POINT, n) for n in widths))
    proofs = Row(tuple(Many(PROOF, n) for n in widths))
    return Document(
        Object(
            PartialDecryption,
            Field("decryption_factors", factors, "factors"),
            Field("decryption_proofs", proofs, "proofs"),
        ),
        "partial_decryption",
    )


def results_of(questions: tuple[Question, ...], size: int) -> Document[Result]:
    """Return the format of the result of `size` ballots."""
    return Document(_ResultCodec(questions, size), "result")


class _Weight:
    """`total_weight`: a JSON number, since weights are not used and counts stay small."""

    def decode(self, value: Any, place: str) -> int:
        if isinstance(value, str):
            raise FormatError(place, "a weight as text stands only above 1073741823")
        return INTEGER.decode(value, place)

    def encode(self, value: int) -> Any:
        return value


SIZED: Document[SizedTally] = Document(
    Object(SizedTally, Field("num_tallied", INTEGER), Field("total_weight", _Weight()), Field("encrypted_tally", HASH)),
    "sized_encrypted_tally",
)
OWNED: Document[Owned] = Document(Object(Owned, Field("owner", INTEGER), Field("payload", HASH)), "owned")


def control_rows(questions: tuple[Question, ...], tally: Tally) -> Tally:
    """Pick the rows of the control questions (`nh_ciphertexts`)."""
    return tuple(
        row for question, row in zip(questions, tally, strict=True) if not isinstance(question, HomomorphicQuestion)
    )


def merged(questions: tuple[Question, ...], tally: Tally, mixed: Tally) -> Tally:
    """Put the mixed control rows in the place of the unmixed ones."""
    control = iter(mixed)
    return tuple(
        row if isinstance(question, HomomorphicQuestion) else next(control)
        for question, row in zip(questions, tally, strict=True)
    )
