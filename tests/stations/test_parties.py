"""A party list of two pages and a single seat at a real terminal's screen, codes by choice (E34, C16, C18)."""

from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from sailau.election.examples import party_and_district
from sailau.service import accumulator
from sailau.terminal.shown import seal_number
from tests.service.day import TABLE
from tests.stations.booth import SIZE, Voter, launch
from tests.stations.place import IN_TERMINAL, next_line, open_place


def test_vote_for_a_party_of_the_second_page_and_for_nobody(tmp_path: Path) -> None:
    with open_place(tmp_path, 1, party_and_district) as place:
        place.admitted(1)
        with ExitStack() as running:
            printed, _ = running.enter_context(place.process(*place.terminal()))
            browser = launch(running.enter_context(sync_playwright()))
            at = Voter(browser.new_context(viewport=SIZE, has_touch=True).new_page())  # type: ignore[arg-type]
            at.page.goto(next_line(printed)["address"], wait_until="commit")
            place.move(1, IN_TERMINAL)
            at.sees("language")
            at.touch("choose-language:kk")
            at.sees("contest")
            assert at.page.locator('button[value="choose:6"]').count() == 0, "the first page has five rows"
            at.touch("next")
            at.touch("choose:6")
            at.sees_chosen("choose:6")
            at.touch("next")
            at.touch("choose:0")
            at.sees_chosen("choose:0")
            at.touch("next")
            at.sees("review")
            assert "Ешкімді таңдамаймын" in at.words() and "«Қыран» партиясы" in at.words()
            at.touch("change:0")
            at.sees("contest")
            at.touch("choose:1")
            at.sees_chosen("choose:1")
            at.touch("next")
            at.touch("next")
            at.sees("review")
            assert "«Самал» экологиялық партиясы" in at.words() and "«Қыран» партиясы" not in at.words()
            at.touch("confirm")
            at.sees("thanks")
            seal = at.seal_number()
            at.touch("button-1")
            at.touch("button-2")
            at.sees("code")
            assert len(at.code()) == 8, "a code of four digits for each contest"
            place.move(1, "pocket/voter")
            at.sees("waiting")
            browser.close()
        taken = accumulator.take_card(place.day.precinct, place.card(1), accumulator=TABLE)
        assert isinstance(taken, accumulator.Accepted)
        assert " ".join(seal_number(taken.tracker)) == seal
