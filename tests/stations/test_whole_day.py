"""The whole day in the browser, from the check of the keys to the written record: chair, desk, booth, card table, each
the program itself (L 50-5, 50-6, 43; R 4-20; E23-E29, E41-E43)."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from sailau.adapters.cards.tray import TRAY, Tray, slot_of
from sailau.card import CardNumber
from sailau.service.training.cards import POCKET
from sailau.service.training.place import MEMBERS_PIN, Place
from sailau.verifier.record import verify_record
from tests.stations.booth import SIZE, Voter, launch
from tests.stations.test_run import run

MILLISECONDS: Final = 90_000
MEMBERS: Final = tuple(f"member-{number}" for number in range(1, 8))
CHAIR, ISSUER = "member-1", "member-4"
MIXING: Final = ("member-1", "member-2")
DECRYPTING: Final = ("member-1", "member-2", "member-3", "member-5")
DECLINING: Final = "member-7"
ON_THE_TRAY: Final = 2
"""Fewer than the open tray should hold: the chair gives leave, at the desk (R 8)."""
DESK, TERMINAL, TABLE = map(slot_of, ("desk-1", "terminal-1", "accumulator-1"))
VOTERS: Final = 2
STATE_OPEN: Final = {"kk": "Дауыс беру жүріп жатыр", "ru": "Идёт голосование"}


@dataclass
class Chair:
    """The chair's page, and who leads the day at it."""

    page: Page

    def shows(self, *screens: str) -> None:
        """One of these screens is shown, and nothing is being done any more."""
        chosen = ", ".join(f'form[data-screen="{one}"]' for one in screens)
        expect(self.page.locator(chosen)).to_be_visible(timeout=MILLISECONDS)
        expect(self.page.locator(".busy")).to_have_count(0, timeout=MILLISECONDS)

    def press(self, do: str, screen: str = "", **typed: str) -> None:
        """Fill the form in and press; the page then shows `screen`, another moment of the day."""
        button = self.page.locator(f'button[value="{do}"]').first
        expect(button).to_be_visible(timeout=MILLISECONDS)
        for name, value in typed.items():
            self.fill(name, value)
        button.click()
        if screen:
            self.shows(screen)

    def fill(self, name: str, value: str) -> None:
        """Type into a field, or choose."""
        if name in ("kk", "ru", "pin"):
            self.page.locator(f'[name="{name}"]').fill(value)
        else:
            self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def signs_in(self, members: Sequence[str]) -> None:
        """Members sign in one after another, each with the own key and PIN."""
        for place, member in enumerate(members):
            if place:
                self.press("form:sign-in", "sign-in")
            self.page.get_by_text(member, exact=True).click()
            self.press("sign-in", pin=MEMBERS_PIN)
            expect(self.page.locator('form[data-screen="sign-in"]')).to_have_count(0, timeout=MILLISECONDS)

    def signs(self, screen: str) -> None:
        """The act is shown whole, and is signed."""
        self.shows("agree")
        assert self.page.locator(".paper dt").count() > 5, "an act is signed that was not shown"
        self.press("agree:yes", screen)


@dataclass
class Town:
    """The place, its tray, and a tab of the browser for each station."""

    place: Place
    tray: Tray
    context: BrowserContext
    address: str
    language: str

    def opens(self, station: str) -> Page:
        page = self.context.new_page()
        page.goto(f"{self.address}{self.language}/go/{station}", wait_until="commit")
        return page

    def moves(self, card: CardNumber, to: str) -> None:
        self.tray.move(card, self.tray.cards()[card], to)


