"""Pieces of HTML that all papers share: pairs of languages, heads, feet, tables of lines, signatures, QR."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

import segno

from sailau.protocol.document import (
    ActReference,
    Bilingual,
    Fact,
    FigureRow,
    FigureTable,
    Fingerprint,
    Line,
    PaperHead,
    Signatory,
    SignaturePlace,
)
from sailau.signing.pdf import field_name
from sailau.words.figures import NO_BREAK_SPACE, grouped

SIGNATURES_IN_ROW: Final = 4
LONG_FACT: Final = 30
HUGE_FACT: Final = 600
"""A fact of more signs is set small; of many more, it may go on over the page."""
PRINT_GROUP: Final = 8
"""Hex digits of a fingerprint stand in groups, so that eyes can compare them."""

MARK: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><title>Sailau</title>'
    '<path d="M24 3 45 24 24 45 3 24Z" fill="none" stroke="#000" stroke-width="4"/>'
    '<path d="M24 13 35 24 24 35 13 24Z" fill="#000"/>'
    '<path d="M19 24.2l3.6 3.6 6.6-7" fill="none" stroke="#fff" stroke-width="2.6"/></svg>'
)

COPY: Final = Bilingual("Дана", "Экземпляр")
DUPLICATE: Final = Bilingual("КӨШІРМЕ", "ДУБЛИКАТ")
PROTOCOL_LINE: Final = Bilingual("Хаттама жолы", "Строка протокола")
FIGURE_LINE: Final = Bilingual("Көрсеткіш", "Показатель")
IN_FIGURES: Final = Bilingual("Санмен", "Цифрами")
IN_WORDS: Final = Bilingual("Сөзбен", "Прописью")
SIGNED_HEADING: Final = Bilingual("Комиссия мүшелерінің қолтаңбалары", "Подписи членов комиссии")
SIGNATORIES_HEADING: Final = Bilingual("Қолтаңбалар", "Подписи")
SEAL: Final = Bilingual("комиссия мөрінің орны", "место печати")
PRINTS: Final = Bilingual("Салыстыруға арналған таңбалар", "Отпечатки для сравнения")
ACTS: Final = Bilingual("Қоса берілді", "Приложения")
NONE: Final = "–"


def spans(text: Bilingual) -> str:
    """Both languages, each marked with its own."""
    return f'<span class="kk" lang="kk">{escape(text.kk)}</span><span class="ru" lang="ru">{escape(text.ru)}</span>'


def paragraphs(text: Bilingual) -> str:
    """Both languages, each a paragraph."""
    return f'<p lang="kk">{escape(text.kk)}</p><p lang="ru">{escape(text.ru)}</p>'


def heading(text: Bilingual) -> str:
    """A heading inside a paper."""
    return f"<h2>{spans(text)}</h2>"


def page_head(head: PaperHead) -> str:
    """The running head, repeated on every page."""
    lines = [head.election, Bilingual(f"{head.precinct.kk} · {head.place.kk}", f"{head.precinct.ru} · {head.place.ru}")]
    what = "".join(_head_line(text, "election" if i == 0 else "") for i, text in enumerate((*lines, head.when)))
    duplicate = f"<b>{DUPLICATE.kk}<br>{DUPLICATE.ru}</b><br>" if head.duplicate else ""
    label = head.fingerprint_label
    return (
        f'<table class="head"><tr><td class="mark">{MARK}</td><td class="what">{what}</td>'
        f'<td class="copy">{duplicate}{COPY.kk} · <span lang="ru">{COPY.ru}</span> <b>№ {escape(head.copy)}</b><br>'
        f'{escape(label.kk)}<br><span lang="ru">{escape(label.ru)}</span><br><b>{escape(head.fingerprint)}</b></td>'
        "</tr></table>"
    )


def page_foot(articles: Bilingual, hangs: Bilingual) -> str:
    """The running foot: articles, where and how long the paper hangs."""
    return (
        f'<div class="foot"><p lang="kk">{escape(articles.kk)} · {escape(hangs.kk)}</p>'
        f'<p lang="ru">{escape(articles.ru)} · {escape(hangs.ru)}</p></div>'
    )


def lines_table(groups: Sequence[tuple[Bilingual | None, Sequence[Line], bool]], label: Bilingual) -> str:
    """A table of lines under `label`; each group is a heading (or None), its lines, and whether they are names."""
    columns = "".join(f'<col class="{css}">' for css in ("number", "label", "label", "figure", "words"))
    cells = (
        '<th scope="col" class="number">№</th>'
        f'<th scope="col" class="label" lang="kk">{escape(label.kk)}</th>'
        f'<th scope="col" class="label" lang="ru">{escape(label.ru)}</th>'
        f"{_heading_cell('figure', IN_FIGURES)}{_heading_cell('words', IN_WORDS)}"
    )
    bodies = "".join(_group(*group) for group in groups)
    return f'<table class="lines"><colgroup>{columns}</colgroup><thead><tr>{cells}</tr></thead>{bodies}</table>'


def pairs_table(rows: Iterable[tuple[str, Bilingual]], css: str = "") -> str:
    """Rows of a number (may be empty) and a text in both languages, side by side."""
    body = "".join(
        f'<tr><td class="number">{escape(number)}</td>'
        f'<td lang="kk">{escape(text.kk)}</td><td lang="ru">{escape(text.ru)}</td></tr>'
        if number
        else f'<tr><td lang="kk">{escape(text.kk)}</td><td lang="ru">{escape(text.ru)}</td></tr>'
        for number, text in rows
    )
    return f'<table class="pairs {css}"><tbody>{body}</tbody></table>'


def acts_list(acts: Sequence[ActReference]) -> str:
    """The papers that go with this one; nothing when there are none."""
    if not acts:
        return ""
    return heading(ACTS) + pairs_table((f"№ {act.number}", act.title) for act in acts)


def fingerprints(values: Sequence[Fingerprint]) -> str:
    """The values that anyone may compare."""
    items = "".join(
        f'<p><span lang="kk">{escape(item.label.kk)}</span> · <span lang="ru">{escape(item.label.ru)}</span>'
        f'<span class="value">{grouped_hex(item.value)}</span></p>'
        for item in values
    )
    return f'<div class="prints">{items}</div>'


def qr_image(text: str) -> str:
    """A QR code, error level M, quiet zone of four modules, as an image."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return f'<img alt="QR: {escape(text)}" src="{code.svg_data_uri(border=4, xmldecl=False)}">'


