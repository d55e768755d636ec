"""The table's screens before axe (WCAG 2.2 AA) and the ruler: nothing cut off, no target below 60 x 60 pixels."""

import pytest
from playwright.sync_api import Browser
from tools.gallery.drawing import screen
from tools.gallery.table import NARROW, WALL, WIDE, TableScene, table_scenes

from tests.stations.test_axe import AXE, judged

PARTS = "header, main, footer, .said, .panel, .side, .keypad, .answer, a, button, h1"
CUT = """(parts) => [...document.querySelectorAll(parts)]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const inside = one.closest("main");
    const foot = document.querySelector("footer").getBoundingClientRect();
    return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || (inside && box.bottom > foot.top + 1)
      || one.scrollWidth > one.clientWidth + 2 || (one.tagName !== "H1" && one.scrollHeight > one.clientHeight + 2);
  }).map((one) => `${one.tagName}.${one.className} is cut off`)"""
SMALL = """() => [...document.querySelectorAll("a, button")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width < 60 || box.height < 60;
  }).map((one) => `${one.textContent.trim()} is too small to touch`)"""


def cut_off(opened: Browser, chosen: list[TableScene], size: tuple[int, int]) -> dict[str, list[str]]:
    page, show = screen(opened, size)
    found: dict[str, list[str]] = {}
    for one in chosen:
        show(one.html)
        wrong = [*page.evaluate(CUT, PARTS), *page.evaluate(SMALL)]
        if wrong:
            found[one.name] = wrong
    page.close()
    return found


@pytest.mark.parametrize(("kind", "size"), [("accumulator", NARROW), ("public", WIDE), ("public", WALL)])
def test_every_answer_of_the_table_is_whole_in_three_languages(
    gallery_browser: Browser, kind: str, size: tuple[int, int]
) -> None:
    chosen = [one for one in table_scenes() if one.name.startswith(kind) and one.name.endswith("kk-ru-en")]
    assert len(chosen) >= 11
    assert cut_off(gallery_browser, chosen, size) == {}


@pytest.mark.soak
@pytest.mark.parametrize("size", [WIDE, NARROW, WALL], ids=["1280", "1024", "1920"])
def test_whole_table_is_whole(gallery_browser: Browser, size: tuple[int, int]) -> None:
    chosen = [one for one in table_scenes() if size in one.sizes]
    assert len(chosen) >= 22
    assert cut_off(gallery_browser, chosen, size) == {}


@pytest.mark.parametrize("kind", ["accumulator", "public"])
def test_table_is_accessible(gallery_browser: Browser, kind: str) -> None:
    chosen = [one for one in table_scenes() if one.name.startswith(kind)]
    page, show = screen(gallery_browser, WIDE)
    found = {}
    for place, one in enumerate(chosen[:: 2 if kind == "public" else 4]):
        show(one.html)
        if not place:
            page.evaluate(AXE)
        if wrong := judged(page):
            found[one.name] = wrong
    page.close()
    assert found == {}
