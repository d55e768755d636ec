"""A person votes at a real terminal's screen: process, browser, card; Kazakh and Russian; fingers, keys, switches."""

import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import Browser, sync_playwright

from sailau.card import Activated, Challenged, Voted, Wiped
from sailau.card.content import CardContent
from sailau.terminal.shown import seal_number
from tests.stations.booth import CODE, SECONDS, Voter, launch, voter
from tests.stations.place import AT_TABLE, IN_TERMINAL, Place, next_line, open_place

POCKET = "pocket/voter"
CARDS = 12


@dataclass
class Kiosk:
    """The terminal's process at its place, with the browser that came in by the key."""

    place: Place
    browser: Browser
    address: str
    entrance: str
    cookies: list[dict[str, str]]

    def voter(self, *, scripts: bool) -> AbstractContextManager[Voter]:
        """Somebody at the screen."""
        return voter(self.browser, self.cookies, self.address, scripts=scripts)


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    with ExitStack() as running:
        place = running.enter_context(open_place(tmp_path_factory.mktemp("place"), CARDS))
        for number in range(1, CARDS + 1):
            place.admitted(number)
        place.close()
        printed, _ = running.enter_context(place.process(*place.terminal("--slot", "right")))
        browser = launch(running.enter_context(sync_playwright()))
        running.callback(browser.close)
        entrance = next_line(printed)["address"]
        address = entrance.split("/enter/")[0] + "/"
        first = browser.new_context()
        page = first.new_page()
        page.goto(entrance)
        page.wait_for_url(address)
        cookies: list[dict[str, str]] = first.cookies()  # type: ignore[assignment]
        first.close()
        yield Kiosk(place, browser, address, entrance, cookies)


@pytest.fixture(autouse=True)
def empty_slot(kiosk: Kiosk) -> Iterator[None]:
    """No test leaves its card in the slot to the next one."""
    yield
    for number, where in kiosk.place.tray.cards().items():
        if where == IN_TERMINAL:
            kiosk.place.move(number, POCKET)


def comes_to(kiosk: Kiosk, number: int, kind: type[CardContent]) -> CardContent:
    """What the card is once the terminal has written it."""
    until = time.monotonic() + SECONDS
    while not isinstance(content := kiosk.place.content(number), kind):
        assert time.monotonic() < until, content
        time.sleep(0.05)
    return content


def seal_of(kiosk: Kiosk, card: CardContent) -> str:
    """The seal number of the ballot on the card, worked out from its bytes."""
    assert isinstance(card, Voted | Challenged)
    (tracker,) = kiosk.place.trackers([card.ballot])
    return " ".join(seal_number(tracker))


def take_out(kiosk: Kiosk, at: Voter, number: int) -> None:
    """The card is out; the terminal waits for the next voter."""
    kiosk.place.move(number, POCKET)
    at.sees("waiting")


def test_vote_in_kazakh_by_touch_without_scripts(kiosk: Kiosk) -> None:
    with kiosk.voter(scripts=False) as at:
        kiosk.place.move(1, IN_TERMINAL)
        at.sees("language")
        at.touch("choose-language:kk")
        at.sees("contest")
        assert "Бір кандидатты таңдаңыз" in at.words()
        at.touch("choose:4")
        at.sees_chosen("choose:4")
        at.touch("choose:2")
        at.sees_chosen("choose:2")
        assert not at.is_chosen("choose:4"), "the choice moved"
        at.touch("next")
        at.sees("review")
        at.touch("confirm")
        at.sees("thanks")
        assert "Дауысыңыз қабылданды" in at.words()
        assert seal_of(kiosk, comes_to(kiosk, 1, Voted)) == at.seal_number()
        at.touch("button-2")
        at.touch("button-1")
        at.sees("code")
        code = at.code()
        assert re.fullmatch(r"[0-9]{4}", code)
        take_out(kiosk, at, 1)
        assert at.page.locator(CODE).count() == 0, "the code left with the card"
        assert beside_static(at) == {"/"}


