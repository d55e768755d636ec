"""The observers' board shows the day's figures and those present, and says so when cards do not agree (L 20-1(5))."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ViewportSize, expect, sync_playwright

from sailau.card import TerminalMark
from sailau.precinct.present import Kind
from sailau.refusal import Refusal
from sailau.service import board as boards
from sailau.service.board import Board
from sailau.service.day_summary import day_summary
from sailau.service.present import Remark, enter_remark, note_presence, register_present, remove_present
from sailau.service.sittings import Item, hold_sitting
from sailau.service.suspension import suspend_member
from sailau.stations.board import page, present
from sailau.stations.board.views import board_site, render, render_present
from sailau.words.screens import LANGUAGES, board_words
from tests.service.day import Day, open_day
from tests.service.test_present import WORDS, answer_ids, decision, shown, sitting
from tests.stations.booth import launch

SCREEN: ViewportSize = {"width": 1920, "height": 1080}
SIZE = "[document.body.scrollWidth, document.body.scrollHeight]"


def witnessed(day: Day) -> str:
    """A card that carried a terminal's checkpoint was taken."""
    root = bytes(range(32))
    mark = TerminalMark(device="terminal-1", signature=b"", witness=(412).to_bytes(8, "big") + root)
    day.precinct.witnesses.see(mark, day.precinct.recorder("accumulator-1"))
    return root.hex()


def with_company(day: Day) -> None:
    """Somebody of every kind is registered; one left, one was removed, one was heard; a sitting; a member suspended."""
    precinct, signers = day.precinct, day.signers(1, 3)
    for kind, surname, sender in (
        (Kind.OBSERVER, "Қалиева", "«Әділ сайлау» қоғамдық бірлестігі"),
        (Kind.PROXY, "Төлегенов", answer_ids(day)[0]),
        (Kind.MEDIA, "Ким", "«Ақсамал» телеарнасы"),
        (Kind.OBSERVER, "Петренко", "«Сайлаушылар лигасы» қоғамдық бірлестігі"),
        (Kind.PROXY, "Жұмабаев", answer_ids(day)[1]),
    ):
        assert not isinstance(register_present(precinct, shown(day, kind, surname, sender)), Refusal)
    assert not isinstance(note_presence(precinct, 3, there=False), Refusal)
    assert not isinstance(enter_remark(precinct, 1, Remark(words=WORDS, right=5), signers), Refusal)
    assert not isinstance(remove_present(precinct, 4, decision(), signers), Refusal)
    held = sitting(day)
    second = Item(matter=held.items[0].matter, decision=held.items[0].decision, votes=held.items[0].votes)
    assert not isinstance(hold_sitting(precinct, replace(held, items=(*held.items, second)), signers), Refusal)
    assert not isinstance(suspend_member(precinct, "member-7", decision(), signers), Refusal)


def test_board_follows_the_day_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "LOOK_SECONDS", 0.2)
    with open_day(tmp_path) as day, sync_playwright() as playwright:
        turn = threading.Lock()
        with board_site(Board(day.precinct, turn)).serve() as served:
            browser = launch(playwright)
            seen = browser.new_page(viewport=SCREEN)
            seen.goto(served.address, wait_until="commit")
            expect(seen.locator("footer b")).to_have_text("0 = 0 + 0 + 0")
            with turn:
                day.admitted(1, 1)
            expect(seen.locator("footer b")).to_have_text("1 = 0 + 1 + 0", timeout=20_000)
            with turn:
                day.voted(2, 2)
            expect(seen.locator("footer b")).to_have_text("2 = 1 + 1 + 0", timeout=20_000)
            expect(seen.locator("footer")).to_have_class("agrees")
            assert seen.locator("dd", has_text=day.precinct.installed.setup_hash.hex()[:4]).count() == 1
            with turn, ThreadPoolExecutor(1) as apart:
                apart.submit(with_company, day).result()  # the browser's own thread signs no acts
            expect(seen.locator(".lines dd").last).to_have_text("3", timeout=20_000)
            fits(seen, "board")
            browser.close()


