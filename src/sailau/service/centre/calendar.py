"""The clock after the vote against what was done: due, done, late (L 43(8-2), 44(4), 94; M51-M54).

Whether something is done is read off the registers: a table or a notice that was entered, protocols that came in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sailau.commission.deadlines import Due, after_the_vote
from sailau.commission.effect import Holdings, Picture
from sailau.commission.units import districts
from sailau.election.nouns import Definition, ElectionType
from sailau.formats.v1.notice import PRELIMINARY_TABLE, RESULTS
from sailau.service.centre.notices import Entered

PUBLISHED = "published-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One deadline, and what it still waits for: districts, contests or precincts by their ids; done when nothing."""

    due: Due
    waits_for: tuple[str, ...]
    late: bool

    @property
    def done(self) -> bool:
        """Whether nothing is open any more."""
        return not self.waits_for


def calendar(holdings: Holdings, picture: Picture, notices: Sequence[Entered], now: datetime) -> tuple[Kept, ...]:
    """Every deadline after the vote in the order of time; `now` is local time, without a zone."""
    definition = holdings.definition
    found = []
    for due in after_the_vote(definition.date, definition.types):
        waits_for = tuple(_open(due, definition, picture, notices))
        found.append(Kept(due=due, waits_for=waits_for, late=bool(waits_for) and due.missed(now)))
    return tuple(found)


def _open(due: Due, definition: Definition, picture: Picture, notices: Sequence[Entered]) -> Iterable[str]:
    if due.id.startswith(PUBLISHED):
        elected = ElectionType(due.id.removeprefix(PUBLISHED))
        told = {one.contest for entry in notices if entry.notice.kind == RESULTS for one in entry.data.outcomes}
        return [str(one.id) for one in definition.contests if one.type is elected and one.id not in told]
    if due.id == "list_protocols":
        lists = {one.district for one in definition.contests if one.type is ElectionType.MAZHILIS_LIST}
        voting = {number for unit in districts(definition) if unit.id in lists for number in unit.precincts}
        return [str(number) for number in sorted(voting) if not picture.standings[number].settled]
    tables = [entry.notice.unit for entry in notices if entry.notice.kind == PRELIMINARY_TABLE]
    if any(unit.kind == "country" for unit in tables):
        return []
    done = {unit.id for unit in tables if unit.kind == "district"}
    return [str(district.id) for district in definition.districts if district.id not in done]
