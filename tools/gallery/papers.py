"""Every page of every paper as a picture: what an invented election leaves on paper, and the manuals.

The election is held anew by `sailau demo`, so that a paper is the one that this software prints. Acts of every kind
that the program knows are printed besides, each with all that its data may hold, and a mixed precinct's papers
(`mixed`). Poppler's `pdftoppm` draws the pages.
"""

import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from pypdf import PdfReader

from sailau.election.examples import party_and_district
from sailau.protocol.document import Bilingual, Signatory
from sailau.service.act_kinds import ACT_KINDS
from sailau.service.act_paper import CommissionAct, act_pdf

from .commission import commission_papers
from .evidence import evidence_papers
from .mixed import mixed_papers
from .sheets import sheets

VOTERS, SEED = 40, 2005
RESOLUTION: Final = 80
TEXT: Final = Bilingual(
    "Комиссия мүшелері мен қатысып отырғандардың көзінше белгіленді.",
    "Установлено в присутствии членов комиссии и других присутствующих.",
)
SIGNATORIES: Final = (
    Signatory(name="Әділов Асқар Қанатұлы", office=Bilingual("төраға", "председатель")),
    Signatory(name="Ахметова Сәуле Бекқызы", office=Bilingual("комиссия мүшесі", "член комиссии")),
)


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
        for name, paper in sheets().items():
            found[f"paper-sheet-{name}"] = place / f"sheet-{name}.pdf"
            found[f"paper-sheet-{name}"].write_bytes(paper)
        (place / "mixed").mkdir()
        for name, paper in mixed_papers(place / "mixed").items():
            found[f"paper-mixed-{name}"] = place / f"mixed-{name}.pdf"
            found[f"paper-mixed-{name}"].write_bytes(paper)
        (place / "commission").mkdir()
        for name, paper in commission_papers(place / "commission").items():
            found[f"paper-commission-{name}"] = place / f"commission-{name}.pdf"
            found[f"paper-commission-{name}"].write_bytes(paper)
        (place / "evidence").mkdir()
        for name, paper in evidence_papers(place / "evidence").items():
            found[f"paper-evidence-{name}"] = place / f"evidence-{name}.pdf"
            found[f"paper-evidence-{name}"].write_bytes(paper)
        for kind, paper in acts_of_every_kind().items():
            found[f"paper-act-{kind}"] = place / f"{kind}.pdf"
            found[f"paper-act-{kind}"].write_bytes(paper)
    if not parts or any(part.startswith("manual") for part in parts):
        _sailau("manual", "--out", str(place / "manuals"))
        found |= {f"manual-{path.stem}": path for path in sorted((place / "manuals").glob("*.pdf"))}
    return found


def acts_of_every_kind() -> dict[str, bytes]:
    """The paper of an invented act of each kind, all members of its data filled."""
    definition = party_and_district()
    precinct = definition.precincts[0]
    found = {}
    for number, (kind, known) in enumerate(sorted(ACT_KINDS.items()), start=1):
        act = CommissionAct(
            number=f"ACT-{number:03}",
            kind=kind,
            commission=Bilingual(precinct.name.kk, precinct.name.ru),
            place=Bilingual(precinct.address.kk, precinct.address.ru),
            at=datetime(2026, 11, 22, 19, 40, tzinfo=timezone(timedelta(hours=5))),
            article="L 50-5(1)",
            text=TEXT,
            data={member: place for place, member in enumerate(known.labels, start=1)},
        )
        found[kind] = act_pdf(act, definition=definition, data=b"{}", signatories=SIGNATORIES)
    return found


def _sailau(*words: str) -> None:
    _run(sys.executable, "-m", "sailau.cli.main", *words)


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"gallery: {words[0]} failed:\n{done.stderr[-2000:]}")
