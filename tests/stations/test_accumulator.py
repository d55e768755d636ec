"""The accumulator's screen: what it says of each card, whatever happens, and how it looks (R 12; L 50-5(5); C21)."""

import io
import re
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sailau.adapters.cards import FileCard, Tray
from sailau.adapters.cards.tray import TrayReader, slot_of
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.table_link import TableLink
from sailau.card import CardNumber, CardSlot
from sailau.refusal import Refusal, Text
from sailau.service import accumulator
from sailau.service.accumulator_device import AccumulatorDevice
from sailau.service.accumulator_screen import ANSWER_SECONDS_MIN, READY, AccumulatorScreen, Telling
from sailau.stations.accumulator.page import Face, page_of
from sailau.stations.accumulator.tones import SAMPLES_A_SECOND, TONES, tone
from sailau.stations.accumulator.views import accumulator_site, render
from sailau.words.screens import table_words
from tests.service.day import MORNING, TABLE, Day, open_day
from tests.service.test_table import HOST, serving
from tests.stations.browser import Browser

WORDS = sorted(
    word.removesuffix("-do") for word in table_words().entries if word.endswith("-do") and word != "failed-do"
)
TEXT = Text("Дауыс беру әлі ашылған жоқ.", "Голосование ещё не открыто.", "Voting is not open yet.")


def until(browser: Browser, word: str, count: str | None = None) -> str:
    """The page once it says this word (and this number), as a person who waits for it sees it."""
    end = time.monotonic() + 20
    while f'data-word="{word}"' not in (text := browser.page()) or count not in (None, accepted(text)):
        assert time.monotonic() < end, text
        time.sleep(0.05)
    return text


@contextmanager
def running(day: Day, port: int, tray: Tray) -> Iterator[Browser]:
    """An accumulator with reader, link, screen and page, in threads of this process."""
    screen, stop = AccumulatorScreen(), threading.Event()
    device = AccumulatorDevice(lambda: link(day, port), ("take-card",), lambda word, text: None, screen)
    site = accumulator_site(screen, ("kk", "ru", "en"), training=True)
    with RecorderFile(day.folder / "own.jsonl", TABLE, day.clock) as recorder, site.serve() as served:
        reader = TrayReader(tray, TABLE)
        thread = threading.Thread(target=device.run, args=(reader, recorder, stop.is_set))
        thread.start()
        try:
            yield Browser(site, served)
        finally:
            stop.set()
            thread.join()
        assert site.failure is None


def link(day: Day, port: int) -> TableLink | Refusal:
    return TableLink.open(HOST, port, day.installed.pki.signers[TABLE], MORNING)


def accepted(page: str) -> str:
    found = re.search(r"data-count>([^<]*)", page)
    assert found is not None, page
    return found.group(1)


def test_voter_sees_that_the_vote_is_accepted_and_that_it_counts_once(tmp_path: Path) -> None:
    tray = Tray.make(tmp_path / "cards", [CardNumber(1), CardNumber(2)])

    def card(number: int) -> CardSlot:
        return FileCard(tray.path(CardNumber(number), tray.cards()[CardNumber(number)]))

    with open_day(tmp_path) as day:
        for number in (1, 2):
            day.cards[number] = card(number)  # type: ignore[assignment]
            day.vote(day.admitted(number, number))
        copied = tray.path(CardNumber(1), "tray").read_bytes()
        with serving(day) as port, running(day, port, tray) as browser:
            until(browser, "ready", "0")
            tray.move(CardNumber(1), "tray", slot_of(TABLE))
            page = until(browser, "accepted")
            assert accepted(page) == "1"
            assert '<span class="name name-1" lang="kk">Қабылданды</span>' in page
            assert '<audio src="/tone/rising.wav" autoplay>' in page
            assert browser.bytes("/tone/rising.wav") == tone("rising")
            tray.move(CardNumber(1), slot_of(TABLE), "pocket/voter")
            assert 'data-word="accepted"' in browser.page(), "it stays for who stands there"
            assert accepted(until(browser, "ready")) == "1"
            tray.path(CardNumber(1), "pocket/voter").write_bytes(copied)
            tray.move(CardNumber(1), "pocket/voter", slot_of(TABLE))
            again = until(browser, "ballot-of-another-card")
            assert 'data-face="not-taken"' in again and accepted(again) == "1"
            tray.move(CardNumber(1), slot_of(TABLE), "pocket/voter")
            outcome = accumulator.take_card(day.precinct, card(2), accumulator=TABLE)
            assert isinstance(outcome, accumulator.Accepted), "at another accumulator"
        assert len(day.table("box", "ballots")) == day.counts()["accepted"] == 2


