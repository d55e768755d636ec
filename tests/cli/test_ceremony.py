"""The command ceremony: one line for each person, and it says what to do (E8, L 10(3))."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.keystore import store as keystore
from sailau.adapters.password import PasswordCost, seal_under
from sailau.adapters.token import open_token
from sailau.cli.main import main
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.election.nouns import Definition
from sailau.errors import StoreError
from sailau.formats.v1.ceremony_round import Step
from sailau.formats.v1.recorder_key import RECORDER_KEY, TERRITORIAL, parties_of
from sailau.formats.v1.trustees import TRUSTEES
from sailau.sealing.recorder_key import check_key
from sailau.service.ceremony_round import open_round, trust_of_signer, write_message
from sailau.signing.authority import around, certify
from sailau.signing.holder import holder_of
from sailau.signing.keystore import seal_signer
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.verifier.trustees import combined_key
from tests.tokens import fresh_token

PIN = "ABCDEFGH1234"
LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
UUID = "PrecinctTwentyFive"
MEMBERS = ("member-1", "member-2", "member-3")


@cache
def definition() -> Definition:
    """A commission of three, so that a test need not call seven."""
    full = president_2005(voters=30, terminals=2)
    quorum = replace(full.rules.quorum, members=3, threshold=2)
    return replace(full, rules=replace(full.rules, quorum=quorum))


@cache
def authorities() -> PrecinctPki:
    plan = PrecinctPlan(election=str(definition().id), precinct="precinct-25", territory="almaty-city", members=3)
    return make_training_pki(plan, around(datetime.now(UTC), before=timedelta(days=1), after=timedelta(days=90)))


@cache
def keys() -> Path:
    """The commission's key files, certificates, definition and PIN."""
    folder = Path(mkdtemp(prefix="sailau-ceremony-cli-"))
    for label, signer in authorities().signers.items():
        (folder / f"{label}.p12").write_bytes(seal_signer(signer, PIN, label))
    (folder / "root.pem").write_bytes(authorities().root.certificate.public_bytes(Encoding.PEM))
    (folder / "definition.json").write_bytes(canonical(definition()))
    (folder / "pin").write_text(PIN + "\n")
    return folder


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def sailau(*words: object) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["ceremony", *map(str, words)])
    return Said(code, out.getvalue(), err.getvalue())


@dataclass
class Table:
    """A folder that goes round, and where each party keeps the own store."""

    folder: Path
    stores: Path

    def begin(self, *more: object) -> Said:
        basis = ("--definition", keys() / "definition.json", "--precinct", 25, "--uuid", UUID)
        return self._say("begin", *basis, "--key", keys() / "member-1.p12", "--pin-file", keys() / "pin", *more)

    def member(self, party: str, *more: object) -> Said:
        own = ("--key", keys() / f"{party}.p12", "--pin-file", keys() / "pin", "--store", self.stores / party)
        return self._say("member", *own, *more)

    def read(self, verb: str, *more: object) -> Said:
        return self._say(verb, "--root", keys() / "root.pem", *more)

    def finish(self, *more: object) -> Said:
        return self.read("finish", "--definition", keys() / "definition.json", *more)

    def _say(self, verb: str, *words: object) -> Said:
        return sailau(verb, "--folder", self.folder, *words)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    def light(pin: bytes, key: bytes, context: str, cost: PasswordCost) -> dict[str, Any]:
        return seal_under(pin, key, context, LIGHT)

    monkeypatch.setattr(keystore, "seal_under", light)
    (tmp_path / "stores").mkdir()
    return Table(tmp_path / "round", tmp_path / "stores")


def test_whole_ceremony_by_one_line_for_each_person(table: Table) -> None:
    assert table.begin().code == 0
    assert table.read("status").code == 1
    first = table.member("member-1", "--lang", "en")
    assert first.code == 0
    assert "Done: certificate, share of the recorder key." in first.err
    assert "Next: member 2, member 3, territorial commission." in first.err
    for party in ("member-2", "member-3", TERRITORIAL):
        assert table.member(party).code == 0
    assert table.finish().code == 1
    for _ in range(3):
        for party in MEMBERS:
            assert table.member(party).code == 0
    status = table.read("status", "--json")
    assert status.code == 0 and status.json["ended"] and status.json["missing"] == {} and status.json["faults"] == []
    verdict = table.read("rehearse", "--json")
    assert verdict.code == 0 and verdict.json["suffices"] and verdict.json["passed"] == list(MEMBERS)
    assert table.finish("--json").json["signed_by"] == []
    said = table.member("member-1", "--lang", "ru")
    assert "--sign" in said.err and "подпишите" in said.err
    for party in ("member-1", "member-2"):
        signed = table.member(party, "--sign", "--json")
        assert signed.code == 0 and signed.json["signed"] is True
    assert table.finish("--json").json["signed_by"] == ["member-1", "member-2"]
    (parameters,) = TRUSTEES.read((table.folder / "trustees.json").read_bytes())
    assert combined_key((parameters,))
    check_key(RECORDER_KEY.read((table.folder / "recorder-key.json").read_bytes()), parties_of(3))
    assert (table.folder / "act.pdf").read_bytes().startswith(b"%PDF")


