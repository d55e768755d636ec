"""The clock after the vote against what was done: due, done, late (L 43(8-1), (8-2), 44, 50-9, 94; M50-M55, E52).

Whether something is done is read off the registers: a table or a notice that was entered, protocols that came in. Rows
that say *from* when something may be done are never late: the district's protocol hangs for three days (M50), recorders
are kept for a year (E52). The 48 hours of the preliminary result begin with the first protocol (M55), the year when the
central commission said on which day the election ended; before that its row has the earliest day that is possible.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sailau.adapters.files import read_file
from sailau.commission.deadlines import Due, after_the_vote, district_posted_due, preliminary_due, recorders_due
from sailau.commission.effect import Holdings, Picture
from sailau.commission.units import districts
from sailau.election.nouns import Definition, ElectionType
from sailau.election.proofreading.order import local
from sailau.formats.v1.notice import DISTRICT_RESULT, PRELIMINARY_TABLE, RESULTS
from sailau.service.centre.centre import Centre
from sailau.service.centre.notice_data import first_protocol
from sailau.service.centre.notices import Entered
from sailau.service.evidence.folder import ENDED_FILE, read_ended

PUBLISHED = "published-"
NOT_DECLARED = "declare-end"
"""What the year of the recorders waits for: the day on which the election ended was not said yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One deadline, and what it still waits for: districts, contests or precincts by their ids; done when nothing.

    What may be done *from* a moment is done when that moment has come, and never late. `about` says of which district,
    or of which kind of election.
    """

    due: Due
    waits_for: tuple[str, ...]
    late: bool
    come: bool = False
    about: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is open any more."""
        return self.come if self.due.kind == "from" else not self.waits_for


def calendar(
    holdings: Holdings, picture: Picture, notices: Sequence[Entered], now: datetime, ended: date | None = None
) -> tuple[Kept, ...]:
    """Every deadline after the vote in the order of time; `now` is local time, without a zone.

    `ended` is the day on which the election ended, as the central commission said (`ended_of`), None before.
    """
    definition = holdings.definition
    dues = [*after_the_vote(definition.date, definition.types), *_preliminary(holdings, picture)]
    found = []
    for due in dues:
        waits_for = tuple(_open(due, definition, picture, notices))
        about = due.id.removeprefix(PUBLISHED) if due.id.startswith(PUBLISHED) else ""
        found.append(Kept(due=due, waits_for=waits_for, late=bool(waits_for) and due.missed(now), about=about))
    found += _posted(holdings, notices, now)
    year = recorders_due(ended or definition.date)
    undeclared = () if ended is not None else (NOT_DECLARED,)
    found.append(Kept(due=year, waits_for=undeclared, late=False, come=ended is not None and now >= year.moment))
    return tuple(sorted(found, key=lambda one: (one.due.moment, one.due.id, one.about)))


def ended_of(centre: Centre) -> date | None:
    """The day on which the election ended, as `ended.json` in the commission's folder says it; None without one.

    Raises FormatError or SignatureError when it is not the central commission's word, StoreError.
    """
    path = centre.folder / ENDED_FILE
    if not path.exists():
        return None
    signature = read_file(path.with_name(f"{path.name}.p7s"))
    return read_ended(read_file(path), signature, centre.definition, centre.root, centre.revocations()).ended


def _preliminary(holdings: Holdings, picture: Picture) -> Iterator[Due]:
    """48 hours from the first protocol that counts; before it nothing is due (L 44(5), M55)."""
    counted = {one.figures.bundle_sha256 for one in picture.standings.values() if one.figures is not None}
    if counted:
        came = local(holdings.definition, first_protocol(holdings, counted))
        yield preliminary_due(came.replace(tzinfo=None, microsecond=0))


def _posted(holdings: Holdings, notices: Sequence[Entered], now: datetime) -> Iterator[Kept]:
    """Until when the copy of each district's last protocol hangs (L 43(8-1), M50)."""
    last = {entry.notice.unit.id: entry.notice for entry in notices if entry.notice.kind == DISTRICT_RESULT}
    for unit, notice in last.items():
        due = district_posted_due(local(holdings.definition, notice.at).replace(tzinfo=None, microsecond=0))
        yield Kept(due=due, waits_for=(), late=False, come=now >= due.moment, about=unit)


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
