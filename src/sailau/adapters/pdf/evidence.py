"""An evidence pack on paper: custody, what was judged, each recorder's time-line as picture and table (E49; L 50-8(1)).

Kazakh and Russian side by side. Texts, rows and pictures come ready; nothing is computed here.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from sailau.adapters.pdf import text
from sailau.adapters.pdf.page import lay_out
from sailau.protocol.document import Attachment, Bilingual, Fact, Fingerprint, PaperHead, Signatory

_CSS: Final = (
    "<style>.rows{width:100%;border-collapse:collapse;table-layout:fixed;margin-top:1mm}"
    ".rows th{font-size:7.8pt;font-weight:600;text-align:left;vertical-align:bottom;border-bottom:1pt solid #000;"
    "padding:0 1.4mm 1mm 0}.rows td{font-size:8pt;vertical-align:top;text-align:left;padding:.8mm 1.4mm .8mm 0;"
    "border-bottom:.3pt solid #999;overflow-wrap:anywhere}.rows tr{break-inside:avoid}"
    ".rows .kk,.rows .ru{display:block}.day{margin:2mm 0 0;break-inside:avoid}.day img{width:178mm;display:block}"
    ".recorder{break-before:page}.note{font-size:8.4pt;margin:1.5mm 0 0}.note .kk,.note .ru{display:block}"
    ".secret{border:1.4pt solid #000;padding:1.6mm 3mm;font-size:8.8pt;font-weight:600;margin:0 0 3mm}"
    ".secret .kk,.secret .ru{display:block}</style>"
)

Cell = str | Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table: a heading, the columns' heads with their widths in mm, the rows. `note` stands under it."""

    heading: Bilingual
    columns: tuple[tuple[Bilingual, int], ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPicture:
    """A day's picture (SVG) and what it shows, for whoever cannot see it."""

    svg: str = field(repr=False)
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderPart:
    """What the paper tells of one recorder, from a page of its own on."""

    heading: Bilingual
    facts: tuple[Fact, ...]
    pictures: tuple[DayPicture, ...]
    tables: tuple[Rows, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDocument:
    """The paper of an evidence pack. `secret` is said at its head: whom it may be shown."""

    head: PaperHead
    title: Bilingual
    number: str
    about: Bilingual
    secret: Bilingual
    facts: tuple[Fact, ...]
    tables: tuple[Rows, ...]
    recorders: tuple[RecorderPart, ...]
    fingerprints: tuple[Fingerprint, ...]
    signatories: tuple[Signatory, ...]
    articles: Bilingual
    hangs: Bilingual
    attachments: tuple[Attachment, ...] = ()


def render_evidence(document: EvidenceDocument) -> bytes:
    """The paper's PDF. Raises StoreError when it cannot be printed."""
    body = (
        f'{_CSS}<h1><span class="kk" lang="kk">{escape(document.title.kk)}</span>'
        f'<span class="ru" lang="ru">{escape(document.title.ru)}</span>'
        f'<span class="paper-number">№ {escape(document.number)}</span></h1>'
        f'<div class="subtitle">{text.spans(document.about)}</div>'
        f'<div class="secret">{text.spans(document.secret)}</div>'
        f"{text.facts_table(document.facts)}{''.join(map(_rows, document.tables))}"
        f'<div class="keep"><div class="box">{text.fingerprints(document.fingerprints)}</div>'
        f"{text.signatories(document.signatories)}</div>{''.join(map(_recorder, document.recorders))}"
    )
    title = f"{document.title.kk} · {document.title.ru} № {document.number}"
    return lay_out(document.head, body, title, document.articles, document.hangs, document.attachments, signable=False)


def _recorder(part: RecorderPart) -> str:
    pictures = "".join(
        f'<div class="day"><img alt="{escape(picture.seen)}" src="data:image/svg+xml;base64,'
        f'{b64encode(picture.svg.encode()).decode()}"></div>'
        for picture in part.pictures
    )
    return (
        f'<div class="recorder">{text.heading(part.heading)}{text.facts_table(part.facts)}{pictures}'
        f"{''.join(map(_rows, part.tables))}</div>"
    )


def _rows(table: Rows) -> str:
    widths = "".join(f'<col style="width:{width}mm">' for _, width in table.columns)
    heads = "".join(f'<th scope="col">{text.spans(head)}</th>' for head, _ in table.columns)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in table.rows)
    note = "" if table.note is None else f'<div class="note">{text.spans(table.note)}</div>'
    return (
        f'{text.heading(table.heading)}<table class="rows"><colgroup>{widths}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{note}"
    )


def _cells(row: Sequence[Cell]) -> str:
    return "".join(f"<td>{text.spans(cell) if isinstance(cell, Bilingual) else escape(cell)}</td>" for cell in row)