def facts_table(facts: Sequence[Fact]) -> str:
    """Each fact as a row: its label in both languages, and what it is."""
    rows = "".join(
        f"<tr{' class=huge' if len(fact.value) > HUGE_FACT else ''}>"
        f'<td lang="kk">{escape(fact.label.kk)}</td><td lang="ru">{escape(fact.label.ru)}</td>'
        f'<td class="fact{" long" if len(fact.value) > LONG_FACT else ""}">{escape(fact.value)}</td></tr>'
        for fact in facts
    )
    return f'<table class="pairs relations facts"><tbody>{rows}</tbody></table>'


def figure_table(table: FigureTable) -> str:
    """Figures of units side by side; the head is repeated on every page."""
    columns = "".join(
        f'<th scope="col" class="figure" lang="kk">{escape(column.kk)}'
        + ("" if column.ru == column.kk else f'<br><span lang="ru">{escape(column.ru)}</span>')
        + "</th>"
        for column in table.columns
    )
    label = f'<th scope="col" class="label" lang="kk">{escape(table.label.kk)}<br>{_ru(table.label.ru)}</th>'
    sizes = '<col class="number"><col class="unit">' + "<col>" * len(table.columns)
    body = "".join(map(_figure_row, table.rows))
    return (
        f'{heading(table.heading)}<table class="figures"><colgroup>{sizes}</colgroup>'
        f'<thead><tr><th scope="col" class="number">№</th>{label}{columns}</tr></thead><tbody>{body}</tbody></table>'
    )


def signatories(people: Sequence[Signatory]) -> str:
    """Who signs beside the file: a line for ink, name, office, and the digital signature over the data, if any."""
    return _signed_by(SIGNATORIES_HEADING, [_signatory(person) for person in people])


