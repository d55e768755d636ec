"""A ballot by ear: a voter who sees nothing votes by what the device says; the screen shows the same."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from sailau.accumulator.decisions import rebuild_ballot
from sailau.adapters.sound_files import SoundFiles, archive_of
from sailau.adapters.speech import Voice
from sailau.card import Voted
from sailau.election.ballot import questions
from sailau.election.examples import EXAMPLE_PRECINCT, president_2005
from sailau.election.nouns import Definition, Language
from sailau.errors import StoreError
from sailau.formats.v1.ballot import tracker
from sailau.service.ballot_sound import phrases_of
from sailau.service.kiosk_sound import require_whole
from sailau.terminal.phrases import Phrase
from sailau.terminal.shown import seal_number
from sailau.terminal.turn import Device, Ground
from tests.service import day as days
from tests.stations.booth import CHROMIUM, CODE, SECONDS, Voter, voter
from tests.stations.place import IN_TERMINAL, TERMINAL, Place, next_line, open_place

POCKET = "pocket/voter"
CARDS = 3
LOUD_MS = 300
OPTIONS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
"""As the device starts its browser: nobody has to touch the screen before it speaks."""


@cache
def definition() -> Definition:
    return president_2005(voters=days.VOTERS, terminals=2)


def phrases() -> tuple[Phrase, ...]:
    return phrases_of(definition(), EXAMPLE_PRECINCT)


def give_sound(folder: Path) -> None:
    """The sound of the ballot: names by the voice, and a short word in place of all else, as recordings would be."""
    voice, folder = Voice(), folder / "sound"
    folder.mkdir()
    short = voice.speak("бес", Language.KK)
    for language in Language:
        names = [one for one in phrases() if one.language is language]
        spoken = {
            one.name: voice.speak(one.text, language) if one.name.startswith("kk-answer-") else short for one in names
        }
        (folder / f"{language}.zip").write_bytes(archive_of(spoken))


@dataclass
class Listener:
    """Somebody with headphones and a keypad. What was heard is what the browser asked for, in its order."""

    at: Voter
    address: str
    heard_before: int = 0

    def heard(self) -> list[str]:
        """The names of everything that was said since `forget`."""
        paths = [unquote(urlsplit(address).path) for address in list(self.at.asked)]
        names = [Path(path).stem for path in paths if path.startswith("/sound/") and path.endswith(".wav")]
        return names[self.heard_before :]

    def forget(self) -> None:
        """From now on only what comes is listened to."""
        self.heard_before += len(self.heard())

    def hears(self, *names: str) -> list[str]:
        """Wait until these were said, in this order, others between them; everything that was."""
        return self.until(lambda heard: _in_order(names, heard), names)

    def until(self, enough: Callable[[list[str]], bool], wanted: object) -> list[str]:
        """Wait until what was heard is enough."""
        end = time.monotonic() + 2 * SECONDS
        while not enough(heard := self.heard()):
            assert time.monotonic() < end, (wanted, heard)
            self.at.page.wait_for_timeout(30)
        return heard

    def press(self, key: str) -> str:
        """Press a key on the page of this moment and hear the first thing that is said after it."""
        self.until(lambda _: self.at.page.request.get(f"{self.address}state").text() == self.at.number(), "this moment")
        self.forget()
        self.at.key(key)
        return self.until(lambda heard: bool(heard), key)[0]

    def goes_to(self, name: str) -> list[str]:
        """Press the key for the next line until its name is heard; the names on the way."""
        met: list[str] = []
        while not met or met[-1] != name:
            assert len(met) < 30, met
            met.append(self.press("ArrowDown"))
        return met

    def holds_repeat(self) -> None:
        """Keep the repeat key down for three seconds, as a keyboard tells it."""
        end = time.monotonic() + 3.3
        self.at.page.keyboard.down("0")
        while time.monotonic() < end:
            self.at.page.wait_for_timeout(100)
            self.at.page.keyboard.down("0")
        self.at.page.keyboard.up("0")


def _in_order(names: tuple[str, ...], heard: list[str]) -> bool:
    left = iter(heard)
    return all(name in left for name in names)


@dataclass
class Kiosk:
    """The terminal's process with its browser."""

    place: Place
    browser: Browser
    address: str
    cookies: list[dict[str, str]]

    @contextmanager
    def listener(self) -> Iterator[Listener]:
        """Somebody who comes to listen."""
        with voter(self.browser, self.cookies, self.address, scripts=True) as at:
            yield Listener(at, self.address)


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    with ExitStack() as running:
        place = running.enter_context(open_place(tmp_path_factory.mktemp("place"), CARDS))
        for number in range(1, CARDS + 1):
            place.admitted(number)
        place.close()
        give_sound(place.folder / TERMINAL)
        printed, _ = running.enter_context(place.process(*place.terminal("--sound", "always")))
        chromium = running.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        running.callback(browser.close)
        ready = next_line(printed)
        assert ready["sound"] == "always"
        address = ready["address"].split("/enter/")[0] + "/"
        first = browser.new_context()
        page = first.new_page()
        page.goto(ready["address"], wait_until="commit")
        page.wait_for_url(address)
        cookies: list[dict[str, str]] = first.cookies()  # type: ignore[assignment]
        first.close()
        yield Kiosk(place, browser, address, cookies)


def written(kiosk: Kiosk, number: int) -> Voted:
    """The card, once the vote is on it."""
    end = time.monotonic() + SECONDS
    while not isinstance(content := kiosk.place.content(number), Voted):
        assert time.monotonic() < end, content
        time.sleep(0.05)
    return content


