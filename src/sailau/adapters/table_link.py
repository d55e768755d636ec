"""A device's end of the link to the precinct computer: it lends its card reader to the command it gives (R 12, E26).

The device asks for a command; the precinct computer does it, and reads and writes the card in this device's slot
through the link. A device that dies meanwhile is to the precinct computer a card that was pulled out.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography import x509

from sailau.adapters.table_wire import (
    CONVERSATION_SECONDS,
    EXCHANGE_SECONDS,
    Line,
    LinkLostError,
    Message,
    tls_context,
)
from sailau.card.layout import CARD_BYTES
from sailau.card.slot import (
    CardDamagedError,
    CardRemovedError,
    CardSlot,
    ReaderBusyError,
    ReaderLostError,
    UnknownCardError,
)
from sailau.errors import FormatError, SignatureError, invariant
from sailau.formats.v1.record import ACT_FILE, Act
from sailau.refusal import Refusal, Text
from sailau.signing.authority import Signer
from sailau.signing.device import device_sign, judge_certificate
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role
from sailau.signing.trust import Trust

ENTRANCE_TAG: Final = b"sailau/entrance/1"
ANSWER_SECONDS: Final = 4 * CONVERSATION_SECONDS
"""How long to wait for one's turn: other devices' conversations come first."""
_REFUSED_WORDS: Final = 6


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command: `word` is loaded, accepted, returned or shown; `flag` tells abandoned or agreeing."""

    word: str
    flag: bool


@dataclass(frozen=True, slots=True)
class BoxTold:
    """How many ballots are accepted off cards, and whether the precinct computer has cards loaded as the day stands."""

    accepted: int
    loads: bool


class TableLink:
    """An open link of one device. Close it, or use it in a `with`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @staticmethod
    def open(host: str, port: int, signer: Signer, at: datetime) -> "TableLink | Refusal":
        """Reach the precinct computer and come in by its door, at the moment `at` of this device's clock.

        Raises `LinkLostError` when it cannot be reached, `SignatureError` when who answers is not this precinct's.
        """
        line = Line(_connection(host, port, signer))
        try:
            _judge(line.peer, signer, at)
            challenge = words_told(line.receive(ANSWER_SECONDS), "challenge", bytes)[0]
            line.send("enter", device_sign(signer.key, ENTRANCE_TAG, challenge))
            answer = line.receive(ANSWER_SECONDS)
        except BaseException:
            line.close()
            raise
        if answer == ["entered"]:
            return TableLink(line)
        line.close()
        return refusal_told(answer)

    def __enter__(self) -> "TableLink":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def line(self) -> Line:
        """The line itself, for what a kind of device says beside the commands below."""
        return self._line

    def close(self) -> None:
        """Leave; never fails."""
        self._line.close()

    def perform(self, command: str, slot: CardSlot) -> Done | Refusal:
        """Have the precinct computer do `command` with the card in `slot`.

        Raises `LinkLostError`: what became of the card, only the card knows; put it in again.
        """
        self._line.send("do", command)
        while True:
            message = self._line.receive(ANSWER_SECONDS)
            match message:
                case ["done", str(word), bool(flag)]:
                    return Done(word, flag)
                case ["refused", *_]:
                    return refusal_told(message)
                case _:
                    self.lend(message, slot)

    def count(self) -> BoxTold | Refusal:
        """What the precinct computer says of the box. Raises `LinkLostError`."""
        self._line.send("count")
        answer = self._line.receive(ANSWER_SECONDS)
        if answer[0] == "refused":
            return refusal_told(answer)
        count, loads = words_told(answer, "counted", int, bool)
        return BoxTold(count, loads)

    def lend(self, question: Message, slot: CardSlot) -> None:
        """Answer what the precinct computer asks of the card in `slot`. Raises `LinkLostError` for anything else."""
        try:
            match question:
                case ["read", int(offset), int(length)] if _on_card(offset, length):
                    done = slot.read(offset, length)
                case ["write", int(offset), bytes(data)] if _on_card(offset, len(data)):
                    slot.write(offset, data)
                    done = b""
                case _:
                    raise LinkLostError("the precinct computer does not speak as agreed")
        except (CardRemovedError, CardDamagedError, ReaderBusyError, FormatError) as error:
            self._line.send("trouble", trouble_of(error))
        else:
            self._line.send("card", done)


def _on_card(offset: int, length: int) -> bool:
    return 0 <= offset <= offset + length <= CARD_BYTES


_TROUBLES: Final[dict[str, Callable[[], Exception]]] = {
    "reader-lost": lambda: ReaderLostError("the reader of the device is gone"),
    "removed": lambda: CardRemovedError("the card is not in the slot"),
    "damaged": lambda: CardDamagedError("the card did not take what was written"),
    "busy": lambda: ReaderBusyError("another program on the device holds the card"),
    "unknown": lambda: UnknownCardError("the device's reader could not read it"),
}


def trouble_of(error: Exception) -> str:
    """The word by which a card's trouble travels."""
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (ReaderLostError, "reader-lost"),
        (CardRemovedError, "removed"),
        (CardDamagedError, "damaged"),
        (ReaderBusyError, "busy"),
        (FormatError, "unknown"),
    )
    found = [word for kind, word in kinds if isinstance(error, kind)]
    invariant(bool(found), "a trouble with a card that has no word")
    return found[0]


