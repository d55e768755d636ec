"""What the chair sees of voting at home: who applied, which tours went and came back, who may go (L 41(6); M35-M37).

Names are shown to the members who command it, on the page of a station, a page at a time; no card stands beside one,
for none is known here.
"""

from collections.abc import Mapping
from typing import Any, Final

from sailau.checkin.home import home_applications_end
from sailau.checkin.state import Admitted, AppliedForHome
from sailau.checkin.voters import VoterEntry
from sailau.service.desk import standing_by_number
from sailau.service.precinct import Precinct
from sailau.service.tour_rows import TourRow
from sailau.service.tours import tours

ROWS: Final = 24
"""Applicants on one page of what travels."""


def see_home_voting(precinct: Precinct, *, start: int, desk: str) -> Mapping[str, Any]:
    """Applications and tours as they stand now; of the applicants `ROWS` from place `start` on, by their number.

    `desk` is the station that asks. Times are local, HH:MM.
    """
    rows, voters = tours(precinct), _home_voters(precinct)
    end = home_applications_end(precinct.definition.date, precinct.zone)
    out = {row.device for row in rows if not row.done}
    portables = sorted(set(precinct.booths) - set(precinct.terminals))
    first = max(0, start)
    return {
        "at": desk,
        "until": f"{end:%H:%M}",
        "taken": precinct.now() <= end,
        "waiting": sum(standing == AppliedForHome(undone=standing.undone) for _, standing in voters),
        "total": len(voters),
        "start": first,
        "voters": [_voter(entry, standing) for entry, standing in voters[first : first + ROWS]],
        "tours": [_tour(precinct, row, voters) for row in rows],
        "devices": [device for device in portables if device not in out],
        "members": [{"id": one.id, "name": one.name, "role": one.role} for one in precinct.installed.officials],
    }


def tour_hour(precinct: Precinct, tour: int) -> int:
    """The hour under which voters of a tour count, one for all of them: that of the first who was entered, or now."""
    hours = [standing.hour for _, standing in _home_voters(precinct) if _was_on(standing, tour)]
    return min(hours, default=precinct.now().hour)


def _home_voters(precinct: Precinct) -> list[tuple[VoterEntry, Any]]:
    known = standing_by_number(precinct)
    found = ((entry, known.get(entry.number)) for entry in precinct.voters)
    return [(entry, one) for entry, one in found if isinstance(one, AppliedForHome) or _was_on(one, None)]


def _was_on(standing: object, tour: int | None) -> bool:
    """Whether one was admitted at home, on the tour of this number if one is given."""
    if not isinstance(standing, Admitted) or standing.tour is None:
        return False
    return tour is None or standing.tour == tour


def _voter(entry: VoterEntry, standing: AppliedForHome | Admitted) -> Mapping[str, Any]:
    return {
        "number": int(entry.number),
        "surname": entry.surname,
        "name": entry.name,
        "patronymic": entry.patronymic,
        "address": entry.address,
        "tour": standing.tour or 0,
        "voted": isinstance(standing, Admitted),
    }


def _tour(precinct: Precinct, row: TourRow, voters: list[tuple[VoterEntry, Any]]) -> Mapping[str, Any]:
    return {
        "tour": row.tour,
        "device": row.device,
        "members": [precinct.official(member).name for member in row.members],
        "applications": row.applications,
        "entered": sum(_was_on(standing, row.tour) for _, standing in voters),
        "ballots": row.ballots,
        "valid": row.valid,
        "done": row.done,
        "lost": row.lost,
    }
