"""A return: the figures of one precinct as the commission holds them (L 43(4), (4-1), (8), 50-7(1); E46, M44).

An electronic precinct sends one protocol. A mixed one sends three, and they stand side by side: the electronic one,
that of paper, and the summary that adds the two; only the summary goes into the sums above the precinct. A precinct
that recounted sends the protocol of its recount as well; it has the same figures, or the record is refused.

Votes are known by the answer's id in the definition, not by its place on the ballot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from sailau.election.ballot import ContestQuestion
from sailau.election.nouns import AnswerId, ContestId, ElectionId, PrecinctNumber
from sailau.errors import FormatError
from sailau.formats.v1.record import ContestResult, Line, MixedContest, MixedProtocol, Protocol, names
from sailau.law.paper_form import PAPER_FIGURES, SUMMARY_FIGURES
from sailau.law.protocol_form import FIGURES
from sailau.verifier.record.reading import Record

T = TypeVar("T")
Contest = TypeVar("Contest", ContestResult, MixedContest)

VERSION_FIRST: Final = 1

_ELECTRONIC_FORM = tuple(figure.id for figure in FIGURES)
_PAPER_FORM = tuple(figure.id for figure in PAPER_FIGURES)
_SUMMARY_FORM = tuple(figure.id for figure in SUMMARY_FIGURES)

Lines = Mapping[str, int]
"""Figures of a protocol's form by their id (`law.protocol_figures`, `law.paper_figures`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestFigures:
    """One contest in one protocol: ballots and votes. `blank` votes are among the valid ballots."""

    votes: Mapping[AnswerId, int]
    blank: int
    valid: int
    invalid: int

    @property
    def participants(self) -> int:
        """Ballots of those who took part in this contest: the valid and the invalid ones (L 43(4-1)(1))."""
        return self.valid + self.invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolFigures:
    """One protocol: its lines, and its contests in the order of the ballot."""

    lines: Lines
    contests: Mapping[ContestId, ContestFigures]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctReturn:
    """One version of a precinct's figures, and where they stand written.

    `archive` is the archive's uuid, `version` counts from 1; `bundle_sha256` and `manifest_sha256` are 64 hex digits.
    `paper` and `summary` are there exactly in a mixed precinct. `admitted_by_hour` has two-digit local hours ("07").
    """

    election: ElectionId
    precinct: PrecinctNumber
    archive: str
    version: int
    bundle_sha256: str
    manifest_sha256: str
    recount: bool
    electronic: ProtocolFigures
    paper: ProtocolFigures | None
    summary: ProtocolFigures | None
    admitted_by_hour: Mapping[str, int]

    @property
    def mixed(self) -> bool:
        """Whether paper ballots were given here too."""
        return self.summary is not None

    @property
    def counted(self) -> ProtocolFigures:
        """What goes into the sums: the summary of a mixed precinct, else the electronic protocol on the same lines."""
        return on_summary_lines(self.electronic) if self.summary is None else self.summary


def on_summary_lines(electronic: ProtocolFigures) -> ProtocolFigures:
    """The electronic protocol on the lines that the summary form has, so that both kinds of precinct add up."""
    lines = {line.id: electronic.lines[line.electronic] for line in SUMMARY_FIGURES}
    return ProtocolFigures(lines=lines, contests=electronic.contests)


def return_of(record: Record, *, version: int, bundle_sha256: str) -> PrecinctReturn:
    """The figures of a record that was read (`verifier.record.read_record`) and found sound.

    Raises FormatError when the record lacks what a return is made of, or its protocols are not of the definition's
    contests and answers: it is not one that the verifier accepts.
    """
    count = record.first if record.again is None else record.again
    protocol = _there(count.protocol, count.name(names.PROTOCOL))
    figures = _there(record.figures, names.FIGURES)
    asked = _there(record.style, names.DEFINITION).contests
    paper = summary = None
    if record.mixed:
        paper = _mixed(_there(record.paper, names.PAPER_PROTOCOL), asked, names.PAPER_PROTOCOL, "paper_")
        summary = _mixed(_there(record.summary, names.SUMMARY_PROTOCOL), asked, names.SUMMARY_PROTOCOL, "")
    return PrecinctReturn(
        election=ElectionId(protocol.election),
        precinct=PrecinctNumber(protocol.precinct.number),
        archive=protocol.uuid,
        version=version,
        bundle_sha256=bundle_sha256,
        manifest_sha256=_there(record.folder.digest(names.MANIFEST), names.MANIFEST),
        recount=record.again is not None,
        electronic=_electronic(protocol, asked, count.name(names.PROTOCOL)),
        paper=paper,
        summary=summary,
        admitted_by_hour=dict(figures.admitted_by_hour),
    )


def _there(value: T | None, file: str) -> T:
    if value is None:
        raise FormatError(file, "missing or unreadable: the record cannot be taken into the sums")
    return value


def _electronic(protocol: Protocol, asked: Sequence[ContestQuestion], file: str) -> ProtocolFigures:
    found = {}
    for question, contest in _matched(asked, protocol.contests, file):
        found[question.contest.id] = ContestFigures(
            votes=_votes(question, contest, file),
            blank=0 if contest.blank is None else contest.blank.votes,
            valid=contest.valid,
            invalid=contest.invalid,
        )
    return ProtocolFigures(lines=_of_form(protocol.lines, _ELECTRONIC_FORM, file), contests=found)


def _mixed(protocol: MixedProtocol, asked: Sequence[ContestQuestion], file: str, prefix: str) -> ProtocolFigures:
    found = {}
    for question, contest in _matched(asked, protocol.contests, file):
        own = _lines(contest.lines, f"{file}: {contest.contest}")
        found[question.contest.id] = ContestFigures(
            votes=_votes(question, contest, file),
            blank=0 if contest.blank is None else contest.blank.votes,
            valid=_line(own, f"{prefix}valid", file),
            invalid=_line(own, f"{prefix}invalid", file),
        )
    form = _PAPER_FORM if prefix else _SUMMARY_FORM
    return ProtocolFigures(lines=_of_form(protocol.lines, form, file), contests=found)


def _matched(
    asked: Sequence[ContestQuestion], contests: Sequence[Contest], file: str
) -> list[tuple[ContestQuestion, Contest]]:
    if [question.contest.id for question in asked] != [contest.contest for contest in contests]:
        raise FormatError(file, "the contests are not those of the definition for this precinct")
    return list(zip(asked, contests, strict=True))


def _votes(question: ContestQuestion, contest: ContestResult | MixedContest, file: str) -> Mapping[AnswerId, int]:
    if [row.answer for row in contest.rows] != list(range(1, len(question.answers) + 1)):
        raise FormatError(f"{file}: {contest.contest}", "the answers are not those of the ballot, in its order")
    return {answer.id: row.votes for answer, row in zip(question.answers, contest.rows, strict=True)}


def _of_form(lines: Sequence[Line], form: Sequence[str], place: str) -> Lines:
    found = _lines(lines, place)
    if tuple(found) != tuple(form):
        raise FormatError(place, "the lines are not those of the form, in its order")
    return found


def _lines(lines: Sequence[Line], place: str) -> Lines:
    found = {line.figure: line.value for line in lines}
    if len(found) != len(lines):
        raise FormatError(place, "a line stands twice")
    return found


def _line(lines: Lines, figure: str, file: str) -> int:
    return _there(lines.get(figure), f"{file}: {figure}")
