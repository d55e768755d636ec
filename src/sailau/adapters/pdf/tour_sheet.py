"""The sheet of a tour on paper: who asked to vote at home, with places for ink (M36, M37; L 41(6)).

The portable device knows no names: voter and member sign here, and on the application. One line a voter, high enough
for a signature; what is counted on return is written in by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from sailau.adapters.pdf import text
from sailau.adapters.pdf.page import lay_out
from sailau.protocol.document import Bilingual, Line, PaperHead, Signatory

TITLE: Final = Bilingual("ҮЙДЕ ДАУЫС БЕРУ ПАРАҒЫ", "ЛИСТ ГОЛОСОВАНИЯ НА ДОМУ")
LEAVING: Final = Bilingual("Шығарда", "При выезде")
RETURN: Final = Bilingual("Оралғанда қолмен толтырылады", "По возвращении заполняется от руки")
_BY_HAND: Final = (
    Bilingual("Құрылғыдағы бюллетеньдер", "Бюллетеней в устройстве"),
    Bilingual("Қол қойған сайлаушылар", "Подписалось избирателей"),
    Bilingual("Дауыс бермегендер", "Не проголосовало"),
    Bilingual("Оралған уақыты", "Время возвращения"),
)
_COLUMNS: Final = (
    (Bilingual("№", "№"), 12),
    (Bilingual("Тегі, аты, әкесінің аты", "Фамилия, имя, отчество"), 44),
    (Bilingual("Мекенжайы", "Адрес"), 42),
    (Bilingual("Сайлаушының қолы", "Подпись избирателя"), 31),
    (Bilingual("Мүшенің қолы", "Подпись члена комиссии"), 27),
    (Bilingual("Ескертпе", "Примечание"), 22),
)
_CSS: Final = (
    ".sheet td{height:11mm;vertical-align:middle;padding-left:1mm}.sheet td+td{border-left:.2pt solid #777}"
    ".hand td{height:9mm;vertical-align:bottom}.hand td.blank{border-bottom:0.3mm solid #000;width:40mm}"
)


@dataclass(frozen=True, slots=True)
class SheetVoter:
    """One line: number on the list, name, address."""

    number: str
    name: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDocument:
    """A tour's sheet; `lines` are the figures at leaving, `members` the two who go."""

    head: PaperHead
    number: str
    about: Bilingual
    statements: tuple[Bilingual, ...]
    lines: tuple[Line, ...]
    voters: tuple[SheetVoter, ...] = field(repr=False)
    members: tuple[Signatory, ...]
    articles: Bilingual
    hangs: Bilingual


def render_tour_sheet(document: SheetDocument) -> bytes:
    """The sheet's PDF. Raises StoreError."""
    statements = ((f"{number}.", told) for number, told in enumerate(document.statements, start=1))
    body = (
        f"<style>{_CSS}</style>"
        f'<h1><span class="kk" lang="kk">{TITLE.kk}</span><span class="ru" lang="ru">{TITLE.ru}</span>'
        f'<span class="paper-number">№ {escape(document.number)}</span></h1>'
        f'<div class="subtitle">{text.spans(document.about)}</div>'
        f"{text.pairs_table(statements, 'statement')}"
        f"{_voters(document.voters)}"
        f'<div class="keep">{text.lines_table([(LEAVING, document.lines, False)], text.FIGURE_LINE)}'
        f"{_by_hand()}{text.signatories(document.members)}</div>"
    )
    title = f"{TITLE.kk} · {TITLE.ru} № {document.number}"
    return lay_out(document.head, body, title, document.articles, document.hangs, (), signable=False)


def _voters(voters: Sequence[SheetVoter]) -> str:
    columns = "".join(f'<col style="width:{width}mm">' for _, width in _COLUMNS)
    heads = "".join(f'<th scope="col" class="label">{_heading(title)}</th>' for title, _ in _COLUMNS)
    rows = "".join(
        f"<tr><td>{escape(voter.number)}</td><td>{escape(voter.name)}</td><td>{escape(voter.address)}</td>"
        "<td></td><td></td><td></td></tr>"
        for voter in voters
    )
    return (
        f'<table class="lines voters sheet"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _by_hand() -> str:
    rows = "".join(
        f'<tr><td lang="kk">{label.kk}</td><td lang="ru">{label.ru}</td><td class="blank"></td></tr>'
        for label in _BY_HAND
    )
    return f'{text.heading(RETURN)}<table class="pairs hand"><tbody>{rows}</tbody></table>'


def _heading(title: Bilingual) -> str:
    kk = f'<span lang="kk">{title.kk}</span>'
    return kk if title.kk == title.ru else f'{kk}<br><span lang="ru">{title.ru}</span>'
