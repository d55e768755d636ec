"""An evidence pack on paper: custody, what was judged, each recorder's time-line as picture and table (E49; L 50-8(1)).

    render_evidence(document)        the paper: Kazakh and Russian side by side
    render_reading_copy(document)    the same in English, marked as a translation, with no place to sign

Texts, rows and pictures come ready; nothing is computed here.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from sailau.adapters.pdf import text
from sailau.adapters.pdf.page import lay_out, lay_out_between
from sailau.protocol.document import Bilingual, Fact, Fingerprint, PaperHead, Signatory
from sailau.refusal import Text
from sailau.words import Language

_CSS: Final = (
    "<style>.rows{width:100%;border-collapse:collapse;table-layout:fixed;margin-top:1mm}"
    ".rows th{font-size:7.8pt;font-weight:600;text-align:left;vertical-align:bottom;border-bottom:1pt solid #000;"
    "padding:0 1.4mm 1mm 0}.rows td{font-size:8pt;vertical-align:top;text-align:left;padding:.8mm 1.4mm .8mm 0;"
    "border-bottom:.3pt solid #999;overflow-wrap:anywhere}.rows tr{break-inside:avoid}"
    ".rows .kk,.rows .ru{display:block}.day{margin:2mm 0 0;break-inside:avoid}.day img{width:178mm;display:block}"
    ".recorder{break-before:page}.note{font-size:8.4pt;margin:1.5mm 0 0}.note .kk,.note .ru{display:block}"
    ".secret{border:1.4pt solid #000;padding:1.6mm 3mm;font-size:8.8pt;font-weight:600;margin:0 0 3mm}"
    ".secret .kk,.secret .ru{display:block}"
    ".copied{background:#000;color:#fff;padding:1.6mm 3mm;font-size:8.8pt;font-weight:600;margin:0 0 3mm}"
    ".copied b{letter-spacing:.04em}</style>"
)

Cell = str | Text
Languages = tuple[Language, ...]
PAPER: Final[Languages] = ("kk", "ru")
READING: Final[Languages] = ("en",)
TRANSLATION: Final = "READING COPY IN ENGLISH"
NOT_SIGNED: Final = "Reading copy: a translation, not signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact: what it is, and what is told of it; a text as its value stands in each language of the paper."""

    label: Text
    value: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table: a heading, the columns' heads with their widths in mm, the rows. `note` stands under it."""

    heading: Text
    columns: tuple[tuple[Text, int], ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPicture:
    """A day's picture (SVG) in the paper's languages and what it shows, for whoever cannot see it."""

    svg: str = field(repr=False)
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderPart:
    """What the paper tells of one recorder, from a page of its own on."""

    heading: Text
    facts: tuple[Told, ...]
    pictures: tuple[DayPicture, ...]
    tables: tuple[Rows, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A value that anyone may compare."""

    label: Text
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDocument:
    """The paper of an evidence pack. `secret` is said at its head: whom it may be shown.

    `under` are the head's lines: election, precinct, place, moment. `head` has them in Kazakh and Russian.
    """

    head: PaperHead
    under: tuple[Text, ...]
    title: Text
    number: str
    about: Text
    secret: Text
    facts: tuple[Told, ...]
    tables: tuple[Rows, ...]
    recorders: tuple[RecorderPart, ...]
    prints: tuple[Print, ...]
    signatories: tuple[Signatory, ...]
    articles: Text
    hangs: Text


def render_evidence(document: EvidenceDocument) -> bytes:
    """The paper's PDF. Raises StoreError when it cannot be printed."""
    title = document.title
    body = (
        f"{_CSS}{_title(document, PAPER)}"
        f"{text.facts_table([Fact(label=_two(one.label), value=_told(one.value)) for one in document.facts])}"
        f"{''.join(_rows(table, PAPER) for table in document.tables)}"
        f'<div class="keep"><div class="box">{text.fingerprints(tuple(map(_print, document.prints)))}</div>'
        f"{text.signatories(document.signatories)}</div>"
        f"{''.join(_recorder(part, PAPER) for part in document.recorders)}"
    )
    return lay_out(
        document.head,
        body,
        f"{title.kk} · {title.ru} № {document.number}",
        _two(document.articles),
        _two(document.hangs),
        (),
        signable=False,
    )


def render_reading_copy(document: EvidenceDocument, paper_sha256: str) -> bytes:
    """The same in English; `paper_sha256` is the hash of the paper that it translates. Raises StoreError."""
    names = ", ".join(person.name for person in document.signatories)
    facts = (*document.facts, Told(label=Text("", "", "The pack is signed by"), value=names))
    prints = (Print(label=Text("", "", "pack.pdf, which this translates (SHA-256)"), value=paper_sha256),)
    body = (
        f'{_CSS}<div class="copied"><b>{TRANSLATION}</b><br>A translation for whoever does not read Kazakh or Russian. '
        f"It is not signed. What counts are pack.pdf, in Kazakh and Russian, and pack.json with its signatures.</div>"
        f"{_title(document, READING)}{_facts(facts)}"
        f"{''.join(_rows(table, READING) for table in document.tables)}"
        f'<div class="keep"><div class="box">{_prints((*prints, *document.prints))}</div></div>'
        f"{''.join(_recorder(part, READING) for part in document.recorders)}"
    )
    lines = "".join(
        f'<span class="{"" if place else "election"}">{escape(line.en)}</span><br>'
        for place, line in enumerate(document.under)
    )
    above = (
        f'<table class="head"><tr><td class="mark">{text.MARK}</td><td class="what">{lines}</td>'
        f'<td class="copy">Fingerprint of the election<br><b>{escape(document.head.fingerprint)}</b></td></tr></table>'
    )
    below = f'<div class="foot"><p>{NOT_SIGNED}</p><p>{escape(document.articles.en)}</p></div>'
    title = f"{document.title.en} No. {document.number}: {TRANSLATION.lower()}"
    return lay_out_between(
        above, below, document.head, body, title, (), signable=False, language=READING[0], page="Page"
    )


def _title(document: EvidenceDocument, languages: Languages) -> str:
    number = "№" if languages == PAPER else "No."
    return (
        f'<h1>{_spans(document.title, languages)}<span class="paper-number">{number} {escape(document.number)}</span>'
        f'</h1><div class="subtitle">{_spans(document.about, languages)}</div>'
        f'<div class="secret">{_spans(document.secret, languages)}</div>'
    )


def _in(said: Text, language: Language) -> str:
    return {"kk": said.kk, "ru": said.ru, "en": said.en}[language]


def _spans(said: Text, languages: Languages) -> str:
    """A text in each of the languages, marked with its own; the first one leads."""
    return "".join(
        f'<span class="{css}" lang="{language}">{escape(_in(said, language))}</span>'
        for css, language in zip(("kk", "ru"), languages, strict=False)
    )


def _two(said: Text) -> Bilingual:
    return Bilingual(said.kk, said.ru)


def _told(value: Cell) -> str:
    return value if isinstance(value, str) else f"{value.kk} / {value.ru}"


def _print(one: Print) -> Fingerprint:
    return Fingerprint(label=_two(one.label), value=one.value)


def _facts(facts: Sequence[Told]) -> str:
    rows = "".join(
        f'<tr><td>{escape(one.label.en)}</td><td class="fact long">'
        f"{escape(one.value if isinstance(one.value, str) else one.value.en)}</td></tr>"
        for one in facts
    )
    return f'<table class="pairs relations facts"><tbody>{rows}</tbody></table>'


def _prints(prints: Sequence[Print]) -> str:
    items = "".join(
        f'<p><span>{escape(one.label.en)}</span><span class="value">{text.grouped_hex(one.value)}</span></p>'
        for one in prints
    )
    return f'<div class="prints">{items}</div>'


def _recorder(part: RecorderPart, languages: Languages) -> str:
    pictures = "".join(
        f'<div class="day"><img alt="{escape(picture.seen)}" src="data:image/svg+xml;base64,'
        f'{b64encode(picture.svg.encode()).decode()}"></div>'
        for picture in part.pictures
    )
    facts = (
        text.facts_table([Fact(label=_two(one.label), value=_told(one.value)) for one in part.facts])
        if languages == PAPER
        else _facts(part.facts)
    )
    return (
        f'<div class="recorder"><h2>{_spans(part.heading, languages)}</h2>{facts}{pictures}'
        f"{''.join(_rows(table, languages) for table in part.tables)}</div>"
    )


def _rows(table: Rows, languages: Languages) -> str:
    widths = "".join(f'<col style="width:{width}mm">' for _, width in table.columns)
    heads = "".join(f'<th scope="col">{_spans(head, languages)}</th>' for head, _ in table.columns)
    body = "".join(f"<tr>{_cells(row, languages)}</tr>" for row in table.rows)
    note = "" if table.note is None else f'<div class="note">{_spans(table.note, languages)}</div>'
    return (
        f'<h2>{_spans(table.heading, languages)}</h2><table class="rows"><colgroup>{widths}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{note}"
    )


def _cells(row: Sequence[Cell], languages: Languages) -> str:
    return "".join(f"<td>{escape(cell) if isinstance(cell, str) else _spans(cell, languages)}</td>" for cell in row)
