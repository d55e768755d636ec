"""The device's browser: a real Chromium without a display; its profile is in memory and goes, its network is none."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from sailau.adapters import screen as screens
from sailau.adapters.screen import IN_MEMORY, MOUNTS, Screen, memory_folder
from sailau.errors import StoreError
from tests.memory import needs_memory

SECONDS = 30.0


class Asked(ThreadingHTTPServer):
    """A server on loopback that notes what it was asked for."""

    def __init__(self, address: str) -> None:
        self.paths: list[str] = []
        super().__init__((address, 0), _Answer)
        Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path: str = "") -> str:
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}/{path}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Asked)
        server.paths.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<img src="{ELSEWHERE}"><img src="/last">'.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


ELSEWHERE = ""


def comes(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


@needs_memory
def test_browser_shows_its_page_reaches_nothing_else_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = Asked("127.0.0.1"), Asked("127.0.0.2")
    monkeypatch.setattr(sys.modules[__name__], "ELSEWHERE", other.url("elsewhere"))
    with Screen(headless=True, sandbox=False) as screen:
        screen.show(own.url())
        comes(lambda: "/last" in own.paths)
        first = screen.profile
        assert first is not None and first.parent == memory_folder() and any(first.iterdir())
        screen.show(own.url("again"))
        comes(lambda: "/again" in own.paths)
        assert screen.profile != first and not first.exists()
        last = screen.profile
    assert last is not None and not last.exists()
    assert not screen.is_running()
    time.sleep(0.5)
    assert other.paths == []
    for server in (own, other):
        server.shutdown()
        server.server_close()


@needs_memory
def test_profile_lies_in_a_file_system_in_memory() -> None:
    folder = str(memory_folder())
    kinds = dict(line.split(" ")[1:3] for line in MOUNTS.read_text().splitlines())
    assert kinds[folder] in IN_MEMORY


def test_machine_without_memory_as_a_file_system_shows_no_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n/dev/sda2 /dev/shm ext4 rw 0 0\n")
    monkeypatch.setattr(screens, "MOUNTS", mounts)
    with pytest.raises(StoreError, match="tmpfs"):
        Screen(headless=True, sandbox=False)


def test_root_runs_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(StoreError, match="root"):
        Screen(headless=True)


@needs_memory
def test_browser_that_ends_at_once_again_and_again_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o700)
    monkeypatch.setattr(screens, "CHROMIUM", broken)
    with Screen(headless=True, sandbox=False) as screen, pytest.raises(StoreError, match="display"):
        for _ in range(screens.FAILURES_MAX + 1):
            screen.show("http://127.0.0.1:9/")
            comes(lambda: not screen.is_running())


@needs_memory
def test_browser_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    """The program is killed without a word; nothing may stay on the voter's screen."""
    quiet = tmp_path / "chromium"
    quiet.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 600\n")
    quiet.chmod(0o700)
    program = (
        "import time; from pathlib import Path; from sailau.adapters import screen;"
        f"screen.CHROMIUM = Path({str(quiet)!r}); s = screen.Screen(headless=True, sandbox=False);"
        "s.show('http://127.0.0.1:9/'); print(s.profile, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        profile = Path(running.stdout.readline().strip())
        comes(lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text().strip()))
        browser = int((tmp_path / "pid").read_text())
        running.send_signal(signal.SIGKILL)
    comes(lambda: not Path(f"/proc/{browser}/cmdline").exists() or not Path(f"/proc/{browser}/cmdline").read_bytes())
    profile.rmdir()
