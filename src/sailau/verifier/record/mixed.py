"""Step 14 in a mixed precinct: the paper protocol and the summary (L 43(4), (4-1), (5), (7), (8); M42-M47).

What was counted by hand can be held against its own lines, the acts, and the list; the summary against both protocols.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sailau.election.ballot import BallotStyle, ContestQuestion
from sailau.election.nouns import Language
from sailau.formats.v1.record import (
    Bilingual,
    Line,
    MixedContest,
    MixedProtocol,
    PaperProtocol,
    Protocol,
    SummaryProtocol,
    VotesRow,
    names,
)
from sailau.formats.v1.record.acts import DOUBTFUL_BALLOTS, PAPER_DESTROYED
from sailau.law.paper_form import (
    PAPER_CONTEST_FIGURES,
    PAPER_FIGURES,
    SUMMARY_CONTEST_FIGURES,
    SUMMARY_FIGURES,
    PaperBox,
    PaperDifference,
    check_paper,
    check_summary,
    summed,
)
from sailau.law.protocol_form import BALLOT_RESERVE, ContestFigures
from sailau.verifier.finding import Findings
from sailau.verifier.record.figures import report
from sailau.verifier.record.protocol import check_acts, check_head, check_words
from sailau.verifier.record.reading import Record

ENTERED_BY = 2
"""Members who enter the paper results, each alone."""


def check_mixed(record: Record, findings: Findings) -> None:
    """Judge the two further protocols of a mixed precinct; nothing where the precinct is not mixed."""
    if not record.mixed or record.style is None:
        return
    style, paper, summary = record.style, record.paper, record.summary
    if paper is not None and _check_form(record, style, paper, names.PAPER_PROTOCOL, findings):
        _check_paper(record, style, paper, findings)
    if summary is not None and _check_form(record, style, summary, names.SUMMARY_PROTOCOL, findings):
        _check_summary(record, summary, findings)


def _check_form(record: Record, style: BallotStyle, protocol: MixedProtocol, place: str, findings: Findings) -> bool:
    """Judge head, acts, words, answers; whether the lines are those of the form, so that they can be reckoned with."""
    on_paper = isinstance(protocol, PaperProtocol)
    check_head(record, protocol, place, findings)
    check_acts(record, protocol.acts, place, findings)
    form = [figure.id for figure in (PAPER_FIGURES if on_paper else SUMMARY_FIGURES)]
    own = [figure.id for figure in (PAPER_CONTEST_FIGURES if on_paper else SUMMARY_CONTEST_FIGURES)]
    sound = _check_lines(protocol.lines, form, place, findings)
    if [contest.contest for contest in protocol.contests] != [asked.contest.id for asked in style.contests]:
        findings.defect(14, "protocol-contests", place, "the contests are not those of the ballot, in its order")
        return False
    for asked, contest in zip(style.contests, protocol.contests, strict=True):
        at = f"{place}: {contest.contest}"
        sound &= _check_lines(contest.lines, own, at, findings)
        sound &= _check_rows(asked, contest, at, findings)
    return sound


def _check_lines(lines: Sequence[Line], form: Sequence[str], place: str, findings: Findings) -> bool:
    for line in lines:
        check_words(line.value, line, f"{place}: {line.figure}", findings)
    if [line.figure for line in lines] == list(form):
        return True
    findings.defect(14, "protocol-lines", place, "the lines are not those of the form, in its order")
    return False


def _check_rows(asked: ContestQuestion, contest: MixedContest, place: str, findings: Findings) -> bool:
    for row in contest.rows:
        check_words(row.votes, row, f"{place}, answer {row.answer}", findings)
    if contest.blank is not None:
        check_words(contest.blank.votes, contest.blank, f"{place}, blank", findings)
    named = [Bilingual(answer.text(Language.KK), answer.text(Language.RU)) for answer in asked.answers]
    title = Bilingual(asked.contest.title.kk, asked.contest.title.ru)
    if (
        contest.title == title
        and [row.name for row in contest.rows] == named
        and [row.answer for row in contest.rows] == list(range(1, len(named) + 1))
        and (contest.blank is not None) == bool(asked.question.blank)
    ):
        return True
    findings.defect(14, "protocol-answers", place, "title and answers are not those of the ballot, in its order")
    return False


def _check_paper(record: Record, style: BallotStyle, paper: PaperProtocol, findings: Findings) -> None:
    place, figures = names.PAPER_PROTOCOL, _values(paper.lines)
    if len(paper.entered_by) != ENTERED_BY:
        text = f"entered by {len(paper.entered_by)} members where two enter the results, each alone"
        findings.defect(14, "paper-entered", place, text, "L 43(4-1)")
    for entry in paper.issued:
        check_words(entry.value, entry, f"{place}: {entry.member}", findings)
    listed = record.figures.figures["voters_on_list"] if record.figures is not None else None
    if listed is not None and figures["voters_on_list"] != listed:
        text = f"voters_on_list: {figures['voters_on_list']} where figures.json has {listed}"
        findings.defect(14, "protocol-line", f"{place}: voters_on_list", text)
    _check_destroyed(record, figures["paper_destroyed"], findings)
    boxes = []
    for asked, contest in zip(style.contests, paper.contests, strict=True):
        _check_doubtful(record, contest, findings)
        boxes.append(PaperBox(figures=_values(contest.lines), votes=_votes(asked, contest)))
    issued = {entry.member: entry.value for entry in paper.issued}
    _report(check_paper(figures, issued, boxes, reserve=_reserve(record)), place, findings)


def _check_destroyed(record: Record, destroyed: int, findings: Findings) -> None:
    """The unused ballots were counted and destroyed by act, before the boxes were opened (L 43(4))."""
    said = [file.act.data.get("destroyed") for file in record.acts if file.act.kind == PAPER_DESTROYED and file.sound]
    if said != [destroyed]:
        text = f"{destroyed} paper ballots destroyed; the acts of their destruction say {said}"
        findings.defect(14, "paper-destroyed", names.PAPER_PROTOCOL, text, "L 43(4)")


def _check_doubtful(record: Record, contest: MixedContest, findings: Findings) -> None:
    """Doubtful ballots are decided by more than half of the members, by act (L 43(7))."""
    decided = [
        file.act.data
        for file in record.acts
        if file.act.kind == DOUBTFUL_BALLOTS and file.sound and file.act.data.get("contest") == contest.contest
    ]
    figures, place = _values(contest.lines), f"{names.PAPER_PROTOCOL}: {contest.contest}"
    for name, due in (
        ("paper_doubtful", sum(_count(data, "ballots") for data in decided)),
        ("paper_invalid_doubtful", sum(_count(data, "ballots") for data in decided if data.get("valid") is False)),
    ):
        if figures[name] != due:
            text = f"{name}: {figures[name]} where the acts decide {due}"
            findings.defect(14, "paper-doubtful", place, text, "L 43(7)")
    members = record.definition.rules.quorum.members if record.definition is not None else 0
    for data in decided:
        if 2 * _count(data, "for") <= members:
            text = f"decided by {_count(data, 'for')} of {members} members, not by more than half"
            findings.defect(14, "paper-doubtful", place, text, "L 43(7)")


def _check_summary(record: Record, summary: SummaryProtocol, findings: Findings) -> None:
    place = names.SUMMARY_PROTOCOL
    for name, named in ((names.PROTOCOL, summary.electronic_sha256), (names.PAPER_PROTOCOL, summary.paper_sha256)):
        if name in record.folder and record.folder.digest(name) != named:
            findings.defect(14, "protocol-file", place, f"names another SHA-256 of {name}")
    electronic, paper = record.first.protocol, record.paper
    if electronic is not None and paper is not None:
        _check_sums(summary, electronic, paper, findings)
    contests = {contest.contest: _values(contest.lines) for contest in summary.contests}
    _report(check_summary(_values(summary.lines), contests), place, findings)


def _check_sums(summary: SummaryProtocol, electronic: Protocol, paper: PaperProtocol, findings: Findings) -> None:
    """Every line and every vote of the summary is what was counted electronically and on paper, added."""
    counted = _values(electronic.lines)
    try:
        due = summed(SUMMARY_FIGURES, counted, _values(paper.lines))
        _compare(due, _values(summary.lines), names.SUMMARY_PROTOCOL, findings)
        for said, first, second in zip(summary.contests, electronic.contests, paper.contests, strict=True):
            at = f"{names.SUMMARY_PROTOCOL}: {said.contest}"
            own = {"participants": counted["participants"], "invalid": first.invalid, "valid": first.valid}
            _compare(summed(SUMMARY_CONTEST_FIGURES, own, _values(second.lines)), _values(said.lines), at, findings)
            _compare(_added(_row_votes(first.rows), _row_votes(second.rows)), _row_votes(said.rows), at, findings)
            blank = [0 if entry is None else entry.votes for entry in (first.blank, second.blank, said.blank)]
            if blank[0] + blank[1] != blank[2]:
                findings.defect(14, "summary-line", at, f"blank: {blank[2]} where {blank[0]} and {blank[1]} are added")
    except (KeyError, ValueError):  # the protocols that it adds are not of the form: findings of their own
        return


def _compare(due: Mapping[str, int], said: Mapping[str, int], place: str, findings: Findings) -> None:
    for name, value in due.items():
        if said.get(name) != value:
            text = f"{name}: {said.get(name)} where the two protocols come to {value}"
            findings.defect(14, "summary-line", f"{place}: {name}", text)


def _added(left: Mapping[str, int], right: Mapping[str, int]) -> dict[str, int]:
    return {name: value + right[name] for name, value in left.items()}


def _row_votes(rows: Sequence[VotesRow]) -> dict[str, int]:
    return {f"answer {row.answer}": row.votes for row in rows}


def _report(differences: Sequence[PaperDifference], place: str, findings: Findings) -> None:
    for found in differences:
        report(found.difference, f"{place}: {found.contest}" if found.contest else place, findings)


def _values(lines: Sequence[Line]) -> dict[str, int]:
    return {line.figure: line.value for line in lines}


def _votes(asked: ContestQuestion, contest: MixedContest) -> ContestFigures:
    return ContestFigures(
        contest=contest.contest,
        minimum=asked.question.minimum,
        maximum=asked.question.maximum,
        votes=tuple(row.votes for row in contest.rows),
        blank=contest.blank.votes if contest.blank is not None else 0,
    )


def _reserve(record: Record) -> Fraction:
    if record.definition is None:
        return BALLOT_RESERVE
    return Fraction(record.definition.rules.ballot_reserve_per_mille, 1000)


def _count(data: Mapping[str, object], name: str) -> int:
    value = data.get(name)
    return value if type(value) is int else 0
