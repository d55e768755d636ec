"""The election message, the credentials list and the Setup: shapes, limits, fingerprint."""

import base64
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sailau.errors import FormatError
from sailau.formats.v1.election import (
    ANSWERS_MAX,
    CREDENTIALS,
    ELECTION,
    QUESTIONS_MAX,
    SETUP,
    Election,
    SetupData,
    fingerprint,
)
from sailau.group import GENERATOR
from sailau.group.encoding import INTS_MAX
from tests.vectors import precinct_25

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def homomorphic(draw: st.DrawFn) -> HomomorphicQuestion:
    answers = draw(st.lists(TEXT, min_size=1, max_size=6))
    minimum = draw(st.integers(0, len(answers)))
    maximum = draw(st.integers(minimum, len(answers)))
    return HomomorphicQuestion(tuple(answers), minimum, maximum, draw(TEXT), draw(st.sampled_from([None, False, True])))


@st.composite
def control(draw: st.DrawFn) -> NonHomomorphicQuestion:
    answers = draw(st.lists(TEXT, min_size=1, max_size=INTS_MAX))
    extra: object = draw(st.sampled_from([None, {"type": "hint", "value": [1, "ә"]}, [], "x"]))
    return NonHomomorphicQuestion(tuple(answers), draw(TEXT), extra)


QUESTIONS = st.lists(st.one_of(homomorphic(), control()), min_size=1, max_size=4)


@settings(max_examples=50)
@given(QUESTIONS, TEXT, st.none() | TEXT)
def test_an_election_is_written_and_read_back(questions: list[Question], name: str, administrator: str | None) -> None:
    election = Election("description", name, GENERATOR, tuple(questions), "7PBRptcrYdzSBf", administrator)
    assert ELECTION.read(ELECTION.write(election)) == election


def test_the_vectors_election_is_rewritten_byte_for_byte() -> None:
    assert ELECTION.write(precinct_25.election()) == precinct_25.election_bytes()
    first, second = precinct_25.election().questions
    assert isinstance(first, HomomorphicQuestion)
    assert (first.minimum, first.maximum, first.width, first.blank) == (1, 1, 5, None)
    assert isinstance(second, NonHomomorphicQuestion)


def test_the_fingerprint_is_that_of_the_vectors_ballots() -> None:
    digest = hashlib.sha256(precinct_25.election_bytes()).digest()
    phi = fingerprint(precinct_25.election_bytes())
    assert base64.b64decode(phi + "=") == digest
    assert len(phi) == 43
    assert all(json.loads(ballot)["election_hash"] == phi for ballot in precinct_25.ballots())


def plain() -> dict[str, Any]:
    question = {"answers": ["a", "b"], "blank": True, "min": 0, "max": 2, "question": "q"}
    code = {"type": "NonHomomorphic", "value": {"answers": ["x"], "question": "code"}}
    return {
        "version": 1,
        "description": "d",
        "name": "n",
        "group": "Ed25519",
        "public_key": "6" * 62 + "58",
        "questions": [question, code],
        "uuid": "7PBRptcrYdzSBf",
    }


def test_the_plain_election_is_sound() -> None:
    election = ELECTION.read(json.dumps(plain(), separators=(",", ":")).encode())
    assert election.questions[0] == HomomorphicQuestion(("a", "b"), 0, 2, "q", True)


BENDINGS: dict[str, tuple[list[str | int], Any]] = {
    "version 2": (["version"], 2),
    "version as text": (["version"], "1"),
    "another group": (["group"], "RFC-3526-2048"),
    "no questions": (["questions"], []),
    "too many questions": (["questions"], [plain()["questions"][0]] * (QUESTIONS_MAX + 1)),
    "questions as an object": (["questions"], {}),
    "a question that is a list": (["questions", 0], []),
    "an unknown kind of question": (["questions", 1, "type"], "Lists"),
    "no integers": (["questions", 1, "value", "answers"], []),
    "too many integers": (["questions", 1, "value", "answers"], ["x"] * (INTS_MAX + 1)),
    "a control question without value": (["questions", 1, "value"], None),
    "no answers": (["questions", 0, "answers"], []),
    "too many answers": (["questions", 0, "answers"], ["x"] * (ANSWERS_MAX + 1)),
    "answers that are numbers": (["questions", 0, "answers"], [1, 2]),
    "min above max": (["questions", 0, "min"], 3),
    "max above the answers": (["questions", 0, "max"], 3),
    "max huge": (["questions", 0, "max"], 2**60),
    "min negative": (["questions", 0, "min"], -1),
    "min as a fraction": (["questions", 0, "min"], 0.5),
    "blank as a number": (["questions", 0, "blank"], 1),
    "uuid too short": (["uuid"], "7PBRptcrYdzSB"),
    "uuid with a letter that Base58 lacks": (["uuid"], "7PBRptcrYdzSB0"),
    "uuid with a path": (["uuid"], "../../../../etc/passwd"),
    "a key that is no hexadecimal text": (["public_key"], "x" * 64),
    "a null administrator": (["administrator"], None),
}


@pytest.mark.parametrize(("path", "value"), BENDINGS.values(), ids=BENDINGS.keys())
def test_another_shape_is_refused(path: list[str | int], value: Any) -> None:
    election: Any = plain()
    target = election
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(FormatError):
        ELECTION.read(json.dumps(election, separators=(",", ":")).encode())


@pytest.mark.parametrize("field", plain().keys())
def test_a_missing_field_is_refused(field: str) -> None:
    election = plain()
    del election[field]
    with pytest.raises(FormatError, match=field):
        ELECTION.read(json.dumps(election, separators=(",", ":")).encode())


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=5))
def test_credentials_are_bare_keys(credentials: list[bytes]) -> None:
    assert CREDENTIALS.read(CREDENTIALS.write(tuple(credentials))) == tuple(credentials)


@pytest.mark.parametrize("suffix", [",1", ",2,", ",,10"])
def test_a_credential_with_weight_or_number_of_a_voter_is_refused(suffix: str) -> None:
    with pytest.raises(FormatError, match="weight"):
        CREDENTIALS.read(json.dumps(["0" * 63 + "1" + suffix]).encode())


@given(st.tuples(*[st.binary(min_size=32, max_size=32)] * 3))
def test_setup_data_round_trip(hashes: tuple[bytes, bytes, bytes]) -> None:
    setup = SetupData(*hashes)
    assert SETUP.read(SETUP.write(setup)) == setup
