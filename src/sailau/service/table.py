"""The precinct computer's end of the link: devices at the table give commands through it (R 12; E14, E26; L 50-5(1)).

A device comes in by TLS with its certificate and by the door (`service.entrance`), both of which must know it. It then
asks for a command; the use case runs here, the one writer of list, card table and box, with a slot whose reads and
writes travel to the device's reader and back. A link that is lost or silent is a card that was pulled out, and nothing
else: each use case may be cut short there, and goes on when the card comes again.

One conversation at a time: use cases of two devices never interleave.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from cryptography import x509

from sailau.adapters.table_link import trouble_called
from sailau.adapters.table_wire import (
    CONVERSATION_SECONDS,
    EXCHANGE_SECONDS,
    Line,
    LinkLostError,
    Message,
    tls_context,
)
from sailau.card import Loaded
from sailau.card.layout import CARD_BYTES
from sailau.card.slot import CardDamagedError, CardRemovedError
from sailau.errors import StoreError
from sailau.ports import RecorderLostError
from sailau.precinct.commands import Command, refuse
from sailau.refusal import Refusal
from sailau.service import table_chair, table_desk, table_home, table_paper, table_present, table_technician
from sailau.service.accumulator import Accepted, Returned, Shown
from sailau.service.entrance import Actor, Entrance
from sailau.service.pool import counted
from sailau.service.precinct import Precinct
from sailau.service.recorder.watch import RECORDER_LOST, RecorderWatch
from sailau.service.table_count import CountRoom
from sailau.service.table_papers import PapersRoom
from sailau.service.table_station import NOT_SIGNED_IN, StationTalk, Table, refused, said_of_the_card
from sailau.service.table_technician import HealthBook
from sailau.service.table_tours import CableTalk, TourBegun, no_sheet
from sailau.service.table_transfer import BY_MEDIUM, TransferPlan, TransferRoom
from sailau.signing.roles import Role

ASKED: Final = {
    **table_desk.ASKED,
    **table_chair.ASKED,
    **table_home.ASKED,
    **table_paper.ASKED,
    **table_present.ASKED,
    **table_technician.ASKED,
}
"""What members at a station may ask; the role matrix says who, and at which."""
COMMANDS: Final = {str(command): command for command in (Command.LOAD_CARD, Command.TAKE_CARD)}
"""What a device may ask through the link; the role matrix says which device."""
LINKS_MAX: Final = 16
KNOCKS_RECORDED_EVERY: Final = 10.0
"""Seconds: whoever knocks without a good certificate fills no disk."""
_LOOK_UP_SECONDS: Final = 0.2


class TableServer:
    """The link of an open precinct. Close it, or use it in a `with`."""

    def __init__(
        self,
        precinct: Precinct,
        host: str,
        port: int,
        *,
        begun: TourBegun = no_sheet,
        shown: Callable[[Shown], None] = lambda shown: None,
        record_to: Path | None = None,
        declared: Collection[str] = (),
        turn: "threading.Lock | None" = None,
        transfer: TransferPlan = BY_MEDIUM,
    ) -> None:
        """Listen at `host`, an address of the declared interface. Raises `StoreError`.

        `begun` is told of tours, `shown` of challenged ballots that were opened; the record goes into a folder in
        `record_to`; `declared` are the network interfaces of the act of installation. Whoever holds `turn` is alone
        with the stores: so another part of this program may read them meanwhile. `transfer`: how the record is sent.
        """
        if ip_address(host).is_unspecified:
            raise StoreError(f"{host} means every interface: name the address of the table's own")
        self._precinct = precinct
        self._begun = begun
        self._shown = shown
        self._entrance = Entrance(precinct)
        self._tls = tls_context(precinct.installed.computer, server=True)
        self._turn = turn or threading.Lock()
        self._places = threading.BoundedSemaphore(LINKS_MAX)
        self._talking: set[threading.Thread] = set()
        self._failed: list[BaseException] = []
        self._knocked = float("-inf")
        self._recorders = RecorderWatch(precinct.recorders_in_use)
        self._health = HealthBook(precinct, self._turn, declared=declared)
        self._counts = CountRoom(precinct, self._turn, self._fail)
        papers = PapersRoom(precinct, record_to)
        self._transfer = TransferRoom(precinct, self._turn, transfer, papers.record, self._fail)
        self._asked: Table = {**ASKED, **self._counts.asked, **papers.asked, **self._transfer.asked}
        try:
            self._listening = socket.create_server((host, port))
        except OSError as error:
            raise StoreError(f"cannot listen at {host}:{port}: {error.strerror}") from error
        self._listening.settimeout(_LOOK_UP_SECONDS)

    @property
    def port(self) -> int:
        """Where devices reach it."""
        number: int = self._listening.getsockname()[1]
        return number

    def __enter__(self) -> "TableServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def serve(self, stopped: Callable[[], bool]) -> None:
        """Serve until `stopped`, or until the decided restart is asked; a conversation that has begun is finished
        first. While a recorder is lost nobody is served.

        Raises what stopped the precinct computer: a store that refuses, a recorder that will not record again.
        """
        ending = threading.Event()
        try:
            while not stopped() and not self._failed and not self._precinct.restart_asked:
                self._accept(ending)
                self._recorders.is_there()
        finally:
            ending.set()
            self._counts.close()
            self._transfer.close()
            for thread in list(self._talking):
                thread.join()
        if self._failed:
            raise self._failed[0]

    def _accept(self, ending: threading.Event) -> None:
        try:
            raw, _ = self._listening.accept()
        except TimeoutError:
            return
        if not self._places.acquire(blocking=False):
            raw.close()
            return
        thread = threading.Thread(target=self._serve_one, args=(raw, ending))
        self._talking.add(thread)
        thread.start()

    def _serve_one(self, raw: socket.socket, ending: threading.Event) -> None:
        try:
            line = self._shake_hands(raw)
            if line is not None:
                with suppress(LinkLostError):
                    self._talk(line, ending)
                line.close()
        except BaseException as error:
            self._fail(error)
        finally:
            raw.close()
            self._places.release()
            self._talking.discard(threading.current_thread())

    def _fail(self, error: BaseException) -> None:
        """A recorder that is lost may come back; anything else stops the precinct computer."""
        if isinstance(error, RecorderLostError):
            self._recorders.lost()
        else:
            self._failed.append(error)

    def _shake_hands(self, raw: socket.socket) -> Line | None:
        try:
            raw.settimeout(EXCHANGE_SECONDS)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            return Line(self._tls.wrap_socket(raw, server_side=True))
        except ssl.SSLError:
            with self._turn:
                self._record_knock()
        except OSError:
            pass
        return None

    def _record_knock(self) -> None:
        if time.monotonic() - self._knocked >= KNOCKS_RECORDED_EVERY:
            self._knocked = time.monotonic()
            recorder = self._precinct.recorder()
            recorder.record("command-refused", command="enter", reason="certificate", role="unknown")

    def _talk(self, line: Line, ending: threading.Event) -> None:
        actor = self._let_in(line)
        if isinstance(actor, Refusal):
            line.send(*refused(actor))
            return
        line.send("entered")
        station = StationTalk(self._entrance, actor, self._turn, self._asked)
        while (request := line.next_request(ending.is_set)) is not None:
            answer = self._of_health(actor, station, request)
            line.send(*(answer or self._recorded(partial(self._answer, line, actor, station, request))))

    def _of_health(self, actor: Actor, station: StationTalk, request: Message) -> Message | None:
        """The answer to what is asked of health, which is told also while a recorder is lost; None for all else."""
        if request == ["service"]:
            return self._health.service() if station.somebody_signed_in else refused(NOT_SIGNED_IN)
        return self._health.answer(actor.id, request)

    def _recorded(self, answer: Callable[[], Message]) -> Message:
        """The answer, if the recorders are there from its beginning to its end."""
        try:
            if self._recorders.there:
                return answer()
        except RecorderLostError:
            self._recorders.lost()
        return refused(RECORDER_LOST)

    def _let_in(self, line: Line) -> Actor | Refusal:
        with self._turn:
            challenge = self._entrance.challenge()
        line.send("challenge", challenge)
        match line.receive():
            case ["enter", bytes(answer)]:
                certificate = x509.load_der_x509_certificate(line.peer)
                with self._turn:
                    return self._entrance.enter(certificate, self._precinct.installed.computer.chain, challenge, answer)
            case _:
                raise LinkLostError("the device does not speak as agreed")

    def _count(self) -> Message:
        """What an accumulator shows, and whether it goes on to load a card that it has emptied: not after closing."""
        with self._precinct.stores.cards.transaction() as tx:
            accepted = counted(tx, "accepted")
        loads = refuse(Command.LOAD_CARD, Role.ACCUMULATOR, self._precinct.state) is None
        return ["counted", accepted, loads]

    def _answer(self, line: Line, actor: Actor, station: StationTalk, request: Message) -> Message:
        slot = RemoteSlot(line)
        match request:
            case ["do", str(word)] if word in COMMANDS:
                command = COMMANDS[word]
                with self._turn:
                    outcome = said_of_the_card(
                        lambda: self._entrance.perform(command, [actor], slot, accumulator=actor.id)
                    )
                    if isinstance(outcome, Shown):
                        self._shown(outcome)
                    return _told(outcome)
            case ["count"]:
                with self._turn:
                    return self._count()
        cable = CableTalk(self._entrance, actor, self._turn, self._begun)
        answer = station.answer(line, slot, request) or cable.answer(line, request)
        if answer is None:
            raise LinkLostError("the device does not speak as agreed")
        return answer


class RemoteSlot:
    """A `CardSlot` at the other end of a link; once the card or the link is gone, it stays gone.

    Only we write on the card while it is in the slot: what is read again must be what was read and written before. So a
    device cannot show a use case two different cards in one conversation.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._until = time.monotonic() + CONVERSATION_SECONDS
        self._gone = False
        self._image: bytearray | None = None

    def read(self, offset: int, length: int) -> bytes:
        """See `CardSlot.read`. Raises `CardDamagedError` too: the card is not what it was a moment ago."""
        data = self._ask("read", offset, length)
        if len(data) != length:
            raise self._lost("the device gave another number of bytes")
        if self._image is not None and data != self._image[offset : offset + length]:
            raise CardDamagedError("the card does not hold what was read and written before")
        if self._image is None and length == CARD_BYTES:
            self._image = bytearray(data)
        return data

    def write(self, offset: int, data: bytes) -> None:
        """See `CardSlot.write`."""
        if self._image is not None:
            self._image[offset : offset + len(data)] = data
        if self._ask("write", offset, data):
            raise self._lost("the device answered a write with bytes")

    def _ask(self, *question: Any) -> bytes:
        left = self._until - time.monotonic()
        if self._gone or left <= 0:
            raise self._lost("the card is not in the slot, or its time is over")
        try:
            self._line.send(*question)
            answer = self._line.receive(min(left, EXCHANGE_SECONDS))
        except LinkLostError as error:
            self._gone = True
            raise CardRemovedError("the link to the card was lost") from error
        match answer:
            case ["card", bytes(data)]:
                return data
            case ["trouble", str(word)]:
                trouble = trouble_called(word)
                self._gone = isinstance(trouble, CardRemovedError)
                raise trouble
            case _:
                raise self._lost("the device does not speak as agreed")

    def _lost(self, why: str) -> CardRemovedError:
        if not self._gone:
            self._line.close()
        self._gone = True
        return CardRemovedError(why)


def _told(outcome: Any) -> Message:
    """The outcome as the device is told it: neither tracker nor choices, which are for the public screen and record."""
    match outcome:
        case Refusal():
            return refused(outcome)
        case Loaded():
            return ["done", "loaded", True]
        case Accepted():
            return ["done", "accepted", True]
        case Returned(abandoned=abandoned):
            return ["done", "returned", abandoned]
        case Shown(opening=opening):
            return ["done", "shown", opening is not None]
    raise TypeError(f"an outcome without words: {type(outcome).__name__}")
