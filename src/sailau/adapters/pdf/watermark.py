"""ҮЛГІ / ОБРАЗЕЦ across every paper of a training system, drawn as outlines so that it is no text of the paper."""

import base64
from functools import cache
from typing import Final

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from sailau.adapters.pdf.rendering import FONT_FILES, FONTS

WORDS: Final = ("ҮЛГІ", "ОБРАЗЕЦ")
SIZES_MM: Final = (46.0, 23.0)
GREY: Final = "#e6e6e6"
PAGE_MM: Final = (210, 297)
TURN_DEGREES: Final = -34


@cache
def watermark_uri() -> str:
    """The page's background as a data URI (SVG of one A4 page)."""
    font = TTFont(FONTS / FONT_FILES[700], lazy=True)
    first, second = (_outline(font, word, size) for word, size in zip(WORDS, SIZES_MM, strict=True))
    width, height = PAGE_MM
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
        f'<g fill="{GREY}" transform="translate({width / 2} {height / 2}) rotate({TURN_DEGREES})">'
        f'<path d="{first}"/><path d="{second}" transform="translate(0 {SIZES_MM[0] * 0.75})"/></g></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


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
