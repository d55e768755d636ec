"""Sealing: every lawful vote gives a ballot that the verifier accepts and the trustees open to that vote."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sailau.errors import InvariantError
from sailau.formats.v1.ballot import Ciphertext, HomomorphicAnswer, NonHomomorphicAnswer
from sailau.formats.v1.election import ELECTION, Election
from sailau.group import GENERATOR, IDENTITY, Secret, base, embed, mask, minus, powers
from sailau.sealing.ballots import Plaintext, SealedBallot, seal
from sailau.sealing.rehearsal import Rehearsal
from sailau.verifier.ballots import BallotRules, judge
from tests.sealing.elections import ALL, president

KEY_SECRET = Secret.random()
(KEY,) = base([KEY_SECRET])


def rules_of(*questions: Question) -> BallotRules:
    election = Election("description", "name", KEY, questions, "7PBRptcrYdzSBf")
    return BallotRules(election, ELECTION.write(election))


@st.composite
def contests(draw: st.DrawFn) -> tuple[HomomorphicQuestion, tuple[int, ...]]:
    """A contest with a lawful vote in it."""
    answers = draw(st.integers(1, 4))
    minimum = draw(st.integers(0, answers))
    maximum = draw(st.integers(minimum, answers))
    blank = draw(st.sampled_from([None, True]))
    question = HomomorphicQuestion(("x",) * answers, minimum, maximum, "q", blank)
    if blank and draw(st.booleans()):
        return question, (1, *(0,) * answers)
    number = draw(st.integers(minimum, maximum))
    chosen = draw(st.permutations([1] * number + [0] * (answers - number)))
    return question, (0, *chosen) if blank else tuple(chosen)


def opened(sealed: SealedBallot) -> list[list[bytes]]:
    """Decrypt everything that a ballot holds with the key of these tests."""
    result = []
    for answer in sealed.ballot.answers:
        pairs = answer.choices if isinstance(answer, HomomorphicAnswer) else (answer.choices,)
        shared = powers([pair.alpha for pair in pairs], [KEY_SECRET] * len(pairs))
        result.append(minus([pair.beta for pair in pairs], shared))
    return result


@settings(max_examples=30, deadline=None)
@given(contests(), st.lists(st.integers(0, 255), min_size=1, max_size=5))
def test_a_lawful_vote_is_accepted_and_opens_to_itself(
    contest: tuple[HomomorphicQuestion, tuple[int, ...]], integers: list[int]
) -> None:
    question, values = contest
    rules = rules_of(question, NonHomomorphicQuestion(("x",) * len(integers), "code"))
    sealed = seal(rules, Secret.random(), (values, integers))
    assert judge(rules, [sealed.payload])[0].flaws == ()
    choices, control = opened(sealed)
    assert choices == [(IDENTITY, GENERATOR)[value] for value in values]
    assert control == [embed(integers)]


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.__name__)
def test_the_randomness_kept_for_a_challenge_reproduces_every_ciphertext(made: Callable[[], Rehearsal]) -> None:
    rehearsal = made()
    for sealed, vote in zip(rehearsal.ballots, rehearsal.votes, strict=True):
        for answer, secrets, values in zip(sealed.ballot.answers, sealed.randomness, vote, strict=True):
            control = isinstance(answer, NonHomomorphicAnswer)
            plain = [embed(values)] if control else [(IDENTITY, GENERATOR)[value] for value in values]
            again = map(Ciphertext, base(secrets), mask(rehearsal.rules.key, secrets, plain))
            assert tuple(again) == ((answer.choices,) if control else answer.choices)


def test_two_ballots_of_one_vote_share_no_point_but_the_credential() -> None:
    made, vote, credential = president(), ((0, 0, 1, 0, 0), (12, 3)), Secret.random()
    first, second = (seal(made.rules, credential, vote) for _ in range(2))
    texts = [{text for text in sealed.payload.decode().split('"') if len(text) == 64} for sealed in (first, second)]
    assert texts[0] & texts[1] == {sealed_hex(first)}


def sealed_hex(sealed: SealedBallot) -> str:
    return sealed.ballot.credential[::-1].hex()


def test_every_vote_gives_a_ballot_of_the_same_length_up_to_the_scalars_digits() -> None:
    made = president()
    lengths = []
    for place in range(5):
        vote = (tuple(int(place == other) for other in range(5)), (place, place))
        lengths.append(len(seal(made.rules, Secret.random(), vote).payload))
    assert max(lengths) - min(lengths) < 40


ONE_OF_TWO = HomomorphicQuestion(("a", "b"), 1, 1, "q")
WITH_BLANK = HomomorphicQuestion(("a", "b"), 1, 1, "q", True)
UP_TO_TWO = HomomorphicQuestion(("a", "b", "c"), 0, 2, "q", True)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        (ONE_OF_TWO, (0, 0)),
        (ONE_OF_TWO, (1, 1)),
        (ONE_OF_TWO, (2, -1)),
        (ONE_OF_TWO, (1,)),
        (ONE_OF_TWO, (0, 1, 0)),
        (WITH_BLANK, (0, 0, 0)),
        (WITH_BLANK, (1, 1, 0)),
        (UP_TO_TWO, (1, 1, 0, 0)),
        (UP_TO_TWO, (0, 1, 1, 1)),
    ],
)
def test_an_unlawful_vote_is_our_own_mistake(question: HomomorphicQuestion, values: Plaintext) -> None:
    with pytest.raises(InvariantError):
        seal(rules_of(question), Secret.random(), (values,))


def test_a_sealed_ballot_shows_no_randomness_when_printed() -> None:
    sealed = president().ballots[0]
    digits = sealed.randomness[0][0].reveal().hex()
    assert digits not in repr(sealed)
    assert "payload" not in repr(sealed)
