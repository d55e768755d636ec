"""The votes of a test deck: all of it lawful, every choice in every language, no two answers alike."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.election.ballot import BLANK, Blank, questions, refusal_of
from sailau.election.deck import DeckBox, deck_of, expected_of
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import (
    AnswerId,
    Candidate,
    Choices,
    Contest,
    ContestId,
    Definition,
    Language,
    Precinct,
    Words,
)
from sailau.election.styles import styles

LANGUAGES = (Language.KK, Language.RU, Language.EN)


def contest_of(answers: int, choices: Choices, id_: str = "contest") -> Contest:
    made = tuple(
        Candidate(
            id=AnswerId(f"a{number}"),
            surname=Words(f"Т{number}", f"Т{number}", f"T{number}"),
            name=Words("А", "А", "A"),
            patronymic=None,
        )
        for number in range(answers)
    )
    return replace(president_2005().contests[0], id=ContestId(id_), answers=made, choices=choices)


@st.composite
def contests(draw: st.DrawFn) -> list[Contest]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        answers = draw(st.integers(2, 9))
        least = draw(st.integers(1, answers))
        most = draw(st.integers(least, answers))
        made.append(contest_of(answers, Choices(minimum=least, maximum=most, blank=draw(st.booleans())), f"c{number}"))
    return made


@settings(max_examples=40, deadline=None)
@given(contests())
def test_every_deck_is_lawful_whole_and_tells_answers_apart(asked: list[Contest]) -> None:
    boxes = deck_of(asked, LANGUAGES)
    for contest in asked:
        choices = contest.choices
        chosen_in = {language: Counter[AnswerId | Blank]() for language in LANGUAGES}
        for box in boxes:
            for vote in box.votes:
                chosen = vote.choices[contest.id]
                if isinstance(chosen, Blank):
                    assert choices.blank
                else:
                    assert choices.minimum <= len(chosen) <= choices.maximum
                    chosen_in[vote.language].update(chosen)
        for answer in contest.answers:
            assert all(chosen_in[language][answer.id] for language in LANGUAGES)
        if choices.minimum < len(contest.answers):
            vectors = [_votes(boxes, contest, answer.id) for answer in contest.answers]
            assert len(set(vectors)) == len(vectors)


def _votes(boxes: tuple[DeckBox, ...], contest: Contest, answer: AnswerId) -> tuple[int, ...]:
    return tuple(expected_of(box)[contest.id][answer] for box in boxes)


def test_a_single_choice_shows_any_rearrangement_of_rows_in_any_languages() -> None:
    """All 6 * 6 * 6 - 1 ways to rearrange three rows on three screens change a count."""
    contest = contest_of(3, Choices())
    boxes = deck_of([contest], LANGUAGES)
    ids = [answer.id for answer in contest.answers]
    orders = [dict(zip(ids, order, strict=True)) for order in permutations(ids)]
    same = 0
    for of in ((a, b, c) for a in orders for b in orders for c in orders):
        screens = dict(zip(LANGUAGES, of, strict=True))
        agrees = True
        for box in boxes:
            counted: Counter[AnswerId] = Counter()
            for vote in box.votes:
                chosen = vote.choices[contest.id]
                assert not isinstance(chosen, Blank)
                counted.update(screens[vote.language][id_] for id_ in chosen)
            agrees = agrees and counted == expected_of(box)[contest.id]
        same += agrees
    assert same == 1


def test_several_choices_come_at_the_least_at_the_most_and_in_every_pair() -> None:
    contest = contest_of(5, Choices(minimum=1, maximum=3, blank=True))
    forms = next(box for box in deck_of([contest], LANGUAGES) if box.name == "forms")
    chosen = {vote.choices[contest.id] for vote in forms.votes if vote.language is Language.RU}
    ids = [answer.id for answer in contest.answers]
    assert {frozenset(pair) for pair in combinations(ids, 2)} <= chosen
    assert {frozenset([one]) for one in ids} <= chosen
    assert {len(one) for one in chosen if not isinstance(one, Blank)} == {1, 2, 3}
    assert BLANK in chosen


def test_four_and_twenty_answers_take_162_votes() -> None:
    boxes = deck_of([contest_of(24, Choices())], LANGUAGES)
    assert sum(len(box.votes) for box in boxes) == 162


@pytest.mark.parametrize("definition", [president_2005(), party_and_district()])
def test_the_deck_of_an_example_is_lawful_on_its_ballot(definition: Definition) -> None:
    (style,) = styles(definition)
    ballot = questions(definition, style.precincts[0].number)
    for box in deck_of(style.contests, definition.languages):
        for vote in box.votes:
            for asked in ballot.contests:
                chosen = vote.choices[asked.contest.id]
                numbers = {answer.id: number for number, answer in enumerate(asked.answers, start=1)}
                choice = BLANK if isinstance(chosen, Blank) else frozenset(numbers[id_] for id_ in chosen)
                assert refusal_of(asked, choice) is None


def test_precincts_of_the_same_contests_share_a_style() -> None:
    definition = party_and_district()
    first = definition.precincts[0]

    def precinct(number: int, *districts: str) -> Precinct:
        chosen = tuple(district for district in first.districts if district in districts)
        return replace(first, number=type(first.number)(number), districts=chosen)

    both, nation = ("republic", "district-3"), ("republic",)
    made = styles(replace(definition, precincts=(precinct(1, *nation), precinct(2, *both), precinct(3, *nation))))
    assert [(style.id, [place.number for place in style.precincts]) for style in made] == [
        ("style-1", [1, 3]),
        ("style-2", [2]),
    ]
    assert [contest.id for contest in made[1].contests] == ["party-list", "district-seat"]