def trouble_called(word: object) -> Exception:
    """The error of that word; an unknown word is a card that is gone."""
    return _TROUBLES.get(str(word), _TROUBLES["removed"])()


def _connection(host: str, port: int, signer: Signer) -> ssl.SSLSocket:
    context = tls_context(signer, server=False)
    try:
        raw = socket.create_connection((host, port), timeout=EXCHANGE_SECONDS)
    except OSError as error:
        raise LinkLostError(f"the precinct computer at {host}:{port} cannot be reached: {error}") from error
    with suppress(OSError):
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        return context.wrap_socket(raw)
    except ssl.SSLCertVerificationError as error:
        raw.close()
        raise SignatureError(f"who answers at {host}:{port} is no precinct computer of ours: {error}") from error
    except OSError as error:
        raw.close()
        raise LinkLostError(f"the link to {host}:{port} cannot be made: {error}") from error


def _judge(peer: bytes, signer: Signer, at: datetime) -> None:
    """The one who answers is the precinct computer of this device's own precinct and election."""
    own, certificate = holder_of(signer.certificate), x509.load_der_x509_certificate(peer)
    trust = Trust(
        root=signer.chain[-1],
        at=at,
        training=own.training,
        election=own.election or "",
        precinct=own.commission,
        territory=holder_of(signer.chain[0]).commission,
    )
    holder = judge_certificate(certificate, signer.chain[:-1], None, trust).holder
    if holder.role is not Role.PRECINCT_COMPUTER:
        raise SignatureError(f"{holder.name}: not a precinct computer")


def words_told(message: Message, word: str, *kinds: type) -> list[Any]:
    """What follows `word` in a message, of these kinds. Raises `LinkLostError`."""
    if message[0] != word or [type(one) for one in message[1:]] != list(kinds):
        raise LinkLostError("the precinct computer does not speak as agreed")
    return message[1:]


def act_told(data: bytes, at: str) -> tuple[Act, datetime]:
    """An act that is to be signed, and for which moment, as it travelled. Raises `LinkLostError`."""
    try:
        return ACT_FILE.read(data), moment_told(at)
    except FormatError as error:
        raise LinkLostError("what is to be signed is no act") from error


def moment_told(at: str) -> datetime:
    """For which moment something is to be signed, as it travelled. Raises `LinkLostError`."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise LinkLostError("the time of signing is no time") from error
    if moment.tzinfo is None:
        raise LinkLostError("the time of signing has no time zone")
    return moment


def refusal_told(message: Message) -> Refusal:
    """A refusal as it travelled. Raises `LinkLostError`."""
    code, article, kk, ru, en = words_told(message, "refused", *([str] * (_REFUSED_WORDS - 1)))
    return Refusal(code, article, Text(kk, ru, en))
