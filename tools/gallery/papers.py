"""Every page of every paper as a picture: what an invented election leaves on paper, and the manuals.

The election is held anew by `sailau demo`, so that a paper is the one that this software prints; the demo's and the
manuals' PDFs are drawn by poppler's `pdftoppm`, a file a page.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from pypdf import PdfReader

VOTERS, SEED = 40, 2005
RESOLUTION: Final = 80


def draw_papers(folder: Path, parts: list[str]) -> tuple[int, list[str]]:
    """Draw the pages of all papers, or those with one of the parts in their name; how many, and what is wrong."""
    count, wrong = 0, []
    with tempfile.TemporaryDirectory(prefix="sailau-gallery-") as place:
        for name, paper in _papers(Path(place), parts).items():
            _run("pdftoppm", "-r", str(RESOLUTION), "-png", str(paper), str(folder / name))
            pages = lines_of_pages(paper)
            count += len(pages)
            wrong += [f"{name}: page {number} is empty" for number in empty_pages(pages)]
    return count, wrong


def lines_of_pages(paper: Path) -> list[frozenset[str]]:
    """The lines of text on each page."""
    pages = PdfReader(paper).pages
    return [frozenset(line.strip() for line in page.extract_text().splitlines() if line.strip()) for page in pages]


def empty_pages(pages: list[frozenset[str]]) -> list[int]:
    """The numbers of pages, from 1, that say nothing but what stands at head and foot of every page."""
    if len(pages) < 2:
        return [number for number, lines in enumerate(pages, start=1) if not lines]
    everywhere = frozenset.intersection(*pages)
    # The foot has the page's number: one line of its own is none.
    return [number for number, lines in enumerate(pages, start=1) if len(lines - everywhere) <= 1]


def _papers(place: Path, parts: list[str]) -> dict[str, Path]:
    """Names of pictures, and the PDFs: the demo's first, then the manuals."""
    found: dict[str, Path] = {}
    if not parts or any(part.startswith(("paper", "demo")) for part in parts):
        record = place / "record"
        _sailau("demo", "--voters", str(VOTERS), "--seed", str(SEED), "--out", str(record))
        beside = place / "record-papers"
        for root in (record, beside):
            for path in sorted(root.rglob("*.pdf")):
                words = path.relative_to(root).with_suffix("").parts
                found["-".join(("paper", *words))] = path
    if not parts or any(part.startswith("manual") for part in parts):
        _sailau("manual", "--out", str(place / "manuals"))
        found |= {f"manual-{path.stem}": path for path in sorted((place / "manuals").glob("*.pdf"))}
    return found


def _sailau(*words: str) -> None:
    _run(sys.executable, "-m", "sailau.cli.main", *words)


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"gallery: {words[0]} failed:\n{done.stderr[-2000:]}")
