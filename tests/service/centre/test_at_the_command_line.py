"""`sailau commission` as people type it: decide, fix, announce, sign, complain, repeat, publish."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.cli.main import main
from sailau.election.definition import parse_draft
from sailau.election.nouns import Definition
from sailau.signing.authority import Signer
from sailau.signing.keystore import seal_signer
from tests.commission.country import country, everybody
from tests.service.centre.sitting import TickingClock, commission, people
from tests.service.centre.stores import Store
from tests.service.centre.test_notices import decisive

PIN = "24681357"
NAMED = ("--reason-kk", "Өтініш", "--reason-ru", "Заявление")


@dataclass
class Desk:
    """A commission's folder, keys in files, and what the command says."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def centre(self) -> str:
        return str(self.folder / "centre")

    def key(self, name: str, signer: Signer) -> tuple[str, ...]:
        path, pin = self.folder / f"{name}.p12", self.folder / "pin"
        path.write_bytes(seal_signer(signer, PIN, name))
        pin.write_text(PIN)
        return ("--sign", str(path), "--pin-file", str(pin))

    def said(self, *words: str, code: int = 0) -> Any:
        assert main(["commission", *words, "--json"]) == code
        told = self.capsys.readouterr()
        return json.loads(told.out) if told.out else told.err

    def told(self, *words: str, code: int = 0) -> str:
        assert main(["commission", *words]) == code
        return self.capsys.readouterr().err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("sailau.signing.keystore.DERIVATION_ROUNDS", 1_000)  # test keys guard nothing
    # the evening of the invented election, whenever the test runs
    monkeypatch.setattr("sailau.service.centre.centre.LocalClock", TickingClock)
    return Desk(tmp_path, capsys)


@pytest.fixture
def definition() -> Definition:
    return country(mixed=frozenset())


def test_decision_is_shown_then_taken_and_stands_among_the_papers(
    desk: Desk, definition: Definition, store: Store
) -> None:
    with commission(desk.folder / "centre", store, everybody(definition), definition):
        pass
    central = desk.key("central", people(definition).central)
    void = ("decide", desk.centre, "precinct-void", "--precinct", "4", *NAMED, *central)
    shown = desk.said(*void, "--show", "--lang", "ru")
    assert [one["precinct"] for one in shown["precincts"]] == [4]
    assert desk.said(*void[:5], *NAMED, "--by", "central", "--show", "--lang", "ru") == shown  # nobody's key is needed
    assert desk.said("papers", desk.centre)["papers"] == []
    assert main(["commission", *void]) == 2  # nobody to ask, and no --yes
    assert "--show" in desk.capsys.readouterr().err
    assert desk.said(*void, "--yes")["entered"] is True
    told = desk.told("decide", desk.centre, "cancellation", "--number", "9", *NAMED, *central, "--lang", "en", code=1)
    assert "L 20(6)" in told
    [paper] = desk.said("papers", desk.centre)["papers"]
    assert (paper["paper"], paper["kind"]) == ("decision", "precinct_void")


def test_totals_are_fixed_and_the_district_signs_its_summary(desk: Desk, definition: Definition, sqlite: Store) -> None:
    with commission(desk.folder / "centre", sqlite, everybody(definition)[:5], definition):
        pass
    who = people(definition)
    central = desk.key("central", who.central)
    rows = {row["district"]: row for row in desk.said("fix", desk.centre, "--list")["districts"]}
    assert rows["district-4"]["open"] == [6]
    assert [row["district"] for row in desk.said("fix", desk.centre, *central)["districts"]] == ["district-3"]
    refused = desk.said("fix", desk.centre, "--district", "district-4", *central, code=1)
    assert refused["districts"][0]["refused"] == "unit-not-complete"
    secretary = desk.folder / "secretary.pem"
    secretary.write_bytes(who.secretary.certificate.public_bytes(Encoding.PEM))
    table = ("notice", desk.centre, "summary-table", "--unit", "district:district-3", "--with", str(secretary))
    drawn = desk.said(*table, *desk.key("chair", who.chair))
    assert (drawn["notice"], drawn["waits_for"]) == (2, ["member-2"])
    assert desk.said("sign", desk.centre, "notice", "2", *desk.key("secretary", who.secretary))["waits_for"] == []
    assert main(["commission", "notice", desk.centre, "results", "--unit", "planet:earth", *central]) == 2
    assert "oblast:NAME" in desk.capsys.readouterr().err


