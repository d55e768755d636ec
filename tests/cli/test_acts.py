"""`sailau acts`: the acts of a folder on paper, and none whose signatures are not good."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
import rfc8785
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.cli.main import main
from sailau.election.definition import canonical
from sailau.election.examples import EXAMPLE_PRECINCT, president_2005
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.service.act_kinds import ACT_KINDS
from sailau.signing.authority import around
from sailau.signing.cms import sign_together
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from tests.service.day import MORNING, authorities


def act(number: int, kind: str, members: tuple[int, ...]) -> Act:
    return Act(
        number=number,
        kind=kind,
        election="president-2005-example",
        precinct=EXAMPLE_PRECINCT,
        uuid="1" * 14,
        at=MORNING.replace(second=0),
        article="L 50-1(5)",
        text=Bilingual("Құрылғылар орнатылды.", "Оборудование установлено."),
        members=tuple(f"member-{number}" for number in members),
        explains=(),
        data={"setup": "ab" * 32},
    )


def put(folder: Path, made: Act, pki: PrecinctPki, *signers: str) -> Path:
    data = ACT_FILE.write(made)
    path = folder / "acts" / f"{made.number:03d}-{made.kind}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.with_name(path.name + ".p7s").write_bytes(
        sign_together(data, [pki.signers[name] for name in signers], MORNING)
    )
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an act of two members and one of the territorial commission."""
    pki, made = authorities(), tmp_path / "record"
    put(made, act(1, "installation", (1, 3)), pki, "member-1", "member-3")
    put(made, act(2, "credentials_destroyed_by_territorial", ()), pki, "territorial")
    (made / "definition.json").write_bytes(canonical(president_2005(voters=30, terminals=2)))
    (made / "certificates.pem").write_bytes(pki.root.certificate.public_bytes(Encoding.PEM))
    return made


def printed(
    folder: Path, capsys: pytest.CaptureFixture[str], *more: str
) -> tuple[int, dict[str, list[dict[str, str]]]]:
    capsys.readouterr()
    status = main(["acts", str(folder), "--out", str(folder.parent / "papers"), "--json", *more])
    return status, json.loads(capsys.readouterr().out)


def text_of(pdf: Path) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf.read_bytes())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_every_act_is_printed_with_those_who_signed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path for path in folder.rglob("*"))
    status, report = printed(folder, capsys)
    assert status == 0
    assert [item["paper"] for item in report["printed"]] == [
        "001-installation.pdf",
        "002-credentials_destroyed_by_territorial.pdf",
    ]
    assert report["refused"] == []
    text = text_of(folder.parent / "papers" / "001-installation.pdf")
    for part in ("Қасымова Гүлнар Тұрсынқызы", "председатель", "Ли Виктория Андреевна", "секретарь", "✓ ЭЦҚ · ЭЦП"):
        assert part in text, part
    assert "аумақтық сайлау комиссиясы" in text_of(
        folder.parent / "papers" / "002-credentials_destroyed_by_territorial.pdf"
    )
    assert sorted(path for path in folder.rglob("*")) == before, "a record's files are fixed"


def test_printing_again_gives_the_same_papers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(folder, capsys)
    first = {path.name: path.read_bytes() for path in (folder.parent / "papers").iterdir()}
    printed(folder, capsys)
    assert {path.name: path.read_bytes() for path in (folder.parent / "papers").iterdir()} == first


def test_an_act_with_one_changed_byte_is_not_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "acts" / "001-installation.json"
    path.write_bytes(path.read_bytes().replace(b"abab", b"abac", 1))
    status, report = printed(folder, capsys)
    assert status == 1
    assert [item["act"] for item in report["refused"]] == ["acts/001-installation.json"]
    assert not (folder.parent / "papers" / "001-installation.pdf").exists()


def test_an_act_that_names_other_members_than_signed_is_not_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(folder, act(1, "installation", (1, 2)), authorities(), "member-1", "member-3")
    status, report = printed(folder, capsys)
    assert status == 1
    assert "not the members" in report["refused"][0]["reason"]


