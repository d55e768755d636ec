"""Voter lists of a territory: dry run, one atomic load, its undoing, a voter's own entry (M8-M10, M14, M16; L 24-26).

    check_file   what a file would do: every finding, nothing changed
    load_file    the same check, then all lists of the file in one transaction
    undo_load    the lists as they were before the last load
    own_entry    one voter's own entry by IIN, and nobody else's
    summary      how many stand where; what was handed over

Changes of single entries are in `list_changes`, handing over by act in `list_act`. What the recorder hears of all this
has no name, number or line in it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sailau.adapters.lists import opened_list
from sailau.checkin import refusals as desk_refusals
from sailau.checkin.iin import check as check_iin
from sailau.checkin.voters import VoterList
from sailau.election.nouns import ElectionType
from sailau.errors import StoreError
from sailau.law import calendar
from sailau.ports import Transaction
from sailau.refusal import Refusal
from sailau.register import refusals
from sailau.register.borders import Borders
from sailau.register.checks import Checked, check_table, check_unreadable
from sailau.register.events import EventKind, ListEvent, Order, allowed
from sailau.register.finding import Finding
from sailau.register.voter import Listed, Roll, Voter
from sailau.service.list_book import (
    LAST_LOAD,
    ListBook,
    enter_event,
    entry_of,
    is_handed_over,
    lines_with,
    list_bytes,
    listed_voters,
    lists,
    precinct_key,
    put_list,
)

OnRow = Callable[[int], None]
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Refused:
    """The file was checked and is not loaded; `checked` says why, row by row."""

    refusal: Refusal
    checked: Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Which file: its path, the one precinct that it is of (or None for a territory's), the borders decided."""

    path: Path
    only: int | None = None
    borders: Borders | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """What a voter is shown of the own entry, with the place to vote. The repr shows nothing."""

    precinct: int
    number: int = field(repr=False)
    surname: str = field(repr=False)
    name: str = field(repr=False)
    patronymic: str = field(repr=False)
    birth_date: date = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctSummary:
    """One precinct's list: how many voters, its hash, whether it was handed over."""

    precinct: int
    voters: int
    sha256: str
    handed_over: bool


def check_alone(source: Source, roll: Roll, on_row: OnRow | None = None) -> Checked:
    """Check a file against no lists but itself: for who has no book."""
    return _checked(source, roll, [], on_row)


def check_file(book: ListBook, source: Source, on_row: OnRow | None = None) -> Checked:
    """The dry run: what `load_file` would find. Nothing is changed."""
    with book.transaction() as tx:
        others = listed_voters(tx, without=frozenset() if source.only is None else frozenset({source.only}))
    checked = _checked(source, roll_of(book, source), others, on_row)
    book.recorder.record("list-checked", file=_digest(source.path), sound=checked.may_be_loaded())
    return checked


def load_file(
    book: ListBook,
    source: Source,
    order: Order,
    *,
    accept: frozenset[str] = frozenset(),
    on_row: OnRow | None = None,
) -> ListEvent | Refused | Refusal:
    """Check the file and, if it is sound, put its lists in place of the former ones: all of them or none.

    `accept` are codes of warnings that the order takes upon itself. Refused: any error, any other warning, a list that
    was handed over already (then single changes are the way), the freeze. Raises StoreError.
    """
    refusal = allowed(order, now=_local(book), voting_day=book.voting_day, handed_over=())
    if refusal is not None:
        return refusal
    digest = _digest(source.path)
    checked = check_file(book, source, on_row)
    if not checked.may_be_loaded(accept):
        return Refused(refusals.LIST_FILE_REFUSED, checked)
    if _digest(source.path) != digest:
        raise StoreError(f"{source.path.name} changed while it was read; nothing was loaded")
    with book.transaction() as tx:
        if any(is_handed_over(tx, precinct) for precinct in checked.per_precinct):
            return refusals.LIST_HANDED_OVER
        event = _enter_load(tx, book, order, checked, digest)
    book.recorder.record("list-loaded", file=digest, precincts=len(event.precincts))
    return event


def undo_load(book: ListBook, order: Order) -> ListEvent | Refusal:
    """Put the lists back as they stood before the last load, unless one was changed or handed over since."""
    refusal = allowed(order, now=_local(book), voting_day=book.voting_day, handed_over=())
    if refusal is not None:
        return refusal
    with book.transaction() as tx:
        state = tx.get("state", LAST_LOAD)
        if state is None:
            return refusals.NOTHING_TO_UNDO
        load: dict[str, Any] = json.loads(state)
        precincts = tuple(load["precincts"])
        if any(is_handed_over(tx, precinct) for precinct in precincts):
            return refusals.NOTHING_TO_UNDO
        for precinct in precincts:
            key = precinct_key(precinct)
            before = tx.get("before", key)
            if before is None:
                tx.delete("lists", key)
            else:
                tx.put("lists", key, before)
        _forget_load(tx)
        event = enter_event(tx, book.now(), EventKind.UNDONE, order, precincts, {"load": load["event"]})
    book.recorder.record("list-load-undone", precincts=len(precincts))
    return event


