"""The results in the form of NIST SP 1500-100: published, listed, and of the same figures as the totals (L 44; M4).

The schema that NIST published is not in this repository. Whoever has it names its place, and it judges the export.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sailau.commission.published import published_totals
from sailau.commission.totals import totals as sums
from sailau.election.examples import party_and_district, president_2005
from sailau.formats.v1.publication import OUTCOME_FILE, PUBLICATION_FILE, TOTALS_FILE, Outcome, names
from sailau.formats.v1.publication.nist import FILE, election_report
from tests.country.made import NIGHT, Country

PLACE = os.environ.get("SAILAU_NIST_RESULTS_SCHEMA", "")
SHA256 = "55c1c6382bf5ba369ae05d58c3f4bab6b487a2e8c01720ee87209b9a85e5d3db"


def report_of(country: Country) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((country.publication / FILE).read_bytes())
    return found


def test_export_is_published_and_listed(country: Country) -> None:
    manifest = PUBLICATION_FILE.read((country.publication / names.MANIFEST).read_bytes())
    data = (country.publication / FILE).read_bytes()
    assert manifest.files[FILE] == hashlib.sha256(data).hexdigest()


def test_votes_of_every_unit_are_those_of_the_totals(country: Country) -> None:
    totals = TOTALS_FILE.read((country.publication / names.TOTALS).read_bytes())
    report = report_of(country)
    own = {unit["@id"]: unit["ExternalIdentifier"][0]["Value"] for unit in report["GpUnit"]}
    [contest] = report["Election"][0]["Contest"]
    found = {
        (own[count["GpUnitId"]], selection["CandidateIds"][0].removeprefix("candidate-president-")): count["Count"]
        for selection in contest["ContestSelection"]
        for count in selection["VoteCounts"]
        if count["Type"] == "total"
    }
    wanted = {
        (unit.unit.id or "country", answer): votes
        for unit in totals.units
        if unit.result is not None
        for answer, votes in unit.result.contests["president"].votes.items()
    }
    assert found == wanted
    assert (report["Status"], report["IsTest"]) == ("unofficial-partial", True)


def test_every_reference_leads_to_something(country: Country) -> None:
    report = report_of(country)
    ids: list[str] = []
    references: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            ids.extend([value["@id"]] if "@id" in value else [])
            for key, inner in value.items():
                if key.endswith("Ids"):
                    references.extend(inner)
                elif key.endswith("Id") and key not in {"@id", "VendorApplicationId"}:
                    references.append(inner)
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(report)
    assert len(ids) == len(set(ids))
    assert references
    assert set(references) <= set(ids)


@pytest.mark.skipif(not PLACE, reason="SAILAU_NIST_RESULTS_SCHEMA names no NIST_V2_election_results_reporting.json")
def test_published_schema_accepts_the_export(country: Country) -> None:
    text = Path(PLACE).read_bytes()
    assert hashlib.sha256(text).hexdigest() == SHA256, "not the published file of version 2"
    judge = jsonschema.Draft4Validator(json.loads(text), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    outcome = OUTCOME_FILE.read((country.publication / names.OUTCOME).read_bytes())
    reports = [report_of(country)]
    for definition in (president_2005(), party_and_district()):
        empty = Outcome(election=definition.id, as_of=NIGHT, preliminary=False, registrations={}, contests=())
        totals = published_totals(definition, NIGHT, sums(definition, ()))
        reports.append(json.loads(election_report(definition, totals, empty, training=False, software="0.1.0")))
    assert outcome.contests
    for report in reports:
        assert [error.message for error in judge.iter_errors(report)] == []
        assert not judge.is_valid({**report, "Colour": "red"})
