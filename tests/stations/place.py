"""A polling place for the screens: an open precinct on disk, cards in a tray, devices as processes of their own.

Admission and loading are done by the use cases in this process, as at the desk; the terminal, the portable device, the
precinct computer and the accumulator are the programs themselves, on machines whose clock stands at the voting day.
"""

import atexit
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any

import pytest

from sailau.accumulator.decisions import rebuild_ballot
from sailau.adapters.cards import FileCard, Tray
from sailau.adapters.cards.tray import slot_of
from sailau.card import CardContent, CardNumber, CardSlot, Loaded, read_card
from sailau.election.examples import president_2005
from sailau.election.nouns import Definition
from sailau.formats.v1.ballot import tracker
from sailau.service import accumulator, desk
from sailau.service.enrolment import certify_request, enrol, open_device
from sailau.service.installation import install_precinct
from sailau.service.precinct import Precinct
from sailau.service.sealed_password import SealedPassword, draw_password
from sailau.signing.authority import around
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from sailau.signing.roles import Role
from tests.service import day as days
from tests.service.day import DESK, ISSUER, LIGHT, MORNING, TABLE, Day, SetClock

PIN = b"604913"
YEARS = around(MORNING, before=timedelta(days=60), after=timedelta(days=365 * 60))
"""Good until today: TLS asks the machine's own clock."""
TERMINAL = "terminal-1"
IN_TERMINAL, AT_TABLE = slot_of(TERMINAL), slot_of(TABLE)
COMMISSION = "precinct-25"
AT_TIME, HEADLESS = "tests.stations.at_time", "tests.stations.headless"
"""Machines that a device's program runs on: with a clock that was set; and with a screen that nobody sees."""
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Place:
    """The polling place. The precinct's stores are open here until `close`, and again after `reopen`."""

    folder: Path
    tray: Tray
    day: Day
    password: bytes

    def admitted(self, number: int) -> int:
        """Voter `number` is admitted and has the card of that number, activated, in the pocket."""
        card = self.card(number)
        assert isinstance(accumulator.load_card(self.day.precinct, card, accumulator=TABLE), Loaded)
        done = desk.admit(self.day.precinct, self.day.voter(number), card, desk=DESK, member=ISSUER)
        assert isinstance(done, desk.Admitted), done
        self.move(number, "pocket/voter")
        return number

    def card(self, number: int) -> CardSlot:
        """The card, wherever it lies."""
        where = self.tray.cards()[CardNumber(number)]
        return FileCard(self.tray.path(CardNumber(number), where))

    def content(self, number: int) -> CardContent:
        """What stands on the card."""
        return read_card(self.card(number))

    def move(self, number: int, to: str) -> None:
        """Carry the card from where it lies to another place."""
        self.tray.move(CardNumber(number), self.tray.cards()[CardNumber(number)], to)

    def close(self) -> None:
        """The desk is done; the stores are free for `sailau table`."""
        self.day.precinct.close()

    def reopen(self) -> Precinct:
        """The precinct's stores again, to look into the box."""
        self.day.precinct = Precinct.open(self.folder / "computer", self.password, self.day.clock)
        return self.day.precinct

    def trackers(self, ballots: Iterable[bytes]) -> list[str]:
        """The trackers of ballots, worked out from their bytes."""
        return [tracker(rebuild_ballot(ballot, self.day.precinct.rules).payload) for ballot in ballots]

    @contextmanager
    def process(self, *words: str, machine: str = AT_TIME) -> "Iterator[tuple[IO[str], subprocess.Popen[str]]]":
        """`sailau` with these words at the precinct's time, until SIGTERM, which it obeys with 0 and silence."""
        now = self.day.clock.now().isoformat()
        argv = [sys.executable, "-m", machine, now, *words, "--json"]
        with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            try:
                yield running.stdout, running
            except BaseException:
                running.kill()
                raise
            if running.poll() is None:
                running.send_signal(signal.SIGTERM)
            said = running.communicate(timeout=60)[1]
        assert (running.returncode, said) == (0, "")

    def kiosk(self, kind: str, device: str, *more: str) -> list[str]:
        """The words that start the kiosk of `device`."""
        words = [kind, "--folder", str(self.folder / device), "--password-file", str(self.folder / "password")]
        return [*words, "--no-screen", *more]

    def terminal(self, *more: str, cards: str = "") -> list[str]:
        """The words that start the terminal over the tray."""
        return self.kiosk("terminal", TERMINAL, "--cards", cards or f"tray:{self.tray.folder}", *more)

    def table(self) -> list[str]:
        """The words that start the precinct computer's box process."""
        words = ["table", "--folder", str(self.folder / "computer"), "--listen", "127.0.0.1:0"]
        carried = ["--certificates", str(self.folder / "to-carry")]
        return [*words, "--password-file", str(self.folder / "password"), *carried]

    def accumulator(self, port: int) -> list[str]:
        """The words that start the accumulator over the tray."""
        words = ["accumulator", "--folder", str(self.folder / TABLE), "--cards", f"tray:{self.tray.folder}"]
        words += ["--table", f"127.0.0.1:{port}", "--pin-file", str(self.folder / "pin"), "--mode", "take"]
        return [*words, "--certificates", str(self.folder / "to-carry" / f"{TABLE}.pem")]


