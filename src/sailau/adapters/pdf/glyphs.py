"""What the shipped fonts can show, and how wide a text stands in them (C4, E22).

Papers are printed with the fonts of this package, screens drawn with those of `sailau.vendored`; a letter must be in
both, or the voter sees an empty box in the middle of a name.
"""

from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

import sailau.vendored
from sailau.adapters.pdf.rendering import FONT_FILES, FONTS

SCREEN_FONTS: Final = Path(sailau.vendored.__file__).parent / "fonts"
SCREEN_FILES: Final = {400: "Inter-Regular.ttf", 600: "Inter-SemiBold.ttf", 700: "Inter-Bold.ttf"}


def missing_letters(text: str) -> str:
    """The characters of `text` that a shipped font lacks, each once; empty when all can be shown."""
    known = frozenset.intersection(
        *(_letters(FONTS / name) for name in FONT_FILES.values()),
        *(_letters(SCREEN_FONTS / name) for name in SCREEN_FILES.values()),
    )
    return "".join(dict.fromkeys(character for character in text if ord(character) not in known))


def width_px(text: str, size_px: float, weight: int = 700) -> float:
    """The width of `text` on screen in pixels, without kerning: no less than it will stand by much."""
    font = SCREEN_FONTS / SCREEN_FILES[weight]
    widths, units = _widths(font)
    return sum(widths.get(ord(character), units) for character in text) * size_px / units


@cache
def _letters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _widths(path: Path) -> tuple[dict[int, int], int]:
    with TTFont(path, lazy=True) as font:
        advances = font["hmtx"].metrics
        return {code: advances[name][0] for code, name in font.getBestCmap().items()}, font["head"].unitsPerEm
