"""The public screen: challenged ballots opened for all, void first; a ballot found by its seal number (L 50-5(1))."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from sailau.adapters.table_link import Done
from sailau.election.nouns import Language as BallotLanguage
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import public_screen
from sailau.service.accumulator import Shown
from sailau.service.public_screen import OPENED_SECONDS, TABLE_BUSY, PublicScreen, seal_of
from sailau.service.table import TableServer
from sailau.stations.public.page import SEALS_A_PAGE, finder_page, waiting_page
from sailau.stations.public.views import public_site, render
from sailau.stations.site import Site
from sailau.terminal.shown import seal_number
from sailau.words.numbers import Language
from tests.service.day import CONTEST, Day, chosen, open_day
from tests.service.test_table import HOST, perform
from tests.stations.browser import Browser

LANGUAGES: tuple[Language, ...] = ("kk", "ru", "en")


@dataclass
class Table:
    """A day's table with its public screen, a browser before it, and what the box said at each opening."""

    day: Day
    port: int
    screen: PublicScreen
    browser: Browser
    site: Site
    turn: threading.Lock
    now: list[float]
    aside_when_shown: list[int] = field(default_factory=list)

    def challenged(self, number: int, answer: int = 4) -> str:
        """Voter `number` checks the machine; the ballot's seal number."""
        slot = self.day.admitted(number, number)
        vote = self.day.challenged(slot, answer)
        assert perform(self.day, self.port, "take-card", slot) == Done("shown", True)
        return "".join(seal_number(vote.tracker))

    def voted(self, number: int) -> str:
        """Voter `number` votes; the ballot's seal number."""
        slot = self.day.admitted(number, number)
        vote = self.day.vote(slot)
        assert perform(self.day, self.port, "take-card", slot) == Done("accepted", True)
        return "".join(seal_number(vote.tracker))


@contextmanager
def at_the_table(tmp_path: Path) -> Iterator[Table]:
    with open_day(tmp_path) as day:
        turn, now, stop = threading.Lock(), [100.0], threading.Event()
        screen = PublicScreen(day.precinct, turn, lambda: now[0])
        site = public_site(screen, LANGUAGES)
        seen: list[int] = []

        def shown(opened: Shown) -> None:
            seen.append(len(day.table("box", "aside")))
            screen.opened(opened)

        with TableServer(day.precinct, HOST, 0, shown=shown, turn=turn) as server, site.serve() as served:
            thread = threading.Thread(target=server.serve, args=(stop.is_set,))
            thread.start()
            try:
                yield Table(day, server.port, screen, Browser(site, served), site, turn, now, seen)
            finally:
                stop.set()
                thread.join()
        assert site.failure is None


def name_of(day: Day, answer: int) -> str:
    return day.precinct.style.contest(CONTEST).answers[answer - 1].text(BallotLanguage.KK)


