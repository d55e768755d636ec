"""`sailau verify-archive`: exit codes, streams, both forms of the report."""

import json
from pathlib import Path

import pytest

from sailau.cli.main import main
from tests.sealing.elections import parties
from tests.vectors import precinct_25

BROKEN = Path(__file__).resolve().parents[2] / "conformance" / "archives"


def test_a_sound_archive_exits_with_zero_and_remarks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-archive", str(precinct_25.ARCHIVE), "--json"]) == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert report["verdict"] == "sound"
    assert report["findings"] == []
    assert report["ballots"] == 25
    assert report["uuid"] == "7PBRptcrYdzSBf"
    assert report["setup"] == precinct_25.records()[5][0].name.split(".")[0]
    assert "version-1-decryption" in {remark["code"] for remark in report["remarks"]}
    assert [answer["votes"] for answer in report["result"][0]["answers"]] == [3, 1, 3, 8, 10]
    assert report["result"][1]["control_answers"] == 25
    for word in ("ЖАРАМДЫ", "ВЕРЕН", "SOUND"):
        assert word in err


def test_without_json_stdout_is_empty_and_people_read_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-archive", str(precinct_25.ARCHIVE)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "10  Тұяқбай Жармахан Айтбайұлы" in err
    assert "✓ 12  control answers: sound" in err
    assert "bind the statement" in err


def test_a_blank_vote_is_counted_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = parties()
    path = tmp_path / "parties.bel"
    path.write_bytes(made.archive)
    assert main(["verify-archive", str(path), "--json", "--processes", "1"]) == 0
    report = json.loads(capsys.readouterr().out)
    for row, counts in zip(report["result"], made.count.result.result[:2], strict=False):
        assert row["blank"] == counts[0]
        assert [answer["votes"] for answer in row["answers"]] == list(counts[1:])


def test_a_broken_archive_exits_with_one_and_names_step_code_and_article(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-archive", str(BROKEN / "credential-twice.bel"), "--json"]) == 1
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert report["verdict"] == "refused"
    (finding,) = report["findings"]
    assert (finding["step"], finding["code"], finding["article"]) == (7, "credential-twice", "L 41(1)")
    assert finding["place"].endswith(".data.json")
    assert "✗  7  ballots: 1 findings" in err
    assert "ҚАБЫЛДАНБАЙДЫ" in err


def test_what_is_no_archive_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content in (b"", b"\x1b[2J" * 300, bytes(1024)):
        path = tmp_path / "not.bel"
        path.write_bytes(content)
        assert main(["verify-archive", str(path)]) == 1
        assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["missing.bel", ".", "a\0b"])
def test_no_such_file_is_misuse(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-archive", f"{tmp_path}/{name}"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "no such file" in err


@pytest.mark.parametrize("processes", ["0", "-1", "x", "65", "٢"])
def test_a_wrong_number_of_processes_is_misuse(processes: str) -> None:
    assert main(["verify-archive", str(precinct_25.ARCHIVE), "--processes", processes]) == 2
