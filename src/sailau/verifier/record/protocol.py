"""Step 14, the protocol: lines against figures and archive, numbers in words, what it names (L 43(4), (4-1), (8))."""

from collections.abc import Sequence

from sailau.election.ballot import BallotStyle, ContestQuestion
from sailau.election.nouns import Language, Words
from sailau.formats.v1.record import (
    ActReference,
    Bilingual,
    BlankVotes,
    ContestResult,
    Line,
    MemberLine,
    MixedProtocol,
    Protocol,
    VotesRow,
    names,
)
from sailau.law.protocol_figures import FIGURES
from sailau.law.protocol_form import ContestFigures, check_contest
from sailau.verifier.finding import Findings
from sailau.verifier.record.figures import report
from sailau.verifier.record.reading import Count, Record
from sailau.words import IN_WORDS_MAX, in_words


def check_protocol(record: Record, count: Count, findings: Findings) -> None:
    """Judge one protocol: the first, or the recount's."""
    protocol = count.protocol
    if protocol is None:
        return
    _check_count(record, count, protocol, findings)
    check_head(record, protocol, count.name(names.PROTOCOL), findings)
    _check_lines(record, count, protocol, findings)
    check_acts(record, protocol.acts, count.name(names.PROTOCOL), findings)
    if record.style is not None:
        _check_contests(record.style, count, protocol, findings)
    _check_invalid(record, protocol, count.name(names.PROTOCOL), findings)


def _check_count(record: Record, count: Count, protocol: Protocol, findings: Findings) -> None:
    place = count.name(names.PROTOCOL)
    if record.uuid is not None:
        _check_file(record, count.name(names.archive_name(record.uuid)), protocol.archive_sha256, place, findings)
    _check_file(record, count.name(names.CODES), protocol.codes_sha256, place, findings)
    if protocol.recount != bool(count.prefix):
        findings.defect(14, "protocol-recount", place, "says wrongly whether this is a recount")


def check_head(record: Record, protocol: Protocol | MixedProtocol, place: str, findings: Findings) -> None:
    """Title, date and precinct are those of the definition."""
    definition = record.definition
    if definition is None or record.precinct is None:
        return
    due = [definition.title]
    for precinct in definition.precincts:
        if precinct.number == record.precinct:
            due += [precinct.name, precinct.address]
    said = [protocol.title, protocol.precinct.name, protocol.precinct.address]
    if protocol.date != definition.date or [_bilingual(words) for words in due] != said[: len(due)]:
        findings.defect(14, "protocol-head", place, "title, date or precinct are not those of the definition")


def _check_file(record: Record, name: str, sha256: str, place: str, findings: Findings) -> None:
    if name in record.folder and record.folder.digest(name) != sha256:
        findings.defect(14, "protocol-file", place, f"names another SHA-256 of {name}")


def _check_lines(record: Record, count: Count, protocol: Protocol, findings: Findings) -> None:
    place = count.name(names.PROTOCOL)
    if [line.figure for line in protocol.lines] != [figure.id for figure in FIGURES]:
        findings.defect(14, "protocol-lines", place, "the lines are not those of the form, in its order")
    for line in protocol.lines:
        due = record.figures.figures.get(line.figure) if record.figures is not None else None
        if due is not None and line.value != due:
            text = f"{line.figure}: {line.value} where figures.json has {due}"
            findings.defect(14, "protocol-line", f"{place}: {line.figure}", text)
        check_words(line.value, line, f"{place}: {line.figure}", findings)


def check_words(number: int, said: Line | VotesRow | BlankVotes | MemberLine, place: str, findings: Findings) -> None:
    """A number is repeated in words, in Kazakh and Russian (L 43(8))."""
    if number > IN_WORDS_MAX or (said.kk, said.ru) != (in_words(number, "kk"), in_words(number, "ru")):
        findings.defect(14, "protocol-words", place, f"the words do not say {number}", "L 43(8)")


def check_acts(record: Record, acts: Sequence[ActReference], place: str, findings: Findings) -> None:
    """Every act that a protocol names lies in the record, with the hash that it names."""
    there = {(file.act.number, file.act.kind): file.path for file in record.acts}
    for entry in acts:
        path = there.get((entry.number, entry.kind))
        if path is None or record.folder.digest(path) != entry.sha256:
            text = f"act {entry.number}, {entry.kind}: not in the record, or with another SHA-256"
            findings.defect(14, "protocol-acts", place, text)
    named = {(entry.number, entry.kind) for entry in acts}
    if later := sorted(there.keys() - named):
        text = "acts that this protocol does not name: " + ", ".join(f"{number} {kind}" for number, kind in later)
        findings.remark(14, "acts-not-named", place, text)


def _check_contests(style: BallotStyle, count: Count, protocol: Protocol, findings: Findings) -> None:
    place = count.name(names.PROTOCOL)
    if [contest.contest for contest in protocol.contests] != [asked.contest.id for asked in style.contests]:
        findings.defect(14, "protocol-contests", place, "the contests are not those of the ballot, in its order")
        return
    archive = count.archive
    result = archive.result.result if archive is not None and archive.result is not None else None
    ballots = len(archive.ballot_credentials) if archive is not None else None
    for asked, contest in zip(style.contests, protocol.contests, strict=True):
        row = result[asked.index] if result is not None and len(result) == len(style.questions) else None
        _check_contest(asked, contest, row, ballots, f"{place}: {contest.contest}", findings)


def _check_contest(
    asked: ContestQuestion,
    contest: ContestResult,
    row: Sequence[int] | None,
    ballots: int | None,
    place: str,
    findings: Findings,
) -> None:
    named = [Bilingual(answer.text(Language.KK), answer.text(Language.RU)) for answer in asked.answers]
    numbers = list(range(1, len(named) + 1))
    if (
        contest.title != _bilingual(asked.contest.title)
        or [entry.name for entry in contest.rows] != named
        or [entry.answer for entry in contest.rows] != numbers
        or (contest.blank is not None) != bool(asked.question.blank)
    ):
        findings.defect(14, "protocol-answers", place, "title and answers are not those of the ballot, in its order")
    votes = [entry.votes for entry in contest.rows]
    blank = contest.blank.votes if contest.blank is not None else 0
    if row is not None and [*([blank] if asked.question.blank else []), *votes] != list(row):
        findings.defect(14, "protocol-votes", place, "the votes are not those of the archive's result")
    if ballots is not None and contest.valid != ballots:
        findings.defect(14, "protocol-valid", place, f"{contest.valid} valid ballots, the archive holds {ballots}")
    for entry in contest.rows:
        check_words(entry.votes, entry, f"{place}, answer {entry.answer}", findings)
    if contest.blank is not None:
        check_words(blank, contest.blank, f"{place}, blank", findings)
    question = asked.question
    figures = ContestFigures(
        contest=contest.contest,
        minimum=question.minimum,
        maximum=question.maximum,
        votes=tuple(votes),
        blank=blank,
    )
    for difference in check_contest(figures, valid=contest.valid):
        report(difference, place, findings)


def _check_invalid(record: Record, protocol: Protocol, place: str, findings: Findings) -> None:
    """Every contest has as many invalid ballots as the form's line says."""
    if record.figures is None:
        return
    due = record.figures.figures["invalid"]
    for contest in protocol.contests:
        if contest.invalid != due:
            text = f"{contest.invalid} invalid ballots where the form's line has {due}"
            findings.defect(14, "protocol-invalid", f"{place}: {contest.contest}", text)


def _bilingual(words: Words) -> Bilingual:
    return Bilingual(words.kk, words.ru)
