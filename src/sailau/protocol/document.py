"""What stands on a paper of the precinct, as data: the input of whoever prints it.

A paper is in Kazakh and Russian side by side (E22), every figure stands in digits and in words (M49), and it says
where it hangs (E44) and what may be compared with it. Texts come ready: nothing is computed, translated or sorted
here, so that the printer cannot change what the data say.

    ProtocolDocument   the electronic protocol             CodeListDocument   the list of control codes (R 19)
    PaperDocument      zero report, acts, installation act, minutes, notices: all of one shape
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in the state language and in Russian."""

    kk: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """What stands at the head of every page. `fingerprint` is short, for people; `day` dates the file itself."""

    election: Bilingual
    precinct: Bilingual
    place: Bilingual
    when: Bilingual
    copy: str
    duplicate: bool
    fingerprint: str
    fingerprint_label: Bilingual
    training: bool
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its number on the form ("3.1"), label, figure, and the figure in words. `sub` indents the label."""

    number: str
    label: Bilingual
    value: int
    words: Bilingual
    sub: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under one heading."""

    heading: Bilingual
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestTable:
    """Votes of one contest in ballot order; each line's label is a candidate's or party's name, kk and ru."""

    heading: Bilingual
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationResult:
    """A control relation with its figures ("305 = 298 + 4 + 1 + 1 + 0 + 1") and whether it holds.

    `act` names the act that explains a difference.
    """

    text: Bilingual
    equation: str
    holds: bool
    act: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActReference:
    """An act or another paper that goes with this one."""

    number: str
    title: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A value that anyone may compare: the Setup's, the archive's, the definition's hash (64 hex digits)."""

    label: Bilingual
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that is no number: a device, a decision, a list of cards; the same in both languages."""

    label: Bilingual
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who answers for an act: a line for ink under which name and office stand.

    `digital` says when and with which certificate the act's data were signed, empty when they were not. `field` names
    an empty field for a digital signature of this very file, none when it is empty.
    """

    name: str
    office: Bilingual
    digital: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePlace:
    """A place for one member's signature, in ink and digital. `member` is the commission's number from 1."""

    member: int
    name: str
    office: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file carried inside the PDF, byte for byte."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolDocument:
    """The electronic protocol (E43, M43, M44, M49).

    `before` and `after` are the form's lines before and after the contests; `unsigned_by` says who did not sign and
    why ("unsigned by …"), empty when all did; `qr` is the signed summary as text.
    """

    head: PaperHead
    title: Bilingual
    subtitle: Bilingual
    before: tuple[Section, ...]
    contests: tuple[ContestTable, ...]
    after: tuple[Section, ...]
    relations: tuple[RelationResult, ...]
    acts: tuple[ActReference, ...]
    remarks: tuple[Bilingual, ...]
    unsigned_by: tuple[Bilingual, ...]
    signatures: tuple[SignaturePlace, ...]
    fingerprints: tuple[Fingerprint, ...]
    qr: str
    qr_use: Bilingual
    articles: Bilingual
    hangs: Bilingual
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeGroup:
    """Codes in ascending order; under `by_choice` the answer that they were given for, else None."""

    answer: Bilingual | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSection:
    """The codes of one contest (`by_choice`) or of all ballots (`numbers`, no heading)."""

    heading: Bilingual | None
    groups: tuple[CodeGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeListDocument:
    """The print-out of control codes that goes with the protocol (R 11, R 19; C31).

    `risk` stands at the head of every page: under `by_choice` a code that is shown to somebody reveals a choice.
    """

    head: PaperHead
    title: Bilingual
    explanation: Bilingual
    risk: Bilingual | None
    sections: tuple[CodeSection, ...]
    articles: Bilingual
    hangs: Bilingual
    attachments: tuple[Attachment, ...] = ()


class PaperKind(Enum):
    """The other papers; the value is the kind's id in file names."""

    ZERO_REPORT = "zero-report"
    ACT = "act"
    ACCEPTANCE_REPORT = "acceptance-report"
    INSTALLATION_ACT = "installation-act"
    MINUTES = "minutes"
    NOTICE = "notice"
    DECISION = "decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One row of a table of figures: its number (may be empty), what it is about, a value for each column.

    None: there is no such figure here. `total` rows stand out.
    """

    number: str
    label: Bilingual
    values: tuple[int | None, ...]
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """Figures of several units side by side: a row each, under the columns' headings (L 43(8-2), 44(5))."""

    heading: Bilingual
    label: Bilingual
    columns: tuple[Bilingual, ...]
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDocument:
    """A zero report, act, installation act, minutes of a decision, or notice.

    `about` says what the paper is on; then statements in order, figures, tables, facts, the decision, its `reasons`
    step by step, and who signs: `signatures` have fields for signing this very file, `signatories` sign the data
    beside it, or in ink.
    """

    kind: PaperKind
    head: PaperHead
    title: Bilingual
    number: str
    about: Bilingual
    statements: tuple[Bilingual, ...]
    sections: tuple[Section, ...]
    decision: tuple[Bilingual, ...]
    acts: tuple[ActReference, ...]
    signatures: tuple[SignaturePlace, ...]
    fingerprints: tuple[Fingerprint, ...]
    articles: Bilingual
    hangs: Bilingual
    attachments: tuple[Attachment, ...] = ()
    facts: tuple[Fact, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    tables: tuple[FigureTable, ...] = ()
    reasons: tuple[Bilingual, ...] = ()
    reasons_heading: Bilingual = Bilingual("Есептің барысы", "Ход расчёта")


def rows_of_lines(lines: tuple[Line, ...]) -> tuple[tuple[str, ...], ...]:
    """Each line as the strings that stand one after another on paper: number, labels, figure, words.

    The verifier makes the same rows from the data alone and looks for them in the PDF's text.
    """
    return tuple(
        (line.number, line.label.kk, line.label.ru, str(line.value), line.words.kk, line.words.ru) for line in lines
    )


def lines_of(document: ProtocolDocument) -> tuple[Line, ...]:
    """All lines of a protocol in the order of the paper."""
    groups: tuple[Section | ContestTable, ...] = (*document.before, *document.contests, *document.after)
    return tuple(line for group in groups for line in group.lines)
