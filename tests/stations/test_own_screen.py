"""A terminal with the browser that it starts itself: alone at its pages, started again when it ends, gone after."""

import os
import signal
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from sailau.adapters.screen import memory_folder
from tests.memory import needs_memory
from tests.service.day import recorded
from tests.stations.place import HEADLESS, TERMINAL, Place, next_line, open_place

SECONDS = 40.0


def browser_at(address: str, not_with: Path | None = None) -> tuple[int, Path]:
    """The process of the browser that was started at this address, and its profile, once it has begun to fill it."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if any(word.startswith("--type=") for word in words) or not any(word.startswith(address) for word in words):
                continue
            profile = next(Path(word.partition("=")[2]) for word in words if word.startswith("--user-data-dir="))
            if profile != not_with and (profile / "Default").exists():
                return int(process.name), profile
        time.sleep(0.1)
    raise AssertionError("there is no browser")


def words(place: Place) -> list[str]:
    return [word for word in place.terminal() if word != "--no-screen"]


@needs_memory
def test_terminals_own_browser_is_alone_and_started_again_and_leaves_nothing(tmp_path: Path) -> None:
    with open_place(tmp_path, 1) as place:
        place.close()
        with place.process(*words(place), machine=HEADLESS) as (printed, _):
            address = next_line(printed)["address"]
            assert "enter" not in address, "the key is the browser's own"
            with pytest.raises(HTTPError, match="403"):
                urlopen(address, timeout=20)
            process, first = browser_at(address)
            os.kill(process, signal.SIGKILL)
            _, second = browser_at(address, not_with=first)
            assert first.parent == second.parent == memory_folder()
            assert not first.exists()
        assert not second.exists()
        events = recorded(place.folder / TERMINAL / "recorder.jsonl", TERMINAL)
        assert events.count("fault-reported") == 1
        assert events[-1] == "device-stopped"
