"""A town for a day in the browser: a training place with every program, a tab for each station, and the steps that
people take there from the check to the record (L 50-5, 50-6, 43; R 4-20). The clock there begins at nine."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from datetime import time as hour
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from sailau.adapters.cards.tray import TRAY, Tray, slot_of
from sailau.adapters.clock import LocalClock
from sailau.card import CardNumber
from sailau.election.examples import party_and_district
from sailau.service.preparation import Prepared, prepare
from sailau.service.training import making
from sailau.service.training.cards import POCKET
from sailau.service.training.place import MEMBERS_PIN, IdentityCard, Place, Wanted, granted
from sailau.signing.authority import Validity
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from tests.stations.booth import SIZE, Voter, launch
from tests.stations.shown import key_shown
from tests.stations.test_run import run

MILLISECONDS: Final = 90_000
MEMBERS: Final = tuple(f"member-{number}" for number in range(1, 8))
CHAIR, SECRETARY, ISSUER = "member-1", "member-3", "member-4"
MIXING: Final = ("member-1", "member-2")
DECRYPTING: Final = ("member-1", "member-2", "member-3", "member-5")
DESK, TERMINAL, TABLE = map(slot_of, ("desk-1", "terminal-1", "accumulator-1"))
STATE_OPEN: Final = {"kk": "Дауыс беру жүріп жатыр", "ru": "Идёт голосование"}
MORNING: Final = hour(9)


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
            self.fill(name.replace("_", "-"), value)
        button.click()
        if screen:
            self.shows(screen)

    def fill(self, name: str, value: str) -> None:
        """Type into a field, or choose."""
        wanted = self.page.locator(f'[name="{name}"]')
        match wanted.first.get_attribute("type"):
            case "radio":
                self.page.locator(f'input[name="{name}"][value="{value}"]').check()
            case "checkbox":
                wanted.check()
            case _ if wanted.first.evaluate("one => one.tagName") == "SELECT":
                wanted.select_option(value)
            case _:
                wanted.fill(value)

    def signs_in(self, members: Sequence[str]) -> None:
        """Members sign in one after another, each with the own key and PIN."""
        for member in members:
            expect(self.page.locator("form[data-screen]")).to_be_visible(timeout=MILLISECONDS)
            if self.page.locator('form[data-screen="sign-in"]').count() == 0:
                self.press("form:sign-in", "sign-in")
            self.page.get_by_text(key_shown(member)).click()
            self.press("sign-in", pin=MEMBERS_PIN)
            expect(self.page.locator('form[data-screen="sign-in"]')).to_have_count(0, timeout=MILLISECONDS)

    def signs(self, screen: str) -> None:
        """The act is shown whole, and is signed."""
        self.shows("agree")
        assert self.page.locator(".paper dt").count() > 5, "an act is signed that was not shown"
        self.press("agree:yes", screen)

    def back_to_the_day(self, screen: str) -> None:
        """From a tab to what comes next."""
        self.press("form:", screen)

    def no_longer_offers(self, member: str) -> None:
        """A member who did what is asked of each is not offered any more."""
        offered = self.page.locator(f'input[name="member"][value="{member}"]')
        expect(offered).to_have_count(0, timeout=MILLISECONDS)


@dataclass
class Town:
    """The place, its tray, and a tab of the browser for each station, opened when somebody first goes there."""

    place: Place
    tray: Tray
    context: BrowserContext
    address: str
    language: str
    uuid: str
    pki: PrecinctPki = field(repr=False)

    def opens(self, station: str) -> Page:
        """A tab with the station."""
        page = self.context.new_page()
        page.goto(f"{self.address}{self.language}/go/{station}", wait_until="commit")
        return page

    @cached_property
    def chair(self) -> Chair:
        """The chair's station, in the town's language."""
        chair = Chair(self.opens("chair"))
        if self.language != "kk":
            chair.press(f"speak:{self.language}")
        return chair

    @cached_property
    def desk(self) -> Page:
        """The desk, with nobody signed in, in the town's language."""
        desk = self.opens("desk")
        at_desk(desk, "sign-in")
        desk.locator(f'button[value="speak:{self.language}"]').click()
        expect(desk.locator("html")).to_have_attribute("lang", self.language, timeout=MILLISECONDS)
        return desk

    @cached_property
    def booth(self) -> Page:
        """The terminal's screen."""
        return self.opens("booth")

    @cached_property
    def table(self) -> Page:
        """The accumulator's screen."""
        return self.opens("table")

    def moves(self, number: int, to: str) -> None:
        """Somebody carries a card."""
        self.tray.move(CardNumber(number), self.tray.cards()[CardNumber(number)], to)


