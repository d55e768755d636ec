"""The messages between the ballots and the result: shapes fixed by the questions and the number of ballots."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion
from sailau.errors import FormatError
from sailau.formats.codec import Document
from sailau.formats.v1.tally import (
    OWNED,
    SIZED,
    Owned,
    PartialDecryption,
    Result,
    Shuffle,
    ShuffleProof,
    SizedTally,
    control_rows,
    merged,
    partial_decryptions_of,
    results_of,
    shuffles_of,
    tallies_of,
)
from sailau.group import Q
from tests.formats.test_ballot import PAIRS, POINTS, PROOFS, tuples
from tests.vectors import precinct_25

SIZE = 3
CONTEST = HomomorphicQuestion(("a", "b"), 1, 1, "q", True)
CODE = NonHomomorphicQuestion(("x", "y"), "code")
QUESTIONS = (CONTEST, CODE)
SCALARS = st.integers(0, Q - 1)
INTEGERS = st.integers(0, 255)

SHUFFLE_PROOFS = st.builds(
    ShuffleProof,
    st.tuples(POINTS, POINTS, POINTS, st.tuples(POINTS, POINTS), tuples(POINTS, SIZE)),
    st.tuples(SCALARS, SCALARS, SCALARS, SCALARS, tuples(SCALARS, SIZE), tuples(SCALARS, SIZE)),
    tuples(POINTS, SIZE),
    tuples(POINTS, SIZE),
)
MESSAGES: dict[str, tuple[Document[Any], st.SearchStrategy[Any]]] = {
    "tally": (tallies_of(QUESTIONS, SIZE), st.tuples(tuples(PAIRS, 3), tuples(PAIRS, SIZE))),
    "shuffle": (
        shuffles_of(QUESTIONS, SIZE),
        st.builds(Shuffle, st.tuples(tuples(PAIRS, SIZE)), st.tuples(SHUFFLE_PROOFS)),
    ),
    "decryption": (
        partial_decryptions_of(QUESTIONS, SIZE),
        st.builds(
            PartialDecryption,
            st.tuples(tuples(POINTS, 3), tuples(POINTS, SIZE)),
            st.tuples(tuples(PROOFS, 3), tuples(PROOFS, SIZE)),
        ),
    ),
    "result": (
        results_of(QUESTIONS, SIZE),
        st.builds(Result, st.tuples(st.tuples(tuples(INTEGERS, 3), tuples(tuples(INTEGERS, 2), SIZE)))),
    ),
    "sized": (SIZED, st.builds(SizedTally, INTEGERS, INTEGERS, POINTS)),
    "owned": (OWNED, st.builds(Owned, INTEGERS, POINTS)),
}


def _result(drawn: Any) -> Any:
    return Result(drawn.result[0]) if isinstance(drawn, Result) else drawn


@pytest.mark.parametrize(("document", "values"), MESSAGES.values(), ids=MESSAGES.keys())
def test_a_message_is_written_and_read_back(document: Document[Any], values: st.SearchStrategy[Any]) -> None:
    @settings(max_examples=15, deadline=None)
    @given(values)
    def round_trip(value: Any) -> None:
        assert document.read(document.write(_result(value))) == _result(value)

    round_trip()


def vector_documents() -> dict[str, Document[Any]]:
    questions = precinct_25.election().questions
    return {
        "encrypted_tally": tallies_of(questions, 25),
        "shuffle": shuffles_of(questions, 25),
        "partial_decryption": partial_decryptions_of(questions, 25),
        "result": results_of(questions, 25),
        "sized": SIZED,
        "owned": OWNED,
    }


@pytest.mark.parametrize(
    ("name", "start", "count"),
    [
        ("encrypted_tally", b'[[{"alpha"', 1),
        ("shuffle", b'{"ciphertexts"', 2),
        ("partial_decryption", b'{"decryption_factors"', 4),
        ("result", b'{"result"', 1),
        ("sized", b'{"num_tallied"', 1),
        ("owned", b'{"owner"', 6),
    ],
)
def test_the_vectors_are_rewritten_byte_for_byte(name: str, start: bytes, count: int) -> None:
    document = vector_documents()[name]
    found = [body for _, body in precinct_25.records() if body.startswith(start)]
    assert len(found) == count
    for body in found:
        assert document.write(document.read(body)) == body


def test_control_rows_are_taken_out_and_put_back() -> None:
    questions = precinct_25.election().questions
    (body,) = [body for _, body in precinct_25.records() if body.startswith(b'[[{"alpha"')]
    tally = tallies_of(questions, 25).read(body)
    (control,) = control_rows(questions, tally)
    assert len(control) == 25
    assert merged(questions, tally, (control,)) == tally
    swapped = merged(questions, tally, (control[::-1],))
    assert swapped[0] == tally[0]
    assert swapped[1] == control[::-1]


CHANGES: dict[str, tuple[str, bytes, Callable[[Any], object]]] = {
    "a row too few": ("encrypted_tally", b'[[{"alpha"', lambda value: value.pop()),
    "a sum too many": ("encrypted_tally", b'[[{"alpha"', lambda value: value[0].append(value[0][0])),
    "a ciphertext too few": ("encrypted_tally", b'[[{"alpha"', lambda value: value[1].pop()),
    "a mixed ciphertext too few": ("shuffle", b'{"ciphertexts"', lambda value: value["ciphertexts"][0].pop()),
    "a shuffle without proof": ("shuffle", b'{"ciphertexts"', lambda value: value["proofs"].pop()),
    "a proof with a part too few": ("shuffle", b'{"ciphertexts"', lambda value: value["proofs"][0].pop()),
    "a response too few": ("shuffle", b'{"ciphertexts"', lambda value: value["proofs"][0][1][4].pop()),
    "a factor too few": ("partial_decryption", b'{"decr', lambda value: value["decryption_factors"][1].pop()),
    "a proof too few": ("partial_decryption", b'{"decr', lambda value: value["decryption_proofs"][0].pop()),
    "a count too few": ("result", b'{"result"', lambda value: value["result"][0].pop()),
    "a count as text": ("result", b'{"result"', lambda value: value["result"][0].__setitem__(0, "9")),
    "an opened row too few": ("result", b'{"result"', lambda value: value["result"][1].pop()),
    "an opened integer too many": ("result", b'{"result"', lambda value: value["result"][1][0].append(0)),
    "a weight as text": ("sized", b'{"num_tallied"', lambda value: value.update(total_weight="25")),
    "an owner as text": ("owned", b'{"owner"', lambda value: value.update(owner="1")),
}


@pytest.mark.parametrize(("name", "start", "change"), CHANGES.values(), ids=CHANGES.keys())
def test_another_shape_is_refused(name: str, start: bytes, change: Callable[[Any], object]) -> None:
    body = next(body for _, body in precinct_25.records() if body.startswith(start))
    value = json.loads(body)
    change(value)
    with pytest.raises(FormatError):
        vector_documents()[name].read(json.dumps(value, separators=(",", ":")).encode())
