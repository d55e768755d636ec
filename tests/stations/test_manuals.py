"""The manuals say what the screens say, whole in three languages, with pictures of the real screens (C3; E22)."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from sailau.adapters import pictures
from sailau.adapters.pdf.glyphs import missing_letters
from sailau.adapters.pdf.manual import Manual, render_manual
from sailau.adapters.pictures import Photographer
from sailau.cli.main import main
from sailau.errors import FormatError, StoreError
from sailau.precinct.commands import RULES, english
from sailau.precinct.states import State
from sailau.signing.pdf_text import read_pdf
from sailau.signing.roles import Role
from sailau.stations.manual import MANUALS, manual_of, outline, pictures_of
from sailau.stations.manual.outline import outline_of
from sailau.stations.samples import static_answer
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES, catalogue
from tests.stations.test_all_pages import foreign


@pytest.fixture(scope="module")
def browser() -> Iterator[Photographer]:
    with Photographer(static_answer) as opened:
        yield opened


def texts(manual: Manual) -> list[str]:
    found = [manual.title, *manual.about, manual.edition, manual.contents, manual.page, manual.foot]
    for chapter in manual.chapters:
        found += [chapter.heading, *chapter.lead, *chapter.steps, *chapter.after]
        for table in chapter.tables:
            found += [*table.head, *(cell for row in table.rows for cell in row)]
    return found


@pytest.mark.parametrize("name", MANUALS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_manual_is_whole_and_in_its_own_language(name: str, language: Language) -> None:
    manual = manual_of(name, language, None)
    said = texts(manual)
    assert all(said)
    assert missing_letters(" ".join(said)) == ""
    assert [word for text in said for word in foreign(text, language)] == []


@pytest.mark.parametrize("name", MANUALS)
def test_manual_has_the_same_chapters_steps_and_rows_in_each_language(name: str) -> None:
    shapes = {tuple(len(chapter.steps) for chapter in manual_of(name, one, None).chapters) for one in LANGUAGES}
    assert len(shapes) == 1
    assert len({len(texts(manual_of(name, one, None))) for one in LANGUAGES}) == 1


def test_no_word_of_the_manuals_is_unused() -> None:
    frame = {"edition", "contents", "page", "foot", "on-the-screen", "action", "who-acts", "article", "together"}
    frame |= {"among-them", "right", "here"}
    said: set[str] = set(frame)
    for name in MANUALS:
        whole = outline_of(name)
        references = [whole.title, *whole.about]
        for chapter in whole.chapters:
            references += [chapter.heading, chapter.table, *chapter.lead, *chapter.after]
            references += [word for row in (*chapter.steps, *chapter.rows) for word in row]
        said |= {one.removeprefix("manual:") for one in references if one.startswith("manual:")}
    assert said == set(catalogue("manual").entries)


def test_voters_instruction_leads_through_the_vote_in_the_terminals_words() -> None:
    manual = manual_of("voter", "en", None)
    assert manual.poster
    steps = " ".join(manual.chapters[0].steps)
    words = ("insert-card", "choose-language", "choose-candidate", "check-choice", "accepted", "take-card")
    order = [steps.index(catalogue("screens").say(word, "en")) for word in words]
    assert order == sorted(order)
    shown = [sample.name for sample in pictures_of("voter")]
    assert shown[:5] == ["kiosk-waiting", "kiosk-language", "kiosk-contest", "kiosk-review", "kiosk-thanks"]


def actions(name: str) -> list[str]:
    return [
        row[0] for chapter in manual_of(name, "en", None).chapters for table in chapter.tables for row in table.rows
    ]


@pytest.mark.parametrize(("name", "role"), [("chair", Role.CHAIR), ("technician", Role.TECHNICIAN)])
def test_manual_tells_of_every_command_of_the_role_on_the_day_once(name: str, role: Role) -> None:
    day = set(State)
    wanted = [rule.text.en for rule in RULES.values() if role in rule.roles and rule.states & day]
    assert wanted
    told = actions(name)
    assert [text for text in wanted if told.count(text) != 1] == []


def test_who_acts_is_told_as_the_role_matrix_has_it() -> None:
    rows = {row[0]: row for chapter in manual_of("chair", "en", None).chapters for table in chapter.tables
            for row in table.rows}  # fmt: skip
    rule = next(one for one in RULES.values() if one.command == "resume-voting")
    what, who, article = rows[rule.text.en]
    assert (what, article) == (rule.text.en, rule.article)
    assert who == f"{english(Role.CHAIR)}, {english(Role.TECHNICIAN)}; 2 together at least; among them the chair"


def test_printed_instruction_is_tagged_titled_and_shows_the_real_screens(browser: Photographer) -> None:
    manual = manual_of("voter", "kk", lambda sample, language: browser.picture(sample.draw(language), sample.size))
    pdf = render_manual(manual)
    content = read_pdf(pdf)
    assert content.tagged
    assert (content.language, content.title) == ("kk", catalogue("manual").say("voter-title", "kk"))
    root: Any = PdfReader(io.BytesIO(pdf)).root_object
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    for step in manual.chapters[0].steps:
        assert " ".join(step.split()[:3]) in " ".join(content.text.split())
    drawn = _pictures(pdf)
    assert len(drawn) == len(pictures_of("voter"))
    for width, height, pixels in drawn:
        assert (width, height) == (1280, 800)
        assert len(set(pixels[::997])) > 10, "a picture of one colour"


def _pictures(pdf: bytes) -> list[tuple[int, int, bytes]]:
    found: dict[int, tuple[int, int, bytes]] = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for reference in resources.get("/XObject", {}).values():
            image = reference.get_object()
            if image["/Subtype"] == "/Image":
                found[id(image)] = (image["/Width"], image["/Height"], image.get_data())
    return list(found.values())


def test_same_page_gives_the_same_picture_and_another_page_another(browser: Photographer) -> None:
    first, second = pictures_of("observer")[:2]
    one = browser.picture(first.draw("ru"), first.size)
    assert one.startswith(b"\x89PNG")
    assert browser.picture(first.draw("ru"), first.size) == one
    assert browser.picture(second.draw("ru"), second.size) != one


def test_page_gets_nothing_but_what_we_have(browser: Photographer) -> None:
    plain = browser.picture("<!doctype html><body>x", (300, 200))
    elsewhere = '<!doctype html><link rel="stylesheet" href="http://192.0.2.1/x.css"><img src="file:///etc/hostname">'
    assert len(browser.picture(f"{elsewhere}<body>x", (300, 200))) < 3 * len(plain)


def test_machine_without_a_browser_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pictures, "CHROMIUM", tmp_path / "chromium")
    assert main(["manual", "--out", str(tmp_path / "out"), "--of", "voter"]) == 2
    assert "--no-pictures" in capsys.readouterr().err
    assert main(["manual", "--out", str(tmp_path / "out"), "--of", "voter", "--language", "en", "--no-pictures"]) == 0
    assert read_pdf((tmp_path / "out" / "voter-en.pdf").read_bytes()).language == "en"


def test_browser_that_dies_is_said(tmp_path: Path) -> None:
    with Photographer(static_answer) as opened:
        opened._process.kill()
        opened._process.wait()
        with pytest.raises(StoreError, match="Chromium ended"):
            opened.picture("<!doctype html>", (300, 200))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 1\nabout =", "voter.toml"),
        ('title = "x"\nabout = []\n', "must have"),
        ('title = "x"\nabout = []\n[[chapter]]\nheading = "x"\nlede = []\n', "chapter 1"),
    ],
)
def test_broken_outline_is_refused_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    (tmp_path / "voter.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(outline, "files", lambda _: tmp_path)
    with pytest.raises(FormatError, match=said):
        outline.outline_of.__wrapped__("voter")
