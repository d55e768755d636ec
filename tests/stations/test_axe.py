"""The kiosk's screens before axe (WCAG 2.2 AA) and before the ruler: nothing cut off, no target below 60 x 60 pixels.

Every state in Kazakh, Russian and English, lists of 5 and of 24, and what the look draws besides. The whole gallery,
both sizes, large letters and high contrast, is measured by `make soak`.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tools.gallery.checks import faults
from tools.gallery.drawing import screen
from tools.gallery.scenes import NARROW, WIDE, Scene, dressed, scenes, states, variants

from sailau.stations.kiosk.rendering import render

AXE = (Path(__file__).resolve().parents[2] / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """(rules) => axe.run(document, {runOnly: rules, resultTypes: ["violations"], elementRef: false, preload: false})
  .then((found) => found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html).join(" | ")))"""
WHOLE = ("wait", "help", "24-", "parties-page-1", "contest-none", "contest-focus", "thanks-one", "two-contests-code",
         "sound-controls", "screen-off")  # fmt: skip
"""Beside every state: these variants in one language each in `make test`, all of them in `make soak`."""


def judged(page: Page) -> list[str]:
    found: list[str] = page.evaluate(RUN, RULES)
    return found


def violations(
    opened: Browser, chosen: list[Scene], size: tuple[int, int], *, axe: bool = True
) -> dict[str, list[str]]:
    """What axe and the ruler find on each of the scenes."""
    page, show = screen(opened, size)
    found: dict[str, list[str]] = {}
    for place, one in enumerate(chosen):
        show(render(one.page(), scripts=("/static/none.js",)))
        if axe and not place:
            page.evaluate(AXE)
        wrong = [*(judged(page) if axe else []), *faults(page)]
        if wrong:
            found[one.name] = wrong
    page.close()
    return found


def named(language: str, *found: Any) -> list[Scene]:
    """The scenes in a language, in usual letters and contrast."""
    return [one for one in found if one.name.endswith(f"-{language}")]


@pytest.mark.parametrize("language", ["all", "kk", "ru", "en"])
def test_every_state_is_accessible_and_whole(gallery_browser: Browser, language: str) -> None:
    chosen = named(language, *states())
    assert len(chosen) >= (8 if language == "all" else 21)
    assert violations(gallery_browser, chosen, WIDE) == {}


def test_lists_choices_and_codes_are_accessible_and_whole(gallery_browser: Browser) -> None:
    turned = dict(zip(WHOLE, ("kk", "ru", "en") * len(WHOLE), strict=False))
    chosen = [one for one in variants() if any(part in one.name and one.name.endswith(turned[part]) for part in WHOLE)]
    assert {one.turn.page for one in chosen} >= {0, 1, 2, 4}
    assert violations(gallery_browser, chosen, WIDE) == {}


def test_small_screen_large_letters_and_high_contrast_cut_nothing_off(gallery_browser: Browser) -> None:
    small = [one for one in dressed() if NARROW in one.sizes and one.name.endswith("-large-kk")]
    assert len(small) >= 20
    assert violations(gallery_browser, small, NARROW, axe=False) == {}
    contrast = [one for one in dressed() if one.name.endswith("-large-contrast-ru")]
    assert violations(gallery_browser, contrast[:12], WIDE) == {}


@pytest.mark.soak
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_whole_gallery_is_accessible_and_whole(gallery_browser: Browser, size: tuple[int, int]) -> None:
    chosen = [one for one in scenes() if size in one.sizes]
    assert len(chosen) >= 150
    assert violations(gallery_browser, chosen, size) == {}


PLAIN = next(one for one in states() if one.name == "06-contest-kk")


@pytest.mark.parametrize(
    ("before", "behind", "said"),
    [
        ('class="lead"', 'class="lead" style="color: #B0B0B0"', "color-contrast"),
        ('<html lang="kk"', "<html", "html-has-lang"),
        ('class="heading heading-xl"', 'class="heading" style="white-space: nowrap; font-size: 90px"', "is outside"),
        ('class="button plain"', 'class="button plain" style="height: 50px; min-height: 0"', "x 50"),
        ('class="lead"', 'class="lead" style="position: relative; top: 70px"', "lies over"),
    ],
)
def test_planted_fault_is_found(gallery_browser: Browser, before: str, behind: str, said: str) -> None:
    page, show = screen(gallery_browser, WIDE)
    html = render(PLAIN.page(), scripts=("/static/none.js",))
    assert before in html
    show(html.replace(before, behind, 1))
    page.evaluate(AXE)
    found = [*judged(page), *faults(page)]
    page.close()
    assert any(said in one for one in found), found
