"""From HTML to a tagged PDF by WeasyPrint: shipped fonts, no fetching, no clock, the same bytes every time.

WeasyPrint knows no signature fields. The places are laid out as check boxes, the one form control that embeds no font,
and turned into signature fields before the file is written: tagged, named, empty.
"""

import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import pydyf
import weasyprint
from fontTools.ttLib import TTFont
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from sailau.errors import StoreError
from sailau.protocol.document import Attachment

FONTS: Final = Path(__file__).parent / "fonts"
FONT_FILES: Final = {400: "InterPaper-Regular.ttf", 600: "InterPaper-SemiBold.ttf", 700: "InterPaper-Bold.ttf"}
FONT_SCHEME: Final = "sailau-font:"
PIXELS_IN_MM: Final = 96 / 25.4
SIG_FLAGS: Final = 3
"""SignaturesExist and AppendOnly: signers must only add to the file."""


_END: Final = "end-of-measured"


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the shipped fonts and data URIs; refuses everything else, files of the machine included."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The font or the data; raises ValueError for anything else."""
        if url.startswith(FONT_SCHEME):
            name = url.removeprefix(FONT_SCHEME)
            if name not in FONT_FILES.values():
                raise ValueError(f"no such font is shipped: {name}")
            return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/ttf"})
        if not url.startswith("data:"):
            raise ValueError(f"papers fetch nothing: {url}")
        return super().fetch(url, headers)


def render(
    html: str,
    *,
    css: str,
    title: str,
    day: date,
    attachments: Sequence[Attachment] = (),
    signable: bool = False,
    language: str = "kk",
) -> bytes:
    """The PDF of a body `html` in `language` with further rules `css`; `day` dates the attachments. Raises StoreError.

    The objects of a paper that people will sign stay unpacked: checking seven signatures reads every object of every
    revision, which takes seconds when they are packed together.
    """
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    page = f'<!doctype html><html lang="{language}">{head}{html}</html>'
    midnight = datetime.combine(day, time(), UTC)
    attached = [
        weasyprint.Attachment(
            string=item.data, name=item.name, created=midnight, modified=midnight, relationship="Data"
        )
        for item in attachments
    ]
    try:
        made = _laid_out(page, css).write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_forms=True,
            pdf_identifier=_identifier(page, css, attachments),
            attachments=attached,
            uncompressed_pdf=signable,
            finisher=_finish,
        )
    except (FatalURLFetchingError, OSError, ValueError) as error:
        raise StoreError(f"the paper cannot be printed: {error}") from error
    return bytes(made)


def height_mm(html: str, width_mm: float) -> float:
    """How high `html` stands when it is `width_mm` wide, whatever its place on the page."""
    css = f"@page{{size:{width_mm}mm 1000mm;margin:0;@bottom-right{{content:none}}}}body>*{{position:static!important}}"
    page = f'<!doctype html><html lang="kk"><body>{html}<div id="{_END}"></div></body></html>'
    end: float = _laid_out(page, css).pages[0].anchors[_END][1]
    return end / PIXELS_IN_MM


def _laid_out(page: str, css: str) -> weasyprint.Document:
    fonts, house = _fonts_and_house_rules()
    fetcher = ClosedFetcher()
    rules = [house, weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)]
    return weasyprint.HTML(string=page, url_fetcher=fetcher).render(
        stylesheets=rules, font_config=fonts, pdf_forms=True
    )


def _finish(_document: object, pdf: Any) -> None:
    """Last touches before the file is written."""
    _date_fonts(pdf)
    _compress_streams(pdf)
    _make_signature_fields(pdf)


def _date_fonts(pdf: Any) -> None:
    """Take the moment of printing out of the embedded fonts: the subsetter writes the clock's time into them."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and "Length1" in item.extra:
            font = TTFont(io.BytesIO(b"".join(item.stream)), recalcTimestamp=False, lazy=True)
            font["head"].modified = font["head"].created
            dated = io.BytesIO()
            font.save(dated)
            item.stream = [dated.getvalue()]
            item.extra["Length1"] = len(dated.getvalue())


def _compress_streams(pdf: Any) -> None:
    """Compress every stream, also in a paper whose objects stay unpacked; pictures come compressed."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and "Filter" not in item.extra:
            item.compress = True


def _make_signature_fields(pdf: Any) -> None:
    """Turn the laid-out check boxes into empty signature fields."""
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    fields = 0
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Subtype") == "/Widget":
            for key in ("V", "AS", "AP", "MK", "Border"):
                item.pop(key, None)
            item["FT"] = "/Sig"
            fields += 1
    form.pop("NeedAppearances", None)
    form.pop("DR", None)
    if fields:
        form["SigFlags"] = SIG_FLAGS


def _identifier(page: str, css: str, attachments: Sequence[Attachment]) -> bytes:
    """The file's identifier: a digest of all that went in, so that the same paper is the same file."""
    digest = hashlib.sha256(f"{page}\0{css}".encode())
    for item in attachments:
        digest.update(item.name.encode() + b"\0" + hashlib.sha256(item.data).digest())
    return digest.hexdigest()[:32].encode()


def _font_faces() -> str:
    return "".join(
        f"@font-face{{font-family:Inter;font-weight:{weight};src:url({FONT_SCHEME}{name})}}"
        for weight, name in FONT_FILES.items()
    )


@cache
def _fonts_and_house_rules() -> tuple[FontConfiguration, weasyprint.CSS]:
    """The shipped fonts, loaded once in a process, and the rules of `paper.css`."""
    fonts = FontConfiguration()
    rules = _font_faces() + (Path(__file__).parent / "paper.css").read_text("utf-8")
    return fonts, weasyprint.CSS(string=rules, font_config=fonts, url_fetcher=ClosedFetcher())
