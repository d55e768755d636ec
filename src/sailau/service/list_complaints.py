"""Complaints about voter lists: entered as they come, decided on the day they come (M16; L 26(4)).

    complain           a citizen's complaint about the own data: left out, entered wrongly, struck off, an error
    decide_complaint   the commission's decision with its grounds; a court or a higher commission may decide anew
    complaints         all, those that wait, or those that were not decided on their day
    decision_paper     the decision for the one who complained, as data and as PDF; `write_decision` signs and writes it

A complaint is kept in the sealed book with text and number; events and recorder hear that there was one, never whose.
A decision changes no list: the change that carries it out is entered with the decision as its order.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import rfc8785

from sailau.adapters.files import write_atomically
from sailau.checkin.iin import check as check_iin
from sailau.ports import Transaction
from sailau.protocol.document import Bilingual, Signatory
from sailau.refusal import Refusal
from sailau.register import refusals
from sailau.register.events import Decider, EventKind, ListEvent, Order
from sailau.service.act_paper import CommissionAct, act_pdf
from sailau.service.list_book import ListBook, enter_event, lines_with
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together

DECISION_FILE: Final = "decision.json"
PAPER_FILE: Final = "decision.pdf"
TEXT_MAX: Final = 2_000
ENTERED: Final = "L 26(4)"
_OUTCOMES: Final = {
    True: Bilingual("шағым қанағаттандырылды", "жалоба удовлетворена"),
    False: Bilingual("шағым қабылданбады", "в жалобе отказано"),
}

_ON_BEHALF: Final = {
    Decider.PRECINCT: Bilingual("учаскелік комиссия атынан", "от участковой комиссии"),
    Decider.HIGHER: Bilingual("жоғары тұрған комиссия атынан", "от вышестоящей комиссии"),
    Decider.COURT: Bilingual("сот шешімін енгізген", "внёс решение суда"),
}


class Which(StrEnum):
    """Which complaints are asked for."""

    ALL = "all"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision: when, granted or not, on what grounds, by whose order."""

    at: datetime
    granted: bool
    grounds: str = field(repr=False)
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One complaint with its decisions in order; the last one holds. The repr shows nothing of whose it is."""

    number: int
    received: datetime
    precinct: int
    iin: str = field(repr=False)
    text: str = field(repr=False)
    decisions: tuple[Decided, ...] = ()

    def is_overdue(self, now: datetime) -> bool:
        """Whether it was not decided on the day of receipt (local days)."""
        decided = self.decisions[0].at if self.decisions else now
        return decided.date() > self.received.date()

    def as_json(self, now: datetime) -> dict[str, Any]:
        """The complaint for a list of complaints: neither text nor number of a person."""
        last = self.decisions[-1] if self.decisions else None
        return {
            "number": self.number,
            "received": self.received.isoformat(),
            "precinct": self.precinct,
            "decided": None if last is None else last.at.isoformat(),
            "granted": None if last is None else last.granted,
            "overdue": self.is_overdue(now),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPaper:
    """The decision for the one who complained: canonical JSON and its paper."""

    data: bytes = field(repr=False)
    pdf: bytes = field(repr=False)


def complain(book: ListBook, iin_text: str, text: str, *, who: str, precinct: int | None = None) -> Complaint | Refusal:
    """Enter a complaint now. `who` takes it; `precinct` is asked for when the IIN is on no list."""
    iin = check_iin(iin_text)
    if isinstance(iin, Refusal):
        return iin
    plain = text.strip()
    if not plain or len(plain) > TEXT_MAX:
        return refusals.COMPLAINT_TEXT
    with book.transaction() as tx:
        found = next(lines_with(tx, b'"iin":"%s"' % iin.digits.encode()), None)
        about = precinct if precinct is not None else found[0] if found else None
        if about is None:
            return refusals.COMPLAINT_OF_NO_PRECINCT
        if about not in book.precincts:
            return refusals.NO_LIST
        number = len(tx.items("complaints")) + 1
        complaint = Complaint(number=number, received=book.now(), precinct=about, iin=iin.digits, text=plain)
        order = Order(who=who, why=f"complaint {number}", decision=ENTERED, by=Decider.PRECINCT)
        refusal = order.refuse_unless_complete()
        if refusal is not None:
            return refusal
        _put(tx, complaint)
        enter_event(tx, complaint.received, EventKind.COMPLAINED, order, (about,), {"complaint": number})
    book.recorder.record("list-complaint-entered")
    return complaint


def decide_complaint(book: ListBook, number: int, order: Order, *, granted: bool, grounds: str) -> ListEvent | Refusal:
    """Enter a decision now. The commission decides once; a court or a higher commission may decide after it."""
    refusal = order.refuse_unless_complete()
    if refusal is not None:
        return refusal
    if not grounds.strip() or len(grounds) > TEXT_MAX:
        return refusals.COMPLAINT_TEXT
    if order.by is Decider.EXECUTIVE:
        return refusals.COMPLAINT_IS_COMMISSIONS
    with book.transaction() as tx:
        complaint = _complaint(tx, number)
        if complaint is None:
            return refusals.NO_COMPLAINT
        if complaint.decisions and not order.by.outlasts_freeze:
            return refusals.COMPLAINT_DECIDED
        decided = Decided(at=book.now(), granted=granted, grounds=grounds.strip(), order=order)
        fresh = Complaint(
            number=number,
            received=complaint.received,
            precinct=complaint.precinct,
            iin=complaint.iin,
            text=complaint.text,
            decisions=(*complaint.decisions, decided),
        )
        _put(tx, fresh)
        late = fresh.is_overdue(decided.at)
        facts: dict[str, str | int] = {"complaint": number, "granted": int(granted), "late": int(late)}
        event = enter_event(tx, decided.at, EventKind.COMPLAINT_DECIDED, order, (complaint.precinct,), facts)
    book.recorder.record("list-complaint-decided", granted=granted, late=late)
    return event


def complaints(book: ListBook, which: Which = Which.ALL) -> list[Complaint]:
    """The complaints in order of receipt."""
    now = book.now()
    with book.transaction() as tx:
        found = [_decode(data) for _, data in tx.items("complaints")]
    if which is Which.OPEN:
        return [complaint for complaint in found if not complaint.decisions]
    return [complaint for complaint in found if which is Which.ALL or complaint.is_overdue(now)]


def decision_paper(book: ListBook, number: int, signatories: Sequence[Signatory] = ()) -> DecisionPaper | Refusal:
    """The last decision on a complaint, for handing to the one who complained; refused while there is none."""
    with book.transaction() as tx:
        complaint = _complaint(tx, number)
    if complaint is None or not complaint.decisions:
        return refusals.NO_COMPLAINT
    decided = complaint.decisions[-1]
    place = book.definition.precinct(complaint.precinct)
    outcome = _OUTCOMES[decided.granted]
    fields: dict[str, Any] = {
        "received": complaint.received.isoformat(),
        "text": complaint.text,
        "outcome": f"{outcome.kk} / {outcome.ru}",
        "grounds": decided.grounds,
        "decision": decided.order.decision,
    }
    data: bytes = rfc8785.dumps(
        fields
        | {
            "article": ENTERED,
            "at": decided.at.isoformat(),
            "by": decided.order.by.value,
            "complaint": number,
            "election": str(book.definition.id),
            "granted": decided.granted,
            "kind": "complaint-decided",
            "precinct": complaint.precinct,
            "version": 1,
        }
    )
    act = CommissionAct(
        number=str(number),
        kind="complaint-decided",
        commission=Bilingual(place.name.kk, place.name.ru),
        place=Bilingual(place.address.kk, place.address.ru),
        at=decided.at,
        article=ENTERED,
        text=Bilingual(
            "Шағым түскен күні қаралды. Шешімге сотқа шағым жасауға болады.",
            "Жалоба рассмотрена в день поступления. Решение можно обжаловать в суд.",
        )
        if not complaint.is_overdue(decided.at)
        else Bilingual(
            "Шағым түскен күнінен кеш қаралды. Шешімге сотқа шағым жасауға болады.",
            "Жалоба рассмотрена позже дня поступления. Решение можно обжаловать в суд.",
        ),
        data=fields | {"received": f"{complaint.received:%Y-%m-%d %H:%M}"},
    )
    signatories = signatories or (Signatory(name=decided.order.who, office=_ON_BEHALF[decided.order.by]),)
    return DecisionPaper(data=data, pdf=act_pdf(act, definition=book.definition, data=data, signatories=signatories))


def write_decision(
    book: ListBook, number: int, folder: Path, signers: Sequence[Signer] = ()
) -> DecisionPaper | Refusal:
    """Write `decision.json`, its signatures where signers are given, and `decision.pdf`; again for another copy.

    Raises StoreError when the disk refuses.
    """
    paper = decision_paper(book, number)
    if isinstance(paper, Refusal):
        return paper
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(folder / DECISION_FILE, paper.data)
    if signers:
        write_atomically(folder / f"{DECISION_FILE}.p7s", sign_together(paper.data, signers, book.now()))
    write_atomically(folder / PAPER_FILE, paper.pdf)
    return paper


def _complaint(tx: Transaction, number: int) -> Complaint | None:
    kept = tx.get("complaints", _key(number))
    return None if kept is None else _decode(kept)


def _key(number: int) -> bytes:
    return b"%08d" % number


def _put(tx: Transaction, complaint: Complaint) -> None:
    decisions = [
        {
            "at": decided.at.isoformat(),
            "granted": decided.granted,
            "grounds": decided.grounds,
            "order": [decided.order.who, decided.order.why, decided.order.decision, decided.order.by.value],
        }
        for decided in complaint.decisions
    ]
    fields: dict[str, Any] = {
        "number": complaint.number,
        "received": complaint.received.isoformat(),
        "precinct": complaint.precinct,
        "iin": complaint.iin,
        "text": complaint.text,
        "decisions": decisions,
    }
    tx.put("complaints", _key(complaint.number), rfc8785.dumps(fields))


def _decode(data: bytes) -> Complaint:
    raw = json.loads(data)
    return Complaint(
        number=raw["number"],
        received=datetime.fromisoformat(raw["received"]),
        precinct=raw["precinct"],
        iin=raw["iin"],
        text=raw["text"],
        decisions=tuple(_decided(row) for row in raw["decisions"]),
    )


def _decided(row: dict[str, Any]) -> Decided:
    who, why, decision, by = row["order"]
    return Decided(
        at=datetime.fromisoformat(row["at"]),
        granted=row["granted"],
        grounds=row["grounds"],
        order=Order(who=who, why=why, decision=decision, by=Decider(by)),
    )
