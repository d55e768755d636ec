"""`election check`: every finding on a sound draft, the order of its answers, and the days that bind it.

The rules on texts are in `election.proofreading`; here they meet what a machine has: the shipped fonts, the terminal's
screen, the clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sailau.adapters.pdf.glyphs import missing_letters, width_px
from sailau.election.nouns import Answer, Candidate, Definition, Language
from sailau.election.problems import Path
from sailau.election.proofreading import (
    Finding,
    Registration,
    Weight,
    against_registration,
    differences,
    frozen,
    odd_letters,
    order_questions,
)
from sailau.election.proofreading.finding import texts_of
from sailau.election.proofreading.order import order_table
from sailau.refusal import Text

ROW_PX: Final = 700
"""The narrowest row for a name: 1024 x 768, 960 wide, less the box (90), the word "chosen" (130) and spaces (40)."""

NAME_PX: Final = 34
SMALL_NAME_PX: Final = 28
ROW_LINES: Final = 2
"""A name stands in one line of 34 px, or in two of 28; one that needs more cannot be read whole by the voter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """All findings on a draft, those that stop a proof first."""

    findings: tuple[Finding, ...]
    order: list[dict[str, Any]]

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What must be mended before a proof is made."""
        return tuple(finding for finding in self.findings if finding.weight is Weight.STOP)


def check_ballot(
    definition: Definition, *, registration: Registration | None = None, now: datetime | None = None
) -> Checked:
    """Proofread `definition`; with `registration` against the entries, with `now` (time zone) against the freeze."""
    found = [
        *odd_letters(definition),
        *differences(definition),
        *order_questions(definition),
        *_fonts(definition),
        *_rows(definition),
        *(against_registration(definition, registration) if registration is not None else ()),
    ]
    if now is not None:
        found += _freeze(definition, now)
    found.sort(key=lambda finding: finding.weight is not Weight.STOP)
    return Checked(findings=tuple(found), order=order_table(definition))


def _freeze(definition: Definition, now: datetime) -> Iterator[Finding]:
    refusal = frozen(definition, now)
    if refusal is not None:
        yield Finding(code=refusal.code, weight=Weight.STOP, article=refusal.article, path=("date",), text=refusal.text)


def _fonts(definition: Definition) -> Iterator[Finding]:
    for said in texts_of(definition):
        for language, text in said.in_.items():
            lacking = missing_letters(text)
            if lacking:
                shown = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in lacking)
                yield Finding(
                    code="letter-not-in-font",
                    weight=Weight.STOP,
                    article="L 50-4(2)",
                    path=(*said.path, language.value),
                    text=Text(
                        f"Бюллетень қарпінде мына таңбалар жоқ: {shown}. Басқа таңбамен теріңіз.",
                        f"В шрифте бюллетеня нет знаков: {shown}. Наберите другим знаком.",
                        f"The ballot's font lacks: {shown}. Type another character.",
                    ),
                )


def _rows(definition: Definition) -> Iterator[Finding]:
    for number, contest in enumerate(definition.contests):
        for index, answer in enumerate(contest.answers):
            for language in definition.languages:
                path = ("contests", number, contest.kind.value, index)
                yield from _row(answer, language, path)


def _row(answer: Answer, language: Language, path: Path) -> Iterator[Finding]:
    text = answer.text(language)
    surname = answer.surname.in_language(language) if isinstance(answer, Candidate) else text
    lines = lines_needed(surname, text.removeprefix(surname), SMALL_NAME_PX)
    if width_px(text, NAME_PX) <= ROW_PX:
        return
    stops = lines > ROW_LINES
    yield Finding(
        code="name-too-long" if stops else "name-in-two-lines",
        weight=Weight.STOP if stops else Weight.LOOK,
        article="L 50-4(2)",
        path=path,
        text=Text(
            f"«{text}» ({language.value}): терминалдың жолына {lines} жол керек, {ROW_LINES} жолдан артық сыймайды.",
            f"«{text}» ({language.value}): в строке терминала займёт {lines} строки, помещается не более {ROW_LINES}.",
            f"“{text}” ({language.value}): needs {lines} lines in the terminal's row, which holds {ROW_LINES}.",
        ),
    )


def lines_needed(bold: str, rest: str, size_px: float) -> int:
    """How many lines of `ROW_PX` the words need, `bold` in weight 700 and `rest` in 600, broken at spaces."""
    words = [(word, 700) for word in bold.split()] + [(word, 600) for word in rest.split()]
    lines, used = 1, 0.0
    for word, weight in words:
        width = width_px(word, size_px, weight)
        gap = width_px(" ", size_px, weight) if used else 0.0
        if used and used + gap + width > ROW_PX:
            lines, used, gap = lines + 1, 0.0, 0.0
        lines += int(width // ROW_PX)
        used += gap + width % ROW_PX if width > ROW_PX else gap + width
    return lines
