"""A voter list on paper: every entry a line, as an executive hands it to a commission (M11; L 24(5)).

A list of three thousand has a hundred pages; it is laid out in pieces of some pages each, so that memory stays small,
and the pieces are files of their own, each saying which numbers it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from sailau.adapters.pdf.page import lay_out
from sailau.adapters.pdf.text import spans
from sailau.protocol.document import Bilingual, PaperHead

TITLE: Final = Bilingual("САЙЛАУШЫЛАР ТІЗІМІ", "СПИСОК ИЗБИРАТЕЛЕЙ")
_COLUMNS: Final = (
    (Bilingual("№", "№"), 12),
    (Bilingual("ЖСН", "ИИН"), 26),
    (Bilingual("Тегі, аты, әкесінің аты", "Фамилия, имя, отчество"), 62),
    (Bilingual("Туған күні", "Дата рождения"), 22),
    (Bilingual("Мекенжайы", "Адрес"), 56),
)


@dataclass(frozen=True, slots=True)
class PrintedVoter:
    """One line of the printed list, each cell as it is printed."""

    number: str
    iin: str = field(repr=False)
    name: str = field(repr=False)
    born: str = field(repr=False)
    address: str = field(repr=False)


def render_voter_list(
    head: PaperHead, voters: Sequence[PrintedVoter], about: Bilingual, articles: Bilingual, hangs: Bilingual
) -> bytes:
    """The PDF of a list, or of a piece of one; `about` says which numbers it has. Raises StoreError."""
    body = (
        f'<h1><span class="kk" lang="kk">{TITLE.kk}</span><span class="ru" lang="ru">{TITLE.ru}</span></h1>'
        f'<div class="subtitle">{spans(about)}</div>{_table(voters)}'
    )
    return lay_out(head, body, f"{TITLE.kk} · {TITLE.ru}", articles, hangs, (), signable=False)


def _table(voters: Sequence[PrintedVoter]) -> str:
    columns = "".join(f'<col style="width:{width}mm">' for _, width in _COLUMNS)
    heads = "".join(f'<th scope="col" class="label">{_heading(title)}</th>' for title, _ in _COLUMNS)
    rows = "".join(
        f"<tr><td>{escape(voter.number)}</td><td>{escape(voter.iin)}</td><td>{escape(voter.name)}</td>"
        f"<td>{escape(voter.born)}</td><td>{escape(voter.address)}</td></tr>"
        for voter in voters
    )
    return (
        f'<table class="lines voters"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _heading(title: Bilingual) -> str:
    kk = f'<span lang="kk">{title.kk}</span>'
    return kk if title.kk == title.ru else f'{kk}<br><span lang="ru">{title.ru}</span>'
