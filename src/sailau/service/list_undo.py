"""A change of one entry undone: an event of its own under an order of its own, while the entry stands as it left it.

Nothing is taken out of the events (M12, M13; L 24(5), 24(10)): the undoing is the opposite change, and the law asks of
it what it asks of any change.
"""

from typing import Final

from sailau.checkin.voters import VoterEntry, VoterList, parse_list
from sailau.ports import Transaction
from sailau.refusal import Refusal
from sailau.register import refusals
from sailau.register.events import EventKind, ListEvent, Order, allowed
from sailau.service.list_book import (
    ListBook,
    enter_event,
    event_of,
    is_handed_over,
    lines_with,
    list_bytes,
    put_list,
)
from sailau.service.list_changes import changed_list
from sailau.service.lists import forget_load

CHANGES: Final = frozenset({EventKind.ADDED, EventKind.CORRECTED, EventKind.REMOVED, EventKind.MOVED})


def undo_change(book: ListBook, number: int, order: Order) -> ListEvent | Refusal:
    """Put one entry back as it was before the event of that number, in one transaction; or say why not."""
    with book.transaction() as tx:
        event = event_of(tx, number)
        if event is None or event.kind not in CHANGES:
            return refusals.CHANGE_NOT_TO_UNDO
        refusal = allowed(
            order,
            now=book.now().replace(tzinfo=None),
            voting_day=book.voting_day,
            handed_over=[is_handed_over(tx, precinct) for precinct in event.precincts],
        )
        done = refusal or _undo(tx, book, event, order)
    if isinstance(done, ListEvent):
        book.recorder.record("list-changed", change="undone", by=order.by.value)
    else:
        book.recorder.record("list-change-refused", by=order.by.value)
    return done


def _undo(tx: Transaction, book: ListBook, event: ListEvent, order: Order) -> ListEvent | Refusal:
    first, last = event.precincts[0], event.precincts[-1]
    before, after = _entry(event.before), _entry(event.after)
    fresh: dict[int, VoterList] = {}
    for precinct in event.precincts:
        present = list_bytes(tx, precinct)
        if present is None:
            return refusals.NO_LIST
        fresh[precinct] = parse_list(present)
    if after is not None and fresh[last].by_number(after.number) != after:
        return refusals.CHANGE_NOT_TO_UNDO
    if before is not None and _stands_in_the_way(tx, fresh[first], before, after, moved=first != last):
        return refusals.CHANGE_NOT_TO_UNDO
    if after is not None and (before is None or first != last):
        without = changed_list(book, fresh[last], after.number, order)
        if isinstance(without, Refusal):
            return without
        fresh[last] = without
    if before is not None:
        put_back = changed_list(book, fresh[first], before, order)
        if isinstance(put_back, Refusal):
            return put_back
        fresh[first] = put_back
    for precinct, voters in fresh.items():
        put_list(tx, precinct, voters)
    forget_load(tx)
    facts: dict[str, str | int] = {"event": event.number}
    precincts = tuple(reversed(event.precincts))
    return enter_event(tx, book.now(), EventKind.CHANGE_UNDONE, order, precincts, facts, before=after, after=before)


def _stands_in_the_way(
    tx: Transaction, voters: VoterList, before: VoterEntry, after: VoterEntry | None, *, moved: bool
) -> bool:
    """Whether the entry's number is taken by now, or its IIN stands somewhere else than in the entry to be undone."""
    holder = voters.by_number(before.number)
    if holder is not None and (moved or holder != after):
        return True
    others = [entry for _, entry in lines_with(tx, b'"iin":"%s"' % before.iin.digits.encode())]
    return any(entry != after for entry in others)


def _entry(line: str | None) -> VoterEntry | None:
    return None if line is None else next(iter(parse_list(line.encode() + b"\n")))
