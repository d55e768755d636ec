"""What a picture must not have: text cut off, outside its box or over other text, a target below 60 x 60 pixels.

Measured by the browser on the page that is drawn, for every scene; the gallery prints what it finds, a test fails.
"""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

TARGET_PX: Final = 60
TARGETS_APART_PX: Final = 8
MOUSE_PX: Final = 24
"""The least target of a station that is worked with keyboard and mouse (WCAG 2.2, 2.5.8)."""

_MEASURE: Final = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """What is wrong with the page of a device that is touched, in words; empty when nothing is."""
    found: list[str] = page.evaluate(_MEASURE, [TARGET_PX, TARGETS_APART_PX, False])
    return found


def station_faults(page: Page, *, scrolls: bool) -> list[str]:
    """The same of a station with keyboard and mouse. `scrolls`: the page may be longer than the screen, never wider."""
    found: list[str] = page.evaluate(_MEASURE, [MOUSE_PX, 0, scrolls])
    return found
