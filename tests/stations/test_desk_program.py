"""`sailau desk` as a process: its browser is started again when it dies, and it stands still without its recorder."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from playwright.sync_api import expect, sync_playwright

from sailau.refusal import Refusal
from sailau.service.enrolment import certify_request, enrol
from sailau.service.recorder.watch import RECORDER_LOST
from sailau.signing.authority import around
from sailau.signing.roles import Role
from tests.memory import needs_memory
from tests.service.day import DESK, LIGHT, MORNING, PIN, authorities, recorded
from tests.service.recorder.running import Running
from tests.stations.booth import launch
from tests.stations.place import HEADLESS, ROOT, next_line
from tests.stations.test_own_screen import browser_at

ELECTION, COMMISSION = "president-2005-example", "precinct-25"
YEARS = around(MORNING, before=timedelta(days=30), after=timedelta(days=30))


def words_of(kind: str, tmp_path: Path, *more: str) -> list[str]:
    """The words that start a station with a key of its own; nobody has to sign in."""
    folder = tmp_path / DESK
    enrol(folder, DESK, Role.DESK, "SN-9", PIN, election=ELECTION, commission=COMMISSION, cost=LIGHT)
    request = (folder / "request.json").read_bytes()
    made = certify_request(authorities().territorial, request, validity=YEARS, election=ELECTION, commission=COMMISSION)
    assert not isinstance(made, Refusal), made
    chain = b"".join(one.public_bytes(Encoding.PEM) for one in (made.certificate, *made.chain))
    (folder / "certificates.pem").write_bytes(chain)
    (tmp_path / "pin").write_bytes(PIN)
    (tmp_path / "keys").mkdir()
    said = [kind, "--folder", str(folder), "--table", "127.0.0.1:9", "--keys", str(tmp_path / "keys")]
    return [*said, "--pin-file", str(tmp_path / "pin"), *more]


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    (tmp_path / "cards").mkdir()
    return words_of("desk", tmp_path, "--cards", f"tray:{tmp_path / 'cards'}")


@contextmanager
def running(*words: str) -> "Iterator[IO[str]]":
    """`sailau` with these words and a browser that nobody sees, until SIGTERM, which it obeys."""
    argv = [sys.executable, "-m", HEADLESS, MORNING.isoformat(), *words, "--json"]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=60)[1]
    assert (process.returncode, said) == (0, "")


@needs_memory
def test_a_browser_that_died_is_started_again_and_that_is_recorded(words: list[str], tmp_path: Path) -> None:
    with running(*words) as printed:
        address = next_line(printed)["address"]
        assert "enter" not in address, "the key is the browser's own"
        process, first = browser_at(address)
        os.kill(process, signal.SIGKILL)
        browser_at(address, not_with=first)
    events = recorded(tmp_path / DESK / "recorder.jsonl", DESK)
    assert (events.count("fault-reported"), events[-1]) == (1, "device-stopped")


def stands_still_and_goes_on(words: Sequence[str], tmp_path: Path, said: str) -> None:
    """A station's real recorder is killed and started again, under a browser that looks on."""
    recorder = Running(tmp_path / "recorder", DESK)
    recorder.__enter__()
    told = [*words, "--no-screen", "--recorder", str(recorder.socket)]
    with running(*told) as printed, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.goto(next_line(printed)["address"], wait_until="commit")
        form = page.locator("form")
        expect(form).to_have_attribute("data-screen", "sign-in", timeout=20_000)
        recorder.end(signal.SIGKILL)
        expect(form).to_have_attribute("data-screen", "still", timeout=20_000)
        expect(page.get_by_text(said)).to_be_visible()
        expect(page.get_by_text(RECORDER_LOST.text.kk)).to_be_visible()
        recorder = Running(tmp_path / "recorder", DESK)
        recorder.__enter__()
        expect(form).to_have_attribute("data-screen", "sign-in", timeout=20_000)
        browser.close()
    recorder.end(signal.SIGTERM)


def test_a_desk_without_its_recorder_stands_still_says_so_and_goes_on(words: list[str], tmp_path: Path) -> None:
    stands_still_and_goes_on(words, tmp_path, "Үстел жұмысын тоқтатты")
