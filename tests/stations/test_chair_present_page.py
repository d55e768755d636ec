"""The chair's tab of those present in a browser: typed in, shown whole, signed, on the list (M18, M20)."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from sailau.service.acts import acts
from sailau.stations.chair.views import chair_site
from tests.stations.booth import launch
from tests.stations.test_chair_present import CHAIR, SECRETARY, at_the_chairs_station, sign_in

SOON = 20_000


@pytest.mark.parametrize("language", ["kk", pytest.param("ru", marks=pytest.mark.soak)])
def test_observer_is_registered_and_heard_by_hand(language: str, tmp_path: Path) -> None:
    with at_the_chairs_station(tmp_path) as (day, station):
        sign_in(day, station, CHAIR, SECRETARY)
        station.compare_setup(same=True)
        station.speak(language)
        site = chair_site(station)
        with site.serve() as served, sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(served.address + site.entrance(), wait_until="commit")
            press(page, "form:present")
            press(page, "present:register")
            press(page, "present:register:observer")
            filled = {"surname": "Қалиева", "name": "Дана", "sender": "«Әділ» бірлестігі", "paper": "17"}
            for name, text in (filled | {"precinct": "26", "day": "04.12.2005"}).items():
                page.locator(f"[name={name}]").fill(text, timeout=SOON)
            for paper in ("authority", "seal", "identity"):
                page.locator(f"[name=shown-{paper}]").check(timeout=SOON)
            press(page, "present:do:register:observer")
            expect(page.locator(".notice")).to_contain_text("20-1(5)", timeout=SOON)
            expect(page.locator("[name=surname]")).to_have_value("Қалиева")
            page.locator("[name=precinct]").fill("25")
            press(page, "present:do:register:observer")
            expect(page.locator(".registered strong")).to_have_text("Қалиева Дана", timeout=SOON)
            press(page, "present:remark:1")
            page.locator("[name=words]").fill("Перде жыртылған.", timeout=SOON)
            page.locator("[name=right]").select_option("5")
            press(page, "present:do:remark:1")
            expect(page.locator("form")).to_contain_text("Перде жыртылған.", timeout=SOON)
            press(page, "agree:yes")
            expect(page.locator(".notice.good")).to_be_visible(timeout=SOON)
            press(page, "form:present")
            expect(page.locator(".registered")).to_contain_text("ACT-004", timeout=SOON)
            if folder := os.environ.get("SAILAU_PICTURES"):
                page.screenshot(path=f"{folder}/chair-present-{language}.png")
            browser.close()
        assert [one.act.data["words"] for one in acts(day.precinct) if one.act.kind == "present_remark"] == [
            "Перде жыртылған."
        ]


def press(page: Page, value: str) -> None:
    """Press the button with that value, as soon as it is there."""
    page.locator(f'button[value="{value}"]').first.click(timeout=SOON)
