"""The ballot of a precinct: questions in their order, choices to rows and back, no secret in any text."""

import dataclasses
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.election.ballot import (
    BLANK,
    BallotStyle,
    Choice,
    ContestQuestion,
    code_text,
    contest_choice,
    control_answer,
    election_description,
    election_name,
    questions,
    rows,
)
from sailau.election.definition import canonical, fingerprint
from sailau.election.examples import EXAMPLE_PRECINCT, party_and_district, president_2005
from sailau.election.nouns import Choices, ContestId, Definition, DistrictId, Precinct, PrecinctNumber
from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion
from sailau.errors import DefinitionError, FormatError, InvariantError
from sailau.refusal import Refusal
from tests.election.strategies import definitions

PRESIDENT = ContestId("president")
LIST, SEAT = ContestId("party-list"), ContestId("district-seat")


def president() -> BallotStyle:
    return questions(president_2005(), EXAMPLE_PRECINCT)


def list_and_seat() -> BallotStyle:
    return questions(party_and_district(), EXAMPLE_PRECINCT)


def with_several_choices(definition: Definition) -> Definition:
    """The seat becomes a contest where one or two are chosen."""
    seat = definition.contests[1]
    several = dataclasses.replace(seat, choices=Choices(minimum=1, maximum=2))
    return dataclasses.replace(definition, contests=(definition.contests[0], several))


def test_presidents_ballot_has_one_contest_and_one_code() -> None:
    assert president().questions == (
        HomomorphicQuestion(
            answers=(
                "Әбілқасымов Ерасыл Әбілқасымұлы",
                "Бәйменов Әлихан Мұхамедияұлы",
                "Елеусізов Мэлс Хамзаұлы",
                "Назарбаев Нұрсұлтан Әбішұлы",
                "Тұяқбай Жармахан Айтбайұлы",
            ),
            minimum=1,
            maximum=1,
            question="Қазақстан Республикасының Президенті",
            blank=None,
        ),
        NonHomomorphicQuestion(answers=("code / 100", "code mod 100"), question="Сайлаушының тексеру коды"),
    )
    assert president().codes_a_ballot == 1


def test_by_choice_gives_each_contest_a_code_of_its_own() -> None:
    style = list_and_seat()
    assert [control.index for control in style.controls] == [2, 3]
    assert [control.contest.contest.id for control in style.controls if control.contest] == [LIST, SEAT]
    assert [len(control.question.answers) for control in style.controls] == [3, 3]
    assert style.codes_a_ballot == 2
    assert [question.blank for question in style.questions if isinstance(question, HomomorphicQuestion)] == [True, True]


def test_a_contest_of_several_choices_carries_the_code_only() -> None:
    style = questions(with_several_choices(party_and_district()), EXAMPLE_PRECINCT)
    assert [control.carries_choice for control in style.controls] == [True, False]
    assert style.controls[1].question.answers == ("code / 100", "code mod 100")
    sealed = rows(style, {LIST: BLANK, SEAT: frozenset({4, 1})}, (7, 9_900))
    assert sealed == ((1, 0, 0, 0, 0, 0, 0), (1, 0, 0, 1), (0, 7, 0), (99, 0))


def test_a_voter_votes_only_in_the_contests_of_the_precincts_districts() -> None:
    definition = party_and_district()
    other = dataclasses.replace(definition.precincts[0], number=PrecinctNumber(26), districts=(DistrictId("republic"),))
    both = dataclasses.replace(definition, precincts=(*definition.precincts, other))
    assert [asked.contest.id for asked in questions(both, 26).contests] == [LIST]
    assert [asked.contest.id for asked in questions(both, 25).contests] == [LIST, SEAT]


def test_an_unknown_precinct_is_an_error_not_an_empty_ballot() -> None:
    with pytest.raises(DefinitionError, match="no precinct number 26"):
        questions(president_2005(), 26)


def test_rows_of_the_vectors_voter() -> None:
    """The first ballot of the independent tool's precinct: fifth candidate, code 7378."""
    assert rows(president(), {PRESIDENT: frozenset({5})}, (7_378,)) == ((0, 0, 0, 0, 1), (73, 78))


def test_blank_vote_marks_the_leading_place_and_choice_nought() -> None:
    sealed = rows(list_and_seat(), {LIST: BLANK, SEAT: frozenset({2})}, (5, 9_999))
    assert sealed == ((1, 0, 0, 0, 0, 0, 0), (0, 0, 1, 0, 0), (0, 5, 0), (99, 99, 2))


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({}, "too-few-choices"),
        ({PRESIDENT: frozenset()}, "too-few-choices"),
        ({PRESIDENT: frozenset({1, 2})}, "too-many-choices"),
        ({PRESIDENT: BLANK}, "blank-not-allowed"),
    ],
)
def test_a_ballot_against_the_rules_is_refused_in_three_languages(
    choices: Mapping[ContestId, Choice], code: str
) -> None:
    refusal = rows(president(), choices, (1,))
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert "Қазақстан Республикасының Президенті" in refusal.text.kk
    assert "Президент Республики Казахстан" in refusal.text.ru
    assert "President of the Republic" in refusal.text.en