@contextmanager
def open_town(folder: Path, language: str, wanted: Wanted = making.USUAL) -> Iterator[Town]:
    """A place as `wanted`, before the check, at nine in the morning whatever the time is here."""
    authorities: list[PrecinctPki] = []
    packages: list[Prepared] = []

    def issued(plan: PrecinctPlan, validity: Validity) -> PrecinctPki:
        authorities.append(make_training_pki(plan, validity))
        return authorities[0]

    def prepared(*given: Any, **how: Any) -> Prepared:
        packages.append(granted(prepare(*given, **how)))
        return packages[0]

    with pytest.MonkeyPatch.context() as patch:
        ahead = _ahead()
        patch.setattr(LocalClock, "now", lambda _: (datetime.now(UTC) + ahead).astimezone())
        patch.setenv("SAILAU_CLOCK_AHEAD", str(ahead.total_seconds()))
        patch.setenv("PYTHONPATH", str(Path(__file__).parent / "clock"), prepend=os.pathsep)
        patch.setattr(making, "make_training_pki", issued)
        patch.setattr(making, "prepare", prepared)
        place = making.make_place(folder, lambda _: None, wanted)
        with run(folder, "--from-check") as running, sync_playwright() as playwright:
            running.is_ready()
            browser = launch(playwright)
            context = browser.new_context(viewport=SIZE, has_touch=True)  # type: ignore[arg-type]
            uuid = packages[0].package.uuid
            yield Town(place, Tray(place.cards), context, running.address, language, uuid, authorities[0])
            browser.close()


def _ahead() -> timedelta:
    now = datetime.now(timezone(timedelta(minutes=party_and_district().rules.hours.utc_offset_minutes)))
    return datetime.combine(now.date(), MORNING, now.tzinfo) - now


def morning(town: Town) -> None:
    """All seven prove their keys; the zero report; duties; the seal; the voting is opened."""
    chair = town.chair
    chair.signs_in(MEMBERS)
    chair.press("setup:same", "possession")
    for member in MEMBERS:
        chair.press("prove", member=member, pin=MEMBERS_PIN)
        chair.shows("possession", "check")
        chair.no_longer_offers(member)
    chair.shows("check")
    chair.press("command:check-system")
    chair.signs("duties")
    for duty in ("registers-voters", "issues-cards"):
        chair.press("duty", named=ISSUER, duty=duty)
        chair.shows("duties")
    chair.press("seal", "opening")
    chair.press("command:open-voting", "voting")
    expect(chair.page.locator(".state")).to_have_text(STATE_OPEN[town.language])


def tray_is_loaded(town: Town, *cards: int) -> None:
    """At the card table each empty card is given a credential, one after another."""
    for number in cards:
        says(town.table, "ready")
        town.moves(number, TABLE)
        says(town.table, "loaded")
        town.moves(number, TRAY)


def says(table: Page, word: str) -> None:
    """The card table's screen has come so far."""
    expect(table.locator(f'body[data-word="{word}"]')).to_have_count(1, timeout=MILLISECONDS)


def desk_is_opened(town: Town) -> None:
    """The booth waits; the chair gives leave for few cards on the tray (R 8); who hands out cards signs in."""
    expect(town.booth.locator('[data-screen="waiting"]')).to_be_visible(timeout=MILLISECONDS)
    signs_in_at(town.desk, CHAIR)
    town.desk.locator('button[value="tray-leave"]').click(timeout=MILLISECONDS)
    expect(town.desk.locator('button[value="tray-leave"]')).to_have_count(0, timeout=MILLISECONDS)
    town.desk.locator('button[value="sign-out"]').click()
    at_desk(town.desk, "sign-in")
    signs_in_at(town.desk, ISSUER)