def beside_static(at: Voter) -> set[str]:
    """What was asked for, but for the files that are the same for everybody."""
    return {path for path in at.addresses() if not path.startswith("/static/")}


@pytest.mark.parametrize("scripts", [True, False])
def test_vote_in_russian_by_keyboard(kiosk: Kiosk, scripts: bool) -> None:
    """Arrows with scripts; Tab, which every browser has, without."""
    number = 2 if scripts else 3
    forward = "ArrowDown" if scripts else "Tab"
    with kiosk.voter(scripts=scripts) as at:
        kiosk.place.move(number, IN_TERMINAL)
        for screen, value in (
            ("language", "choose-language:ru"),
            ("contest", "choose:3"),
            ("contest", "next"),
            ("review", "confirm"),
        ):
            at.sees(screen)
            go(at, value, forward, scripts=scripts)
            before = at.number()
            at.key("Enter")
            at.sees_more_than(before)
        at.sees("thanks")
        assert "Ваш голос принят" in at.words()
        assert seal_of(kiosk, comes_to(kiosk, number, Voted)) == at.seal_number()
        take_out(kiosk, at, number)


def go(at: Voter, value: str, forward: str, *, scripts: bool) -> None:
    """Walk to a control by the device's focus, or by the browser's own."""
    if scripts:
        at.walk_to(value, forward)
        return
    time.sleep(0.45)
    wanted = f'button[value="{value}"]:focus'
    for _ in range(30):
        if at.page.locator(wanted).count():
            return
        at.key(forward)
    raise AssertionError(f"the focus never comes to {value}")


def test_vote_by_two_switches(kiosk: Kiosk) -> None:
    with kiosk.voter(scripts=True) as at:
        kiosk.place.move(4, IN_TERMINAL)
        for screen, value in (
            ("language", "choose-language:kk"),
            ("contest", "choose:2"),
            ("contest", "next"),
            ("review", "confirm"),
        ):
            at.sees(screen)
            at.walk_to(value, "F1")
            before = at.number()
            at.key("F2")
            at.sees_more_than(before)
        at.sees("thanks")
        assert seal_of(kiosk, comes_to(kiosk, 4, Voted)) == at.seal_number()
        assert beside_static(at) == {"/", "/state?since=N"}
        take_out(kiosk, at, 4)


@pytest.mark.parametrize("scripts", [True, False])
def test_card_pulled_at_mid_turn_takes_the_choice_off_the_screen(kiosk: Kiosk, scripts: bool) -> None:
    number = 5 if scripts else 6
    with kiosk.voter(scripts=scripts) as at:
        kiosk.place.move(number, IN_TERMINAL)
        at.sees("language")
        at.touch("choose-language:ru")
        at.sees("contest")
        at.touch("choose:1")
        at.sees_chosen("choose:1")
        kiosk.place.move(number, POCKET)
        at.sees("removed")
        assert "Вы ещё не проголосовали" in at.words()
        assert isinstance(kiosk.place.content(number), Activated), "the card is as good as before"
        kiosk.place.move(number, IN_TERMINAL)
        at.sees("language")
        at.touch("choose-language:ru")
        at.sees("contest")
        assert not at.is_chosen("choose:1")
        kiosk.place.move(number, POCKET)
        at.sees("removed")


def test_machine_is_checked_and_the_ballot_opens(kiosk: Kiosk) -> None:
    with kiosk.voter(scripts=True) as at:
        vote(kiosk, at, 7, "choose:2")
        seal = at.seal_number()
        at.touch("check")
        at.sees("check")
        at.touch("confirm")
        at.sees("challenged")
        assert seal_of(kiosk, comes_to(kiosk, 7, Challenged)) == seal
        take_out(kiosk, at, 7)


def vote(kiosk: Kiosk, at: Voter, number: int, row: str) -> None:
    kiosk.place.move(number, IN_TERMINAL)
    for screen, value in (("language", "choose-language:kk"), ("contest", row), ("contest", "next")):
        at.sees(screen)
        at.touch(value)
    at.sees("review")
    at.touch("confirm")
    at.sees("thanks")


