"""`verify_record` on whole records: the committed ones under conformance/records/, and fresh ones."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sailau.election.nouns import ByChoice, DecisionId, Quorum
from sailau.errors import SignatureError, StoreError
from sailau.formats.v1.record import names
from sailau.sealing.rehearsal import Joint
from sailau.signing.authority import around, issue, make_territorial, revocation_list
from sailau.signing.holder import Holder, holder_of
from sailau.signing.roles import Role
from sailau.verifier.archive import verify_archive
from sailau.verifier.finding import Findings, Weight
from sailau.verifier.record import STEPS, Outcome, Report, verify_record
from sailau.verifier.record.explained import may_be_explained
from tests.records.day import Day, cast_all, counted
from tests.records.defects import CASES
from tests.records.folder import Edits, Files, act, write_record
from tests.records.world import EVENING, RISK, UUID, World, make_world, small_definition

RECORDS = Path(__file__).parents[2] / "conformance" / "records"
LISTED = json.loads((RECORDS / "cases.json").read_text(encoding="utf-8"))
BASE = RECORDS / "base"
ROOT_END = b"-----END CERTIFICATE-----\n"


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


@pytest.fixture(scope="module")
def day(world: World) -> Day:
    return counted(cast_all(world))


def laid_out(case: dict[str, Any], folder: Path) -> Path:
    """The record of a case: the base with the case's files over it."""
    shutil.copytree(BASE, folder)
    shutil.copytree(RECORDS / case["name"], folder, dirs_exist_ok=True)
    for path in case["removed"]:
        (folder / path).unlink()
    return folder


def written(files: Files, folder: Path) -> Path:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def base_root() -> bytes:
    return (BASE / names.CERTIFICATES).read_bytes().partition(ROOT_END)[0] + ROOT_END


def codes(report: Report, weight: Weight = Weight.DEFECT) -> set[str]:
    return {finding.code for finding in report.of_weight(weight)}


def test_the_sound_record_is_accepted_by_setup_and_root() -> None:
    report = verify_record(BASE, setup=LISTED["setup"], root=base_root())
    assert not report.of_weight(Weight.DEFECT)
    assert not report.of_weight(Weight.EXPLAINED)
    assert set(report.steps) == set(STEPS)
    assert set(report.steps.values()) == {Outcome.SOUND}
    assert codes(report, Weight.REMARK) == {"training", "member-did-not-sign"}
    assert report.setup == LISTED["setup"]
    assert report.result == [
        {
            "contest": "president",
            "votes": [
                {"answer": 1, "kk": "Әділова Сәуле Ерболқызы", "ru": "Адилова Сауле Ерболкызы", "votes": 2},
                {"answer": 2, "kk": "Ким Виктор", "ru": "Ким Виктор", "votes": 1},
            ],
            "blank": None,
        }
    ]


def test_without_root_and_setup_the_record_s_own_are_remarked() -> None:
    report = verify_record(BASE)
    assert report.sound
    assert {"root-of-the-record", "setup-not-given"} <= codes(report, Weight.REMARK)


@pytest.mark.parametrize("case", LISTED["cases"], ids=lambda case: case["name"])
def test_a_broken_record_is_refused_for_its_own_defect(case: dict[str, Any], tmp_path: Path) -> None:
    report = verify_record(
        laid_out(case, tmp_path / "record"),
        setup=LISTED["setup"] if "setup" in case["with"] else None,
        root=base_root() if "root" in case["with"] else None,
    )
    found = {(finding.step, finding.code) for finding in report.of_weight(Weight.DEFECT)}
    assert (case["step"], case["code"]) in found
    assert min(step for step, _ in found) == case["step"]
    assert report.steps[case["step"]] is Outcome.DEFECTS


