"""What a filled signature field shows: that it is a digital signature, when it was made, and with which certificate."""

from datetime import datetime
from typing import Final

from sailau.adapters.pdf.rendering import render

CSS: Final = (
    "@page{size:40mm 7mm;margin:0;@top-left{content:none}@bottom-left{content:none}@bottom-right{content:none}}"
    "html,body{font-size:6.6pt;line-height:1.3}p{margin:0}"
)
PRINT_SHOWN: Final = 16


def render_signature(at: datetime, certificate_fingerprint: str) -> bytes:
    """One small page: the time of signing with its offset, and the first 16 hex digits of the certificate's digest."""
    moment = f"{at:%Y-%m-%d %H:%M} {at:%z}"
    shown = certificate_fingerprint[:PRINT_SHOWN]
    html = f"<body><p><b>✓ ЭЦҚ · ЭЦП</b> {shown}</p><p>{moment}</p></body>"
    return render(html, css=CSS, title="ЭЦҚ · ЭЦП", day=at.date())