def test_reader_that_is_lost_puts_the_terminal_out_of_service_until_it_is_found(kiosk: Kiosk) -> None:
    slot, away = kiosk.place.tray.place(IN_TERMINAL), kiosk.place.tray.folder / "unplugged"
    with kiosk.voter(scripts=True) as at:
        kiosk.place.move(8, IN_TERMINAL)
        at.sees("language")
        slot.rename(away)
        at.sees("reader-lost")
        away.rename(slot)
        at.sees("language")
        kiosk.place.move(8, POCKET)
        at.sees("removed")


def form(at: Voter) -> dict[str, str]:
    """The hidden fields of the page that is shown."""
    fields = at.page.locator("form input[type=hidden]").all()
    return {field.get_attribute("name") or "": field.get_attribute("value") or "" for field in fields}


def test_forms_that_are_late_doubled_foreign_or_forged_change_nothing(kiosk: Kiosk) -> None:
    with kiosk.voter(scripts=True) as at:
        stale = form(at)
        kiosk.place.move(9, IN_TERMINAL)
        at.sees("language")
        send = partial(at.page.request.post, kiosk.address, max_redirects=0)
        at.touch("choose-language:kk")
        at.sees("contest")
        now = form(at)
        time.sleep(0.5)
        for value in ("card-voted", "sealed", "card-out", "wiped", "time-out", "choose:0", "choose:99", "confirm"):
            assert send(form={**now, "do": value}).status == 303
        at.page.goto(kiosk.address)
        at.sees("contest")
        assert send(form={**stale, "do": "choose:1"}).status == 303, "a form of the waiting screen"
        time.sleep(0.5)
        assert [send(form={**now, "do": "choose:3"}).status for _ in range(2)] == [303, 303]
        at.page.goto(kiosk.address)
        at.sees_chosen("choose:3")
        assert not at.is_chosen("choose:1")
        assert send(form={"place": now["place"], "do": "next"}).status == 403, "without the token"
        kiosk.place.move(9, POCKET)
        at.sees("removed")


def test_one_browser_alone_is_served(kiosk: Kiosk) -> None:
    other = kiosk.browser.new_context()
    try:
        page = other.new_page()
        answer = page.goto(kiosk.address)
        assert answer is not None and answer.status == 403
        again = page.goto(kiosk.entrance)
        assert again is not None and again.status == 403, "the key opens once"
    finally:
        other.close()


def test_nothing_is_cached_and_nothing_comes_from_elsewhere(kiosk: Kiosk) -> None:
    with kiosk.voter(scripts=True) as at:
        for path in ("", "state?since=0", "static/kiosk.css", "static/kiosk.js"):
            answer = at.page.request.get(kiosk.address + path)
            assert (answer.status, answer.headers["cache-control"]) == (200, "no-store"), path
            assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_activated_card_becomes_a_ballot_in_the_box(kiosk: Kiosk) -> None:
    """Desk, terminal's screen, accumulator, box: each a process but for the desk, and the ballot is the voter's own."""
    place = kiosk.place
    with kiosk.voter(scripts=True) as at:
        vote(kiosk, at, 10, "choose:4")
        seal, card = at.seal_number(), comes_to(kiosk, 10, Voted)
        take_out(kiosk, at, 10)
    assert isinstance(card, Voted)
    with ExitStack() as running:
        port = next_line(running.enter_context(place.process(*place.table()))[0])["port"]
        said, _ = running.enter_context(place.process(*place.accumulator(port)))
        assert next_line(said)["word"] == "ready"
        place.move(10, AT_TABLE)
        assert next_line(said)["word"] == "accepted"
    assert isinstance(place.content(10), Wiped)
    place.reopen()
    assert list(place.day.table("box", "ballots").values()) == [card.ballot]
    assert seal_of(kiosk, card) == seal
    place.close()
