"""A manual on paper: chapters of steps, pictures of screens, and tables, in one language (C3). Tagged PDF/UA.

Texts and pictures come ready; nothing is said here that is not in the data.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Final

from sailau.adapters.pdf.page import ABOVE_HEAD_MM, AROUND_FOOT_MM, FOOT_WIDTH_MM, TEXT_WIDTH_MM, UNDER_HEAD_MM
from sailau.adapters.pdf.rendering import height_mm, render
from sailau.adapters.pdf.text import MARK

EPOCH: Final = date(2000, 1, 1)
"""A manual has no attachments to date."""

CSS: Final = """
html{font-size:10.5pt;line-height:1.38}
.head .what b{font-size:9.4pt}
h1.manual{text-align:left;font-size:24pt;margin:1mm 0 1.5mm;letter-spacing:0}
.about{font-size:11pt;color:#333;margin:0 0 3mm}
.contents{margin:4mm 0 2mm;padding:0;list-style:none;border-top:1pt solid #000}
.contents li{border-bottom:.4pt solid #999;padding:1.1mm 0}
.contents a{color:#000;text-decoration:none}
.contents a::after{content:target-counter(attr(href),page);float:right;font-weight:600}
.chapter h2{font-size:15pt;line-height:1.2;margin:7mm 0 1.5mm;padding-top:2.5mm;border-top:1.4pt solid #000;
  break-after:avoid}
.chapter .articles{font-size:8.6pt;color:#444;margin:0 0 2mm;break-after:avoid}
.chapter p{margin:0 0 2mm;orphans:2;widows:2}
.chapter ol{margin:0 0 3mm;padding:0 0 0 7mm}
.chapter ol li{margin:0 0 1.4mm;break-inside:avoid}
.chapter ol li::marker{font-weight:700}
.pictures{margin:1.5mm 0 2mm;font-size:0;orphans:1;widows:1}
figure{display:inline-block;vertical-align:top;width:86mm;margin:0 4mm 3mm 0;break-inside:avoid}
.book figure:nth-child(even),.poster figure:nth-child(3n){margin-right:0}
figure img{display:block;width:100%;border:.6pt solid #6c727d;border-radius:1.4mm}
figcaption{font-size:8.4pt;line-height:1.3;margin-top:1mm}
figcaption b{font-weight:700}
table.told{width:100%;border-collapse:collapse;margin:1.5mm 0 3mm;table-layout:fixed}
table.told col.first{width:33%}table.wide col.first{width:auto}table.wide col.last{width:32mm}
table.wide tbody th{font-weight:400}table.told col.last{width:24mm}
table.told th,table.told td{text-align:left;vertical-align:top;padding:1.2mm 3mm 1.2mm 0;font-size:9.4pt;
  border-bottom:.4pt solid #999}
table.told thead th{font-size:8.4pt;font-weight:600;border-bottom:1pt solid #000}
table.told tbody th{font-weight:700}
table.told tr{break-inside:avoid}
table.told td:last-child{padding-right:0}
.poster{font-size:13pt}.poster .chapter{break-inside:avoid}
.poster h1.manual{font-size:30pt}
.poster .chapter h2{font-size:17pt;margin-top:5mm}
.poster figure{width:56.6mm}
.poster figcaption{font-size:9.5pt}
.poster table.told th,.poster table.told td{font-size:11pt}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a screen, PNG, and what it shows."""

    png: bytes = field(repr=False)
    caption: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head, each of as many cells as the head; the first cell names the row. `wide`: it is a sentence."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What is said under a heading, in this order. `articles` are those of the law and the Rules, may be empty."""

    heading: str
    articles: str = ""
    lead: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual:
    """A manual. `poster`: set large, without contents, to hang in a booth. `foot` stands under every page."""

    language: str
    title: str
    about: tuple[str, ...]
    edition: str
    contents: str
    page: str
    foot: str
    chapters: tuple[Chapter, ...]
    poster: bool = False


def render_manual(manual: Manual) -> bytes:
    """The manual's PDF. Raises StoreError."""
    above, below = _head(manual), f'<div class="foot"><p>{escape(manual.foot)}</p></div>'
    top = ABOVE_HEAD_MM + height_mm(above, TEXT_WIDTH_MM) + UNDER_HEAD_MM
    bottom = AROUND_FOOT_MM + height_mm(below, FOOT_WIDTH_MM)
    number = f'"{manual.page} " counter(page) " / " counter(pages)'
    page = f"@page{{margin-top:{top:.2f}mm;margin-bottom:{bottom:.2f}mm;@bottom-right{{content:{number}}}}}"
    about = "".join(f'<p class="about">{escape(line)}</p>' for line in manual.about)
    contents = "" if manual.poster else _contents(manual)
    chapters = "".join(_chapter(number, chapter) for number, chapter in enumerate(manual.chapters, start=1))
    body = (
        f'<body class="{"poster" if manual.poster else "book"}">{above}{below}'
        f'<h1 class="manual">{escape(manual.title)}</h1>{about}{contents}{chapters}</body>'
    )
    return render(body, css=page + CSS, title=escape(manual.title), day=EPOCH, language=manual.language)


def _head(manual: Manual) -> str:
    return (
        f'<table class="head"><tr><td class="mark">{MARK}</td><td class="what"><b>{escape(manual.title)}</b><br>'
        f"{escape(manual.edition)}</td></tr></table>"
    )


def _contents(manual: Manual) -> str:
    rows = "".join(
        f'<li><a href="#chapter-{number}">{number}. {escape(chapter.heading)}</a></li>'
        for number, chapter in enumerate(manual.chapters, start=1)
    )
    return f'<nav aria-label="{escape(manual.contents)}"><ul class="contents">{rows}</ul></nav>'


def _chapter(number: int, chapter: Chapter) -> str:
    articles = f'<p class="articles">{escape(chapter.articles)}</p>' if chapter.articles else ""
    steps = f"<ol>{''.join(f'<li>{escape(step)}</li>' for step in chapter.steps)}</ol>" if chapter.steps else ""
    pictures = "".join(map(_figure, chapter.pictures))
    return (
        f'<section class="chapter"><h2 id="chapter-{number}">{number}. {escape(chapter.heading)}</h2>{articles}'
        f"{_paragraphs(chapter.lead)}{steps}"
        f"{f'<div class=pictures>{pictures}</div>' if pictures else ''}"
        f"{''.join(map(_table, chapter.tables))}{_paragraphs(chapter.after)}</section>"
    )


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _figure(picture: Picture) -> str:
    source = f"data:image/png;base64,{base64.b64encode(picture.png).decode()}"
    caption = escape(picture.caption)
    return f'<figure><img alt="{caption}" src="{source}"><figcaption>{caption}</figcaption></figure>'


def _table(table: Table) -> str:
    middle = "" if table.wide else "<col>"
    columns = f'<col class="first">{middle}' + '<col class="last">' * (len(table.head) - 1 - bool(middle))
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in table.rows
    )
    return (
        f'<table class="told{" wide" if table.wide else ""}"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
