"""The list of control codes on paper (R 11, R 19; C31): ascending, ten in a row, every fifth row ruled.

By default the list holds numbers only. Under `by_choice` it is laid out by contest and answer, and its risk stands at
the head of every page.
"""

from html import escape
from typing import Final

from sailau.adapters.pdf import text
from sailau.adapters.pdf.page import lay_out
from sailau.protocol.document import Bilingual, CodeGroup, CodeListDocument, CodeSection

CODES_IN_ROW: Final = 10
RULED_EVERY: Final = 5
NONE: Final = Bilingual("Код жоқ", "Кодов нет")
COUNT: Final = Bilingual("барлығы", "всего")


def render_code_list(document: CodeListDocument) -> bytes:
    """The list's PDF."""
    body = (
        f"<h1>{text.spans(document.title)}</h1>"
        f"{text.pairs_table([('', document.explanation)], 'statement')}"
        f'<table class="codes">{_risk(document.risk)}{"".join(_section(item) for item in document.sections)}</table>'
    )
    title = f"{document.title.kk} · {document.title.ru}"
    return lay_out(document.head, body, title, document.articles, document.hangs, document.attachments, signable=False)


def _risk(risk: Bilingual | None) -> str:
    """The head of the one table, which is repeated on every page."""
    if risk is None:
        return ""
    warning = f'<div class="risk">{text.paragraphs(risk)}</div>'
    return f'<thead><tr><th colspan="{CODES_IN_ROW}" scope="colgroup">{warning}</th></tr></thead>'


def _section(section: CodeSection) -> str:
    groups = "".join(_group(group) for group in section.groups)
    if section.heading is None:
        return groups
    title = f'<th class="contest" colspan="{CODES_IN_ROW}" scope="row">{text.spans(section.heading)}</th>'
    return f'<tbody><tr class="title">{title}</tr></tbody>{groups}'


def _group(group: CodeGroup) -> str:
    rows = [group.codes[i : i + CODES_IN_ROW] for i in range(0, len(group.codes), CODES_IN_ROW)]
    body = "".join(_row(row, number) for number, row in enumerate(rows, start=1)) or _nothing()
    answer = "" if group.answer is None else f"<b>{escape(group.answer.kk)}</b> · {_ru(group.answer)} — "
    count = f"{COUNT.kk} · {_ru(COUNT)} {len(group.codes)}"
    head = f'<tr class="title"><th colspan="{CODES_IN_ROW}" scope="row">{answer}{count}</th></tr>'
    return f"<tbody>{head}{body}</tbody>"


def _row(codes: tuple[str, ...], number: int) -> str:
    css = ' class="fifth"' if number % RULED_EVERY == 0 else ""
    cells = "".join(f"<td>{escape(code)}</td>" for code in codes)
    return f"<tr{css}>{cells}{'<td></td>' * (CODES_IN_ROW - len(codes))}</tr>"


def _nothing() -> str:
    return f'<tr><td class="none" colspan="{CODES_IN_ROW}">{NONE.kk} · <span lang="ru">{NONE.ru}</span></td></tr>'


def _ru(value: Bilingual) -> str:
    return f'<span lang="ru">{escape(value.ru)}</span>'
