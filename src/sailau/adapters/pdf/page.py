"""The page that all papers share: running head and foot, page numbers, the training mark.

Head and foot are measured first, and the page's margins made to hold them, so that a long address moves the text down
instead of running into it.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from sailau.adapters.pdf.rendering import height_mm, render
from sailau.adapters.pdf.text import page_foot, page_head
from sailau.adapters.pdf.watermark import watermark_uri
from sailau.protocol.document import Attachment, Bilingual, PaperHead

TEXT_WIDTH_MM: Final = 178
FOOT_WIDTH_MM: Final = 138
ABOVE_HEAD_MM: Final = 10
UNDER_HEAD_MM: Final = 3
AROUND_FOOT_MM: Final = 11
"""From the text to the rule over the foot, and from the foot to the edge."""


def lay_out(
    head: PaperHead,
    body: str,
    title: str,
    articles: Bilingual,
    hangs: Bilingual,
    attachments: Sequence[Attachment],
    *,
    signable: bool,
) -> bytes:
    """The PDF of `body` under the running head and over the running foot; `signable` when it has signature fields."""
    return lay_out_between(
        page_head(head), page_foot(articles, hangs), head, body, title, attachments, signable=signable
    )


def lay_out_between(
    above: str,
    below: str,
    head: PaperHead,
    body: str,
    title: str,
    attachments: Sequence[Attachment],
    *,
    signable: bool,
    language: str = "kk",
    page: str = "Бет · Стр.",
) -> bytes:
    """The PDF of `body` between a running head and foot of its own; `page` says "page" beside its number."""
    top = ABOVE_HEAD_MM + height_mm(above, TEXT_WIDTH_MM) + UNDER_HEAD_MM
    bottom = AROUND_FOOT_MM + height_mm(below, FOOT_WIDTH_MM)
    css = f"@page{{margin-top:{top:.2f}mm;margin-bottom:{bottom:.2f}mm}}{_page_css(head, page)}"
    html = f"<body>{above}{below}{body}</body>"
    return render(
        html,
        css=css,
        title=escape(title),
        day=head.day,
        attachments=attachments,
        signable=signable,
        language=language,
    )


def _page_css(head: PaperHead, page: str) -> str:
    mark = f"background:url({watermark_uri()}) no-repeat center" if head.training else ""
    fingerprint = head.fingerprint.replace("\\", "").replace('"', "")
    number = f'"{page} " counter(page) " / " counter(pages) "\\A {fingerprint}"'
    return f"@page{{{mark};@bottom-right{{content:{number}}}}}"
