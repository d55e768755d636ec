"""The page that all papers share: running head and foot, page numbers, the training mark."""

from collections.abc import Sequence
from html import escape

from sailau.adapters.pdf.rendering import render
from sailau.adapters.pdf.text import head_and_foot
from sailau.adapters.pdf.watermark import watermark_uri
from sailau.protocol.document import Attachment, Bilingual, PaperHead


def lay_out(
    head: PaperHead,
    body: str,
    title: str,
    articles: Bilingual,
    hangs: Bilingual,
    attachments: Sequence[Attachment],
    *,
    css: str = "",
) -> bytes:
    """The PDF of `body` under the running head and over the running foot."""
    html = f"<body>{head_and_foot(head, articles, hangs)}{body}</body>"
    return render(html, css=_page_css(head) + css, title=escape(title), day=head.day, attachments=attachments)


def _page_css(head: PaperHead) -> str:
    mark = f"background:url({watermark_uri()}) no-repeat center" if head.training else ""
    fingerprint = head.fingerprint.replace("\\", "").replace('"', "")
    number = f'"Бет · Стр. " counter(page) " / " counter(pages) "\\A {fingerprint}"'
    return f"@page{{{mark};@bottom-right{{content:{number}}}}}"
