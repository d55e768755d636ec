"""The two further protocols of a mixed precinct as data and as paper (L 43(4), (4-1), (8); M42-M47, M49).

They are drawn up with the electronic one, signed with it, and lie in the record beside it. The summary adds the first
count and the paper one; a recount has the same result, or the record is refused.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sailau.adapters.pdf import render_protocol
from sailau.errors import impossible
from sailau.formats.v1.record import (
    PAPER_PROTOCOL_FILE,
    PROTOCOL_FILE,
    SUMMARY_PROTOCOL_FILE,
    Bilingual,
    BlankVotes,
    ContestResult,
    Figures,
    Line,
    MemberLine,
    MixedContest,
    MixedProtocol,
    PaperProtocol,
    Protocol,
    SummaryProtocol,
    VotesRow,
    names,
)
from sailau.law.paper_figures import SummaryFigure
from sailau.law.paper_form import (
    PAPER_CONTEST_FIGURES,
    PAPER_FIGURES,
    SUMMARY_CONTEST_FIGURES,
    SUMMARY_FIGURES,
    PaperBox,
    summed,
)
from sailau.law.protocol_figures import Figure
from sailau.protocol import document as paper
from sailau.service.heads import fingerprints, head_of, signature_places
from sailau.service.paper_ballots import is_mixed
from sailau.service.paper_results import PaperResults, paper_differences, paper_results
from sailau.service.papers import act_reference, acts_of, contest_table, line_of, qr_of, relation_results, unsigned_by
from sailau.service.precinct import Precinct
from sailau.words.numbers import in_words

PAPER, SUMMARY = "paper", "summary"
"""Names of the two among the protocols that are signed; the counts have their own."""

FILES = {PAPER: names.PAPER_PROTOCOL, SUMMARY: names.SUMMARY_PROTOCOL}


def mixed_protocols(precinct: Precinct, electronic: Protocol, figures: Figures) -> Mapping[str, MixedProtocol]:
    """The paper protocol and the summary that go with the protocol of the first count; none where paper is not given.

    The paper results must be settled (`paper_results.refuse_unsettled`).
    """
    if not is_mixed(precinct):
        return {}
    results = paper_results(precinct)
    if results is None:
        impossible("the paper results are agreed before a protocol is drawn up")
    counted = _paper_protocol(precinct, electronic, results)
    return {PAPER: counted, SUMMARY: _summary_protocol(electronic, counted, figures)}


def mixed_bytes(protocol: MixedProtocol) -> bytes:
    """The protocol's file."""
    if isinstance(protocol, PaperProtocol):
        return PAPER_PROTOCOL_FILE.write(protocol)
    if isinstance(protocol, SummaryProtocol):
        return SUMMARY_PROTOCOL_FILE.write(protocol)
    return impossible("there are two further protocols")


def print_mixed(precinct: Precinct, protocol: MixedProtocol) -> tuple[bytes, bytes]:
    """Print, with an empty field for each member's signature: (the protocol's file, the paper)."""
    data = mixed_bytes(protocol)
    precinct.recorder().record("protocol-made", protocol=hashlib.sha256(data).hexdigest())
    return data, render_protocol(mixed_document(precinct, protocol, data))