def test_challenged_ballot_is_void_first_and_then_shown_as_it_was_sealed(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as table:
        assert 'data-page="waiting"' in table.browser.page()
        seal = table.challenged(1, answer=4)
        assert table.aside_when_shown == [1], "it was void before the screen was told"
        assert table.day.table("box", "ballots") == {}
        page = table.browser.page()
        assert 'data-page="opened"' in page and "Бұл бюллетень есептелмейді" in page
        assert name_of(table.day, 4) in page
        assert all(name_of(table.day, other) not in page for other in (1, 2, 3, 5))
        assert shown_seal(page) == seal
        assert re.search(r"data-code>\d{4}<", page), "the code, void now"
        assert "1-терминал" in page
        table.now[0] += OPENED_SECONDS
        page = table.browser.page()
        assert 'data-page="waiting"' in page and f'href="/opened/{seal}"' in page
        assert name_of(table.day, 4) in table.browser.page(f"/opened/{seal}")


def test_terminal_that_gives_wrong_randomness_is_shown_as_failed_with_no_choice(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as table:
        slot = table.day.admitted(1, 1)
        session, booth = table.day.session(slot), table.day.booth()
        vote = booth.confirm(slot, session, chosen(1))
        assert isinstance(vote, SealedVote)
        lied = bytes([vote.randomness[0] ^ 1]) + vote.randomness[1:]
        booth.challenge(slot, session, replace(vote, randomness=lied))
        assert perform(table.day, table.port, "take-card", slot) == Done("shown", False)
        page = table.browser.page()
        assert "Терминал тексеруден өтпеді" in page and "data-chosen" not in page and "data-code" not in page
        assert shown_seal(page) == "".join(seal_number(vote.tracker))


def test_opened_ballots_stand_in_the_order_of_their_seals_also_after_a_restart(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as table:
        seals = [table.challenged(number, answer=1 + number % 5) for number in range(1, 7)]
        table.now[0] += OPENED_SECONDS
        listed = re.findall(r'href="/opened/([0-9A-Z]{12})"', table.browser.page())
        assert listed == sorted(seals)
        anew = PublicScreen(table.day.precinct, table.turn)
        again = anew.all_opened()
        assert not isinstance(again, Refusal)
        assert [one.seal for one in again] == sorted(seals)
        assert anew.latest() is None
        assert all(one.contests for one in again)


def test_seal_number_finds_a_ballot_of_the_box_and_nothing_else_is_said(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as table:
        first, second, void = table.voted(1), table.voted(2), table.challenged(3)
        table.now[0] += OPENED_SECONDS
        pages = [table.browser.post("/find", typed=seal.lower(), key="look-up") for seal in (first, second)]
        assert all('data-answer="in"' in page for page in pages)
        assert pages[0].replace(first, "") != pages[0]
        assert without_signs(pages[0]) == without_signs(pages[1]), "but for the number the pages are the same"
        for other in (void, "0" * 12):
            page = table.browser.post("/find", typed=other, key="look-up")
            assert 'data-answer="out"' in page
        third = table.voted(4)
        assert 'data-answer="in"' in table.browser.post("/find", typed=third, key="look-up"), "it came meanwhile"


def test_number_is_typed_sign_by_sign_without_a_keyboard_or_a_script(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as table:
        seal = table.voted(1)
        typed, browser = "", table.browser
        for sign in ("X", "delete", *seal):
            page = browser.post("/find", typed=typed, key=sign)
            found = re.search(r'name="typed" value="([^"]*)"', page)
            assert found is not None
            typed = found.group(1)
        assert typed == seal
        assert 'data-answer=""' in page, "nothing is said before it is asked"
        assert 'data-answer="in"' in browser.post("/find", typed=typed, key="look-up")
        assert 'value=""' in browser.post("/find", typed=typed, key="anew")
        assert "Нужно ещё 3 знака" in browser.post("/find", typed=seal[:9], key="look-up")


def test_check_that_is_opened_takes_the_screen_from_who_is_typing(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as table:
        with table.browser.opened("/find") as waiting:
            assert "<form" in waiting.so_far()
            seal = table.challenged(1)
            assert 'content="0;url=/"' in waiting.rest()
        assert shown_seal(table.browser.page()) == seal


def test_question_waits_for_a_card_at_the_table_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_screen, "WAIT_SECONDS", 0.2)
    with at_the_table(tmp_path) as table:
        seal = table.voted(1)
        with table.turn:
            assert table.screen.is_in_the_box(seal) == TABLE_BUSY
            assert "Стол занят" in table.browser.post("/find", typed=seal, key="look-up")
        assert table.screen.is_in_the_box(seal) is True


@pytest.mark.parametrize(
    ("typed", "seal"),
    [
        ("7k3q-x9m2-a4td", "7K3QX9M2A4TD"),
        (" 7K3Q X9M2 A4TD ", "7K3QX9M2A4TD"),
        ("oil1", "0111"),
        ("АВЕКМНРСТХ", "ABEKMHPCTX"),
        ("7K3QX9M2A4TD7K3Q", "7K3QX9M2A4TD"),
        ("<script>ы", "SCRIPT".replace("I", "1")),
        ("", ""),
    ],
)
def test_whatever_is_typed_is_read_as_signs_of_a_seal_number(typed: str, seal: str) -> None:
    assert seal_of(typed) == seal


def test_long_list_is_turned_page_by_page(tmp_path: Path) -> None:
    one = public_screen.OpenedBallot(seal="0" * 12, device="terminal-1", contests=None)
    many = [replace(one, seal=f"{number:012d}") for number in range(2 * SEALS_A_PAGE + 1)]
    shown = [waiting_page(many, number, LANGUAGES) for number in (1, 2, 3)]
    assert [seal.key for page in shown for seal in page.seals] == [ballot.seal for ballot in many]
    assert [(page.earlier_page, page.later_page) for page in shown] == [("", "2"), ("1", "3"), ("2", "")]
    assert waiting_page(many, 99, LANGUAGES) == shown[2]
    assert waiting_page([], 1, LANGUAGES).none


def test_finder_page_holds_no_more_than_was_typed() -> None:
    page = finder_page("7K3Q", LANGUAGES, asked=True, answer=None)
    assert not page.found and not page.missing
    assert "8" in page.answer[0].text
    assert 'data-answer=""' in render(page)


def shown_seal(page: str) -> str:
    found = re.search(r"data-seal>(.*?)</p>", page)
    assert found is not None, page
    return re.sub(r"<[^>]*>|\s", "", found.group(1))


def without_signs(page: str) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|name="typed" value="[^"]*"', "", page)
    return re.sub(r'<p class="seal-number".*?</p>', "", page)
