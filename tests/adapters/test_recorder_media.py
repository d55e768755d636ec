"""Two media that say the same, or a device that stands still (E18, E49, L 50-2(4))."""

import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sailau.adapters.recorder_media import BATCH_MAX, RecorderMedia
from sailau.errors import InvariantError, StoreError
from sailau.ports import Faults, Recorder
from sailau.ports.faults import NO_FAULTS
from sailau.recorder import verify_chain
from sailau.recorder.checkpoint import open_checkpoint, verifier_of
from sailau.recorder.merkle import check_inclusion, inclusion_proof, leaf_hash
from sailau.recorder.salted import Salted, read_salted
from tests.adapters.faulty import Counting, KillingAt, run_and_be_killed
from tests.namespaces import MOUNTS, PRIVATE, no_room, room
from tests.recorder import outsider

DEVICE = "desk-1"


class Clocks:
    """A wall clock and an uptime that go on by a millisecond at each look, and can be set."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
        self.up_us = 10**9

    def now(self) -> datetime:
        self.pass_by(0.001)
        return self.wall

    def uptime(self) -> int:
        return self.up_us

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.up_us += round(seconds * 1_000_000)


def media(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("a", "b"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    return tmp_path / "a", tmp_path / "b"


def opened(
    folder: Path, clocks: Clocks | None = None, *, faults: Faults = NO_FAULTS, resync: bool = False
) -> RecorderMedia:
    clock = clocks or Clocks()
    return RecorderMedia(media(folder), DEVICE, clock, uptime=clock.uptime, faults=faults, resync=resync)


def record_of(folder: Path) -> Path:
    return folder / f"{DEVICE}.record"


def both(tmp_path: Path) -> tuple[bytes, bytes]:
    return record_of(tmp_path / "a").read_bytes(), record_of(tmp_path / "b").read_bytes()


def entries(path: Path) -> list[Salted]:
    return list(read_salted(path.read_bytes().splitlines(), DEVICE))


def events(tmp_path: Path) -> list[str]:
    a, b = both(tmp_path)
    assert a == b
    return [salted.entry.event for salted in entries(record_of(tmp_path / "a"))]


def test_event_stands_on_both_media_before_record_returns(tmp_path: Path) -> None:
    recorder: Recorder = opened(tmp_path)
    entry = recorder.record("card-activated", member=3)
    assert entries(record_of(tmp_path / "a"))[-1].entry == entries(record_of(tmp_path / "b"))[-1].entry == entry
    assert recorder.head() == entry.head()
    assert events(tmp_path) == ["recorder-begun", "card-activated"]
    assert record_of(tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_every_entry_has_a_salt_of_its_own_and_can_be_disclosed_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        for _ in range(9):
            recorder.record("admission-made")
        root, leaves = recorder.checkpoint("x").root, recorder.known.leaves
    kept = entries(record_of(tmp_path / "a"))
    assert len({salted.salt for salted in kept}) == len(kept) == 10
    for index, salted in enumerate(kept):
        check_inclusion(salted.leaf(), index, len(kept), inclusion_proof(leaves, index), root)


def test_record_without_salts_is_a_chain_that_the_present_reader_takes(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        recorder.record("admission-made")
        head = recorder.head()
        assert recorder.verify() == head
    lines = [line.split(b" ", 2)[2] for line in record_of(tmp_path / "b").read_bytes().splitlines()]
    assert verify_chain(lines, DEVICE) == head


def test_a_strangers_tool_judges_the_checkpoint_on_the_medium(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    with opened(tmp_path) as recorder:
        recorder.record("admission-made")
        note = recorder.keep_checkpoint("sailau.example/desk-1", key)
        leaves = recorder.known.leaves
    assert (tmp_path / "a" / "desk-1.checkpoint").read_bytes() == (tmp_path / "b" / "desk-1.checkpoint").read_bytes()
    verifier = verifier_of("sailau.example/desk-1", key)
    assert outsider.note_is_good(note, verifier.vkey())
    assert open_checkpoint(note, verifier).size == len(leaves) == 2
    data = [salted_data(salted) for salted in entries(record_of(tmp_path / "a"))]
    assert outsider.size_and_root(note)[2] == outsider.tree_hash(data)
    assert [leaf_hash(item) for item in data] == leaves


def salted_data(salted: Salted) -> bytes:
    line = salted.line()[:-1].split(b" ", 2)
    words = b"sailau/recorder/leaf/2\n" + bytes.fromhex(line[0].decode()) + int(line[1]).to_bytes(8, "big") + line[2]
    return sha256(words).digest()


def pull_folder(medium: Path) -> None:
    medium.rename(medium.with_name("pulled"))


def exchange_record(medium: Path) -> None:
    shutil.copy(record_of(medium), medium / "copy")
    (medium / "copy").replace(record_of(medium))


def unmount_to_an_empty_folder(medium: Path) -> None:
    pull_folder(medium)
    medium.mkdir()


@pytest.mark.parametrize("which", ["a", "b"])
@pytest.mark.parametrize("pull", [pull_folder, exchange_record, unmount_to_an_empty_folder])
def test_a_medium_that_is_gone_stops_the_recorder_also_when_nothing_is_recorded(
    tmp_path: Path, which: str, pull: Callable[[Path], None]
) -> None:
    ordinal = {"a": "first", "b": "second"}[which]
    recorder = opened(tmp_path)
    recorder.watch()
    pull(tmp_path / which)
    with pytest.raises(StoreError, match=f"{ordinal} medium.*resync"):
        recorder.watch()
    with pytest.raises(StoreError, match=f"{ordinal} medium"):
        recorder.record("admission-made")
    recorder.close()


@pytest.mark.parametrize("which", ["a", "b"])
def test_an_entry_is_not_acknowledged_when_one_medium_is_gone(tmp_path: Path, which: str) -> None:
    recorder = opened(tmp_path)
    pull_folder(tmp_path / which)
    with pytest.raises(StoreError, match="medium"):
        recorder.record("admission-made")
    recorder.close()


def test_after_resynchronisation_both_are_equal_and_it_goes_on(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        for _ in range(BATCH_MAX + 5):
            recorder.record("admission-made")
        kept = record_of(tmp_path / "b").read_bytes()
    lines = kept.splitlines(keepends=True)
    record_of(tmp_path / "b").write_bytes(b"".join(lines[:4]))
    with pytest.raises(StoreError, match=f"second medium is behind by {BATCH_MAX + 2} entries.*resync"):
        opened(tmp_path)
    assert len(record_of(tmp_path / "b").read_bytes().splitlines()) == 4, "nothing was changed"
    opened(tmp_path, resync=True).close()
    with opened(tmp_path) as recorder:
        recorder.record("admission-made")
    assert events(tmp_path)[-4:] == ["recorder-reopened", "media-levelled", "recorder-reopened", "admission-made"]
    levelled = entries(record_of(tmp_path / "a"))[-3].entry
    assert dict(levelled.fields) == {"medium": "second", "entries": BATCH_MAX + 2}


def test_an_empty_folder_is_filled_on_a_persons_word_only(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        recorder.record("admission-made")
    record_of(tmp_path / "a").unlink()
    with pytest.raises(StoreError, match=r"first medium is empty.*mount it"):
        opened(tmp_path)
    with opened(tmp_path, resync=True) as recorder:
        recorder.verify()
    assert events(tmp_path) == ["recorder-begun", "admission-made", "recorder-reopened", "media-levelled"]


def test_two_media_that_differ_are_left_as_they_are_and_people_told_what_to_do(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        recorder.record("admission-made")
        record_of(tmp_path / "a").replace(tmp_path / "kept")
    opened(tmp_path / "other").close()
    shutil.copy(record_of(tmp_path / "other" / "a"), record_of(tmp_path / "a"))
    before = both(tmp_path)
    for resync in (False, True):
        with pytest.raises(StoreError, match=r"differ from line 1 on.*Keep both as evidence.*two new media"):
            opened(tmp_path, resync=resync)
    assert both(tmp_path) == before


def write_day(folder: Path, faults: Faults) -> None:
    with opened(folder, faults=faults) as recorder:
        for _ in range(2):
            recorder.record("admission-intended", member=2)
            recorder.append([("card-activated", {"member": 2}), ("admission-made", {})])


def test_recorder_killed_at_any_point_is_levelled_and_loses_no_entry_that_returned(tmp_path: Path) -> None:
    counting = Counting()
    write_day(tmp_path / "count", counting)
    whole = events(tmp_path / "count")
    returned = {"recorder:second:synced"}
    for n, _ in enumerate(counting.names):
        folder = tmp_path / str(n)
        folder.mkdir()
        assert run_and_be_killed(partial(write_day, folder, KillingAt(n)), tmp_path / "log")
        opened(folder).close()
        seen = [event for event in events(folder) if event not in {"recorder-reopened", "media-levelled"}]
        finished = sum(name in returned for name in counting.names[:n])
        assert seen == whole[: len(seen)] or seen == ["recorder-begun"]
        assert len(seen) >= [0, 1, 2, 4, 5, 7][finished]


def test_torn_tail_of_one_medium_is_kept_apart_and_levelled(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        recorder.record("admission-made")
    text = record_of(tmp_path / "b").read_bytes()
    record_of(tmp_path / "b").write_bytes(text[:-20])
    opened(tmp_path).close()
    assert events(tmp_path)[-2:] == ["recorder-reopened", "media-levelled"]
    (torn,) = (tmp_path / "b").glob("*.torn-at-*")
    assert text.splitlines(keepends=True)[-1].startswith(torn.read_bytes())


@pytest.mark.parametrize("which", ["a", "b"])
def test_altered_entry_is_refused(tmp_path: Path, which: str) -> None:
    with opened(tmp_path) as recorder:
        recorder.record("card-activated", member=3)
    path = record_of(tmp_path / which)
    path.write_bytes(path.read_bytes().replace(b'"member":3', b'"member":4'))
    with pytest.raises(StoreError, match="differ from line 2"):
        opened(tmp_path)
    for name in ("a", "b"):
        shutil.copy(path, tmp_path / "altered")
        shutil.copy(tmp_path / "altered", record_of(tmp_path / name))
    with pytest.raises(StoreError, match=r"altered.*line 2"):
        opened(tmp_path)


def test_media_in_use_missing_or_the_same_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(StoreError, match="in use"):
        opened(tmp_path)
    with pytest.raises(StoreError, match="needs two"):
        RecorderMedia((tmp_path / "a", tmp_path / "a"), DEVICE, Clocks())
    with pytest.raises(StoreError, match="second medium is not there"):
        RecorderMedia((tmp_path / "a", tmp_path / "none"), DEVICE, Clocks())
    with opened(tmp_path) as recorder:
        assert recorder.on_one_disk


def test_event_outside_the_catalogue_writes_nothing_and_stops_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as recorder:
        for event, fields in [("card-admired", {}), ("admission-made", {"member": 1})]:
            with pytest.raises(InvariantError):
                recorder.append([("admission-made", {}), (event, fields)])
        recorder.record("admission-made")
    assert events(tmp_path) == ["recorder-begun", "admission-made"]


def test_a_clock_that_is_set_is_recorded_once_and_before_what_follows(tmp_path: Path) -> None:
    clocks = Clocks()
    with opened(tmp_path, clocks) as recorder:
        clocks.wall += timedelta(hours=1)
        assert recorder.record("admission-made").event == "admission-made"
        clocks.wall -= timedelta(seconds=30)
        recorder.watch()
        recorder.watch()
        for _ in range(200):
            clocks.pass_by(1)
            clocks.wall += timedelta(milliseconds=1)
            recorder.watch()
    kept = [salted.entry for salted in entries(record_of(tmp_path / "a"))]
    assert [e.event for e in kept] == ["recorder-begun", "clock-stepped", "admission-made", "clock-stepped"]
    assert dict(kept[1].fields) == {"forward": True, "seconds": 3600}
    assert kept[3].fields["forward"] is False


def test_gaps_are_recorded_while_it_runs_and_when_it_is_opened_again(tmp_path: Path) -> None:
    clocks = Clocks()
    with opened(tmp_path, clocks) as recorder:
        recorder.watch()
        clocks.pass_by(5)
        recorder.watch()
    clocks.pass_by(600)
    opened(tmp_path, clocks).close()
    kept = [salted.entry for salted in entries(record_of(tmp_path / "a"))]
    assert [e.event for e in kept] == ["recorder-begun", "recorder-gap", "recorder-reopened", "recorder-gap"]
    assert [e.fields["seconds"] for e in kept if e.event == "recorder-gap"] == [5, 600]


def test_recorder_whose_disk_is_full_stops_says_so_and_goes_on_with_room(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        recorder = opened(tmp_path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
        try:
            for _ in range(100):
                recorder.record("admission-made")
        except StoreError as error:
            log.write_text(error.diagnostics())
            with pytest.raises(StoreError, match="full"):
                recorder.record("admission-made")

    assert not run_and_be_killed(fill, tmp_path / "child")
    assert "the first medium is full" in log.read_text()
    assert "larger" in log.read_text()
    with opened(tmp_path) as recorder:
        recorder.record("admission-made")
    assert events(tmp_path)[-1] == "admission-made"
    assert not list((tmp_path / "a").glob("*.torn-at-*")), "what did not fit was cut off again"


MOUNTED = """
import subprocess, sys
from pathlib import Path
from tests.adapters.test_recorder_media import opened
from sailau.errors import StoreError
def told(act):
    try:
        act()
    except StoreError as error:
        return str(error)
    sys.exit("nothing stopped it")
