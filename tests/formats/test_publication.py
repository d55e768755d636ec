"""The files of a publication: one spelling each, refused in any other; schemas and tables that say the same."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import jsonschema
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.election.examples import president_2005
from sailau.election.nouns import Candidate, Definition, Words
from sailau.errors import FormatError
from sailau.formats import strict_json
from sailau.formats.v1.notice import Elected
from sailau.formats.v1.publication import (
    DECISION_FILE,
    NOTICE_FILE,
    OUTCOME_FILE,
    PUBLICATION_FILE,
    RETURNS_FILE,
    TOTALS_FILE,
    TURNOUT_FILE,
    ContestOutcome,
    ContestTotals,
    DecisionPaper,
    Explained,
    Mandates,
    NoticePaper,
    NoticeRow,
    Outcome,
    PrecinctEntry,
    ProtocolTotals,
    PublicationManifest,
    Reason,
    RecordEntry,
    Returns,
    Totals,
    Turnout,
    Unit,
    UnitTotals,
    UnitTurnout,
    VersionEntry,
    names,
    precinct_unit,
)
from sailau.formats.v1.publication.mandates import (
    MANDATES_FILE,
    AnswerMandates,
    FormerHolder,
    MandateHolder,
    MandatesNow,
)
from sailau.formats.v1.publication.schemas import KINDS, schema, schema_files
from sailau.formats.v1.publication.tables import tables
from sailau.formats.v1.record.canonical import CanonicalDocument
from sailau.refusal import Text

AT = datetime(2005, 12, 4, 22, 15, 31, tzinfo=timezone(timedelta(hours=5)))
ONE, TWO = "1" * 64, "2" * 64
SAID = Text("сөз", "слово", "word")
FIGURES = ProtocolTotals(
    lines={"participants": 4, "voters_on_list": 5},
    contests={"president": ContestTotals(votes={"adilova": 1, "kim": 2}, blank=0, valid=3, invalid=1)},
)
COUNTRY = Unit(kind="country", id="")
VERSION = VersionEntry(
    version=1,
    uuid="A" * 21,
    bundle_sha256=ONE,
    manifest_sha256=TWO,
    received=AT,
    judged=AT,
    verdict="sound",
    record="000025-1",
)
ENTRY = PrecinctEntry(number=25, standing="accepted", since=AT, counted=ONE, versions=(VERSION,))

PERSON = Elected(answer="otan", name=SAID, birth_year=1961, post=SAID, residence=SAID, party=SAID, nationality=None)
SAMPLES: dict[str, tuple[CanonicalDocument[Any], Any]] = {
    "manifest": (
        PUBLICATION_FILE,
        PublicationManifest(
            election="e-2005",
            number=1,
            stage="preliminary",
            published=AT,
            training=True,
            software="0.1.0",
            files={names.TOTALS: ONE, names.decision_file(1): TWO},
            records={"000025-1": RecordEntry(manifest_sha256=ONE, bundle_sha256=TWO)},
        ),
    ),
    "returns": (
        RETURNS_FILE,
        Returns(
            election="e-2005",
            as_of=AT,
            precincts=(
                ENTRY,
                PrecinctEntry(
                    number=26, standing="refused", since=None, reasons=(Reason(code="x", article="L 43", text=SAID),)
                ),
            ),
        ),
    ),
    "totals": (
        TOTALS_FILE,
        Totals(
            election="e-2005",
            as_of=AT,
            units=(
                UnitTotals(unit=COUNTRY, precincts=2, counted=1, electronic=FIGURES, paper=None, summary=None),
                UnitTotals(
                    unit=precinct_unit(25), precincts=1, counted=1, electronic=FIGURES, paper=None, summary=FIGURES
                ),
            ),
        ),
    ),
    "turnout": (
        TURNOUT_FILE,
        Turnout(
            election="e-2005",
            as_of=AT,
            units=(UnitTurnout(unit=COUNTRY, voters_on_list=5, admitted_by_hour={"07": 1, "19": 3}),),
        ),
    ),
    "mandates": (
        MANDATES_FILE,
        MandatesNow(
            election="e-2005",
            as_of=AT,
            mandates=(
                AnswerMandates(
                    contest="list",
                    answer="otan",
                    notice=3,
                    holders=(MandateHolder(person=PERSON, decision=None), MandateHolder(person=PERSON, decision=2)),
                    vacant=1,
                    left=(FormerHolder(name=SAID, since=AT.date(), decision=2),),
                ),
            ),
        ),
    ),
    "outcome": (
        OUTCOME_FILE,
        Outcome(
            election="e-2005",
            as_of=AT,
            preliminary=True,
            registrations={"kim": 1},
            contests=(
                ContestOutcome(
                    contest="president",
                    state="decided",
                    input={"rule": "plurality"},
                    elected=(Mandates(answer="kim", seats=1),),
                    explanation=(Explained(article="L 9", text=SAID),),
                ),
            ),
        ),
    ),
    "decision": (
        DECISION_FILE,
        DecisionPaper(
            election="e-2005",
            number=1,
            kind="recount",
            body="court",
            commission=SAID,
            at=AT,
            article="L 43(9)",
            reason=SAID,
            data={"precincts": [25], "members": ["A"], "complainants": ["B"]},
        ),
    ),
    "notice": (
        NOTICE_FILE,
        NoticePaper(
            election="e-2005",
            number=1,
            kind="results",
            commission="central",
            at=AT,
            article="L 44",
            unit=COUNTRY,
            title=SAID,
            rows=(NoticeRow(name=SAID, value=SAID),),
            data={"a": 1},
        ),
    ),
}


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_file_reads_back_and_is_valid_by_its_schema(kind: str) -> None:
    file, value = SAMPLES[kind]
    data = file.write(value)
    assert file.read(data) == value
    jsonschema.Draft202012Validator.check_schema(schema(kind))
    jsonschema.validate(strict_json.read(data, kind), schema(kind))


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_file_in_another_spelling_or_with_something_besides_is_refused(kind: str) -> None:
    file, value = SAMPLES[kind]
    data = file.write(value)
    for other in (data + b"\n", data.replace(b":", b": ", 1), data.replace(b'"election"', b'"Election"', 1)):
        with pytest.raises(FormatError):
            file.read(other)
    tree = {**strict_json.read(data, kind), "besides": 1}
    with pytest.raises(FormatError):
        file.read(rfc8785.dumps(tree))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tree, schema(kind))


def test_every_kind_has_a_schema_among_the_publication_s_files() -> None:
    assert KINDS.keys() == SAMPLES.keys()
    assert sorted(schema_files()) == sorted(f"data/schema/{kind}.schema.json" for kind in SAMPLES)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, standing="missing"),
        lambda one: replace(one, counted=None),
        lambda one: replace(one, counted=TWO),
        lambda one: replace(one, versions=(replace(VERSION, record="000026-1"),)),
        lambda one: replace(one, versions=(replace(VERSION, record="000025-2"),)),
        lambda one: replace(one, versions=(VERSION, VERSION)),
        lambda one: replace(one, versions=(VERSION, replace(VERSION, bundle_sha256=TWO))),
    ],
    ids=["counted-while-missing", "not-counted", "of-nothing", "precinct", "version", "twice", "one-record-of-two"],
)
def test_a_precinct_that_contradicts_itself_is_refused(change: Callable[[PrecinctEntry], PrecinctEntry]) -> None:
    returns = Returns(election="e-2005", as_of=AT, precincts=(change(ENTRY),))
    with pytest.raises(FormatError):
        RETURNS_FILE.read(RETURNS_FILE.write(returns))


def test_a_second_record_that_claims_the_same_version_has_a_name_of_its_own() -> None:
    other = replace(VERSION, bundle_sha256=TWO, record=names.record_name(25, 1, 1))
    entry = replace(ENTRY, standing="incident", counted=None, versions=(VERSION, other))
    returns = Returns(election="e-2005", as_of=AT, precincts=(entry,))
    assert RETURNS_FILE.read(RETURNS_FILE.write(returns)) == returns
    assert other.record == "000025-1b"


@pytest.mark.parametrize(
    "path",
    [
        "data/manifest.json",
        "data/manifest.json.p7s",
        "../data/x.json",
        "data/../x.json",
        "data/a/b.json",
        "data/x.html",
    ],
)
def test_a_manifest_lists_no_such_path(path: str) -> None:
    file, value = SAMPLES["manifest"]
    with pytest.raises(FormatError):
        file.read(file.write(replace(value, files={path: ONE})))


@pytest.mark.parametrize(
    "unit",
    [("country", "kz"), ("oblast", ""), ("precinct", "025"), ("precinct", "x"), ("precinct", "٢٥"), ("planet", "x")],
)
def test_a_unit_that_is_none(unit: tuple[str, str]) -> None:
    kind, id_ = unit
    tree = {"unit": {"kind": kind, "id": id_}, "voters_on_list": 0, "admitted_by_hour": {}}
    whole = {"format": "sailau-turnout/1", "election": "e", "as_of": "2005-12-04T22:15:31+05:00"}
    with pytest.raises(FormatError):
        TURNOUT_FILE.read(rfc8785.dumps({**whole, "units": [tree]}))


counts = st.integers(min_value=0, max_value=2**53 - 1)
ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
figures = st.builds(
    ProtocolTotals,
    lines=st.dictionaries(st.from_regex(r"[a-z]{1,8}(_[a-z]{1,8})?", fullmatch=True), counts, max_size=4),
    contests=st.dictionaries(
        ids,
        st.builds(
            ContestTotals, votes=st.dictionaries(ids, counts, max_size=4), blank=counts, valid=counts, invalid=counts
        ),
        max_size=3,
    ),
)
units = st.builds(
    UnitTotals,
    unit=st.integers(min_value=0, max_value=99_999).map(precinct_unit)
    | st.builds(Unit, kind=st.sampled_from(["oblast", "district"]), id=st.text(min_size=1, max_size=20)),
    precincts=counts,
    counted=counts,
    electronic=st.none() | figures,
    paper=st.none() | figures,
    summary=st.none() | figures,
)


@settings(max_examples=40)
@given(st.lists(units, max_size=6, unique_by=lambda entry: entry.unit))
def test_totals_of_any_units_read_back_in_one_order(entries: list[UnitTotals]) -> None:
    written = TOTALS_FILE.write(Totals(election="e", as_of=AT, units=tuple(entries)))
    read = TOTALS_FILE.read(written)
    assert {one.unit: one for one in read.units} == {one.unit: one for one in entries}
    assert TOTALS_FILE.write(replace(read, units=tuple(reversed(read.units)))) == written
    jsonschema.validate(strict_json.read(written, "totals"), schema("totals"))


def _definition(name: str) -> Definition:
    definition = president_2005(voters=30, terminals=1)
    first, *rest = definition.contests[0].answers
    assert isinstance(first, Candidate)
    renamed = replace(first, surname=Words(name, name))
    return replace(definition, contests=(replace(definition.contests[0], answers=(renamed, *rest)),))


def test_tables_hold_what_the_files_hold_and_compute_nothing() -> None:
    definition = _definition('=HYPERLINK("x")')
    contest = definition.contests[0]
    number = int(definition.precincts[0].number)
    votes = {str(answer.id): 10 + place for place, answer in enumerate(contest.answers)}
    protocol = ProtocolTotals(
        lines={"participants": 7},
        contests={str(contest.id): ContestTotals(votes=votes, blank=0, valid=6, invalid=1)},
    )
    totals = Totals(
        election="e",
        as_of=AT,
        units=(UnitTotals(unit=COUNTRY, precincts=1, counted=1, electronic=protocol, paper=None, summary=None),),
    )
    entry = replace(ENTRY, number=number, versions=(replace(VERSION, record=names.record_name(number, 1)),))
    turnout = Turnout(
        election="e", as_of=AT, units=(UnitTurnout(unit=COUNTRY, voters_on_list=5, admitted_by_hour={"07": 1}),)
    )
    made = tables(definition, Returns(election="e", as_of=AT, precincts=(entry,)), totals, turnout)
    read = {path: list(csv.DictReader(io.StringIO(data.decode()))) for path, data in made.items()}
    results = {row["answer"]: int(row["votes"]) for row in read[names.RESULTS_CSV]}
    assert results == {**votes, "blank": 0, "valid": 6, "invalid": 1}
    assert any(row["name_kk"].startswith("'=HYPERLINK") for row in read[names.RESULTS_CSV])
    assert read[names.LINES_CSV][0]["value"] == "7"
    assert (read[names.PRECINCTS_CSV][0]["standing"], read[names.PRECINCTS_CSV][0]["counted"]) == ("accepted", "1")
    assert read[names.TURNOUT_CSV] == [{"unit_kind": "country", "unit": "", "hour": "07", "admitted": "1"}]
    assert b"\r\n" in made[names.LINES_CSV]