def test_guidance_speaks_three_languages(table: Table) -> None:
    table.begin()
    for language, words in (("kk", "Кезек: 1-мүше"), ("ru", "Очередь: член 1"), ("en", "Next: member 1")):
        assert words in table.read("status", "--language", language).err


def test_wrong_pin_is_told_and_changes_nothing(table: Table, tmp_path: Path) -> None:
    table.begin()
    (tmp_path / "wrong").write_text("ABCDEFGH9999")
    said = table.member("member-1", "--pin-file", tmp_path / "wrong")
    assert said.code == 2 and "wrong PIN" in said.err
    assert not (table.stores / "member-1").exists()


def test_pin_is_asked_for_and_not_shown(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.begin()
    asked: list[str] = []

    def answer(prompt: str, stream: object = None) -> str:
        asked.append(prompt)
        return PIN

    monkeypatch.setattr("getpass.getpass", answer)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    said = sailau(
        "member", "--folder", table.folder, "--key", keys() / "member-1.p12", "--store", table.stores / "member-1"
    )
    assert (said.code, asked) == (0, ["PIN: "])
    assert PIN not in said.out + said.err


def test_nobody_to_ask_for_the_pin_is_told(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.begin()
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    said = sailau("member", "--folder", table.folder, "--key", keys() / "member-1.p12")
    assert said.code == 2 and "--pin-file" in said.err


def test_lost_key_store_is_told_and_no_second_one_is_made(table: Table) -> None:
    table.begin()
    table.member("member-1")
    (table.stores / "member-1").unlink()
    said = table.member("member-1")
    assert said.code == 2 and "the key store is not here" in said.err
    assert not (table.stores / "member-1").exists()


def test_key_store_of_an_earlier_ceremony_is_not_used_again(table: Table) -> None:
    table.begin()
    table.member("member-1")
    again = Table(table.folder.with_name("second"), table.stores)
    assert again.begin("--number", 2).code == 0
    said = again.member("member-1")
    assert said.code == 2 and "new key store" in said.err


def test_who_is_at_fault_is_named_and_the_exit_code_says_not_done(table: Table) -> None:
    table.begin()
    for party in MEMBERS:
        table.member(party)
    cheat = authorities().signers["member-2"]
    now = datetime.now(UTC)
    round_ = open_round(table.folder, trust_of_signer(cheat, now))
    write_message(round_, Step.POLYNOMIAL, "member-2", b"{}", cheat, now)
    said = table.member("member-1", "--lang", "en", "--json")
    assert said.code == 1 and said.json["at_fault"] == "member-2"
    assert "At fault: member 2" in said.err and "begins again" in said.err
    status = table.read("status", "--lang", "ru")
    assert status.code == 1 and "Виновен: член 2" in status.err


def test_file_that_anybody_may_have_put_there_accuses_nobody(table: Table) -> None:
    table.begin()
    table.member("member-1")
    (table.folder / "certificate-member-2.json").write_text("{}")
    said = table.read("status", "--lang", "en")
    assert "Does not count: certificate-member-2.json" in said.err and "At fault" not in said.err


def test_share_is_erased_by_act_without_a_pin(table: Table) -> None:
    table.begin()
    table.member("member-1")
    store = table.stores / "member-1"
    said = sailau("erase", "--store", store, "--part", "count", "--act", "ACT-031", "--json")
    assert said.code == 0 and said.json == {"erased": "count", "act": "ACT-031"}
    with pytest.raises(StoreError, match="erased by act ACT-031"):
        _ = keystore.MemberKeyStore.open(store, PIN.encode()).seed
    assert sailau("erase", "--store", store, "--part", "all", "--act", "ACT-032").code == 0
    assert not store.exists()


def test_member_with_a_token_needs_no_file(table: Table) -> None:
    fresh = fresh_token()
    holder = holder_of(authorities().signers["member-2"].certificate)
    now = around(datetime.now(UTC), before=timedelta(days=1), after=timedelta(days=90))
    territorial = authorities().territorial
    with open_token(fresh.module, fresh.label, fresh.pin) as token:
        key = token.make_key("sailau")
        certificate = certify(territorial, holder, now, key.public_key())
        token.write_certificates("sailau", certificate, (territorial.certificate, *territorial.chain))
    pin = table.stores / "token-pin"
    pin.write_bytes(fresh.pin)
    own = ("--folder", table.folder, "--token", f"{fresh.module}:{fresh.label}", "--pin-file", pin)
    table.begin()
    said = sailau("member", *own, "--json")
    assert said.code == 0 and said.json["made"] == ["certificate", "recorder"], said.err
    assert sailau("member", *own, "--json").json["made"] == []
    erased = sailau("erase", *own[2:], "--part", "count", "--act", "ACT-031")
    assert erased.code == 0, erased.err
    for name in ("certificate-member-2.json", "certificate-member-2.json.p7s"):
        (table.folder / name).unlink()
    assert "erased by act ACT-031" in sailau("member", *own).err


@pytest.mark.parametrize("verb", ["begin", "member", "status", "rehearse", "finish", "erase"])
def test_help_of_every_verb_reads(verb: str) -> None:
    said = sailau(verb, "--help")
    assert said.code == 0 and f"sailau ceremony {verb}" in said.out


def test_folder_without_a_ceremony_says_what_to_do(table: Table) -> None:
    said = table.member("member-1")
    assert said.code == 2 and "sailau ceremony begin" in said.err
