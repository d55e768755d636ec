"""Changes of single entries: added, corrected, removed, moved, each an event with its order (M9, M13; L 24(5))."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, assert_never

from sailau.adapters.lists import read_list_bytes
from sailau.checkin import ListChangeDecision, change_list, list_freezes
from sailau.checkin import refusals as desk_refusals
from sailau.checkin.voters import VoterEntry, VoterList, VoterNumber, parse_list
from sailau.errors import impossible
from sailau.ports import Transaction
from sailau.refusal import Refusal
from sailau.register import refusals
from sailau.register.checks import Checked, check_table
from sailau.register.duplicates import exact_duplicates, near_duplicates
from sailau.register.events import Decider, EventKind, ListEvent, Order, Request, allowed, move_allowed
from sailau.register.finding import Finding
from sailau.register.voter import Listed, Roll
from sailau.service.list_book import (
    ListBook,
    called_on,
    enter_event,
    entry_of,
    is_handed_over,
    lines_with,
    list_bytes,
    listed,
    put_list,
)
from sailau.service.lists import Refused, forget_load

_FIELDS: Final = ("iin", "surname", "name", "patronymic", "birth_date", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """An entry's data as they are entered; all of them, also for a correction."""

    iin: str = field(repr=False)
    surname: str = field(repr=False)
    name: str = field(repr=False)
    patronymic: str = field(repr=False)
    birth_date: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A voter who was left out. `request` is the voter's own to be registered (M8)."""

    precinct: int
    details: Details
    request: Request | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The entry of a number, with its data as they should be."""

    precinct: int
    number: int
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """The entry of a number goes off the list."""

    precinct: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The entry of a number goes to another precinct's list. `request` is the voter's own to vote elsewhere (M9)."""

    precinct: int
    number: int
    to: int
    address: str = field(repr=False)
    request: Request | None = None


Change = Addition | Correction | Removal | Move


def change_entry(
    book: ListBook, change: Change, order: Order, *, accept: frozenset[str] = frozenset()
) -> ListEvent | Refused | Refusal:
    """Carry out one change in one transaction, with its event; or say why not.

    New data pass the checks of a file's row, and are held against all lists for who stands there already.
    """
    done = _change(book, change, order, accept)
    if isinstance(done, ListEvent):
        book.recorder.record("list-changed", change=done.kind.value, by=order.by.value)
    else:
        book.recorder.record("list-change-refused", by=order.by.value)
    return done


def _change(book: ListBook, change: Change, order: Order, accept: frozenset[str]) -> ListEvent | Refused | Refusal:
    with book.transaction() as tx:
        concerned = (change.precinct, change.to) if isinstance(change, Move) else (change.precinct,)
        refusal = allowed(
            order,
            now=book.now().replace(tzinfo=None),
            voting_day=book.voting_day,
            handed_over=[is_handed_over(tx, precinct) for precinct in concerned],
        )
        if refusal is None:
            refusal = _refused_request(tx, book, change)
        if refusal is not None:
            return refusal
        present = list_bytes(tx, change.precinct)
        if present is None:
            return refusals.NO_LIST
        voters = parse_list(present)
        match change:
            case Addition():
                return _add(tx, book, change, order, voters, accept)
            case Correction():
                return _correct(tx, book, change, order, voters, accept)
            case Removal():
                return _remove(tx, book, change, order, voters)
            case Move():
                return _move(tx, book, change, order, voters)
            case _:
                assert_never(change)


def _refused_request(tx: Transaction, book: ListBook, change: Change) -> Refusal | None:
    """Why a citizen's request is early, late or without a name; None when it is good, or there is none."""
    if not isinstance(change, Addition | Move) or change.request is None:
        return None
    refusal = change.request.refuse_unless_good(book.now().date(), called_on(tx))
    if refusal is None and isinstance(change, Move):
        refusal = move_allowed(change.request, book.voting_day)
    return refusal


def _add(
    tx: Transaction, book: ListBook, change: Addition, order: Order, voters: VoterList, accept: frozenset[str]
) -> ListEvent | Refused | Refusal:
    entry = _checked_entry(tx, book, change.precinct, change.details, int(voters.next_number()), accept)
    if not isinstance(entry, VoterEntry):
        return entry
    fresh = changed_list(book, voters, entry, order)
    if isinstance(fresh, Refusal):
        return fresh
    return _enter(tx, book, EventKind.ADDED, order, {change.precinct: fresh}, change.request, after=entry)


def _correct(
    tx: Transaction, book: ListBook, change: Correction, order: Order, voters: VoterList, accept: frozenset[str]
) -> ListEvent | Refused | Refusal:
    former = voters.by_number(VoterNumber(change.number))
    if former is None:
        return desk_refusals.NOT_ON_LIST
    entry = _checked_entry(tx, book, change.precinct, change.details, change.number, accept)
    if not isinstance(entry, VoterEntry):
        return entry
    fresh = changed_list(book, voters, entry, order)
    if isinstance(fresh, Refusal):
        return fresh
    return _enter(tx, book, EventKind.CORRECTED, order, {change.precinct: fresh}, before=former, after=entry)


