"""A district from its packages to the announced result, in the long run: `sailau demo-district`.

Its parts stand in the short run: intake, transfer, decisions, revision, totals and site each in their own tests, and
the line from sealed bundles to the verified publication in `test_rehearsal`.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright

from sailau.adapters.password import PasswordCost
from sailau.adapters.runners import RunHere
from sailau.cli.main import main
from sailau.election.example_district import MIXED, district_of_twelve
from sailau.formats.v1.publication import FINAL, RETURNS_FILE, names
from sailau.refusal import Refusal, Text
from sailau.service.country.report import STEPS, StepOutcome
from sailau.service.country.verify import verify_country
from sailau.service.rehearsal.district import ALTERED, LATE, POSTPONED, RECOUNTED, tell_district
from sailau.service.rehearsal.examples import district_votes
from sailau.service.rehearsal.narrator import Silent
from sailau.service.rehearsal.stage import Plan
from tests.stations.booth import launch

LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
VOTERS = 40
WINNER = "Бекова Сәуле Ерболқызы"


class Heard(Silent):
    """Keeps what was told and what was refused."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.refusals: list[str] = []

    def step(self, article: str, line: Text) -> None:
        """See `Narrator.step`."""
        self.lines.append(line.en)

    def refused(self, refusal: Refusal) -> None:
        """See `Narrator.refused`."""
        self.refusals.append(refusal.code)


def plan(*numbers: int) -> Plan:
    whole = district_of_twelve(voters=VOTERS)
    precincts = tuple(one for one in whole.precincts if int(one.number) in numbers)
    definition = replace(whole, precincts=precincts)
    return Plan(definition=definition, votes=district_votes(), voters=VOTERS, seed=11, cost=LIGHT)


@pytest.mark.soak
def test_a_postponed_precinct_votes_anew_and_the_result_waited_for_it(tmp_path: Path) -> None:
    heard = Heard()
    told = tell_district(plan(POSTPONED), tmp_path / "district", heard)
    assert told.published.manifest.stage == FINAL
    assert any("postponed" in code for code in heard.refusals), heard.refusals
    report = verify_country(told.site, RunHere(), journal=tmp_path / "journal", root=told.root)
    assert report.sound, [finding.text for finding in report.findings]
    assert {report.step(step) for step in STEPS} == {StepOutcome.SOUND}
    returns = RETURNS_FILE.read((told.site / names.RETURNS).read_bytes()).by_number
    assert {int(number): (one.standing, len(one.versions)) for number, one in returns.items()} == {
        int(POSTPONED): ("accepted", 1),
    }


@pytest.mark.soak
def test_the_whole_district_as_the_command_holds_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "district"
    assert main(["demo-district", "--out", str(out), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    for number in (MIXED, LATE, RECOUNTED, POSTPONED, ALTERED):
        assert f"recinct {number}" in said
    site = out / "site"
    returns = RETURNS_FILE.read((site / names.RETURNS).read_bytes()).by_number
    assert {int(number) for number, one in returns.items() if one.standing == "replaced"} == {int(RECOUNTED)}
    assert {one.standing for one in returns.values()} == {"accepted", "replaced"}
    _outcome_agrees(site, tmp_path, capsys)
    _a_browser_shows_it(site)


def _outcome_agrees(site: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`sailau outcome`, given the figures that were published, finds what was announced."""
    outcome: dict[str, Any] = json.loads((site / names.OUTCOME).read_bytes())
    for contest in outcome["contests"]:
        file = folder / f"{contest['contest']}.json"
        file.write_text(json.dumps(contest["input"], ensure_ascii=False), encoding="utf-8")
        assert main(["outcome", str(file), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found, contest["contest"]
        elected = json.dumps(found, ensure_ascii=False)
        if contest["contest"] == "district-seat":
            assert WINNER in elected
            assert [one["answer"] for one in contest["elected"]] == ["bekova"]


def _a_browser_shows_it(site: Path) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for language, verified in (("kk", "сайланды"), ("ru", "збран"), ("en", "lected")):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto((site / language / "index.html").as_uri())
            expect(page.locator("main")).to_contain_text(verified, ignore_case=True)
        browser.close()
