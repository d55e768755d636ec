"""The recorder's file survives a dying process and lets nothing else pass (E18, E49, L 50-8)."""

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sailau.adapters.recorder_file import RecorderFile, read_record
from sailau.errors import StoreError
from sailau.ports import Faults, Recorder
from sailau.ports.faults import NO_FAULTS
from sailau.recorder import HEAD_TAG, Entry, head_message
from sailau.recorder.catalogue import catalogue_source
from sailau.signing.device import device_sign
from tests.adapters.faulty import Counting, InterruptionError, KillingAt, RaisingAt, run_and_be_killed


class SteppingClock:
    """Each look is a microsecond later."""

    def __init__(self) -> None:
        self._looks = 0

    def now(self) -> datetime:
        self._looks += 1
        return datetime(2026, 11, 22, 2, 0, 0, self._looks, tzinfo=UTC)


def opened(path: Path, faults: Faults = NO_FAULTS) -> RecorderFile:
    return RecorderFile(path, "desk-1", SteppingClock(), faults)


def entries(path: Path) -> list[Entry]:
    seen: list[Entry] = []
    read_record(path, "desk-1", seen.append)
    return seen


def test_events_stand_in_the_file_before_record_returns(tmp_path: Path) -> None:
    path = tmp_path / "desk-1.jsonl"
    recorder: Recorder = opened(path)
    entry = recorder.record("card-activated", member=3)
    assert [e.event for e in entries(path)] == ["recorder-begun", "card-activated"]
    assert entries(path)[-1] == entry
    assert recorder.head() == entry.head()


def test_record_goes_on_after_closing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "desk-1.jsonl"
    with opened(path) as recorder:
        recorder.record("admission-made")
    with opened(path) as recorder:
        recorder.record("admission-made")
        assert recorder.verify() == recorder.head()
    assert [e.event for e in entries(path)] == [
        "recorder-begun",
        "admission-made",
        "recorder-reopened",
        "admission-made",
    ]
    with pytest.raises(StoreError, match="stopped"):
        recorder.record("admission-made")


def test_record_torn_at_any_byte_of_its_last_line_is_continued(tmp_path: Path) -> None:
    path = tmp_path / "desk-1.jsonl"
    with opened(path) as recorder:
        recorder.record("admission-made")
        before = path.read_bytes()
        recorder.record("card-activated", member=3)
    whole = path.read_bytes()
    for cut in range(len(before), len(whole)):
        folder = tmp_path / str(cut)
        folder.mkdir()
        torn = folder / "desk-1.jsonl"
        torn.write_bytes(whole[:cut])
        with opened(torn) as recorder:
            recorder.record("admission-made")
        kept = entries(torn)
        assert [e.event for e in kept] == ["recorder-begun", "admission-made", "recorder-reopened", "admission-made"]
        assert kept[2].fields["torn_bytes"] == cut - len(before)
        beside = folder / f"desk-1.jsonl.torn-at-{len(before)}"
        assert (beside.read_bytes() if beside.exists() else b"") == whole[len(before) : cut]


def test_last_line_with_blocks_that_never_reached_the_disk_counts_as_torn(tmp_path: Path) -> None:
    path = tmp_path / "desk-1.jsonl"
    with opened(path) as recorder:
        recorder.record("admission-made")
        before = path.read_bytes()
        recorder.record("card-activated", member=3)
    last = path.read_bytes()[len(before) :]
    path.write_bytes(before + bytes(60) + last[60:])
    opened(path).close()
    assert [e.event for e in entries(path)] == ["recorder-begun", "admission-made", "recorder-reopened"]


def test_file_torn_before_its_first_entry_is_begun(tmp_path: Path) -> None:
    path = tmp_path / "desk-1.jsonl"
    path.write_bytes(b'{"device":"de')
    opened(path).close()
    assert [e.event for e in entries(path)] == ["recorder-begun"]


