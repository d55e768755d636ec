"""What a court is given: an evidence pack's paper, its reading copy, acts of custody, time-lines (E49-E52).

The precinct, its recorders and all keys are those of the tests: real parts, an invented day.
"""

from pathlib import Path

from sailau.adapters.pdf.rendering import render
from sailau.service.evidence.packing import LANGUAGES
from tests.records.world import DAY
from tests.service.evidence.keeping import Keeping, kept, with_pack
from tests.service.evidence.place import make_place

_PAGE = "@page{size:280mm 120mm;margin:8mm;@bottom-right{content:none}}svg{width:264mm;height:auto}"


def evidence_papers(folder: Path) -> dict[str, bytes]:
    """Names and PDFs."""
    place = make_place(folder / "place")
    keeping: Keeping = with_pack(kept(place, folder))
    found = {name: (keeping.pack / f"{name}.pdf").read_bytes() for name in ("pack", "pack-en")}
    for path in sorted(keeping.packet.glob("*.pdf")):
        found[path.stem] = path.read_bytes()
    for language in LANGUAGES:
        picture = keeping.pack / "recorders" / "terminal-1" / f"timeline-{language}.svg"
        html = f"<body>{picture.read_text(encoding='utf-8')}</body>"
        found[f"timeline-{language}"] = render(html, css=_PAGE, title="timeline", day=DAY, language=language)
    return found
