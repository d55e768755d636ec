"""The public site of a publication: what it shows, what it leaves out, what it refuses to show (L 44; M2, M4, M54)."""

import base64
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from sailau.errors import StoreError
from sailau.formats.v1.publication import RETURNS_FILE, TOTALS_FILE, Reason, Returns, names, precinct_unit
from sailau.formats.v1.record.canonical import Bilingual
from sailau.formats.v1.record.codes import CODES_FILE, CodesByChoice, ContestCodes
from sailau.refusal import Text
from sailau.stations.results.building import build_site
from sailau.stations.results.figures import hours_of, share_text, short_share
from sailau.stations.results.lookup import codes_of, seal_of_name
from sailau.stations.results.pages import precinct_page
from sailau.stations.results.parts import in_language, tiles
from sailau.stations.results.rendering import render
from sailau.stations.results.seen import see
from sailau.terminal.shown import seal_number
from sailau.words import grouped
from sailau.words.numbers import Language
from sailau.words.screens import results_words
from tests.country.altered import copied, edited, signed_anew
from tests.country.made import MISSING, POSTPONED, VOTED, Country


@pytest.fixture(scope="module")
def site(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made once; tests only read."""
    folder = copied(country, tmp_path_factory.mktemp("site") / "public")
    build_site(folder, root=country.root)
    return folder


def text_of(path: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")))


def lookup(path: Path) -> dict[str, object]:
    text = path.read_text(encoding="ascii")
    found: dict[str, object] = json.loads(text.removeprefix("SAILAU_RECORD(").removesuffix(");\n"))
    return found


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_unit_has_its_page_with_the_figures_of_the_data(site: Path, language: str) -> None:
    totals = TOTALS_FILE.read((site / names.TOTALS).read_bytes())
    seen = see(site)
    [contest] = seen.definition.contests
    for number in VOTED:
        unit = totals.by_unit[precinct_unit(number)]
        assert unit.result is not None
        votes = unit.result.contests[str(contest.id)].votes
        page = text_of(site / language / f"precinct-{number}.html")
        for answer in contest.answers:
            first = answer.text(type(seen.definition.languages[0])(language)).split()[0]
            assert re.search(rf"{first}\b.*?% {grouped(votes[str(answer.id)])} ", page)
        assert grouped(unit.result.lines["voters_on_list"]) in page
    country = text_of(site / language / "index.html")
    assert f" {grouped(totals.units[0].counted)} " in country
    assert len(list((site / language).glob("oblast-*.html"))) == 2


def test_precinct_that_did_not_vote_says_why_and_shows_no_figure(site: Path) -> None:
    postponed, missing = (text_of(site / "ru" / f"precinct-{one}.html") for one in (POSTPONED, MISSING))
    assert "Голосование отложено" in postponed
    assert "Решение № 1" in postponed
    assert "Протокол не пришёл" in missing
    for page in (postponed, missing):
        assert "Чисел пока нет" in page
        assert "%" not in page


def test_who_took_part_is_told_of_a_country_with_paper_ballots_too(country: Country, site: Path) -> None:
    """On the summary of a mixed precinct participation stands with each contest, and not once for all."""
    found = TOTALS_FILE.read((country.publication / names.TOTALS).read_bytes()).units
    took = [
        max(one.valid + one.invalid for one in unit.result.contests.values())
        for unit in found
        if unit.unit.kind == "precinct" and unit.result is not None
    ]
    assert any(unit.summary is not None for unit in found if unit.unit.kind == "precinct")
    assert sum(took) > 0
    assert f"Took part {sum(took)} " in text_of(site / "en" / "index.html")


def test_record_is_offered_with_its_verdict_and_every_link_leads_to_a_file(site: Path) -> None:
    for path in site.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"#]+)"', path.read_text(encoding="utf-8")):
            assert (path.parent / link.partition("?")[0]).exists(), (path, link)
    page = (site / "en" / "precinct-25.html").read_text(encoding="utf-8")
    assert 'href="../records/000025-1.bundle.zip"' in page
    assert "Verified: nothing to remark" in page
    words = {"sound": "Verified: nothing to remark", "explained": "Verified: differences explained by signed acts"}
    for entry in RETURNS_FILE.read((site / names.RETURNS).read_bytes()).precincts:
        for version in entry.versions:
            assert words[version.verdict] in (site / "en" / f"precinct-{entry.number}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_refused_record_is_told_of_with_its_reasons_and_not_offered(site: Path, language: Language) -> None:
    seen = see(site)
    entry, words = seen.entries[25], Text("себебі осы", "причина такова", "this is why")
    refused = replace(
        entry.versions[0], verdict="refused", record=None, reasons=(Reason(code="x", article="L 43(8)", text=words),)
    )
    told = replace(entry, standing="refused", counted=None, versions=(refused,))
    seen = replace(seen, entries={**seen.entries, 25: told})
    unit = next(one for one in seen.units if one.id == "25")
    page = render("precinct.html", precinct_page(seen, unit, language))
    assert in_language(words, language) in page
    assert "L 43(8)" in page
    assert refused.manifest_sha256[:4] in page
    assert results_words().say("not-published", language) in page
    assert "records/" not in page


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in (*site.rglob("*.html"), *site.glob("static/results.*"), site / "static" / "sailau.css"):
        assert "//" not in re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M), path


def test_second_build_writes_nothing_and_a_changed_precinct_only_its_own_pages(
    country: Country, site: Path, tmp_path: Path
) -> None:
    folder = copied(country, tmp_path / "again")
    first = build_site(folder)
    assert first.written == first.pages
    assert build_site(folder).written == 0
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}

    def moved(returns: Returns) -> Returns:
        changed = [
            replace(one, since=one.since.replace(hour=3)) if one.number == 26 and one.since else one
            for one in returns.precincts
        ]
        return replace(returns, precincts=tuple(changed))

    edited(folder, names.RETURNS, RETURNS_FILE, moved)
    signed_anew(country, folder)
    build_site(folder)
    written = {path.name for path, at in before.items() if path.stat().st_mtime_ns != at}
    assert written == {"precinct-26.html"}


def test_publication_that_does_not_fit_its_manifest_gets_no_site(country: Country, tmp_path: Path) -> None:
    folder = copied(country, tmp_path / "altered")
    edited(folder, names.TOTALS, TOTALS_FILE, lambda totals: replace(totals, units=totals.units[:-1]))
    with pytest.raises(StoreError, match=r"data/totals\.json"):
        build_site(folder)
    assert not (folder / "index.html").exists()


def test_record_that_a_mirror_altered_reaches_no_page(country: Country, tmp_path: Path) -> None:
    folder = copied(country, tmp_path / "mirror")
    codes = folder / "records" / "000026-1" / "codes.json"
    codes.write_bytes(codes.read_bytes().replace(b'"codes":["', b'"codes":["0001","'))
    with pytest.raises(StoreError, match=r"000026-1/codes\.json is not the file that was published"):
        build_site(folder)


def test_lookup_tells_codes_and_seals_without_their_order_or_choice(country: Country, site: Path) -> None:
    told = lookup(site / "static" / "lookup" / "25.js")
    assert set(told) == {"precinct", "versions"}
    [version] = told["versions"]  # type: ignore[misc]
    assert set(version) == {"version", "counted", "codes", "seals", "protocols"}
    assert version["codes"] == sorted(version["codes"])
    seals = version["seals"].split(" ")
    assert seals == sorted(seals)
    assert lookup(site / "static" / "lookup" / f"{MISSING}.js") == {"precinct": MISSING, "versions": []}


def test_list_printed_with_choices_is_looked_up_without_them(tmp_path: Path) -> None:
    rows = (("0007", 0), ("0412", 2), ("0412", 1))
    contests = tuple(ContestCodes(contest=name, rows=tuple(sorted(rows))) for name in ("president", "maslikhat"))
    data = CODES_FILE.write(CodesByChoice(contests=contests, risk=Bilingual(kk="қауіп", ru="риск")))

    class Record:
        def has(self, path: str) -> bool:
            return path == "codes.json"

        def read(self, path: str) -> bytes:
            return data

    assert codes_of(Record(), "codes.json") == ["0007", "0412"]  # type: ignore[arg-type]


def test_seal_number_is_the_one_that_the_voter_was_shown() -> None:
    name = "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"
    tracker = base64.b64encode(bytes.fromhex(name)).decode().rstrip("=")
    assert seal_of_name(f"{name}.data.json") == "".join(seal_number(tracker))


def test_hours_of_a_precinct_where_few_voted_are_shown_of_its_region_only(site: Path) -> None:
    assert hours_of({"07": 4, "08": 40}, precinct=True) is None
    assert hours_of({"07": 5, "09": 40}, precinct=True) is not None
    shown = hours_of({"07": 4, "09": 8}, precinct=False)
    assert shown is not None
    assert [(hour.name, hour.admitted, hour.so_far, hour.width) for hour in shown] == [
        ("07:00–08:00", "4", "4", "50%"),
        ("08:00–09:00", "0", "4", "0%"),
        ("09:00–10:00", "8", "12", "100%"),
    ]
    precinct, region = text_of(site / "en" / "precinct-25.html"), text_of(site / "en" / "oblast-2.html")
    assert "07:00–08:00" not in precinct
    assert "This precinct is not shown by hour" in precinct
    assert "07:00–08:00" in region


def test_share_is_cut_and_never_rounded_up() -> None:
    assert share_text(49_999, 100_000, "ru") == "49,99\u00a0%"
    assert share_text(1, 3, "en") == "33.33\u00a0%"
    assert short_share(9_999, 10_000) == "99\u00a0%"
    assert short_share(10_000, 10_000) == "100\u00a0%"
    assert share_text(0, 0, "kk") == "—"


def test_tiles_have_places_of_their_own_and_say_what_is_open(site: Path) -> None:
    found = tiles(see(site), "kk")
    assert len({(tile.column, tile.row) for tile in found}) == len(found) == 2
    assert {tile.name: tile.complete for tile in found} == {"Абай": False, "Ақсамал қаласы": True}