def own_entry(book: ListBook, iin_text: str) -> OwnEntry | Refusal:
    """The entry that bears this IIN, from the day on which lists are open (M15): it alone, or that there is none."""
    opens = calendar.list_opens(book.voting_day, _kind_of_list(book))
    if _local(book) < opens:
        return refusals.list_not_open(opens.date())
    iin = check_iin(iin_text)
    if isinstance(iin, Refusal):
        return iin
    with book.transaction() as tx:
        found = next(lines_with(tx, b'"iin":"%s"' % iin.digits.encode()), None)
    book.recorder.record("own-entry-asked", found=found is not None)
    if found is None:
        return desk_refusals.NOT_ON_LIST
    precinct, entry = found
    return OwnEntry(
        precinct=precinct,
        number=int(entry.number),
        surname=entry.surname,
        name=entry.name,
        patronymic=entry.patronymic,
        birth_date=entry.birth_date,
        address=entry.address,
    )


def summary(book: ListBook) -> list[PrecinctSummary]:
    """Every list there is, by precinct, without a voter."""
    with book.transaction() as tx:
        return [
            PrecinctSummary(
                precinct=precinct,
                voters=data.count(b"\n"),
                sha256=hashlib.sha256(data).hexdigest(),
                handed_over=is_handed_over(tx, precinct),
            )
            for precinct, data in sorted(lists(tx).items())
        ]


def present_list(book: ListBook, precinct: int) -> bytes | None:
    """The present list of a precinct in JSON lines, as a package carries it; None when there is none."""
    with book.transaction() as tx:
        return list_bytes(tx, precinct)


def roll_of(book: ListBook, source: Source) -> Roll:
    """What a file is checked against."""
    return Roll(voting_day=book.voting_day, precincts=book.precincts, only=source.only, borders=source.borders)


def forget_load(tx: Transaction) -> None:
    """From now on the last load is not undone any more: a list was changed since."""
    if tx.get("state", LAST_LOAD) is not None:
        _forget_load(tx)


def _checked(source: Source, roll: Roll, others: list[Listed], on_row: OnRow | None) -> Checked:
    with opened_list(source.path) as table:
        if isinstance(table, Finding):
            return check_unreadable(source.path.name, table)
        return check_table(table, roll, others, on_row)


def _fresh_lists(voters: list[Voter]) -> Iterator[tuple[int, VoterList]]:
    """The lists of a file, one at a time. Rows without a number get the next free ones, in order of the file."""
    by_precinct: dict[int, list[Voter]] = {}
    for voter in voters:
        by_precinct.setdefault(voter.precinct, []).append(voter)
    for precinct, rows in sorted(by_precinct.items()):
        taken = {voter.number for voter in rows if voter.number is not None}
        free = (number for number in range(1, len(rows) + len(taken) + 1) if number not in taken)
        yield precinct, VoterList([entry_of(voter, voter.number or next(free)) for voter in rows])


def _enter_load(tx: Transaction, book: ListBook, order: Order, checked: Checked, digest: str) -> ListEvent:
    _forget_load(tx)
    for precinct, voters in _fresh_lists(checked.voters):
        former = list_bytes(tx, precinct)
        if former is not None:
            tx.put("before", precinct_key(precinct), former)
        put_list(tx, precinct, voters)
    precincts = tuple(checked.per_precinct)
    facts: dict[str, str | int] = {"file": digest, "voters": len(checked.voters)}
    accepted = sorted(checked.findings.warnings())
    if accepted:
        facts["accepted"] = ", ".join(accepted)
    event = enter_event(tx, book.now(), EventKind.LOADED, order, precincts, facts)
    tx.put("state", LAST_LOAD, json.dumps({"event": event.number, "precincts": precincts}).encode())
    return event


def _forget_load(tx: Transaction) -> None:
    for key, _ in tx.items("before"):
        tx.delete("before", key)
    tx.delete("state", LAST_LOAD)


def _kind_of_list(book: ListBook) -> calendar.ListKind:
    """The definition knows no special precincts (M15: five days), so their lists open with the others'."""
    alone = book.definition.types == (ElectionType.SELF_GOVERNMENT,)
    return calendar.ListKind.SELF_GOVERNMENT if alone else calendar.ListKind.RESIDENCE


def _local(book: ListBook) -> datetime:
    return book.now().replace(tzinfo=None)


def _digest(path: Path) -> str:
    hasher = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                hasher.update(piece)
    except OSError as error:
        raise StoreError(f"cannot read {path.name}: {error.strerror}") from error
    return hasher.hexdigest()
