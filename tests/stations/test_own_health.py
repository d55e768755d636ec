"""A terminal shows its own health, since it is on no network; nobody types a password for it (E20; L 50-2(3))."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from sailau.adapters.cards import Tray
from sailau.adapters.cards.tray import TrayReader
from sailau.adapters.machine import Roots
from sailau.adapters.recorder_file import RecorderFile
from sailau.card import CardNumber
from sailau.cli.main import main
from sailau.service.own_health import OwnHealth, OwnLook
from sailau.stations.technician.own import own_lines, own_site
from sailau.stations.technician.tiles import BAD, GOOD, UNKNOWN
from tests.service.day import MORNING, SetClock, installed
from tests.stations.booth import launch

TERMINAL = "terminal-1"


def tray(folder: Path) -> Tray:
    return Tray.make(folder / "cards", [CardNumber(1)])


def networked(folder: Path) -> Roots:
    """A machine with a cable that should not be there, on battery."""
    files = {
        "sys/class/net/eth0/flags": "0x1003",
        "sys/class/power_supply/BAT0/type": "Battery",
        "sys/class/power_supply/BAT0/status": "Discharging",
        "proc/meminfo": "MemAvailable: 4000000 kB\n",
        "proc/swaps": "Filename\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return Roots(sys=folder / "sys", proc=folder / "proc", etc=folder / "etc", var=folder / "var")


def seen(folder: Path) -> OwnHealth:
    clock = SetClock(MORNING)
    with RecorderFile(folder / "recorder.jsonl", TERMINAL, clock) as recorder:
        look = OwnLook(TERMINAL, folder, clock, TrayReader(tray(folder), TERMINAL), recorder, networked(folder / "os"))
        look.wait(lambda: False, 1)
        return look.look()


def test_a_terminal_says_that_it_has_a_network_and_no_mains(tmp_path: Path) -> None:
    told = {line["en"].partition(":")[0]: line for line in own_lines(seen(tmp_path))}
    assert told["Network"]["standing"] == BAD
    assert "eth0" in told["Network"]["ru"]
    assert told["Power"]["standing"] == BAD
    assert told["Card reader"]["standing"] == GOOD
    assert told["Recorder"]["standing"] == GOOD
    assert told["Memory"]["standing"] == GOOD


def test_a_reader_that_never_answered_and_a_recorder_that_nobody_named_are_not_taken_for_good(tmp_path: Path) -> None:
    clock, reader = SetClock(MORNING), TrayReader(tray(tmp_path), TERMINAL)
    own = OwnLook(TERMINAL, tmp_path, clock, reader, None, networked(tmp_path / "os")).look()
    told = {line["en"].partition(":")[0]: line["standing"] for line in own_lines(own)}
    assert (told["Card reader"], told["Recorder"]) == (BAD, UNKNOWN)


def test_health_is_printed_without_a_password_and_leaves_the_terminal_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / TERMINAL
    shutil.copytree(installed().folder / TERMINAL, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    cards = tray(tmp_path).path(CardNumber(1), "tray").parent.parent
    words = ["terminal", "--folder", str(folder), "--cards", f"tray:{cards}", "--health", "--no-screen", "--json"]
    code = main(words)
    told = json.loads(capsys.readouterr().out)
    assert told["device"] == TERMINAL
    standings = [line["standing"] for line in told["health"]]
    assert len(standings) == 8
    assert code == (1 if BAD in standings else 0)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_service_screen_in_three_languages(tmp_path: Path) -> None:
    own = replace(seen(tmp_path), now=MORNING)
    with own_site(lambda: (own, 1)).serve() as served, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        site_path = served._site.entrance()
        page.goto(served.address + site_path, wait_until="commit")
        expect(page.locator(".tile")).to_have_count(8, timeout=20_000)  # the entrance has led to the page
        for language, heading in {
            "kk": "Осы құрылғының жай-күйі",
            "ru": "Состояние этого устройства",
            "en": "The health of this device",
        }.items():
            page.goto(f"{served.address}/{language}", wait_until="commit")
            expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=20_000)
            expect(page.locator(".tile")).to_have_count(8, timeout=20_000)
            assert page.evaluate("document.documentElement.scrollWidth") <= 1280
            if folder := os.environ.get("SAILAU_PICTURES"):
                page.screenshot(path=str(Path(folder) / f"own-{language}.png"))
        browser.close()
