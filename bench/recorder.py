"""The recorder: an entry on two media, synced on both before the answer.

    python -m bench.recorder       the rows and the notes alone

By the clock, since a recorder waits for disks and not for the processor. The bound is what nobody can save: the same
bytes written and synced to two files, in the same run. Both media are folders of one disk here; two disks of their own
do not wait for each other's journal. Not measured: disks of the kind that a precinct gets.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from bench.rows import Row, alone
from sailau.adapters.clock import MachineClock
from sailau.adapters.files import write_all
from sailau.adapters.recorder_client import RecorderClient
from sailau.adapters.recorder_media import BATCH_MAX, RecorderMedia, read_media
from sailau.formats.v1.recorder_key import RECORDER_KEY, RecorderContext, parties_of
from sailau.ports import Happened
from sailau.sealing.recorder_key import combine, make_share

DEVICE = "terminal-1"
ENTRIES = 300
FRAME = "A" * 240
REACH_MS = 200
"""A frame every 200 ms is what a recorder must keep up with."""
TOUCH_REACH_MS = 250
TOUCHES, CLIENTS = 40, 4


def recorder_rows(folder: Path) -> tuple[list[Row], list[str]]:
    """The rows of an entry on two media, of one asked of the process and of a touch in a voter's turn; notes on
    entries a second, batches, and opening a long record again."""
    media = (folder / "a", folder / "b")
    for medium in media:
        medium.mkdir(parents=True)
    with RecorderMedia(media, DEVICE, MachineClock()) as recorder:
        one = [_timed(lambda: recorder.record("interval-sealed", frame=FRAME)) for _ in range(ENTRIES)]
        batch = [("interval-sealed", {"frame": FRAME})] * BATCH_MAX
        many = [_timed(lambda: recorder.append(batch)) for _ in range(ENTRIES // 4)]
        length = len((media[0] / f"{DEVICE}.record").read_bytes()) // recorder.head().entries
    with _raw_files(folder) as write:
        raw = [_timed(lambda: write(bytes(length))) for _ in range(ENTRIES)]
    reading = _timed(lambda: read_media(media, DEVICE))
    entries = ENTRIES + len(many) * BATCH_MAX
    row = Row(
        "recorder: one entry synced on two media, by the clock",
        median(one) * 1000,
        median(raw) * 1000,
        REACH_MS,
        ENTRIES,
        "two writes and two syncs of the same bytes",
    )
    asked, touched, at_once = _asked_of_a_process(folder / "process")
    rows = [
        row,
        Row(
            "recorder: one entry asked of its process, by the clock",
            median(asked) * 1000,
            median(raw) * 1000,
            REACH_MS,
            len(asked),
            "two writes and two syncs of the same bytes",
        ),
        Row(
            "recorder: a touch in a turn until it stands sealed on both",
            median(touched) * 1000,
            REACH_MS / 2,
            TOUCH_REACH_MS,
            len(touched),
            "half of the 200 ms in which one sealed record is written",
        ),
    ]
    notes = [
        f"recorder on two media (folders of one disk), by the clock: {1 / median(one):,.0f} appends/s one after "
        f"another, {BATCH_MAX / median(many):,.0f}/s when {BATCH_MAX} are asked at once",
        f"recorder's process: {1 / median(asked):,.0f} appends/s asked one after another, {at_once:,.0f}/s by "
        f"{CLIENTS} threads; the slowest touch of {len(touched)} stood sealed after {max(touched) * 1000:,.0f} ms",
        f"recorder: a line of a sealed session is {length} bytes; checking a record again takes "
        f"{reading / entries * 1e6:,.0f} us an entry",
    ]
    return rows, notes


def _asked_of_a_process(folder: Path) -> tuple[list[float], list[float], float]:
    """Seconds of an entry asked one after another and of a touch in a turn; entries a second by several threads."""
    folder.mkdir()
    context = RecorderContext(election="bench", precinct=1, uuid="BenchRecorderKey")
    parties = parties_of(2)
    key = combine(context, [make_share(context, party)[1] for party in parties], parties)
    (folder / "recorder-key.json").write_bytes(RECORDER_KEY.write(key))
    with _process(folder) as path, RecorderClient(path, DEVICE, patience=10) as client:
        asked = [_timed(lambda: client.record("device-started")) for _ in range(ENTRIES)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            together = _timed(lambda: list(pool.map(lambda _: client.record("device-started"), range(ENTRIES))))
        client.record("session-begun")
        touched = []
        for number in range(TOUCHES):
            time.sleep(number * 0.037 % 0.2)
            moment: list[Happened] = [("input-made", {"source": "touch"}), ("answer-touched", {"contest": 1})]
            touched.append(_timed(partial(client.record_all, moment)))
    return asked, touched, ENTRIES / together


@contextmanager
def _process(folder: Path) -> Iterator[Path]:
    """`sailau recorder`, until SIGTERM; yields its socket."""
    for medium in ("a", "b"):
        (folder / medium).mkdir()
    words = ["recorder", "--device", DEVICE, "--media", str(folder / "a"), "--media", str(folder / "b")]
    words += ["--socket", str(folder / "socket"), "--recorder-key", str(folder / "recorder-key.json")]
    argv = [sys.executable, "-m", "sailau.cli.main", *words]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        try:
            if running.stdout is None or not running.stdout.readline():
                raise SystemExit("the recorder did not start")
            yield folder / "socket"
        finally:
            running.terminate()
            running.wait(timeout=30)


def _timed(task: Callable[[], object]) -> float:
    begun = time.monotonic()
    task()
    return time.monotonic() - begun


@contextmanager
def _raw_files(folder: Path) -> Iterator[Callable[[bytes], None]]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    files = [os.open(folder / name, flags, 0o600) for name in ("raw-a", "raw-b")]

    def write(data: bytes) -> None:
        for file in files:
            write_all(file, data)
            os.fsync(file)

    try:
        yield write
    finally:
        for file in files:
            os.close(file)


def main() -> int:
    """Measure the recorder alone."""
    return alone(recorder_rows)


if __name__ == "__main__":
    sys.exit(main())
