"""The ballot of a precinct: its questions, and the way between a voter's choices and the rows that are sealed.

Questions stand in this order (ballot protocol, profile 2): one homomorphic question a contest, in the order of the
definition, answers in ballot order with names in the state language; then the control code (R 11, R 19):

    numbers     one question [code / 100, code mod 100]
    by_choice   one a contest, each with a code of its own:
                single choice   [code / 100, code mod 100, number of the chosen answer from 1; 0 = blank]
                several choices [code / 100, code mod 100]

Choices and codes are secrets of the terminal: no text made here, refusals included, contains one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from sailau.election.canonical import canonical, fingerprint
from sailau.election.limits import CODES
from sailau.election.nouns import (
    Answer,
    ByChoice,
    Contest,
    ContestId,
    Definition,
    Language,
    NumbersOnly,
    PrecinctNumber,
)
from sailau.election.order import ballot_order
from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sailau.errors import FormatError, invariant
from sailau.refusal import Refusal, Text

CONTROL_QUESTION = "Сайлаушының тексеру коды"
CODE_PARTS = ("code / 100", "code mod 100")
PART_BASE = 100

Row = tuple[int, ...]


class Blank(Enum):
    """The blank vote, where the rules allow one."""

    BLANK = "blank"


BLANK = Blank.BLANK

# Numbers of the chosen answers, from 1 in ballot order; or the blank vote.
Choice = frozenset[int] | Blank


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestQuestion:
    """A contest on the ballot. `index` is its place among all questions, from 0; `answers` are in ballot order."""

    index: int
    contest: Contest
    answers: tuple[Answer, ...]
    question: HomomorphicQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlQuestion:
    """A control code on the ballot. `contest` is None under `numbers`: one code for the whole ballot.

    `carries_choice`: the row's third integer is the number of the chosen answer, 0 = blank.
    """

    index: int
    contest: ContestQuestion | None
    carries_choice: bool
    question: NonHomomorphicQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotStyle:
    """What a voter of one precinct votes on."""

    precinct: PrecinctNumber
    contests: tuple[ContestQuestion, ...]
    controls: tuple[ControlQuestion, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order of the election's file."""
        return (*(asked.question for asked in self.contests), *(asked.question for asked in self.controls))

    @property
    def codes_a_ballot(self) -> int:
        """How many control codes each ballot uses up."""
        return len(self.controls)

    def contest(self, contest: ContestId) -> ContestQuestion:
        """The question of that contest; asking for one that is not on the ballot is our own mistake."""
        found = [asked for asked in self.contests if asked.contest.id == contest]
        invariant(len(found) == 1, "the contest is not on this ballot")
        return found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlAnswer:
    """A control row as opened. `choice` is None where the row carries none, 0 for a blank vote."""

    code: int
    choice: int | None


def questions(definition: Definition, precinct_number: int) -> BallotStyle:
    """The ballot of a precinct. Raises DefinitionError when the definition has no such precinct."""
    precinct = definition.precinct(precinct_number)
    asked = tuple(
        ContestQuestion(
            index=index,
            contest=contest,
            answers=ballot_order(contest),
            question=_contest_question(contest),
        )
        for index, contest in enumerate(definition.contests_of(precinct.number))
    )
    return BallotStyle(precinct=precinct.number, contests=asked, controls=_controls(definition, asked))


def _contest_question(contest: Contest) -> HomomorphicQuestion:
    return HomomorphicQuestion(
        answers=tuple(answer.text(Language.KK) for answer in ballot_order(contest)),
        minimum=contest.choices.minimum,
        maximum=contest.choices.maximum,
        question=contest.title.kk,
        blank=True if contest.choices.blank else None,
    )


def _controls(definition: Definition, asked: tuple[ContestQuestion, ...]) -> tuple[ControlQuestion, ...]:
    match definition.rules.code_printout:
        case NumbersOnly():
            question = NonHomomorphicQuestion(answers=CODE_PARTS, question=CONTROL_QUESTION)
            return (ControlQuestion(index=len(asked), contest=None, carries_choice=False, question=question),)
        case ByChoice():
            return tuple(_control_of(contest, len(asked) + place) for place, contest in enumerate(asked))
        case other:
            assert_never(other)


def _control_of(asked: ContestQuestion, index: int) -> ControlQuestion:
    title = asked.contest.title.kk
    single = asked.question.maximum == 1
    labels = (*CODE_PARTS, title) if single else CODE_PARTS
    question = NonHomomorphicQuestion(answers=labels, question=f"{CONTROL_QUESTION}: {title}")
    return ControlQuestion(index=index, contest=asked, carries_choice=single, question=question)


def election_name(definition: Definition) -> str:
    """Name of the election in its file: the title in the state language and Russian."""
    return f"{definition.title.kk} · {definition.title.ru}"


def election_description(definition: Definition, precinct_number: int) -> str:
    """Description of the election in its file; ends with ` sha256:` and the hash of definition.json (profile 5)."""
    precinct = definition.precinct(precinct_number)
    day = definition.date.strftime("%d.%m.%Y")
    return (
        f"{definition.title.kk}, {day}, № {precinct.number} сайлау учаскесі · "
        f"{definition.title.ru}, {day}, избирательный участок № {precinct.number} "
        f"sha256:{fingerprint(canonical(definition))}"
    )


