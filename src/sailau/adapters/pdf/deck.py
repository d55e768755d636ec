"""The act of a test deck on paper: a table of expected and counted votes for every contest of every ballot style."""

from html import escape
from typing import Final

from sailau.adapters.pdf import text
from sailau.adapters.pdf.page import lay_out
from sailau.protocol.deck_paper import DeckPaper, DeckRow, DeckTable
from sailau.protocol.document import Bilingual

TITLE: Final = Bilingual("АКТ", "АКТ")
ABOUT: Final = Bilingual("сынақ бюллетеньдерді санау туралы", "о подсчёте тестовой колоды бюллетеней")
ANSWER: Final = Bilingual("Жауап", "Ответ")
EXPECTED: Final = Bilingual("Күтілген", "Ожидалось")
COUNTED: Final = Bilingual("Саналған", "Подсчитано")
DIFFERENCES: Final = Bilingual("Айырмалар", "Расхождения")
AGREES: Final = "✓"
DIFFERS: Final = "✗"

CSS: Final = """<style>
table.deck{width:100%;border-collapse:collapse;table-layout:fixed;margin-top:1.5mm}
table.deck col.number{width:9mm}table.deck col.figure{width:13mm}table.deck col.total{width:19mm}
table.deck col.mark{width:7mm}
table.deck thead th{font-size:7.6pt;font-weight:600;text-align:left;vertical-align:bottom;line-height:1.2;
  border-bottom:1pt solid #000;padding:0 1.2mm 1mm 0}
table.deck thead th.figure{text-align:right;padding-right:0}
table.deck td,table.deck tbody th{border-bottom:.4pt solid #999;padding:.9mm 1.4mm .9mm 0;font-size:8.8pt;
  vertical-align:top;text-align:left;font-weight:400}
table.deck td.figure{text-align:right;padding-right:0;font-variant-numeric:tabular-nums}
table.deck td.sum{font-weight:700;font-size:10pt}
table.deck td.mark{text-align:right;padding-right:0;font-weight:700}
table.deck tr{break-inside:avoid}
.verdict{border:1.4pt solid #000;padding:2mm 3mm;margin-top:4mm;font-weight:700;break-inside:avoid}
.verdict p{margin:0 0 .6mm}
</style>"""


def render_deck(paper: DeckPaper) -> bytes:
    """The act's PDF."""
    statements = ((f"{number}.", statement) for number, statement in enumerate(paper.statements, start=1))
    body = (
        f'{CSS}<h1><span class="kk" lang="kk">{TITLE.kk}</span><span class="ru" lang="ru">{TITLE.ru}</span></h1>'
        f'<div class="subtitle">{text.spans(ABOUT)}</div>'
        f"{text.pairs_table(statements, 'statement')}{text.facts_table(paper.facts)}"
        f"{''.join(_table(table) for table in paper.tables)}{_differences(paper.differences)}"
        f'<div class="verdict">{text.paragraphs(paper.verdict)}</div>'
        f'<div class="keep"><div class="box">{text.fingerprints(paper.fingerprints)}</div>'
        f"{text.signatories(paper.signatories) if paper.signatories else ''}</div>"
    )
    title = f"{TITLE.kk} · {ABOUT.kk}"
    return lay_out(paper.head, body, title, paper.articles, paper.hangs, paper.attachments, signable=False)


def _table(table: DeckTable) -> str:
    languages = "".join('<col class="figure">' for _ in table.languages)
    columns = f'<col class="number"><col><col>{languages}<col class="total"><col class="total"><col class="mark">'
    heads = "".join(f'<th scope="col" class="figure">{escape(code)}</th>' for code in table.languages)
    return (
        f"{text.heading(table.heading)}"
        f'<table class="deck"><colgroup>{columns}</colgroup><thead><tr><th scope="col">№</th>'
        f'<th scope="col" lang="kk">{ANSWER.kk}</th><th scope="col" lang="ru">{ANSWER.ru}</th>{heads}'
        f"{_head(EXPECTED)}{_head(COUNTED)}"
        f'<th scope="col" class="figure"></th></tr></thead>'
        f"<tbody>{''.join(_row(row) for row in table.rows)}</tbody></table>"
    )


def _head(words: Bilingual) -> str:
    return f'<th scope="col" class="figure" lang="kk">{words.kk}<br><span lang="ru">{words.ru}</span></th>'


def _row(row: DeckRow) -> str:
    figures = "".join(f'<td class="figure">{number}</td>' for number in row.expected)
    mark = AGREES if row.agrees else DIFFERS
    return (
        f'<tr><th scope="row">{escape(row.number)}</th><td lang="kk">{escape(row.name.kk)}</td>'
        f'<td lang="ru">{escape(row.name.ru)}</td>{figures}<td class="figure sum">{row.total}</td>'
        f'<td class="figure sum">{row.counted}</td><td class="mark">{mark}</td></tr>'
    )


def _differences(differences: tuple[Bilingual, ...]) -> str:
    if not differences:
        return ""
    return text.heading(DIFFERENCES) + text.pairs_table((DIFFERS, difference) for difference in differences)
