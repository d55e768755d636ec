"""A portable device on an accumulator's cable: filled, emptied; cables that lie, break, relay (R 13; L 50-5(4))."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sailau.adapters.cable import plug_in
from sailau.adapters.table_link import TableLink
from sailau.adapters.table_wire import Line, LinkLostError, Message
from sailau.errors import SignatureError
from sailau.formats.v1.record import Act
from sailau.refusal import Refusal
from sailau.service import tours
from sailau.service.accumulator_cable import Cable
from sailau.service.acts import acts
from sailau.service.portable import TOUR_NOT_EMPTIED, Portable
from sailau.service.table import TableServer
from sailau.service.tour_cable import NOTHING_INSIDE, Emptied, Filled, empty, fill
from sailau.service.tour_rows import TourRow
from sailau.signing.device import device_sign
from tests.portable.test_tours import CARRIERS, DEVICE, apply, code
from tests.service.day import MORNING, TABLE, Day, chosen, open_day

HOST = "127.0.0.1"


@dataclass
class Table:
    """The precinct computer, an accumulator with its cable, and the device."""

    day: Day
    port: int
    link_port: int
    begun: list[TourRow]
    shown: list[Act] = field(default_factory=list)

    @property
    def device(self) -> Portable:
        return self.day.home()

    def fill(self, *people: str, carriers: tuple[str, ...] = CARRIERS) -> Filled | Refusal:
        signers = [self.day.installed.pki.signers[name] for name in people or ("member-1",)]
        with closing(plug_in(HOST, self.port)) as line:
            return fill(self.device, line, signers, carriers)

    def empty(self, *people: str) -> Emptied | Refusal:
        signers = [self.day.installed.pki.signers[name] for name in people or ("member-1", "member-3")]
        with closing(plug_in(HOST, self.port)) as line:
            return empty(self.device, line, signers, self.shown.append)

    def accumulators_line(self) -> Line:
        """The link of an accumulator that does as it likes."""
        link = TableLink.open(HOST, self.link_port, self.day.installed.pki.signers[TABLE], MORNING)
        assert isinstance(link, TableLink)
        return link.line


@contextmanager
def threads(*runs: Callable[[], None]) -> Iterator[None]:
    failed: list[BaseException] = []

    def guarded(run: Callable[[], None]) -> None:
        try:
            run()
        except BaseException as error:
            failed.append(error)

    started = [threading.Thread(target=guarded, args=(run,)) for run in runs]
    for thread in started:
        thread.start()
    try:
        yield
    finally:
        for thread in started:
            thread.join()
    assert failed == []


@contextmanager
def served(tmp_path: Path) -> Iterator[Table]:
    """A precinct at seven o'clock whose table and cable answer."""
    stop, begun = threading.Event(), list[TourRow]()
    with (
        open_day(tmp_path) as day,
        TableServer(day.precinct, HOST, 0, begun=begun.append) as server,
        Cable(HOST, 0) as cable,
    ):
        signer = day.installed.pki.signers[TABLE]

        def connect() -> TableLink | Refusal:
            return TableLink.open(HOST, server.port, signer, MORNING)

        with threads(lambda: server.serve(stop.is_set), lambda: cable.serve(connect, stop.is_set)):
            try:
                yield Table(day, cable.port, server.port, begun)
            finally:
                stop.set()


def test_device_is_filled_and_emptied_over_the_cable_and_the_ballots_are_in_the_box(tmp_path: Path) -> None:
    with served(tmp_path) as table:
        apply(table.day, 1, 2, 3)
        assert table.fill() == Filled(tour=1, applications=3, credentials=5)
        assert [row.tour for row in table.begun] == [1]
        assert table.fill() == Filled(tour=1, applications=3, credentials=5), "repeated after a crash"
        votes = [table.device.vote(chosen(answer)) for answer in (1, 2)]
        assert table.fill() == TOUR_NOT_EMPTIED
        assert table.empty() == Emptied(tour=1, ballots=2, unused=3, valid=True)
        assert set(table.day.table("box", "ballots")) == {vote.credential for vote in votes}  # type: ignore[union-attr]
        assert table.empty() == NOTHING_INSIDE
        assert table.device.carried() is None and table.shown == []
        assert table.day.events(TABLE).count("portable-emptied") == 1
        assert "portable-filled" in table.day.events(TABLE)
        apply(table.day, 4)
        assert table.fill() == Filled(tour=2, applications=1, credentials=3)


