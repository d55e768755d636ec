"""A commission by its command line: founded, a record taken in from a medium, judged, answered, told."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import ProcessLock
from sailau.cli.main import main
from sailau.formats.v1.acknowledgement import ACKNOWLEDGEMENT_FILE, Standing
from sailau.signing.keystore import seal_signer
from tests.service.centre.stores import STORES, Store, store_of
from tests.service.centre.village import village

PIN = "САБЫР-2005"


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Store:
    return store_of(request) if hasattr(request, "param") else Store()


@pytest.fixture
def office(tmp_path: Path, store: Store) -> Path:
    world = village().world
    (tmp_path / "definition.json").write_bytes(world.definition_bytes)
    (tmp_path / "definition.json.p7s").write_bytes(world.sign(world.definition_bytes, ("central",)))
    (tmp_path / "root.pem").write_bytes(world.pki.root.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "intake.p12").write_bytes(seal_signer(world.signer("intake"), PIN, "intake"))
    (tmp_path / "pin").write_text(PIN, encoding="utf-8")
    words = ["--definition", str(tmp_path / "definition.json"), "--root", str(tmp_path / "root.pem")]
    assert (
        main(
            [
                "commission",
                "new",
                str(tmp_path / "centre"),
                *words,
                "--commission",
                "central",
                "--store",
                store.setting(),
            ]
        )
        == 0
    )
    return tmp_path


@pytest.mark.parametrize("store", STORES, indirect=True)
def test_a_record_from_a_medium_is_taken_in_judged_answered_and_told(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre, path = str(office / "centre"), village().pack(office)
    assert main(["commission", "status", centre, "--lang", "en"]) == 0
    assert "precinct 25: no protocol has come, since 04.12.2005 20:00" in capsys.readouterr().out
    sign = ["--sign", str(office / "intake.p12"), "--pin-file", str(office / "pin"), "--out", str(office / "out")]
    assert main(["commission", "receive", centre, str(path), "--judge", "--lang", "ru", *sign]) == 0
    told = capsys.readouterr().out
    assert "участок 25: получено" in told and "участок 25: принято" in told
    answer = ACKNOWLEDGEMENT_FILE.read((office / "out" / "sound-1.acknowledgement.json").read_bytes())
    assert answer.standing is Standing.ACCEPTED
    assert (office / "out" / "sound-1.acknowledgement.json.p7s").exists()
    assert main(["commission", "receive", centre, str(path), "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)["bundles"]
    assert (row["again"], row["standing"], row["precinct"]) == (True, "accepted", 25)
    assert main(["commission", "judge", centre, "--lang", "kk"]) == 0
    assert "Тексерілетін ештеңе жоқ" in capsys.readouterr().out
    assert main(["commission", "status", centre, "--json"]) == 0
    [precinct] = json.loads(capsys.readouterr().out)["precincts"]
    assert (precinct["standing"], precinct["settled"]) == ("accepted", True)


def test_what_is_refused_at_the_door_or_by_the_verifier_is_told_with_its_reason(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre, path = str(office / "centre"), village().pack(office, "altered")
    (office / "noise.zip").write_bytes(b"noise")
    assert main(["commission", "receive", centre, str(office / "noise.zip"), str(path), "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert "noise.zip: refused" in told and "altered-1.bundle.zip: precinct 25: received" in told
    assert main(["commission", "judge", centre, "--lang", "en"]) == 1
    assert "The numbers of the protocol do not agree." in capsys.readouterr().out
    assert main(["commission", "status", centre, "--lang", "en", "--precinct", "25"]) == 0
    assert "precinct 25: refused, since" in capsys.readouterr().out
    assert main(["commission", "status", centre, "--lang", "kk"]) == 0
    assert "есіктен қайтарылды" in capsys.readouterr().out


def test_a_folder_that_is_no_commissions_says_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["commission", "status", str(tmp_path)]) == 2
    assert "sailau commission new" in capsys.readouterr().err


def test_a_bundle_that_another_process_is_verifying_is_left_to_it(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre = str(office / "centre")
    assert main(["commission", "receive", centre, str(village().pack(office)), "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)["bundles"]
    lock = ProcessLock(office / "centre" / "judging" / f"{row['sha256']}.lock", "this test")
    assert main(["commission", "judge", centre, "--lang", "en"]) == 0
    assert f"{row['sha256'][:16]}: being verified elsewhere" in capsys.readouterr().out
    lock.release()
    assert main(["commission", "judge", centre, "--lang", "en"]) == 0
    assert "precinct 25: accepted" in capsys.readouterr().out
