"""The register of complaints at work (L 20(6), 48(3), 49, 68; M24, M70): filed, followed, answered, what is overdue.

Nothing is ever changed in it: a complaint is one entry, every step of it a further one. Where a decision follows from
a complaint, it is taken as every other (`decisions`) and named in the last step.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sailau.commission.complaints import (
    Complaint,
    ComplaintState,
    ComplaintStep,
    Subject,
    due,
    filing_refusal,
    followed,
    state_of,
)
from sailau.commission.deadlines import Due
from sailau.election.proofreading.order import local
from sailau.refusal import Refusal
from sailau.service.centre import refusals
from sailau.service.centre.centre import Centre
from sailau.service.centre.complaint_file import COMPLAINT_FILE, kept_step, read_step

COMPLAINTS: Final = "complaints"
STEPS: Final = "complaint-steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What a complainant brings: who, about what, the circumstances and the evidence."""

    complainant: str
    subject: Subject
    circumstances: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A complaint, how far it has come, and what is due of it now."""

    complaint: Complaint
    state: ComplaintState
    due: Due | None
    late: bool


def complaints_of(centre: Centre) -> tuple[Complaint, ...]:
    """All complaints with their steps, by number. Raises StoreError or FormatError."""
    with centre.store.transaction() as tx:
        filed, steps = tx.entries(COMPLAINTS), tx.entries(STEPS)
    following: defaultdict[int, list[ComplaintStep]] = defaultdict(list)
    for entry in steps:
        number, step = read_step(entry.data)
        following[number].append(step)
    found = (COMPLAINT_FILE.read(entry.data) for entry in filed)
    return tuple(replace(one, steps=tuple(following[one.number])) for one in found)


def file_complaint(centre: Centre, filing: Filing) -> Complaint | Refusal:
    """Enter a complaint as it is received now; what comes too late or without evidence is refused, with the article."""
    received = local(centre.definition, centre.now()).replace(microsecond=0)
    with centre.store.transaction() as tx:
        complaint = Complaint(
            number=len(tx.entries(COMPLAINTS)) + 1,
            complainant=filing.complainant.strip(),
            received=received,
            subject=filing.subject,
            circumstances=filing.circumstances,
            evidence=filing.evidence,
        )
        refusal = filing_refusal(complaint)
        if refusal is not None:
            return refusal
        tx.add_entry(COMPLAINTS, str(complaint.number), received, COMPLAINT_FILE.write(complaint))
    return complaint


def follow(centre: Centre, number: int, step: ComplaintStep) -> Complaint | Refusal:
    """Enter a step of a complaint: a check asked for or answered, a court, the decision."""
    found = next((one for one in complaints_of(centre) if one.number == number), None)
    if found is None:
        return refusals.NO_SUCH_PAPER
    further = followed(found, step)
    if isinstance(further, Refusal):
        return further
    with centre.store.transaction() as tx:
        tx.add_entry(STEPS, f"{number}-{len(further.steps)}", centre.now(), kept_step(number, step))
    return further


def standings(centre: Centre, now: datetime) -> Sequence[Standing]:
    """Every complaint with its state and its clock, by number."""
    found = []
    for one in complaints_of(centre):
        what = due(one, centre.definition.date)
        late = what is not None and what.missed(local(centre.definition, now).replace(tzinfo=None))
        found.append(Standing(complaint=one, state=state_of(one), due=what, late=late))
    return found
