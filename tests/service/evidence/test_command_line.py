"""`sailau evidence` as people type it: from the seal at the precinct to the refusal to destroy too early (E49-E52)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.cli.main import main
from sailau.signing.keystore import seal_signer
from tests.service.evidence.keeping import NEW_SEAL, SEAL
from tests.service.evidence.place import PARTIES, PIN, Place

DECISION = ["--by", "Ақсамал облыстық соты", "--number", "2-117", "--day", "2005-12-09"]


class Office:
    """A folder with everybody's keys, and the words that all commands share."""

    def __init__(self, place: Place, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self.path, self._capsys = place, path, capsys
        (path / "pin").write_text("12345678")
        (path / "store-pin").write_bytes(PIN)
        (path / "decision.pdf").write_bytes(b"%PDF-1.7 the court has decided")
        (path / "root.pem").write_bytes(place.world.pki.root.certificate.public_bytes(Encoding.PEM))
        for name in ("member-1", "member-2", "territorial", "central"):
            sealed = seal_signer(place.world.signer(name), "12345678", name)
            (path / f"{name}.p12").write_bytes(sealed)

    def at(self, name: str) -> str:
        return str(self.path / name)

    def by(self, first: str, *others: str) -> list[str]:
        words = ["--sign", self.at(f"{first}.p12"), "--pin-file", self.at("pin")]
        for other in others:
            words += ["--and-sign", self.at(f"{other}.p12"), "--and-pin-file", self.at("pin")]
        return words

    def run(self, *words: str, code: int = 0) -> tuple[dict[str, Any], str]:
        """Run with `--json`; returns the JSON and what was said to people."""
        assert main(["evidence", *words, "--json"]) == code, self._capsys.readouterr().err
        told = self._capsys.readouterr()
        return (json.loads(told.out) if told.out else {}), told.err


@pytest.fixture
def office(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("sailau.signing.keystore.DERIVATION_ROUNDS", 1_000)  # test keys guard nothing
    return Office(place, tmp_path, capsys)


def _kept(office: Office) -> None:
    record = str(office.place.record)
    sealed, _ = office.run(
        "seal", record, "--seal", SEAL, "--out", office.at("packed"), *office.by("member-1", "member-2")
    )
    assert (sealed["standing"], sealed["seal"], sealed["findings"]) == ("at-precinct", SEAL, [])
    office.run("new", office.at("ev"), "--definition", f"{record}/definition.json", "--root", office.at("root.pem"))
    parties = ["--given-by", "Қасымова Г. Т.", "--taken-by", "Ержанов Д. С."]
    taken, said = office.run(
        "take", office.at("ev"), "--packed", office.at("packed"), "--seal", SEAL, "--whole", *parties,
        *office.by("member-1", "territorial"),
    )  # fmt: skip
    assert (taken["standing"], taken["holder"]) == ("kept", "aqsamal")
    assert Path(taken["paper"]).read_bytes().startswith(b"%PDF")
    assert taken["paper"] in said


def test_from_the_seal_to_an_opened_session(office: Office) -> None:
    _kept(office)
    refused, said = office.run(
        "custody", office.at("ev"), "25-1", "read", "--seal", SEAL, "--whole", "--new-seal", NEW_SEAL, "--lang", "ru",
        *office.by("territorial"), code=1,
    )  # fmt: skip
    assert refused["refused"] == "recorder-no-decision"
    assert "только по решению" in said
    office.run(
        "custody", office.at("ev"), "25-1", "read", "--seal", SEAL, "--whole", "--new-seal", NEW_SEAL, *DECISION,
        *office.by("territorial"),
    )  # fmt: skip
    media = [
        word
        for device, (a, b) in office.place.media.items()
        for word in ("--recorder", f"{device}={a},{b}")
    ]  # fmt: skip
    made, _ = office.run(
        "pack", office.at("ev"), "25-1", "--record", str(office.place.record), *media, "--out", office.at("pack"),
        "--processes", "1", *DECISION, *office.by("territorial"),
    )  # fmt: skip
    assert made["findings"] == []
    checked, said = office.run("check", office.at("pack"), "--root", office.at("root.pem"), "--lang", "en")
    assert (checked["verdict"], checked["defects"]) == ("sound", [])
    assert "SOUND" in said
    _open_session(office)
    picture = Path(office.at("pack")) / "recorders" / "terminal-1" / "timeline-en.svg"
    picture.write_text(picture.read_text().replace("Cards", "Clubs"))
    spoilt, said = office.run("check", office.at("pack"), "--root", office.at("root.pem"), code=1)
    assert {one["place"] for one in spoilt["defects"]} == {"recorders/terminal-1/timeline-en.svg"}


def _open_session(office: Office) -> None:
    court = ["--court", "Сот", "--number", "2-118", "--day", "2005-12-12", "--decision-file", office.at("decision.pdf")]
    key = ["--recorder-key", str(office.place.key_file)]
    office.run(
        "open-session", "order", office.at("ev"), "--pack", office.at("pack"), *key, "--device", "terminal-1",
        "--session", "000005", "--reason", "экран погас", *court, "--out", office.at("order"),
        *office.by("territorial"),
    )  # fmt: skip
    give = ["open-session", "part", office.at("order"), "--root", office.at("root.pem")]
    for party in PARTIES:
        store = ["--store", str(office.place.stores / f"{party}.key"), "--pin-file", office.at("store-pin")]
        if party == PARTIES[0]:
            _, said = office.run(*give, *store, "--lang", "ru", code=1)
            assert "terminal-1/000005" in said and "экран погас" in said, "the party reads before it gives"
            assert not list(Path(office.at("order")).glob("parts/*"))
        office.run(*give, *store, "--yes")
    done, said = office.run(
        "open-session", "finish", office.at("ev"), "--order", office.at("order"), "--pack", office.at("pack"),
        *office.by("territorial"),
    )  # fmt: skip
    assert [one["event"] for one in done["session"]["events"]] == ["confirmed", "card-write-failed"]
    assert "card-write-failed" in said


def test_destroying_before_the_year_is_over_is_refused(office: Office) -> None:
    _kept(office)
    destroy = ["destroy", office.at("ev"), "25-1", "--seal", SEAL, "--whole", *DECISION, *office.by("territorial")]
    refused, _ = office.run(*destroy, code=1)
    assert refused["refused"] == "election-end-not-known"
    today = date.today().isoformat()
    office.run(
        "declare-end", "--election", "conformance-2005", "--ended", today, "--out", office.at("ended.json"), *DECISION,
        *office.by("central"),
    )  # fmt: skip
    ended, _ = office.run("ended", office.at("ev"), "--file", office.at("ended.json"))
    assert ended["ended"] == today
    refused, said = office.run(*destroy, code=1)
    assert (refused["refused"], refused["article"]) == ("recorder-kept-a-year", "L 50-9")
    assert ended["kept_until"] in said
    listed, said = office.run("list", office.at("ev"))
    assert listed["packets"][0]["standing"] == "kept"
    assert listed["kept_until"] == ended["kept_until"]


def test_time_line_of_a_single_file_and_misuse(office: Office) -> None:
    record = office.place.media["accumulator-1"][0] / "accumulator-1.record"
    told, _ = office.run("timeline", "--recorder", f"accumulator-1={record}", "--out", office.at("line"))
    assert told["counts"]["ballot-taken"] == 4
    names = sorted(path.name for path in Path(office.at("line")).iterdir())
    assert names == [f"timeline-{language}.{ext}" for language in ("en", "kk", "ru") for ext in ("csv", "svg")]
    _, said = office.run("timeline", "--recorder", "accumulator-1", "--out", office.at("other"), code=2)
    assert "write it as" in said
    _, said = office.run("list", office.at("nowhere"), code=2)
    assert "sailau evidence new" in said
    _, said = office.run("check", office.at("line"), "--root", office.at("root.pem"), code=2)
    assert "no evidence pack" in said
