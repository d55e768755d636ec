"""`sailau election`: exit codes, JSON alone on stdout, nothing overwritten."""

import json
from pathlib import Path

import pytest

from sailau.cli.main import main
from sailau.election.definition import canonical, fingerprint, parse, short_fingerprint
from sailau.election.examples import party_and_district, president_2005


def sailau(*words: str | Path) -> int:
    return main(["election", *map(str, words)])


def test_a_sound_definition_is_said_to_be_so_with_its_fingerprint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = canonical(president_2005())
    file = tmp_path / "definition.json"
    file.write_bytes(data)
    assert sailau("check", file) == 0
    said = capsys.readouterr()
    assert said.out == ""
    digest = fingerprint(data)
    assert said.err == f"definition.json: sound, sha256:{digest} ({short_fingerprint(digest)})\n"


def test_problems_are_listed_as_json_alone_on_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "definition.json"
    file.write_bytes(canonical(president_2005()).replace(b'"threshold":4', b'"threshold":7'))
    assert sailau("check", file, "--json") == 1
    said = capsys.readouterr()
    assert said.err == ""
    assert json.loads(said.out) == {
        "file": "definition.json",
        "sound": False,
        "fingerprint": None,
        "short_fingerprint": None,
        "problems": [
            {
                "place": "definition.json: rules.quorum.threshold",
                "reason": "threshold 7 of 7 members; 6 is the most, or one lost key ends the count",
            }
        ],
        "warnings": [],
        "findings": [],
        "order": [],
    }


def test_warnings_do_not_change_the_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "small.json"
    file.write_bytes(canonical(president_2005(voters=29)))
    assert sailau("check", file, "--json") == 0
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["sound"]
    assert [warning["place"] for warning in verdict["warnings"]] == ["small.json: precincts[0].expected_voters"]
    assert sailau("check", file) == 0
    assert "warning: small.json: precincts[0].expected_voters: 29 expected" in capsys.readouterr().err


def test_a_draft_is_brought_to_canonical_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft, out = tmp_path / "draft.json", tmp_path / "definition.json"
    draft.write_text(json.dumps(json.loads(canonical(party_and_district())), indent=2), encoding="utf-8")
    assert sailau("check", draft) == 0, "a draft may be indented"
    renamed = tmp_path / "indented.json"
    renamed.write_bytes(draft.read_bytes())
    assert sailau("check", renamed) == 1
    assert "not in canonical form" in capsys.readouterr().err
    assert sailau("canonical", draft, "--out", out) == 0
    assert out.read_bytes() == canonical(party_and_district())
    assert sailau("check", out) == 0


def test_an_unsound_draft_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft, out = tmp_path / "draft.json", tmp_path / "definition.json"
    draft.write_bytes(canonical(party_and_district()).replace(b'"lot":4', b'"lot":1'))
    assert sailau("canonical", draft, "--out", out) == 1
    assert "duplicate lot number" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("name", ["president-2005", "party-and-district"])
def test_an_example_is_written_and_sound(name: str, tmp_path: Path) -> None:
    out = tmp_path / "example.json"
    assert sailau("example", name, "--voters", "800", "--terminals", "3", "--out", out) == 0
    precinct = parse(out.read_bytes(), out.name).precincts[0]
    assert (precinct.expected_voters, precinct.terminals) == (800, 3)
    assert sailau("check", out) == 0


def test_an_example_that_cannot_be_held_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "example.json"
    assert sailau("example", "president-2005", "--voters", "0", "--out", out) == 1
    assert not out.exists()


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "definition.json"
    out.write_text("mine")
    assert sailau("example", "president-2005", "--out", out) == 2
    assert out.read_text() == "mine"
    assert "definition.json: File exists" in capsys.readouterr().err


def test_a_missing_file_or_verb_is_misuse(tmp_path: Path) -> None:
    assert sailau("check", tmp_path / "none.json") == 2
    assert sailau("sign") == 2


AT = ("--at", "2026-11-01T10:00+05:00")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    (folder / "pin").write_text("12345678")
    words = ("--precinct", "25", "--election", "mazhilis-example", "--day", "2026-11-22", "--members", "3")
    assert main(["pki", "new", "--out", str(folder / "k"), *words, "--pin-file", str(folder / "pin")]) == 0
    return folder


@pytest.fixture
def office(tmp_path: Path, keys: Path) -> Path:
    """A working folder with the example as its draft, and the root certificate."""
    folder = tmp_path / "office"
    words = ("--id", "mazhilis-example", "--type", "mazhilis_list", "--date", "2026-11-22", "--training")
    assert sailau("new", folder, *words) == 0
    (folder / "draft.toml").unlink()
    draft = json.dumps(json.loads(canonical(party_and_district())), ensure_ascii=False, indent=1)
    (folder / "draft.json").write_text(draft, encoding="utf-8")
    (folder / "root.pem").write_bytes((keys / "k" / "root.pem").read_bytes())
    return folder


