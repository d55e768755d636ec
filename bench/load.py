"""A whole polling place under load: 3 desks, 8 terminals, 2 accumulators; a voter's session is 10 virtual seconds.

    python -m bench.load            the rows and the notes alone
    python -m bench.load 3000       of so many voters

Virtual time: nobody waits ten seconds for a voter who chooses. Each second of it the terminals whose voters are ready
seal and write; then every desk and every accumulator that has something to do does it at the same moment, and their
waits are measured by the clock, with what the others take of the precinct computer in them. Eight terminals of ten
seconds are the densest day that the place can have: 0.8 voters a second, 3,000 in little more than an hour.

Everything is real but people and plastic: the desk's pages over HTTP with its form, token and cookies, the link of TLS,
stores, recorders, sealing, proofs. Page: from Enter or a button until the next page is there whole. Accept: from the
command until the accumulator may say "accepted". The list has 3,000 voters however many of them come.
"""

import re
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Final
from urllib.parse import urlencode

from bench.load_place import (
    ACCUMULATORS,
    CARDS,
    DESKS,
    HOST,
    ISSUERS,
    TERMINALS,
    Computer,
    Measured,
    open_at_seven,
    running_computer,
)
from bench.rows import Row, table
from sailau.adapters.cards import Type4Card
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.station_link import StationLink
from sailau.adapters.table_link import Done, TableLink
from sailau.card import CardNumber, fresh
from sailau.errors import invariant
from sailau.refusal import Refusal
from sailau.service.desk_station import DeskStation, Screen
from sailau.service.kiosk_work import TerminalWork
from sailau.service.people_at_station import KeyOffered
from sailau.service.terminal import Terminal
from sailau.signing.authority import Signer
from sailau.stations.desk.views import desk_site
from tests.pcsc.chip import Chip
from tests.service.day import PASSWORD, Day, chosen
from tests.service.kiosk_voter import Hand

LISTED: Final = 3000
VOTERS: Final = 240
"""So many come in `make bench`; all of them in `make soak`."""
SESSION_SECONDS: Final = 10
DESK_SECONDS: Final = 3
"""A desk that compares no face and no document: three of them keep eight terminals busy."""
PAGE_REACH_MS, ACCEPT_REACH_MS, FLUSH_REACH_MS = 100, 300, 200
ANSWERS: Final = 5
PATIENCE_SECONDS: Final = 60.0
IDLE_SECONDS: Final = 2.0
"""The desk's server ends a connection on which nothing was asked for some seconds: a browser makes a new one."""
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_SCREEN: Final = re.compile(r'data-screen="([^"]+)"')


@dataclass
class Waits:
    """How long people waited, in seconds; lists are only ever appended to."""

    find: list[float] = field(default_factory=list)
    admit: list[float] = field(default_factory=list)
    confirm: list[float] = field(default_factory=list)
    accept: list[float] = field(default_factory=list)
    load: list[float] = field(default_factory=list)

    @property
    def pages(self) -> list[float]:
        """All pages of the desks."""
        return self.find + self.admit


class Browser:
    """A desk's browser: it sends forms as the page would, and reads the page that comes."""

    def __init__(self, port: int, entrance: str) -> None:
        self._http = HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
        self._cookies = {"script": "1"}
        self._page, self._sent_at = "", float("-inf")
        self._get(entrance)
        self._get("/")

    @property
    def screen(self) -> str:
        """Which screen is shown."""
        found = _SCREEN.search(self._page)
        return found[1] if found else ""

    def do(self, what: str, **fields: str) -> float:
        """Press a button, or Enter; how long until the next page is there, in seconds."""
        token = _TOKEN.search(self._page)
        invariant(token is not None, "the desk's page has no form")
        body = urlencode({"csrfmiddlewaretoken": token[1] if token else "", "do": what, **fields})
        begun = time.monotonic()
        self._send("POST", "/", body)
        self._get("/")
        return time.monotonic() - begun

    def _get(self, path: str) -> None:
        self._page = self._send("GET", path)

    def _send(self, method: str, path: str, body: str | None = None) -> str:
        if time.monotonic() - self._sent_at > IDLE_SECONDS:
            self._http.close()
        self._sent_at = time.monotonic()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{HOST}:{self._http.port}",
            }
        self._http.request(method, path, body, headers)
        answer = self._http.getresponse()
        text = answer.read().decode()
        invariant(answer.status in (200, 302, 303), f"the desk's page answered {answer.status}")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return text

    def close(self) -> None:
        """Close the connection."""
        self._http.close()