def test_calendar_tells_what_is_done_what_is_to_come_and_what_is_late(
    desk: Desk, definition: Definition, store: Store
) -> None:
    with commission(desk.folder / "centre", store, everybody(definition)[:5], definition):
        pass
    rows = {row["what"]: row for row in desk.said("calendar", desk.centre)["calendar"]}
    assert rows["district_table"]["waits_for"] == ["republic", "district-3", "district-4"]
    assert rows["list_protocols"]["waits_for"] == ["6"]
    assert rows["published-mazhilis_list"]["waits_for"] == ["party-list"]
    assert not any(row["late"] for row in rows.values())
    TickingClock.later = timedelta(days=3)
    try:
        rows = {row["what"]: row for row in desk.said("calendar", desk.centre, code=1)["calendar"]}
    finally:
        TickingClock.later = timedelta()
    assert [what for what, row in rows.items() if row["late"]] == ["preliminary", "list_protocols"]
    assert rows["recorders"]["from"] == "2027-11-23T00:00"


def test_complaint_runs_from_its_filing_to_the_decision(desk: Desk, definition: Definition, store: Store) -> None:
    with commission(desk.folder / "centre", store, [], definition):
        pass
    late = ("complain", desk.centre, "file", "--by", "Ахметов", "--against", "2026-11-10T20:00", "--text", "қате")
    assert "L 20(6)" in desk.told(*late, "--evidence", "көшірме", code=1)
    assert desk.said("complain", desk.centre, "list") == {"complaints": []}
    filing = ("file", "--by", "Ахметов", "--against", "2026-11-22T21:00", "--precinct", "3", "--text", "қате саналды")
    [filed] = desk.said("complain", desk.centre, *filing, "--evidence", "көшірме")["complaints"]
    assert (filed["number"], filed["state"], filed["due"]["what"]) == (1, "open", "decision")
    [asked] = desk.said("complain", desk.centre, "check", "1", "--by", "прокуратура")["complaints"]
    assert (asked["state"], asked["due"]["article"]) == ("checking", "L 48(3)")
    desk.said("complain", desk.centre, "answer", "1", "--text", "бұзушылық жоқ")
    [ended] = desk.said("complain", desk.centre, "decide", "1", "--text", "негізсіз", "--rejected")["complaints"]
    assert (ended["state"], ended["due"]) == ("decided", None)
    assert main(["commission", "complain", desk.centre, "decide", "1", "--text", "жоқ"]) == 2
    assert "--upheld or --rejected" in desk.capsys.readouterr().err


def test_repeat_vote_becomes_a_draft_that_the_election_commands_read(
    desk: Desk, definition: Definition, store: Store
) -> None:
    with commission(desk.folder / "centre", store, everybody(definition), definition):
        pass
    draft = desk.folder / "draft.json"
    words = ("repeat", desk.centre, "vote", "--id", "repeat", "--day", "2027-01-17", "--decided", "2026-12-01")
    made = desk.said(*words, "--out", str(draft))
    again = parse_draft(draft.read_bytes(), "draft.json")
    assert [str(contest.id) for contest in again.contests] == made["contests"]
    assert all(len(contest.answers) == 2 for contest in again.contests)
    assert main(["commission", *words, "--out", str(draft)]) == 2
    assert "is there already" in desk.capsys.readouterr().err


def test_what_was_elected_at_once_is_not_repeated(desk: Desk, definition: Definition, store: Store) -> None:
    with commission(desk.folder / "centre", store, decisive(definition), definition):
        pass
    draft = str(desk.folder / "draft.json")
    words = ("repeat", desk.centre, "vote", "--id", "repeat", "--day", "2027-01-17", "--decided", "2026-12-01")
    assert desk.said(*words, "--out", draft, code=1)["refused"] == "nothing-to-repeat"
