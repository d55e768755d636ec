"""`sailau recorder resync` and `verify`: what two people at a stopped device type (E18, E49)."""

import json
import re
from pathlib import Path

import pytest

from sailau.adapters.clock import MachineClock
from sailau.adapters.recorder_file import read_record
from sailau.adapters.recorder_media import RecorderMedia
from sailau.cli.main import main
from tests.recorder.nist_form import flaws


def words(folder: Path, *more: str) -> list[str]:
    return ["recorder", *more, "--device", "desk-1", "--media", str(folder / "a"), "--media", str(folder / "b")]


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with RecorderMedia((tmp_path / "a", tmp_path / "b"), "desk-1", MachineClock()) as recorder:
        recorder.record("admission-made")
    return tmp_path


def test_verify_reads_both_and_changes_nothing(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (recorded / "a" / "desk-1.record").read_bytes()
    assert main(words(recorded, "verify")) == 0
    assert capsys.readouterr().out == "desk-1: both media hold the same 2 entries\n"
    assert main([*words(recorded, "verify"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == 2
    assert (recorded / "a" / "desk-1.record").read_bytes() == before


def test_a_new_medium_is_filled_by_resync(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (recorded / "b" / "desk-1.record").unlink()
    assert main(words(recorded, "verify")) == 2
    assert main([*words(recorded), "--socket", str(recorded / "socket")]) == 2
    said = capsys.readouterr().err
    assert "second medium is empty" in said
    assert "resync" in said
    assert main(words(recorded, "resync")) == 0
    assert main(words(recorded, "verify")) == 0
    assert re.search(r"the same [45] entries", capsys.readouterr().out), "a gap is recorded on a slow machine"


def test_one_medium_or_no_socket_is_misuse(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recorder", "--device", "desk-1", "--media", str(recorded / "a"), "--socket", "s"]) == 2
    assert "give --media twice" in capsys.readouterr().err
    assert main(words(recorded)) == 2
    assert "give --socket" in capsys.readouterr().err


def test_a_socket_that_cannot_be_made_is_said(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = recorded / "a" / ("x" * 120)
    assert main([*words(recorded), "--socket", str(place), "--note-key", str(recorded / "key")]) == 2
    assert "no socket can be made" in capsys.readouterr().err


def test_a_note_key_of_another_form_is_refused(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (recorded / "key").write_bytes(b"short")
    assert main([*words(recorded), "--socket", str(recorded / "s"), "--note-key", str(recorded / "key")]) == 2
    assert "32 bytes" in capsys.readouterr().err


def test_evidence_is_the_record_its_chain_the_catalogue_and_an_event_log(recorded: Path) -> None:
    out = recorded / "evidence"
    assert main([*words(recorded, "export"), "--out", str(out), "--election", "president-2005"]) == 0
    names = ["desk-1.record", "event-log-documentation.json", "event-log.json", "events.toml", "recorder.jsonl"]
    assert sorted(path.name for path in out.iterdir()) == names
    seen: list[str] = []
    read_record(out / "recorder.jsonl", "desk-1", lambda entry: seen.append(entry.event))
    assert seen == ["recorder-begun", "admission-made"]
    log = json.loads((out / "event-log.json").read_bytes())
    assert flaws(log, "ElectionEventLog") == []
    assert [event["Id"] for event in log["Device"][0]["Event"]] == seen
    assert main([*words(recorded, "export"), "--out", str(out)]) == 2, "nothing is overwritten"
    assert main(words(recorded, "export")) == 2
