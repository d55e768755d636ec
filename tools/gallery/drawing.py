"""A browser that draws pages without a server: what a page asks for is answered from the package itself (C14-C20)."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, sync_playwright

from sailau.stations.site import TYPES, static_files

CHROMIUM = "/usr/bin/chromium"
ADDRESS = "http://kiosk.test/"
OPTIONS = ["--font-render-hinting=none", "--disable-gpu", "--hide-scrollbars"]

# All pages have the same styles: the next one takes the place of the last without loading them again.
_REPLACE = """(html) => {
  const next = new DOMParser().parseFromString(html, "text/html"), root = document.documentElement;
  root.className = next.documentElement.className;
  root.lang = next.documentElement.lang;
  document.title = next.title;
  document.body.replaceWith(document.adoptNode(next.body));
}"""


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        try:
            yield opened
        finally:
            opened.close()


def screen(opened: Browser, size: tuple[int, int]) -> tuple[Page, Callable[[str], None]]:
    """A page of a size, and what shows HTML in it, its typeface loaded."""
    page = opened.new_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    shown: dict[str, str] = {}
    page.route("**/*", lambda route: _answer(route, shown))

    def show(html: str) -> None:
        if shown:
            page.evaluate(_REPLACE, html)
        else:
            shown["html"] = html
            page.goto(ADDRESS, wait_until="load")
        page.evaluate("document.fonts.ready.then(() => true)")

    return page, show


def still(html: str) -> str:
    """The page without the order to load it anew."""
    return re.sub(r'<meta http-equiv="refresh"[^>]*>', "", html)


def _answer(route: Route, shown: Mapping[str, str]) -> None:
    address = route.request.url
    name = address.removeprefix(f"{ADDRESS}static/")
    if address == ADDRESS:
        route.fulfill(body=shown["html"], content_type="text/html; charset=utf-8")
    elif name in static_files():
        route.fulfill(body=static_files()[name].read_bytes(), content_type=TYPES[Path(name).suffix])
    else:
        route.abort()
