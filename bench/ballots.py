"""Sealing and checking single ballots, and their size on the card."""

from functools import partial

from bench.library import calls_of
from bench.rows import Row, timed
from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sailau.formats.v1.card_ballot import to_card
from sailau.group import Secret
from sailau.sealing.ballots import seal
from sailau.sealing.rehearsal import Joint, draw_votes, rehearse
from sailau.verifier.ballots import BallotRules, judge

CODE = NonHomomorphicQuestion(("code / 100", "code mod 100"), "code")


def contest(answers: int) -> HomomorphicQuestion:
    """A contest with one choice."""
    return HomomorphicQuestion(tuple(f"candidate {number}" for number in range(answers)), 1, 1, "contest")


FIVE: tuple[Question, ...] = (contest(5), CODE)
TWO_OF_TWELVE: tuple[Question, ...] = (contest(12), contest(12), CODE)


def rules_of(questions: tuple[Question, ...]) -> BallotRules:
    """An election of these questions, without ballots."""
    return rehearse(questions, 0, (Joint(7, 4),)).rules


def ballot_rows() -> list[Row]:
    """Seal and check: five answers, and two contests of twelve."""
    five = _rows("5 answers + control", FIVE, (5, 7), 40, ("25 / 17 / 15 / ~16 tries", "13 / 35 / 38 / 13"))
    return five + _rows("2 x 12 answers + control", TWO_OF_TWELVE, (18, 30), 16, ("", "52 / 152 / 172 / 51"))


def _rows(
    name: str, questions: tuple[Question, ...], reach: tuple[float, float], count: int, reference: tuple[str, str]
) -> list[Row]:
    rules, votes = rules_of(questions), draw_votes(questions, count)
    credential = Secret.random()
    sealing = [partial(seal, rules, credential, vote) for vote in votes]
    calls = calls_of(lambda: [task() for task in sealing]).times(1 / count)
    seal_row = timed(sealing).row(f"seal {name}", calls, reach[0], reference[0])
    payloads = [seal(rules, Secret.random(), vote).payload for vote in votes]
    checking = [partial(judge, rules, [payload]) for payload in payloads]
    calls = calls_of(lambda: [task() for task in checking]).times(1 / count)
    return [seal_row, timed(checking).row(f"verify {name}", calls, reach[1], reference[1])]


def card_sizes() -> list[tuple[str, int, int]]:
    """Name, bytes and limit of the card's ballots."""
    limits = (("card image, 5 answers + control", FIVE, 1536), ("card image, 2 x 12 + control", TWO_OF_TWELVE, 5324))
    return [
        (name, len(to_card(seal(rules_of(questions), Secret.random(), draw_votes(questions, 1)[0]).ballot)), limit)
        for name, questions, limit in limits
    ]
