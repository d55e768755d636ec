"""The voter list on paper: as an executive hands it over (M11; L 24(5)), and with its marks during the day (L 41, 42).

A list of three thousand has a hundred pages; it is laid out in pieces of some pages each, so that memory stays small,
and the pieces are files of their own, each saying which numbers it has. The list with marks is for reconciliation after
a power cut, and to count voters by the list at the close (L 43(3-1)): by number on the list, without time, order, card
or number of identity; beside a name stands only what the commission itself wrote there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from sailau.adapters.pdf import text
from sailau.adapters.pdf.page import lay_out
from sailau.protocol.document import Bilingual, Line, PaperHead

TITLE: Final = Bilingual("САЙЛАУШЫЛАР ТІЗІМІ", "СПИСОК ИЗБИРАТЕЛЕЙ")
MARKED_TITLE: Final = Bilingual("БЕЛГІЛЕРІ БАР САЙЛАУШЫЛАР ТІЗІМІ", "СПИСОК ИЗБИРАТЕЛЕЙ С ОТМЕТКАМИ")
FIGURES: Final = Bilingual("Осы сәтте", "На этот момент")

Columns = Sequence[tuple[Bilingual, int]]
"""What stands over each column, and its width in millimetres."""
Cell = str | Bilingual

_NUMBER: Final = Bilingual("№", "№")
_NAME: Final = Bilingual("Тегі, аты, әкесінің аты", "Фамилия, имя, отчество")
_ADDRESS: Final = Bilingual("Мекенжайы", "Адрес")
_COLUMNS: Final[Columns] = (
    (_NUMBER, 12),
    (Bilingual("ЖСН", "ИИН"), 26),
    (_NAME, 62),
    (Bilingual("Туған күні", "Дата рождения"), 22),
    (_ADDRESS, 56),
)
_MARKED_COLUMNS: Final[Columns] = (
    (_NUMBER, 12),
    (_NAME, 58),
    (_ADDRESS, 50),
    (Bilingual("Белгі", "Отметка"), 34),
    (Bilingual("Кабинадағы көмекші", "Помощник в кабине"), 24),
)


@dataclass(frozen=True, slots=True)
class PrintedVoter:
    """One line of the printed list, each cell as it is printed."""

    number: str
    iin: str = field(repr=False)
    name: str = field(repr=False)
    born: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MarkedVoter:
    """One line: number on the list, name, address, the mark (empty: none), and who helped in the booth."""

    number: str
    name: str = field(repr=False)
    address: str = field(repr=False)
    mark: Bilingual | None = field(repr=False)
    helper: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedList:
    """A piece of the list; `lines` are the figures of the whole, printed at the head of the first piece."""

    head: PaperHead
    about: Bilingual
    lines: tuple[Line, ...]
    voters: tuple[MarkedVoter, ...] = field(repr=False)
    articles: Bilingual
    hangs: Bilingual


def render_voter_list(
    head: PaperHead, voters: Sequence[PrintedVoter], about: Bilingual, articles: Bilingual, hangs: Bilingual
) -> bytes:
    """The PDF of a list, or of a piece of one; `about` says which numbers it has. Raises StoreError."""
    rows = ((one.number, one.iin, one.name, one.born, one.address) for one in voters)
    body = _titled(TITLE, about) + _table(_COLUMNS, rows)
    return lay_out(head, body, _both_titles(TITLE), articles, hangs, (), signable=False)


def render_marked_list(document: MarkedList) -> bytes:
    """The PDF of the piece. Raises StoreError."""
    figures = text.lines_table([(FIGURES, document.lines, False)], text.FIGURE_LINE) if document.lines else ""
    rows = ((one.number, one.name, one.address, one.mark or "", one.helper) for one in document.voters)
    body = _titled(MARKED_TITLE, document.about) + figures + _table(_MARKED_COLUMNS, rows)
    title = _both_titles(MARKED_TITLE)
    return lay_out(document.head, body, title, document.articles, document.hangs, (), signable=False)


def _titled(title: Bilingual, about: Bilingual) -> str:
    return (
        f'<h1><span class="kk" lang="kk">{title.kk}</span><span class="ru" lang="ru">{title.ru}</span></h1>'
        f'<div class="subtitle">{text.spans(about)}</div>'
    )


def _both_titles(title: Bilingual) -> str:
    return f"{title.kk} · {title.ru}"


def _table(columns: Columns, rows: Iterable[Sequence[Cell]]) -> str:
    widths = "".join(f'<col style="width:{width}mm">' for _, width in columns)
    heads = "".join(f'<th scope="col" class="label">{_said(title)}</th>' for title, _ in columns)
    cells = "".join(f"<tr>{''.join(f'<td>{_said(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<table class="lines voters"><colgroup>{widths}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>"
    )


def _said(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    kk = f'<span lang="kk">{escape(cell.kk)}</span>'
    return kk if cell.kk == cell.ru else f'{kk}<br><span lang="ru">{escape(cell.ru)}</span>'
