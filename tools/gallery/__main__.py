"""Draw every screen of every station and every page on paper as a picture, in every language, variant and size.

    python -m tools.gallery [PART ...]     into build/gallery/, afresh; with parts of names, only those, the rest stays

Parts are pieces of names ("desk", "06-contest"), and "site" for the public
site, "paper" and "manual" for what is printed. What is cut off, too
small to touch, or empty is printed, and the exit code is 1.
"""

import shutil
import sys
import time
from pathlib import Path

from sailau.stations.kiosk.rendering import render
from sailau.words.screens import LANGUAGES

from .checks import faults
from .drawing import browser, screen
from .papers import draw_papers
from .scenes import Scene, scenes
from .site import draw_sites
from .stations import draw_stations, station_samples
from .table import TableScene, table_scenes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "gallery"


def draw(chosen: tuple[Scene, ...], folder: Path) -> tuple[int, list[str]]:
    """Take all pictures; returns how many, and what is wrong with which."""
    count, wrong = 0, []
    with browser() as opened:
        for size in sorted({size for one in chosen for size in one.sizes}):
            page, show = screen(opened, size)
            for one in (one for one in chosen if size in one.sizes):
                show(render(one.page(), scripts=("/static/none.js",)))
                name = f"{one.name}-{size[0]}"
                page.screenshot(path=folder / f"{name}.png")
                wrong += [f"{name}: {fault}" for fault in faults(page)]
                count += 1
            page.close()
    return count, wrong


def draw_table(chosen: tuple[TableScene, ...], folder: Path) -> int:
    """Take the pictures of the table's screens; returns how many."""
    count = 0
    with browser() as opened:
        for kind in sorted({one.name.partition("-")[0] for one in chosen}):
            own = [one for one in chosen if one.name.startswith(kind)]
            for size in sorted({size for one in own for size in one.sizes}):
                page, show = screen(opened, size)
                for one in own:
                    show(one.html)
                    page.screenshot(path=folder / f"{one.name}-{size[0]}.png")
                    count += 1
                page.close()
    return count


def main(parts: list[str]) -> int:
    """Draw all, or those whose name has one of the parts."""
    begun = time.monotonic()
    if not parts:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    chosen = tuple(one for one in scenes() if not parts or any(part in one.name for part in parts))
    count, wrong = draw(chosen, FOLDER)
    count += draw_table(
        tuple(one for one in table_scenes() if not parts or any(part in one.name for part in parts)), FOLDER
    )
    spoken = [(one, language) for one in station_samples() for language in LANGUAGES]
    with browser() as opened:
        named = [pair for pair in spoken if not parts or any(part in f"{pair[0].name}-{pair[1]}" for part in parts)]
        more, faults_of_stations = draw_stations(opened, named, FOLDER)
    of_site, faults_of_site = draw_sites(parts, FOLDER)
    pages, faults_of_papers = draw_papers(FOLDER, parts)
    count += more + of_site + pages
    wrong += faults_of_stations + faults_of_site + faults_of_papers
    print(f"{count} pictures in {FOLDER.relative_to(ROOT)}, {time.monotonic() - begun:.0f} s")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
