"""What a protocol's PDF says: the data it carries and the text a person reads (the verifier's step 15).

The signed PDF carries `protocol.json` as an attachment, byte for byte, and its visible text in the order of the lines,
so both can be held against the data: `rows_not_in_text` finds each line's number, label, figure and words one after
another, whatever the line breaks. Text painted over or hidden cannot be found this way; a person looks at the paper.
"""

import io
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pypdf import PageObject, PdfReader

from sailau.errors import FormatError

T = TypeVar("T")

ATTACHED_DATA: Final = "protocol.json"
"""Name of the attachment that holds the data of a protocol."""
PAGES_MAX: Final = 400
BYTES_MAX: Final = 32 << 20
PAGE_BYTES_MAX: Final = 4 << 20
"""Of a page's content, unpacked: a small file may unpack to years of work."""

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it finds reaches people as our errors


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfContent:
    """What was read: the attachments by name, the text of all pages in order, and the marks of an accessible PDF."""

    attachments: dict[str, bytes]
    text: str
    pages: int
    tagged: bool
    language: str
    title: str

    @property
    def attached_json(self) -> bytes:
        """The attached data of the protocol; raises FormatError when there is none."""
        if ATTACHED_DATA not in self.attachments:
            raise FormatError("protocol.pdf", f"it carries no {ATTACHED_DATA}")
        return self.attachments[ATTACHED_DATA]


def read_pdf(pdf: bytes) -> PdfContent:
    """Read a paper's PDF; raises FormatError when it cannot be read, or an attachment stands in it twice."""
    return _guarded(pdf, _read)


def read_attachments(pdf: bytes) -> dict[str, bytes]:
    """The attachments alone, which is far quicker than the text; raises FormatError like `read_pdf`."""
    return _guarded(pdf, _attachments)


def _guarded(pdf: bytes, read: Callable[[PdfReader], T]) -> T:
    if len(pdf) > BYTES_MAX:
        raise FormatError("protocol.pdf", f"larger than {BYTES_MAX} bytes")
    try:
        return read(PdfReader(io.BytesIO(pdf)))
    except FormatError:
        raise
    except Exception as error:  # pypdf raises many kinds on garbled bytes
        raise FormatError("protocol.pdf", f"cannot be read: {type(error).__name__}") from error


def rows_not_in_text(text: str, rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Indices of the `rows` that do not stand in `text`, each after the one before it.

    A row is the strings of one line in reading order (number, label, figure, words). White space is left out of the
    comparison, since lines wrap and figures are grouped in threes.
    """
    whole = _bare(text)
    missing: list[int] = []
    position = 0
    for index, row in enumerate(rows):
        wanted = _bare("".join(row))
        found = whole.find(wanted, position)
        if found < 0:
            missing.append(index)
        else:
            position = found + len(wanted)
    return tuple(missing)


def _read(reader: PdfReader) -> PdfContent:
    if len(reader.pages) > PAGES_MAX:
        raise FormatError("protocol.pdf", f"it has more than {PAGES_MAX} pages")
    catalogue = reader.root_object
    marks = catalogue.get("/MarkInfo")
    tagged = marks is not None and bool(marks.get_object().get("/Marked")) and "/StructTreeRoot" in catalogue
    return PdfContent(
        attachments=_attachments(reader),
        text="\n".join(_text(page) for page in reader.pages),
        pages=len(reader.pages),
        tagged=tagged,
        language=str(catalogue.get("/Lang", "")),
        title=str(reader.metadata.title or "") if reader.metadata else "",
    )


def _attachments(reader: PdfReader) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, contents in reader.attachments.items():
        if len(contents) != 1:
            raise FormatError("protocol.pdf", f"attachment {name!r} stands in it {len(contents)} times")
        found[name] = contents[0]
    return found


def _text(page: PageObject) -> str:
    content = page.get_contents()
    if content is not None and len(content.get_data()) > PAGE_BYTES_MAX:
        raise FormatError("protocol.pdf", "a page's content is far too long")
    return page.extract_text()


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
