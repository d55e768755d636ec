"""Whether a ballot fits: the group's encoding of control answers, and the voter card (ballot protocol, profile 2).

Sizes are of the card's compact form: points and scalars of 32 bytes, one byte string an answer, deterministic CBOR.
For an answer to a homomorphic question of width w (its answers, and one more where a blank vote is allowed):

    choices 64 w · individual proofs 128 w · overall proof 64 (max - min + 1, and 1 more with blank) · blank proof 128

for one to a non-homomorphic question 128; and once credential 32, signature 64, and what CBOR adds.
Worked: five candidates, one choice, one control question: 320 + 640 + 64 + 128 + 96 + 80 = 1,328 bytes.
"""

from collections.abc import Iterator, Sequence

from sailau.election.limits import ANSWERS_MAX, CARD_BALLOT_BYTES_MAX, INTEGERS_MAX
from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question

_CIPHERTEXT = 64
_PAIR = 64
_POINT = 32
_SIGNATURE = 64
_CBOR_AN_ANSWER = 10
_CBOR_A_BALLOT = 60


def card_bytes(questions: Sequence[Question]) -> int:
    """Upper estimate of a sealed ballot's size on the card, in bytes."""
    answers = sum(answer_bytes(question) + _CBOR_AN_ANSWER for question in questions)
    return answers + _POINT + _SIGNATURE + _CBOR_A_BALLOT


def answer_bytes(question: Question) -> int:
    """Size of one sealed answer: ciphertexts and proofs, in bytes."""
    match question:
        case HomomorphicQuestion():
            blank = 1 if question.blank else 0
            individual = question.width * (_CIPHERTEXT + 2 * _PAIR)
            overall = _PAIR * (question.maximum - question.minimum + 1 + blank)
            return individual + overall + 2 * _PAIR * blank
        case NonHomomorphicQuestion():
            return _CIPHERTEXT + _PAIR


def misfits(questions: Sequence[Question]) -> Iterator[str]:
    """Why a ballot of these questions cannot be used: one reason in English each."""
    for question in questions:
        count = len(question.answers)
        if isinstance(question, HomomorphicQuestion) and count > ANSWERS_MAX:
            yield f"{count} answers; {ANSWERS_MAX} are the most"
        if isinstance(question, NonHomomorphicQuestion) and count > INTEGERS_MAX:
            yield f"{count} integers in one control answer; {INTEGERS_MAX} are the most"
    size = card_bytes(questions)
    if size > CARD_BALLOT_BYTES_MAX:
        yield f"the ballot needs {size} bytes of the card; it holds {CARD_BALLOT_BYTES_MAX}"
