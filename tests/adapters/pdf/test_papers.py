"""What the papers say: every line in digits and words in both languages, tagged, in our fonts, the same bytes twice."""

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfReader

from sailau.adapters.pdf import render_code_list, render_paper, render_protocol, render_signature
from sailau.adapters.pdf.rendering import FONT_FILES, FONTS, render
from sailau.errors import FormatError, StoreError
from sailau.protocol.document import Bilingual, PaperKind, lines_of, rows_of_lines
from sailau.signing.pdf_text import read_pdf, rows_not_in_text
from tests.adapters.pdf.samples import DATA, code_list, head, paper, protocol

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"


def test_every_line_stands_on_the_paper_in_digits_and_words(printed: bytes) -> None:
    document = protocol()
    rows = rows_of_lines(lines_of(document))
    assert len(rows) == 16
    assert rows_not_in_text(read_pdf(printed).text, rows) == ()


@pytest.mark.parametrize(("candidates", "zero", "contests"), [(24, False, 1), (5, True, 2), (2, False, 1)])
def test_many_candidates_zero_votes_and_two_contests_stand_on_the_paper(
    candidates: int, zero: bool, contests: int
) -> None:
    document = protocol(candidates, zero=zero, contests=contests, training=False, remarks=False)
    rows = rows_of_lines(lines_of(document))
    assert len(rows) == 11 + candidates * contests
    assert rows_not_in_text(read_pdf(render_protocol(document)).text, rows) == ()


def test_paper_that_says_another_figure_or_word_is_found(printed: bytes) -> None:
    rows = rows_of_lines(lines_of(protocol()))
    text = read_pdf(printed).text
    number, kk, ru, value, words_kk, words_ru = rows[9]
    for changed in (
        (number, kk, ru, str(int(value) + 1), words_kk, words_ru),
        (number, kk, ru, value, "бір", words_ru),
        (number, "Біреу", ru, value, words_kk, words_ru),
    ):
        assert rows_not_in_text(text, (*rows[:9], changed, *rows[10:])) == (9,)


def test_two_candidates_exchanged_are_found(printed: bytes) -> None:
    rows = list(rows_of_lines(lines_of(protocol())))
    rows[8], rows[9] = rows[9], rows[8]
    assert rows_not_in_text(read_pdf(printed).text, rows) != ()


def test_data_travel_inside_byte_for_byte(printed: bytes) -> None:
    content = read_pdf(printed)
    assert content.attached_json == DATA
    assert list(content.attachments) == ["protocol.json"]
    with pytest.raises(FormatError, match=r"carries no protocol\.json"):
        _ = read_pdf(render_paper(paper())).attached_json


def test_paper_is_tagged_titled_and_in_kazakh(printed: bytes) -> None:
    content = read_pdf(printed)
    assert content.tagged
    assert content.language == "kk"
    assert content.title.startswith("ЭЛЕКТРОНДЫҚ ХАТТАМА")
    tags = _tags(printed)
    assert {"/H1", "/Table", "/TH", "/TD", "/Form", "/Figure"} <= tags
    assert b"pdfuaid" in _catalogue(printed)["/Metadata"].get_object().get_data()


def test_each_member_has_one_empty_described_place(printed: bytes) -> None:
    form = _catalogue(printed)["/AcroForm"].get_object()
    assert form["/SigFlags"] == 3 and "/NeedAppearances" not in form
    fields = [field.get_object() for field in form["/Fields"]]
    assert [field["/T"] for field in fields] == [f"member-{n}" for n in range(1, 8)]
    for field in fields:
        assert field["/FT"] == "/Sig" and "/V" not in field and "/StructParent" in field
    assert "Қасымова Гүлнар Тұрсынқызы, төраға · председатель" in fields[0]["/TU"]


def test_relative_address_is_not_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    made = render('<body><img alt="told instead" src="x.svg"></body>', css="", title="x", day=head().day)
    assert "told instead" in read_pdf(made).text


def test_same_paper_is_the_same_file() -> None:
    assert render_protocol(protocol()) == render_protocol(protocol())
    assert render_code_list(code_list(60)) == render_code_list(code_list(60))


def test_no_clock_is_in_the_file(printed: bytes) -> None:
    fonts = [font for page in PdfReader(io.BytesIO(printed)).pages for font in _font_files(page)]
    assert fonts
    for data in fonts:
        table = TTFont(io.BytesIO(data), lazy=True)["head"]
        assert table.modified == table.created
    assert f"D:{datetime.now(UTC):%Y%m%d}".encode() not in printed


