"""A precinct whose protocol is signed and posted, and a commission that takes records in: both real, on loopback.

Such a day costs a quarter of a minute, so it is held once; every test works on a copy of its folders.
"""

import atexit
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.link_switch import LinkSwitch
from sailau.adapters.recorder_file import read_record
from sailau.adapters.station_link import StationLink
from sailau.adapters.transfer_server import TransferServer
from sailau.formats.stored_zip import BYTES_MAX
from sailau.formats.v1.record import Bilingual
from sailau.refusal import Refusal
from sailau.service.centre.centre import INCOMING, Centre, found_centre, opened_centre
from sailau.service.centre.serving import CentreIntake, Judging, Told
from sailau.service.chair_link import ChairLink
from sailau.service.chair_transfer import make_bundle
from sailau.service.copies import post_protocol
from sailau.service.precinct import Precinct
from sailau.service.table import TableServer
from sailau.service.table_transfer import TransferPlan
from tests.service.chair_day import (
    CHAIR,
    MEMBERS,
    SECRETARY,
    check_and_open,
    close_and_reconcile,
    counted,
    granted,
    led_from_a_desk,
    vote,
    write,
)
from tests.service.day import MORNING, PASSWORD, Day, Installed, SetClock, installed
from tests.service.test_table import HOST, link_of

NIGHT = MORNING.replace(hour=21)
DESK = "desk-1"


@dataclass(frozen=True)
class Signed:
    """Where the folders of a day lie whose record is written, and which installation it is of."""

    folder: Path
    installed: Installed


@cache
def signed_day() -> Signed:
    """A whole day from check to the record, held at the chair's desk."""
    kept = Path(mkdtemp(prefix="sailau-signed-"))
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    work = kept / "work"
    work.mkdir()
    with led_from_a_desk(work) as led:
        check_and_open(led)
        vote(led)
        close_and_reconcile(led, kept / "medium")
        counted(led)
        write(led)
    shutil.move(work / "first", kept / "first")
    shutil.move(work / "out", kept / "out")
    return Signed(kept, installed("first"))


@cache
def signed_bundle() -> Path:
    """The bundle of that day's record, as the chair and the secretary signed it."""
    folder = signed_day().folder / "bundle"
    with evening(folder) as precinct, precinct.served():
        made = precinct.make()
        return precinct.record_to / "transfer" / str(made["file"])


@dataclass
class Evening:
    """The precinct after the count, in folders of its own, and the chair's desk while it is served."""

    day: Day
    record_to: Path
    plan: TransferPlan
    port: int = 0
    _chair: ChairLink | None = None

    @property
    def chair(self) -> ChairLink:
        assert self._chair is not None, "nobody is served"
        return self._chair

    @property
    def link(self) -> StationLink:
        return self.chair.link

    @contextmanager
    def served(self) -> Iterator[None]:
        """The precinct computer serves; all members have signed in at the desk."""
        stop = threading.Event()
        failed: list[BaseException] = []
        with TableServer(self.day.precinct, HOST, 0, record_to=self.record_to, transfer=self.plan) as server:

            def run() -> None:
                try:
                    server.serve(stop.is_set)
                except BaseException as error:
                    failed.append(error)

            thread = threading.Thread(target=run)
            thread.start()
            try:
                self.port = server.port
                link = StationLink(link_of(self.day, server.port, DESK))
                self._chair = ChairLink(link, self.day.installed.setup.hash.hex())
                for member in MEMBERS:
                    self._chair.sign_in(self.day.installed.pki.signers[member])
                yield
            finally:
                self.link.close()
                stop.set()
                thread.join()
        assert failed == []

    def ask(self, command: str, *who: str, **args: Any) -> Mapping[str, Any]:
        return granted(self.chair.ask(command, who or (CHAIR,), lambda act: True, **args))

    def transfer(self) -> Mapping[str, Any]:
        """What the outline tells of the transfer."""
        return dict(granted(self.link.outline())["transfer"])

    def make(self) -> Mapping[str, Any]:
        """Chair and secretary make the bundle: its row of the outline."""
        refusal = make_bundle(self.link, self.day.installed.setup.hash.hex(), (CHAIR, SECRETARY), self.day.clock.now())
        assert refusal is None, refusal
        row: Mapping[str, Any] = self.transfer()["bundles"][-1]
        return row

    def when(self, holds: Any, tries: int = 600) -> Mapping[str, Any]:
        """The transfer, as soon as `holds` of it."""
        pause = threading.Event()
        for _ in range(tries):
            told = self.transfer()
            if holds(told):
                return told
            pause.wait(0.05)
        raise AssertionError(f"it did not come so far: {told}")

    def closed(self) -> Mapping[str, Any]:
        """The transfer, once the window is closed."""
        return self.when(lambda told: told["window"] and not told["window"]["open"])

    def events(self) -> list[tuple[str, Mapping[str, Any]]]:
        """What the precinct computer's recorder has of the transfer."""
        found: list[tuple[str, Mapping[str, Any]]] = []
        path = self.day.folder / "computer" / "recorders" / "precinct-computer.jsonl"
        read_record(path, "precinct-computer", lambda entry: found.append((entry.event, dict(entry.fields))))
        kept = {"bundle-made", "link-opened", "link-closed", "acknowledgement-kept", "power-switched"}
        return [row for row in found if row[0] in kept]


