"""The members sign the paper one after another; whoever alters it, or signs where he may not, is found."""

import io
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.stamp import StaticStampStyle

from sailau.errors import SignatureError
from sailau.signing.pdf import sign_pdf, verify_pdf
from sailau.signing.pdf_text import read_pdf
from sailau.signing.precinct_pki import PrecinctPki
from sailau.signing.roles import Role
from sailau.signing.trust import Trust, missing_members
from tests.adapters.pdf.conftest import Sign
from tests.signing.conftest import EVENING


def test_chair_and_six_members_signed_the_paper(signed: bytes, trust: Trust) -> None:
    fields = verify_pdf(signed, trust, at_least=7)
    assert [field.field for field in fields] == [f"member-{n}" for n in range(1, 8)]
    assert fields[0].identity.role is Role.CHAIR
    assert fields[6].identity.signed_at == EVENING + timedelta(minutes=7)


def test_poppler_finds_seven_valid_signatures_and_the_last_covers_all(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "signed.pdf").write_bytes(signed)
    told = subprocess.run(["pdfsig", "signed.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid.") == 7
    assert told.count("- Not total document signed") == 6
    assert told.count("- Total document signed") == 1
    assert "Signature Type: ETSI.CAdES.detached" in told


def test_signing_leaves_the_text_the_data_and_the_metadata_alone(printed: bytes, signed: bytes) -> None:
    assert signed.startswith(printed)
    assert replace(read_pdf(signed), text="") == replace(read_pdf(printed), text="")
    assert read_pdf(signed).text == read_pdf(printed).text
    before, after = (PdfFileReader(io.BytesIO(pdf)) for pdf in (printed, signed))
    assert before.root["/Metadata"].data == after.root["/Metadata"].data
    assert b"ModDate" not in signed[len(printed) :]


def test_members_sign_in_any_order_and_the_absent_are_told(
    printed: bytes, pki: PrecinctPki, sign: Sign, trust: Trust
) -> None:
    pdf = printed
    for number in (5, 1, 3):
        pdf = sign(pdf, pki.members[number - 1], number)
    fields = verify_pdf(pdf, trust)
    assert [field.field for field in fields] == ["member-5", "member-1", "member-3"]
    assert missing_members([field.identity for field in fields], 7) == (2, 4, 6, 7)
    with pytest.raises(SignatureError, match="3 signed, at least 7 must"):
        verify_pdf(pdf, trust, at_least=7)


def test_unsigned_paper_and_paper_without_a_lead_are_refused(
    printed: bytes, pki: PrecinctPki, sign: Sign, trust: Trust
) -> None:
    with pytest.raises(SignatureError, match="chair or deputy is missing"):
        verify_pdf(printed, trust)
    without_lead = sign(sign(printed, pki.members[3], 4), pki.members[4], 5)
    with pytest.raises(SignatureError, match="chair or deputy is missing"):
        verify_pdf(without_lead, trust)


def test_member_signing_in_anothers_place_is_refused(
    printed: bytes, pki: PrecinctPki, sign: Sign, trust: Trust
) -> None:
    pdf = sign(printed, pki.members[1], 1)
    with pytest.raises(SignatureError, match="member-1: signed by Ибраев Нұрлан Серікұлы, member 2"):
        verify_pdf(pdf, trust)


def test_place_that_is_not_there_or_is_filled_cannot_be_signed(signed: bytes, pki: PrecinctPki) -> None:
    for field in ("member-8", "member-1"):
        with pytest.raises(SignatureError, match="no empty signature field"):
            sign_pdf(signed, pki.members[0], field, EVENING)


def test_technician_and_territorial_commission_may_not_sign_the_protocol(
    printed: bytes, pki: PrecinctPki, sign: Sign, trust: Trust
) -> None:
    for label in ("technician", "territorial"):
        pdf = sign(printed, pki.signers[label], 1)
        with pytest.raises(SignatureError, match=r"a [a-z_]+ may not sign a protocol"):
            verify_pdf(pdf, trust)


def test_any_altered_part_of_the_file_is_refused(printed: bytes, signed: bytes, trust: Trust) -> None:
    text = printed.index(b"stream") + 60
    attached = printed.index(b"/EmbeddedFile") + 3
    for place in (text, attached, len(printed) // 2, len(printed) + 900, len(signed) - 900):
        altered = bytearray(signed)
        altered[place] ^= 0x04
        with pytest.raises(SignatureError):
            verify_pdf(bytes(altered), trust)


def test_bytes_after_the_last_signature_are_refused(signed: bytes, trust: Trust) -> None:
    for tail in (b"\n", b"%%EOF\n", b"\nstartxref\n0\n%%EOF\n"):
        with pytest.raises(SignatureError):
            verify_pdf(signed + tail, trust)


def test_figure_painted_over_after_signing_is_refused(signed: bytes, trust: Trust) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    patch = RawContent(b"1 1 1 rg 0 0 40 20 re f", box=BoxConstraints(width=40, height=20))
    stamp = StaticStampStyle(background=patch).create_stamp(writer, BoxConstraints(width=40, height=20), {})
    stamp.apply(dest_page=0, x=400, y=500)
    _refused(writer, trust, "does not cover|changed after")


def test_figure_painted_over_between_two_signatures_is_refused(
    printed: bytes, pki: PrecinctPki, sign: Sign, trust: Trust
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sign(printed, pki.members[0], 1)))
    patch = RawContent(b"1 1 1 rg 0 0 40 20 re f", box=BoxConstraints(width=40, height=20))
    stamp = StaticStampStyle(background=patch).create_stamp(writer, BoxConstraints(width=40, height=20), {})
    stamp.apply(dest_page=0, x=400, y=500)
    painted = sign(_written(writer), pki.members[1], 2)
    with pytest.raises(SignatureError, match="member-1: the paper was changed after this signature"):
        verify_pdf(painted, trust)


def test_title_or_new_field_added_between_two_signatures_is_refused(
    printed: bytes, pki: PrecinctPki, sign: Sign, trust: Trust
) -> None:
    once = sign(printed, pki.members[0], 1)
    retitled = IncrementalPdfFileWriter(io.BytesIO(once))
    retitled.root[NameObject("/Lang")] = TextStringObject("en")
    retitled.update_root()  # type: ignore[no-untyped-call]
    grown = IncrementalPdfFileWriter(io.BytesIO(once))
    append_signature_field(grown, SigFieldSpec("member-8", on_page=0, box=(10, 10, 60, 30)))
    for writer in (retitled, grown):
        with pytest.raises(SignatureError):
            verify_pdf(sign(_written(writer), pki.members[1], 2), trust)


def test_signatures_of_another_root_another_place_or_another_time_are_refused(
    printed: bytes, signed: bytes, other_pki: PrecinctPki, sign: Sign, trust: Trust, later: Trust
) -> None:
    foreign = sign(sign(printed, other_pki.members[0], 1), other_pki.members[1], 2)
    attacks = [
        (foreign, trust, "does not lead to the trusted root"),
        (signed, later, "expired"),
        (signed, replace(trust, training=False), "a training certificate does not count in a real election"),
        (signed, replace(trust, precinct="precinct-26"), "not to precinct-26"),
        (signed, replace(trust, election="other"), "not this one"),
    ]
    for pdf, judged, message in attacks:
        with pytest.raises(SignatureError, match=message):
            verify_pdf(pdf, judged)


def test_garbage_and_truncated_files_are_signature_errors(signed: bytes, trust: Trust) -> None:
    for bad in (b"", b"%PDF-1.7\n", signed[: len(signed) // 2], b"\0" * 1000):
        with pytest.raises(SignatureError):
            verify_pdf(bad, trust)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def _refused(writer: IncrementalPdfFileWriter, trust: Trust, message: str) -> None:
    with pytest.raises(SignatureError, match=message):
        verify_pdf(_written(writer), trust)