def signatures(places: Sequence[SignaturePlace]) -> str:
    """A place for each member: a line for ink, name, office, and the digital signature's field; last the seal's."""
    return _signed_by(SIGNED_HEADING, [_place(place) for place in places])


def _signed_by(title: Bilingual, cells: list[str]) -> str:
    cells.append(f'<td class="seal"><div>{escape(SEAL.kk)}<br><span lang="ru">{escape(SEAL.ru)}</span></div></td>')
    while len(cells) % SIGNATURES_IN_ROW:
        cells.append("<td></td>")
    rows = (cells[i : i + SIGNATURES_IN_ROW] for i in range(0, len(cells), SIGNATURES_IN_ROW))
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'{heading(title)}<table class="signatures"><tbody>{body}</tbody></table>'


def _signatory(person: Signatory) -> str:
    digital = f'<span class="digital">{escape(person.digital)}</span>' if person.digital else ""
    if person.field:
        label = f"ЭЦҚ · ЭЦП: {person.name}, {person.office.kk} · {person.office.ru}"
        digital += f'<input type="checkbox" name="{escape(person.field)}" title="{escape(label)}">'
    return (
        f'<td><div><b>{escape(person.name)}</b><span lang="kk">{escape(person.office.kk)}</span> · '
        f'<span lang="ru">{escape(person.office.ru)}</span>{digital}</div></td>'
    )


def _place(place: SignaturePlace) -> str:
    label = f"ЭЦҚ · ЭЦП: {place.name}, {place.office.kk} · {place.office.ru}"
    return (
        f"<td><div><b>{escape(place.name)}</b>"
        f'<span lang="kk">{escape(place.office.kk)}</span> · <span lang="ru">{escape(place.office.ru)}</span>'
        f'<input type="checkbox" name="{field_name(place.member)}" title="{escape(label)}"></div></td>'
    )


def _head_line(text: Bilingual, css: str) -> str:
    kk, ru = (escape(words.replace("№ ", f"№{NO_BREAK_SPACE}")) for words in (text.kk, text.ru))
    return f'<span class="{css}">{kk}</span><br><span lang="ru">{ru}</span><br>'


def _heading_cell(css: str, label: Bilingual) -> str:
    return f'<th scope="col" class="{css}" lang="kk">{label.kk}<br><span lang="ru">{label.ru}</span></th>'


def _group(title: Bilingual | None, lines: Sequence[Line], names: bool) -> str:
    first = "" if title is None else f'<tr class="section"><th colspan="5" scope="row">{spans(title)}</th></tr>'
    return f"<tbody>{first}{''.join(_line(line, names) for line in lines)}</tbody>"


def _line(line: Line, is_name: bool) -> str:
    css = "sub" if line.sub else "name" if is_name else ""
    return (
        f'<tr class="{css}"><th scope="row">{escape(line.number)}</th>'
        f'<td class="label" lang="kk">{escape(line.label.kk)}</td>'
        f'<td class="label" lang="ru">{escape(line.label.ru)}</td>'
        f'<td class="figure">{grouped(line.value)}</td>'
        f'<td class="words"><span lang="kk">{escape(line.words.kk)}</span>'
        f'<span lang="ru">{escape(line.words.ru)}</span></td></tr>'
    )


def _figure_row(row: FigureRow) -> str:
    values = "".join(f"<td>{NONE if value is None else grouped(value)}</td>" for value in row.values)
    ru = "" if row.label.ru == row.label.kk else f"<br>{_ru(row.label.ru)}"
    label = f'<th scope="row" class="label" lang="kk">{escape(row.label.kk)}{ru}</th>'
    css = ' class="total"' if row.total else ""
    return f'<tr{css}><td class="number">{escape(row.number)}</td>{label}{values}</tr>'


def _ru(text: str) -> str:
    return f'<span lang="ru">{escape(text)}</span>'


def grouped_hex(value: str) -> str:
    """A hash in groups that can be compared by eye."""
    return escape(" ".join(value[i : i + PRINT_GROUP] for i in range(0, len(value), PRINT_GROUP)))
