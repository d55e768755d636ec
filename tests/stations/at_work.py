"""The chair's station at work in a thread of its own, with a file as its recorder."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sailau.adapters.recorder_file import RecorderFile
from sailau.service.chair_station import ChairStation
from tests.service.day import MORNING, SetClock


@contextmanager
def at_work(station: ChairStation, folder: Path) -> Iterator[None]:
    """The station runs until the end of the block."""
    over = threading.Event()
    with RecorderFile(folder / "recorder.jsonl", station.device, SetClock(MORNING)) as recorder:
        running = threading.Thread(target=station.run, args=(recorder, over.is_set))
        running.start()
        try:
            yield
        finally:
            over.set()
            running.join()
