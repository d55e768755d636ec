"""The site in Chromium, opened from a disk: axe, both widths, keyboard, finder and comparison without a network."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect
from tools.gallery.drawing import browser

from sailau.stations.results.building import build_site
from tests.country.altered import copied
from tests.country.made import MISSING, Country
from tests.country.test_observing import paper, photo
from tests.country.test_site import lookup

AXE = (Path(__file__).resolve().parents[2] / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """(rules) => axe.run(document, {runOnly: rules, resultTypes: ["violations"], elementRef: false, preload: false})
  .then((found) => found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html).join(" | ")))"""
PAGES = ("index", "oblast-1", "oblast-2", "precinct-25", "precinct-28", "data", "check", "find", "compare")
WIDE, PHONE = 1280, 360


@pytest.fixture(scope="module")
def site(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied(country, tmp_path_factory.mktemp("browsed") / "public")
    build_site(folder)
    return folder


@pytest.fixture(scope="module")
def opened(site: Path) -> Iterator[Browser]:
    """Started when the site lies there: while Playwright drives it, no other loop of asyncio runs in this thread."""
    with browser() as started:
        yield started


@pytest.fixture
def page(opened: Browser) -> Iterator[Page]:
    """A page; anything that is asked for beyond the folder fails the test."""
    made = opened.new_page(viewport={"width": WIDE, "height": 900}, bypass_csp=True)
    strange: list[str] = []
    made.on(
        "request", lambda asked: strange.append(asked.url) if not asked.url.startswith(("file:", "blob:")) else None
    )
    made.on("pageerror", lambda error: strange.append(str(error)))
    yield made
    made.close()
    assert strange == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_kind_of_page_is_accessible_and_fits_desk_and_phone(page: Page, site: Path, language: str) -> None:
    found: dict[str, object] = {}
    for name in PAGES:
        for width in (WIDE, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto((site / language / f"{name}.html").as_uri())
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong = [f"{over} pixels too wide"] if over > 0 else []
            if width == (PHONE if language == "ru" else WIDE):
                page.evaluate(AXE)
                wrong += page.evaluate(RUN, RULES)
            if wrong:
                found[f"{name} {width}"] = wrong
    assert found == {}


def test_code_and_seal_number_are_found_without_a_network(page: Page, site: Path) -> None:
    [version] = lookup(site / "static" / "lookup" / "25.js")["versions"]  # type: ignore[misc]
    seal = version["seals"].split(" ")[0]
    page.goto((site / "en" / "precinct-25.html").as_uri())
    page.get_by_role("link", name="Find a code").last.click()
    expect(page.get_by_label("Number of the precinct")).to_have_value("25")
    for typed, said in (
        (version["codes"][0], "The code is listed: your ballot was counted."),
        (f"{seal[:4]}-{seal[4:8]} {seal[8:]}".lower(), "The ballot with this seal is in the box."),
        ("5555", "No such code is listed."),
        ("0000 0000 0000", "No ballot with such a seal is in the box."),
        ("12", "Type 4 digits or 12 signs."),
    ):
        page.get_by_label("Control code").fill(typed)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(said)
    page.get_by_label("Number of the precinct").fill(str(MISSING))
    page.get_by_label("Control code").fill("0007")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("No record of this precinct is published.")


def test_photo_of_a_paper_is_compared_in_the_browser(page: Page, site: Path, country: Country, tmp_path: Path) -> None:
    photo(tmp_path / "true.png", paper(country), tilt=5.0, blur=0.6)
    photo(tmp_path / "other.png", paper(country, votes=(7, 0), data_sha256="ab" * 32))
    photo(tmp_path / "foreign.png", paper(country, election="another-2005"))
    blank = io.BytesIO()
    segno.make_qr("nothing of ours").save(blank, kind="png", scale=6)
    (tmp_path / "stranger.png").write_bytes(blank.getvalue())
    page.goto((site / "ru" / "compare.html").as_uri())
    for name, said in (
        ("true", "Совпадает: на бумаге то же, что опубликовано."),
        ("other", "РАСХОЖДЕНИЕ: на бумаге не то, что опубликовано."),
        ("foreign", "Этот QR-код — других выборов."),
        ("stranger", "Это QR-код не протокола выборов."),
    ):
        page.get_by_label("Выберите снимок или скан…").set_input_files(tmp_path / f"{name}.png")
        expect(page.get_by_role("status")).to_contain_text(said, timeout=30_000)
    page.get_by_label("Или текст").fill(paper(country, votes=(7, 0), data_sha256="ab" * 32))
    page.get_by_role("button", name="Сверить").click()
    expect(page.get_by_role("status")).to_contain_text("На бумаге")
    assert page.get_by_role("row").all_inner_texts()[1:] == ["1\t7\t2", "2\t0\t1"]


def test_precinct_is_found_by_number_and_address_and_bars_change_their_order(page: Page, site: Path) -> None:
    page.goto((site / "kk" / "index.html").as_uri())
    bars = page.locator("section.contest tbody tr")
    by_votes = bars.all_inner_texts()
    page.get_by_role("button", name="бюллетень ретімен").click()
    assert sorted(bars.all_inner_texts()) == sorted(by_votes)
    assert [row.get_attribute("data-place") for row in bars.all()] == ["1", "2"]
    expect(page.get_by_role("button", name="бюллетень ретімен")).to_have_attribute("aria-pressed", "true")
    search = page.get_by_label("Мекенжай, атау не учаске нөмірі")
    search.fill("мектеп")
    expect(page.locator("#seek-found a")).to_have_count(5)
    search.fill("999")
    expect(page.get_by_role("status")).to_contain_text("Мұндай учаске табылмады.")
    search.fill("27")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("№ 27 учаске")


def test_pages_obey_their_own_policy_when_opened_from_a_disk(opened: Browser, site: Path) -> None:
    made = opened.new_page()
    refused: list[str] = []
    made.on("console", lambda said: refused.append(said.text))
    made.goto((site / "en" / "find.html").as_uri() + "?precinct=25")
    expect(made.get_by_label("Number of the precinct")).to_have_value("25")
    made.get_by_label("Control code").fill("5555")
    made.keyboard.press("Enter")
    expect(made.get_by_role("status")).to_contain_text("No such code is listed.")
    assert refused == []
    made.close()
