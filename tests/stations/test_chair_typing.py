"""What is typed at the chair's page while the day goes on around it: it stays, or it is forgotten, never mistaken."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from sailau.service.chair_station import ChairStation
from sailau.service.people_at_station import KeyOffered
from sailau.stations.chair.views import chair_site
from tests.service.day import Day
from tests.stations.booth import launch
from tests.stations.shown import key_shown
from tests.stations.test_chair_present import CHAIR, SECRETARY, _opened, at_the_chairs_station, sign_in

SOON = 20_000
PIN = "2718"


@pytest.fixture
def typing(tmp_path: Path) -> Iterator[tuple[ChairStation, Page]]:
    """A chair has signed in; another chose a key out of two and typed the PIN, and has not pressed yet."""
    with at_the_chairs_station(tmp_path) as (day, station):
        station.keys = lambda: (_key(day, CHAIR), _key(day, SECRETARY))
        sign_in(day, station, CHAIR)
        station.open_form("sign-in")
        site = chair_site(station)
        with site.serve() as served, sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(served.address + site.entrance(), wait_until="commit")
            page.get_by_label(key_shown(SECRETARY)).check(timeout=SOON)
            page.locator("input[type=password]").press_sequentially(PIN)
            yield station, page
            browser.close()


def _key(day: Day, member: str) -> KeyOffered:
    return KeyOffered(name=member, open=partial(_opened, day.installed.pki.signers[member]))


def test_what_is_typed_stays_when_the_page_is_exchanged_as_a_whole(typing: tuple[ChairStation, Page]) -> None:
    station, page = typing
    expect(page.locator(".tabs")).to_have_count(1)
    station.sign_out(CHAIR)  # with nobody signed in the tabs go: not parts are exchanged but the page
    expect(page.locator(".tabs")).to_have_count(0, timeout=SOON)
    expect(page.locator("input[type=password]")).to_have_value(PIN)
    expect(page.locator("input[type=password]")).to_be_focused()
    expect(page.get_by_label(key_shown(SECRETARY))).to_be_checked()


def test_a_pin_is_forgotten_with_the_key_that_it_was_typed_for(typing: tuple[ChairStation, Page]) -> None:
    station, page = typing
    chair = station.keys()[0]
    station.keys = lambda: (chair, KeyOffered(name="member-7", open=chair.open))
    station.speak("ru")
    expect(page.locator("html")).to_have_attribute("lang", "ru", timeout=SOON)
    expect(page.get_by_label(key_shown(SECRETARY))).to_have_count(0)
    expect(page.locator("input[type=password]")).to_have_value("")
    expect(page.locator("input[name=key]:checked")).to_have_count(0)


def test_nobody_is_chosen_before_somebody_chooses(typing: tuple[ChairStation, Page]) -> None:
    _, page = typing
    page.reload()
    expect(page.locator("input[name=key]")).to_have_count(2, timeout=SOON)
    expect(page.locator("input[name=key]:checked")).to_have_count(0)
