"""Opening a challenged ballot: what is on the public screen is what was sealed, byte for byte."""

import pytest

from sailau.errors import FormatError, ProofError
from sailau.formats.v1.ballot import HomomorphicAnswer
from sailau.group import Q
from sailau.sealing.ballots import SealedBallot
from sailau.verifier.challenged import open_ballot, split_randomness
from tests.records.day import CHALLENGED, CHOICES, CODES, cast, plaintext
from tests.records.world import World, make_world


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


@pytest.fixture(scope="module")
def sealed(world: World) -> SealedBallot:
    return cast(world, CHALLENGED)


def carried(sealed: SealedBallot) -> bytes:
    """The randomness as a card carries it."""
    return b"".join(secret.reveal() for row in sealed.randomness for secret in row)


def test_a_challenged_ballot_opens_to_the_voter_s_choice_and_code(world: World, sealed: SealedBallot) -> None:
    randomness = split_randomness(world.rules.questions, carried(sealed))
    opening = open_ballot(world.rules, sealed.payload, randomness)
    assert opening.plaintexts == plaintext(world, CHOICES[CHALLENGED], CODES[CHALLENGED])
    assert opening.ballot.credential == sealed.ballot.credential


def test_the_randomness_of_another_ballot_opens_nothing(world: World, sealed: SealedBallot) -> None:
    other = split_randomness(world.rules.questions, carried(cast(world, CHALLENGED)))
    with pytest.raises(ProofError, match="randomness does not give"):
        open_ballot(world.rules, sealed.payload, other)


def test_a_ballot_altered_after_sealing_is_not_opened(world: World, sealed: SealedBallot) -> None:
    randomness = split_randomness(world.rules.questions, carried(sealed))
    answer = sealed.ballot.answers[0]
    assert isinstance(answer, HomomorphicAnswer)
    one, other = (f'"{pair.beta[::-1].hex()}"'.encode() for pair in answer.choices)
    swapped = sealed.payload.replace(one, b"?").replace(other, one).replace(b"?", other)
    with pytest.raises(ProofError):
        open_ballot(world.rules, swapped, randomness)
    with pytest.raises(ProofError):
        open_ballot(world.rules, sealed.payload[:-1], randomness)


def test_too_little_randomness_is_refused(world: World, sealed: SealedBallot) -> None:
    randomness = split_randomness(world.rules.questions, carried(sealed))
    for short in (randomness[:1], (randomness[0][:1], randomness[1]), ()):
        with pytest.raises(ProofError):
            open_ballot(world.rules, sealed.payload, short)
    with pytest.raises(FormatError):
        split_randomness(world.rules.questions, carried(sealed)[:-1])


def test_an_exponent_beyond_the_group_s_order_is_refused(world: World, sealed: SealedBallot) -> None:
    data = carried(sealed)
    same = int.from_bytes(data[:32], "little") + Q
    with pytest.raises(FormatError):
        split_randomness(world.rules.questions, same.to_bytes(32, "little") + data[32:])
