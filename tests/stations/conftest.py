"""A browser for the tests that look at drawn pages; it loads nothing but what the package has.

One a module: while Playwright drives it, no other loop of asyncio runs in this thread.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tools.gallery.drawing import browser


@pytest.fixture(scope="module")
def gallery_browser() -> Iterator[Browser]:
    """Debian's Chromium, answered from the package itself."""
    with browser() as opened:
        yield opened