def test_every_step_is_broken_in_turn_and_the_list_is_the_generator_s() -> None:
    assert {case["step"] for case in LISTED["cases"]} == set(STEPS)
    assert [(case["name"], case["step"], case["code"]) for case in LISTED["cases"]] == [
        (case.name, case.step, case.code) for case in CASES
    ]
    folders = {path.name for path in RECORDS.iterdir() if path.is_dir()}
    assert folders == {"base", *(case.name for case in CASES)}


def test_a_forged_factor_passes_version_1_and_only_the_strong_proof_tells() -> None:
    findings = Findings()
    verify_archive(RECORDS / "forged-decryption-factor" / f"{UUID}.bel", findings)
    assert not findings.defects


def test_a_replaced_setup_is_sound_to_a_reader_who_does_not_know_the_hash(tmp_path: Path) -> None:
    (case,) = (case for case in LISTED["cases"] if case["name"] == "setup-replaced")
    assert verify_record(laid_out(case, tmp_path / "record"), root=base_root()).sound


def test_a_fresh_record_is_sound(day: Day, tmp_path: Path) -> None:
    assert verify_record(written(write_record(day), tmp_path)).sound


def test_a_fresh_record_by_choice_is_sound(tmp_path: Path) -> None:
    definition = small_definition(ByChoice(decision=DecisionId("by-choice"), risk=RISK))
    report = verify_record(written(write_record(counted(cast_all(make_world(definition)))), tmp_path))
    assert report.sound


def test_a_recount_by_other_mixers_is_sound(tmp_path: Path) -> None:
    five = make_world(small_definition(quorum=Quorum(members=5, threshold=2)), plan=(Joint(5, 2),))
    day = cast_all(five)
    edits = Edits(acts=(act(five, 7, "recount"),), again=counted(day, first_mixer=3))
    assert verify_record(written(write_record(counted(day), edits), tmp_path)).sound


def _dead_terminal(*signers: str, explains: tuple[str, ...]) -> Callable[[World, Day], Files]:
    """The terminal died before closing: no card, and what follows from it in the figures."""

    def make(world: World, day: Day) -> Files:
        died = act(world, 7, "device_failed", explains)

        def figures(value: Any) -> Any:
            return replace(value, figures={**value.figures, "closing_sealed": 2, "closing_left_out": 0})

        path = names.act_name(7, "device_failed")
        edits = Edits(
            acts=(died,),
            values={names.closing_name("terminal-1"): lambda card: None, names.FIGURES: figures},
            signers={path: signers} if signers else {},
        )
        return write_record(day, edits)

    return make


DEAD = ("closing-challenged", "closing-count", "closing-missing", "closing-sum", "relation-closing")


def test_a_dead_terminal_is_explained_by_an_act_that_names_each_code(world: World, day: Day, tmp_path: Path) -> None:
    report = verify_record(written(_dead_terminal(explains=DEAD)(world, day), tmp_path))
    assert report.sound
    assert codes(report, Weight.EXPLAINED) == set(DEAD)
    assert report.steps[14] is Outcome.EXPLAINED


def test_an_act_explains_only_the_codes_that_it_names(world: World, day: Day, tmp_path: Path) -> None:
    report = verify_record(written(_dead_terminal(explains=DEAD[:-1])(world, day), tmp_path))
    assert codes(report) == {DEAD[-1]}


def test_an_act_that_is_not_soundly_signed_explains_nothing(world: World, day: Day, tmp_path: Path) -> None:
    make = _dead_terminal("member-1", "technician", explains=DEAD)
    assert set(DEAD) <= codes(verify_record(written(make(world, day), tmp_path)))


def test_an_act_cannot_explain_cryptography_away(world: World, day: Day, tmp_path: Path) -> None:
    excuse = act(world, 7, "control_answer", ("strong-missing",))
    edits = Edits(acts=(excuse,), values={names.STRONG_PROOFS: lambda given: given[:1]})
    assert "strong-missing" in codes(verify_record(written(write_record(day, edits), tmp_path)))


