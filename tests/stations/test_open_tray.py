"""At a desk whose tray has fewer than ten cards the members are told so, and the chair gives leave there (R 8)."""

import pytest
from playwright.sync_api import expect

from sailau.service import open_tray
from tests.stations import test_desk
from tests.stations.test_desk import CHAIR, Desk

desk = test_desk.desk
SHORT = {"kk": "Ашық науада он карточкадан аз", "ru": "На открытом подносе менее десяти", "en": "Fewer than ten cards"}


@pytest.mark.parametrize("language", SHORT)
def test_chair_gives_leave_for_a_short_tray_at_the_desk(desk: Desk, language: str) -> None:
    with desk.day.precinct.stores.day.transaction() as tx:
        tx.delete("config", open_tray.LEAVE)
    desk.sign_in(CHAIR)
    desk.shows("next")
    desk.press(f"speak:{language}")
    expect(desk.page.get_by_text(SHORT[language])).to_be_visible(timeout=20_000)
    desk.shows("next")
    desk.press("tray-leave")
    expect(desk.page.get_by_text(SHORT[language])).to_have_count(0, timeout=20_000)
    assert desk.day.events("precinct-computer").count("tray-leave-given") == 1
    assert not open_tray.is_short(desk.day.precinct)