def test_no_refusal_tells_a_choice_or_a_code() -> None:
    told = {str(rows(president(), {PRESIDENT: frozenset(pair)}, (7_378,))) for pair in [(1, 2), (3, 5), (4, 5)]}
    assert len(told) == 1
    assert "7378" not in told.pop()


def test_an_answer_or_contest_that_is_not_on_the_ballot_is_our_own_mistake() -> None:
    with pytest.raises(InvariantError):
        rows(president(), {PRESIDENT: frozenset({6})}, (1,))
    with pytest.raises(InvariantError):
        rows(president(), {PRESIDENT: frozenset({0})}, (1,))
    with pytest.raises(InvariantError):
        rows(president(), {PRESIDENT: frozenset({1}), SEAT: frozenset({1})}, (1,))


def test_a_code_too_many_too_few_or_out_of_range_is_our_own_mistake() -> None:
    choices = {PRESIDENT: frozenset({1})}
    for codes in [(), (1, 2), (10_000,), (-1,)]:
        with pytest.raises(InvariantError):
            rows(president(), choices, codes)


@pytest.mark.parametrize("row", [(100, 0, 1), (0, 100, 1), (-1, 0, 1), (0, 0, 7), (0, 0, -1), (0, 0), (0, 0, 1, 0)])
def test_a_control_row_that_says_nothing_lawful_is_refused(row: tuple[int, ...]) -> None:
    with pytest.raises(FormatError, match="question 2"):
        control_answer(list_and_seat().controls[0], row)


def test_choice_nought_is_refused_where_no_blank_vote_is_allowed() -> None:
    definition = party_and_district()
    seat = dataclasses.replace(definition.contests[1], choices=Choices(blank=False))
    style = questions(dataclasses.replace(definition, contests=(definition.contests[0], seat)), EXAMPLE_PRECINCT)
    assert control_answer(style.controls[0], (0, 1, 0)).choice == 0
    with pytest.raises(FormatError, match="not on the ballot"):
        control_answer(style.controls[1], (0, 1, 0))


@pytest.mark.parametrize(
    "row",
    [(1, 1, 0, 0, 0, 0, 0), (0, 1, 1, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 0), (0, 2, 0, 0, 0, 0, 0), (1, 0, 0, 0, 0, 0)],
)
def test_a_contest_row_that_says_nothing_lawful_is_refused(row: tuple[int, ...]) -> None:
    with pytest.raises(FormatError, match="question 0"):
        contest_choice(list_and_seat().contests[0], row)


def test_a_code_is_shown_with_four_digits() -> None:
    assert [code_text(code) for code in (0, 7, 222, 9_999)] == ["0000", "0007", "0222", "9999"]


def test_description_ends_with_the_hash_of_the_definitions_bytes() -> None:
    definition = president_2005()
    description = election_description(definition, EXAMPLE_PRECINCT)
    assert description.endswith(f" sha256:{fingerprint(canonical(definition))}")
    assert "№ 25" in description
    assert "04.12.2005" in description
    assert election_name(definition).startswith("Қазақстан Республикасының Президентін сайлау · Выборы")


def lawful_choices(asked: ContestQuestion) -> st.SearchStrategy[Choice]:
    some: st.SearchStrategy[Choice] = st.frozensets(
        st.integers(1, len(asked.answers)), min_size=asked.question.minimum, max_size=asked.question.maximum
    )
    return some | st.just(BLANK) if asked.question.blank else some


@settings(deadline=None, max_examples=50)
@given(definitions(), st.data())
def test_rows_are_read_back_as_they_were_chosen(definition: Definition, data: st.DataObject) -> None:
    precinct: Precinct = definition.precincts[0]
    style = questions(definition, precinct.number)
    choices = {asked.contest.id: data.draw(lawful_choices(asked)) for asked in style.contests}
    codes = data.draw(st.lists(st.integers(0, 9_999), min_size=len(style.controls), max_size=len(style.controls)))
    sealed = rows(style, choices, codes)
    assert not isinstance(sealed, Refusal)
    assert len(sealed) == len(style.questions)
    for asked in style.contests:
        assert len(sealed[asked.index]) == asked.question.width
        assert contest_choice(asked, sealed[asked.index]) == choices[asked.contest.id]
    for control, code in zip(style.controls, codes, strict=True):
        answer = control_answer(control, sealed[control.index])
        assert answer.code == code
        if control.carries_choice and control.contest is not None:
            choice = choices[control.contest.contest.id]
            assert answer.choice == (0 if choice is BLANK else next(iter(choice)))
        else:
            assert answer.choice is None
