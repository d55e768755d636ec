"""ҮЛГІ / ОБРАЗЕЦ across every paper of a training system, drawn as outlines so that it is no text of the paper.

A ballot's proof carries PROOF beside them, whatever the election.
"""

import base64
from functools import cache
from typing import Final

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from sailau.adapters.pdf.rendering import FONT_FILES, FONTS

WORDS: Final = ("ҮЛГІ", "ОБРАЗЕЦ")
PROOF_WORDS: Final = (*WORDS, "PROOF")
SIZES_MM: Final = (46.0, 23.0, 23.0)
GREY: Final = "#e6e6e6"
PAGE_MM: Final = (210, 297)
TURN_DEGREES: Final = -34


@cache
def watermark_uri(words: tuple[str, ...] = WORDS) -> str:
    """The page's background as a data URI (SVG of one A4 page); each of `words` on a line of its own."""
    font = TTFont(FONTS / FONT_FILES[700], lazy=True)
    lines, below = [], 0.0
    for word, size in zip(words, SIZES_MM, strict=False):
        lines.append(f'<path d="{_outline(font, word, size)}"{_moved(below)}/>')
        below += size * 0.75 if not below else size * 1.1
    width, height = PAGE_MM
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
        f'<g fill="{GREY}" transform="translate({width / 2} {height / 2}) rotate({TURN_DEGREES})">'
        f"{''.join(lines)}</g></svg>"
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _moved(below: float) -> str:
    return f' transform="translate(0 {below})"' if below else ""


def _outline(font: TTFont, word: str, size_mm: float) -> str:
    """The path of `word`, centred on x = 0, standing on y = 0."""
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = size_mm / font["head"].unitsPerEm
    at = -sum(glyphs[names[ord(sign)]].width for sign in word) * scale / 2
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.2f}")
    for sign in word:
        glyph = glyphs[names[ord(sign)]]
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, at, 0)))
        at += glyph.width * scale
    return str(pen.getCommands())
