"""A person votes at a real terminal's screen with a card in a real reader: process, pcscd, browser (E33, C14-C20)."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from sailau.card import Voted, parse
from sailau.terminal import VOTED_ALREADY
from tests.pcsc.bench_top import READER, BenchTop
from tests.pcsc.chip import Chip
from tests.stations.booth import SIZE, Voter, launch
from tests.stations.place import Place, next_line, open_place


def chip_of(place: Place, number: int) -> Chip:
    """A chip with what stands on the card of that number."""
    chip = Chip()
    chip.image = place.card(number).read(0, 8192)
    return chip


def test_vote_with_a_card_in_a_reader_at_the_screen(tmp_path: Path, bench_top: BenchTop) -> None:
    with open_place(tmp_path, 1) as place:
        chip = chip_of(place, place.admitted(1))
        place.close()
        words = place.terminal("--slot", "left", cards=f"pcsc:{READER.format(slot=0)}")
        with place.process(*words) as (printed, _), sync_playwright() as playwright:
            browser = launch(playwright)
            at = Voter(browser.new_context(viewport=SIZE, has_touch=True).new_page())  # type: ignore[arg-type]
            at.page.goto(next_line(printed)["address"], wait_until="commit")
            at.sees("waiting")
            bench_top.insert(chip)
            for screen, value in (
                ("language", "choose-language:ru"),
                ("contest", "choose:3"),
                ("contest", "next"),
                ("review", "confirm"),
            ):
                at.sees(screen)
                at.touch(value)
            at.sees("thanks")
            card = parse(chip.image)
            assert isinstance(card, Voted)
            bench_top.pull()
            at.sees("waiting")
            bench_top.insert(chip)
            at.sees("refused")
            assert VOTED_ALREADY.text.ru in at.words(), "no second vote with the same card"
            bench_top.unplug()
            at.sees("reader-lost")
            bench_top.plug_in()
            at.sees("refused")
            browser.close()
        assert parse(chip.image) == card
