"""A whole publication is judged: what agrees, what a mirror changes, what a commission itself publishes wrongly."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.runners import RunHere
from sailau.commission.revised import NOT_LATER, OTHER_ELECTION, not_postponed
from sailau.errors import SignatureError, StoreError
from sailau.formats.v1.publication import (
    DECISION_FILE,
    OUTCOME_FILE,
    PUBLICATION_FILE,
    RETURNS_FILE,
    TOTALS_FILE,
    TURNOUT_FILE,
    Mandates,
    Returns,
    Totals,
    names,
)
from sailau.service import country as country_package
from sailau.service.country.report import CountryReport, StepOutcome
from sailau.service.country.verify import verify_country
from sailau.service.country.words import CODES
from sailau.service.publication_tables import tables_and_schemas
from sailau.signing.cms import sign_detached
from sailau.verifier.finding import Weight
from tests.country.altered import copied, edited, signed_anew
from tests.country.made import MISSING, MIXED, NIGHT, POSTPONED, VOTED, Country
from tests.records.world import make_pki

Found = set[tuple[int, str, str]]


class Looked:
    """Judges publications with a copy of the journal of the untouched country."""

    def __init__(self, country: Country, journal: Path, tmp_path: Path) -> None:
        self.country = country
        self.folder = copied(country, tmp_path / "mirror")
        self._journal = tmp_path / "journal"
        shutil.copy(journal, self._journal)

    def report(self, **options: Any) -> CountryReport:
        options.setdefault("root", self.country.root)
        return verify_country(self.folder, RunHere(), journal=self._journal, **options)

    def defects(self, **options: Any) -> Found:
        """Step, code and place of each defect; every code has its words."""
        report = self.report(**options)
        assert {finding.code for finding in report.findings} <= CODES.keys()
        return {(one.step, one.code, one.place) for one in report.of_weight(Weight.DEFECT)}

    def change(self, path: str, kind: Any, change: Callable[[Any], Any]) -> None:
        """The commission publishes something else than what it holds."""
        edited(self.folder, path, kind, change)
        for name, data in tables_and_schemas(self.folder).items():
            (self.folder / name).write_bytes(data)
        signed_anew(self.country, self.folder)


@pytest.fixture
def mirror(country: Country, first_run: tuple[CountryReport, Path], tmp_path: Path) -> Looked:
    return Looked(country, first_run[1], tmp_path)


def test_an_honest_publication_is_sound_and_says_what_is_open(first_run: tuple[CountryReport, Path]) -> None:
    report, _ = first_run
    assert report.sound
    assert [report.step(step) for step in range(1, 7)] == [StepOutcome.SOUND] * 6
    assert (report.precincts, report.counted, len(report.records), report.kept, report.decisions) == (5, 3, 3, 0, 1)
    assert report.country is not None
    contest = report.country.contests["president"]
    assert contest.valid + contest.invalid == 4 * len(VOTED) + 1  # one of them on paper
    remarks = {(finding.code, finding.place) for finding in report.of_weight(Weight.REMARK)}
    assert remarks == {
        ("training", names.MANIFEST),
        ("precinct-open", f"precinct {POSTPONED}"),
        ("precinct-open", f"precinct {MISSING}"),
        ("contest-open", "president"),
    }
    assert report.as_json()["records"]["000025-1"]["verdict"] == "sound"


def test_what_was_judged_is_not_judged_again(mirror: Looked) -> None:
    report = mirror.report()
    assert (report.sound, report.kept) == (True, 3)


def test_a_mirror_changes_a_figure(mirror: Looked) -> None:
    edited(mirror.folder, names.TOTALS, TOTALS_FILE, _one_vote_more)
    assert (1, "file-altered", names.TOTALS) in mirror.defects()


def _one_vote_more(totals: Totals) -> Totals:
    first, *rest = totals.units
    figures = first.electronic
    assert figures is not None
    contest = figures.contests["president"]
    votes = {**contest.votes, "kim": contest.votes["kim"] + 1}
    contests = {"president": replace(contest, votes=votes)}
    return replace(totals, units=(replace(first, electronic=replace(figures, contests=contests)), *rest))


def test_a_commission_publishes_a_vote_that_nobody_cast(mirror: Looked) -> None:
    assert mirror.report().sound
    mirror.change(names.TOTALS, TOTALS_FILE, _one_vote_more)
    place = f"{names.TOTALS}: units country  electronic contests president votes kim"
    assert mirror.defects() == {(5, "sums-differ", place)}


def test_what_was_voted_on_paper_is_left_out_of_the_summary(mirror: Looked) -> None:
    def without_paper(totals: Totals) -> Totals:
        return replace(totals, units=tuple(replace(one, paper=None, summary=None) for one in totals.units))

    mirror.change(names.TOTALS, TOTALS_FILE, without_paper)
    places = {place.removeprefix(f"{names.TOTALS}: units ") for _, _, place in mirror.defects()}
    assert {"country  paper", "country  summary", f"precinct {MIXED} paper"} <= places
    assert not any(place.startswith("precinct 25") for place in places)


def test_a_commission_leaves_a_precinct_out_of_the_totals(mirror: Looked) -> None:
    def without(totals: Totals) -> Totals:
        return replace(totals, units=tuple(one for one in totals.units if one.unit.id != "26"))

    mirror.change(names.TOTALS, TOTALS_FILE, without)
    assert mirror.defects() == {(5, "sums-differ", f"{names.TOTALS}: units precinct 26")}


def test_voters_come_at_another_hour_than_was_signed(mirror: Looked) -> None:
    def later(turnout: Any) -> Any:
        first, *rest = turnout.units
        return replace(turnout, units=(replace(first, admitted_by_hour={"08": 3, "19": 9}), *rest))

    mirror.change(names.TURNOUT, TURNOUT_FILE, later)
    assert {(step, code) for step, code, _ in mirror.defects()} == {(5, "sums-differ")}


def test_somebody_is_declared_elected_before_all_have_voted(mirror: Looked) -> None:
    def elected(outcome: Any) -> Any:
        won = replace(outcome.contests[0], state="decided", elected=(Mandates(answer="kim", seats=1),), waiting=())
        return replace(outcome, contests=(won,))

    mirror.change(names.OUTCOME, OUTCOME_FILE, elected)
    places = {place.removeprefix(f"{names.OUTCOME}: contests president ") for _, _, place in mirror.defects()}
    assert places == {"state", "elected", "waiting"}


def _entry(number: int, **changes: Any) -> Callable[[Returns], Returns]:
    def change(returns: Returns) -> Returns:
        entries = [replace(one, **changes) if one.number == number else one for one in returns.precincts]
        return replace(returns, precincts=tuple(entries))

    return change


def test_a_table_says_something_else_than_the_figures(mirror: Looked) -> None:
    path = mirror.folder / names.RESULTS_CSV
    path.write_bytes(path.read_bytes().replace(b"valid,,,9", b"valid,,,8", 1))
    signed_anew(mirror.country, mirror.folder)
    assert mirror.defects() == {(5, "table-differs", names.RESULTS_CSV)}


def test_a_precinct_that_voted_is_said_to_be_missing(mirror: Looked) -> None:
    mirror.change(names.RETURNS, RETURNS_FILE, _entry(26, standing="missing", counted=None))
    assert (4, "standing", "precinct 26") in mirror.defects()


def test_a_record_is_kept_back_while_its_figures_count(mirror: Looked) -> None:
    def unpublished(returns: Returns) -> Returns:
        versions = tuple(replace(one, record=None) for one in returns.by_number[25].versions)
        return _entry(25, versions=versions)(returns)

    edited(mirror.folder, names.RETURNS, RETURNS_FILE, unpublished)
    manifest = PUBLICATION_FILE.read((mirror.folder / names.MANIFEST).read_bytes())
    shutil.rmtree(mirror.folder / "records" / "000025-1")
    (mirror.folder / "records" / "000025-1.bundle.zip").unlink()
    signed_anew(mirror.country, mirror.folder, records={k: v for k, v in manifest.records.items() if k != "000025-1"})
    assert (3, "counted-unpublished", "precinct 25, version 1") in mirror.defects()


def test_a_precinct_is_left_out_of_the_list(mirror: Looked) -> None:
    def without(returns: Returns) -> Returns:
        return replace(returns, precincts=tuple(one for one in returns.precincts if one.number != MISSING))

    mirror.change(names.RETURNS, RETURNS_FILE, without)
    assert mirror.defects() == {(4, "precinct-missing", f"precinct {MISSING}")}


def test_a_record_is_changed_on_the_mirror_after_it_was_judged(mirror: Looked) -> None:
    protocol = mirror.folder / "records" / "000025-1" / "protocol.json"
    protocol.write_bytes(protocol.read_bytes().replace(b'"valid":3', b'"valid":4'))
    report = mirror.report()
    assert report.kept == 2
    defects = {(one.step, one.code, one.place) for one in report.of_weight(Weight.DEFECT)}
    assert {(3, "record-defective", "000025-1"), (4, "standing", "precinct 25")} <= defects
    assert report.country is None


def test_two_records_change_places(mirror: Looked) -> None:
    one, other, between = (mirror.folder / "records" / name for name in ("000025-1", "000026-1", "between"))
    one.rename(between)
    other.rename(one)
    between.rename(other)
    found = mirror.defects()
    assert {(3, "other-record", "000025-1"), (3, "other-record", "000026-1")} <= found
    assert (3, "bundle", "000025-1.bundle.zip") in found


def test_a_record_and_a_bundle_are_missing_and_something_else_lies_there(mirror: Looked) -> None:
    shutil.rmtree(mirror.folder / "records" / "000026-1")
    (mirror.folder / "records" / "000025-1.bundle.zip").unlink()
    (mirror.folder / "records" / "000099-1").mkdir()
    found = mirror.defects()
    assert {(3, "record-missing", "000026-1"), (3, "record-spare", "records/000099-1")} <= found
    remarks = {(one.code, one.place) for one in mirror.report().of_weight(Weight.REMARK)}
    assert ("bundle-missing", "000025-1.bundle.zip") in remarks


def test_a_bundle_is_not_the_one_that_came(mirror: Looked) -> None:
    bundle = mirror.folder / "records" / "000025-1.bundle.zip"
    bundle.write_bytes(bundle.read_bytes()[:-1])
    assert mirror.defects() == {(3, "bundle", "000025-1.bundle.zip")}


def test_files_come_and_go_below_data(mirror: Looked) -> None:
    (mirror.folder / names.decision_file(1)).unlink()
    (mirror.folder / "data" / "more.json").write_bytes(b"{}")
    (mirror.folder / "data" / "link.json").symlink_to(mirror.folder / names.TOTALS)
    found = mirror.defects()
    assert {
        (1, "file-missing", names.decision_file(1)),
        (1, "file-surplus", "data/more.json"),
        (1, "not-a-file", "data/link.json"),
        (4, "standing", f"precinct {POSTPONED}"),
    } <= found


def test_a_decision_is_signed_by_a_precinct(mirror: Looked) -> None:
    path = mirror.folder / names.decision_file(1)
    signature = sign_detached(path.read_bytes(), mirror.country.pki.signers["member-1"], NIGHT)
    path.with_name(f"{path.name}.p7s").write_bytes(signature)
    signed_anew(mirror.country, mirror.folder)
    found = mirror.defects()
    assert (6, "signature", f"{names.decision_file(1)}.p7s") in found
    assert (4, "standing", f"precinct {POSTPONED}") in found


def test_a_decision_orders_what_no_decision_can(mirror: Looked) -> None:
    def strange(paper: Any) -> Any:
        return replace(paper, data={**paper.data, "besides": 1})

    path = mirror.folder / names.decision_file(1)
    edited(mirror.folder, names.decision_file(1), DECISION_FILE, strange)
    signature = sign_detached(path.read_bytes(), mirror.country.pki.signers["central"], NIGHT)
    path.with_name(f"{path.name}.p7s").write_bytes(signature)
    signed_anew(mirror.country, mirror.folder)
    assert (6, "file-format", f"{names.decision_file(1)}: decision.data") in mirror.defects()


def _decide_anew(mirror: Looked, signer: str = "central", **changes: Any) -> Found:
    """The decision on the postponed precinct, changed and signed again."""
    path = mirror.folder / names.decision_file(1)
    edited(mirror.folder, names.decision_file(1), DECISION_FILE, lambda paper: replace(paper, **changes))
    signature = sign_detached(path.read_bytes(), mirror.country.pki.signers[signer], NIGHT)
    path.with_name(f"{path.name}.p7s").write_bytes(signature)
    signed_anew(mirror.country, mirror.folder)
    return mirror.defects()


def test_a_precinct_whose_votes_are_counted_is_put_off(mirror: Looked) -> None:
    later = NIGHT + timedelta(minutes=5)
    found = _decide_anew(mirror, at=later, data={"precincts": [VOTED[0]], "until": None})
    assert (6, "decision-unlawful", names.decision_file(1)) in found


def test_a_body_decides_what_is_not_its_own(mirror: Looked) -> None:
    assert (6, "decision-unlawful", names.decision_file(1)) in _decide_anew(mirror, body="court")


def test_a_decision_is_signed_by_another_body_than_took_it(mirror: Looked) -> None:
    found = _decide_anew(mirror, body="territorial")
    assert (6, "signature", f"{names.decision_file(1)}.p7s") in found


def test_a_publication_is_called_final_before_any_result_is_announced(mirror: Looked) -> None:
    signed_anew(mirror.country, mirror.folder, stage="final")
    found = mirror.defects()
    assert (6, "stage-differs", names.OUTCOME) in found
    assert {code for _, code, _ in found} == {"stage-differs", "not-announced"}


def test_the_list_of_files_is_signed_by_a_precinct(mirror: Looked) -> None:
    signed_anew(mirror.country, mirror.folder, "member-1")
    assert mirror.defects() == {(1, "signature", f"{names.MANIFEST}.p7s")}


def test_under_another_root_nothing_holds_and_no_earlier_verdict_is_believed(mirror: Looked) -> None:
    foreign = make_pki(mirror.country.definition, 25).root.certificate.public_bytes(Encoding.PEM)
    report = mirror.report(root=foreign)
    found = {(one.step, one.code, one.place) for one in report.of_weight(Weight.DEFECT)}
    assert {(1, "signature", f"{names.MANIFEST}.p7s"), (2, "signature", f"{names.DEFINITION}.p7s")} <= found
    assert (3, "record-defective", "000025-1") in found
    assert report.kept == 0


def test_without_a_root_the_publication_s_own_is_named(mirror: Looked) -> None:
    report = mirror.report(root=None)
    assert report.sound
    assert "root-of-the-publication" in {finding.code for finding in report.findings}


def test_no_root_at_all(mirror: Looked) -> None:
    (mirror.folder / names.ROOT_CERTIFICATE).unlink()
    assert (1, "no-root", names.ROOT_CERTIFICATE) in mirror.defects(root=None)


def test_a_definition_that_is_none(mirror: Looked) -> None:
    (mirror.folder / names.DEFINITION).write_bytes(b"{}")
    signed_anew(mirror.country, mirror.folder)
    assert {step for step, _, _ in mirror.defects()} == {2}


@pytest.mark.parametrize("path", [names.RETURNS, names.TOTALS, names.TURNOUT, names.OUTCOME])
def test_a_file_of_figures_that_is_none(mirror: Looked, path: str) -> None:
    (mirror.folder / path).write_bytes(b'{"format":"sailau-nothing/1"}')
    signed_anew(mirror.country, mirror.folder)
    assert (5, "file-format", f"{path}.format") in mirror.defects()


def test_every_code_of_a_finding_has_its_words() -> None:
    found = set[str]()
    for path in Path(country_package.__file__).parent.glob("*.py"):
        found |= set(
            re.findall(r'findings\.(?:defect|remark)\(\s*[A-Z]+, "([a-z-]+)"', path.read_text(encoding="utf-8"))
        )
    found |= {refusal.code for refusal in (OTHER_ELECTION, NOT_LATER, not_postponed(1))}
    assert len(found) > 25
    assert found <= CODES.keys()


def test_a_folder_that_is_no_publication(tmp_path: Path, journal: Path) -> None:
    with pytest.raises(StoreError, match="no publication"):
        verify_country(tmp_path, RunHere(), journal=journal)


def test_a_root_that_is_no_certificate(country: Country, journal: Path) -> None:
    with pytest.raises(SignatureError):
        verify_country(country.publication, RunHere(), journal=journal, root=b"no certificate")


class StopsAfterOne(RunHere):
    """Somebody pulls the plug after the first record."""

    def run(self, function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        for task, outcome in super().run(function, tasks):
            yield task, outcome
            raise KeyboardInterrupt


def test_a_run_that_is_cut_short_goes_on_where_it_was(country: Country, journal: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        verify_country(country.publication, StopsAfterOne(), journal=journal, root=country.root)
    with journal.open("ab") as file:
        file.write(b'{"format":"sailau-record-verdict/1","na')  # the next line, when the power went
    seen: list[tuple[int, int]] = []
    report = verify_country(
        country.publication,
        RunHere(),
        journal=journal,
        root=country.root,
        progress=lambda _, done, total: seen.append((done, total)),
    )
    assert (report.sound, report.kept) == (True, 1)
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert journal.read_bytes().count(b"\n") == 4


def test_two_runs_with_one_journal_are_refused(country: Country, journal: Path) -> None:
    class RunsAgain(RunHere):
        def run(self, function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
            verify_country(country.publication, RunHere(), journal=journal, root=country.root)
            yield from super().run(function, tasks)

    with pytest.raises(StoreError, match="in use"):
        verify_country(country.publication, RunsAgain(), journal=journal, root=country.root)
