"""`sailau election`: exit codes, JSON alone on stdout, nothing overwritten."""

import json
from pathlib import Path

import pytest

from sailau.cli.main import main
from sailau.election.definition import canonical, fingerprint, parse
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
    assert said.err == f"definition.json: sound, sha256:{fingerprint(data)}\n"


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
        "problems": [
            {
                "place": "definition.json: rules.quorum.threshold",
                "reason": "threshold 7 of 7 members; 6 is the most, or one lost key ends the count",
            }
        ],
        "warnings": [],
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
    assert sailau("check", draft) == 1
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
