"""The screens of desk, board, start pages, chair and technician, drawn and measured (`sailau.stations.samples`)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page

from sailau.stations.samples import Sample, samples
from sailau.words.numbers import Language

from .checks import station_faults
from .drawing import screen, still

DRAWN_ELSEWHERE: Final = frozenset({"kiosk", "accumulator", "public"})
"""Their scenes are in `scenes` and `table`, in more states and sizes."""
SCROLL: Final = frozenset({"chair", "technician", "start"})
"""Stations whose pages may be longer than the screen: an act is shown whole; the start page is an ordinary one."""


def station_samples() -> tuple[Sample, ...]:
    """Those that no other part of the gallery draws."""
    return tuple(sample for sample in samples() if sample.station not in DRAWN_ELSEWHERE)


_UNROLL: Final = """() => {
  const style = document.createElement("style");
  style.textContent = ".chair, .chair * { max-height: none } .chair { height: auto; min-height: 100vh } "
    + ".chair .beside, .chair .work { min-height: auto } .rail, .chair main { overflow: visible; flex: none }"
    + ".chair .work { min-height: 100% } .chair .acts { position: static }";
  document.body.append(style);
}"""
"""A part of the chair's page that scrolls by itself is shown whole: what is below its edge is not cut off."""


def shown(opened: Browser, chosen: Sequence[tuple[Sample, Language]]) -> Iterator[tuple[str, Page]]:
    """Each sample in its language on a page of its station and size: its name, and the page while it is shown."""
    for station, size in sorted({(sample.station, sample.size) for sample, _ in chosen}):
        page, show = screen(opened, size)
        for sample, language in chosen:
            if (sample.station, sample.size) == (station, size):
                show(still(sample.draw(language)))
                yield f"{sample.name}-{language}", page
        page.close()


def measured(name: str, page: Page) -> list[str]:
    """What is cut off, outside, or too small to point at."""
    page.evaluate(_UNROLL)
    return station_faults(page, scrolls=name.partition("-")[0] in SCROLL)


def draw_stations(opened: Browser, chosen: Sequence[tuple[Sample, Language]], folder: Path) -> tuple[int, list[str]]:
    """Take the pictures; returns how many, and what is wrong with which."""
    wrong = []
    for name, page in shown(opened, chosen):
        wrong += [f"{name}: {fault}" for fault in measured(name, page)]
        page.screenshot(path=folder / f"{name}.png", full_page=name.partition("-")[0] in SCROLL)
    return len(chosen), wrong
