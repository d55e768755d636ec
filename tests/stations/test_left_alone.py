"""A screen that is left alone, by its voter or by its program, shows nothing of a vote (C14-C20)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from sailau.card import Abandoned, read_card
from sailau.election.nouns import Language
from sailau.stations.kiosk.views import kiosk_site
from sailau.stations.site import Served
from sailau.terminal.kiosk import Did
from tests.service.test_kiosk_device import Booth, running
from tests.stations.booth import SIZE, Voter, launch


@contextmanager
def chosen(tmp_path: Path) -> Iterator[tuple[Booth, Voter, Served]]:
    """A voter who has chosen the second row; the clock on the wall is the test's."""
    with running(tmp_path) as booth, sync_playwright() as playwright:
        site = kiosk_site(booth.kiosk)
        browser = launch(playwright)
        with site.serve() as served:
            at = Voter(browser.new_context(viewport=SIZE, has_touch=True).new_page())  # type: ignore[arg-type]
            at.page.goto(served.address + site.entrance(), wait_until="commit")
            booth.inserts(booth.day.admitted())
            booth.sees("language")
            booth.does(Did(what="choose-language", language=Language.KK), Did(what="choose", row=2))
            at.sees("contest")
            at.sees_chosen("choose:2")
            yield booth, at, served
        browser.close()


def test_voter_who_went_away_leaves_no_choice_and_no_vote(tmp_path: Path) -> None:
    with chosen(tmp_path) as (booth, at, _):
        name = at.page.locator('button[value="choose:2"] .name').inner_text()
        booth.waits(121)
        at.sees("still-there")
        assert name not in at.words()
        at.key("x")
        at.sees_chosen("choose:2")
        booth.waits(121)
        at.sees("still-there")
        booth.waits(61)
        at.sees("abandoned")
        assert name not in at.words()
        assert isinstance(read_card(booth.day.card()), Abandoned)


def test_screen_is_blank_when_the_program_is_gone(tmp_path: Path) -> None:
    with chosen(tmp_path) as (_, at, served):
        served.close()
        expect(at.page.locator("body")).to_be_empty(timeout=20_000)
