"""Sums by unit: precinct, district, oblast, country (L 43(8-1), (8-2), 44(5), 50-7(1); E46, M51, M55, M57).

The electronic, the paper and the summary protocols are summed apart and stand side by side. The result of a unit is
summed from what counts in each precinct: the summary of a mixed precinct, the electronic protocol of another. So, line
by line and vote by vote, electronic + paper = result, but for the voters on the list, who stand on both forms.

Addition alone, of whole numbers: whichever way the units are added up, the sums agree.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sailau.commission.returns import ContestFigures, PrecinctReturn, ProtocolFigures, on_summary_lines
from sailau.commission.units import Unit, units
from sailau.election.nouns import AnswerId, ContestId, Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotals:
    """The sums of one unit over its `counted` precincts, of `due` that it has.

    `electronic` is None before any precinct counts; `paper` and `summary` where none of those that count is mixed.
    `summary` adds the summaries of mixed precincts and the electronic protocols of the others.
    `admitted_by_hour` has two-digit local hours ("07"): voters admitted at the desk and those signed for at home.
    """

    unit: Unit
    due: int
    counted: int
    electronic: ProtocolFigures | None
    paper: ProtocolFigures | None
    summary: ProtocolFigures | None
    admitted_by_hour: Mapping[str, int]

    @property
    def result(self) -> ProtocolFigures | None:
        """The figures that decide, on the lines of the summary form; None before any precinct counts."""
        if self.summary is not None or self.electronic is None:
            return self.summary
        return on_summary_lines(self.electronic)


def totals(definition: Definition, returns: Iterable[PrecinctReturn]) -> tuple[UnitTotals, ...]:
    """The sums of every unit, in the order of `units`; `returns` are those that count, one for a precinct."""
    by_number = {one.precinct: one for one in returns}
    return tuple(
        unit_totals(unit, [by_number[number] for number in unit.precincts if number in by_number])
        for unit in units(definition)
    )


def unit_totals(unit: Unit, returns: Iterable[PrecinctReturn]) -> UnitTotals:
    """The sums of one unit; `returns` are those of its precincts that count."""
    own = tuple(returns)
    mixed = tuple(one for one in own if one.mixed)
    hours: Counter[str] = Counter()
    for one in own:
        hours.update(one.admitted_by_hour)
    return UnitTotals(
        unit=unit,
        due=len(unit.precincts),
        counted=len(own),
        electronic=added(one.electronic for one in own),
        paper=added(one.paper for one in mixed if one.paper is not None),
        summary=added(one.counted for one in own) if mixed else None,
        admitted_by_hour=dict(sorted(hours.items())),
    )


def added(figures: Iterable[ProtocolFigures]) -> ProtocolFigures | None:
    """The sum of protocols of one kind: line by line, contest by contest; None of none."""
    lines: Counter[str] = Counter()
    contests: dict[ContestId, list[ContestFigures]] = {}
    there = False
    for one in figures:
        there = True
        lines.update(one.lines)
        for contest, own in one.contests.items():
            contests.setdefault(contest, []).append(own)
    if not there:
        return None
    return ProtocolFigures(
        lines=dict(lines), contests={contest: added_contests(contests[contest]) for contest in sorted(contests)}
    )


def added_contests(figures: Iterable[ContestFigures]) -> ContestFigures:
    """The sum of one contest over several protocols."""
    votes: Counter[AnswerId] = Counter()
    blank = valid = invalid = 0
    for one in figures:
        votes.update(one.votes)
        blank, valid, invalid = blank + one.blank, valid + one.valid, invalid + one.invalid
    return ContestFigures(votes=dict(votes), blank=blank, valid=valid, invalid=invalid)
