"""A package: made by the territorial commission, judged by the precinct, opened by the devices it is for."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.errors import StoreError
from sailau.formats.v1.package import HALVES_FILE, PACKAGE_FILE, PackageManifest, Software, names
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.group import base
from sailau.refusal import Refusal
from sailau.sealing.credentials import derive, open_credential
from sailau.sealing.rehearsal import Joint, hold_ceremonies
from sailau.service import terminal
from sailau.service.installation import Package, install_precinct, make_setup
from sailau.service.package_checks import list_digest
from sailau.service.package_making import PackageOrder, make_package
from sailau.service.package_report import STEPS, Verdict
from sailau.service.packages import BoothPackage, PackageContents, open_booth_part, open_computer_part, read_package
from sailau.signing.authority import revocation_list
from sailau.signing.cms import sign_detached, sign_together, verify_detached
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from sailau.signing.roles import DocumentKind
from tests.service.package_world import (
    LIGHT,
    MADE,
    READ,
    TERRITORY,
    VALIDITY,
    authorities,
    definition,
    enrolled,
    expectation,
    members,
    order,
    other_territory,
    packaged,
    read,
    revocations,
    territorial,
    voters,
)

PASSWORD = b"seven seals"


def contents(number: int = 25) -> PackageContents:
    report = read(packaged(number), expectation(number))
    assert report.contents is not None, report.refusals
    return report.contents


def opened(number: int = 25) -> Package:
    found = open_computer_part(
        contents(number), enrolled(number).keys("precinct-computer"), enrolled(number).stations()
    )
    assert isinstance(found, Package), found
    return found


def booth(device: str, number: int = 25) -> BoothPackage:
    found = open_booth_part(contents(number), enrolled(number).keys(device))
    assert isinstance(found, BoothPackage), found
    return found


def refused(tmp_path: Path, ordered: PackageOrder) -> str:
    found = make_package(tmp_path / "package", ordered, territorial())
    assert isinstance(found, Refusal), found
    assert not (tmp_path / "package").exists(), "a refused package must not lie there"
    assert all((found.text.kk, found.text.ru, found.text.en))
    return found.code


def made(tmp_path: Path, ordered: PackageOrder) -> Path:
    found = make_package(tmp_path / "package", ordered, territorial())
    assert isinstance(found, PackageManifest), found
    return tmp_path / "package"


class TestSoundPackage:
    def test_every_step_of_the_report_is_good_and_has_its_article_and_three_languages(self) -> None:
        report = read(packaged(25))
        assert report.sound and report.refusals == ()
        assert [check.code for check in report.checks] == list(STEPS)
        assert {check.verdict for check in report.checks} == {Verdict.GOOD}
        for check in report.checks:
            assert check.article.startswith("L ") and all((check.text.kk, check.text.ru, check.text.en))

    def test_numbers_are_the_list_its_reserve_and_the_laws_thousandth(self) -> None:
        manifest = contents().manifest
        assert (manifest.numbers.listed, manifest.numbers.credentials, manifest.numbers.ballots) == (30, 56, 31)
        assert manifest.numbers.cards == len(opened().cards) == 40

    def test_place_for_sound_is_there_and_empty(self) -> None:
        assert "sound" in contents().manifest.folders
        assert list((packaged(25) / "sound").iterdir()) == []

    def test_public_halves_are_signed_to_be_published_and_are_those_of_the_table(self) -> None:
        folder = packaged(25)
        data, signed = (folder / "credentials.json").read_bytes(), (folder / "credentials.json.p7s").read_bytes()
        verify_detached(data, signed, expectation().trust(), DocumentKind.CREDENTIALS)
        halves = HALVES_FILE.read(data).halves
        assert list(halves) == sorted(row.public_half for row in opened().credentials)

    def test_terminals_open_every_credential_with_the_key_from_their_part(self) -> None:
        package, key = opened(), booth("terminal-1").credential_key
        found = [open_credential(row.sealed, key, package.uuid) for row in package.credentials]
        assert base([derive(package.uuid, one) for one in found]) == [row.public_half for row in package.credentials]

    def test_booths_share_one_key_and_no_code(self) -> None:
        parts = [booth(device) for device in ("terminal-1", "terminal-2", "portable-1")]
        assert len({part.credential_key for part in parts}) == 1
        assert sum(len(part.codes) for part in parts) == 10_000 == len(frozenset().union(*(p.codes for p in parts)))

    def test_precinct_and_terminal_are_installed_from_the_package(self, tmp_path: Path) -> None:
        package = opened()
        (trustee,) = hold_ceremonies([Joint(7, 4)]).trustees
        assert isinstance(trustee, ThresholdParameters)
        setup = make_setup(package, (trustee,))
        install_precinct(tmp_path / "computer", package, setup, PASSWORD, cost=LIGHT)
        kit = booth("terminal-2").equipment(setup.hash, setup.setup.election)
        terminal.install(tmp_path / "terminal-2", kit, PASSWORD, credentials=len(package.credentials), cost=LIGHT)
        assert (tmp_path / "computer" / "layout").is_file() and any((tmp_path / "terminal-2").iterdir())
        assert set(package.devices) == {"terminal-1", "terminal-2", "portable-1"}
        assert set(package.stations) == {"desk-1", "accumulator-1"}

    def test_package_made_twice_has_another_archive_and_other_credentials(self, tmp_path: Path) -> None:
        again = PACKAGE_FILE.read((made(tmp_path, order(25)) / "package.json").read_bytes())
        assert again.uuid != contents().manifest.uuid
        assert again.terminals_key != contents().manifest.terminals_key

    def test_package_is_never_written_over_another(self) -> None:
        with pytest.raises(StoreError, match="already"):
            make_package(packaged(25), order(25), territorial())


class TestOpening:
    def test_another_devices_keys_do_not_open_the_computers_part(self) -> None:
        found = open_computer_part(contents(), enrolled(25).keys("desk-1"), enrolled(25).stations())
        assert isinstance(found, Refusal) and found.code == "package-inventory"

    def test_computer_of_another_precinct_does_not_open_the_part(self) -> None:
        found = open_computer_part(contents(), enrolled(26).keys("precinct-computer"), enrolled(25).stations())
        assert isinstance(found, Refusal) and found.code == "package-inventory"

    def test_station_that_the_inventory_does_not_list_is_refused(self) -> None:
        stations = {**enrolled(25).stations(), "desk-1": enrolled(26).keys("desk-1").signer}
        found = open_computer_part(contents(), enrolled(25).keys("precinct-computer"), stations)
        assert isinstance(found, Refusal) and found.code == "package-inventory"
        found = open_computer_part(contents(), enrolled(25).keys("precinct-computer"), {})
        assert isinstance(found, Refusal) and "desk-1" in found.text.en

    def test_desk_has_no_part_of_its_own(self) -> None:
        found = open_booth_part(contents(), enrolled(25).keys("desk-1"))
        assert isinstance(found, Refusal) and found.code == "package-inventory"

    def test_computers_sealing_key_does_not_open_a_booths_part(self) -> None:
        keys = replace(
            enrolled(25).keys("terminal-1"), sealing_private=enrolled(25).keys("precinct-computer").sealing_private
        )
        found = open_booth_part(contents(), keys)
        assert isinstance(found, Refusal) and found.code == "package-part-not-ours"


class TestMaking:
    def test_definition_that_the_central_commission_did_not_sign(self, tmp_path: Path) -> None:
        signature = sign_detached(order(25).definition, territorial(), MADE)
        assert refused(tmp_path, replace(order(25), definition_signature=signature)) == "package-wrong-signer"

    def test_precinct_that_the_definition_does_not_have(self, tmp_path: Path) -> None:
        inventory = replace(order(25).inventory, precinct=26)
        assert refused(tmp_path, replace(order(25), inventory=inventory)) == "package-wrong-precinct"

    def test_inventory_of_another_precinct(self, tmp_path: Path) -> None:
        assert refused(tmp_path, replace(order(25), inventory=enrolled(26).inventory)) == "package-wrong-precinct"

    def test_commission_of_another_precinct(self, tmp_path: Path) -> None:
        assert refused(tmp_path, replace(order(25), officials=members(26))) == "package-wrong-precinct"

    def test_commission_of_six(self, tmp_path: Path) -> None:
        assert refused(tmp_path, replace(order(25), officials=members(25)[:6])) == "package-officials"

    def test_terminal_that_is_not_there(self, tmp_path: Path) -> None:
        devices = tuple(one for one in order(25).inventory.devices if one.device != "terminal-2")
        ordered = replace(order(25), inventory=replace(order(25).inventory, devices=devices))
        assert refused(tmp_path, ordered) == "package-inventory"

    def test_device_with_other_software(self, tmp_path: Path) -> None:
        ordered = replace(order(25), software=Software(version="0.1.1", sha256="6b" * 32))
        assert refused(tmp_path, ordered) == "package-other-software"

    def test_member_whose_certificate_was_revoked(self, tmp_path: Path) -> None:
        ordered = replace(order(25), revoked=revocations(enrolled(25).officials[3]))
        assert refused(tmp_path, ordered) == "package-certificate-revoked"

    def test_terminal_whose_certificate_was_revoked(self, tmp_path: Path) -> None:
        entry = enrolled(25).inventory.device("terminal-1")
        assert entry is not None
        ordered = replace(order(25), revoked=revocations(x509.load_der_x509_certificate(entry.certificate)))
        assert refused(tmp_path, ordered) == "package-certificate-revoked"

    def test_revocations_of_somebody_else(self, tmp_path: Path) -> None:
        foreign = revocation_list(other_territory()[0], (), MADE, MADE + timedelta(days=30))
        assert refused(tmp_path, replace(order(25), revoked=foreign)) == "package-revocations"

    def test_package_on_the_voting_day_is_too_late(self, tmp_path: Path) -> None:
        midnight = definition().midnight()
        assert refused(tmp_path, replace(order(25), issued=midnight)) == "package-late"
        made(tmp_path, replace(order(25), issued=midnight - timedelta(minutes=1)))

    def test_signer_of_another_role(self, tmp_path: Path) -> None:
        found = make_package(tmp_path / "p", order(25), authorities().signers["member-1"])
        assert isinstance(found, Refusal) and found.code == "package-wrong-signer"

    def test_training_certificates_for_a_real_election(self, tmp_path: Path) -> None:
        assert refused(tmp_path, replace(order(25), training=False)) == "package-training"

    def test_list_whose_codes_would_run_out(self, tmp_path: Path) -> None:
        assert refused(tmp_path, replace(order(25), codes_kept_back=9_990)) == "codes-shares-too-small"


class TestList:
    def act(self, precinct: int = 25, list_: bytes | None = None) -> bytes:
        fields: dict[str, str | int] = {
            "election": str(definition().id),
            "list_sha256": list_digest(voters(25) if list_ is None else list_),
            "precinct": precinct,
        }
        return rfc8785.dumps({**fields})

    def signed(self, act: bytes) -> dict[str, bytes]:
        pki = authorities()
        return {
            names.LIST_ACT: act,
            names.signature_name(names.LIST_ACT): sign_together(
                act, [pki.signers["local-executive"], pki.signers["member-1"]], MADE
            ),
            names.LIST_SIGNATURE: sign_detached(voters(25), pki.signers["local-executive"], MADE),
        }

    def test_act_and_the_akims_signature_travel_with_the_list(self, tmp_path: Path) -> None:
        folder = made(tmp_path, replace(order(25), list_act=self.signed(self.act())))
        found = read(folder).contents
        assert found is not None
        assert isinstance(
            open_computer_part(found, enrolled(25).keys("precinct-computer"), enrolled(25).stations()), Package
        )

    def test_list_of_another_precinct_by_its_act(self, tmp_path: Path) -> None:
        ordered = replace(order(25), list_act={names.LIST_ACT: self.act(26)})
        assert refused(tmp_path, ordered) == "package-list-of-another-precinct"

    def test_another_precincts_list_under_this_precincts_act(self, tmp_path: Path) -> None:
        ordered = replace(order(25), voters=voters(26), list_act={names.LIST_ACT: self.act()})
        assert refused(tmp_path, ordered) == "package-list-of-another-precinct"

    def test_list_that_the_akim_did_not_sign(self, tmp_path: Path) -> None:
        ordered = replace(order(25), voters=voters(26), list_act=self.signed(self.act(list_=voters(26))))
        assert refused(tmp_path, ordered) == "package-altered"

    def test_act_without_the_akims_signature(self, tmp_path: Path) -> None:
        act = self.act()
        signed = sign_together(act, authorities().members[:2], MADE)
        ordered = replace(order(25), list_act={names.LIST_ACT: act, names.signature_name(names.LIST_ACT): signed})
        assert refused(tmp_path, ordered) == "package-altered"


class TestNotForHere:
    """A sound package, taken to where it does not belong: refused by name, and nothing of it is opened."""

    def codes(self, **other: object) -> list[str]:
        report = read_package(packaged(25), replace(expectation(), **other))  # type: ignore[arg-type]
        assert report.contents is None and not report.sound
        return [refusal.code for refusal in report.refusals]

    def test_wrong_precinct(self) -> None:
        assert self.codes(precinct=26) == ["package-wrong-precinct"]

    def test_other_election(self) -> None:
        assert self.codes(election="president-2012") == ["package-other-election"]

    def test_training_package_at_a_real_precinct(self) -> None:
        assert self.codes(training=False) == ["package-training"]

    def test_other_territory(self) -> None:
        assert self.codes(territory="semey-city") == ["package-other-territory"]

    def test_other_software(self) -> None:
        assert self.codes(software=Software(version="0.1.0", sha256="00" * 32)) == ["package-other-software"]

    def test_stale_issue(self) -> None:
        assert self.codes(installed=(2, "x" * 18)) == ["package-stale"]

    def test_second_package_of_the_same_issue(self) -> None:
        assert self.codes(installed=(1, "x" * 18)) == ["package-stale"]

    def test_package_that_is_installed_already_may_be_read_again(self) -> None:
        manifest = contents().manifest
        assert read(packaged(25), replace(expectation(), installed=(manifest.issue, manifest.uuid))).sound

    def test_foreign_root(self) -> None:
        plan = PrecinctPlan(election=str(definition().id), precinct="precinct-25", territory=TERRITORY, members=3)
        assert self.codes(root=make_training_pki(plan, VALIDITY).root.certificate) == ["package-foreign-root"]

    def test_commission_whose_certificate_expired(self) -> None:
        assert self.codes(at=READ + timedelta(days=500)) == ["package-certificate-expired"]

    def test_territorial_commission_that_was_revoked_since(self) -> None:
        revoked = revocations(territorial().certificate)
        assert self.codes(revocation_lists=(revoked,)) == ["package-certificate-revoked"]

    def test_member_who_was_revoked_since(self) -> None:
        revoked = revocations(enrolled(25).officials[6])
        assert self.codes(revocation_lists=(revoked,)) == ["package-certificate-revoked"]

    def test_several_reasons_are_all_told(self) -> None:
        found = self.codes(precinct=26, software=Software(version="9", sha256="00" * 32), installed=(3, "x" * 18))
        assert found == ["package-wrong-precinct", "package-other-software", "package-stale"]


def test_certificates_in_the_package_are_the_chain_for_anybodys_openssl() -> None:
    pem = (packaged(25) / names.AUTHORITY_CERTIFICATE).read_bytes()
    assert pem == authorities().territorial.certificate.public_bytes(Encoding.PEM)
