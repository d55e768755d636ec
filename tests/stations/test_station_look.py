"""Desk, board, start pages, chair and technician before axe (WCAG 2.2 AA) and the ruler: nothing is cut off.

Every page once in `make test` (of the chair's, every third), its language in turn; all in each language in `make soak`.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tools.gallery.papers import empty_pages
from tools.gallery.stations import SCROLL, measured, shown, station_samples

from sailau.stations.samples import Sample
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES
from tests.stations.test_axe import AXE, RUN, judged

STATIONS = sorted({sample.station for sample in station_samples()})
SCROLLED_BY_KEYBOARD = "scrollable-region-focusable"
MANY = 50
Spoken = tuple[Sample, Language]


def in_turn(station: str) -> list[Spoken]:
    """Each page of a station, the languages in turn; of a station with very many, every third page."""
    own = [sample for sample in station_samples() if sample.station == station]
    own = own[:: 3 if len(own) > MANY else 1]
    return [(sample, LANGUAGES[place % len(LANGUAGES)]) for place, sample in enumerate(own)]


def violations(opened: Browser, chosen: Sequence[Spoken]) -> dict[str, list[str]]:
    found = {}
    for name, page in shown(opened, chosen):
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE)
        by_keyboard: list[str] = page.evaluate(RUN, [SCROLLED_BY_KEYBOARD])
        wrong = [*by_keyboard, *measured(name, page)]
        # A page that is longer than its screen is shown whole by now: axe judges what is below the edge too.
        if wrong := [*wrong, *judged(page)]:
            found[name] = wrong
    return found


@pytest.mark.parametrize("station", STATIONS)
def test_every_page_is_accessible_and_whole(gallery_browser: Browser, station: str) -> None:
    chosen = in_turn(station)
    assert chosen
    assert violations(gallery_browser, chosen) == {}


@pytest.mark.soak
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_whole_in_each_language(gallery_browser: Browser, language: Language) -> None:
    assert violations(gallery_browser, [(sample, language) for sample in station_samples()]) == {}


@pytest.mark.parametrize(
    ("before", "behind", "said"),
    [
        ('<p class="lead">', '<p class="lead" style="color: #C4C4C4">', "color-contrast"),
        ('<html lang="ru"', "<html", "html-has-lang"),
        ("<h1>", '<h1 style="white-space: nowrap; font-size: 190px">', "is outside"),
        ('<button class="find"', '<button class="find" style="width:9px;min-height:0;height:9px;padding:0"', "9 x 9"),
        ('<footer class="foot">', '<footer class="foot" style="margin-top:800px">', "larger than the screen"),
    ],
)
def test_planted_fault_of_a_station_is_found(gallery_browser: Browser, before: str, behind: str, said: str) -> None:
    sample = next(one for one in station_samples() if one.name == "desk-next")
    assert before in sample.draw("ru")
    broken = Sample(sample.name, lambda language: sample.draw(language).replace(before, behind, 1))
    found = violations(gallery_browser, [(broken, "ru")])
    assert any(said in one for one in found.get("desk-next-ru", [])), found


def test_page_that_may_be_longer_than_the_screen_may_not_be_wider(gallery_browser: Browser) -> None:
    assert "desk" not in SCROLL and "board" not in SCROLL
    sample = next(one for one in station_samples() if one.name == "start-ready")

    def styled(style: str) -> Sample:
        return Sample(sample.name, lambda language: sample.draw(language).replace("<h1>", f'<h1 style="{style}">'))

    long, wide = styled("margin-bottom:900px"), styled("width:1500px")
    assert violations(gallery_browser, [(long, "en")]) == {}
    assert "larger than the screen" in str(violations(gallery_browser, [(wide, "en")]))


def test_page_of_a_paper_that_says_nothing_is_found() -> None:
    head = "Учаске № 25"
    whole = [frozenset({head, "1 / 2", "сорок два", "цифрами"}), frozenset({head, "2 / 2", "подписи", "печать"})]
    assert empty_pages(whole) == []
    assert empty_pages([*whole, frozenset({head, "3 / 3"})]) == [3]
    assert empty_pages([frozenset()]) == [1]


def test_every_style_of_a_station_is_served() -> None:
    wanted = {name for sample in station_samples() for name in re.findall(r'href="/static/([^"]+)"', sample.draw("kk"))}
    folder = Path(__file__).resolve().parents[2] / "src" / "sailau" / "stations" / "static"
    assert {name for name in wanted if not (folder / name).is_file()} == set()
