"""`sailau pki` as commissions use it: found, issue to files and tokens, take back, list, acts; the matrix as a page."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.token import open_token
from sailau.cli.main import main
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.precinct.commands import Command
from sailau.precinct.matrix_page import role_matrix_page
from sailau.service.authorities import read_chain
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.keystore import open_signer
from sailau.signing.revocation import read_revocations
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust, read_certificate
from tests.tokens import FreshToken, fresh_token

PIN = "САБЫР-2005"
ELECTION = str(president_2005().id)
CHAIR = [
    "--role",
    "chair",
    "--member",
    "1",
    "--commission",
    "precinct-25",
    "--election",
    ELECTION,
    "--name",
    "Қасымова Г.",
]


class Office:
    """A folder with a root and a territorial authority, and one PIN for all of its files."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        (folder / "pin").write_text(f"{PIN}\n", encoding="utf-8")
        self.pin = ["--pin-file", str(folder / "pin")]
        self.by = ["--authority", str(folder / "almaty"), "--authority-pin-file", str(folder / "pin")]
        self.do("root", "--out", str(folder / "central"), "--name", "Орталық", "--training", *self.pin)
        root = ["--root", str(folder / "central"), "--authority-pin-file", str(folder / "pin"), *self.pin]
        self.do("authority", *root, "--out", str(folder / "almaty"), "--commission", "almaty-city", "--name", "Алматы")

    def do(self, *words: str, code: int = 0) -> dict[str, Any]:
        """Run a verb; what it says in JSON."""
        assert main(["pki", *words, "--json"]) == code, self.capsys.readouterr().err
        told: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        return told

    def path(self, name: str) -> str:
        return str(self.folder / name)


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, capsys)


@pytest.fixture
def token() -> FreshToken:
    return fresh_token()


def test_a_chair_gets_a_key_file_with_a_pin_that_is_told_once(office: Office) -> None:
    told = office.do("issue", *office.by, "--out", office.path("chair.p12"), *CHAIR)
    signer = open_signer((office.folder / "chair.p12").read_bytes(), told["pin"])
    assert holder_of(signer.certificate).role is Role.CHAIR
    assert holder_of(signer.certificate).training, "as the root"
    root = read_certificate((office.folder / "central" / "root.pem").read_bytes())
    assert signer.chain[-1] == root
    listed = office.do("list", "--authority", office.path("almaty"))["certificates"]
    assert [(row["role"], row["member"], row["revoked"]) for row in listed] == [("chair", 1, None)]
    assert told["pin"] not in json.dumps(listed)


def test_a_chair_makes_the_key_in_the_own_token_and_asks_by_a_request(office: Office, token: FreshToken) -> None:
    (office.folder / "token-pin").write_bytes(token.pin)
    place = ["--token", f"{token.module}:{token.label}", "--pin-file", office.path("token-pin")]
    csr, pem = office.path("chair.csr"), office.path("chair.pem")
    office.do("request", *place, "--out", csr, *CHAIR, "--training")
    office.do("issue", *office.by, "--out", pem, csr)
    office.do("store", *place, pem)
    with open_token(token.module, token.label, token.pin) as opened:
        signer = opened.signer("sailau")
        assert (signer.certificate, *signer.chain) == read_chain(Path(pem).read_bytes())
        at = signer.certificate.not_valid_before_utc
        p7s = sign_detached(b"x", signer, at)
    trust = Trust(root=signer.chain[-1], at=at, training=True, election=ELECTION, territory="almaty-city")
    assert verify_detached(b"x", p7s, trust, DocumentKind.CEREMONY_MESSAGE)[0].holder.member == 1


