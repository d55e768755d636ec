"""Who may still change the voter list (M13; L 24(10)): until 20:00 on the eve; then a court or a higher commission."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Literal

from sailau.checkin import refusals
from sailau.checkin.voters import VoterEntry, VoterList, VoterNumber
from sailau.errors import FormatError
from sailau.refusal import Refusal

LIST_FREEZES_AT: Final = time(20, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChangeDecision:
    """The decision that a change carries out: whose it is, and the act that stands for it."""

    by: Literal["court", "higher commission", "precinct commission"]
    act: str


def list_freezes(voting_day: date, zone: tzinfo) -> datetime:
    """The moment from which the list is frozen: 20:00 local time on the eve of the voting day."""
    return datetime.combine(voting_day - timedelta(days=1), LIST_FREEZES_AT, zone)


def change_list(
    voters: VoterList,
    change: VoterEntry | VoterNumber,
    decision: ListChangeDecision,
    *,
    has_standing: bool,
    now: datetime,
    freezes: datetime,
) -> VoterList | Refusal:
    """The list with an entry added or corrected, or with the voter of a number removed; or why not.

    `has_standing` is true for a voter who is admitted, being admitted or has applied for home: such an entry stays as
    it is. Both moments have time zones.
    """
    if now >= freezes and decision.by == "precinct commission":
        return refusals.LIST_FROZEN
    number = change.number if isinstance(change, VoterEntry) else change
    if has_standing and voters.by_number(number) is not None:
        return refusals.ENTRY_IN_USE
    if not isinstance(change, VoterEntry):
        return voters.without(change) if voters.by_number(change) is not None else refusals.NOT_ON_LIST
    try:
        return voters.with_entry(change)
    except FormatError:
        return refusals.ON_LIST_ALREADY