def test_no_finding_of_steps_1_to_11_and_13_may_be_explained_but_a_missing_signature() -> None:
    explainable = {(case.step, case.code) for case in CASES if may_be_explained(case.code)}
    assert {step for step, _ in explainable} == {2, 12, 14}
    assert {code for step, code in explainable if step == 2} == {"member-unsigned"}


def test_a_chair_made_by_another_territory_s_authority_is_seen(world: World, day: Day, tmp_path: Path) -> None:
    """Under the same root, for the same precinct: only that the others are certified elsewhere tells."""
    root, validity = world.pki.root, around(EVENING, before=timedelta(days=60), after=timedelta(days=400))
    there = Holder(name="Elsewhere", role=Role.TERRITORIAL_COMMISSION, commission="elsewhere", training=True)
    chair = holder_of(world.signer("member-1").certificate)
    stranger = issue(make_territorial(root, there, validity), chair, validity)
    known = {**world.pki.signers, "stranger": stranger}
    other = replace(world, pki=replace(world.pki, signers=known))
    edits = Edits(signers={names.PROTOCOL: ("stranger", "member-2")})
    report = verify_record(written(write_record(replace(day, world=other), edits), tmp_path))
    assert codes(report) == {"territories"}


GARBAGE = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "noise": lambda data: b"\xff\x00\xfe" * 40,
    "deep": lambda data: b"[" * 100_000,
    "number": lambda data: b'{"format":1e999}',
    "twice": lambda data: data + data,
}


@pytest.mark.parametrize("how", GARBAGE)
def test_garbled_files_are_findings_and_never_a_traceback(how: str, tmp_path: Path) -> None:
    alike = ("acts/00[3-6]*", "closing/portable*")
    paths = sorted(path.relative_to(BASE) for path in BASE.rglob("*") if path.is_file())
    paths = [path for path in paths if not any(path.match(pattern) for pattern in alike)]
    share = list(GARBAGE).index(how) % 3
    for number, path in list(enumerate(paths))[share::3]:  # each file is garbled in two of the ways
        folder = tmp_path / str(number)
        shutil.copytree(BASE, folder)
        target = folder / path
        target.write_bytes(GARBAGE[how](target.read_bytes()))
        report = verify_record(folder)
        assert not report.sound, path
        assert report.as_json()["verdict"] == "refused"
        shutil.rmtree(folder)


def test_links_and_folders_in_folders_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    shutil.copytree(BASE, folder)
    target = folder / names.CODES
    target.rename(tmp_path / "elsewhere")
    target.symlink_to(tmp_path / "elsewhere")
    (folder / "acts" / "more").mkdir()
    report = verify_record(folder)
    places = {finding.place for finding in report.of_weight(Weight.DEFECT) if finding.code == "file-unknown"}
    assert places == {names.CODES, "acts/more"}


def test_a_paper_read_in_a_process_of_its_own_gives_the_same_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case,) = (case for case in LISTED["cases"] if case["name"] == "paper-says-other-votes")
    folder = laid_out(case, tmp_path / "record")
    alone = verify_record(folder, processes=1)
    monkeypatch.setattr("sailau.verifier.record.SHARED_FROM_BYTES", 0)
    assert verify_record(folder, processes=2) == alone


def test_an_unlisted_empty_folder_is_no_record(tmp_path: Path) -> None:
    assert not verify_record(tmp_path).sound
    with pytest.raises(StoreError):
        verify_record(tmp_path / "absent")
    with pytest.raises(SignatureError):
        verify_record(BASE, root=b"no certificate")


def _taken_back(world: World, labels: tuple[str, ...], at: datetime, until: datetime | None = None) -> bytes:
    gone = [world.signer(label).certificate for label in labels]
    return revocation_list(world.pki.territorial, gone, at, until or at + timedelta(days=900))


BEFORE, LATE = EVENING - timedelta(hours=5), EVENING + timedelta(days=3)