folder = Path(sys.argv[1])
for name in "ab":
    (folder / name).mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(folder / name)], check=True)
recorder = opened(folder)
assert not recorder.on_one_disk
subprocess.run(["mount", "--bind", str(folder / "b"), str(folder / "b")], check=True)
subprocess.run(["mount", "-o", "remount,bind,ro", str(folder / "b")], check=True)
print(told(recorder.watch)); recorder.close()
print(told(lambda: opened(folder)))
subprocess.run(["umount", str(folder / "b")], check=True)
recorder = opened(folder)
subprocess.run(["umount", "--lazy", str(folder / "a")], check=True)
print(told(lambda: recorder.record("admission-made"))); recorder.close()
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(folder / "a")], check=True)
print(told(lambda: opened(folder)))
recorder = opened(folder, resync=True)
print(told(lambda: [recorder.record("admission-made") for _ in range(200)])); recorder.close()
"""


@pytest.mark.skipif(no_room() is not None, reason="mounting needs root and a mount namespace")
def test_real_media_read_only_unmounted_empty_and_full(tmp_path: Path) -> None:
    script = f'{PRIVATE}; exec "$0" -c "$1" "$2"'
    inside = [*room(MOUNTS), "sh", "-c", script, sys.executable, MOUNTED, str(tmp_path)]
    root = Path(__file__).parents[2]
    run = subprocess.run(inside, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    if run.returncode == 32 or "Operation not permitted" in run.stderr:
        pytest.skip("this machine does not let root mount")
    assert run.returncode == 0, run.stderr
    read_only, still, unmounted, empty, full = run.stdout.splitlines()
    assert read_only == still
    assert read_only.startswith("the second medium does not take entries (Read-only file system)")
    assert unmounted.startswith("the first medium does not take entries (No such file or directory)")
    assert empty.startswith("the first medium is empty")
    assert full.startswith("the first medium is full")
