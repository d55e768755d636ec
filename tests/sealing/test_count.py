"""The count opens to the votes that were cast, and to nothing without a quorum."""

from collections import Counter
from collections.abc import Callable

import pytest

from sailau.election.questions import HomomorphicQuestion
from sailau.errors import ProofError
from sailau.formats.v1.tally import merged
from sailau.group import generators
from sailau.sealing.count import opened_points, result, tally_of
from sailau.sealing.rehearsal import Joint, Rehearsal, rehearse
from tests.sealing.elections import ALL, PRESIDENT, president


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.__name__)
def test_the_result_is_the_sum_of_the_votes(made: Callable[[], Rehearsal]) -> None:
    rehearsal = made()
    for number, question in enumerate(rehearsal.rules.questions):
        cast = [tuple(vote[number]) for vote in rehearsal.votes]
        row = rehearsal.count.result.result[number]
        if isinstance(question, HomomorphicQuestion):
            assert row == tuple(map(sum, zip(*cast, strict=True)))
        else:
            assert Counter(row) == Counter(cast)


@pytest.mark.parametrize("ballots", [0, 1])
def test_a_box_with_no_ballot_or_one_is_counted(ballots: int) -> None:
    made = rehearse(PRESIDENT, ballots, (Joint(3, 2),))
    totals, codes = made.count.result.result
    assert sum(totals) == len(codes) == ballots


def test_the_control_ciphertexts_of_the_tally_are_sorted_by_little_endian_bytes() -> None:
    _, control = president().count.tally
    order = [(pair.alpha, pair.beta) for pair in control]
    assert order == sorted(order)
    assert len(order) == 3


def test_the_tally_does_not_depend_on_the_order_of_the_box() -> None:
    made = president()
    ballots = [sealed.ballot for sealed in made.ballots]
    assert tally_of(made.rules, ballots[::-1]) == tally_of(made.rules, ballots) == made.count.tally


def test_nothing_opens_without_a_quorum() -> None:
    made = president()
    mixed = merged(made.rules.questions, made.count.tally, made.count.shuffles[-1][1].ciphertexts)
    first, *_ = made.count.partials
    with pytest.raises(ProofError, match="quorum"):
        opened_points(made.holders.trustees, mixed, dict([first]))


def test_a_sum_that_opens_to_no_count_is_refused() -> None:
    made = president()
    points = [generators(5), generators(3)]
    with pytest.raises(ProofError, match="number of votes"):
        result(made.rules, points, 3)
