"""`sailau table` and `sailau accumulator` as real processes: a card is moved in the tray, a ballot is in the box."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from urllib.request import urlopen

import pytest

from sailau.adapters.cards import FileCard, Tray
from sailau.card import CardNumber, Loaded, Voted, Wiped, read_card
from sailau.cli.main import main
from sailau.service import opening
from sailau.service.day_summary import day_summary
from sailau.service.enrolment import certify_request, enrol, open_device
from sailau.service.installation import install_precinct
from sailau.service.precinct import Precinct
from sailau.service.sealed_password import draw_password
from sailau.signing.authority import around
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import Role
from tests.service import day as days
from tests.service.day import LIGHT, MORNING, TABLE, Day, SetClock, recorded

PIN = b"604913"
AT_TABLE = f"slot-{TABLE}"
YEARS = around(MORNING, before=timedelta(days=60), after=timedelta(days=365 * 60))


@dataclass
class World:
    """An open precinct on disk, its accumulator's folder, the sealed password in a file, cards in a tray."""

    folder: Path
    tray: Tray
    day: Day

    @property
    def computer(self) -> Path:
        return self.folder / "computer"


def authorities() -> PrecinctPki:
    """As the days' own, but good until today: the processes read the machine's clock."""
    plan = PrecinctPlan(election="president-2005-example", precinct="precinct-25", territory="almaty-city")
    return make_training_pki(plan, YEARS)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    password = draw_password()
    monkeypatch.setattr(days, "authorities", authorities)
    monkeypatch.setattr(days, "PASSWORD", password.secret)
    monkeypatch.setattr(days, "CARDS", 30)
    made = days.install(tmp_path)
    enrol(
        tmp_path / TABLE,
        TABLE,
        Role.ACCUMULATOR,
        "SN-7",
        PIN,
        election="president-2005-example",
        commission="precinct-25",
        cost=LIGHT,
    )
    request = (tmp_path / TABLE / "request.json").read_bytes()
    where = {"election": "president-2005-example", "commission": "precinct-25"}
    certified = certify_request(made.pki.territorial, request, validity=YEARS, **where)  # type: ignore[arg-type]
    signer = open_device(tmp_path / TABLE, PIN, certified.certificate, certified.chain).signer  # type: ignore[union-attr]
    package = replace(made.prepared.package, stations={**made.prepared.package.stations, TABLE: signer})
    again = tmp_path / "computer"
    for path in again.glob("*"):
        if path.is_file():
            path.unlink()
    install_precinct(again, package, made.setup, password.secret, cost=LIGHT)
    (tmp_path / "password").write_text(" ".join(password.shown))
    (tmp_path / "pin").write_bytes(PIN)
    clock = SetClock(MORNING)
    day = Day(made, tmp_path, clock, Precinct.open(again, password.secret, clock))
    try:
        yield World(tmp_path, Tray.make(tmp_path / "cards", [CardNumber(1), CardNumber(2)]), day)
    finally:
        day.stop()