def mixed_document(precinct: Precinct, protocol: MixedProtocol, data: bytes) -> paper.ProtocolDocument:
    """One of the two as it is printed."""
    on_paper, signed = isinstance(protocol, PaperProtocol), acts_of(precinct, protocol)
    form: Sequence[Figure | SummaryFigure] = PAPER_FIGURES if on_paper else SUMMARY_FIGURES
    own: Sequence[Figure | SummaryFigure] = PAPER_CONTEST_FIGURES if on_paper else SUMMARY_CONTEST_FIGURES
    before, after = _form_lines(form, protocol.lines)
    boxes = [_section(contest.title, [*_form_lines(own, contest.lines)[1]]) for contest in protocol.contests]
    differences = () if (results := paper_results(precinct)) is None else paper_differences(precinct, results)
    shown = [item.difference for item in differences if item.difference.relation.id.startswith(_PREFIX[on_paper])]
    many = len(protocol.contests) > 1
    return paper.ProtocolDocument(
        head=head_of(precinct),
        title=_TITLES[on_paper],
        subtitle=_SUBTITLES[on_paper],
        before=(_section(_BEFORE, [*before, *_issued(protocol)]),),
        contests=tuple(
            contest_table(contest.title, contest.rows, contest.blank, f"5.{number}" if many else "5")
            for number, contest in enumerate(protocol.contests, start=1)
        ),
        after=(*boxes, _section(_AFTER, after)),
        relations=relation_results(shown, signed),
        acts=tuple(map(act_reference, signed)),
        remarks=_remarks(precinct, protocol),
        unsigned_by=unsigned_by(precinct, protocol.unsigned),
        signatures=signature_places(precinct),
        fingerprints=_prints(precinct, protocol),
        qr=qr_of(precinct, protocol, data),
        qr_use=paper.Bilingual(
            "Осы кодты телефонмен түсіріп, жарияланған жазбамен желісіз салыстыруға болады.",
            "Снимите код телефоном и сравните с опубликованной записью, сеть не нужна.",
        ),
        articles=paper.Bilingual(
            "Сайлау туралы Конституциялық заң, 43-бап, 3-1, 4, 4-1, 5, 7, 8-тармақтар",
            "Конституционный закон о выборах, ст. 43, п. 3-1, 4, 4-1, 5, 7, 8",
        ),
        hangs=paper.Bilingual("үй-жайда екі күн ілулі тұрады", "вывешивается в помещении на два дня"),
        attachments=(paper.Attachment(name=FILES[PAPER if on_paper else SUMMARY], data=data),),
    )


_PREFIX = {True: "paper_", False: "summary_"}
_TITLES = {
    True: paper.Bilingual("ҚАҒАЗ БЮЛЛЕТЕНЬДЕР ХАТТАМАСЫ", "ПРОТОКОЛ ПО БУМАЖНЫМ БЮЛЛЕТЕНЯМ"),
    False: paper.Bilingual("ЖИЫНТЫҚ ХАТТАМА", "СВОДНЫЙ ПРОТОКОЛ"),
}
_SUBTITLES = {
    True: paper.Bilingual(
        "учаскеде қағаз бюллетеньдермен дауыс беру нәтижелері туралы",
        "о результатах голосования бумажными бюллетенями на участке",
    ),
    False: paper.Bilingual(
        "учаскедегі электрондық және қағаз бюллетеньдермен дауыс беру нәтижелері туралы",
        "о результатах голосования электронными и бумажными бюллетенями на участке",
    ),
}
_BEFORE = paper.Bilingual("Ашылғанға дейін енгізілетін деректер", "Данные, вносимые до вскрытия")
_AFTER = paper.Bilingual("Санаудан кейінгі деректер", "Данные после подсчёта")
_BEFORE_LINES = frozenset({"1", "2", "3"})


def _paper_protocol(precinct: Precinct, electronic: Protocol, results: PaperResults) -> PaperProtocol:
    named = {official.id: official.name for official in precinct.installed.officials}
    return PaperProtocol(
        **_head(electronic),
        lines=tuple(line_of(figure.id, results.figures[figure.id]) for figure in PAPER_FIGURES),
        contests=tuple(map(_counted, electronic.contests, results.boxes)),
        issued=tuple(
            MemberLine(member=member, name=named[member], value=n, kk=in_words(n, "kk"), ru=in_words(n, "ru"))
            for member, n in results.issued.items()
        ),
        entered_by=results.entered_by,
    )


def _summary_protocol(electronic: Protocol, counted: PaperProtocol, figures: Figures) -> SummaryProtocol:
    lines = summed(SUMMARY_FIGURES, figures.figures, _values(counted.lines))
    return SummaryProtocol(
        **_head(electronic),
        lines=tuple(line_of(figure.id, lines[figure.id]) for figure in SUMMARY_FIGURES),
        contests=tuple(
            _added(first, second, figures) for first, second in zip(electronic.contests, counted.contests, strict=True)
        ),
        electronic_sha256=hashlib.sha256(PROTOCOL_FILE.write(electronic)).hexdigest(),
        paper_sha256=hashlib.sha256(PAPER_PROTOCOL_FILE.write(counted)).hexdigest(),
    )


