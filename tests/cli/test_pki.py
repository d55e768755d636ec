"""`sailau pki`: a training set is made once, opens with its PINs, and is never written over."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.cli.main import main
from sailau.errors import StoreError
from sailau.signing.cms import sign_detached
from sailau.signing.holder import holder_of
from sailau.signing.keystore import open_authority, open_signer
from sailau.signing.roles import Role
from sailau.signing.trust import fingerprint, read_certificate
from tests.signing.conftest import EVENING

NEW = ["pki", "new", "--precinct", "25", "--election", "president-2005", "--day", "2005-12-04"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A set with one PIN for all, and what its files are called."""
    base = tmp_path_factory.mktemp("pki")
    (base / "pin").write_text("САБЫР-2005\n")
    assert main([*NEW, "--out", str(base / "keys"), "--pin-file", str(base / "pin")]) == 0
    return base / "keys", {"pin": "САБЫР-2005"}


def test_every_holder_has_a_file_that_opens(made: tuple[Path, dict[str, str]]) -> None:
    folder, opened = made[0], made[1]["pin"]
    labels = {path.stem for path in folder.glob("*.p12")}
    members = {f"member-{n}" for n in range(1, 8)}
    devices = {"precinct-computer", "recorder", "terminal-1", "terminal-2", "portable-1", "accumulator-1", "desk-1"}
    others = {"root", "territorial-authority", "central", "central-2", "territorial", "technician", "observer"}
    others |= {"local-executive", "district", "intake"}
    assert labels == members | devices | others
    chair = open_signer((folder / "member-1.p12").read_bytes(), opened)
    assert holder_of(chair.certificate).role is Role.CHAIR
    assert holder_of(chair.certificate).commission == "precinct-25"
    assert holder_of(chair.certificate).training
    root = open_authority((folder / "root.p12").read_bytes(), opened)
    assert chair.chain[-1] == root.certificate == read_certificate((folder / "root.pem").read_bytes())
    assert chair.certificate.not_valid_before_utc < EVENING < chair.certificate.not_valid_after_utc


def test_no_file_holds_a_key_in_the_clear_and_only_the_owner_reads_them(made: tuple[Path, dict[str, str]]) -> None:
    folder, opened = made[0], made[1]["pin"]
    secret = open_signer((folder / "member-1.p12").read_bytes(), opened).key.private_numbers().private_value
    for path in folder.iterdir():
        assert secret.to_bytes(32, "big") not in path.read_bytes()
        assert b"PRIVATE KEY" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_pins_are_generated_and_printed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "keys"
    assert main([*NEW, "--members", "3", "--terminals", "1", "--portables", "0", "--out", str(out)]) == 0
    pins = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert set(pins) == {path.stem for path in out.glob("*.p12")}
    assert len(set(pins.values())) == len(pins)
    assert not any(pin.encode() in path.read_bytes() for path in out.iterdir() for pin in pins.values())
    open_signer((out / "terminal-1.p12").read_bytes(), pins["terminal-1"])
    with pytest.raises(StoreError):
        open_signer((out / "terminal-1.p12").read_bytes(), pins["member-1"])


def test_folder_that_holds_anything_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "member-1.p12").write_bytes(b"kept")
    assert main([*NEW, "--out", str(tmp_path)]) == 2
    assert "never overwritten" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["member-1.p12"]
    assert (tmp_path / "member-1.p12").read_bytes() == b"kept"


@pytest.mark.parametrize("pin", ["", "short", "two\nlines of it"])
def test_weak_or_unclear_pin_file_makes_nothing(pin: str, tmp_path: Path) -> None:
    (tmp_path / "pin").write_text(pin)
    assert main([*NEW, "--out", str(tmp_path / "keys"), "--pin-file", str(tmp_path / "pin")]) == 2
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    "wrong",
    [["--members", "2"], ["--terminals", "0"], ["--terminals", "x"], ["--day", "yesterday"], ["--precinct", "a/b"]],
)
def test_misuse_ends_with_2(wrong: list[str], tmp_path: Path) -> None:
    assert main([*NEW, "--out", str(tmp_path / "keys"), *wrong]) == 2
    assert not (tmp_path / "keys").exists()


def test_show_says_what_a_certificate_says(
    made: tuple[Path, dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, opened = made[0], made[1]["pin"]
    terminal = open_signer((folder / "terminal-2.p12").read_bytes(), opened)
    (tmp_path / "t.der").write_bytes(terminal.certificate.public_bytes(Encoding.DER))
    assert main(["pki", "show", str(tmp_path / "t.der"), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["certificates"]
    assert (told["role"], told["device"], told["training"]) == ("terminal", "terminal-2", True)
    assert told["fingerprint"] == fingerprint(terminal.certificate)
    (tmp_path / "x.p7s").write_bytes(sign_detached(b"x", terminal, EVENING))
    assert main(["pki", "show", str(tmp_path / "x.p7s")]) == 0
    assert capsys.readouterr().out.count("fingerprint") == 3


def test_show_of_something_else_ends_with_2(made: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(b"junk")
    for path in (tmp_path / "junk", tmp_path / "absent", made[0] / "member-1.p12"):
        assert main(["pki", "show", str(path)]) == 2