@contextmanager
def process(*words: str) -> Iterator[IO[str]]:
    """`sailau` with these words, until SIGTERM, which it must obey with 0; yields what it prints."""
    argv = [sys.executable, "-m", "sailau.cli.main", *words, "--json"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stderr is not None
        try:
            yield running.stdout
        finally:
            running.send_signal(signal.SIGTERM)
            said = running.communicate(timeout=60)[1]
        assert (running.returncode, said) == (0, "")


def next_line(printed: IO[str]) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(printed.readline())
    return line


def table(world: World) -> list[str]:
    words = ["table", "--folder", str(world.computer), "--listen", "127.0.0.1:0"]
    return [*words, "--password-file", str(world.folder / "password"), "--certificates", str(world.folder / "to-carry")]


def accumulator(world: World, port: int, mode: str) -> list[str]:
    words = ["accumulator", "--folder", str(world.folder / TABLE), "--cards", f"tray:{world.tray.folder}"]
    words += ["--table", f"127.0.0.1:{port}", "--pin-file", str(world.folder / "pin"), "--mode", mode]
    return [*words, "--certificates", str(world.folder / "to-carry" / f"{TABLE}.pem")]


def test_cards_are_loaded_and_a_ballot_is_accepted_by_processes_of_their_own(world: World) -> None:
    day, tray = world.day, world.tray
    day.open_voting()
    day.precinct.close()
    card = FileCard(tray.path(CardNumber(1), "pocket/voter"))
    with ExitStack() as running:
        port = next_line(running.enter_context(process(*table(world))))["port"]
        with process(*accumulator(world, port, "load")) as said:
            assert next_line(said)["word"] == "ready"
            tray.move(CardNumber(1), "tray", AT_TABLE)
            assert next_line(said)["word"] == "loaded"
            tray.move(CardNumber(1), AT_TABLE, "pocket/voter")
    assert isinstance(read_card(card), Loaded)

    day.precinct = Precinct.open(world.computer, days.PASSWORD, day.clock)
    day.cards[1] = card  # type: ignore[assignment]
    day.loaded.add(1)
    day.vote(day.admitted(1, 1))
    day.precinct.close()
    assert isinstance(read_card(card), Voted)
    with ExitStack() as accumulating:
        with ExitStack() as running:
            ready = next_line(running.enter_context(process(*table(world), "--board", "0")))
            port = ready["port"]
            with urlopen(ready["board"], timeout=30) as board:  # the page stays open as long as the table is up
                assert "№ 25 учаске" in board.read1(2_000).decode(errors="replace")
            said = accumulating.enter_context(process(*accumulator(world, port, "take")))
            assert next_line(said)["ru"] == "Вставьте карточку"
            tray.move(CardNumber(1), "pocket/voter", AT_TABLE)
            assert next_line(said) == {"word": "accepted", "kk": "Қабылданды", "ru": "Принято", "en": "Accepted"}
            tray.move(CardNumber(2), "tray", AT_TABLE)
            assert next_line(said)["word"] == "card-unreadable", "two cards lie in the slot"
        tray.move(CardNumber(2), AT_TABLE, "tray")
        assert next_line(said)["word"] == "link-lost", "the precinct computer was stopped"
    assert isinstance(read_card(FileCard(tray.path(CardNumber(1), AT_TABLE))), Wiped)
    day.precinct = Precinct.open(world.computer, days.PASSWORD, day.clock)
    assert len(day.table("box", "ballots")) == day.counts()["accepted"] == 1
    names = recorded(world.folder / TABLE / "recorder.jsonl", TABLE)
    assert names.count("device-started") == names.count("device-stopped") == 2


def test_a_card_that_comes_back_after_closing_is_taken_and_not_loaded_again(world: World) -> None:
    day, tray = world.day, world.tray
    day.open_voting()
    day.precinct.close()
    mode = "both"
    with process(*table(world)) as ready, process(*accumulator(world, next_line(ready)["port"], mode)) as said:
        assert next_line(said)["word"] == "ready"
        tray.move(CardNumber(1), "tray", AT_TABLE)
        assert [next_line(said)["word"] for _ in range(2)] == ["returned", "loaded"], "the day goes on"
        tray.move(CardNumber(1), AT_TABLE, "tray")
    day.precinct = Precinct.open(world.computer, days.PASSWORD, day.clock)
    day.clock.at = MORNING.replace(hour=20, minute=1)
    assert opening.close_voting(day.precinct) is None
    day.precinct.close()
    with process(*table(world)) as ready, process(*accumulator(world, next_line(ready)["port"], mode)) as said:
        assert next_line(said)["word"] == "ready"
        for number in (1, 2):
            tray.move(CardNumber(number), "tray", AT_TABLE)
            assert next_line(said)["word"] == "returned"
            tray.move(CardNumber(number), AT_TABLE, "tray")
    with Precinct.open(world.computer, days.PASSWORD, day.clock) as precinct:
        assert not day_summary(precinct).cards_out


def test_what_cannot_be_started_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "password").write_text("seven seals")
    words = ["table", "--folder", str(tmp_path), "--password-file", str(tmp_path / "password")]
    assert main([*words, "--listen", "127.0.0.1:0"]) == 1
    assert "The password has 8 words" in capsys.readouterr().err
    assert main([*words, "--listen", "somewhere"]) == 2
    assert "an address is HOST:PORT" in capsys.readouterr().err
