"""A newcomer's polling place: `sailau run` in a process of its own, Chromium, every station; ended by its word,
by a kill, by a closed window; nothing is left running (L 50-5; R 6-12; E3)."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from sailau.adapters.one_at_a_time import holder
from sailau.service.training.place import MEMBERS_PIN, IdentityCard, Place
from tests.stations.booth import SIZE, Voter, launch
from tests.stations.shown import key_shown

SAILAU = (sys.executable, "-m", "sailau.cli.main", "run")
SECONDS = 90.0
MILLISECONDS = 30_000
PROGRAMS = 12
"""Six recorders, the precinct computer, desk, stations of chair and technician, terminal, accumulator."""
ISSUER = "member-4"


@dataclass
class Run:
    """A running place: its process, its start page."""

    process: "subprocess.Popen[str]"
    address: str
    pid: int

    def programs(self) -> set[int]:
        """The ids of the programs that it has started."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return {int(word) for word in children.read_text().split()}

    def is_ready(self) -> None:
        """Wait until it says so."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("· Ready\n"):
                return
        raise AssertionError("it ended before it was ready")


@contextmanager
def run(folder: Path, *more: str) -> Iterator[Run]:
    """`sailau run` without a standard input; whatever happens here, it is ended."""
    words = ["sh", "-c", 'exec "$@" <&-', "sh", *SAILAU, "--precinct", str(folder), "--port", "0", *more]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Run(process, process.stdout.readline().strip(), process.pid)
        finally:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=SECONDS)


def ends(running: Run, programs: set[int]) -> None:
    """The place and all its programs have ended; one that nobody has buried yet counts as ended."""
    until = time.monotonic() + SECONDS
    while running.process.poll() is None or any(map(lives, programs)):
        assert time.monotonic() < until, f"left running: {[pid for pid in programs if lives(pid)]}"
        time.sleep(0.1)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@dataclass
class Newcomer:
    """Somebody with a browser, a tab for each place."""

    context: BrowserContext
    address: str

    def __post_init__(self) -> None:
        self.cards = self.context.new_page()

    def opens(self, station: str) -> Page:
        page = self.context.new_page()
        page.goto(f"{self.address}ru/go/{station}", wait_until="commit")
        return page

    def carries(self, number: int, to: str) -> None:
        self.cards.goto(f"{self.address}ru/cards")
        self.cards.locator(f'[data-card="{number}"]').tap()
        self.cards.locator(f'button[value="{to}"]').tap()
        expect(self.cards.locator(f'[data-place="{to}"] [data-card="{number}"]')).to_be_visible(timeout=MILLISECONDS)


def test_newcomer_admits_a_voter_votes_hands_the_card_over_and_nothing_is_left_running(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    with run(folder) as running, sync_playwright() as playwright:
        with urllib.request.urlopen(running.address, timeout=30) as answer:
            assert (answer.status, answer.url) == (200, running.address)
            assert "Оқу учаскесі" in answer.read().decode()
        running.is_ready()
        programs = running.programs()
        assert len(programs) == PROGRAMS
        browser = launch(playwright)
        context = browser.new_context(viewport=SIZE, has_touch=True, locale="ru-RU")  # type: ignore[arg-type]
        _votes(Newcomer(context, running.address), Place(folder).people()[0])
        context.close()
        second = browser.new_context(locale="kk-KZ")
        page = second.new_page()
        page.goto(f"{running.address}kk/go/booth")
        expect(page.get_by_text("Бұл орын басқа шолғышта ашық")).to_be_visible()
        page.goto(running.address)
        expect(page.get_by_text("Тұтас сайлау учаскесі осы машинада")).to_be_visible()
        browser.close()
        _is_stopped_by_its_word(running, folder)
        assert not any(map(lives, programs))
    _killed_it_takes_all_with_it(folder)
    _closed_window_ends_it(folder)


def _votes(newcomer: Newcomer, who: IdentityCard) -> None:
    desk, booth, table = (newcomer.opens(station) for station in ("desk", "booth", "table"))
    _is_admitted(newcomer, desk, who)
    newcomer.carries(5, "desk")
    _shows(desk, "ready")
    newcomer.carries(5, "pocket")
    _shows(desk, "next")
    newcomer.carries(5, "booth")
    seal = _seals(Voter(booth))
    newcomer.carries(5, "pocket")
    expect(booth.locator('[data-screen="waiting"]')).to_be_visible(timeout=MILLISECONDS)
    newcomer.carries(5, "table")
    expect(table.get_by_text("Принято").first).to_be_visible(timeout=MILLISECONDS)
    board = newcomer.opens("board")
    expect(board.get_by_text("1 = 1 + 0 + 0")).to_be_visible(timeout=MILLISECONDS)
    assert len(seal.replace(" ", "")) == 12
    assert who.surname not in board.content(), "the board knows no voter"


def _is_admitted(newcomer: Newcomer, desk: Page, who: IdentityCard) -> None:
    _shows(desk, "sign-in")
    desk.get_by_text(key_shown(ISSUER)).click()
    desk.locator("input[type=password]").fill(MEMBERS_PIN)
    desk.locator('button[value="sign-in"]').click()
    _shows(desk, "next")
    _types(desk, who.iin)
    expect(desk.get_by_text(who.surname, exact=True)).to_be_visible()
    desk.locator('button[value="compare:yes"]').click()
    _shows(desk, "put-card")


def _types(desk: Page, iin: str) -> None:
    """Type it as people do, and once more when the page was just being exchanged."""
    for _ in range(4):
        desk.locator(".scan-field").press_sequentially(iin, delay=40)
        desk.keyboard.press("Enter")
        with suppress(AssertionError):
            expect(desk.locator("form")).to_have_attribute("data-screen", "found", timeout=MILLISECONDS / 4)
            return
    _shows(desk, "found")


def _shows(desk: Page, screen: str) -> None:
    expect(desk.locator("form")).to_have_attribute("data-screen", screen, timeout=MILLISECONDS)


def _seals(at: Voter) -> str:
    """Vote for the first party, and for nobody on the second ballot; the seal number."""
    at.sees("language")
    at.touch("choose-language:ru")
    at.sees("contest")
    at.touch("choose:1")
    at.sees_chosen("choose:1")
    at.touch("next")
    at.touch("next")
    at.touch("choose:0")
    at.sees_chosen("choose:0")
    at.touch("next")
    at.sees("review")
    at.touch("confirm")
    at.sees("thanks")
    return at.seal_number()


def _killed_it_takes_all_with_it(folder: Path) -> None:
    """The same place again; killed outright while its programs start, none of them lives on."""
    with run(folder) as running:
        until = time.monotonic() + SECONDS
        while not (programs := running.programs()):
            assert time.monotonic() < until
            time.sleep(0.05)
        running.process.kill()
        ends(running, programs)


def _is_stopped_by_its_word(running: Run, folder: Path) -> None:
    """A second one over the same place says where the first answers; `--stop` ends it and waits."""
    again = subprocess.run([*SAILAU, "--precinct", str(folder)], capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert f"it runs already at {running.address}" in again.stderr
    stop = [*SAILAU, "--stop", "--precinct", str(folder)]
    assert subprocess.run(stop, capture_output=True, check=False).returncode == 0
    assert running.process.wait(10) == 0
    nothing = subprocess.run(stop, capture_output=True, text=True, check=False)
    assert (nothing.returncode, "Nothing is running" in nothing.stdout) == (0, True)


def _closed_window_ends_it(folder: Path) -> None:
    """Its terminal goes away, and the program that has the session, as `make`, keeps the signal to itself."""
    try:
        window, terminal = os.openpty()
    except OSError as error:
        pytest.skip(f"all but the closed window was tried: this machine gives no terminal: {error.strerror}")
    shell = ["setsid", "--ctty", "sh", "-c", 'trap : HUP; "$@" </dev/null', "sh"]
    words = [*shell, *SAILAU, "--precinct", str(folder), "--port", "0"]
    ignored = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup a closed window means nothing
    try:
        process = subprocess.Popen(words, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGHUP, ignored)
    with process:
        os.close(terminal)
        assert process.stdout is not None
        process.stdout.readline()
        found = holder(folder.with_name("place.lock"))
        assert found is not None
        running = Run(process, found.address, found.pid)
        until = time.monotonic() + SECONDS
        while not (programs := running.programs()):
            assert time.monotonic() < until
            time.sleep(0.05)
        os.close(window)
        ends(running, {found.pid, *programs})
        process.communicate(timeout=SECONDS)


def test_address_in_use_and_a_folder_of_something_else_say_so(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("not to be lost")
    foreign = subprocess.run(
        [*SAILAU, "--port", "0", "--precinct", str(tmp_path / "mine")], capture_output=True, text=True, check=False
    )
    assert foreign.returncode == 2
    assert "is not a training place" in foreign.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = [*SAILAU, "--port", port, "--precinct", str(tmp_path / "other")]
        answer = subprocess.run(words, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert f"port {port} of this machine cannot be listened on" in answer.stderr
    assert not (tmp_path / "other").exists()