@pytest.fixture(params=["kk", "ru"])
def town(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    folder, language = tmp_path / "place", str(request.param)
    with run(folder, "--from-check") as running, sync_playwright() as playwright:
        running.is_ready()
        browser = launch(playwright)
        context = browser.new_context(viewport=SIZE, has_touch=True)  # type: ignore[arg-type]
        yield Town(Place(folder), Tray(Place(folder).cards), context, running.address, language)
        browser.close()


@pytest.mark.soak
def test_the_day_goes_from_the_check_to_the_signed_protocol_in_the_browser(town: Town) -> None:
    chair = Chair(town.opens("chair"))
    if town.language == "ru":
        chair.press("speak:ru")
    morning(chair, town.language)
    table = town.opens("table")
    tray_is_loaded(town, table)
    votes(town, table)
    evening(chair, town, table)
    is_counted(chair)
    is_signed(chair)
    with ThreadPoolExecutor(1) as elsewhere:  # the browser has the loop of this thread
        report = elsewhere.submit(verify_record, town.place.records / "record").result()
    assert report.sound, [(one.code, one.text) for one in report.findings]


def morning(chair: Chair, language: str) -> None:
    """All seven prove their keys; the zero report; duties; the seal; the voting is opened."""
    chair.signs_in(MEMBERS)
    chair.press("setup:same", "possession")
    for member in MEMBERS:
        chair.press("prove", member=member, pin=MEMBERS_PIN)
        chair.shows("possession", "check")
        expect(chair.page.locator(f'input[name="member"][value="{member}"]')).to_have_count(0, timeout=MILLISECONDS)
    chair.shows("check")
    chair.press("command:check-system")
    chair.signs("duties")
    for duty in ("registers-voters", "issues-cards"):
        chair.press("duty", named=ISSUER, duty=duty)
        chair.shows("duties")
    chair.press("seal", "opening")
    chair.press("command:open-voting", "voting")
    expect(chair.page.locator(".state")).to_have_text(STATE_OPEN[language])


def tray_is_loaded(town: Town, table: Page) -> None:
    """At the card table each empty card is given a credential, one after another."""
    for number in map(CardNumber, range(1, ON_THE_TRAY + 1)):
        says(table, "ready")
        town.moves(number, TABLE)
        says(table, "loaded")
        town.moves(number, TRAY)


def says(table: Page, word: str) -> None:
    """The card table's screen has come so far."""
    expect(table.locator(f'body[data-word="{word}"]')).to_have_count(1, timeout=MILLISECONDS)


def votes(town: Town, table: Page) -> None:
    """Two voters, each with any card of the tray: admitted at the desk, alone in the booth, accepted at the table."""
    desk, booth = town.opens("desk"), town.opens("booth")
    at_desk(desk, "sign-in")
    desk.locator(f'button[value="speak:{town.language}"]').click()
    expect(desk.locator("html")).to_have_attribute("lang", town.language, timeout=MILLISECONDS)
    signs_in_at(desk, CHAIR)
    desk.locator('button[value="tray-leave"]').click(timeout=MILLISECONDS)
    expect(desk.locator('button[value="tray-leave"]')).to_have_count(0, timeout=MILLISECONDS)
    desk.locator('button[value="sign-out"]').click()
    at_desk(desk, "sign-in")
    signs_in_at(desk, ISSUER)
    for number, who in enumerate(town.place.people()[:VOTERS], start=1):
        card = CardNumber(number)
        at_desk(desk, "next")
        is_admitted(desk, who.iin)
        town.moves(card, DESK)
        at_desk(desk, "ready")
        town.moves(card, POCKET)
        town.moves(card, TERMINAL)
        seals(Voter(booth), town.language)
        town.moves(card, POCKET)
        expect(booth.locator('[data-screen="waiting"]')).to_be_visible(timeout=MILLISECONDS)
        says(table, "ready")
        town.moves(card, TABLE)
        says(table, "loaded")
        expect(table.locator("[data-count]")).to_have_text(str(number), timeout=MILLISECONDS)
        town.moves(card, TRAY)


def signs_in_at(desk: Page, member: str) -> None:
    desk.get_by_text(member, exact=True).click()
    desk.locator("input[type=password]").fill(MEMBERS_PIN)
    desk.locator('button[value="sign-in"]').click()
    at_desk(desk, "next")


def is_admitted(desk: Page, iin: str) -> None:
    """The number is typed as people do, and once more when the page was just being exchanged."""
    for _ in range(4):
        desk.locator(".scan-field").press_sequentially(iin, delay=30)
        desk.keyboard.press("Enter")
        with suppress(AssertionError):
            expect(desk.locator("form")).to_have_attribute("data-screen", "found", timeout=MILLISECONDS / 8)
            break
    at_desk(desk, "found")
    desk.locator('button[value="compare:yes"]').click()
    at_desk(desk, "put-card")


def at_desk(desk: Page, screen: str) -> None:
    expect(desk.locator("form")).to_have_attribute("data-screen", screen, timeout=MILLISECONDS)


def seals(at: Voter, language: str) -> None:
    """The first party, and nobody on the second ballot."""
    at.sees("language")
    at.touch(f"choose-language:{language}")
    at.sees("contest")
    at.touch("choose:1")
    at.touch("next")
    at.touch("next")
    at.touch("choose:0")
    at.touch("next")
    at.sees("review")
    at.touch("confirm")
    at.sees("thanks")


def evening(chair: Chair, town: Town, table: Page) -> None:
    """Closed; the terminal answers by a medium; cards come in, the rest is destroyed; all figures agree."""
    chair.press("command:close-voting", "devices")
    chair.press("medium:write")
    until((town.place.medium / "terminal-1.head.cbor").exists)
    chair.press("medium:read")
    for number in map(CardNumber, range(1, ON_THE_TRAY + 1)):
        says(table, "ready")
        town.moves(number, TABLE)
        says(table, "not-now-load-card")
        town.moves(number, POCKET)
    chair.press("command:destroy-unused")
    chair.signs("reconcile")
    chair.press("command:reconcile", "counting")


def is_counted(chair: Chair) -> None:
    """Two members mix, the quorum decrypts, each with the own share; the sums come out."""
    chair.press("command:begin-count")
    for member in MIXING:
        chair.press("mix:first", member=member)
        expect(chair.page.locator(f'input[name="member"][value="{member}"]')).to_have_count(0, timeout=MILLISECONDS)
    for member in DECRYPTING:
        chair.press("decrypt:first", member=member, pin=MEMBERS_PIN)
        expect(chair.page.locator(f'input[name="member"][value="{member}"]')).to_have_count(0, timeout=MILLISECONDS)
    chair.press("finish-count:first", "protocol")


def is_signed(chair: Chair) -> None:
    """One declines and says why; the others sign what is shown, one after another; the record is written."""
    chair.press("form:decline", "decline")
    chair.press(
        "decline", "protocol", member=DECLINING, kk="Ескертулерім қаралған жоқ.", ru="Замечания не рассмотрены."
    )
    chair.press("draw-up", "protocol")
    chair.press("protocol:show")
    for member in (one for one in MEMBERS if one != DECLINING):
        chair.press("protocol:sign", member=member)
        expect(chair.page.locator(f'input[name="member"][value="{member}"]')).to_have_count(0, timeout=MILLISECONDS)
    chair.press("record", "after")


def until(holds: Callable[[], bool]) -> None:
    """Wait for what happens outside the browser."""
    end = time.monotonic() + MILLISECONDS / 1000
    while not holds():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.05)