def test_only_the_shipped_typeface_is_used(printed: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.pdf").write_bytes(printed)
    told = subprocess.run(["pdffonts", "p.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    rows = told.splitlines()[2:]
    assert len(rows) == 3
    assert all("+Inter" in row and " yes yes yes " in row for row in rows)


def test_cut_fonts_hold_every_letter_of_the_languages() -> None:
    for name in FONT_FILES.values():
        letters = TTFont(FONTS / name, lazy=True).getBestCmap()
        assert all(ord(sign) in letters for sign in KAZAKH + "ЁёЪъЭэ№≠✓✗−–—«»…·")


def test_every_kazakh_letter_is_read_back() -> None:
    document = replace(paper(), statements=(Bilingual(KAZAKH, "Ёё Ъъ Ээ Щщ"),))
    text = read_pdf(render_paper(document)).text
    assert KAZAKH in text and "Ёё Ъъ Ээ Щщ" in text


def test_names_are_text_and_never_markup() -> None:
    hostile = Bilingual('<b>Ә&amp;</b><img src="file:///etc/passwd">', "</td></table><h1>x")
    text = read_pdf(render_paper(replace(paper(), statements=(hostile,), about=hostile))).text
    assert text.count("<b>Ә&amp;</b>") == 2


@pytest.mark.parametrize(
    "source",
    [
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "file:///etc/hostname",
        "sailau-font:../style.css",
    ],
)
def test_printing_fetches_nothing(source: str) -> None:
    with pytest.raises(StoreError, match="cannot be printed"):
        render(f'<body><img alt="x" src="{source}"></body>', css="", title="x", day=head().day)


def test_codes_stand_in_ascending_order_by_tens() -> None:
    document = code_list(123)
    text = read_pdf(render_code_list(document)).text
    codes = document.sections[0].groups[0].codes
    assert rows_not_in_text(text, [codes]) == ()
    assert "123" in text
    assert "Никому не показывайте код" not in text


def test_by_choice_list_stands_by_answer_with_its_risk_on_every_page() -> None:
    document = code_list(900, by_choice=True)
    pages = PdfReader(io.BytesIO(render_code_list(document))).pages
    assert len(pages) > 1
    for page in pages:
        assert "Никому не показывайте код: по нему можно узнать ваш выбор." in page.extract_text()
    text = read_pdf(render_code_list(document)).text
    for group in document.sections[0].groups:
        assert group.answer is not None
        assert rows_not_in_text(text, [(group.answer.kk,)]) == ()
    assert "Кодов нет" in text


@pytest.mark.parametrize("kind", list(PaperKind))
def test_other_papers_say_number_statements_figures_and_decision(kind: PaperKind) -> None:
    document = paper(kind)
    content = read_pdf(render_paper(document))
    rows = [
        (document.title.kk, document.title.ru, "№", document.number),
        *((statement.kk, statement.ru) for statement in document.statements),
        *rows_of_lines(document.sections[0].lines),
        *((item.kk, item.ru) for item in document.decision),
    ]
    assert rows_not_in_text(content.text, rows) == ()
    assert content.tagged and content.pages == 1


def test_training_paper_is_marked_by_outlines_and_a_real_one_is_not() -> None:
    training, real = (render_protocol(protocol(training=value)) for value in (True, False))
    assert read_pdf(training).text == read_pdf(real).text
    assert len(training) > len(real)


def test_long_address_moves_the_text_down_instead_of_running_into_it() -> None:
    far = "Шығыс Қазақстан облысы, Катонқарағай ауданы, Үлкен Нарын ауылы, Бейбітшілік көшесі, № 33 үй, мәдениет үйі"
    usual, long = paper(), replace(paper(), head=replace(head(), place=Bilingual(far, far)))
    tops = [_title_from_top_mm(render_paper(document)) for document in (usual, long)]
    assert tops[1] - tops[0] > 6  # two lines more


def test_duplicate_says_so() -> None:
    text = read_pdf(render_paper(replace(paper(), head=head(duplicate=True)))).text
    assert "КӨШІРМЕ" in text and "ДУБЛИКАТ" in text


def test_pages_are_numbered_and_carry_the_fingerprint(printed: bytes) -> None:
    pages = PdfReader(io.BytesIO(printed)).pages
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"{number} / {len(pages)}" in text
        assert text.count("3F9A 21C7") == 2
        assert "Қазақстан Республикасының Президентін сайлау" in text


def test_what_a_signed_field_shows_is_one_small_page() -> None:
    at = datetime(2005, 12, 4, 16, 10, tzinfo=UTC)
    content = read_pdf(render_signature(at, "5f1c0a7be94d2231" * 4))
    assert content.pages == 1
    assert "2005-12-04 16:10 +0000" in content.text and "5f1c0a7be94d2231" in content.text


def test_garbage_is_a_format_error() -> None:
    for bad in (b"", b"%PDF-1.7", b"\0" * 100, render_paper(paper())[:5000]):
        with pytest.raises(FormatError):
            read_pdf(bad)


def _title_from_top_mm(pdf: bytes) -> float:
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    found: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if "НӨЛДІК" in text:
            found.append(tm[5] * cm[3] + cm[5])

    page.extract_text(visitor_text=visit)
    return (float(page.mediabox.height) - found[0]) * 25.4 / 72


def _catalogue(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf)).root_object


def _tags(pdf: bytes) -> set[str]:
    found: set[str] = set()
    waiting = [_catalogue(pdf)["/StructTreeRoot"].get_object()]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            found.add(str(element["/S"]))
        kids = element.get("/K", [])
        items = [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]
        waiting.extend(item for item in items if isinstance(item, dict))
    return found


def _font_files(page: Any) -> list[bytes]:
    fonts = page["/Resources"]["/Font"]
    descriptors = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts.values()]
    return [descriptor["/FontFile2"].get_data() for descriptor in descriptors]
