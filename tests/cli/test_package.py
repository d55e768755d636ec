"""`sailau package`: from the keys of the devices to packages on a medium, and the act of destruction."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pypdf import PdfReader

from sailau.adapters.files import ProcessLock, write_atomically
from sailau.adapters.password import PasswordCost
from sailau.checkin.voters import encode_list
from sailau.cli.main import main
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.election.nouns import CommissionId, Definition, PrecinctNumber
from sailau.formats.v1.package import INVENTORY_FILE
from sailau.formats.v1.record import ACT_FILE
from sailau.service.authorities import chain_pem, issued, revoke_certificate
from sailau.service.enrolment import enrol, this_software
from sailau.service.package_medium import PART_SUFFIX
from sailau.service.rehearsal.people import fictitious_list
from sailau.signing.authority import around, issue, revocation_list
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.holder import Holder
from sailau.signing.keystore import seal_signer
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust

NOW = datetime.now(UTC)
DAY = (NOW + timedelta(days=30)).date()
LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
PIN = "604913-PIN"
PRECINCTS = (25, 26, 27)
DEVICES = (
    ("precinct-computer", Role.PRECINCT_COMPUTER),
    ("desk-1", Role.DESK),
    ("accumulator-1", Role.ACCUMULATOR),
    ("terminal-1", Role.TERMINAL),
    ("portable-1", Role.PORTABLE),
)


@dataclass(frozen=True)
class Territory:
    """The commission's folder with three precincts, its keys in PKCS#12 files, and the packages made from it."""

    folder: Path
    pki: PrecinctPki
    election: str
    out: Path

    @property
    def signer(self) -> list[str]:
        return ["--sign", str(self.folder / "territorial.p12"), "--pin-file", str(self.folder / "pin")]

    @property
    def root(self) -> str:
        return str(self.folder / "root.pem")

    def package(self, number: int) -> Path:
        return self.out / f"precinct-{number}-issue-1"

    def district(self, *words: str, out: Path | None = None) -> list[str]:
        where = ["--territory", str(self.folder), "--out", str(out or self.out)]
        return ["package", "district", *where, *self.signer, "--without-sound", "--json", *words]

    def check(self, folder: Path, number: int) -> list[str]:
        return [
            "package",
            "check",
            str(folder),
            "--root",
            self.root,
            "--election",
            self.election,
            "--precinct",
            str(number),
        ]


def definition() -> Definition:
    one = president_2005(voters=8, terminals=1)
    places = tuple(
        replace(one.precincts[0], number=PrecinctNumber(n), commission=CommissionId(f"precinct-{n}")) for n in PRECINCTS
    )
    return replace(one, date=DAY, precincts=places)


@pytest.fixture(scope="module", autouse=True)
def software() -> Iterator[None]:
    """The real fingerprint, measured once for the run: the sources of a developer's clone may change under it."""
    found = this_software()
    with pytest.MonkeyPatch.context() as patch:
        for module in ("sailau.cli.package", "sailau.service.enrolment"):
            patch.setattr(f"{module}.this_software", lambda: found)
        yield


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    folder, decided = tmp_path_factory.mktemp("territory"), definition()
    plan = PrecinctPlan(election=str(decided.id), precinct="precinct-25", territory="almaty-city")
    pki = make_training_pki(plan, around(NOW, before=timedelta(days=2), after=timedelta(days=400)))
    data = canonical(decided)
    (folder / "definition" / "proof").mkdir(parents=True)
    (folder / "definition" / "definition.json").write_bytes(data)
    (folder / "definition" / "definition.json.p7s").write_bytes(sign_detached(data, pki.signers["central"], NOW))
    (folder / "definition" / "proof" / "president-kk.pdf").write_bytes(b"%PDF-1.7 a proof")
    (folder / "revoked.crl").write_bytes(revocation_list(pki.territorial, [], NOW, NOW + timedelta(days=60)))
    (folder / "root.pem").write_bytes(pki.root.certificate.public_bytes(Encoding.PEM))
    (folder / "pin").write_text(PIN)
    (folder / "territorial.p12").write_bytes(seal_signer(pki.signers["territorial"], PIN, "territorial"))
    (folder / "authority" / "issued").mkdir(parents=True)
    (folder / "authority" / "authority.pem").write_bytes(chain_pem((pki.territorial.certificate, pki.root.certificate)))
    (folder / "authority" / "authority.p12").write_bytes(seal_signer(pki.territorial, PIN, "authority"))
    (folder / "authority" / "revoked.json").write_bytes(b'{"format":"sailau-revoked/1","revoked":[]}')
    made = Territory(folder, pki, str(decided.id), folder.parent / "packages")
    for number in PRECINCTS:
        _fill(made, decided, number)
    assert main(made.district()) == 0
    return made


