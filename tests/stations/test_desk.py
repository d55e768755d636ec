"""A voter is admitted at a desk's real page: scanned, compared, a card of the tray activated (R 6-9; E29, C10-C12)."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from sailau.adapters.cards import FileCard, Tray
from sailau.adapters.cards.tray import TrayReader, slot_of
from sailau.adapters.pin_tries import PinTries
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.station_link import StationLink
from sailau.adapters.table_link import TableLink
from sailau.card import Activated, CardNumber, Loaded, read_card
from sailau.cli.station import keys_in
from sailau.refusal import Refusal
from sailau.service import accumulator
from sailau.service.desk_station import DeskStation
from sailau.signing.keystore import new_pin, seal_signer
from sailau.stations.desk.views import desk_site
from tests.service.day import DESK, ISSUER, MORNING, TABLE, Day, SetClock, open_day
from tests.service.test_table import HOST, serving
from tests.stations.booth import launch
from tests.stations.shown import key_shown

CHAIR = "member-1"


@dataclass
class Desk:
    """A running desk, its page, its cards in a tray; members' PINs by name."""

    day: Day
    page: Page
    tray: Tray
    pins: dict[str, str]

    def put_in(self, number: int) -> None:
        self.tray.move(CardNumber(number), self.tray.cards()[CardNumber(number)], slot_of(DESK))

    def take_out(self, number: int) -> None:
        self.tray.move(CardNumber(number), slot_of(DESK), "pocket/voter")

    def card(self, number: int) -> FileCard:
        return FileCard(self.tray.path(CardNumber(number), self.tray.cards()[CardNumber(number)]))

    def sign_in(self, member: str = ISSUER) -> None:
        self.page.get_by_text(key_shown(member)).click()
        self.page.locator("input[type=password]").fill(self.pins[member])
        self.press("sign-in")

    def scan(self, digits: str) -> None:
        self.page.locator(".scan-field").fill(digits)
        self.page.keyboard.press("Enter")

    def press(self, value: str) -> None:
        self.page.locator(f'button[value="{value}"]').click()

    def shows(self, screen: str) -> None:
        expect(self.page.locator("form")).to_have_attribute("data-screen", screen, timeout=20_000)
        self.page.wait_for_load_state("domcontentloaded", timeout=20_000)  # the page's script is there
        if folder := os.environ.get("SAILAU_PICTURES"):
            name = f"desk-{screen}-{self.page.locator('html').get_attribute('lang')}.png"
            self.page.screenshot(path=str(Path(folder) / name))


@contextmanager
def running(day: Day, tray: Tray, folder: Path, port: int) -> Iterator[Callable[[], str]]:
    """The desk in a thread of its own; gives the address by which a browser comes in."""

    def connect() -> StationLink | Refusal:
        link = TableLink.open(HOST, port, day.installed.pki.signers[DESK], MORNING)
        return link if isinstance(link, Refusal) else StationLink(link)

    desk, stop = DeskStation(DESK, connect, lambda: keys_in(folder, PinTries(folder))), threading.Event()
    site = desk_site(desk)
    with RecorderFile(folder / "recorder.jsonl", DESK, SetClock(MORNING)) as recorder, site.serve() as served:
        thread = threading.Thread(target=desk.run, args=(TrayReader(tray, DESK), recorder, stop.is_set))
        thread.start()
        try:
            yield lambda: served.address + site.entrance()
        finally:
            stop.set()
            thread.join()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_day(tmp_path) as day, serving(day) as port, sync_playwright() as playwright:
        browser = launch(playwright)
        pins = {member: new_pin() for member in (ISSUER, CHAIR)}
        keys = tmp_path / "keys"
        keys.mkdir()
        for member, pin in pins.items():
            (keys / f"{member}.p12").write_bytes(seal_signer(day.installed.pki.signers[member], pin, member))
        tray = Tray.make(tmp_path / "cards", [CardNumber(number) for number in (1, 2)])
        for number in (1, 2):
            card = FileCard(tray.path(CardNumber(number), "tray"))
            assert isinstance(accumulator.load_card(day.precinct, card, accumulator=TABLE), Loaded)
        with running(day, tray, keys, port) as entrance:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(entrance(), wait_until="commit")
            yield Desk(day, page, tray, pins)
            browser.close()


