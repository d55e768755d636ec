"""Whoever finds an error in the own entry complains, and the commission decides on that day (M16; L 26(4))."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sailau.refusal import Refusal
from sailau.register.events import Decider, EventKind
from sailau.service.list_book import events
from sailau.service.list_complaints import (
    Complaint,
    DecisionPaper,
    Which,
    complain,
    complaints,
    decide_complaint,
    decision_paper,
    write_decision,
)
from sailau.signing.cms import verify_detached
from sailau.signing.pdf_text import read_pdf
from sailau.signing.roles import DocumentKind
from tests.service.office import COMMISSION, COURT, ORDER, SOUND, Office, details, done, office, refused, rows
from tests.service.test_list_handover import pki, trust

__all__ = ["office"]

TEXT = "Менің мекенжайым қате жазылған: Абай көшесі, 3 емес, 5."
CLERK = "Б. Омарова, хатшы"


def entered(office: Office, iin: str | None = None, precinct: int | None = None) -> Complaint:
    found = complain(office.book, iin or rows()[1][0], TEXT, who=CLERK, precinct=precinct)
    assert isinstance(found, Complaint), found
    return found


@pytest.fixture(autouse=True)
def loaded(office: Office) -> None:
    done(office.load(SOUND))
    office.days_before(10, 9)


def test_a_complaint_is_entered_with_its_time_and_its_precinct(office: Office) -> None:
    found = entered(office)
    assert (found.number, found.precinct, found.received, found.text) == (1, 7, office.book.now(), TEXT)
    assert complaints(office.book) == [found]
    told = events(office.book, 7)[-1]
    assert (told.kind, told.order.who, dict(told.facts)) == (EventKind.COMPLAINED, CLERK, {"complaint": 1})


def test_who_was_left_out_says_of_which_precinct(office: Office) -> None:
    assert refused(complain(office.book, details().iin, TEXT, who=CLERK)) == "complaint-of-no-precinct"
    assert refused(complain(office.book, details().iin, TEXT, who=CLERK, precinct=9)) == "no-list"
    assert entered(office, details().iin, precinct=8).precinct == 8


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2_001])
def test_a_complaint_has_a_text(office: Office, text: str) -> None:
    assert refused(complain(office.book, rows()[1][0], text, who=CLERK)) == "complaint-text"
    assert complaints(office.book) == []


def test_the_commission_decides_once_and_a_court_after_it(office: Office) -> None:
    entered(office)
    office.days_before(10, 17)
    assert refused(decide_complaint(office.book, 1, ORDER, granted=True, grounds="x")) == "complaint-is-commissions"
    assert refused(decide_complaint(office.book, 2, COMMISSION, granted=True, grounds="x")) == "no-complaint"
    assert refused(decide_complaint(office.book, 1, COMMISSION, granted=True, grounds=" ")) == "complaint-text"
    event = done(decide_complaint(office.book, 1, COMMISSION, granted=False, grounds="құжатта солай"))
    assert (event.kind, event.order) == (EventKind.COMPLAINT_DECIDED, COMMISSION)
    assert dict(event.facts) == {"complaint": 1, "granted": 0, "late": 0}
    assert refused(decide_complaint(office.book, 1, COMMISSION, granted=True, grounds="x")) == "complaint-decided"
    done(decide_complaint(office.book, 1, COURT, granted=True, grounds="сот шешімі"))
    (found,) = complaints(office.book)
    assert [decided.granted for decided in found.decisions] == [False, True]
    assert complaints(office.book, Which.OPEN) == complaints(office.book, Which.OVERDUE) == []


def test_what_was_not_decided_on_its_day_is_overdue_and_stays_so(office: Office) -> None:
    entered(office)
    office.days_before(10, 23, 59)
    assert complaints(office.book, Which.OVERDUE) == []
    office.days_before(9, 0, 0)
    assert [c.number for c in complaints(office.book, Which.OVERDUE)] == [1]
    event = done(decide_complaint(office.book, 1, COMMISSION, granted=True, grounds="түзетіледі"))
    assert dict(event.facts)["late"] == 1
    assert [c.number for c in complaints(office.book, Which.OVERDUE)] == [1]
    assert complaints(office.book, Which.OPEN) == []


def test_who_complained_gets_the_decision_on_paper(office: Office) -> None:
    entered(office)
    assert refused(decision_paper(office.book, 1)) == "no-complaint"
    done(decide_complaint(office.book, 1, COMMISSION, granted=False, grounds="Құжатта 3-үй деп тұр."))
    paper = decision_paper(office.book, 1)
    assert isinstance(paper, DecisionPaper)
    assert paper == decision_paper(office.book, 1)
    fields = json.loads(paper.data)
    assert (fields["granted"], fields["text"], fields["grounds"]) == (False, TEXT, "Құжатта 3-үй деп тұр.")
    text = " ".join(read_pdf(paper.pdf).text.split())
    for part in ("шағым қабылданбады", "в жалобе отказано", "Құжатта 3-үй деп тұр.", "ст. 26, п. 4"):
        assert part in text
    assert rows()[1][0] not in text


def test_the_decision_is_signed_by_members_of_the_commission(office: Office, tmp_path: Path) -> None:
    entered(office)
    assert refused(write_decision(office.book, 1, tmp_path / "out")) == "no-complaint"
    assert not (tmp_path / "out").exists()
    done(decide_complaint(office.book, 1, COMMISSION, granted=True, grounds="түзетіледі"))
    write_decision(office.book, 1, tmp_path / "out", pki().members[:2])
    data, signature = ((tmp_path / "out" / name).read_bytes() for name in ("decision.json", "decision.json.p7s"))
    signed = verify_detached(data, signature, trust(office), DocumentKind.ACT)
    assert [identity.holder.member for identity in signed] == [1, 2]
    assert read_pdf((tmp_path / "out" / "decision.pdf").read_bytes()).attachments == {"1-complaint-decided.json": data}


def test_a_granted_complaint_is_carried_out_by_a_change_with_the_decision_as_its_order(office: Office) -> None:
    """A decision changes no list by itself; the desk of the complaint is not the desk of the list."""
    entered(office)
    before = [event.kind for event in events(office.book)]
    done(decide_complaint(office.book, 1, replace(COURT, by=Decider.HIGHER), granted=True, grounds="түзетіледі"))
    assert [event.kind for event in events(office.book)][len(before) :] == [EventKind.COMPLAINT_DECIDED]


def test_neither_events_nor_recorder_nor_disk_say_whose_a_complaint_is(office: Office) -> None:
    entered(office)
    office.clock.at += timedelta(hours=1)
    done(decide_complaint(office.book, 1, COMMISSION, granted=True, grounds="Құжатта солай тұр"))
    told = json.dumps([event.as_json(with_voter=True) for event in events(office.book)], ensure_ascii=False)
    kept = b"".join(p.read_bytes() for p in office.folder.rglob("*") if p.is_file() and p.suffix != ".csv")
    for secret in (rows()[1][0], TEXT, "Құжатта солай тұр"):
        assert secret not in told
        assert secret.encode() not in kept
    assert secret not in repr(complaints(office.book))
    codes = [json.loads(line)["event"] for line in (office.folder / "register.jsonl").read_bytes().splitlines()]
    assert codes[-2:] == ["list-complaint-entered", "list-complaint-decided"]


def test_a_wrong_number_is_told_before_anything_is_kept(office: Office) -> None:
    found = complain(office.book, "12345", TEXT, who=CLERK)
    assert isinstance(found, Refusal)
    assert found.code == "iin-not-twelve-digits"
    assert complaints(office.book) == []