def next_line(printed: IO[str]) -> dict[str, Any]:
    """The next line of JSON that a process prints."""
    text = printed.readline()
    assert text, "the process said nothing and ended"
    line: dict[str, Any] = json.loads(text)
    return line


Ballot = Callable[..., Definition]


@dataclass(frozen=True)
class _Installed:
    """A precinct as it was installed: once a run for each ballot; every place is a copy."""

    folder: Path
    made: days.Installed
    password: SealedPassword
    morning: datetime


@cache
def _installed(ballot: Ballot) -> _Installed:
    folder = Path(mkdtemp(prefix="sailau-place-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    password = draw_password()
    definition = ballot(voters=days.VOTERS, terminals=2)
    morning = datetime.combine(definition.date, MORNING.timetz())
    plan = PrecinctPlan(election=str(definition.id), precinct=COMMISSION, territory="almaty-city")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(days, "authorities", lambda: make_training_pki(plan, YEARS))
        patch.setattr(days, "president_2005", ballot)
        patch.setattr(days, "MORNING", morning)
        patch.setattr(days, "PASSWORD", password.secret)
        patch.setattr(days, "CARDS", 30)
        made = days.install(folder)
    _give_the_accumulator_a_key(folder, made, plan.election, password.secret)
    (folder / "password").write_text(" ".join(password.shown))
    (folder / "pin").write_bytes(PIN)
    return _Installed(folder, made, password, morning)


@contextmanager
def open_place(folder: Path, cards: int, ballot: Ballot = president_2005) -> Iterator[Place]:
    """A precinct at seven o'clock with an accumulator of its own key, and cards 1 to `cards` in the tray."""
    source = _installed(ballot)
    shutil.copytree(source.folder, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(days, "MORNING", source.morning)
        patch.setattr(days, "PASSWORD", source.password.secret)
        clock = SetClock(source.morning)
        day = Day(source.made, folder, clock, Precinct.open(folder / "computer", source.password.secret, clock))
        tray = Tray.make(folder / "cards", [CardNumber(number) for number in range(1, cards + 1)])
        try:
            day.open_voting()
            yield Place(folder, tray, day, source.password.secret)
        finally:
            day.stop()


def _give_the_accumulator_a_key(folder: Path, made: days.Installed, election: str, password: bytes) -> None:
    enrol(folder / TABLE, TABLE, Role.ACCUMULATOR, "SN-7", PIN, election=election, commission=COMMISSION, cost=LIGHT)
    request = (folder / TABLE / "request.json").read_bytes()
    territorial = made.pki.territorial
    certified = certify_request(territorial, request, validity=YEARS, election=election, commission=COMMISSION)
    signer = open_device(folder / TABLE, PIN, certified.certificate, certified.chain).signer  # type: ignore[union-attr]
    package = replace(made.prepared.package, stations={**made.prepared.package.stations, TABLE: signer})
    for path in (folder / "computer").glob("*"):
        if path.is_file():
            path.unlink()
    install_precinct(folder / "computer", package, made.setup, password, cost=LIGHT)
