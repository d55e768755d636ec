"""A notice on paper, in Kazakh and Russian (L 43(8-1), (8-2), 44(5); E46, M50-M57): figures, tables, who is elected.

Every total of the unit stands in digits and words; the units below it stand in tables, a row each, with the electronic
and the paper figures under a unit where there are both. The data are attached to the PDF, which has a signature field
for everybody whom the notice names as its signer.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import ceil
from typing import Final

from sailau.adapters.pdf import render_paper
from sailau.election.nouns import Definition
from sailau.formats.v1.notice import FIXED_TOTALS, ContestVotes, Figures, NamedContest, NoticeData, Outcome, Row, Step
from sailau.formats.v1.publication import NOTICE_FILE, NoticePaper, names
from sailau.protocol.document import (
    Attachment,
    Bilingual,
    FigureRow,
    FigureTable,
    Fingerprint,
    Line,
    PaperDocument,
    PaperKind,
    Section,
    Signatory,
)
from sailau.refusal import Text
from sailau.service.act_paper import LAW, article_named, paper_head
from sailau.service.centre import notice_words as words
from sailau.service.centre.notice_sheets import summed_by_annex
from sailau.words import in_words

COLUMNS_MAX: Final = 8
"""More columns would be too narrow for seven digits; the table goes on in a further one."""
GENERAL: Final = ("listed", "received", "voted", "out_of_premises")
Values = tuple[int | None, ...]
PLACE: Final = Bilingual("Қазақстан Республикасы", "Республика Казахстан")


def notice_pdf(notice: NoticePaper, data: NoticeData, definition: Definition) -> bytes:
    """The PDF, with the empty signature fields. Raises StoreError when it cannot be printed."""
    return render_paper(notice_paper(notice, data, definition))


def notice_paper(notice: NoticePaper, data: NoticeData, definition: Definition) -> PaperDocument:
    """A notice as it is printed; `data` is what `notice.data` says."""
    kind, file = words.KIND_WORDS[notice.kind], NOTICE_FILE.write(notice)
    attached = names.notice_file(notice.number, notice.kind).rpartition("/")[2]
    return PaperDocument(
        kind=PaperKind.NOTICE,
        head=paper_head(two(data.issuer.name), PLACE, notice.at, definition),
        title=two(kind.head),
        number=f"{notice.number:03d}",
        about=two(notice.title),
        statements=tuple(two(text) for text in statements(notice, data)),
        sections=(_totals(notice, data), *(_contest(contest, data) for contest in data.contests)),
        tables=tuple(tables_of(summed_by_annex(data), 1 if data.annexes else None)),
        decision=tuple(two(text) for text in conclusions(data)),
        reasons=tuple(_reason(step) for outcome in data.outcomes for step in outcome.steps),
        acts=(),
        signatures=(),
        fingerprints=(
            definition_print(data),
            *(Fingerprint(label=two(words.annex_print(one)), value=one.sha256) for one in data.annexes or ()),
        ),
        articles=article_named(notice.article),
        hangs=two(kind.hangs),
        attachments=(Attachment(name=attached, data=file),),
        signatories=tuple(Signatory(name=one.name, office=two(one.office), field=one.field) for one in data.signers),
    )


def statements(notice: NoticePaper, data: NoticeData) -> Iterator[Text]:
    """What stands over the figures: what they rest on, the caution, who is missing, by when it is due."""
    yield words.basis(data.total.counted)
    if data.not_counted:
        yield words.preliminary(data.total.counted, data.total.precincts)
    for standing in dict.fromkeys(one.standing for one in data.not_counted):
        yield words.not_counted(standing, [one.precinct for one in data.not_counted if one.standing == standing])
    if notice.kind == FIXED_TOTALS and not data.outcomes:
        yield words.AWAITS_SITTING
    if data.sitting is not None:
        yield words.sat_in(data.sitting.precinct, f"{data.sitting.announced:%d.%m.%Y}")
    if data.fixed is not None:
        yield words.fixed_by(data.fixed)
    if data.due is not None:
        yield words.due_by(f"{data.due:%d.%m.%Y %H:%M}")
    if data.annexes:
        yield words.annexed(len(data.annexes), len(data.rows))


def definition_print(data: NoticeData) -> Fingerprint:
    """The fingerprint of the definition, as every paper of a notice has it."""
    return Fingerprint(label=Bilingual("Сайлау анықтамасы", "Определение выборов"), value=data.definition_sha256)


def conclusions(data: NoticeData) -> Iterator[Text]:
    """What came of each contest, and each person who is elected."""
    contests = {contest.id: contest for contest in data.contests}
    for outcome in data.outcomes:
        contest = contests[outcome.contest]
        state = words.STATES[outcome.state]
        title = contest.title
        yield Text(f"{title.kk}: {state.kk}.", f"{title.ru}: {state.ru}.", f"{title.en}: {state.en}.")
        yield from _results(outcome, contest)


def fields_of(data: NoticeData) -> Iterator[tuple[Text, int]]:
    """The numbers that L 44(5) asks of the issuer, in its order."""
    total = data.total.total
    yield words.LISTED, total.listed or 0
    yield words.VOTED, total.voted
    if data.issuer.role == "district_commission":
        yield words.OUT_OF_PREMISES, total.out_of_premises or 0
        return
    yield words.DISTRICTS, data.counts.districts
    yield words.CANDIDATES, data.counts.candidates
    yield words.OUT_OF_PREMISES, total.out_of_premises or 0
    yield words.PARTIES, data.counts.parties
    if data.outcomes:
        yield words.REPEAT_DISTRICTS, data.counts.repeat_districts


def two(text: Text) -> Bilingual:
    """A text as paper has it: Kazakh and Russian."""
    return Bilingual(text.kk, text.ru)


def _reason(step: Step) -> Bilingual:
    """A step of the explanation with its article, of the Law where nothing else is said."""
    article = article_named(step.article)
    kk, ru = article.kk.removeprefix(f"{LAW.kk}, "), article.ru.removeprefix(f"{LAW.ru}, ")
    return Bilingual(f"{step.text.kk} ({kk})", f"{step.text.ru} ({ru})")


def _results(outcome: Outcome, contest: NamedContest) -> Iterator[Text]:
    answers = {answer.id: answer.name for answer in contest.answers}
    described = {one.answer for one in outcome.elected} if contest.kind == "candidates" else set()
    for mandates in outcome.mandates:
        if mandates.answer not in described:
            name = answers[mandates.answer]
            yield words.mandates(name, mandates.number) if contest.kind == "parties" else words.elected(name)
    for one in outcome.elected:
        yield words.person(one.name, one.birth_year, one.post, one.residence, one.party, one.nationality)
    for answer in outcome.repeat_vote:
        yield words.in_repeat_vote(answers[answer])


def _totals(notice: NoticePaper, data: NoticeData) -> Section:
    given = [*fields_of(data), (words.PRECINCTS, data.total.precincts), (words.COUNTED, data.total.counted)]
    return Section(
        heading=two(words.FIGURES),
        lines=tuple(_line(str(number), label, value) for number, (label, value) in enumerate(given, 1)),
    )


def _contest(contest: NamedContest, data: NoticeData) -> Section:
    """Votes for each answer in digits and words, numbered as the tables' columns are."""
    found = _votes_in(data.total.total, contest.id)
    votes = {} if found is None else {one.answer: one.number for one in found.votes}
    lines = [
        _line(str(number), answer.name, votes.get(answer.id, 0)) for number, answer in enumerate(contest.answers, 1)
    ]
    if found is not None:
        further = [(words.BLANK, found.blank)] if found.blank else []
        further += [(words.VALID, found.valid), (words.INVALID, found.invalid)]
        lines += [_line("", label, value) for label, value in further]
    return Section(heading=two(contest.title), lines=tuple(lines))