def rows(style: BallotStyle, choices: Mapping[ContestId, Choice], codes: Sequence[int]) -> tuple[Row, ...] | Refusal:
    """The plaintext of a ballot, one row a question, or why the voter may not confirm it.

    `codes` are this ballot's control codes, 0-9999, one a control question in order (`style.codes_a_ballot`).
    """
    invariant(len(codes) == style.codes_a_ballot, "a ballot takes one code a control question")
    invariant(
        set(choices) <= {asked.contest.id for asked in style.contests}, "a choice for a contest not on the ballot"
    )
    contest_rows: list[Row] = []
    for asked in style.contests:
        row = _contest_row(asked, choices.get(asked.contest.id, frozenset()))
        if isinstance(row, Refusal):
            return row
        contest_rows.append(row)
    control_rows = (_control_row(asked, choices, code) for asked, code in zip(style.controls, codes, strict=True))
    return (*contest_rows, *control_rows)


def refusal_of(asked: ContestQuestion, choice: Choice) -> Refusal | None:
    """Why `choice` may not be confirmed in this contest; None when it may."""
    title = asked.contest.title
    if choice is BLANK:
        return None if asked.question.blank else _blank_not_allowed(asked.contest)
    count = len(choice)
    least, most = asked.question.minimum, asked.question.maximum
    if count < least:
        return Refusal(
            "too-few-choices",
            "L 50-5(5)",
            Text(
                kk=f"«{title.kk}»: кемінде {least} таңдау керек.",
                ru=f"«{title.ru}»: нужно выбрать не менее {least}.",
                en=f"“{title.en or title.kk}”: choose at least {least}.",
            ),
        )
    if count > most:
        return Refusal(
            "too-many-choices",
            "L 50-5(5)",
            Text(
                kk=f"«{title.kk}»: {most} артық таңдауға болмайды.",
                ru=f"«{title.ru}»: можно выбрать не более {most}.",
                en=f"“{title.en or title.kk}”: choose at most {most}.",
            ),
        )
    return None


def _blank_not_allowed(contest: Contest) -> Refusal:
    title = contest.title
    return Refusal(
        "blank-not-allowed",
        "L 50-5(5)",
        Text(
            kk=f"«{title.kk}»: бос дауыс беруге болмайды, таңдау жасаңыз.",
            ru=f"«{title.ru}»: пустой голос не предусмотрен, сделайте выбор.",
            en=f"“{title.en or title.kk}”: a blank vote is not provided for, make a choice.",
        ),
    )


def _contest_row(asked: ContestQuestion, choice: Choice) -> Row | Refusal:
    refusal = refusal_of(asked, choice)
    if refusal is not None:
        return refusal
    chosen: frozenset[int] = frozenset() if isinstance(choice, Blank) else choice
    numbers = range(1, len(asked.answers) + 1)
    invariant(all(number in numbers for number in chosen), "an answer that is not on the ballot")
    marks = tuple(int(number in chosen) for number in numbers)
    return (int(choice is BLANK), *marks) if asked.question.blank else marks


def _control_row(asked: ControlQuestion, choices: Mapping[ContestId, Choice], code: int) -> Row:
    invariant(0 <= code < CODES, "a control code has four digits")
    parts = divmod(code, PART_BASE)
    if asked.contest is None or not asked.carries_choice:
        return parts
    choice = choices[asked.contest.contest.id]
    return (*parts, 0 if isinstance(choice, Blank) else next(iter(choice)))


def contest_choice(asked: ContestQuestion, row: Sequence[int]) -> Choice:
    """What a contest's plaintext row says: the inverse of `rows`. Raises FormatError when it says nothing lawful."""
    place = f"question {asked.index}"
    if len(row) != asked.question.width or any(mark not in (0, 1) for mark in row):
        raise FormatError(place, "not a row of noughts and ones of the question's width")
    blank, marks = (row[0] == 1, row[1:]) if asked.question.blank else (False, row)
    chosen = frozenset(number for number, mark in enumerate(marks, start=1) if mark)
    choice: Choice = BLANK if blank else chosen
    if (blank and chosen) or refusal_of(asked, choice) is not None:
        raise FormatError(place, "the number of marks is not one that the rules allow")
    return choice


def control_answer(asked: ControlQuestion, row: Sequence[int]) -> ControlAnswer:
    """What an opened control row says. Raises FormatError when an integer is outside its range."""
    place = f"question {asked.index}"
    if len(row) != len(asked.question.answers):
        raise FormatError(place, "another number of integers than the question has")
    if not all(0 <= part < PART_BASE for part in row[:2]):
        raise FormatError(place, "a part of the code is not below 100")
    choice = None
    if asked.contest is not None and asked.carries_choice:
        choice = row[2]
        least = 0 if asked.contest.question.blank else 1
        if not least <= choice <= len(asked.contest.answers):
            raise FormatError(place, "the number of the chosen answer is not on the ballot")
    return ControlAnswer(code=row[0] * PART_BASE + row[1], choice=choice)


def code_text(code: int) -> str:
    """A control code as the voter sees it: four digits (R 11)."""
    return f"{code:04d}"