def _counted(asked: ContestResult, box: PaperBox) -> MixedContest:
    """One contest of the paper protocol; the electronic one gives its title and answers."""
    return MixedContest(
        contest=asked.contest,
        title=asked.title,
        lines=tuple(line_of(figure.id, box.figures[figure.id]) for figure in PAPER_CONTEST_FIGURES),
        rows=tuple(_row(row, votes) for row, votes in zip(asked.rows, box.votes.votes, strict=True)),
        blank=None if asked.blank is None else _blank(box.votes.blank),
    )


def _added(first: ContestResult, second: MixedContest, figures: Figures) -> MixedContest:
    electronic = {**figures.figures, "invalid": first.invalid, "valid": first.valid}
    lines = summed(SUMMARY_CONTEST_FIGURES, electronic, _values(second.lines))
    blank = sum(entry.votes for entry in (first.blank, second.blank) if entry is not None)
    return MixedContest(
        contest=first.contest,
        title=first.title,
        lines=tuple(line_of(figure.id, lines[figure.id]) for figure in SUMMARY_CONTEST_FIGURES),
        rows=tuple(_row(row, row.votes + more.votes) for row, more in zip(first.rows, second.rows, strict=True)),
        blank=None if first.blank is None else _blank(blank),
    )


def _head(electronic: Protocol) -> dict[str, Any]:
    shared = ("election", "title", "date", "precinct", "uuid", "setup", "acts", "signers", "unsigned")
    return {name: getattr(electronic, name) for name in shared}


def _row(row: VotesRow, votes: int) -> VotesRow:
    return VotesRow(answer=row.answer, name=row.name, votes=votes, kk=in_words(votes, "kk"), ru=in_words(votes, "ru"))


def _blank(votes: int) -> BlankVotes:
    return BlankVotes(votes=votes, kk=in_words(votes, "kk"), ru=in_words(votes, "ru"))


def _values(lines: Sequence[Line]) -> dict[str, int]:
    return {line.figure: line.value for line in lines}


def _section(heading: Bilingual | paper.Bilingual, lines: Sequence[paper.Line]) -> paper.Section:
    return paper.Section(heading=paper.Bilingual(heading.kk, heading.ru), lines=tuple(lines))


def _form_lines(
    form: Sequence[Figure | SummaryFigure], lines: Sequence[Line]
) -> tuple[list[paper.Line], list[paper.Line]]:
    """Lines that are filled in before the boxes are opened, and those after it."""
    before, after = list[paper.Line](), list[paper.Line]()
    for figure, line in zip(form, lines, strict=True):
        words = paper.Bilingual(line.kk, line.ru)
        label = paper.Bilingual(figure.text.kk, figure.text.ru)
        made = paper.Line(number=figure.line, label=label, value=line.value, words=words, sub="." in figure.line)
        (before if figure.line in _BEFORE_LINES else after).append(made)
    return before, after


def _issued(protocol: MixedProtocol) -> list[paper.Line]:
    if not isinstance(protocol, PaperProtocol):
        return []
    return [
        paper.Line(
            number=f"3.{number}",
            label=paper.Bilingual(entry.name, entry.name),
            value=entry.value,
            words=paper.Bilingual(entry.kk, entry.ru),
            sub=True,
        )
        for number, entry in enumerate(protocol.issued, start=1)
    ]


def _remarks(precinct: Precinct, protocol: MixedProtocol) -> tuple[paper.Bilingual, ...]:
    if not isinstance(protocol, PaperProtocol):
        return ()
    named = {official.id: official.name for official in precinct.installed.officials}
    both = ", ".join(named[member] for member in protocol.entered_by)
    return (
        paper.Bilingual(
            f"Нәтижелерді екі мүше бір-бірінен бөлек санап енгізді: {both}.",
            f"Результаты подсчитали и внесли независимо друг от друга два члена комиссии: {both}.",
        ),
    )


def _prints(precinct: Precinct, protocol: MixedProtocol) -> tuple[paper.Fingerprint, ...]:
    setup, _, definition = fingerprints(precinct, "")
    if not isinstance(protocol, SummaryProtocol):
        return (setup, definition)
    electronic = paper.Bilingual("Электрондық хаттама", "Электронный протокол")
    counted = paper.Bilingual("Қағаз бюллетеньдер хаттамасы", "Протокол по бумажным бюллетеням")
    return (
        setup,
        paper.Fingerprint(label=electronic, value=protocol.electronic_sha256),
        paper.Fingerprint(label=counted, value=protocol.paper_sha256),
        definition,
    )
