"""A ceremony's plan comes from the precinct's package, and from no altered one (E8, L 50-1(5))."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sailau.election.canonical import fingerprint
from sailau.errors import SailauError, SignatureError, StoreError
from sailau.formats.v1.package import PACKAGE_FILE
from sailau.service.ceremony_plan import plan_of, plan_of_package
from sailau.service.ceremony_round import begin_round, trust_of_signer
from sailau.signing.cms import sign_detached
from sailau.signing.trust import Trust
from sailau.signing.trust import fingerprint as certificate_print
from tests.service.package_world import READ, TERRITORY, authorities, decided, definition, enrolled, packaged


def chair_trusts() -> Trust:
    return trust_of_signer(authorities().signers["member-1"], READ)


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged(25), tmp_path / "package"))


def test_plan_says_what_the_package_says_and_names_every_members_certificate() -> None:
    plan = plan_of_package(packaged(25), chair_trusts(), number=2, at=READ)
    manifest = PACKAGE_FILE.read((packaged(25) / "package.json").read_bytes())
    assert (plan.precinct, plan.uuid, plan.number) == (25, manifest.uuid, 2)
    assert (plan.commission, plan.territory) == ("precinct-25", TERRITORY)
    assert (plan.members, plan.threshold) == (7, 4)
    assert plan.definition == fingerprint(decided()[0])
    officials = enrolled(25).officials
    assert plan.certificates == {f"member-{n}": certificate_print(one) for n, one in enumerate(officials, 1)}


def test_chair_begins_by_the_package_with_the_certificate_that_it_names_and_no_other(tmp_path: Path) -> None:
    chair = authorities().signers["member-1"]
    plan = plan_of_package(packaged(25), chair_trusts(), number=1, at=READ)
    with pytest.raises(SignatureError, match="not the certificate that the plan names"):
        begin_round(tmp_path / "round", plan, chair, chair_trusts(), READ)
    assert not (tmp_path / "round").exists()
    named = {**plan.certificates, "member-1": certificate_print(chair.certificate)}
    plan = replace(plan, certificates=named)
    round_ = begin_round(tmp_path / "round", plan, chair, chair_trusts(), READ)
    assert round_.plan == plan and round_.begun_by.holder.member == 1


@pytest.mark.parametrize("name", ["package.json", "definition.json", "officials.json"])
def test_one_byte_of_the_package_changed_gives_no_plan(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(bytes(data))
    with pytest.raises(SailauError):
        plan_of_package(folder, chair_trusts(), number=1, at=READ)


@pytest.mark.parametrize("name", ["package.json", "package.json.p7s", "officials.json"])
def test_missing_file_of_the_package_is_told(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    (folder / name).unlink()
    with pytest.raises(StoreError, match=name):
        plan_of_package(folder, chair_trusts(), number=1, at=READ)


def test_package_that_the_chair_signed_is_none(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    data = (folder / "package.json").read_bytes()
    (folder / "package.json.p7s").write_bytes(sign_detached(data, authorities().signers["member-1"], READ))
    with pytest.raises(SignatureError, match="may not sign"):
        plan_of_package(folder, chair_trusts(), number=1, at=READ)


def test_package_of_another_precinct_does_not_begin_here(tmp_path: Path) -> None:
    plan = plan_of_package(packaged(26), chair_trusts(), number=1, at=READ)
    with pytest.raises(SignatureError, match="not of precinct-25"):
        begin_round(tmp_path / "round", plan, authorities().signers["member-1"], chair_trusts(), READ)


def test_manifest_of_another_commission_than_the_definitions_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    manifest = PACKAGE_FILE.read((folder / "package.json").read_bytes())
    data = PACKAGE_FILE.write(replace(manifest, commission="precinct-26"))
    (folder / "package.json").write_bytes(data)
    (folder / "package.json.p7s").write_bytes(sign_detached(data, authorities().signers["territorial"], READ))
    with pytest.raises(SignatureError, match="another election or commission"):
        plan_of_package(folder, chair_trusts(), number=1, at=READ)


def test_plan_by_hand_is_that_of_the_definition() -> None:
    plan = plan_of(definition(), 25, "PrecinctTwentyFive", TERRITORY, number=1, at=READ)
    assert json.loads(decided()[0])["rules"]["quorum"] == {"members": plan.members, "threshold": plan.threshold}
    assert plan.certificates == {} and plan.at.second == 0
