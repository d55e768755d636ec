"""Papers made to exhaust the reader."""

import io
import zlib

import pytest
from pypdf import PdfWriter
from pypdf.generic import EncodedStreamObject, NameObject

from sailau.errors import FormatError
from sailau.signing.pdf_text import PAGE_BYTES_MAX, read_pdf


def test_a_small_paper_that_unpacks_to_megabytes_of_drawing_is_refused() -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = EncodedStreamObject()
    stream._data = zlib.compress(b"q Q " * (PAGE_BYTES_MAX // 2), 9)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(stream)
    target = io.BytesIO()
    writer.write(target)
    assert len(target.getvalue()) < 50_000
    with pytest.raises(FormatError, match="far too long"):
        read_pdf(target.getvalue())
