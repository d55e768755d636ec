"""One medium of a recorder is pulled at mid-day: the device stands still within a second and goes on after resync.

Real processes: terminal, accumulator and precinct computer, each with its recorder; the voter's browser is this test.
"""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from sailau.adapters.recorder_media import read_media
from sailau.card import Voted, Wiped
from sailau.recorder.catalogue import CATALOGUE
from sailau.recorder.salted import Salted
from sailau.service.precinct import COMPUTER
from sailau.service.recorder import process
from sailau.service.recorder.watch import LOOK_SECONDS
from tests.service.day import DESK, TABLE
from tests.service.recorder.running import Running, events_of, opened, recorder_key
from tests.stations.place import AT_TABLE, IN_TERMINAL, TERMINAL, Place, next_line, open_place

SOON = 2.0
"""Seconds for a machine that other tests share; what the programs do takes one, which the first test holds."""
STARTS = 10.0


def test_recorder_and_device_look_so_often_that_together_they_know_within_a_second() -> None:
    assert process.WATCH_SECONDS + LOOK_SECONDS < 1


class Browser:
    """The voter's browser at the terminal: shows the page, presses its buttons."""

    def __init__(self, entrance: str) -> None:
        self.address = entrance.partition("/enter/")[0]
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor())
        self._opener.addheaders = []
        self._get(entrance)

    def screen(self) -> str:
        return self._found(r'data-screen="([a-z-]+)"')

    def press(self, value: str) -> None:
        """Press a button; the second of two touches counts when some time lies between them."""
        time.sleep(0.45)
        page = self.page()
        fields = {"do": value, "place": self._found(r'name="place" value="([0-9a-f]+)"', page)}
        fields["csrfmiddlewaretoken"] = self._found(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        self._get(self.address + "/", urlencode(fields).encode())

    def until(self, screen: str, seconds: float) -> float:
        """Wait until that screen is shown; returns how long it took."""
        begun = time.monotonic()
        while self.screen() != screen:
            assert time.monotonic() - begun < seconds, f"{self.screen()} is still shown, not {screen}"
            time.sleep(0.02)
        return time.monotonic() - begun

    def page(self) -> str:
        """The page as it is now."""
        return self._get(self.address + "/")

    def _found(self, pattern: str, page: str = "") -> str:
        match = re.search(pattern, page or self.page())
        assert match is not None, pattern
        return match[1]

    def _get(self, address: str, data: bytes | None = None) -> str:
        """The page, up to its end: what comes after it tells a browser without scripts to ask anew."""
        text = b""
        with self._opener.open(Request(address, data), timeout=10) as answer:
            while b"</html>" not in text and (more := answer.read1()):
                text += more
        return text.decode()


class Recorders:
    """The recorders of a polling place, each with two media."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key, self._secrets = recorder_key()
        self.running: dict[str, Running] = {}

    def start(self, device: str) -> None:
        self.running[device] = Running(self.folder / device, device, self.key if device == TERMINAL else None)
        self.running[device].__enter__()

    def words(self, *devices: str) -> list[str]:
        return [word for device in devices for word in ("--recorder", str(self.running[device].socket))]

    def pull(self, device: str) -> None:
        """The second medium is pulled out."""
        (self.folder / device / "b").rename(self.folder / device / "pulled")

    def put_back(self, device: str) -> None:
        """It is put back, levelled with the other, and the recorder started again."""
        code, said = self.running[device].wait(STARTS)
        assert (code, "second medium" in said) == (2, True)
        (self.folder / device / "pulled").rename(self.folder / device / "b")
        media = [word for medium in self.running[device].media for word in ("--media", str(medium))]
        words = ["recorder", "resync", "--device", device, *media]
        subprocess.run([sys.executable, "-m", "sailau.cli.main", *words], check=True, capture_output=True)
        self.start(device)

    def end(self) -> None:
        for running in self.running.values():
            running.end(signal.SIGTERM)

    def opened(self, number: str) -> list[str]:
        """What happened in a session of the terminal, opened by all parties together."""
        found = opened(self.running[TERMINAL].kept(), self.key, self._secrets, number)
        return [":".join((event, *map(str, fields.values()))) for event, fields in found]

    def clear(self, device: str) -> list[str]:
        """The events that stand in clear, of a record that is the same on both media."""
        assert read_media(self.running[device].media, device).log.head.entries > 0
        kept = events_of(self.running[device].kept())
        return [event for event in kept if event != "interval-sealed"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with open_place(tmp_path_factory.mktemp("place"), cards=2) as made:
        yield made


def test_medium_pulled_at_mid_day_stops_terminal_table_and_accumulator_and_they_go_on(
    place: Place, tmp_path: Path
) -> None:
    recorders, card = Recorders(tmp_path), place.admitted(1)
    place.close()
    with ExitStack() as running:
        running.callback(recorders.end)
        recorders.start(TERMINAL)
        said, _ = running.enter_context(place.process(*place.terminal(*recorders.words(TERMINAL))))
        browser = Browser(next_line(said)["address"])
        place.move(card, IN_TERMINAL)
        browser.until("language", STARTS)
        browser.press("choose-language:ru")
        browser.press("choose:1")
        recorders.pull(TERMINAL)
        print(f"terminal: out of service {browser.until('recorder-lost', SOON):.2f} s after its medium was pulled")
        recorders.put_back(TERMINAL)
        browser.until("language", STARTS)
        for value in ("choose-language:kk", "choose:2", "beside", "next", "confirm"):
            browser.press(value)
        browser.until("thanks", STARTS)
        assert isinstance(place.content(card), Voted)
        place.move(card, "pocket/voter")
        browser.until("waiting", STARTS)
    with ExitStack() as running:
        running.callback(recorders.end)
        for device in (COMPUTER, DESK, TABLE):
            recorders.start(device)
        table, _ = running.enter_context(place.process(*place.table(), *recorders.words(COMPUTER, DESK, TABLE)))
        port = next_line(table)["port"]
        said, _ = running.enter_context(place.process(*place.accumulator(port), *recorders.words(TABLE)))
        assert next_line(said)["word"] == "ready"
        recorders.pull(TABLE)
        begun = time.monotonic()
        assert next_line(said)["word"] == "recorder-lost"
        taken = time.monotonic() - begun
        print(f"accumulator: out of service {taken:.2f} s after its medium was pulled")
        assert taken < SOON
        recorders.put_back(TABLE)
        assert next_line(said)["word"] == "recorder-found"
        recorders.pull(COMPUTER)
        time.sleep(1)
        place.move(card, AT_TABLE)
        assert next_line(said)["word"] == "recorder-lost", "the precinct computer says it through the link"
        assert isinstance(place.content(card), Voted)
        recorders.put_back(COMPUTER)
        place.move(card, "pocket/voter")
        time.sleep(1)
        place.move(card, AT_TABLE)
        assert next_line(said)["word"] == "accepted"
    assert isinstance(place.content(card), Wiped)
    assert recorders.clear(COMPUTER).count("recorder-reopened") == 2, "by resync, and to go on"
    assert recorders.clear(TABLE)[-1] == "device-stopped"
    assert recorders.clear(TABLE).count("ballot-taken") == 1
    nothing_of_a_turn_stands_in_clear(recorders.running[TERMINAL].kept())
    touch = "input-made:touch"
    assert recorders.opened("000001")[:3] == [touch, "language-touched", touch]
    assert recorders.opened("000002") == [
        *(touch, "language-touched", touch, "answer-touched:1"),
        *("input-made:touch-beside", touch, "review-shown", touch),
        *("ballot-sealed", "confirmed", "card-written", "thanks-shown", "card-removed"),
    ]


def nothing_of_a_turn_stands_in_clear(kept: Sequence[Salted]) -> None:
    """Between the invitation and the full minute after the end there is only what the recorder itself says."""
    turn, turns = False, 0
    for event in events_of(kept):
        assert not turn or CATALOGUE[event].sealed is None, event
        turn = event == "session-begun" or (turn and event != "stream-ended")
        turns += event == "session-begun"
    assert (turn, turns) == (False, 2)
