"""The recorder: an entry on two media, synced on both before the answer.

    python -m bench.recorder       the row and the notes alone

By the clock, since a recorder waits for disks and not for the processor. The bound is what nobody can save: the same
bytes written and synced to two files, in the same run. Both media are folders of one disk here; two disks of their own
do not wait for each other's journal. Not measured: disks of the kind that a precinct gets.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.rows import Row, table
from sailau.adapters.clock import MachineClock
from sailau.adapters.files import write_all
from sailau.adapters.recorder_media import BATCH_MAX, RecorderMedia, read_media

DEVICE = "terminal-1"
ENTRIES = 300
FRAME = "A" * 240
REACH_MS = 200
"""A frame every 200 ms is what a recorder must keep up with."""


def recorder_rows(folder: Path) -> tuple[list[Row], list[str]]:
    """The row of one entry on two media; notes on entries a second, batches, and opening a long record again."""
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
    notes = [
        f"recorder on two media (folders of one disk), by the clock: {1 / median(one):,.0f} appends/s one after "
        f"another, {BATCH_MAX / median(many):,.0f}/s when {BATCH_MAX} are asked at once",
        f"recorder: a line of a sealed session is {length} bytes; checking a record again takes "
        f"{reading / entries * 1e6:,.0f} us an entry",
    ]
    return [row], notes


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
    with tempfile.TemporaryDirectory(prefix="sailau-bench-") as folder:
        rows, notes = recorder_rows(Path(folder))
    print(table(rows))
    for note in notes:
        print(note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