def test_screen_says_when_the_computer_cannot_be_reached_and_counts_nothing_meanwhile(tmp_path: Path) -> None:
    tray = Tray.make(tmp_path / "cards", [CardNumber(1)])
    with open_day(tmp_path) as day:
        with serving(day) as port:
            pass
        with running(day, port, tray) as browser:
            assert "пока неизвестно" in until(browser, "ready")
            tray.move(CardNumber(1), "tray", slot_of(TABLE))
            page = until(browser, "link-lost")
            assert 'data-face="not-taken"' in page and "Учтён ли голос, пока неизвестно." in page
            assert accepted(page) == ""


def test_answer_stays_until_the_card_is_out_and_long_enough_to_be_read() -> None:
    now = [0.0]
    screen = AccumulatorScreen(lambda: now[0])

    def word() -> str:
        screen.tick()
        return screen.look()[0].word

    screen.accepted(7)
    screen.card_in()
    assert word() == "reading"
    screen.answer("accepted", TEXT)
    now[0] = 3 * ANSWER_SECONDS_MIN
    assert word() == "accepted", "the card is still there"
    screen.card_in()
    screen.answer("accepted", TEXT)
    screen.card_out()
    assert word() == "accepted"
    now[0] += ANSWER_SECONDS_MIN
    before = screen.number()
    assert word() == READY
    assert screen.number() == before + 1
    assert screen.look()[0] == Telling(word=READY, accepted=7)
    screen.answer("reader-lost", TEXT)
    now[0] += 100
    assert word() == "reader-lost", "it stands until the reader is found"
    screen.ready()
    assert word() == READY


def test_next_card_does_not_wait_for_the_answer_before_to_be_read() -> None:
    screen = AccumulatorScreen(lambda: 0.0)
    screen.answer("accepted", TEXT)
    screen.card_out()
    screen.card_in()
    assert screen.look()[0].word == "reading"


@pytest.mark.parametrize("word", [*WORDS, "voting-not-open"])
def test_every_answer_says_in_each_language_what_happened_and_what_to_do(word: str) -> None:
    page = page_of(Telling(word=word, text=TEXT, accepted=2381), ("kk", "ru", "en"))
    assert [line.language for line in page.heading] == [one.language for one in page.explained] == ["kk", "ru", "en"]
    assert all(line.text for line in page.heading) and all(one.todo for one in page.explained)
    assert page.accepted == "2\u00a0381"
    html = render(page)
    assert f"/tone/{page.tone}.wav" in html and tone(page.tone) is not None
    assert html.count('lang="en"') >= 3


def test_faces_tell_accepted_counted_before_and_not_taken_apart_and_nothing_else_is_accepted() -> None:
    faces = {word: page_of(Telling(word=word)).face for word in WORDS}
    assert [word for word, face in faces.items() if face is Face.ACCEPTED] == ["accepted"]
    assert [word for word, face in faces.items() if face is Face.BEFORE] == ["ballot-taken-before"]
    assert {word for word, face in faces.items() if face is Face.STOP} == {"ballot-unsound", "shown-failed"}
    tones = {face: page_of(Telling(word=word)).tone for word, face in faces.items()}
    assert len({tones[Face.ACCEPTED], tones[Face.BEFORE], tones[Face.NOT_TAKEN]}) == 3
    assert page_of(Telling(word="a-word-of-tomorrow", text=TEXT)).face is Face.NOT_TAKEN


def test_words_of_a_refusal_cannot_become_part_of_the_page() -> None:
    html = render(page_of(Telling(word="odd", text=Text("<b>&", "<script>", "x"))))
    assert "<script" not in html and "&lt;b&gt;&amp;" in html


def test_tones_are_one_rising_one_level_and_two_low() -> None:
    lengths = {}
    for name in TONES:
        sound = tone(name)
        assert sound is not None
        with wave.open(io.BytesIO(sound)) as read:
            assert (read.getframerate(), read.getnchannels()) == (SAMPLES_A_SECOND, 1)
            lengths[name] = read.getnframes()
    assert lengths["rising"] == lengths["level"] != lengths["low"]
    assert tone("rising") != tone("level")
    assert tone("another") is None
