"""The technician's real page: health of all at the table, the printer's truth, a restart with the chair (E20)."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from sailau.adapters.pin_tries import PinTries
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.station_link import StationLink
from sailau.adapters.table_link import TableLink
from sailau.cli.station import keys_in
from sailau.precinct import State
from sailau.refusal import Refusal
from sailau.service.device_health import HealthLook
from sailau.service.health_report import HealthReporter
from sailau.service.power_on import note_begin, note_end
from sailau.service.table import TableServer
from sailau.service.technician_station import TechnicianStation
from sailau.signing.keystore import new_pin, seal_signer
from sailau.stations.technician.views import technician_site
from tests.adapters.test_printing import JOB, cups
from tests.service.day import DESK, MORNING, Day, SetClock, open_day
from tests.service.test_table import HOST
from tests.service.test_technician import suspend
from tests.stations.booth import launch
from tests.stations.shown import key_shown

CHAIR, TECHNICIAN = "member-1", "technician"
SECONDS = 20_000


@dataclass
class Seat:
    """The technician's page, the day behind it, and the computer's program, which may end and begin anew."""

    day: Day
    page: Page
    pins: dict[str, str]
    folder: Path

    def sign_in(self, who: str) -> None:
        self.page.get_by_text(key_shown(who)).click()
        self.page.locator("input[type=password]").fill(self.pins[who])
        self.press("sign-in")

    def press(self, value: str) -> None:
        self.page.locator(f'button[value="{value}"]').click()

    def shows(self, screen: str, name: str = "") -> None:
        expect(self.page.locator("form")).to_have_attribute("data-screen", screen, timeout=SECONDS)
        if folder := os.environ.get("SAILAU_PICTURES"):
            self.page.evaluate("document.fonts.ready")
            language = self.page.locator("html").get_attribute("lang")
            self.page.screenshot(path=str(Path(folder) / f"technician-{name or screen}-{language}.png"))

    def tile(self, name: str, standing: str) -> None:
        expect(self.page.locator(f".tile-{standing}", has_text=name)).to_be_visible(timeout=SECONDS)


@contextmanager
def computer(day: Day) -> Iterator[Callable[[], int]]:
    """The precinct computer's program, started anew in its place when it was asked to; gives its port."""
    port, stop, ready = [0], threading.Event(), threading.Event()

    def serve() -> None:
        while not stop.is_set():
            with TableServer(day.precinct, HOST, port[0]) as server:
                port[0] = server.port
                note_begin(day.precinct)
                ready.set()
                server.serve(stop.is_set)
                note_end(day.precinct)
            if day.precinct.restart_asked:
                day.restart()

    thread = threading.Thread(target=serve)
    thread.start()
    assert ready.wait(10)
    try:
        yield lambda: port[0]
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    with open_day(tmp_path) as day, computer(day) as port, sync_playwright() as playwright:
        pins = {name: new_pin() for name in (CHAIR, TECHNICIAN)}
        keys = tmp_path / "keys"
        keys.mkdir()
        for name, pin in pins.items():
            (keys / f"{name}.p12").write_bytes(seal_signer(day.installed.pki.signers[name], pin, name))

        def linked() -> TableLink | Refusal:
            return TableLink.open(HOST, port(), day.installed.pki.signers[DESK], MORNING)

        def connect() -> StationLink | Refusal:
            link = linked()
            return link if isinstance(link, Refusal) else StationLink(link)

        def test_page() -> Path:
            (tmp_path / "page.txt").write_text("Sailau")
            return tmp_path / "page.txt"

        station = TechnicianStation(
            DESK,
            connect,
            lambda: keys_in(keys, PinTries(keys)),
            printer=cups(tmp_path / "cups", going=JOB.format(why="job-printing")),
            test_page=test_page,
        )
        site, stop = technician_site(station), threading.Event()
        clock = SetClock(day.clock.now())
        with RecorderFile(keys / "recorder.jsonl", DESK, clock) as recorder, site.serve() as served:
            look = HealthLook(keys, day.clock, recorder, lambda: "found")
            thread = threading.Thread(target=station.run, args=(recorder, stop.is_set))
            thread.start()
            browser = launch(playwright)
            try:
                with HealthReporter(linked, look.look, every=1.0).reporting():
                    page = browser.new_page(viewport={"width": 1280, "height": 800})
                    page.goto(served.address + site.entrance(), wait_until="commit")
                    yield Seat(day, page, pins, tmp_path)
            finally:
                browser.close()
                stop.set()
                thread.join()


def test_the_technician_sees_every_device_and_what_became_of_the_test_page(seat: Seat) -> None:
    seat.shows("sign-in")
    seat.sign_in(TECHNICIAN)
    seat.shows("health")
    seat.tile("1-тіркеу үстелі", "good")
    seat.tile("1-терминал", "unknown")
    seat.press("print")
    expect(seat.page.get_by_text("Сынақ беті әлі басылып шыққан жоқ")).to_be_visible(timeout=SECONDS)
    cups(seat.folder / "cups", ended=JOB.format(why="aborted-by-system"))
    seat.tile("Сынақ беті басылмады", "bad")
    for language in ("kk", "ru", "en"):
        seat.press(f"speak:{language}")
        expect(seat.page.locator("html")).to_have_attribute("lang", language, timeout=SECONDS)
        seat.shows("health", "health-told")
        assert seat.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_decided_restart_is_carried_out_with_the_chair_beside_and_voting_goes_on(seat: Seat) -> None:
    seat.sign_in(TECHNICIAN)
    seat.shows("health")
    decided = threading.Thread(target=suspend, args=(seat.day,))  # its own thread: here Playwright's loop runs
    decided.start()
    decided.join()
    seat.press("open:restart")
    seat.shows("restart")
    expect(seat.page.get_by_text("Қуат үзілді.")).to_be_visible(timeout=SECONDS)
    assert seat.page.locator('button[value="restart"]').count() == 0
    seat.shows("restart", "restart-alone")
    seat.sign_in(CHAIR)
    seat.shows("restart")
    seat.press("restart")
    expect(seat.page.locator('button.go[value="resume"]')).to_be_visible(timeout=SECONDS)
    seat.shows("restart", "restart-done")
    seat.press("resume")
    expect(seat.page.locator(".state.on")).to_be_visible(timeout=SECONDS)
    assert seat.day.precinct.state is State.OPEN
    assert "power-on-unplanned" not in seat.day.events("precinct-computer")
