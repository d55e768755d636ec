"""rehearsal.json and its answers: test ballots that were sealed to a new key, mixed, and opened again (L 50-5(1)).

Ballots, mixes and decryptions stand as the texts of the archive's own documents; what was chosen stands in the open.
"""

from dataclasses import dataclass

from sailau.formats.codec import INTEGER, STRING, Field, Many
from sailau.formats.v1.record.canonical import HEX_HASH, CanonicalDocument, document


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRehearsal:
    """`votes` counts the test votes of each answer, `codes` lists the codes sealed, as numbers, ascending."""

    plan: str
    ballots: tuple[str, ...]
    mixes: tuple[str, ...]
    votes: tuple[int, ...]
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalAnswer:
    """One member's decryption with both proofs; `rehearsal` is the SHA-256 of rehearsal.json."""

    rehearsal: str
    partial: str
    strong: str


KEY_REHEARSAL: CanonicalDocument[KeyRehearsal] = document(
    "sailau-key-rehearsal/1",
    "rehearsal",
    KeyRehearsal,
    Field("plan", HEX_HASH),
    Field("ballots", Many(STRING)),
    Field("mixes", Many(STRING)),
    Field("votes", Many(INTEGER)),
    Field("codes", Many(INTEGER)),
)
REHEARSAL_ANSWER: CanonicalDocument[RehearsalAnswer] = document(
    "sailau-rehearsal-answer/1",
    "rehearsal-answer",
    RehearsalAnswer,
    Field("rehearsal", HEX_HASH),
    Field("partial", STRING),
    Field("strong", STRING),
)
