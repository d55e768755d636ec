"""Steps 8, 11 and 12: counting in the exponent, comparing, and seeing marks in control answers."""

from collections.abc import Callable

import pytest

from sailau.errors import ProofError
from sailau.formats.v1.ballot import Ciphertext
from sailau.formats.v1.tally import Result
from sailau.group import GENERATOR, IDENTITY, Secret, base, embed, generators
from sailau.sealing.count import opened_points
from sailau.sealing.rehearsal import Rehearsal
from sailau.verifier.results import bent_control_answers, count_of, encrypted_tally, flaws_of_result, sorted_control
from sailau.verifier.workers import Workers
from tests.sealing import elections
from tests.sealing.test_decryption import mixed_of


def power(number: int) -> bytes:
    return base([Secret(number.to_bytes(32, "little"))])[0]


@pytest.mark.parametrize("votes", [0, 1, 2, 57, 300])
def test_a_number_of_votes_is_found(votes: int) -> None:
    assert count_of(power(votes), 300) == votes


@pytest.mark.parametrize("votes", [301, 2**40])
def test_more_votes_than_ballots_are_no_number(votes: int) -> None:
    with pytest.raises(ProofError):
        count_of(power(votes), 300)


def points_of(made: Rehearsal) -> list[list[bytes]]:
    partials = {owner: one.partial for owner, one in made.decryptions.items()}
    return opened_points(made.holders.trustees, mixed_of(made), partials)


@pytest.mark.parametrize("made", elections.ALL, ids=lambda made: made.__name__)
def test_the_sound_result_has_no_flaw(made: Callable[[], Rehearsal]) -> None:
    rehearsal = made()
    points, questions = points_of(rehearsal), rehearsal.rules.questions
    assert flaws_of_result(questions, points, rehearsal.count.result, len(rehearsal.ballots)) == []
    assert bent_control_answers(questions, points) == []


def test_each_wrong_number_is_named_by_question_and_place() -> None:
    made = elections.president()
    totals, codes = made.count.result.result
    wrong = (totals[0] + 1, *totals[1:])
    other = (codes[0], (codes[1][0] ^ 1, codes[1][1]), codes[2])
    flaws = flaws_of_result(made.rules.questions, points_of(made), Result((wrong, other)), 3)
    assert [flaw.split(":")[0] for flaw in flaws] == ["question 0, answer 0", "question 1, row 1"]


def test_more_votes_for_one_answer_than_ballots_are_a_flaw_even_if_the_sum_says_so() -> None:
    made = elections.council()
    points = [[power(4), *[IDENTITY] * 3]]
    assert flaws_of_result(made.rules.questions, points, Result(((4, 0, 0, 0),)), 3) != []
    assert flaws_of_result(made.rules.questions, points, Result(((4, 0, 0, 0),)), 4) == []


def test_marked_control_answers_are_found_wherever_they_stand() -> None:
    questions = elections.president().rules.questions
    sound = [embed((number, number)) for number in range(205)]
    points = [[IDENTITY] * 5, [*sound[:150], generators(1)[0], *sound[150:]]]
    for processes in (1, 2):
        with Workers(processes) as workers:
            assert bent_control_answers(questions, points, workers) == ["question 1, row 150"]


def test_control_ciphertexts_are_sorted_as_little_endian_bytes_and_not_as_numbers() -> None:
    low, high = b"\x01" + bytes(30) + b"\x02", b"\x02" + bytes(30) + b"\x01"
    first, second, third = Ciphertext(low, high), Ciphertext(high, low), Ciphertext(low, low)
    assert sorted_control([second, first, third]) == (third, first, second)


def test_a_tally_of_batches_is_the_product_of_all() -> None:
    questions = elections.council().rules.questions
    batch = [[Ciphertext(GENERATOR, power(place)) for place in range(4)]]
    (row,) = encrypted_tally(questions, [batch, batch, batch], [])
    assert row == tuple(Ciphertext(power(3), power(3 * place)) for place in range(4))
    (empty,) = encrypted_tally(questions, [], [])
    assert empty == (Ciphertext(IDENTITY, IDENTITY),) * 4