def test_those_present_their_rights_and_the_chains_stand_on_the_boards_second_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "LOOK_SECONDS", 0.2)
    with open_day(tmp_path) as day, sync_playwright() as playwright:
        turn = threading.Lock()
        board = Board(day.precinct, turn)
        with board_site(board).serve() as served:
            browser = launch(playwright)
            seen = browser.new_page(viewport=SCREEN)
            seen.goto(f"{served.address}/present", wait_until="commit")
            expect(seen.locator(".people")).to_contain_text("Пока никто не зарегистрирован.")
            expect(seen.locator(".rights .remarked")).to_have_count(0)
            assert seen.locator(".rights li").count() == 11
            with turn, ThreadPoolExecutor(1) as apart:
                apart.submit(with_company, day).result()
                root = witnessed(day)
            expect(seen.locator(".people li")).to_have_count(5, timeout=20_000)
            expect(seen.locator(".people li.removed")).to_contain_text("Петренко")
            expect(seen.locator(".rights .remarked")).to_contain_text("ACT-004")
            expect(seen.locator(".entries")).to_contain_text(WORDS)
            for whole in (root, board.present()[0].software):
                expect(seen.locator(".chains")).to_contain_text(present.in_fours(whole[:16]))
            fits(seen, "board-present")
            browser.close()


def fits(seen: Any, name: str) -> None:
    """Nothing is cut off, on the screen that is meant, once typeface and styles are there."""
    for _ in range(100):
        if seen.evaluate(SIZE) == [1920, 1080]:
            break
        seen.wait_for_timeout(100)
    if folder := os.environ.get("SAILAU_PICTURES"):
        seen.screenshot(path=f"{folder}/{name}.png")
    assert seen.evaluate(SIZE) == [1920, 1080]


def test_a_checkpoint_of_the_table_stands_for_a_quarter_of_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_day(tmp_path) as day:
        monkeypatch.setattr(boards, "LOOK_SECONDS", 0.0)
        shown_now = Board(day.precinct, threading.Lock())
        first = shown_now.present()[0].chains
        assert "precinct-computer" in {chain.device for chain in first}
        day.admitted(1, 1)
        assert shown_now.present()[0].chains == first
        monkeypatch.setattr(boards, "EPOCH_SECONDS", 0.0)
        later = {chain.device: chain for chain in shown_now.present()[0].chains}
        head = day.precinct.recorder("desk-1").head()
        assert (later["desk-1"].entries, later["desk-1"].head) == (head.entries, head.hash)


def test_words_of_the_board_are_whole_and_a_difference_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[str] = set()

    class Listening:
        def say(self, word: str, *args: Any, **filled: Any) -> str:
            said.add(word)
            return board_words().say(word, *args, **filled)

    monkeypatch.setattr(page, "board_words", Listening)
    monkeypatch.setattr(present, "board_words", Listening)
    with open_day(tmp_path) as day:
        empty = Board(day.precinct, threading.Lock()).present()[0]
        with_company(day)
        summary, seen = day_summary(day.precinct), Board(day.precinct, threading.Lock()).present()[0]
    for state in ("installed", "checked", "open", "suspended", "closed", "counted"):
        render(page.page_of(replace(summary, state=state, training=True), LANGUAGES, seen))
    html = render(page.page_of(replace(summary, issued=5, accepted=4), LANGUAGES))
    assert "5 ≠ 4 + 0 + 0" in html
    assert 'class="differs"' in html
    every = tuple(replace(seen.presence.people[0], kind=kind.value) for kind in Kind)
    crowd = replace(seen.presence, people=(*seen.presence.people, *every))
    lost = replace(seen.presence.sittings[0].decisions[0], taken=False)
    not_taken = replace(crowd, sittings=(replace(seen.presence.sittings[0], decisions=(lost,)),))
    for one in (empty, seen, replace(seen, presence=not_taken)):
        html = render_present(present.present_page(one, "07:00", training=True, languages=LANGUAGES))
    assert "not taken" in html
    assert said == set(board_words().entries)
