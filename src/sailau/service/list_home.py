"""Applications to vote at home that come before the voting day, and their way to the precinct (M35; L 41(6)).

    apply_home, withdraw_home     into the book of lists, by IIN; until 12:00 of the voting day
    home_file                     what a precinct gets beside its list: canonical JSON
    enter_home_file               into the precinct: the chair marks each applicant, as with one who applies on the day

    {"applications":[{"iin":…,"reason":"health","received":…}],"election":…,"precinct":7,"version":1}

The list's own form is not touched. The reason (ill, or caring for an ill member of the family) goes with the
application, since whoever marks the applicant must see it; the precinct checks it and does not keep it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import rfc8785

from sailau.checkin import refusals as desk_refusals
from sailau.checkin.home import HomeReason
from sailau.checkin.iin import check as check_iin
from sailau.errors import FormatError
from sailau.formats import strict_json
from sailau.law import calendar
from sailau.ports import Transaction
from sailau.refusal import Refusal
from sailau.register.events import EventKind, ListEvent, Order
from sailau.register.iin import Iin
from sailau.service.list_book import ListBook, enter_event, lines_with
from sailau.service.precinct import Precinct
from sailau.service.tours import apply_for_home

VERSION: Final = 1
PLACE: Final = "home.json"
APPLICATIONS_MAX: Final = 99_999


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredHome:
    """What became of a precinct's earlier applications; `refused` has the voter's number on the list, or None."""

    entered: int
    refused: tuple[tuple[int | None, Refusal], ...]


def apply_home(
    book: ListBook, iin_text: str, order: Order, *, reason: HomeReason | None, written: bool
) -> ListEvent | Refusal:
    """Enter a written application now; refused after 12:00 of the voting day, and for one who is on no list."""
    refusal = order.refuse_unless_complete()
    if refusal is not None:
        return refusal
    if not written or reason is None:
        return desk_refusals.NO_WRITTEN_APPLICATION
    if not calendar.home_vote_may_be_asked(book.now().replace(tzinfo=None), book.voting_day):
        return desk_refusals.HOME_APPLICATION_LATE
    with book.transaction() as tx:
        found = _standing(tx, iin_text)
        if isinstance(found, Refusal):
            return found
        iin, precinct = found
        if tx.get("home", iin.digits.encode()) is not None:
            return desk_refusals.ALREADY_APPLIED_FOR_HOME
        now = book.now()
        row = {"iin": iin.digits, "reason": reason.name.lower(), "received": now.isoformat()}
        tx.put("home", iin.digits.encode(), rfc8785.dumps(row))
        event = enter_event(tx, now, EventKind.HOME_ASKED, order, (precinct,))
    book.recorder.record("home-application-taken")
    return event


def withdraw_home(book: ListBook, iin_text: str, order: Order) -> ListEvent | Refusal:
    """Take an application back at the voter's word; refused where there is none."""
    refusal = order.refuse_unless_complete()
    if refusal is not None:
        return refusal
    with book.transaction() as tx:
        found = _standing(tx, iin_text)
        if isinstance(found, Refusal):
            return found
        iin, precinct = found
        if tx.get("home", iin.digits.encode()) is None:
            return desk_refusals.NO_HOME_APPLICATION
        tx.delete("home", iin.digits.encode())
        event = enter_event(tx, book.now(), EventKind.HOME_WITHDRAWN, order, (precinct,))
    book.recorder.record("home-application-taken-back")
    return event


def home_file(book: ListBook, precinct: int) -> bytes:
    """The applications of those who stand on the precinct's list now, in order of receipt."""
    with book.transaction() as tx:
        rows: list[dict[str, str]] = [json.loads(data) for _, data in tx.items("home")]
        here = [row for row in rows if _precinct_of(tx, row["iin"]) == precinct]
    here.sort(key=lambda row: (row["received"], row["iin"]))
    election = str(book.definition.id)
    data: bytes = rfc8785.dumps({"applications": here, "election": election, "precinct": precinct, "version": VERSION})
    return data


def enter_home_file(precinct: Precinct, data: bytes, *, marked_by: str, desk: str) -> EnteredHome:
    """Enter the applications of `home_file` into the precinct; again after a crash gives the same.

    Who has moved to another list since is refused by the precinct's own list, and told. Raises FormatError when the
    file is none, or another precinct's.
    """
    entered, refused = 0, list[tuple[int | None, Refusal]]()
    for iin, reason in _read(data, str(precinct.definition.id), precinct.installed.precinct):
        entry = precinct.voters.by_iin(iin)
        if entry is None:
            refused.append((None, desk_refusals.NOT_ON_LIST))
            continue
        said = apply_for_home(precinct, entry, reason, marked_by=marked_by, desk=desk)
        if said is None or said == desk_refusals.ALREADY_APPLIED_FOR_HOME:
            entered += 1
        else:
            refused.append((int(entry.number), said))
    return EnteredHome(entered=entered, refused=tuple(refused))


def _standing(tx: Transaction, iin_text: str) -> tuple[Iin, int] | Refusal:
    iin = check_iin(iin_text)
    if isinstance(iin, Refusal):
        return iin
    precinct = _precinct_of(tx, iin.digits)
    return desk_refusals.NOT_ON_LIST if precinct is None else (iin, precinct)


def _precinct_of(tx: Transaction, digits: str) -> int | None:
    found = next(lines_with(tx, b'"iin":"%s"' % digits.encode()), None)
    return None if found is None else found[0]


def _read(data: bytes, election: str, precinct: int) -> Sequence[tuple[Iin, HomeReason]]:
    document: Any = strict_json.read(data, PLACE)
    if not isinstance(document, dict) or set(document) != {"applications", "election", "precinct", "version"}:
        raise FormatError(PLACE, "not the fields of a file of applications")
    if document["version"] != VERSION or rfc8785.dumps(document) != data:
        raise FormatError(PLACE, f"no canonical file of applications, version {VERSION}")
    if (document["election"], document["precinct"]) != (election, precinct):
        raise FormatError(PLACE, "the applications are of another election or precinct")
    rows = document["applications"]
    if not isinstance(rows, list) or len(rows) > APPLICATIONS_MAX:
        raise FormatError(PLACE, "no list of applications")
    return [_row(row, number) for number, row in enumerate(rows, start=1)]


def _row(row: Any, number: int) -> tuple[Iin, HomeReason]:
    place = f"{PLACE}, application {number}"
    if not isinstance(row, dict) or set(row) != {"iin", "reason", "received"}:
        raise FormatError(place, "not the fields of an application")
    iin = check_iin(row["iin"]) if isinstance(row["iin"], str) else None
    reasons = {reason.name.lower(): reason for reason in HomeReason}
    if not isinstance(iin, Iin) or row["reason"] not in reasons:
        raise FormatError(place, "IIN or reason is none")
    try:
        datetime.fromisoformat(row["received"])
    except (TypeError, ValueError) as error:
        raise FormatError(place, "its time is none") from error
    return iin, reasons[row["reason"]]
