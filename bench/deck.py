"""The test deck of a ballot of 24 answers in two languages: cast, counted, judged, compared."""

from dataclasses import replace
from functools import partial

from bench.library import calls_of
from bench.rows import Row, timed
from sailau.election.examples import president_2005
from sailau.election.nouns import AnswerId, Candidate, Definition, Language, Words
from sailau.service.deck_run import run_deck

ANSWERS = 24
REACH_MS = 12_000


def deck_definition() -> Definition:
    """A ballot of 24 candidates."""
    definition = president_2005()
    answers = tuple(
        Candidate(
            id=AnswerId(f"c{number}"),
            surname=Words(f"К{'а' * number}", f"К{'а' * number}", f"K{'a' * number}"),
            name=Words("Аты", "Имя", "Name"),
            patronymic=None,
        )
        for number in range(1, ANSWERS + 1)
    )
    contest = replace(definition.contests[0], answers=answers)
    return replace(definition, contests=(contest,), languages=(Language.KK, Language.RU))


def deck_rows() -> list[Row]:
    """One row: the whole deck once."""
    task = partial(run_deck, deck_definition())
    calls = calls_of(task)
    return [timed([task]).row(f"test deck, {ANSWERS} answers, 2 languages", calls, REACH_MS)]