def test_a_ballot_goes_the_whole_way_by_commands(
    office: Path, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def signing(verb: str, who: str, *more: str) -> int:
        return sailau(verb, office, "--sign", keys / "k" / f"{who}.p12", "--pin-file", keys / "pin", *AT, *more)

    short = short_fingerprint(fingerprint(canonical(party_and_district())))
    assert sailau("check", office, "--language", "ru") == 0
    assert f"({short})" in capsys.readouterr().err
    assert sailau("proof", office, *AT) == 0
    assert signing("approve", "central") == 0
    capsys.readouterr()
    assert signing("approve", "central", "--json") == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "same-person"
    assert signing("finalise", "central") == 1
    assert signing("approve", "central-2") == 0
    assert signing("finalise", "central") == 0
    assert sailau("publish", office, "--out", tmp_path / "out", *AT, "--language", "en") == 1
    assert "no-test-deck" in capsys.readouterr().err
    assert signing("deck", "central", "--language", "en") == 0
    assert "All is as expected." in capsys.readouterr().err
    assert sailau("publish", office, "--out", tmp_path / "out", *AT) == 0
    capsys.readouterr()
    root = keys / "k" / "root.pem"
    assert sailau("verify", tmp_path / "out", "--root", root, *AT, "--json") == 0
    assert json.loads(capsys.readouterr().out)["short_fingerprint"] == short
    (tmp_path / "out" / "deck" / "act.json").write_bytes(b"{}")
    assert sailau("verify", tmp_path / "out", "--root", root, *AT) == 2


def test_findings_are_json_with_line_weight_and_three_languages(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = office / "draft.json"
    draft.write_text(draft.read_text(encoding="utf-8").replace("Бекова", "Бекoва", 1), encoding="utf-8")  # a Latin o
    capsys.readouterr()
    assert sailau("check", office, "--json") == 1
    verdict = json.loads(capsys.readouterr().out)
    assert not verdict["sound"]
    (stop,) = [finding for finding in verdict["findings"] if finding["weight"] == "stop"]
    assert (stop["code"], stop["place"]) == ("mixed-alphabets", "contests[1].candidates[0].surname.kk")
    line = draft.read_text(encoding="utf-8").splitlines()[stop["line"] - 1]
    assert "Бекoва" in line
    assert set(stop["text"]) == {"kk", "ru", "en"}
    assert [answer["number"] for answer in verdict["order"][0]["answers"]] == [1, 2, 3, 4, 5, 6]
    assert sailau("proof", office, *AT, "--language", "en") == 1
    assert "findings-to-mend" in capsys.readouterr().err


def test_registration_entries_are_compared(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "registration.toml"
    file.write_text(
        'format = "sailau-registration/1"\nelection = "mazhilis-example"\n[[contests]]\nid = "district-seat"\n'
        '[[contests.candidates]]\nid = "kim"\nsurname = { kk = "Ким", ru = "Ким" }\n'
        'name = { kk = "Виктор", ru = "Викторъ" }\npatronymic = false\n',
        encoding="utf-8",
    )
    capsys.readouterr()
    assert sailau("check", office, "--registration", file, "--json") == 1
    found = {(one["code"], one["place"]) for one in json.loads(capsys.readouterr().out)["findings"]}
    assert ("differs-from-registration", "contests[1].candidates[2].name.ru") in found
    assert ("not-registered", "contests[0].parties[0]") in found
    file.write_text('format = "sailau-registration/1"\nelection = 5\n')
    assert sailau("check", office, "--registration", file) == 1
    assert "registration.toml" in capsys.readouterr().err


def test_another_moment_is_for_training_only(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = office / "draft.json"
    draft.write_text(draft.read_text(encoding="utf-8").replace('"fictitious": true', '"fictitious": false'))
    assert sailau("proof", office, *AT) == 2
    assert "training elections only" in capsys.readouterr().err
    assert sailau("proof", office, "--at", "tomorrow") == 2
    assert sailau("proof", office, "--at", "2026-11-01T10:00") == 2


def test_misuse_of_keys_is_told(office: Path, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sailau("proof", office, *AT) == 0
    assert sailau("approve", office, *AT) == 2
    assert "name the signer's key" in capsys.readouterr().err
    wrong = keys / "wrong"
    wrong.write_text("87654321")
    who = keys / "k" / "central.p12"
    assert sailau("approve", office, *AT, "--sign", who, "--pin-file", wrong) == 2
    assert "wrong PIN" in capsys.readouterr().err
    (office / "root.pem").unlink()
    assert sailau("approve", office, *AT, "--sign", who, "--pin-file", keys / "pin") == 2
    assert "root.pem: no root certificate" in capsys.readouterr().err
    assert sailau("new", office, "--id", "x", "--type", "senate", "--date", "2027-01-01") == 2
    assert "is not empty" in capsys.readouterr().err


def test_the_help_of_every_verb_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("new", "check", "proof", "approve", "deck", "finalise", "publish", "verify", "canonical", "example"):
        assert sailau(verb, "--help") == 0
        assert verb in capsys.readouterr().out