@pytest.mark.parametrize("line", [0, 1, 2])
def test_altered_entry_is_no_power_cut_and_is_refused(tmp_path: Path, line: int) -> None:
    path = tmp_path / "desk-1.jsonl"
    with opened(path) as recorder:
        recorder.record("card-activated", member=3)
        recorder.record("admission-made")
    kept = path.read_bytes().splitlines(keepends=True)
    kept[line] = kept[line].replace(b"T02:", b"T03:")
    path.write_bytes(b"".join(kept))
    with pytest.raises(StoreError, match=f"altered.*line {line + 1}"):
        opened(path)
    assert path.read_bytes() == b"".join(kept), "evidence is left as it was found"


def test_record_of_another_device_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    opened(path).close()
    with pytest.raises(StoreError, match="altered"):
        RecorderFile(path, "desk-2", SteppingClock())


def test_second_writer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desk-1.jsonl"
    with opened(path), pytest.raises(StoreError, match="in use"):
        opened(path)
    opened(path).close()


def write_day(path: Path, faults: Faults) -> None:
    recorder = RecorderFile(path, "desk-1", SteppingClock(), faults)
    for _ in range(3):
        recorder.record("admission-intended", member=2)
        recorder.record("admission-made")
    recorder.close()


def test_recorder_killed_at_any_point_loses_no_entry_that_returned(tmp_path: Path) -> None:
    counting = Counting()
    write_day(tmp_path / "count.jsonl", counting)
    for n in range(len(counting.names)):
        path = tmp_path / f"{n}.jsonl"
        assert run_and_be_killed(partial(write_day, path, KillingAt(n)), tmp_path / "log")
        opened(path).close()
        events = [e.event for e in entries(path)]
        finished = n // 3
        assert events[:-1] in (whole_day()[:finished], whole_day()[: finished + 1]) or events == ["recorder-begun"]


def whole_day() -> list[str]:
    return ["recorder-begun", *["admission-intended", "admission-made"] * 3]


def test_recorder_stops_after_a_failed_write_and_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "desk-1.jsonl"
    opened(path).close()
    recorder = opened(path, RaisingAt(4))
    with pytest.raises(InterruptionError):
        recorder.record("admission-made")
    with pytest.raises(StoreError, match="stopped"):
        recorder.record("admission-made")
    recorder.close()
    opened(path).close()
    assert entries(path)[-1].event == "recorder-reopened"


def test_recorder_that_could_not_be_opened_lets_go_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "desk-1.jsonl"
    with pytest.raises(InterruptionError):
        opened(path, RaisingAt(0))
    with opened(path) as recorder:
        recorder.record("admission-made")
    with pytest.raises(StoreError):
        RecorderFile(path, "desk-2", SteppingClock())
    opened(path).close()


def test_export_holds_record_signed_head_and_catalogue(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    path = tmp_path / "desk-1.jsonl"
    with opened(path) as recorder:
        recorder.record("admission-made")
        signed = recorder.export(tmp_path / "evidence", lambda message: device_sign(key, HEAD_TAG, message))
        head = recorder.head()
        with pytest.raises(StoreError, match="there already"):
            recorder.export(tmp_path / "evidence", lambda message: b"")
    assert sorted(p.name for p in (tmp_path / "evidence").iterdir()) == ["events.toml", "head.json", "recorder.jsonl"]
    assert (tmp_path / "evidence" / "recorder.jsonl").read_bytes() == path.read_bytes()
    assert (tmp_path / "evidence" / "events.toml").read_bytes() == catalogue_source()
    told = json.loads((tmp_path / "evidence" / "head.json").read_bytes())
    assert (told["entries"], told["hash"]) == (head.entries, head.hash)
    assert bytes.fromhex(told["signature"]) == signed.signature
    assert len(signed.signature) == 64
    assert head_message(signed.head)


def test_export_of_a_file_changed_under_the_recorder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desk-1.jsonl"
    with opened(path) as recorder:
        recorder.record("admission-made")
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
        with pytest.raises(StoreError, match="not the one that this process wrote"):
            recorder.export(tmp_path / "evidence", lambda message: b"")
