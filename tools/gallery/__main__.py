"""Draw every screen as a picture: every state of the kiosk and every answer of the table, languages, variants, sizes.

    python -m tools.gallery [PART ...]     into build/gallery/, afresh; with parts of names, only those, the rest stays

What is cut off, or too small to touch, is printed, and the exit code is 1.
"""

import shutil
import sys
import time
from pathlib import Path

from sailau.stations.kiosk.rendering import render

from .checks import faults
from .drawing import browser, screen
from .scenes import Scene, scenes
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
    print(f"{count} pictures in {FOLDER.relative_to(ROOT)}, {time.monotonic() - begun:.0f} s")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
