"""The observers' board shows the day's figures and nothing else, and says so when cards do not agree (L 20-1(5))."""

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright

from sailau.service import board as boards
from sailau.service.board import Board
from sailau.service.day_summary import day_summary
from sailau.stations.board import page
from sailau.stations.board.views import board_site, render
from sailau.words.screens import LANGUAGES, board_words
from tests.service.day import open_day
from tests.stations.booth import launch


def test_board_follows_the_day_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "LOOK_SECONDS", 0.2)
    with open_day(tmp_path) as day, sync_playwright() as playwright:
        turn = threading.Lock()
        with board_site(Board(day.precinct, turn)).serve() as served:
            browser = launch(playwright)
            shown = browser.new_page(viewport={"width": 1920, "height": 1080})
            shown.goto(served.address, wait_until="commit")
            expect(shown.locator("footer b")).to_have_text("0 = 0 + 0 + 0")
            with turn:
                day.admitted(1, 1)
            expect(shown.locator("footer b")).to_have_text("1 = 0 + 1 + 0", timeout=20_000)
            with turn:
                day.voted(2, 2)
            expect(shown.locator("footer b")).to_have_text("2 = 1 + 1 + 0", timeout=20_000)
            expect(shown.locator("footer")).to_have_class("agrees")
            assert shown.locator("dd", has_text=day.precinct.installed.setup_hash.hex()[:4]).count() == 1
            width, height = shown.evaluate("[document.body.scrollWidth, document.body.scrollHeight]")
            assert (width, height) == (1920, 1080)
            if folder := os.environ.get("SAILAU_PICTURES"):
                shown.screenshot(path=f"{folder}/board.png")
            browser.close()


def test_words_of_the_board_are_whole_and_a_difference_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[str] = set()

    class Listening:
        def say(self, word: str, *args: Any, **filled: Any) -> str:
            said.add(word)
            return board_words().say(word, *args, **filled)

    monkeypatch.setattr(page, "board_words", Listening)
    with open_day(tmp_path) as day:
        summary = day_summary(day.precinct)
    for state in ("installed", "checked", "open", "suspended", "closed", "counted"):
        render(page.page_of(replace(summary, state=state, training=True), LANGUAGES))
    html = render(page.page_of(replace(summary, issued=5, accepted=4), LANGUAGES))
    assert "5 ≠ 4 + 0 + 0" in html
    assert 'class="differs"' in html
    assert said == set(board_words().entries)