def _line(number: str, label: Text, value: int) -> Line:
    return Line(
        number=number, label=two(label), value=value, words=Bilingual(in_words(value, "kk"), in_words(value, "ru"))
    )


def tables_of(data: NoticeData, first: int | None = None, total: Text = words.TOTAL) -> Iterator[FigureTable]:
    """The tables of the units below: a row each, last `total`. Rows are numbered as they are printed, or from `first`
    on as they stand in the data."""
    if not data.rows:
        return
    columns = [words.SHORT[name] for name in ("precincts", "counted", *GENERAL)]
    yield FigureTable(
        heading=two(words.TAKING_PART),
        label=two(words.UNIT),
        columns=tuple(map(two, columns)),
        rows=tuple(_rows(data, _taking_part, first, total)),
    )
    for contest in data.contests:
        if _votes_in(data.total.total, contest.id) is not None:
            yield from _contest_tables(contest, data, first, total)


def _taking_part(row: Row, figures: Figures) -> Values:
    """The unit's figures; beside the total, only those that one kind of protocol has of its own."""
    own = (figures.listed, figures.received, figures.voted, figures.out_of_premises)
    return (row.precincts, row.counted, *own) if figures is row.total else (None, None, *own)


def _contest_tables(
    contest: NamedContest, data: NoticeData, first_row: int | None, total: Text
) -> Iterator[FigureTable]:
    blank = any(votes.blank for row in data.rows if (votes := _votes_in(row.total, contest.id)) is not None)
    named = ("valid", "invalid", *(("blank",) if blank else ()))
    numbered = [(f"№ {number}", answer.id) for number, answer in enumerate(contest.answers, 1)]
    columns = len(named) + len(numbered)
    wide = ceil(columns / ceil(columns / COLUMNS_MAX))
    first = max(1, wide - len(named))
    parts = [numbered[:first], *(numbered[at : at + wide] for at in range(first, len(numbered), wide))]
    for place, part in enumerate(parts):
        lead = named if place == 0 else ()
        values = partial(_of_contest, contest.id, lead, tuple(answer for _, answer in part))
        yield FigureTable(
            heading=two(contest.title),
            label=two(words.UNIT),
            columns=(*(two(words.SHORT[name]) for name in lead), *(Bilingual(text, text) for text, _ in part)),
            rows=tuple(_rows(data, values, first_row, total)),
        )


