"""strong-proofs.jsonl: beside each partial decryption a proof that binds the whole statement (profile, item 9)."""

from dataclasses import dataclass

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.formats.codec import INTEGER, Field, Many, Object, Row
from sailau.formats.v1.ballot import PROOF, Proof
from sailau.formats.v1.record.canonical import CanonicalDocument, Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class StrongDecryption:
    """The strong proofs of one member (`owner` from 1), rows and elements as in the tally."""

    owner: int
    proofs: tuple[tuple[Proof, ...], ...]


def strong_proofs_of(questions: tuple[Question, ...], size: int) -> Lines[StrongDecryption]:
    """Return the format of strong-proofs.jsonl for `size` ballots."""
    widths = [question.width if isinstance(question, HomomorphicQuestion) else size for question in questions]
    rows = Row(tuple(Many(PROOF, width) for width in widths))
    line = CanonicalDocument(
        Object(StrongDecryption, Field("owner", INTEGER), Field("proofs", rows)), "strong-proofs.jsonl"
    )
    return Lines(line, lambda decryption: decryption.owner)
