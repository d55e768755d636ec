"""Reading a message out of an archive: how long it may be, what it says, whether it says so in the one form.

Every limit follows from the number of questions and ballots, so a short archive cannot make the verifier
read a long message.
"""

from typing import TypeVar

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.errors import FormatError
from sailau.formats.codec import Document
from sailau.formats.v1.archive import Entry
from sailau.verifier.chain import Chain
from sailau.verifier.finding import Findings

T = TypeVar("T")

SETUP_BYTES_MAX = 16 * 1024 * 1024
"""Of an election, of a list of trustees, of a list of 200,000 credentials."""
SMALL_BYTES_MAX = 4096
"""Of a message of three fields: sized tally, owner."""
MESSAGE_BYTES_MAX = 64 * 1024 * 1024
"""Of any message: two control questions of 50,000 ballots. Reading takes about seven times as much memory."""
BYTES_PER_ELEMENT = 1024
"""Of a mix, for each ciphertext with its share of the proof (510 bytes); others need less."""
ELEMENTS_PER_ELEMENT = 16


def read_message(
    chain: Chain, entry: Entry, document: Document[T], step: int, findings: Findings, width: int | None = None
) -> T | None:
    """Read a message of `width` ciphertexts leniently; report what it cannot be and what form it lacks."""
    if width is None:
        return judge_payload(document, body_of(chain, entry, SMALL_BYTES_MAX), step, entry.name, findings)
    body = body_of(chain, entry, min(SMALL_BYTES_MAX + BYTES_PER_ELEMENT * width, MESSAGE_BYTES_MAX))
    return judge_payload(document, body, step, entry.name, findings, SMALL_BYTES_MAX + ELEMENTS_PER_ELEMENT * width)


def width_of(questions: tuple[Question, ...], ballots: int) -> int:
    """Count the ciphertexts of a tally: a sum for each answer, a control answer for each ballot."""
    return sum(question.width if isinstance(question, HomomorphicQuestion) else ballots for question in questions)


def body_of(chain: Chain, entry: Entry, bytes_max: int) -> bytes:
    """Read a record's body, or nothing when it is longer than `bytes_max`."""
    return chain.body(entry) if entry.size <= bytes_max else b""


def judge_payload(
    document: Document[T], body: bytes, step: int, place: str, findings: Findings, elements_max: int | None = None
) -> T | None:
    """Parse a payload; report under `step` when it cannot be read or is not canonical."""
    if not body:
        findings.defect(step, "payload-size", place, f"{document.name}: empty or far too long")
        return None
    try:
        value = document.parse(body) if elements_max is None else document.parse(body, elements_max)
    except FormatError as error:
        code = "scalar-range" if "scalar out of range" in error.reason else "payload-format"
        findings.defect(step, code, f"{place}: {error.place}", error.reason)
        return None
    if not document.is_canonical(body, value):
        findings.defect(step, "payload-canonical", place, f"{document.name}: not in canonical form")
    return value