def test_whole_ballot_in_kazakh_by_what_is_heard(kiosk: Kiosk) -> None:
    answers = questions(definition(), EXAMPLE_PRECINCT).contests[0].answers
    names = [f"kk-answer-president.{answer.id}" for answer in answers]
    with kiosk.listener() as ear:
        ear.hears("kk-insert-card")
        kiosk.place.move(1, IN_TERMINAL)
        ear.hears("kk-invitation", "kk-choose-language")
        for _ in range(4):
            ear.at.key("*")
            ear.at.page.wait_for_timeout(LOUD_MS)
        assert ear.press("ArrowDown") == "kk-language-name"
        assert ear.press("Enter") == "kk-title-president"
        ear.hears("kk-choose-candidate", "kk-lines-5", "kk-nothing-chosen")

        met = ear.goes_to("kk-next")
        assert met == [*names, "kk-back", "kk-next"], "the order of the ballot"
        assert ear.goes_to(names[3])[-5:] == ["kk-help", *names[:4]], "the lines come round again"
        ear.hears("kk-place-4", "kk-of-5", "kk-not-chosen", "kk-choose-it")
        assert ear.press("Enter") == names[3]
        ear.hears("kk-place-4", "kk-of-5", "kk-chosen", "kk-take-it-away")
        assert ear.at.is_chosen("choose:4"), "what was heard is what the screen shows"

        ear.holds_repeat()
        ear.at.page.locator("main.off").wait_for(timeout=SECONDS * 1000)
        assert ear.at.page.locator("button[value^=choose]").count() == 0, "nothing of the ballot is seen"
        ear.goes_to("kk-next")
        assert ear.press("Enter") == "kk-check-choice"
        ear.hears("kk-title-president", "kk-chosen", names[3], "kk-confirm-if-right", "kk-cannot-change")
        ear.goes_to("kk-confirm")
        ear.forget()
        ear.at.key("Enter")
        ear.hears("kk-accepted", "kk-thank-you", "ru-thank-you", "kk-take-card", "kk-press-both")
        assert not [name for name in ear.heard() if name.startswith(("kk-sign-", "kk-number-"))]

        ear.press("0")
        heard = ear.until(lambda all_: _in_order(("kk-seal-number",), all_) and len(signs(all_)) == 12, "seal number")
        payload = rebuild_ballot(written(kiosk, 1).ballot, kiosk.place.day.precinct.rules).payload
        assert "".join(signs(heard)) == "".join(seal_number(tracker(payload)))

        assert ear.press("1") == "kk-accepted"
        ear.hears("kk-press-other-2")
        assert ear.press("2") == "kk-control-code"
        heard = ear.hears("kk-hear-code", "kk-remember-code")
        assert not signs(heard), "the code is said on request alone"
        ear.press("0")
        heard = ear.until(lambda all_: len(signs(all_)) == 4, "code")
        ear.holds_repeat()
        ear.at.page.locator(CODE).first.wait_for(timeout=SECONDS * 1000)
        assert "".join(signs(heard)) == ear.at.code()

        ear.forget()
        kiosk.place.move(1, POCKET)
        ear.hears("kk-insert-card")
        script = json.loads(ear.at.page.request.get(f"{kiosk.address}sound/script").text())
        assert script["rate"] == 1.0, "the next voter finds the speed of the start"


def signs(heard: list[str]) -> list[str]:
    """The digits and letters among what was heard."""
    return [name.rpartition("-")[2] for name in heard if name.startswith(("kk-sign-", "kk-number-"))]


def test_key_interrupts_and_the_volume_goes_up(kiosk: Kiosk) -> None:
    with kiosk.listener() as ear:
        kiosk.place.move(2, IN_TERMINAL)
        ear.hears("kk-invitation")
        volume = script_of(kiosk, ear)["volume"]
        assert ear.press("+") == "kk-invitation", "said again, louder"
        assert script_of(kiosk, ear)["volume"] > volume
        ear.hears("kk-invitation", "kk-choose-language")
        ear.at.page.keyboard.press("Shift")
        ear.forget()
        ear.at.page.wait_for_timeout(2_000)
        assert ear.heard() == [], "the key cut it short"
        kiosk.place.move(2, POCKET)
        ear.hears("kk-not-voted", "kk-removed-early")
        ear.until(lambda _: script_of(kiosk, ear)["volume"] >= volume, "still this voter's")


def script_of(kiosk: Kiosk, ear: Listener) -> dict[str, float]:
    found: dict[str, float] = json.loads(ear.at.page.request.get(f"{kiosk.address}sound/script").text())
    return found


def test_file_that_is_not_to_be_heard_now_is_not_given(kiosk: Kiosk) -> None:
    with kiosk.listener() as ear:
        asked = [f"{kiosk.address}sound/{name}.wav" for name in ("kk-accepted", "kk-number-4", "..%2Fphrases")]
        assert [ear.at.page.request.get(one).status for one in asked] == [404, 404, 404]
        stranger = kiosk.browser.new_context()
        try:
            assert stranger.request.get(f"{kiosk.address}sound/script").status == 403
        finally:
            stranger.close()


def test_ballot_of_which_something_could_not_be_heard_is_not_spoken_at_all(tmp_path: Path) -> None:
    place = Ground(
        style=questions(definition(), EXAMPLE_PRECINCT),
        languages=definition().languages,
        device=Device.TERMINAL,
        check=True,
    )
    whole = {one.name: b"a sound" for one in phrases()}
    (tmp_path / "kk.zip").write_bytes(archive_of(whole))
    require_whole(SoundFiles(tmp_path), place)
    del whole["kk-confirm"]
    (tmp_path / "kk.zip").write_bytes(archive_of(whole))
    with pytest.raises(StoreError, match="kk-confirm is missing"):
        require_whole(SoundFiles(tmp_path), place)