def test_act_of_a_void_tour_is_shown_whole_to_the_members_who_sign_it(tmp_path: Path) -> None:
    with served(tmp_path) as table:
        apply(table.day, 1)
        assert isinstance(table.fill(), Filled)
        for answer in (1, 2):
            table.device.vote(chosen(answer))
        assert table.empty("member-3", "member-5") == Emptied(tour=1, ballots=2, unused=1, valid=False)
        (signed,) = [one for one in acts(table.day.precinct) if one.act.kind == "tour_voided"]
        assert table.shown == [signed.act]
        assert signed.act.members == ("member-3", "member-5")
        assert table.day.table("box", "ballots") == {}
        assert len(table.day.table("box", "aside")) == 2


def test_only_the_chair_sends_a_device_out(tmp_path: Path) -> None:
    with served(tmp_path) as table:
        apply(table.day, 1)
        for other in ("member-2", "desk-1"):
            assert code(table.fill(other)) == "not-yours-begin-tour"
        assert code(table.fill(carriers=("member-5", "member-5"))) == "tour-needs-two"
        assert tours.tours(table.day.precinct) == [] and table.device.carried() is None


def test_two_members_take_a_tour_back_not_one(tmp_path: Path) -> None:
    with served(tmp_path) as table:
        apply(table.day, 1)
        assert isinstance(table.fill(), Filled)
        table.device.vote(chosen(1))
        assert isinstance(table.empty("member-3"), Refusal)
        assert isinstance(table.empty("member-3", "member-3"), Refusal)
        assert table.day.table("box", "ballots") == {}
        assert table.device.carried() is not None
        assert isinstance(table.empty(), Emptied)


class Between:
    """An accumulator that carries the messages otherwise than they came: `change` gets each with who said it."""

    def __init__(self, table: Table, change: Callable[[str, Message], Message | None]) -> None:
        self._table = table
        self._change = change
        self.cable = Cable(HOST, 0)

    def run(self) -> None:
        with (
            self.cable,
            closing(Line(_accepted(self.cable))) as device,
            closing(self._table.accumulators_line()) as computer,
            suppress(LinkLostError),
        ):
            while (request := self._change("device", device.receive())) is not None:
                computer.send(*request)
                told = self._change("computer", computer.receive())
                if told is None:
                    return
                device.send(*told)


def _accepted(cable: Cable) -> socket.socket:
    while True:
        try:
            return cable._listening.accept()[0]
        except TimeoutError:
            continue


@contextmanager
def cable_through(table: Table, change: Callable[[str, Message], Message | None]) -> Iterator[None]:
    between = Between(table, change)
    honest, table.port = table.port, between.cable.port
    with threads(between.run):
        try:
            yield
        finally:
            table.port = honest


def changed(word: str, place: int, value: object) -> Callable[[str, Message], Message | None]:
    def change(_: str, message: Message) -> Message | None:
        if message[0] == word:
            message[place] = value
        return message

    return change


def forged_done(_: str, message: Message) -> Message | None:
    """Says that all is done when the computer's receipt is due."""
    return ["done", "emptied", True] if message[0] == "receipt" else message


LIES_TO_THE_DEVICE = {
    "tour": changed("load", 1, 2),
    "applications": changed("load", 2, 1),
    "credentials": changed("part", 1, b"x" * 480),
    "device": changed("portable", 1, "portable-2"),
    "carriers": changed("portable", 4, "member-2 member-3"),
    "signature": changed("load", 5, bytes(64)),
}
LIES_TO_THE_COMPUTER = {
    "tour": changed("contents", 1, 2),
    "ballot": changed("ballot", 1, b"no ballot"),
    "copies": changed("contents", 5, "lost"),
    "digest": changed("receipt", 1, bytes(32)),
    "void": changed("receipt", 2, False),
    "signature": changed("receipt", 3, bytes(64)),
    "done too early": forged_done,
}


