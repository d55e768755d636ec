"""The publication's figures as CSV (RFC 4180, UTF-8), for whoever works in a spreadsheet; nothing that JSON has not.

A text that a spreadsheet would take for a formula stands behind an apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sailau.election.nouns import Contest, Definition, Language
from sailau.election.order import ballot_order
from sailau.formats.v1.publication import names
from sailau.formats.v1.publication.returns import Returns
from sailau.formats.v1.publication.totals import ContestTotals, ProtocolTotals, Totals, UnitTotals
from sailau.formats.v1.publication.turnout import Turnout

Cell = str | int
Rows = Iterable[Sequence[Cell]]

RESULTS_HEADING: Final = ("unit_kind", "unit", "protocol", "contest", "answer", "name_kk", "name_ru", "votes")
LINES_HEADING: Final = ("unit_kind", "unit", "protocol", "figure", "value")
PRECINCTS_HEADING: Final = (
    "precinct",
    "name_kk",
    "name_ru",
    "oblast_kk",
    "districts",
    "standing",
    "since",
    "counted",
    "verdict",
    "record",
)
TURNOUT_HEADING: Final = ("unit_kind", "unit", "hour", "admitted")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def tables(definition: Definition, returns: Returns, totals: Totals, turnout: Turnout) -> Mapping[str, bytes]:
    """The four tables by their paths."""
    return {
        names.RESULTS_CSV: _written(RESULTS_HEADING, _results(definition, totals)),
        names.LINES_CSV: _written(LINES_HEADING, _lines(totals)),
        names.PRECINCTS_CSV: _written(PRECINCTS_HEADING, _precincts(definition, returns)),
        names.TURNOUT_CSV: _written(TURNOUT_HEADING, _turnout(turnout)),
    }


def _written(heading: Sequence[str], rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8")


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _protocols(unit: UnitTotals) -> Iterator[tuple[str, ProtocolTotals]]:
    for kind, protocol in (("electronic", unit.electronic), ("paper", unit.paper), ("summary", unit.summary)):
        if protocol is not None:
            yield kind, protocol


def _results(definition: Definition, totals: Totals) -> Rows:
    contests = {str(contest.id): contest for contest in definition.contests}
    for entry in totals.units:
        for kind, protocol in _protocols(entry):
            for contest, figures in protocol.contests.items():
                head = (entry.unit.kind, entry.unit.id, kind, contest)
                for answer, kk, ru, votes in _votes(contests.get(contest), figures):
                    yield (*head, answer, kk, ru, votes)


def _votes(contest: Contest | None, figures: ContestTotals) -> Iterator[tuple[str, str, str, int]]:
    """In ballot order, then the blank votes and the ballots."""
    for answer in () if contest is None else ballot_order(contest):
        if answer.id in figures.votes:
            yield str(answer.id), answer.text(Language.KK), answer.text(Language.RU), figures.votes[answer.id]
    yield "blank", "", "", figures.blank
    yield "valid", "", "", figures.valid
    yield "invalid", "", "", figures.invalid


def _lines(totals: Totals) -> Rows:
    for entry in totals.units:
        for kind, protocol in _protocols(entry):
            for figure, value in protocol.lines.items():
                yield entry.unit.kind, entry.unit.id, kind, figure, value


def _precincts(definition: Definition, returns: Returns) -> Rows:
    known = {int(precinct.number): precinct for precinct in definition.precincts}
    for entry in returns.precincts:
        precinct = known[entry.number]
        counted = next((one for one in entry.versions if one.bundle_sha256 == entry.counted), None)
        yield (
            entry.number,
            precinct.name.kk,
            precinct.name.ru,
            precinct.oblast.kk,
            " ".join(precinct.districts),
            entry.standing,
            "" if entry.since is None else entry.since.isoformat(timespec="seconds"),
            "" if counted is None else counted.version,
            "" if counted is None else counted.verdict,
            "" if counted is None or counted.record is None else counted.record,
        )


def _turnout(turnout: Turnout) -> Rows:
    for entry in turnout.units:
        for hour, admitted in entry.admitted_by_hour.items():
            yield entry.unit.kind, entry.unit.id, hour, admitted