@contextmanager
def evening(tmp_path: Path, plan: TransferPlan | None = None, *, posted: bool = True) -> Iterator[Evening]:
    """The precinct after the count, started, not served yet; the protocol hangs when `posted`."""
    signed = signed_day()
    shutil.copytree(signed.folder / "first", tmp_path / "first")
    shutil.copytree(signed.folder / "out", tmp_path / "out")
    source = signed.installed
    clock = SetClock(NIGHT)
    made = Day(source, tmp_path / "first", clock, Precinct.open(tmp_path / "first" / "computer", PASSWORD, clock))
    try:
        if posted:
            wall = Bilingual("кіреберіс", "у входа")
            acted = post_protocol(made.precinct, tmp_path / "out" / "record", wall, made.signers(1, 3))
            assert not isinstance(acted, Refusal), acted
        yield Evening(made, tmp_path / "out", plan or TransferPlan())
    finally:
        made.stop()


@dataclass
class Commission:
    """A commission that serves: its centre, where it is reached, what it judged."""

    centre: Centre
    port: int = 0
    told: list[Told] = field(default_factory=list)

    @property
    def address(self) -> tuple[str, int]:
        return HOST, self.port


def founded(folder: Path, source: Installed) -> None:
    """The central commission's folder for the election of this installation."""
    package = source.prepared.package
    found_centre(
        folder,
        definition=package.definition,
        signature=package.definition_signature,
        root=source.pki.root.certificate.public_bytes(Encoding.PEM),
        commission="central",
    )


@contextmanager
def commission(folder: Path, source: Installed, port: int = 0, *, judging: bool = True) -> Iterator[Commission]:
    """The central commission of this election takes in what comes; without `judging` it only receives."""
    if not folder.exists():
        founded(folder, source)
    stop, failed = threading.Event(), list[BaseException]()
    intake = source.pki.signers["intake"]
    with ExitStack() as running:
        centre = running.enter_context(opened_centre(folder, intake, clock=SetClock(NIGHT)))
        made = Commission(centre)
        serving = TransferServer(CentreIntake(centre), intake, folder / INCOMING, HOST, port, most=BYTES_MAX)
        server = running.enter_context(serving)
        made.port = server.port

        def run() -> None:
            try:
                server.serve(stop.is_set)
            except BaseException as error:
                failed.append(error)

        if judging:
            running.enter_context(Judging(centre, made.told.append, server.fail))
        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield made
        finally:
            stop.set()
            thread.join()
    assert failed == []


def receiving(folder: Path, precinct: Evening) -> AbstractContextManager[Commission]:
    """The commission of this precinct's election, which receives and does not judge."""
    return commission(folder / "centre", precinct.day.installed, judging=False)


def by_programs(folder: Path) -> LinkSwitch:
    """A link that two programs switch: what they do is written into `folder`/link."""
    path = folder / "link"
    words = ("/bin/sh", "-c")
    return LinkSwitch(up=(*words, f"echo up >> {path}"), down=(*words, f"echo down >> {path}"))