def test_voter_is_scanned_compared_admitted_and_gets_an_activated_card(desk: Desk) -> None:
    desk.shows("sign-in")
    desk.sign_in()
    desk.shows("next")
    desk.scan(desk.day.voter(3).iin.digits)
    desk.shows("found")
    expect(desk.page.get_by_text(desk.day.voter(3).surname)).to_be_visible()
    desk.press("compare:yes")
    desk.shows("put-card")
    desk.put_in(1)
    desk.shows("ready")
    assert isinstance(read_card(desk.card(1)), Activated)
    desk.take_out(1)
    desk.shows("next")
    desk.scan(desk.day.voter(3).iin.digits)
    desk.shows("found")
    expect(desk.page.get_by_text("Бұл сайлаушы бүгін жіберілген")).to_be_visible()


def test_a_wrong_number_and_a_document_that_differs_say_why_and_admit_nobody(desk: Desk) -> None:
    desk.sign_in()
    desk.shows("next")
    desk.scan("123456789012")
    desk.shows("refused")
    desk.press("speak:ru")
    expect(desk.page.locator("html")).to_have_attribute("lang", "ru")
    desk.shows("refused")
    desk.page.locator(".scan-field").press_sequentially(desk.day.voter(4).surname[:4], delay=60)
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("form")).to_have_attribute("data-screen", re.compile("found|several"), timeout=20_000)
    if desk.page.locator("form").get_attribute("data-screen") == "several":
        desk.shows("several")
        desk.press("pick:4")
    desk.shows("found")
    desk.press("compare:no")
    desk.shows("refused")
    expect(desk.page.get_by_text("(R 7)")).to_be_visible()
    assert desk.day.counts().get(f"issued:{ISSUER}") is None


def test_helper_whom_the_law_bars_is_refused_and_a_trusted_person_goes_along(desk: Desk) -> None:
    desk.sign_in()
    desk.shows("next")
    for helper, screen in (("observer", "refused"), ("trusted person", "ready")):
        desk.scan(desk.day.voter(5).iin.digits)
        desk.shows("found")
        desk.press("ask-helper")
        desk.shows("helper")
        desk.page.locator("input[name=helper-name]").fill("Сейітова Айша")
        desk.press(f"helper:{helper}")
        desk.shows("found")
        desk.press("compare:yes")
        if helper == "observer":
            desk.shows("put-card")
            desk.put_in(1)
        desk.shows(screen)
        if helper == "observer":
            desk.press("next")
            desk.shows("next")


def test_chair_signs_in_and_hands_out_nothing_and_a_wrong_pin_says_so(desk: Desk) -> None:
    desk.page.get_by_text(key_shown(CHAIR)).click()
    desk.page.locator("input[type=password]").fill("000000")
    desk.press("sign-in")
    expect(desk.page.get_by_text("PIN қате")).to_be_visible(timeout=20_000)
    desk.sign_in(CHAIR)
    desk.shows("next")
    desk.scan(desk.day.voter(6).iin.digits)
    desk.shows("found")
    desk.put_in(1)
    desk.press("compare:yes")
    desk.shows("refused")
    assert isinstance(read_card(desk.card(1)), Loaded)


def test_member_signs_out_and_nothing_of_the_voter_stays_on_the_screen(desk: Desk) -> None:
    desk.sign_in()
    desk.shows("next")
    desk.scan(desk.day.voter(7).iin.digits)
    desk.shows("found")
    desk.press("compare:yes")
    desk.shows("put-card")
    desk.put_in(2)
    desk.shows("ready")
    desk.take_out(2)
    desk.shows("next")
    desk.press("sign-out")
    desk.shows("sign-in")
    expect(desk.page.get_by_text(desk.day.voter(7).surname)).to_have_count(0)


def test_what_changes_at_the_desk_leaves_a_scan_that_has_begun_in_the_field(desk: Desk) -> None:
    desk.sign_in()
    desk.shows("next")
    digits = desk.day.voter(8).iin.digits
    desk.page.locator(".scan-field").press_sequentially(digits[:5], delay=5)
    shown = desk.page.locator("form").get_attribute("data-number")
    desk.put_in(1)
    expect(desk.page.locator("form")).not_to_have_attribute("data-number", shown or "", timeout=20_000)
    desk.page.keyboard.type(digits[5:], delay=5)
    expect(desk.page.locator(".scan-field")).to_have_value(digits)
    desk.page.keyboard.press("Enter")
    desk.shows("found")
