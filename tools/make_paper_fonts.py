"""Cut the paper's fonts out of the shipped Inter: the signs that a paper can hold, and the features that it uses.

    .venv/bin/python tools/make_paper_fonts.py

Inter's layout tables are large, and reading them takes seconds for every paper; a cut font takes a tenth. The result is
in the repository (`src/sailau/adapters/pdf/fonts`); run this again when the shipped Inter changes.
"""

from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont

from sailau.vendored import FONTS

OUT: Final = Path(__file__).parent.parent / "src" / "sailau" / "adapters" / "pdf" / "fonts"
FEATURES: Final = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
RANGES: Final = (
    (0x0020, 0x007E),  # basic Latin
    (0x00A0, 0x017F),  # Latin of Europe
    (0x0300, 0x0308),  # accents over names
    (0x0400, 0x04FF),  # Cyrillic, all of it: every language of the country
    (0x2010, 0x2027),  # dashes, quotes, ellipsis
    (0x2030, 0x203A),
    (0x2070, 0x2089),
)
SIGNS: Final = "№₸−≈≠≤≥←↑→↓✓✗×÷"


def main() -> None:
    """Write one font for each weight."""
    OUT.mkdir(exist_ok=True)
    wanted = {code for first, last in RANGES for code in range(first, last + 1)} | {ord(sign) for sign in SIGNS}
    for weight in ("Regular", "SemiBold", "Bold"):
        source = FONTS / f"Inter-{weight}.ttf"
        font = TTFont(source, recalcTimestamp=False)
        options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"], recalc_timestamp=False)
        options.layout_features = FEATURES
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        font.save(OUT / f"InterPaper-{weight}.ttf")


if __name__ == "__main__":
    main()
