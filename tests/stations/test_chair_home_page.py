"""The chair's tab of voting at home, clicked through in a browser: application, tour out, lost by act, a stranger."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from sailau.checkin.state import AppliedForHome
from sailau.checkin.voters import VoterNumber
from sailau.service.acts import acts
from sailau.service.desk import standing_of
from sailau.service.list_requests import ask_district
from sailau.service.tours import tour_row
from sailau.stations.chair.views import chair_site
from tests.service.day import DESK, MORNING
from tests.stations.booth import launch
from tests.stations.test_chair_home import STRANGER
from tests.stations.test_chair_present import CHAIR, SECRETARY, at_the_chairs_station, sign_in

SOON = 30_000


@pytest.mark.soak
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_voting_at_home_is_led_by_hand(language: str, tmp_path: Path) -> None:
    with at_the_chairs_station(tmp_path) as (day, station):
        day.clock.at = MORNING.replace(hour=10)
        ask_district(day.precinct, STRANGER.digits, "Сейітова", "Айша", "", "Абай көшесі, 7", desk=DESK)
        sign_in(day, station, CHAIR, SECRETARY)
        station.compare_setup(same=True)
        station.speak(language)
        site = chair_site(station)
        with site.serve() as served, sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(served.address + site.entrance(), wait_until="commit")
            press(page, "form:home")
            _applies(page, day.voter(3).iin.digits)
            assert standing_of(day.precinct, VoterNumber(3)) == AppliedForHome()
            _the_device_is_sent_and_does_not_come_back(page)
            _the_stranger_is_added(page)
            if folder := os.environ.get("SAILAU_PICTURES"):
                page.screenshot(path=f"{folder}/chair-home-{language}.png")
            browser.close()
        row = tour_row(day.precinct, 1)
        assert row is not None and row.members == ("member-5", "member-6")
        assert [one.act.kind for one in acts(day.precinct)][-2:] == ["tour_lost", "list_decision"]
        assert day.precinct.voters.by_iin(STRANGER) is not None


def _applies(page: Page, digits: str) -> None:
    """A voter's application comes before noon: found by IIN, its reason said, marked in the list."""
    press(page, "home:apply")
    page.locator("[name=iin]").fill(digits, timeout=SOON)
    press(page, "home:do:find")
    page.locator("input[name=reason][value=health]").check(timeout=SOON)
    press(page, "home:do:apply:3")
    expect(page.locator("section.home .lists li")).to_have_count(1, timeout=SOON)


def _the_device_is_sent_and_does_not_come_back(page: Page) -> None:
    press(page, "home:send")
    for member in ("member-5", "member-6"):
        page.locator(f"input[name='goes:{member}']").check(timeout=SOON)
    press(page, "home:do:send")
    press(page, "home:do:lose:1")
    expect(page.locator("form")).to_have_attribute("data-screen", "agree", timeout=SOON)
    press(page, "agree:yes")
    expect(page.locator(".notice.good")).to_be_visible(timeout=SOON)


def _the_stranger_is_added(page: Page) -> None:
    press(page, "form:home")
    press(page, "home:requests")
    press(page, "home:decide:1")
    page.locator("[name=decision]").fill("№ 14", timeout=SOON)
    press(page, "home:do:add:1")
    expect(page.locator("form")).to_have_attribute("data-screen", "agree", timeout=SOON)
    press(page, "agree:yes")
    expect(page.locator(".notice.good")).to_be_visible(timeout=SOON)
    press(page, "form:home")
    press(page, "home:requests")
    expect(page.locator("section.home")).to_contain_text("ACT-", timeout=SOON)
    expect(page.locator("button[value='home:decide:1']")).to_have_count(0)


def press(page: Page, value: str) -> None:
    """Press the button with that value, as soon as it is there."""
    page.locator(f'button[value="{value}"]').first.click(timeout=SOON)