def test_cable_that_alters_what_the_device_is_given_fills_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as table:
        apply(table.day, 1, 2)
        for what, lie in LIES_TO_THE_DEVICE.items():
            with cable_through(table, lie), suppress(SignatureError, LinkLostError):
                assert isinstance(table.fill(), Refusal), what
            assert table.device.carried() is None, what
        assert table.fill() == Filled(tour=1, applications=2, credentials=4)
        assert tours.tours(table.day.precinct)[0].members == CARRIERS


def test_cable_that_alters_what_the_device_hands_over_loses_no_ballot(tmp_path: Path) -> None:
    with served(tmp_path) as table:
        apply(table.day, 1, 2)
        assert isinstance(table.fill(), Filled)
        vote = table.device.vote(chosen(3))
        for what, lie in LIES_TO_THE_COMPUTER.items():
            with cable_through(table, lie), suppress(SignatureError, LinkLostError):
                assert isinstance(table.empty(), Refusal), what
            carried = table.device.carried()
            assert carried is not None and carried.ballots == 1, what
        assert table.empty() == Emptied(tour=1, ballots=1, unused=3, valid=True)
        assert set(table.day.table("box", "ballots")) == {vote.credential}  # type: ignore[union-attr]
        assert table.day.counts()["home_ballots"] == 1


def test_cable_pulled_at_any_message_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as table:
        apply(table.day, 1, 2)
        vote: object = None
        for after in range(40):
            passed = 0

            def pull(_: str, message: Message, after: int = after) -> Message | None:
                nonlocal passed
                passed += 1
                return message if passed <= after else None

            act = table.fill if vote is None else table.empty
            with cable_through(table, pull):
                try:
                    done = act()
                except LinkLostError:
                    continue
            if isinstance(done, Filled):
                vote = table.device.vote(chosen(3))
            elif done == NOTHING_INSIDE or isinstance(done, Emptied):
                break
        assert table.device.carried() is None
        assert len(table.day.table("box", "ballots")) == table.day.counts()["home_ballots"] == 1


def test_answer_of_a_member_at_the_cable_opens_no_other_door(tmp_path: Path) -> None:
    """An accumulator passes a challenge of its own sign-in on to the device, to be the chair afterwards."""
    with served(tmp_path) as table:
        apply(table.day, 1)
        chair = table.day.installed.pki.signers["member-1"]
        stolen: list[Message] = []
        with closing(table.accumulators_line()) as own:
            import cbor2
            from cryptography.hazmat.primitives.serialization import Encoding

            chain = [one.public_bytes(Encoding.DER) for one in (chair.certificate, *chair.chain)]
            own.send("sign-in", cbor2.dumps(chain))
            word, challenge = own.receive()
            assert word == "challenge"

            def change(who: str, message: Message) -> Message | None:
                if message[0] == "sign-in":
                    return ["sign-in", challenge]
                if message[0] == "member":
                    stolen.append(message)
                    return None
                return message

            with cable_through(table, change), pytest.raises(LinkLostError):
                table.fill()
            own.send("answer", stolen[0][1])
            assert own.receive()[:2] == ["refused", "not-recognised"]
            own.send("sign-in", cbor2.dumps(chain))
            _, fresh = own.receive()
            own.send("answer", device_sign(chair.key, b"sailau/entrance/1", fresh))
            assert own.receive()[0] == "member", "the chair's own answer at that door would have opened it"


def test_devices_other_than_an_accumulator_carry_no_cable(tmp_path: Path) -> None:
    with served(tmp_path) as table:
        for device in ("desk-1", DEVICE):
            link = TableLink.open(HOST, table.link_port, table.day.installed.pki.signers[device], MORNING)
            assert isinstance(link, TableLink)
            with link:
                link.line.send("do", "begin-tour")
                with pytest.raises(LinkLostError):
                    link.line.receive()