def test_a_signer_revoked_before_the_polls_closed_is_refused_wherever_he_signed(
    world: World, day: Day, tmp_path: Path
) -> None:
    record = written(write_record(day), tmp_path)
    report = verify_record(record, revoked=[_taken_back(world, ("member-2",), BEFORE)])
    assert not report.sound
    places = {finding.place for finding in report.of_weight(Weight.DEFECT) if finding.code == "signer-revoked"}
    assert {names.signature_name(names.PROTOCOL), names.signature_name(names.MANIFEST)} <= places
    assert "pdf-signature" in codes(report)
    told = next(finding.text for finding in report.of_weight(Weight.DEFECT) if finding.code == "signer-revoked")
    assert BEFORE.astimezone(UTC).isoformat() in told and "the signature says" in told


def test_a_device_revoked_before_the_polls_closed_is_refused(world: World, day: Day, tmp_path: Path) -> None:
    report = verify_record(written(write_record(day), tmp_path), revoked=[_taken_back(world, ("terminal-1",), BEFORE)])
    places = {finding.place for finding in report.of_weight(Weight.DEFECT) if finding.code == "signer-revoked"}
    assert names.signature_name(names.closing_name("terminal-1")) in places
    assert names.MANIFEST in places, "the head of its recorder"


def test_who_claims_to_have_signed_after_the_revocation_is_refused(world: World, day: Day, tmp_path: Path) -> None:
    """The polls close before the protocol is signed: a revocation in between counts by the signature's own time."""
    record = written(write_record(day), tmp_path)
    polls_closed = datetime(2005, 12, 4, 20, 0, tzinfo=EVENING.tzinfo)
    assert polls_closed < EVENING
    between = polls_closed + (EVENING - polls_closed) / 2
    assert "signer-revoked" in codes(verify_record(record, revoked=[_taken_back(world, ("member-2",), between)]))


def test_a_revocation_of_days_later_leaves_the_record_sound_and_is_told(world: World, day: Day, tmp_path: Path) -> None:
    record = written(write_record(day), tmp_path)
    report = verify_record(record, revoked=[_taken_back(world, ("member-2",), LATE)])
    assert report.sound
    assert "revoked-later" in codes(report, Weight.REMARK)


def test_an_overdue_list_and_one_of_strangers_are_told_and_refuse_nobody(
    world: World, day: Day, tmp_path: Path
) -> None:
    record = written(write_record(day), tmp_path)
    old = _taken_back(world, (), BEFORE - timedelta(days=9), BEFORE - timedelta(days=2))
    root, validity = world.pki.root, around(EVENING, before=timedelta(days=60), after=timedelta(days=400))
    there = Holder(name="Elsewhere", role=Role.TERRITORIAL_COMMISSION, commission="elsewhere", training=True)
    foreign = revocation_list(make_territorial(root, there, validity), [], BEFORE, LATE)
    report = verify_record(record, revoked=[old])
    assert report.sound and "revocations-overdue" in codes(report, Weight.REMARK)
    report = verify_record(record, revoked=[foreign])
    assert report.sound and "revocations-foreign" in codes(report, Weight.REMARK)


def test_a_forged_list_in_the_name_of_the_authority_makes_nobody_believed(
    world: World, day: Day, tmp_path: Path
) -> None:
    """The true list may be the one that was exchanged for it, so nothing is taken for good."""
    forged = revocation_list(make_world().pki.territorial, [], BEFORE, LATE)
    report = verify_record(written(write_record(day), tmp_path), revoked=[forged])
    told = [finding.text for finding in report.of_weight(Weight.DEFECT) if finding.code == "signature"]
    assert told and all("is not signed by it" in text for text in told)


def test_a_list_that_cannot_be_read_is_misuse() -> None:
    with pytest.raises(SignatureError, match="cannot be read"):
        verify_record(BASE, revoked=[b"no list"])