def test_an_act_of_another_election_or_without_signature_is_not_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(folder, replace(act(3, "recount", (1, 3)), election="other"), authorities(), "member-1", "member-3")
    put(folder, act(4, "restart", (1, 3)), authorities(), "member-1", "member-3")
    (folder / "acts" / "004-restart.json.p7s").unlink()
    status, report = printed(folder, capsys)
    assert status == 1
    reasons = {item["act"]: item["reason"] for item in report["refused"]}
    assert "is of other" in reasons["acts/003-recount.json"]
    assert "004-restart.json.p7s" in reasons["acts/004-restart.json"]


def test_acts_of_another_root_are_not_printed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = PrecinctPlan(election="president-2005-example", precinct="precinct-25", territory="almaty-city")
    other = make_training_pki(plan, around(MORNING, before=timedelta(days=60), after=timedelta(days=400)))
    root = tmp_path / "root.pem"
    root.write_bytes(other.root.certificate.public_bytes(Encoding.PEM))
    status, report = printed(folder, capsys, "--root", str(root))
    assert (status, len(report["refused"]), report["printed"]) == (1, 2, [])


def put_plain(folder: Path, name: str, tree: dict[str, Any], pki: PrecinctPki, *signers: str) -> None:
    data = rfc8785.dumps({"at": MORNING.isoformat(), "election": "president-2005-example", **tree})
    (folder / name).write_bytes(data)
    signed = sign_together(data, [pki.signers[signer] for signer in signers], MORNING)
    (folder / f"{name}.p7s").write_bytes(signed)


HANDED = {
    "article": "L 24(5)",
    "commission": "precinct-25",
    "decision": "№ 12",
    "event": 3,
    "given_by": "Ә. Әкімов",
    "in_time": True,
    "kind": "list-handed-over",
    "list_sha256": "cd" * 32,
    "precinct": EXAMPLE_PRECINCT,
    "version": 1,
    "voters": 30,
}
ISSUED = {
    "format": "sailau-authority-act/1",
    "kind": "certificates_issued",
    "number": 4,
    "authority": "almaty-city",
    "article": "L 50-2(1)",
    "text": {"kk": "Сертификаттар берілді.", "ru": "Сертификаты выданы."},
    "certificates": [{"serial": "0a1b", "name": "Ли Виктория Андреевна", "role": "secretary"}],
}


def test_acts_of_commissions_before_the_day_are_printed_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pki = authorities()
    put_plain(folder, "handover.json", HANDED, pki, "local-executive", "member-1")
    put_plain(folder, "issued.json", ISSUED, pki, "territorial")
    final = {"format": "sailau-definition-finalised/1", "revision": 1, "precincts": 1}
    put_plain(folder, "final.json", final, pki, "central")
    status, report = printed(folder, capsys)
    assert (status, len(report["printed"])) == (0, 5)
    text = text_of(folder.parent / "papers" / "handover.pdf")
    for part in ("№ 3", "№ 12", "cdcdcdcd", "тридцать", "ст. 24, п. 5", "аким", "председатель", "Ә. Әкімов"):
        assert part in text, part
    text = text_of(folder.parent / "papers" / "issued.pdf")
    for part in ("Сертификаты выданы.", "0a1b", "Ли Виктория Андреевна", "almaty-city", "№ 4"):
        assert part in text, part
    assert ACT_KINDS["definition_finalised"].title.ru in text_of(folder.parent / "papers" / "final.pdf")


def test_an_act_before_the_day_by_those_who_may_not_sign_it_is_not_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pki = authorities()
    put_plain(folder, "handover.json", HANDED, pki, "local-executive", "observer")
    put_plain(folder, "issued.json", ISSUED | {"at": 5}, pki, "territorial")
    status, report = printed(folder, capsys)
    assert status == 1
    reasons = {item["act"]: item["reason"] for item in report["refused"]}
    assert "may not sign" in reasons["handover.json"]
    assert "of another kind" in reasons["issued.json"]


def test_papers_do_not_go_into_the_record(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in (folder, folder / "papers"):
        assert main(["acts", str(folder), "--out", str(place)]) == 2
        assert "fixed" in capsys.readouterr().err
    assert not (folder / "papers").exists()


def test_a_folder_without_acts_or_definition_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["acts", str(tmp_path), "--out", str(tmp_path.parent / "papers-of-nothing")]) == 2
    assert "--definition" in capsys.readouterr().err
    assert main(["acts", str(tmp_path / "nowhere"), "--out", str(tmp_path)]) == 2
    assert "no such folder" in capsys.readouterr().err
