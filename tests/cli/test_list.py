"""`sailau list`: dry run, load, change, own entry, act; no voter in arguments or reports (M8-M10, M13, M16)."""

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.cli import list_desk, list_papers
from sailau.cli.main import main
from sailau.election.definition import canonical
from sailau.election.nouns import Definition
from sailau.service import list_book
from sailau.signing.authority import around
from sailau.signing.keystore import seal_signer
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from tests.adapters.lists.broken import csv_of
from tests.service.office import CHEAP, ORDER, details, rows, two_precincts

ORDER_WORDS = ["--who", ORDER.who, "--why", ORDER.why, "--decision", ORDER.decision]


class BeforeTheDay:
    """A clock forty days before the voting day, or as many as `days` says."""

    days = 40

    def __init__(self, definition: Definition) -> None:
        self._at = datetime.combine(definition.date, datetime.min.time(), UTC) - timedelta(days=self.days)

    def now(self) -> datetime:
        return self._at


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with definition, password, a sound file and a book."""
    definition = two_precincts()
    for module in (list_desk, list_papers):
        monkeypatch.setattr(module, "MachineClock", lambda: BeforeTheDay(definition))
    (tmp_path / "definition.json").write_bytes(canonical(definition))
    (tmp_path / "password").write_text("a long password\n")
    (tmp_path / "list.csv").write_bytes(csv_of(rows()).encode())
    list_book.create_book(tmp_path / "book", b"a long password", canonical(definition), CHEAP)
    return tmp_path


def run(office: Path, *words: str) -> int:
    place = ["--register", str(office / "book"), "--password-file", str(office / "password")]
    return main(["list", *words, *place])


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_sound_file_is_checked_loaded_shown_and_undone(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(office / "list.csv")
    assert run(office, "check", file, "--json") == 0
    assert told(capsys)["sound"] is True
    assert run(office, "load", file, *ORDER_WORDS, "--json") == 0
    (event,) = told(capsys)["events"]
    assert (event["kind"], event["who"], event["decision"]) == ("loaded", ORDER.who, ORDER.decision)
    assert run(office, "show", "--json") == 0
    assert [(row["precinct"], row["voters"]) for row in told(capsys)["lists"]] == [(7, 3), (8, 3)]
    assert run(office, "undo", *ORDER_WORDS, "--json") == 0
    assert run(office, "show", "--events", "--language", "ru") == 0
    assert "загрузка отменена" in capsys.readouterr().err


def test_a_file_is_checked_without_a_book(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["list", "check", str(office / "list.csv"), "--election", str(office / "definition.json")]
    assert main(words) == 0
    assert "Жарамды" in capsys.readouterr().err
    assert main(words[:3]) == 2


@pytest.mark.parametrize(
    ("language", "said"), [("kk", "бақылау цифры"), ("ru", "Контрольная цифра"), ("en", "check digit")]
)
def test_a_defect_is_told_with_row_column_reason_and_advice(
    office: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    spoilt = rows()
    spoilt[2][0] = spoilt[2][0][:-1] + str((int(spoilt[2][0][-1]) + 1) % 10)
    (office / "spoilt.csv").write_bytes(csv_of(spoilt).encode())
    assert run(office, "load", str(office / "spoilt.csv"), *ORDER_WORDS, "--language", language) == 1
    err = capsys.readouterr().err
    assert said in err
    assert "[iin-check-digit] spoilt.csv" in err
    assert spoilt[2][0] not in err
    assert spoilt[2][1] not in err
    assert run(office, "check", str(office / "spoilt.csv"), "--json", "--language", language) == 1
    (finding,) = told(capsys)["findings"]
    assert (finding["row"], finding["column"], finding["code"]) == (3, "ЖСН", "iin-check-digit")
    assert finding["what_to_do"]


def test_own_entry_is_asked_by_the_standard_input(
    office: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(office, "load", str(office / "list.csv"), *ORDER_WORDS)
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.StringIO(rows()[2][0] + "\n"))
    assert run(office, "show", "--own", "--language", "ru") == 1
    assert "19.11.2005" in capsys.readouterr().err
    monkeypatch.setattr(BeforeTheDay, "days", 15)
    monkeypatch.setattr(sys, "stdin", io.StringIO(rows()[2][0] + "\n"))
    assert run(office, "show", "--own", "--json") == 0
    shown = told(capsys)
    assert [shown[field] for field in ("surname", "name", "patronymic", "birth_date")] == rows()[2][1:5]
    monkeypatch.setattr(sys, "stdin", io.StringIO(details().iin))
    assert run(office, "show", "--own", "--language", "en") == 1
    assert "not on this precinct's list" in capsys.readouterr().err


def test_an_entry_is_added_moved_and_removed(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(office, "load", str(office / "list.csv"), *ORDER_WORDS)
    fields = ("iin", "surname", "name", "patronymic", "birth_date", "address")
    entry = {field: getattr(details(), field) for field in fields}
    (office / "entry.json").write_text(json.dumps(entry, ensure_ascii=False))
    at = ["--precinct", "7", *ORDER_WORDS]
    assert run(office, "change", "add", *at, "--entry", str(office / "entry.json")) == 0
    request = ["--request", "өтініш № 5", "--received", "2005-10-20"]
    assert run(office, "change", "move", *at, "--number", "4", "--to", "8", *request[:2]) == 2
    assert run(office, "change", "move", *at, "--number", "4", "--to", "8", *request) == 0
    assert run(office, "change", "remove", *at, "--number", "4") == 1
    assert run(office, "change", "remove", *at) == 2
    assert run(office, "change", "add", *at) == 2
    capsys.readouterr()
    assert run(office, "show", "--events", "--precinct", "8", "--json") == 0
    events = told(capsys)["events"]
    assert [event["kind"] for event in events] == ["loaded", "moved"]
    assert events[1]["facts"]["request"] == "өтініш № 5"
    assert entry["iin"] not in json.dumps(events)
    assert run(office, "show", "--events", "--language", "ru") == 0
    assert "заявление: өтініш № 5, получено 2005-10-20" in capsys.readouterr().err
    assert run(office, "undo", "--event", "3", *ORDER_WORDS) == 0
    assert run(office, "undo", "--event", "3", *ORDER_WORDS) == 1


def test_list_and_act_are_handed_over_signed_and_judged(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(office, "load", str(office / "list.csv"), *ORDER_WORDS)
    commission = str(two_precincts().precinct(7).commission)
    plan = PrecinctPlan(election=str(two_precincts().id), precinct=commission, territory="territory", members=3)
    now = datetime.now(UTC)
    pki = make_training_pki(plan, around(now, before=timedelta(days=9000), after=timedelta(days=30)))
    (office / "pin").write_text("12345678\n")
    (office / "root.pem").write_bytes(pki.root.certificate.public_bytes(Encoding.PEM))
    for name in ("local-executive", "member-1"):
        (office / f"{name}.p12").write_bytes(seal_signer(pki.signers[name], "12345678", name))
    capsys.readouterr()
    parties = ["--given-by", "Ә. Қасымов", "--taken-by", "Б. Омарова", "--out", str(office / "out"), "--precinct", "7"]
    pin = ["--pin-file", str(office / "pin")]
    akim, chair = (["--sign", str(office / f"{name}.p12")] for name in ("local-executive", "member-1"))
    assert run(office, "hand-over", *parties, *ORDER_WORDS, *akim, *pin, "--json") == 0
    assert told(capsys)["act"]["voters"] == 3
    judge = ["list", "verify", str(office / "out"), "--root", str(office / "root.pem"), "--election", plan.election]
    assert main(judge) == 2
    assert "at least 2" in capsys.readouterr().err
    assert main(["list", "sign", str(office / "out"), *chair, *pin]) == 0
    assert main([*judge, "--commission", commission, "--language", "ru"]) == 0
    assert "Список и акт в порядке: участок 7, избирателей 3" in capsys.readouterr().err
    assert main([*judge, "--commission", "another"]) == 2


def test_voter_data_are_delivered(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(office, "load", str(office / "list.csv"), *ORDER_WORDS)
    capsys.readouterr()
    parties = ["--given-by", "Ә. Қасымов", "--taken-by", "С. Ли", "--out", str(office / "out")]
    assert run(office, "deliver", *parties, *ORDER_WORDS, "--language", "ru") == 0
    assert "срок 2006-01-01" in capsys.readouterr().err
    assert run(office, "deliver", *parties, *ORDER_WORDS) == 2


def test_a_complaint_is_taken_read_and_decided(
    office: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(office, "load", str(office / "list.csv"), *ORDER_WORDS)
    (office / "text").write_text("Мекенжайым қате.")
    (office / "grounds").write_text("Құжатта солай.")
    monkeypatch.setattr(sys, "stdin", io.StringIO(rows()[1][0] + "\n"))
    assert run(office, "complain", "--text", str(office / "text"), "--who", "хатшы") == 0
    capsys.readouterr()
    assert run(office, "complaints", "--which", "open", "--json") == 0
    (complaint,) = told(capsys)["complaints"]
    assert (complaint["number"], complaint["precinct"], complaint["decided"]) == (1, 7, None)
    assert run(office, "complaints", "--read", "1") == 0
    assert "Мекенжайым қате." in capsys.readouterr().err
    words = ["--number", "1", "--reject", "--grounds", str(office / "grounds"), "--out", str(office / "decision")]
    assert run(office, "decide", *words, *ORDER_WORDS) == 1
    assert not (office / "decision").exists()
    assert run(office, "decide", *words, *ORDER_WORDS, "--by", "precinct") == 0
    assert (office / "decision" / "decision.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((office / "decision" / "decision.json").read_bytes())["grounds"] == "Құжатта солай."


def test_who_is_ill_asks_to_vote_at_home(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(office, "load", str(office / "list.csv"), *ORDER_WORDS)
    for words, code in ((["--written"], 1), (["--reason", "ill"], 1), (["--reason", "ill", "--written"], 0)):
        monkeypatch.setattr(sys, "stdin", io.StringIO(rows()[1][0] + "\n"))
        assert run(office, "home", "ask", *words, *ORDER_WORDS) == code
    assert run(office, "home", "file", *ORDER_WORDS) == 2
    assert run(office, "home", "file", *ORDER_WORDS, "--precinct", "7", "--out", str(office / "home.json")) == 0
    (application,) = json.loads((office / "home.json").read_bytes())["applications"]
    assert (application["iin"], application["reason"]) == (rows()[1][0], "health")


def test_a_wrong_password_and_a_missing_book_are_misuse(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "password").write_text("another password\n")
    assert run(office, "show") == 2
    assert "password" in capsys.readouterr().err
    assert main(["list", "show", "--register", str(office / "no"), "--password-file", str(office / "password")]) == 2


def test_help_reads_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--help"]) == 0
    text = capsys.readouterr().out
    first = ("new", "check", "load", "change", "undo", "show", "hand-over", "sign", "verify", "deliver")
    assert all(f"sailau list {verb} " in text for verb in (*first, "complain", "decide", "complaints", "home"))


@pytest.mark.parametrize("verb", ["load", "change", "hand-over", "verify", "decide", "home"])
def test_every_argument_of_a_verb_is_explained(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", verb, "--help"]) == 0
    text = capsys.readouterr().out
    lines = text[text.index("options:") :].splitlines()
    bare = [line for line in lines if line.startswith("  --") and len(line.split("  ", 2)) < 3]
    followed = [lines[lines.index(line) + 1].startswith("      ") for line in bare]
    assert all(followed), bare
