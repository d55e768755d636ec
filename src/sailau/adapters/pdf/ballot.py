"""The proof of a ballot on paper: a voter's ballot as the screen shows it, PROOF across every page (E22, C4, M28).

Rows stand as on the terminal: box on the left, surname bold, all of the same size and weight, in the ballot's order; no
number, picture or colour sets one apart from another.
"""

from html import escape
from typing import Final

from sailau.adapters.pdf.page import ABOVE_HEAD_MM, AROUND_FOOT_MM, FOOT_WIDTH_MM, TEXT_WIDTH_MM, UNDER_HEAD_MM
from sailau.adapters.pdf.rendering import height_mm, render
from sailau.adapters.pdf.text import MARK
from sailau.adapters.pdf.watermark import PROOF_WORDS, watermark_uri
from sailau.protocol.ballot_paper import BallotContest, BallotPaper, BallotRow

PRINT_GROUP: Final = 8

CSS: Final = """
.head .mark-word{font-size:10pt;font-weight:700;border:1pt solid #000;padding:.8mm 2mm;white-space:nowrap}
h1.ballot{text-align:left;font-size:15pt;margin:0 0 1mm;letter-spacing:0}
.contest h2{font-size:14pt;margin:5mm 0 .5mm;line-height:1.15}
.contest .instruction{font-size:10.5pt;margin:0 0 2.5mm;color:#434955;break-after:avoid}
.contest .row{border:.8pt solid #6c727d;border-radius:2.6mm;padding:2.1mm 4mm 2.1mm 3.2mm;margin:0 0 1.7mm;
  break-inside:avoid;font-size:12.5pt;line-height:1.15}
.contest .row.blank{border-style:dashed}
.contest .row table{width:100%;border-collapse:collapse}
.contest .row td{vertical-align:middle;padding:0}
.contest .row td.tick{width:9mm}
.contest .row td.tick div{box-sizing:border-box;width:5.6mm;height:5.6mm;border:1.1pt solid #15181e;border-radius:1.1mm;
  background:#fff}
.contest .row b{font-weight:700}
.contest .row.blank b{font-weight:600}
.rules{border-top:1pt solid #000;margin-top:5mm;padding-top:2mm;break-inside:avoid}
.rules h2{margin:0 0 1mm}
.rules ul,.contest ul{margin:0;padding:0 0 0 4.5mm;font-size:8.6pt}
.contest ul{margin:1.5mm 0 0;break-before:avoid;break-inside:avoid}
.rules li,.contest li{margin:0 0 .6mm}
.whole{font-size:7.6pt;margin-top:2mm}
.whole b{white-space:nowrap}
"""


def render_ballot(paper: BallotPaper) -> bytes:
    """The proof's PDF."""
    above, below = _head(paper), _foot(paper)
    top = ABOVE_HEAD_MM + height_mm(above, TEXT_WIDTH_MM) + UNDER_HEAD_MM + 2
    bottom = AROUND_FOOT_MM + height_mm(below, FOOT_WIDTH_MM)
    number = f'"{paper.page_word} " counter(page) " / " counter(pages) "\\A {paper.short_fingerprint}"'
    page = (
        f"@page{{margin-top:{top:.2f}mm;margin-bottom:{bottom:.2f}mm;"
        f"background:url({watermark_uri(PROOF_WORDS)}) no-repeat center;@bottom-right{{content:{number}}}}}"
    )
    contests = "".join(_contest(contest) for contest in paper.contests)
    body = (
        f'<body>{above}{below}<div lang="{paper.language.value}">'
        f'<h1 class="ballot">{escape(paper.title)}</h1>{contests}{_rules(paper)}</div></body>'
    )
    title = escape(f"{paper.mark} · {paper.title} · {paper.short_fingerprint}")
    return render(body, css=page + CSS, title=title, day=paper.day)


def _head(paper: BallotPaper) -> str:
    about = "<br>".join(escape(line) for line in paper.about)
    return (
        f'<table class="head" lang="{paper.language.value}"><tr><td class="mark">{MARK}</td>'
        f'<td class="what">{about}</td>'
        f'<td class="copy"><span class="mark-word">{escape(paper.mark)}</span><br><br>'
        f"{escape(paper.fingerprint_label)}<br><b>{escape(paper.short_fingerprint)}</b></td></tr></table>"
    )


def _foot(paper: BallotPaper) -> str:
    return f'<div class="foot" lang="{paper.language.value}"><p>{escape(paper.articles)}</p></div>'


def _contest(contest: BallotContest) -> str:
    rows = "".join(_row(row) for row in contest.rows)
    blank = _row(BallotRow(number=0, strong=contest.blank), "row blank") if contest.blank else ""
    return (
        f'<div class="contest"><h2>{escape(contest.heading)}</h2>'
        f'<p class="instruction">{escape(contest.instruction)}</p>{rows}{blank}{_list(contest.notes)}</div>'
    )


def _row(row: BallotRow, css: str = "row") -> str:
    rest = f" {escape(row.rest)}" if row.rest else ""
    return (
        f'<div class="{css}"><table><tr><td class="tick"><div></div></td>'
        f"<td><b>{escape(row.strong)}</b>{rest}</td></tr></table></div>"
    )


def _rules(paper: BallotPaper) -> str:
    groups = " ".join(paper.fingerprint[i : i + PRINT_GROUP] for i in range(0, len(paper.fingerprint), PRINT_GROUP))
    return (
        f'<div class="rules"><h2>{escape(paper.notes_heading)}</h2>{_list(paper.notes)}'
        f'<p class="whole">{escape(paper.fingerprint_label)} SHA-256: {groups}</p></div>'
    )


def _list(notes: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{escape(note)}</li>' for note in notes)}</ul>" if notes else ""