def _of_contest(contest: str, lead: Sequence[str], answers: Sequence[str], _: Row, figures: Figures) -> Values | None:
    """A contest's figures; None where the unit does not vote in it."""
    votes = _votes_in(figures, contest)
    if votes is None:
        return None
    numbers = {one.answer: one.number for one in votes.votes}
    found = {"valid": votes.valid, "invalid": votes.invalid, "blank": votes.blank}
    return (*(found[name] for name in lead), *(numbers.get(answer) for answer in answers))


def _rows(
    data: NoticeData, values: Callable[[Row, Figures], Values | None], first: int | None, total: Text
) -> Iterator[FigureRow]:
    """A row for each unit, under it the electronic and the paper figures where there are both; last the total."""
    printed = 0
    for place, row in enumerate((*data.rows, data.total)):
        is_total = row is data.total
        found = values(row, row.total)
        if found is None:
            continue
        printed += not is_total
        number = printed if first is None else first + place
        name = two(total) if is_total else two(row.unit.name)
        yield FigureRow(number="" if is_total else str(number), label=name, values=found, total=is_total)
        if row.electronic is None or row.paper is None:
            continue
        for label, part in ((words.ELECTRONIC, row.electronic), (words.PAPER, row.paper)):
            own, other = values(row, part), values(row, row.paper)
            if own is not None and other is not None:
                yield FigureRow(number="", label=two(label), values=own)


def _votes_in(figures: Figures, contest: str) -> ContestVotes | None:
    return next((votes for votes in figures.contests if votes.contest == contest), None)
