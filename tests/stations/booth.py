"""A voter's hands and eyes at a terminal: a page of Debian's Chromium, touched, typed at or stepped through."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect

CHROMIUM: Final = "/usr/bin/chromium"
SIZE: Final = {"width": 1280, "height": 800}
BETWEEN_TOUCHES: Final = 0.45
SECONDS: Final = 20.0
CODE: Final = ".code-digit"


def launch(playwright: Playwright) -> Browser:
    """Debian's browser, without a display; in a container it has no sandbox of its own."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@dataclass
class Voter:
    """Somebody at the screen. `asked` are the addresses that the browser asked for."""

    page: Page
    asked: list[str] = field(default_factory=list)
    touched_at: float = 0.0

    def sees(self, screen: str) -> None:
        """The screen is shown."""
        expect(self.page.locator(f'[data-screen="{screen}"]')).to_be_visible(timeout=SECONDS * 1000)

    def touch(self, value: str) -> None:
        """Touch a control, not sooner after the last touch than people do, and see that something changed."""
        before = self.number()
        time.sleep(max(0.0, self.touched_at + BETWEEN_TOUCHES - time.monotonic()))
        self.page.locator(f'button[name="do"][value="{value}"]').tap()
        self.touched_at = time.monotonic()
        self.sees_more_than(before)

    def key(self, name: str) -> None:
        """Press a key, once the page that answers the last one is there."""
        self.page.keyboard.press(name)

    def walk_to(self, value: str, key: str) -> None:
        """Press `key` until the control is in focus; every control is met on the way at most once."""
        wanted = self.page.locator(f'button[value="{value}"][data-focus]')
        for _ in range(30):
            if wanted.count():
                return
            before = self.number()
            self.key(key)
            self.sees_more_than(before)
        raise AssertionError(f"the focus never comes to {value}")

    def number(self) -> str:
        """Which moment the page shows."""
        return self.page.locator("input[name=place]").get_attribute("data-number") or ""

    def is_chosen(self, value: str) -> bool:
        """Whether a row is shown as chosen."""
        return self.page.locator(f'button[value="{value}"]').get_attribute("aria-pressed") == "true"

    def sees_chosen(self, value: str) -> None:
        """The row is shown as chosen."""
        expect(self.page.locator(f'button[value="{value}"]')).to_have_attribute("aria-pressed", "true")

    def words(self) -> str:
        """All that is written on the screen."""
        return self.page.locator("form").inner_text()

    def sees_more_than(self, before: str) -> None:
        """The page shows a later moment than `before`."""
        shown = self.page.locator("input[name=place]")
        expect(shown).not_to_have_attribute("data-number", before, timeout=SECONDS * 1000)

    def seal_number(self) -> str:
        """The seal number on the last screen."""
        return re.sub(r"\s+", " ", self.page.locator(".seal-number").inner_text()).strip()

    def code(self) -> str:
        """The control code that is shown; its page is a new one every second, which may come in between."""
        for _ in range(5):
            with suppress(Error):
                expect(self.page.locator(CODE).first).to_be_visible()
                return "".join(self.page.locator(CODE).all_inner_texts())
        raise AssertionError("the code cannot be read")

    def addresses(self) -> set[str]:
        """What stood in addresses, without the number of the moment that a script asks about."""
        split = [urlsplit(address) for address in self.asked]
        return {f"{part.path}?{re.sub(r'[0-9]+', 'N', part.query)}" if part.query else part.path for part in split}


@contextmanager
def voter(browser: Browser, cookies: list[dict[str, str]], address: str, *, scripts: bool) -> Iterator[Voter]:
    """Somebody at the device's own screen: with the cookie of the browser that came in."""
    kept = [cookie for cookie in cookies if scripts or cookie["name"] != "script"]
    with _context(browser, scripts) as context:
        context.add_cookies(kept)  # type: ignore[arg-type]
        at = Voter(context.new_page())
        at.page.on("request", lambda request: at.asked.append(request.url))
        at.page.goto(address, wait_until="commit")
        yield at


@contextmanager
def _context(browser: Browser, scripts: bool) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SIZE, has_touch=True, java_script_enabled=scripts)  # type: ignore[arg-type]
    try:
        yield context
    finally:
        context.close()