def _remove(tx: Transaction, book: ListBook, change: Removal, order: Order, voters: VoterList) -> ListEvent | Refusal:
    former = voters.by_number(VoterNumber(change.number))
    fresh = changed_list(book, voters, VoterNumber(change.number), order)
    if isinstance(fresh, Refusal):
        return fresh
    return _enter(tx, book, EventKind.REMOVED, order, {change.precinct: fresh}, before=former)


def _move(tx: Transaction, book: ListBook, change: Move, order: Order, voters: VoterList) -> ListEvent | Refusal:
    """Off one list and on the other in one transaction: at no moment on both, at none on neither (M9)."""
    if change.to == change.precinct:
        return refusals.SAME_PRECINCT
    there = list_bytes(tx, change.to)
    if there is None:
        return refusals.NO_LIST
    former = voters.by_number(VoterNumber(change.number))
    if former is None:
        return desk_refusals.NOT_ON_LIST
    target = parse_list(there)
    entry = replace(former, number=target.next_number(), address=change.address.strip() or former.address)
    left, joined = changed_list(book, voters, former.number, order), changed_list(book, target, entry, order)
    if isinstance(left, Refusal):
        return left
    if isinstance(joined, Refusal):
        return joined
    fresh = {change.precinct: left, change.to: joined}
    return _enter(tx, book, EventKind.MOVED, order, fresh, change.request, before=former, after=entry)


def changed_list(
    book: ListBook, voters: VoterList, change: VoterEntry | VoterNumber, order: Order
) -> VoterList | Refusal:
    """The list with the change, by the same rule as on the voting day. Nobody has a standing before it."""
    now = book.now()
    zone = now.tzinfo
    if zone is None:
        impossible("the book's time has a zone")
    by = {Decider.COURT: "court", Decider.HIGHER: "higher commission"}.get(order.by, "precinct commission")
    decision = ListChangeDecision(by=by, act=order.decision)  # type: ignore[arg-type]
    freezes: datetime = list_freezes(book.voting_day, zone)
    return change_list(voters, change, decision, has_standing=False, now=now, freezes=freezes)


def _enter(
    tx: Transaction,
    book: ListBook,
    kind: EventKind,
    order: Order,
    fresh: dict[int, VoterList],
    request: Request | None = None,
    *,
    before: VoterEntry | None = None,
    after: VoterEntry | None = None,
) -> ListEvent:
    for precinct, voters in fresh.items():
        put_list(tx, precinct, voters)
    forget_load(tx)
    entry = after or before
    facts: dict[str, str | int] = {} if entry is None else {"number": int(entry.number)}
    if kind is EventKind.MOVED and before is not None:
        facts["number_before"] = int(before.number)
    if request is not None:
        facts |= request.as_facts()
    return enter_event(tx, book.now(), kind, order, tuple(fresh), facts, before=before, after=after)


def _checked_entry(
    tx: Transaction, book: ListBook, precinct: int, details: Details, number: int, accept: frozenset[str]
) -> VoterEntry | Refused:
    """The entry when its data are sound and nobody like it stands on any list."""
    record = {name: getattr(details, name) for name in _FIELDS}
    roll = Roll(voting_day=book.voting_day, precincts=book.precincts, only=precinct)
    own = (precinct, number)
    with read_list_bytes("entry", json.dumps([record]).encode()) as table:
        if isinstance(table, Finding):
            impossible("a record of our own making is a table")
        checked = check_table(table, roll)
    if checked.voters:
        _hold_against_lists(tx, checked, own)
    if not checked.may_be_loaded(accept):
        return Refused(refusals.LIST_FILE_REFUSED, checked)
    return entry_of(checked.voters[0], number)


def _hold_against_lists(tx: Transaction, checked: Checked, own: tuple[int, int]) -> None:
    """Look for the same IIN, and for a like person of the same date of birth, on every list but in the own entry."""
    voter = checked.voters[0]
    needles = (f'"iin":"{voter.iin.digits}"', f'"birth_date":"{voter.birth_date.isoformat()}"')
    found: dict[tuple[int, int], Listed] = {}
    for needle in needles:
        for precinct, entry in lines_with(tx, needle.encode()):
            if (precinct, int(entry.number)) != own:
                found[precinct, int(entry.number)] = listed(precinct, entry)
    checked.findings.extend(_duplicates(checked, list(found.values())))


def _duplicates(checked: Checked, others: Sequence[Listed]) -> list[Finding]:
    exact = exact_duplicates(checked.file, checked.voters, others)
    return [*exact, *near_duplicates(checked.file, checked.voters, others)]
