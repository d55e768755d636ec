"""Headphones at a running kiosk: without them nothing is spoken or given, pulled out they silence it at once (M34a)."""

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError

import pytest

from sailau.adapters.headphones import Plug, headphones
from sailau.adapters.sound_files import SoundFiles, archive_of
from sailau.cli.kiosk_sound import ALWAYS, AUTO, NEVER, sound_of
from sailau.errors import StoreError
from sailau.service.kiosk_sound import Headphones
from sailau.service.kiosk_work import TerminalWork, ground_of
from sailau.stations.kiosk.sound import SOUND_SCRIPTS, sound_urls
from sailau.stations.kiosk.views import kiosk_site
from sailau.terminal.kiosk import Did
from sailau.terminal.speech import all_phrases
from sailau.terminal.turn import VOLUME_START
from tests.service.day import open_day
from tests.service.test_kiosk_device import KK, NEXT, SECONDS, Booth, row, running

JACK = "sys/class/extcon/extcon0/state"


@dataclass
class Jack:
    """The socket of the headphones, as the kernel tells of it."""

    root: Path

    def set(self, state: int) -> None:
        path = self.root / JACK
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"HEADPHONE={state}\n")

    def is_used(self) -> bool:
        return headphones(self.root) is Plug.IN


@dataclass
class Browser:
    """The device's one browser, as far as it is heard."""

    address: str
    opener: urllib.request.OpenerDirector

    def script(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = json.loads(self.opener.open(f"{self.address}/sound/script").read())
        return found

    def says(self) -> list[str]:
        return self.script()["say"]

    def gets(self, name: str) -> int:
        try:
            status: int = self.opener.open(f"{self.address}/sound/{name}.wav").status
        except HTTPError as error:
            return error.code
        return status


@contextmanager
def speaking(booth: Booth, folder: Path, jack: Jack) -> Iterator[Browser]:
    """A kiosk with sound, heard by its browser."""
    sounds = {phrase.name: b"a sound" for phrase in all_phrases(booth.kiosk.ground)}
    (folder / "all.zip").write_bytes(archive_of(sounds))
    plug = Headphones(jack.is_used)
    site = kiosk_site(booth.kiosk, scripts=SOUND_SCRIPTS, urls=sound_urls(booth.kiosk, SoundFiles(folder), plug))
    with plug.told_to(booth.kiosk), site.serve() as served:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        opener.open(served.address + site.entrance()).close()
        yield Browser(served.address, opener)


def comes(enough: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not enough():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_nothing_is_spoken_without_headphones_and_pulled_out_they_silence_it(tmp_path: Path) -> None:
    jack = Jack(tmp_path / "machine")
    jack.set(0)
    (tmp_path / "sound").mkdir()
    with running(tmp_path) as booth, speaking(booth, tmp_path / "sound", jack) as browser:
        assert (browser.says(), browser.gets("kk-insert-card")) == ([], 404)
        jack.set(1)
        comes(lambda: browser.says()[:1] == ["kk-insert-card"])
        assert browser.gets("kk-insert-card") == 200
        booth.inserts(booth.day.admitted())
        booth.sees("language")
        booth.does(KK, row(2), Did(what="screen-off"), Did(what="louder"))
        assert booth.look().shown.screen_off
        assert browser.says()[0] == "kk-title-president"

        jack.set(0)
        assert (browser.says(), browser.gets("kk-title-president")) == ([], 404), "at once, told or not"
        comes(lambda: not booth.look().turn.headphones)
        look = booth.look()
        assert not look.shown.screen_off, "who cannot hear must see"
        assert look.turn.choices, "the ballot goes on"

        booth.does(NEXT)
        booth.takes_out()
        booth.sees("removed")
        jack.set(1)
        comes(lambda: browser.says()[:1] == ["kk-not-voted"])
        booth.inserts(booth.day.admitted(2, 2))
        booth.sees("language")
        comes(lambda: browser.says()[:1] == ["kk-invitation"])


def test_next_voter_hears_at_the_volume_of_the_start(tmp_path: Path) -> None:
    jack = Jack(tmp_path / "machine")
    jack.set(1)
    (tmp_path / "sound").mkdir()
    with running(tmp_path) as booth, speaking(booth, tmp_path / "sound", jack) as browser:
        start = browser.script()
        booth.inserts(booth.day.admitted())
        booth.sees("language")
        booth.does(KK, Did(what="louder"), Did(what="louder"), Did(what="faster"), Did(what="hear"))
        assert browser.says() == []
        booth.takes_out()
        booth.sees("removed")
        booth.waits(61)
        turn = booth.sees("waiting").turn
        assert (turn.volume, turn.sound, turn.headphones) == (VOLUME_START, True, True)
        heard = browser.script()
        assert (heard["volume"], heard["rate"]) == (start["volume"], start["rate"])


@dataclass
class Options:
    """What was given on the command line."""

    sound: str
    folder: Path
    sound_files: Path | None = None


def test_loudspeaker_is_used_in_training_alone(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        place = ground_of(TerminalWork(day.booth()))
    with pytest.raises(StoreError, match="in headphones only"):
        sound_of(Options(ALWAYS, tmp_path), place, training=False)  # type: ignore[arg-type]
    assert sound_of(Options(NEVER, tmp_path), place, training=True) is None  # type: ignore[arg-type]
    assert sound_of(Options(AUTO, tmp_path), place, training=True) is None, "no sound was installed"  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="the sound is not whole"):
        sound_of(Options(AUTO, tmp_path, tmp_path / "elsewhere"), place, training=True)  # type: ignore[arg-type]
