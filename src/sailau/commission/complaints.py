"""The register of complaints and its clock (L 20(6), 48(3), 49, 50-8(1), 68, 84, 100; M24, M70).

A complaint against what a commission decided or did comes within ten days, with its circumstances and evidence; later
ones are not considered. A court may be asked at any time, and first: while it has the same matter, the commission
stands still until the court's decision is in force. If the court sets the commission's decision aside, a new one is
due. What law enforcement is asked to check is answered in three days, or at once when the complaint came less than
five days before the vote or on its day. An appeal on the correctness of the whole election stands in the same register
with its own clock; it goes elsewhere, and the record is the evidence.

    open ──check asked──▶ checking ──answered──▶ open ──decided──▶ decided ──set aside by a court──▶ new decision due
      └──a court took it up──▶ suspended ──in force──▶ open
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from sailau.commission import complaint_words
from sailau.commission.deadlines import Due, appeal_due, complaint_due, end_of_day
from sailau.election.nouns import ElectionType, PrecinctNumber
from sailau.refusal import Refusal

CHECK_DAYS: Final = 3
URGENT_DAYS: Final = 5
"""A complaint that comes less than so many days before the vote, or on its day, is urgent (L 48(3), 49)."""
DECISION_DAYS: Final = 5
"""Days for the commission's decision, where it is not urgent: a later text, and a default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstCommission:
    """Against what a commission decided, did or failed to do at `decided` (L 20(6))."""

    decided: datetime
    precincts: tuple[PrecinctNumber, ...] = ()
    decision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCorrectness:
    """On the correctness of the whole election, whose results came out on `results` (M70)."""

    elected: ElectionType
    results: date


Subject = AgainstCommission | OnCorrectness


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAsked:
    """Law enforcement, named in `by_whom`, was asked to check the circumstances."""

    at: datetime
    by_whom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswered:
    """The answer of the check."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtTookUp:
    """A court has the same matter."""

    at: datetime
    court: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtRuled:
    """The court's decision is in force; `sets_aside`: it set the commission's decision aside."""

    at: datetime
    sets_aside: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDecided:
    """The commission decided; `decision` is the number of a decision that followed from it, if any."""

    at: datetime
    upheld: bool
    text: str
    decision: int | None = None


ComplaintStep = CheckAsked | CheckAnswered | CourtTookUp | CourtRuled | ComplaintDecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One complaint. `number` counts from 1 in the register; `circumstances` and `evidence` as they were handed in."""

    number: int
    complainant: str
    received: datetime
    subject: Subject
    circumstances: str
    evidence: tuple[str, ...]
    steps: tuple[ComplaintStep, ...] = ()


class ComplaintState(StrEnum):
    """How far a complaint has come."""

    OPEN = "open"
    CHECKING = "checking"
    SUSPENDED = "suspended"
    DECIDED = "decided"
    NEW_DECISION_DUE = "new_decision_due"


def filing_refusal(complaint: Complaint) -> Refusal | None:
    """Why a complaint is not considered: too late, or without circumstances and evidence; None when it is."""
    last = _last_day(complaint.subject)
    if last is None:
        return complaint_words.no_appeal()
    if last.missed(complaint.received):
        return complaint_words.too_late(last)
    if not complaint.circumstances.strip() or not any(one.strip() for one in complaint.evidence):
        return complaint_words.no_evidence()
    return None


def state_of(complaint: Complaint) -> ComplaintState:
    """How far the complaint has come by its steps."""
    state, before_court = ComplaintState.OPEN, ComplaintState.OPEN
    for step in complaint.steps:
        match step:
            case CheckAsked():
                state = ComplaintState.CHECKING
            case CheckAnswered():
                state = ComplaintState.OPEN
            case CourtTookUp():
                before_court, state = state, ComplaintState.SUSPENDED
            case CourtRuled():
                state = ComplaintState.NEW_DECISION_DUE if step.sets_aside else before_court
            case ComplaintDecided():
                state = ComplaintState.DECIDED
            case _:
                assert_never(step)
    return state


def followed(complaint: Complaint, step: ComplaintStep) -> Complaint | Refusal:
    """The complaint with one more step; a refusal when the step may not follow."""
    state = state_of(complaint)
    last = complaint.steps[-1].at if complaint.steps else complaint.received
    if step.at < last:
        return complaint_words.before_the_last_step()
    if not _may_follow(state, step):
        return complaint_words.not_now(state.value)
    return replace(complaint, steps=(*complaint.steps, step))


def _may_follow(state: ComplaintState, step: ComplaintStep) -> bool:
    undecided = state in (ComplaintState.OPEN, ComplaintState.NEW_DECISION_DUE)
    match step:
        case CheckAsked() | ComplaintDecided():
            return undecided
        case CheckAnswered():
            return state is ComplaintState.CHECKING
        case CourtTookUp():
            return state is not ComplaintState.SUSPENDED
        case CourtRuled():
            return state is ComplaintState.SUSPENDED
        case _:
            assert_never(step)


def urgent(received: datetime, voting_day: date) -> bool:
    """Whether it came less than five days before the vote, or on its day; after the vote nothing is urgent."""
    return timedelta(0) <= voting_day - received.date() < timedelta(days=URGENT_DAYS)


def due(complaint: Complaint, voting_day: date) -> Due | None:
    """What is due of a complaint now, and by when; None when it is decided or a court has it."""
    state, at_once = state_of(complaint), urgent(complaint.received, voting_day)
    match state:
        case ComplaintState.DECIDED | ComplaintState.SUSPENDED:
            return None
        case ComplaintState.CHECKING:
            asked = complaint.steps[-1].at
            return Due(
                id="check",
                requirement="M24",
                article="L 48(3)",
                moment=end_of_day(asked.date(), 0 if at_once else CHECK_DAYS),
                kind="by",
                text=complaint_words.CHECK_DUE,
            )
        case ComplaintState.OPEN | ComplaintState.NEW_DECISION_DUE:
            if isinstance(complaint.subject, OnCorrectness):
                return None
            since = complaint.received if state is ComplaintState.OPEN else complaint.steps[-1].at
            return Due(
                id="decision",
                requirement="M24",
                article="L 20(6), 49",
                moment=end_of_day(since.date(), 0 if at_once else DECISION_DAYS),
                kind="by",
                text=complaint_words.DECISION_DUE,
            )
        case _:
            assert_never(state)


def overdue(complaints: Iterable[Complaint], voting_day: date, now: datetime) -> tuple[tuple[Complaint, Due], ...]:
    """The complaints of which something is late at `now`, what waits longest first."""
    waiting = [(one, due(one, voting_day)) for one in complaints]
    late = [(one, what) for one, what in waiting if what is not None and what.missed(now)]
    return tuple(sorted(late, key=lambda pair: (pair[1].moment, pair[0].number)))


def _last_day(subject: Subject) -> Due | None:
    match subject:
        case AgainstCommission():
            return complaint_due(subject.decided)
        case OnCorrectness():
            return appeal_due(subject.elected, subject.results)
        case _:
            assert_never(subject)