def _fill(territory: Territory, decided: Definition, number: int) -> None:
    place = territory.folder / "precincts" / str(number)
    (place / "list").mkdir(parents=True)
    (place / "officials").mkdir()
    (place / "list" / "voters.jsonl").write_bytes(encode_list(fictitious_list(8, number, DAY)))
    roles = (Role.CHAIR, Role.DEPUTY, Role.SECRETARY, *(Role.MEMBER for _ in range(4)))
    for member, role in enumerate(roles, start=1):
        holder = Holder(
            name=f"Мүше {member}",
            role=role,
            commission=f"precinct-{number}",
            election=territory.election,
            member=member,
            training=True,
        )
        validity = around(NOW, before=timedelta(days=1), after=timedelta(days=400))
        certificate = issue(territory.pki.territorial, holder, validity).certificate
        (place / "officials" / f"member-{member}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    requests = []
    for device, role in DEVICES:
        folder = territory.folder / "devices" / str(number) / device
        serial = f"KZ-{number}-{device.upper()[:10]}"
        commission = f"precinct-{number}"
        enrol(
            folder, device, role, serial, PIN.encode(), election=territory.election, commission=commission, cost=LIGHT
        )
        requests.append(str(folder / "request.json"))
    assert main(certify(territory, number, *requests)) == 0


def certify(territory: Territory, number: int, *requests: str, inventory: Path | None = None) -> list[str]:
    folder = territory.folder
    listed = inventory or folder / "precincts" / str(number) / "inventory.json"
    keys = ["--authority", str(folder / "authority"), "--authority-pin-file", str(folder / "pin")]
    decided = ["--definition", str(folder / "definition" / "definition.json"), "--precinct", str(number)]
    return ["package", "certify", *requests, "--inventory", str(listed), *decided, *keys]


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_district_is_made_in_one_command_and_every_package_is_sound(
    territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in PRECINCTS:
        assert main([*territory.check(territory.package(number), number), "--json", "--language", "ru"]) == 0
        out, err = capsys.readouterr()
        assert json.loads(out)["sound"] is True
        assert "Пакет можно устанавливать." in err and err.count("✓") == 16


def test_finished_packages_are_kept_and_half_ones_made_anew(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "packages"
    shutil.copytree(territory.out, out)
    half = out / f"precinct-26-issue-1{PART_SUFFIX}"
    (out / "precinct-26-issue-1").rename(half)
    (half / "package.json").unlink()
    capsys.readouterr()
    assert main(territory.district(out=out)) == 0
    rows = {row["precinct"]: row["outcome"] for row in said(capsys)["packages"]}
    assert rows == {25: "kept", 26: "made", 27: "kept"}
    assert not half.exists() and main(territory.check(out / "precinct-26-issue-1", 26)) == 0


def test_several_processes_make_the_same_kind_of_packages(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(territory.district("--processes", "2", out=tmp_path / "packages")) == 0
    rows = said(capsys)["packages"]
    assert [row["outcome"] for row in rows] == ["made"] * 3
    assert main(territory.check(tmp_path / "packages" / "precinct-27-issue-1", 27)) == 0


def test_one_precinct_that_is_refused_does_not_stop_the_others(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(territory.folder, tmp_path / "territory"))
    shutil.copy(folder / "precincts" / "25" / "inventory.json", folder / "precincts" / "26" / "inventory.json")
    (folder / "precincts" / "27" / "list" / "voters.jsonl").unlink()
    capsys.readouterr()
    spoilt = replace(territory, folder=folder)
    assert main(spoilt.district(out=tmp_path / "packages")) == 1
    rows = {row["precinct"]: row for row in said(capsys)["packages"]}
    assert [rows[number]["outcome"] for number in PRECINCTS] == ["made", "refused", "failed"]
    assert rows[26]["refused"]["code"] == "package-wrong-precinct"
    assert "precinct 27: cannot read voters.jsonl" in rows[27]["reason"]


def test_package_of_other_inputs_is_not_taken_for_this_one(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(territory.folder, tmp_path / "territory"))
    (folder / "precincts" / "25" / "list" / "voters.jsonl").write_bytes(encode_list(fictitious_list(8, 99, DAY)))
    capsys.readouterr()
    assert main(replace(territory, folder=folder).district("--precinct", "25")) == 1
    assert "made from other inputs" in said(capsys)["packages"][0]["reason"]


def test_second_issue_lies_beside_the_first_and_makes_it_stale(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["package", "make", "--territory", str(territory.folder), "--precinct", "25", "--out", str(tmp_path)]
    assert main([*words, *territory.signer, "--without-sound", "--issue", "2"]) == 0
    capsys.readouterr()
    assert main(["package", "show", str(tmp_path / "precinct-25-issue-2"), "--json"]) == 0
    second = said(capsys)
    check = [*territory.check(territory.package(25), 25), "--json", "--installed", f"2:{second['uuid']}"]
    assert main(check) == 1
    refused = [one["code"] for step in said(capsys)["checks"] for one in step["refused"]]
    assert refused == ["package-stale"]


def test_copy_on_a_medium_is_read_back_and_may_be_installed(territory: Territory, tmp_path: Path) -> None:
    assert main(["package", "copy", str(territory.package(25)), str(tmp_path / "medium")]) == 0
    assert main(territory.check(tmp_path / "medium", 25)) == 0
    assert main(["package", "copy", str(territory.package(25)), str(tmp_path / "medium")]) == 2


def test_spoilt_package_is_not_copied_and_the_file_is_named(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(territory.package(25), tmp_path / "spoilt"))
    (folder / "officials.json").write_bytes(b"{}")
    capsys.readouterr()
    assert main(["package", "copy", str(folder), str(tmp_path / "medium"), "--language", "en"]) == 1
    assert "A file was altered: officials.json" in capsys.readouterr().err
    assert not (tmp_path / "medium").exists()


def test_medium_that_loses_a_byte_is_found_when_it_is_read_back(
    territory: Territory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lossy(path: Path, data: bytes) -> None:
        write_atomically(path, data[:-1] + b"?" if path.name == "computer.sealed" else data)

    monkeypatch.setattr("sailau.service.package_medium.write_atomically", lossy)
    assert main(["package", "copy", str(territory.package(25)), str(tmp_path / "medium")]) == 2
    assert "medium/computer.sealed" in capsys.readouterr().err
    assert not (tmp_path / "medium").exists()


def test_public_halves_are_verified_and_ready_to_be_published(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["package", "publish-halves", str(territory.package(25)), "--out", str(tmp_path), "--root", territory.root]
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    found = said(capsys)
    assert (found["precinct"], found["halves"]) == (25, 8 + 20 + 3)
    data, signed = sorted(tmp_path.iterdir())
    trust = Trust(root=territory.pki.root.certificate, at=NOW, training=True, election=territory.election)
    verify_detached(data.read_bytes(), signed.read_bytes(), trust, DocumentKind.CREDENTIALS)


def test_act_of_destruction_has_data_signature_and_paper_in_two_languages(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["package", "destroyed", str(territory.package(25)), "--number", "2", "--out", str(tmp_path)]
    assert main([*words, *territory.signer]) == 0
    data, signed, paper = (
        tmp_path / f"002-credentials_destroyed_by_territorial{end}" for end in (".json", ".json.p7s", ".pdf")
    )
    act = ACT_FILE.read(data.read_bytes())
    assert (act.precinct, act.data["credentials"], act.article) == (25, 31, "L 43(4)")
    trust = Trust(root=territory.pki.root.certificate, at=datetime.now(UTC), training=True, election=territory.election)
    verify_detached(data.read_bytes(), signed.read_bytes(), trust, DocumentKind.HIGHER_ACT)
    text = "".join(page.extract_text() for page in PdfReader(paper).pages)
    assert "31" in text and "жойылды" in text and "уничтожены" in text


def test_altered_request_is_not_certified(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = territory.folder / "devices" / "25" / "terminal-1" / "request.json"
    spoilt = tmp_path / "request.json"
    spoilt.write_bytes(request.read_bytes().replace(b"terminal-1", b"terminal-3"))
    assert main(certify(territory, 25, str(spoilt), inventory=tmp_path / "inventory.json")) == 2
    assert "not signed by its key" in capsys.readouterr().err
    assert not (tmp_path / "inventory.json").exists()


def test_certificate_of_a_device_stands_in_the_authoritys_folder_and_can_be_taken_back(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    authority = Path(shutil.copytree(territory.folder / "authority", tmp_path / "authority"))
    listed = [one for one in issued(authority) if one.holder.device == "terminal-1"]
    assert sorted(one.holder.commission for one in listed) == ["precinct-25", "precinct-26", "precinct-27"]
    (mine,) = (one for one in listed if one.holder.commission == "precinct-25")
    revoke_certificate(
        authority, territory.pki.territorial, mine.certificate.serial_number, "stolen", NOW - timedelta(minutes=1)
    )
    check = [*territory.check(territory.package(25), 25), "--json", "--revoked", str(authority / "revoked.crl")]
    capsys.readouterr()
    assert main(check) == 1
    refused = [one["code"] for step in said(capsys)["checks"] for one in step["refused"]]
    assert refused == ["package-certificate-revoked"]


def test_certifying_that_was_cut_short_before_the_inventory_gives_the_same_certificate(
    territory: Territory, tmp_path: Path
) -> None:
    request = territory.folder / "devices" / "25" / "desk-1" / "request.json"
    again = tmp_path / "inventory.json"
    assert main(certify(territory, 25, str(request), inventory=again)) == 0
    first = INVENTORY_FILE.read((territory.folder / "precincts" / "25" / "inventory.json").read_bytes())
    assert INVENTORY_FILE.read(again.read_bytes()).device("desk-1") == first.device("desk-1")


def test_repeated_request_is_refused(territory: Territory, capsys: pytest.CaptureFixture[str]) -> None:
    request = territory.folder / "devices" / "25" / "terminal-1" / "request.json"
    assert main([*certify(territory, 25, str(request)), "--json"]) == 1
    assert said(capsys)["refused"][0]["code"] == "device-request-repeated"


def test_device_is_enrolled_by_the_command(
    territory: Territory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = [
        "--folder",
        str(tmp_path / "terminal-7"),
        "--device",
        "terminal-7",
        "--role",
        "terminal",
        "--serial",
        "KZ-7",
    ]
    words = ["package", "enrol", *where, "--election", territory.election, "--commission", "precinct-25"]
    assert main([*words, "--pin-file", str(territory.folder / "pin")]) == 0
    assert (tmp_path / "terminal-7" / "device.key").stat().st_mode & 0o077 == 0
    inventory = tmp_path / "inventory.json"
    assert main(certify(territory, 25, str(tmp_path / "terminal-7" / "request.json"), inventory=inventory)) == 0
    assert "terminal-7" in inventory.read_text()


def test_two_commands_do_not_write_one_folder_of_packages(
    territory: Territory, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = ProcessLock(territory.out / ".lock", "the test")
    try:
        assert main(territory.district()) == 2
    finally:
        lock.release()
    assert "in use by another process" in capsys.readouterr().err


def test_help_tells_the_layout(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["package", "--help"]) == 0
    text = capsys.readouterr().out
    for line in ("precincts/25/list/", "precincts/25/officials/", "revoked.crl", "precincts/25/inventory.json"):
        assert line in text
