"""Voter data go to the territorial commission as files and on paper, by 1 July and 1 January (M11; L 24(5))."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sailau.errors import SignatureError, StoreError
from sailau.register.events import EventKind
from sailau.register.voter import Roll
from sailau.service import lists
from sailau.service.list_book import events
from sailau.service.list_delivery import Delivered, deliver
from sailau.signing.cms import verify_detached
from sailau.signing.pdf_text import read_pdf
from sailau.signing.roles import DocumentKind
from tests.service.office import ORDER, PARTIES, SOUND, Office, done, office, refused, rows
from tests.service.test_list_handover import akim, chair, trust

__all__ = ["office"]


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    done(office.load(SOUND))
    assert isinstance(deliver(office.book, PARTIES, ORDER, tmp_path / "out", [akim()]), Delivered)
    return tmp_path / "out"


def test_the_act_names_every_file_and_the_executive_signs_it(office: Office, folder: Path) -> None:
    act = (folder / "act.json").read_bytes()
    signed = verify_detached(act, (folder / "act.json.p7s").read_bytes(), trust(office), DocumentKind.VOTER_LIST)
    assert [identity.role.value for identity in signed] == ["local_executive"]
    named = json.loads(act)["files"]
    there = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert {name: hashlib.sha256(data).hexdigest() for name, data in there.items() if "act." not in name} == named
    assert {"voters.csv", "voters.json", "paper/precinct-00007-1.pdf", "paper/precinct-00008-1.pdf"} == set(named)
    assert (json.loads(act)["voters"], json.loads(act)["due"]) == (6, "2006-01-01")
    event = events(office.book)[-1]
    assert (event.kind, event.number, event.precincts) == (EventKind.DELIVERED, json.loads(act)["event"], (7, 8))


@pytest.mark.parametrize("name", ["voters.csv", "voters.json"])
def test_what_is_delivered_is_a_sound_list_that_any_office_can_load(office: Office, folder: Path, name: str) -> None:
    roll = Roll(voting_day=office.book.voting_day, precincts=office.book.precincts)
    checked = lists.check_alone(lists.Source(path=folder / name), roll)
    assert (checked.findings.items, checked.per_precinct) == ([], {7: 3, 8: 3})
    before = lists.summary(office.book)
    done(lists.load_file(office.book, lists.Source(path=folder / name), ORDER))
    assert lists.summary(office.book) == before


def test_the_table_opens_in_a_spreadsheet(folder: Path) -> None:
    data = (folder / "voters.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert table[0][:3] == ["Р/с №", "ЖСН", "Тегі"]
    assert [row[1:6] for row in table[1:]] == [row[:5] for row in rows()[1:]]


def test_every_voter_stands_on_paper(folder: Path) -> None:
    for precinct, people in ((7, rows()[1:4]), (8, rows()[4:])):
        text = " ".join(read_pdf((folder / f"paper/precinct-{precinct:05d}-1.pdf").read_bytes()).text.split())
        for row in people:
            assert row[0] in text
            assert row[1] in text
        assert "СПИСОК ИЗБИРАТЕЛЕЙ" in text
        assert "№ 1 – 3" in text
    act = " ".join(read_pdf((folder / "act.pdf").read_bytes()).text.split())
    assert "2006-01-01" in act
    assert rows()[1][0] not in act


def test_a_long_list_is_printed_in_pieces_with_progress(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sailau.service.list_delivery.PIECE", 2)
    done(office.load(SOUND))
    seen: list[tuple[int, int]] = []
    told = deliver(office.book, PARTIES, ORDER, tmp_path / "out", on_printed=lambda n, total: seen.append((n, total)))
    assert isinstance(told, Delivered)
    assert seen == [(2, 6), (3, 6), (5, 6), (6, 6)]
    second = " ".join(read_pdf((tmp_path / "out/paper/precinct-00007-2.pdf").read_bytes()).text.split())
    assert rows()[3][0] in second
    assert rows()[1][0] not in second


def test_only_the_executive_signs_and_only_into_an_empty_folder(office: Office, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SignatureError):
        deliver(office.book, PARTIES, ORDER, tmp_path / "other", [chair()])
    before = len(events(office.book))
    with pytest.raises(StoreError, match="not empty"):
        deliver(office.book, PARTIES, ORDER, folder)
    assert len(events(office.book)) == before


def test_without_lists_or_an_order_nothing_is_delivered(office: Office, tmp_path: Path) -> None:
    assert refused(deliver(office.book, PARTIES, ORDER, tmp_path / "out")) == "no-list"
    office.clock.at += timedelta(hours=1)
    wrong = deliver(office.book, replace(PARTIES, taken_by=" "), ORDER, tmp_path / "out")
    assert refused(wrong) == "list-order-incomplete"