def signs_in_at(desk: Page, member: str) -> None:
    """A member signs in at the desk."""
    desk.get_by_text(key_shown(member)).click()
    desk.locator("input[type=password]").fill(MEMBERS_PIN)
    desk.locator('button[value="sign-in"]').click()
    at_desk(desk, "next")


def at_desk(desk: Page, screen: str) -> None:
    """The desk has come so far."""
    expect(desk.locator("form")).to_have_attribute("data-screen", screen, timeout=MILLISECONDS)


def comes_to_the_desk(town: Town, who: IdentityCard) -> None:
    """The number is typed as people do, and once more when the page was just being exchanged."""
    at_desk(town.desk, "next")
    for _ in range(4):
        town.desk.locator(".scan-field").press_sequentially(who.iin, delay=30)
        town.desk.keyboard.press("Enter")
        with suppress(AssertionError):
            expect(town.desk.locator("form")).to_have_attribute("data-screen", "found", timeout=MILLISECONDS / 8)
            break
    at_desk(town.desk, "found")


def is_given_a_card(town: Town, who: IdentityCard, card: int) -> None:
    """Admitted, and away from the desk with a card."""
    comes_to_the_desk(town, who)
    town.desk.locator('button[value="compare:yes"]').click()
    is_activated(town, card)


def is_activated(town: Town, card: int) -> None:
    """The card is put into the desk's reader, and taken by the voter."""
    at_desk(town.desk, "put-card")
    town.moves(card, DESK)
    at_desk(town.desk, "ready")
    town.moves(card, POCKET)


def votes(town: Town, who: IdentityCard, card: int, counted: int) -> None:
    """Admitted at the desk, alone in the booth, accepted at the table as the vote of that number."""
    is_given_a_card(town, who, card)
    votes_with(town, card, counted)


def votes_with(town: Town, card: int, counted: int) -> None:
    """A card that is in the pocket: to the booth, to the table, onto the tray, loaded anew."""
    town.moves(card, TERMINAL)
    seals(Voter(town.booth), town.language)
    leaves_the_booth(town, card)
    says(town.table, "ready")
    town.moves(card, TABLE)
    says(town.table, "loaded")
    expect(town.table.locator("[data-count]")).to_have_text(str(counted), timeout=MILLISECONDS)
    town.moves(card, TRAY)


def leaves_the_booth(town: Town, card: int) -> None:
    """The voter takes the card out; the screen waits for the next one."""
    town.moves(card, POCKET)
    expect(town.booth.locator('[data-screen="waiting"]')).to_be_visible(timeout=MILLISECONDS)


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


def tray_comes_in(town: Town, *cards: int) -> None:
    """After closing the card table takes each card of the tray back."""
    for number in cards:
        says(town.table, "ready")
        town.moves(number, TABLE)
        expect(town.table.locator('body[data-word="ready"]')).to_have_count(0, timeout=MILLISECONDS)
        expect(town.table.locator('body[data-word="taking"]')).to_have_count(0, timeout=MILLISECONDS)
        town.moves(number, POCKET)


def is_counted(chair: Chair) -> None:
    """Two members mix, the quorum decrypts, each with the own share; the sums come out."""
    chair.press("command:begin-count")
    for member in MIXING:
        chair.press("mix:first", member=member)
        chair.no_longer_offers(member)
    for member in DECRYPTING:
        chair.press("decrypt:first", member=member, pin=MEMBERS_PIN)
        chair.no_longer_offers(member)
    chair.press("finish-count:first", "protocol")


def is_signed_by(chair: Chair, *members: str) -> None:
    """What is shown is signed by one after another; the record is written."""
    chair.press("protocol:show")
    for member in members:
        chair.press("protocol:sign", member=member)
        chair.no_longer_offers(member)
    chair.press("record", "after")


def until(holds: Callable[[], bool]) -> None:
    """Wait for what happens outside the browser."""
    end = time.monotonic() + MILLISECONDS / 1000
    while not holds():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.05)
