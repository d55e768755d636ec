"""The voter list as it stands in the middle of the day, on paper: who was admitted, and how (L 41, 42, 43(3-1)).

For reconciliation after a power cut, and to count voters by the list at the close. By number on the list; no time, no
order, no card, no number of identity: beside a name stands only what the commission itself wrote there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from sailau.adapters.pdf import text
from sailau.adapters.pdf.page import lay_out
from sailau.protocol.document import Bilingual, Line, PaperHead

TITLE: Final = Bilingual("БЕЛГІЛЕРІ БАР САЙЛАУШЫЛАР ТІЗІМІ", "СПИСОК ИЗБИРАТЕЛЕЙ С ОТМЕТКАМИ")
FIGURES: Final = Bilingual("Осы сәтте", "На этот момент")
_COLUMNS: Final = (
    (Bilingual("№", "№"), 12),
    (Bilingual("Тегі, аты, әкесінің аты", "Фамилия, имя, отчество"), 58),
    (Bilingual("Мекенжайы", "Адрес"), 50),
    (Bilingual("Белгі", "Отметка"), 34),
    (Bilingual("Кабинадағы көмекші", "Помощник в кабине"), 24),
)


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


def render_marked_list(document: MarkedList) -> bytes:
    """The PDF of the piece. Raises StoreError."""
    figures = text.lines_table([(FIGURES, document.lines, False)], text.FIGURE_LINE) if document.lines else ""
    body = (
        f'<h1><span class="kk" lang="kk">{TITLE.kk}</span><span class="ru" lang="ru">{TITLE.ru}</span></h1>'
        f'<div class="subtitle">{text.spans(document.about)}</div>{figures}{_table(document.voters)}'
    )
    title = f"{TITLE.kk} · {TITLE.ru}"
    return lay_out(document.head, body, title, document.articles, document.hangs, (), signable=False)


def _table(voters: Sequence[MarkedVoter]) -> str:
    columns = "".join(f'<col style="width:{width}mm">' for _, width in _COLUMNS)
    heads = "".join(f'<th scope="col" class="label">{_both(title)}</th>' for title, _ in _COLUMNS)
    rows = "".join(
        f"<tr><td>{escape(voter.number)}</td><td>{escape(voter.name)}</td><td>{escape(voter.address)}</td>"
        f"<td>{_both(voter.mark) if voter.mark else ''}</td><td>{escape(voter.helper)}</td></tr>"
        for voter in voters
    )
    return (
        f'<table class="lines voters"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _both(said: Bilingual) -> str:
    kk = f'<span lang="kk">{escape(said.kk)}</span>'
    return kk if said.kk == said.ru else f'{kk}<br><span lang="ru">{escape(said.ru)}</span>'
