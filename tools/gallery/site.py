"""The public site in three languages, wide and on a phone: every kind of page of an invented country's publication."""

import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page

from sailau.stations.results.building import build_site
from sailau.words.screens import LANGUAGES
from tests.country.made import make_country

from .drawing import browser

PART: Final = "site"
PAGES: Final = ("index", "oblast-1", "precinct-25", "data", "check", "find", "compare")
SIZES: Final = ((1280, 900), (390, 844))


def site_names(parts: list[str]) -> list[tuple[str, str]]:
    """The pages by kind and language that are to be drawn: all, or those with one of the parts in their name."""
    named = [(page, str(language)) for page in PAGES for language in LANGUAGES]
    return [
        (page, language) for page, language in named if not parts or any(part in name(page, language) for part in parts)
    ]


def name(page: str, language: str) -> str:
    """The name of a page's picture, without its width."""
    return f"{PART}-{page}-{language}"


def make_site(folder: Path) -> Path:
    """A publication with its pages."""
    publication = make_country(folder).publication
    build_site(publication)
    return publication


def draw_site(opened: Browser, site: Path, wanted: list[tuple[str, str]], folder: Path) -> tuple[int, list[str]]:
    """Draw these pages whole at each size; how many, and which are wider than the screen."""
    count, wrong = 0, []
    for width, height in SIZES:
        page = opened.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        for kind, language in wanted:
            page.goto((site / language / f"{kind}.html").as_uri())
            page.evaluate("document.fonts.ready.then(() => true)")
            page.screenshot(path=folder / f"{name(kind, language)}-{width}.png", full_page=True)
            wrong += [f"{name(kind, language)}-{width}: wider than the screen"] if _too_wide(page, width) else []
            count += 1
        page.close()
    return count, wrong


def draw_sites(parts: list[str], folder: Path) -> tuple[int, list[str]]:
    """Make a publication and draw its site, unless no page of it was asked for."""
    wanted = site_names(parts)
    if not wanted:
        return 0, []
    with tempfile.TemporaryDirectory(prefix="sailau-site-") as place:
        site = make_site(Path(place))
        with browser() as opened:
            return draw_site(opened, site, wanted, folder)


def _too_wide(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") > width)