def test_an_authority_whose_key_is_in_a_token_issues(office: Office, token: FreshToken) -> None:
    (office.folder / "token-pin").write_bytes(token.pin)
    place = f"{token.module}:{token.label}"
    office.do(
        *("root", "--out", office.path("sealed"), "--name", "Орталық", "--training"),
        *("--token", place, "--pin-file", office.path("token-pin")),
    )
    assert not (office.folder / "sealed" / "authority.p12").exists()
    by = ["--authority", office.path("sealed"), "--authority-token", place]
    by += ["--authority-pin-file", office.path("token-pin")]
    person = ["--role", "central_commission", "--commission", "central", "--election", ELECTION, "--name", "Бірінші"]
    told = office.do("issue", *by, "--out", office.path("central.p12"), *person)
    assert open_signer((office.folder / "central.p12").read_bytes(), told["pin"]).chain[0] == read_certificate(
        (office.folder / "sealed" / "root.pem").read_bytes()
    )
    office.do("revoke", *by, told["serial"], "--reason", "lost")
    crl = read_revocations((office.folder / "sealed" / "revoked.crl").read_bytes())
    assert [f"{entry.serial_number:040x}" for entry in crl] == [told["serial"]]


def test_a_request_for_a_real_certificate_is_refused_by_a_training_authority(office: Office, token: FreshToken) -> None:
    (office.folder / "token-pin").write_bytes(token.pin)
    place = ["--token", f"{token.module}:{token.label}", "--pin-file", office.path("token-pin")]
    office.do("request", *place, "--out", office.path("real.csr"), *CHAIR)
    told = office.do("issue", *office.by, "--out", office.path("real.pem"), office.path("real.csr"), code=1)
    assert told["refused"]["code"] == "real-by-training" and told["refused"]["article"] == "L 50-2(3)"
    assert not (office.folder / "real.pem").exists()


def test_a_certificate_is_taken_back_by_file_or_number_and_acts_are_drawn_up(office: Office) -> None:
    person = ["--role", "territorial_commission", "--commission", "almaty-city", "--election", ELECTION]
    office.do("issue", *office.by, "--out", office.path("person.p12"), *person, "--name", "Сатпаев", *office.pin)
    office.do("issue", *office.by, "--out", office.path("chair.p12"), *CHAIR, *office.pin)
    again = office.do("issue", *office.by, "--out", office.path("again.p12"), *CHAIR, *office.pin, code=1)
    assert again["refused"]["code"] == "certified-already"
    chair = open_signer((office.folder / "chair.p12").read_bytes(), PIN)
    (office.folder / "chair.der").write_bytes(chair.certificate.public_bytes(Encoding.DER))
    office.do("revoke", *office.by, office.path("chair.der"), "--reason", "№ 12")
    (office.folder / "definition.json").write_bytes(canonical(president_2005()))
    signer = ["--definition", office.path("definition.json"), "--signer", office.path("person.p12"), *office.pin]
    told = office.do("act", "--authority", office.path("almaty"), *signer)
    assert [act["act"] for act in told["acts"]] == ["001-certificates_issued", "002-certificates_revoked"]
    assert office.do("act", "--authority", office.path("almaty"), *signer) == {"acts": []}
    office.do("renew", *office.by)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["issue", "--out", "new.p12"], "give --role, --name, --commission, --election"),
        (["revoke", "not a number", "--reason", "x"], "neither a certificate's file nor a serial number"),
        (["issue", "--out", "pin", *CHAIR], "never overwritten"),
        (["issue", "--out", "new.pem", "--token", "/none.so:t", "pin"], "leave --token and --pin-file out"),
    ],
)
def test_misuse_says_what_to_do(
    words: list[str], said: str, office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(office.folder)
    assert main(["pki", words[0], *office.by, *words[1:]]) == 2
    assert said in capsys.readouterr().err


def test_a_wrong_pin_of_the_authority_is_said_and_not_shown(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    (office.folder / "pin").write_text("НЕ-ТОТ-ПИН")
    assert main(["pki", "issue", *office.by, "--out", office.path("chair.p12"), *CHAIR]) == 2
    told = capsys.readouterr()
    assert "wrong PIN" in told.err and "НЕ-ТОТ" not in told.err + told.out


def test_the_matrix_is_printed_as_the_page_and_as_data(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pki", "matrix"]) == 0
    assert capsys.readouterr().out == role_matrix_page()
    rows = {row["command"]: row for row in office.do("matrix")["commands"]}
    assert set(rows) == set(Command)
    assert (rows["open-voting"]["roles"], rows["open-voting"]["states"]) == (["chair"], ["checked"])
