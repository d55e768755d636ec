"""Step 12 of a record: control codes in range and distinct; the published list is what was decrypted (R 11, 19).

Under `by_choice` the list is a second count of every contest with a single choice, and must agree with the totals.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sailau.election.ballot import BallotStyle, ControlAnswer, ControlQuestion, control_answer
from sailau.election.nouns import ByChoice, Definition
from sailau.errors import FormatError
from sailau.formats.v1.record import Bilingual, CodeList, CodeNumbers, CodesByChoice, ContestCodes, code_text, names
from sailau.formats.v1.tally import Result
from sailau.verifier.finding import Findings
from sailau.verifier.record.reading import Count, Record


@dataclass(frozen=True, slots=True)
class ControlRows:
    """What the control answers of the counted ballots say, a list for each control question."""

    rows: tuple[tuple[ControlAnswer, ...], ...]

    @property
    def codes(self) -> list[int]:
        """All codes, of all questions together."""
        return [row.code for answers in self.rows for row in answers]


def check_control(record: Record, count: Count, findings: Findings) -> ControlRows | None:
    """Judge the control answers and the published list; None when they cannot be read."""
    archive, style, definition = count.archive, record.style, record.definition
    if archive is None or archive.result is None or style is None or definition is None:
        return None
    if len(archive.result.result) != len(style.questions):
        return None  # other questions than the definition's: a finding of step 3
    found = _read(style, archive.result, findings)
    if found is None:
        return None
    place = count.name(names.CODES)
    for code, times in sorted(Counter(found.codes).items()):
        if times > 1:
            findings.defect(12, "control-code-twice", place, f"code {code_text(code)} was counted {times} times")
    if count.codes is not None and count.codes != expected_list(definition, style, found):
        findings.defect(12, "code-list", place, "not the list of the decrypted control answers")
    _check_totals(style, archive.result, found, place, findings)
    return found


def _read(style: BallotStyle, result: Result, findings: Findings) -> ControlRows | None:
    rows, sound = [], True
    for asked in style.controls:
        answers: list[ControlAnswer] = []
        for number, row in enumerate(result.result[asked.index]):
            try:
                answers.append(control_answer(asked, row))
            except FormatError as error:
                findings.defect(12, "control-code", f"{error.place}, row {number}", error.reason)
                sound = False
        rows.append(tuple(answers))
    return ControlRows(tuple(rows)) if sound else None


def expected_list(definition: Definition, style: BallotStyle, found: ControlRows) -> CodeList:
    """The list as it must be published."""
    printout = definition.rules.code_printout
    if not isinstance(printout, ByChoice):
        return CodeNumbers(codes=tuple(sorted(map(code_text, found.codes))))
    contests = tuple(
        ContestCodes(contest=_contest_id(asked), rows=_rows(answers))
        for asked, answers in zip(style.controls, found.rows, strict=True)
    )
    return CodesByChoice(contests=contests, risk=Bilingual(printout.risk.kk, printout.risk.ru))


def _contest_id(asked: ControlQuestion) -> str:
    return asked.contest.contest.id if asked.contest is not None else ""


def _rows(answers: Sequence[ControlAnswer]) -> tuple[tuple[str, int | None], ...]:
    rows = [(code_text(answer.code), answer.choice) for answer in answers]
    return tuple(sorted(rows, key=lambda row: (row[0], -1 if row[1] is None else row[1])))


def _check_totals(style: BallotStyle, result: Result, found: ControlRows, place: str, findings: Findings) -> None:
    for asked, answers in zip(style.controls, found.rows, strict=True):
        if asked.contest is None or not asked.carries_choice:
            continue
        chosen = Counter(answer.choice for answer in answers)
        first = 0 if asked.contest.question.blank else 1
        listed = [chosen[number] for number in range(first, len(asked.contest.answers) + 1)]
        if listed != list(result.result[asked.contest.index]):
            text = f"contest {asked.contest.contest.id}: the list by choice does not add up to the totals"
            findings.defect(12, "code-totals", place, text)