@dataclass
class Desk:
    """A desk at work: the member has signed in."""

    station: DeskStation
    hand: Hand
    browser: Browser

    def admit(self, iin: str, card: Type4Card, waits: Waits) -> None:
        """Find the voter, compare, activate the card that the voter took from the tray."""
        waits.find.append(self.browser.do("scan", text=iin))
        invariant(self.browser.screen == Screen.FOUND, f"the desk shows {self.browser.screen}")
        self.hand.put_in(card)
        self._until(lambda: self.station.view().card_in)
        waits.admit.append(self.browser.do("compare:yes"))
        invariant(self.browser.screen == Screen.READY, f"the desk shows {self.browser.screen}")
        self.hand.take_out()
        self._until(lambda: self.station.view().screen is Screen.NEXT)

    @staticmethod
    def _until(is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            invariant(time.monotonic() < end, "the desk does not go on")
            time.sleep(0.002)


@dataclass
class Booth:
    """A terminal, and the voter at it."""

    work: TerminalWork
    card: Type4Card | None = None
    ends: int = 0


@dataclass(frozen=True)
class Loaded:
    """What a load came to. `trackers` are those of the ballots as the terminals sealed them."""

    listed: int
    voters: int
    waits: Waits
    before: Measured
    after: Measured
    trackers: frozenset[str]
    chosen: Counter[int]
    seconds: int


class Room:
    """The polling place at work. Time passes second by second (`pass_second`)."""

    def __init__(self, day: Day, computer: Computer, desks: Sequence[Desk], tables: Sequence[TableLink]) -> None:
        self._day, self._clock, self._desks, self._tables = day, computer.clock, desks, tables
        self.waits = Waits()
        self.trackers: set[str] = set()
        self.chosen: Counter[int] = Counter()
        self.second = 0
        self._wiped = deque(_card(number) for number in range(1, CARDS + 1))
        self._tray: deque[Type4Card] = deque()
        self._holding: deque[Type4Card] = deque()
        self._voted: deque[Type4Card] = deque()
        self._booths: list[Booth] = []
        self._pool = ThreadPoolExecutor(len(desks) + len(tables))

    def open(self, running: ExitStack) -> None:
        """Start the terminals, and load the tray."""
        running.callback(self._pool.shutdown)
        for number in range(1, TERMINALS + 1):
            device, made = f"terminal-{number}", self._day.installed.credentials
            folder = self._day.folder / device
            opened = Terminal.open(folder, device, PASSWORD, self._clock, credentials=made)
            running.callback(opened.close)
            self._booths.append(Booth(TerminalWork(opened)))
        while self._wiped:
            self._load(self._tables[len(self._wiped) % len(self._tables)], self._wiped.popleft())
        self.waits.load.clear()

    def serve(self, iins: Sequence[str]) -> None:
        """Let these voters come, vote and go."""
        waiting, served = deque(iins), len(iins)
        while len(self.waits.accept) < served:
            self.pass_second(waiting)

    def pass_second(self, waiting: deque[str]) -> None:
        """One second: the booths, then desks and accumulators all at once."""
        self.second += 1
        self._clock.forward(1)
        for booth in self._booths:
            self._look_after(booth)
        jobs: list[Callable[[], None]] = []
        for place, desk in enumerate(self._desks):
            is_free = (self.second + place) % DESK_SECONDS == 0
            if is_free and waiting and self._tray and len(self._holding) < TERMINALS:
                jobs.append(partial(self._admit, desk, waiting.popleft(), self._tray.popleft()))
        for table_ in self._tables:
            if self._voted:
                jobs.append(partial(self._take, table_, self._voted.popleft()))
        for job in [self._pool.submit(job) for job in jobs]:
            job.result()

    def _look_after(self, booth: Booth) -> None:
        if booth.card is not None and self.second >= booth.ends:
            answer = 1 + len(self.trackers) % ANSWERS
            begun = time.monotonic()
            outcome = booth.work.seal(booth.card, chosen(answer), lambda _: None)
            self.waits.confirm.append(time.monotonic() - begun)
            invariant(outcome.vote is not None, f"the terminal said {outcome.what}")
            if outcome.vote is not None:
                self.trackers.add(outcome.vote.tracker)
            self.chosen[answer] += 1
            booth.work.forget()
            self._voted.append(booth.card)
            booth.card = None
        if booth.card is None and self._holding:
            booth.card, booth.ends = self._holding.popleft(), self.second + SESSION_SECONDS
            outcome = booth.work.read(booth.card, self._clock.now())
            invariant(outcome.what == "card-admitted", f"the terminal said {outcome.what}")

    def _admit(self, desk: Desk, iin: str, card: Type4Card) -> None:
        desk.admit(iin, card, self.waits)
        self._holding.append(card)

    def _take(self, link: TableLink, card: Type4Card) -> None:
        self.waits.accept.append(_timed(lambda: link.perform("take-card", card), Done("accepted", True)))
        self._load(link, card)

    def _load(self, link: TableLink, card: Type4Card) -> None:
        self.waits.load.append(_timed(lambda: link.perform("load-card", card), Done("loaded", True)))
        self._tray.append(card)


def _card(number: int) -> Type4Card:
    chip = Chip()
    chip.image = fresh(CardNumber(number))
    return Type4Card(chip.answer)


def _timed(task: Callable[[], object], due: object) -> float:
    begun = time.monotonic()
    found = task()
    invariant(found == due, f"the accumulator said {found}")
    return time.monotonic() - begun


def run(folder: Path, voters: int, listed: int = LISTED) -> tuple[Day, Loaded]:
    """Let `voters` of the listed vote; the day comes back open again, its computer in this process, before closing."""
    day = open_at_seven(folder, listed)
    iins = [entry.iin.digits for entry in day.precinct.voters][:voters]
    day.precinct.close()
    with ExitStack() as running:
        computer = running.enter_context(running_computer(folder / "computer"))
        desks = [running.enter_context(_desk(day, computer, *names)) for names in zip(DESKS, ISSUERS, strict=True)]
        tables = [running.enter_context(_link(day, computer, device)) for device in ACCUMULATORS]
        room = Room(day, computer, desks, tables)
        room.open(running)
        before = computer.measure()
        room.serve(iins)
        after = computer.measure()
    day.clock.at = computer.clock.now()
    day.restart()
    return day, Loaded(listed, voters, room.waits, before, after, frozenset(room.trackers), room.chosen, room.second)


@contextmanager
def _desk(day: Day, computer: Computer, device: str, member: str) -> Iterator[Desk]:
    signers = day.installed.pki.signers

    def connect() -> StationLink | Refusal:
        link = TableLink.open(HOST, computer.port, signers[device], computer.clock.now())
        return link if isinstance(link, Refusal) else StationLink(link)

    def opened(_: str) -> Signer:
        return signers[member]

    station = DeskStation(device, connect, lambda: (KeyOffered(name=member, open=opened),))
    site, hand, stop = desk_site(station), Hand(), threading.Event()
    recorder = RecorderFile(day.folder / f"{device}.jsonl", device, computer.clock)
    with recorder, site.serve() as served:
        thread = threading.Thread(target=station.run, args=(hand, recorder, stop.is_set))
        thread.start()
        try:
            with closing(Browser(served.port, site.entrance())) as browser:
                browser.do("sign-in", key=member, pin="")
                invariant(browser.screen == Screen.NEXT, f"the desk shows {browser.screen}")
                yield Desk(station, hand, browser)
        finally:
            stop.set()
            thread.join()


@contextmanager
def _link(day: Day, computer: Computer, device: str) -> Iterator[TableLink]:
    link = TableLink.open(HOST, computer.port, day.installed.pki.signers[device], computer.clock.now())
    if not isinstance(link, TableLink):
        raise SystemExit(f"bench: the door refused {device}: {link.code}")
    with link:
        yield link


# The rows.


def load_rows(folder: Path, voters: int = VOTERS) -> tuple[list[Row], list[str]]:
    """The rows of the load, and notes on what it needs."""
    day, load = run(folder, voters)
    day.precinct.close()
    return rows_of(load), notes_of(load)


def rows_of(load: Loaded) -> list[Row]:
    """The slowest of a hundred, by the clock, with the median as the bound: what waiting for others adds."""
    flushes = load.after.flushes[len(load.before.flushes) :]
    return [
        _row("load: a page of the desk, p99, by the clock", load.waits.pages, PAGE_REACH_MS),
        _row("load: card in the accumulator to accepted, p99, by the clock", load.waits.accept, ACCEPT_REACH_MS),
        _row("load: a recorder's flush on the precinct computer, p99, by the clock", flushes, FLUSH_REACH_MS),
    ]


def notes_of(load: Loaded) -> list[str]:
    """What else is to be said of it."""
    waits, thousands = load.waits, load.voters / 1000
    flushes = load.after.flushes[len(load.before.flushes) :]
    memory, disk = (
        (getattr(load.after, what) - getattr(load.before, what)) / thousands / 2**20 for what in ("memory", "disk")
    )
    kinds = {"found": waits.find, "admitted": waits.admit, "sealed": waits.confirm, "card loaded": waits.load}
    shown = ", ".join(f"{name} {median(one) * 1000:.0f}/{p99(one) * 1000:.0f}" for name, one in kinds.items())
    each, minutes = sum(flushes) / load.voters * 1000, load.seconds / 60
    return [
        f"load: {load.voters} of {load.listed} voters in {minutes:.0f} virtual minutes; median/p99 in ms: {shown}",
        f"load: {len(flushes) / load.voters:.0f} flushes a voter, {each:.0f} ms together, within the rows above",
        f"load: the precinct computer holds {load.after.memory / 2**20:.0f} MiB; 1,000 voters: {memory:.1f} MiB of "
        f"memory and {disk:.1f} MiB of disk more",
    ]


def p99(seconds: Sequence[float]) -> float:
    """What ninety-nine of a hundred waits do not exceed."""
    return quantiles(seconds, n=100, method="inclusive")[-1]


def _row(name: str, seconds: Sequence[float], reach_ms: float) -> Row:
    return Row(name, p99(seconds) * 1000, median(seconds) * 1000, reach_ms, len(seconds), "the bound is the median")


def main() -> int:
    """Measure the load alone."""
    voters = int(sys.argv[1]) if len(sys.argv) > 1 else VOTERS
    with tempfile.TemporaryDirectory(prefix="sailau-bench-") as folder:
        rows, notes = load_rows(Path(folder), voters)
    print(table(rows))
    for note in notes:
        print(note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
