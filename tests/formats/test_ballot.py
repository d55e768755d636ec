"""Ballots: the vectors to the byte, shapes by the questions, trackers and signature hashes."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question
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
    points_of,
    sign_over,
    signature_hash,
    tracker,
)
from sailau.formats.v1.card_ballot import from_card, to_card
from sailau.group import Q
from tests.formats.test_election import QUESTIONS
from tests.vectors import precinct_25

POINTS = st.binary(min_size=32, max_size=32)
PAIRS = st.builds(Ciphertext, POINTS, POINTS)
PROOFS = st.builds(Proof, st.integers(0, Q - 1), st.integers(0, Q - 1))


def tuples(element: st.SearchStrategy[object], count: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.tuples(*[element] * count)


def answers(question: Question) -> st.SearchStrategy[Answer]:
    if isinstance(question, NonHomomorphicQuestion):
        return st.builds(NonHomomorphicAnswer, PAIRS, PROOFS)
    span = question.maximum - question.minimum + 1 + bool(question.blank)
    return st.builds(
        HomomorphicAnswer,
        tuples(PAIRS, question.width),
        tuples(tuples(PROOFS, 2), question.width),
        tuples(PROOFS, span),
        tuples(PROOFS, 2) if question.blank else st.none(),
    )


@st.composite
def ballots(draw: st.DrawFn) -> tuple[tuple[Question, ...], Ballot]:
    """Some questions, and a ballot of their shape with nonsense in it."""
    questions = tuple(draw(QUESTIONS))
    drawn = tuple(draw(answers(question)) for question in questions)
    ballot = Ballot("7PBRptcrYdzSBf", "phi", draw(POINTS), drawn, Signature("", draw(PROOFS)))
    signature = Signature(sign_over(ballots_of(questions), ballot), draw(PROOFS))
    return questions, replace(ballot, signature=signature)


@settings(max_examples=50, deadline=None)
@given(ballots())
def test_a_ballot_is_written_and_read_back(drawn: tuple[tuple[Question, ...], Ballot]) -> None:
    questions, ballot = drawn
    document = ballots_of(questions)
    payload = document.write(ballot)
    assert document.read(payload) == ballot
    assert ballot.signature is not None
    assert signature_hash(payload) == ballot.signature.hash


@settings(max_examples=50, deadline=None)
@given(ballots())
def test_a_ballot_goes_to_the_card_and_back(drawn: tuple[tuple[Question, ...], Ballot]) -> None:
    questions, ballot = drawn
    assert from_card(to_card(ballot), questions, ballot.election_uuid, ballot.election_hash) == ballot


def test_the_vectors_are_rewritten_byte_for_byte() -> None:
    document = ballots_of(precinct_25.election().questions)
    for payload in precinct_25.ballots():
        assert document.write(document.read(payload)) == payload


def test_the_vectors_go_to_the_card_and_back_byte_for_byte() -> None:
    rules = precinct_25.rules()
    for payload in precinct_25.ballots():
        card = to_card(rules.document.read(payload))
        assert rules.document.write(from_card(card, rules.questions, rules.uuid, rules.phi)) == payload


def test_trackers_and_signature_hashes_of_the_vectors() -> None:
    for payload in precinct_25.ballots():
        parsed = json.loads(payload)
        signature = parsed.pop("signature")
        unsigned = json.dumps(parsed, ensure_ascii=False, separators=(",", ":")).encode()
        assert signature_hash(payload) == signature["hash"] == compact(unsigned)
        assert tracker(payload) == compact(payload)


def compact(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode().removesuffix("=")


def test_the_points_of_a_ballot_are_all_of_them() -> None:
    payload = precinct_25.ballots()[0]
    found = points_of(precinct_25.rules().document.read(payload))
    in_text = {bytes.fromhex(text)[::-1] for text in payload.decode().split('"') if len(text) == 64}
    assert set(found) == in_text
    assert len(found) == 1 + 2 * 5 + 2


QUESTION = HomomorphicQuestion(("a", "b"), 0, 1, "q", True)


@pytest.mark.parametrize(
    "change",
    [
        lambda ballot: ballot["answers"].append(ballot["answers"][0]),
        lambda ballot: ballot["answers"].pop(),
        lambda ballot: ballot["answers"].reverse(),
        lambda ballot: ballot["answers"][0]["choices"].pop(),
        lambda ballot: ballot["answers"][0]["choices"].append(ballot["answers"][0]["choices"][0]),
        lambda ballot: ballot["answers"][0]["individual_proofs"].pop(),
        lambda ballot: ballot["answers"][0]["individual_proofs"][0].pop(),
        lambda ballot: ballot["answers"][0]["overall_proof"].append({"challenge": "1", "response": "1"}),
        lambda ballot: ballot["answers"][0].update(blank_proof=[]),
        lambda ballot: ballot["answers"][1]["choices"].pop("beta"),
        lambda ballot: ballot.pop("signature"),
        lambda ballot: ballot.pop("credential"),
        lambda ballot: ballot.update(answers={}),
    ],
)
def test_a_ballot_of_another_shape_is_refused(change: Callable[[dict[str, object]], object]) -> None:
    ballot = json.loads(precinct_25.ballots()[0])
    change(ballot)
    with pytest.raises(FormatError):
        precinct_25.rules().document.read(json.dumps(ballot, separators=(",", ":")).encode())


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_on_a_card_are_read_or_refused(data: bytes) -> None:
    rules = precinct_25.rules()
    with pytest.raises(FormatError):
        from_card(data, rules.questions, rules.uuid, rules.phi)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_flipped_bit_on_a_card_never_gives_the_same_ballot(data: st.DataObject) -> None:
    rules = precinct_25.rules()
    ballot = rules.document.read(precinct_25.ballots()[0])
    card = bytearray(to_card(ballot))
    place = data.draw(st.integers(0, len(card) * 8 - 1))
    card[place // 8] ^= 1 << place % 8
    try:
        found = from_card(bytes(card), rules.questions, rules.uuid, rules.phi)
    except FormatError:
        return
    assert found != ballot


@pytest.mark.parametrize(
    "data",
    ["9b000000ffffffffff", "5b000000ffffffffff00", "bb000000ffffffffff", "9f" * 3000, "81" * 3000 + "00", "d81c80",
     "c4821b7fffffffffffffff01", "c11b7fffffffffffffff", "d81e820100", "d8236128", "fb7ff0000000000000"],
)  # fmt: skip
def test_a_card_that_promises_too_much_is_refused(data: str) -> None:
    rules = precinct_25.rules()
    with pytest.raises(FormatError):
        from_card(bytes.fromhex(data), rules.questions, rules.uuid, rules.phi)


@pytest.mark.parametrize("form", ["f5", "f93c00", "02", "1801"])
def test_another_number_of_the_form_is_refused(form: str) -> None:
    rules = precinct_25.rules()
    card = to_card(rules.document.read(precinct_25.ballots()[0]))
    assert card[:2] == bytes.fromhex("8401")
    with pytest.raises(FormatError):
        from_card(card[:1] + bytes.fromhex(form) + card[2:], rules.questions, rules.uuid, rules.phi)


def test_an_unsigned_ballot_does_not_go_to_a_card() -> None:
    ballot = precinct_25.rules().document.read(precinct_25.ballots()[0])
    with pytest.raises(FormatError):
        to_card(replace(ballot, signature=None))


def shape(*questions: Question) -> int:
    """The size on the card of a ballot for these questions, with scalars and points of full length."""
    point, proof = bytes(32), Proof(Q - 1, Q - 1)
    pair = Ciphertext(point, point)
    filled: list[Answer] = []
    for question in questions:
        if isinstance(question, NonHomomorphicQuestion):
            filled.append(NonHomomorphicAnswer(pair, proof))
            continue
        span = question.maximum - question.minimum + 1 + bool(question.blank)
        blank = (proof, proof) if question.blank else None
        filled.append(
            HomomorphicAnswer((pair,) * question.width, ((proof, proof),) * question.width, (proof,) * span, blank)
        )
    return len(to_card(Ballot("u", "p", point, tuple(filled), Signature("", proof))))


CODE = NonHomomorphicQuestion(("code / 100", "code mod 100"), "code")


def contest(answers: int, blank: bool | None = None) -> HomomorphicQuestion:
    return HomomorphicQuestion(("x",) * answers, 1, 1, "q", blank)


def test_the_card_holds_the_ballots_that_it_must() -> None:
    assert shape(contest(5), CODE) <= 1536
    assert shape(contest(12), contest(12), CODE) <= 5324
    assert shape(contest(12, True), contest(12, True), CODE, CODE) <= 6656
