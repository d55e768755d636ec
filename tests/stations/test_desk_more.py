"""At the desk's real page: strangers asked about, helpers named, paper ballots marked, PINs guessed (M13, M34a)."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from sailau.adapters.cards import Tray
from sailau.adapters.keystore.store import PIN_TRIES_MAX
from sailau.adapters.pin_tries import PinRefusedError, PinTries
from sailau.card import CardNumber
from sailau.checkin.decisions import HelperKind
from sailau.checkin.iin import Sex, compose
from sailau.checkin.state import GivenPaper, NotAdmitted
from sailau.checkin.voters import VoterNumber
from sailau.service.booth_helper import helper_of
from sailau.service.desk import standing_of
from sailau.service.list_requests import requests
from sailau.signing.keystore import new_pin, open_signer, seal_signer
from tests.service.day import ISSUER, open_day
from tests.service.test_table import serving
from tests.stations.booth import launch
from tests.stations.shown import key_shown
from tests.stations.test_desk import Desk, running


@pytest.fixture
def mixed(tmp_path: Path) -> Iterator[Desk]:
    """A desk of a mixed precinct, with a member's key and an empty tray."""
    with open_day(tmp_path, "mixed") as day, serving(day) as port, sync_playwright() as playwright:
        browser, pin, keys = launch(playwright), new_pin(), tmp_path / "keys"
        keys.mkdir()
        (keys / f"{ISSUER}.p12").write_bytes(seal_signer(day.installed.pki.signers[ISSUER], pin, ISSUER))
        tray = Tray.make(tmp_path / "cards", [CardNumber(1)])
        with running(day, tray, keys, port) as entrance:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(entrance(), wait_until="commit")
            yield Desk(day, page, tray, {ISSUER: pin})
            browser.close()


def test_a_paper_ballot_is_marked_with_its_helper_and_the_mark_taken_away(mixed: Desk) -> None:
    mixed.sign_in()
    mixed.shows("next")
    mixed.scan(mixed.day.voter(3).iin.digits)
    mixed.shows("found")
    mixed.press("ask-helper")
    mixed.shows("helper")
    mixed.press(f"helper:{HelperKind.TRUSTED_PERSON.value}")
    expect(mixed.page.locator(".notice")).to_be_visible(timeout=20_000)
    mixed.page.locator("input[name=helper-name]").fill("Сейітова Айша")
    mixed.page.keyboard.press("Enter")
    mixed.shows("found")
    expect(mixed.page.get_by_text("Сейітова Айша")).to_be_visible()
    mixed.press("give-paper")
    mixed.shows("paper-given")
    assert standing_of(mixed.day.precinct, VoterNumber(3)) == GivenPaper(member=ISSUER)
    assert helper_of(mixed.day.precinct, VoterNumber(3)) == (HelperKind.TRUSTED_PERSON, "Сейітова Айша")
    mixed.press("next")
    mixed.shows("next")
    mixed.scan(mixed.day.voter(3).iin.digits)
    mixed.shows("found")
    expect(mixed.page.get_by_text("Бұл сайлаушыға қағаз бюллетень берілген")).to_be_visible()
    mixed.press("take-paper-back")
    expect(mixed.page.locator('button[value="give-paper"]')).to_be_visible(timeout=20_000)
    assert standing_of(mixed.day.precinct, VoterNumber(3)) == NotAdmitted()


def test_a_stranger_is_asked_about_and_what_was_typed_stays_when_something_lacks(mixed: Desk) -> None:
    stranger = next(iin for n in range(4321, 4400) if (iin := compose(date(1970, 12, 4), Sex.FEMALE, n)))
    mixed.sign_in()
    mixed.shows("next")
    mixed.scan(stranger.digits)
    mixed.shows("refused")
    mixed.press("ask-district")
    mixed.shows("ask")
    mixed.page.locator("input[name=surname]").fill("Сейітова")
    mixed.page.locator("input[name=name]").fill("Айша")
    mixed.page.locator('.letter[data-letter="Қ"]').click()
    mixed.press("send-request")
    expect(mixed.page.locator(".notice")).to_be_visible(timeout=20_000)
    expect(mixed.page.locator("input[name=name]")).to_have_value("АйшаҚ")
    mixed.page.locator("input[name=address]").fill("Абай көшесі, 7")
    mixed.page.keyboard.press("Enter")
    mixed.shows("asked")
    asked = requests(mixed.day.precinct)
    assert [(one.iin, one.surname, one.name, one.outcome) for one in asked] == [
        (stranger.digits, "Сейітова", "АйшаҚ", "")
    ]


def test_a_pin_is_not_guessed_at_the_desk(mixed: Desk, tmp_path: Path) -> None:
    key_file = (tmp_path / "keys" / f"{ISSUER}.p12").read_bytes()
    for _ in range(PIN_TRIES_MAX - 2):
        with pytest.raises(PinRefusedError):
            PinTries(tmp_path / "keys").attempt(key_file, "111111", partial(open_signer, key_file))
    for _ in range(2):
        mixed.page.get_by_text(key_shown(ISSUER)).click()
        mixed.page.locator("input[type=password]").fill("000000")
        mixed.page.keyboard.press("Enter")
        expect(mixed.page.locator(".notice")).to_be_visible(timeout=20_000)
    expect(mixed.page.get_by_text("енді ашылмайды")).to_be_visible(timeout=20_000)
    mixed.sign_in()
    expect(mixed.page.get_by_text("енді ашылмайды")).to_be_visible(timeout=20_000)
    expect(mixed.page.locator("form")).to_have_attribute("data-screen", "sign-in")
