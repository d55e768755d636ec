"""What happened to the lists: every load, undoing, change and handing over, with who, when, why, on what decision.

Events are numbered from 1 and never altered (M10, M12, M13; L 24(5), 24(10)). `allowed` says whose decision may change
a list now: the executive's until the list is handed over, the commission's until 20:00 on the eve, a court's or a
higher commission's always.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import rfc8785

from sailau.errors import FormatError
from sailau.law import calendar
from sailau.refusal import Refusal
from sailau.register import refusals

ORDER_TEXT_MAX: Final = 300


class Decider(StrEnum):
    """Whose decision an order carries out."""

    EXECUTIVE = "executive"
    PRECINCT = "precinct"
    HIGHER = "higher"
    COURT = "court"

    @property
    def outlasts_freeze(self) -> bool:
        """Whether the law lets this decision be carried out after 20:00 on the eve (L 24(10))."""
        return self in (Decider.HIGHER, Decider.COURT)


class EventKind(StrEnum):
    """What happened."""

    LOADED = "loaded"
    UNDONE = "undone"
    ADDED = "added"
    CORRECTED = "corrected"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGE_UNDONE = "change-undone"
    HANDED_OVER = "handed-over"
    DELIVERED = "delivered"
    COMPLAINED = "complained"
    COMPLAINT_DECIDED = "complaint-decided"
    HOME_ASKED = "home-asked"
    HOME_WITHDRAWN = "home-withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who enters a change, why, and the decision that it carries out: whose, and which (act, number, date)."""

    who: str
    why: str
    decision: str
    by: Decider = Decider.EXECUTIVE

    def refuse_unless_complete(self) -> Refusal | None:
        """Refuse an order that says nothing, too much, or what cannot be printed."""
        return None if all(map(_is_text, (self.who, self.why, self.decision))) else refusals.ORDER_INCOMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A citizen's written request to the executive: how its office's register names it, and the day it was received."""

    reference: str
    received: date

    def refuse_unless_good(self, today: date, called: date | None) -> Refusal | None:
        """Refuse a request without a name, from tomorrow, or from before the election was called (M8)."""
        if not _is_text(self.reference):
            return refusals.REQUEST_UNNAMED
        if self.received > today:
            return refusals.REQUEST_IN_FUTURE
        return refusals.REQUEST_BEFORE_CALLING if called is not None and self.received < called else None

    def as_facts(self) -> dict[str, str | int]:
        """The request as an event keeps it."""
        return {"request": self.reference, "received": self.received.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEvent:
    """One event. `before` and `after` are lines of the list (of the first and the last of `precincts`), when one voter
    is concerned; `facts` are the load's or act's figures and digests."""

    number: int
    kind: EventKind
    at: datetime
    order: Order
    precincts: tuple[int, ...]
    facts: tuple[tuple[str, str | int], ...] = ()
    before: str | None = field(default=None, repr=False)
    after: str | None = field(default=None, repr=False)

    def as_json(self, *, with_voter: bool = False) -> dict[str, Any]:
        """The event for people; the voter's data only when asked for."""
        shown = {
            "number": self.number,
            "kind": self.kind.value,
            "at": self.at.isoformat(),
            "who": self.order.who,
            "why": self.order.why,
            "decision": self.order.decision,
            "by": self.order.by.value,
            "precincts": list(self.precincts),
            "facts": dict(self.facts),
        }
        return shown | ({"before": self.before, "after": self.after} if with_voter else {})


def encode_event(event: ListEvent) -> bytes:
    """The event as canonical JSON."""
    return rfc8785.dumps(event.as_json(with_voter=True))


def decode_event(data: bytes) -> ListEvent:
    """What `encode_event` wrote. Raises FormatError."""
    try:
        raw: Any = json.loads(data)
        return ListEvent(
            number=raw["number"],
            kind=EventKind(raw["kind"]),
            at=datetime.fromisoformat(raw["at"]),
            order=Order(who=raw["who"], why=raw["why"], decision=raw["decision"], by=Decider(raw["by"])),
            precincts=tuple(raw["precincts"]),
            facts=tuple(sorted(raw["facts"].items())),
            before=raw["before"],
            after=raw["after"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError("list event", "not an event of a list") from error


def allowed(order: Order, *, now: datetime, voting_day: date, handed_over: Iterable[bool]) -> Refusal | None:
    """Why this order may not be carried out now; None when it may.

    `now` is local time without a zone; `handed_over` has a value for each list concerned.
    """
    refusal = order.refuse_unless_complete()
    if refusal is not None:
        return refusal
    if not calendar.list_may_change(now, voting_day, by_decision=order.by.outlasts_freeze):
        return refusals.LIST_FROZEN
    if order.by is Decider.EXECUTIVE and any(handed_over):
        return refusals.LIST_HANDED_OVER
    return refusals.LIST_NOT_HANDED_OVER if order.by is Decider.PRECINCT and not all(handed_over) else None


def move_allowed(request: Request, voting_day: date) -> Refusal | None:
    """Refuse a request to vote elsewhere that was received less than thirty days before the voting day (M9)."""
    due = calendar.deadline("move_request", voting_day).date()
    return refusals.MOVE_LATE if request.received > due else None


def _is_text(text: str) -> bool:
    return bool(text.strip()) and len(text) <= ORDER_TEXT_MAX and text.isprintable()
