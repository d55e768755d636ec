"""The precinct computer's end of the link of a station: members sign in at it and give commands (L 50-5(1); E14, E26).

A member's key stays where the member is: the station shows the certificate, the member's key answers a challenge of the
door there, and an act to be signed travels to the station whole, and comes back signed (`service.distant_acts`). A card
in the station's slot is read and written as an accumulator's is. So a command runs here whole, by the same door and the
same use cases, wherever those who give it sit.

    sign-in, chain (CBOR list of DER)     challenge → answer        member, id, role, name      or refused
    sign-out, id                                                    signed-out, id
    ask, command, body (CBOR)             read, write, act …        answered, body (CBOR)       or refused
    look                                                            answered, the day's figures (CBOR)
    outline                                                         answered, the whole day (CBOR), to who signed in
    presence                                                        answered, those present (CBOR), to who signed in

What a command takes and answers is in the table that the caller gives (`Asked` by command).
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from threading import Lock
from typing import Any, Final, TypeVar

import cbor2
from cryptography import x509

from sailau.accumulator import CARD_UNREADABLE
from sailau.adapters.table_wire import CONVERSATION_SECONDS, Line, LinkLostError, Message
from sailau.card.refusals import CARD_DAMAGED, CARD_LEFT, READER_BUSY, READER_LOST
from sailau.card.slot import CardDamagedError, CardRemovedError, CardSlot, ReaderBusyError
from sailau.errors import FormatError
from sailau.precinct.commands import Command
from sailau.refusal import Refusal, Text
from sailau.service.card_trouble import is_readers_fault
from sailau.service.day_outline import day_outline
from sailau.service.day_summary import day_summary
from sailau.service.distant_acts import NOT_AGREED, NotAgreedError, distant_signer
from sailau.service.entrance import Actor, Entrance
from sailau.service.presence import presence
from sailau.signing.authority import Signer
from sailau.signing.roles import PRECINCT_MEMBERS, DocumentKind, Role
from sailau.signing.unreadable import UNREADABLE

T = TypeVar("T")
CHAIN_MAX: Final = 6
MEMBERS_MAX: Final = 16
LOOK_SECONDS: Final = 1.0
"""A station that asks more often sees the same figures again."""
PERSONS: Final = PRECINCT_MEMBERS | {Role.TECHNICIAN, Role.OBSERVER}
"""Who signs in at a station: people. Its own device came in when the link was made."""

NOT_A_PERSON: Final = Refusal(
    "not-a-person",
    "L 50-5(1)",
    Text(
        "Бұл сертификат адамдікі емес: өз картаңызбен кіріңіз.",
        "Этот сертификат выдан не человеку: войдите со своей картой.",
        "This certificate is not a person's: sign in with your own card.",
    ),
)
NOT_SIGNED_IN: Final = Refusal(
    "not-signed-in",
    "L 50-5(1)",
    Text(
        "Әуелі осы жерде өз картаңызбен кіріңіз.",
        "Сначала войдите здесь со своей картой.",
        "Sign in here with your own card first.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command as it came: by whom, at which device, with what. `perform` gives it at the door."""

    entrance: Entrance
    command: Command
    actors: tuple[Actor, ...]
    device: str
    args: Mapping[str, Any] = field(repr=False)
    slot: CardSlot = field(repr=False)
    signers: tuple[Signer, ...] = field(repr=False)
    turn: Lock = field(repr=False)
    """Held already while a command is answered; one that is answered `InItsTime` takes it itself."""

    def perform(self, *args: Any, **named: Any) -> Any:
        """Do the command by the door; the answer is the use case's own, which may be a refusal."""
        return self.entrance.perform(self.command, self.actors, *args, **named)

    def given(self, name: str, kind: type[T]) -> T:
        """What the station gave under `name`. A station that gives something else does not speak as agreed."""
        value = self.args.get(name)
        if type(value) is not kind:
            raise LinkLostError(f"the command {self.command} lacks {name}")
        return value


Asked = Callable[[Call], Mapping[str, Any] | Refusal]


@dataclass(frozen=True, slots=True)
class InItsTime:
    """How a command is answered that takes long: without the turn, which it takes where it asks the precinct."""

    asked: Asked


Table = Mapping[Command, Asked | InItsTime]
"""What a station may ask, by command."""


class StationTalk:
    """One station's link: who has signed in there. It ends with the link, and everybody is out."""

    def __init__(self, entrance: Entrance, device: Actor, turn: Lock, asked: Table) -> None:
        """`turn` is held while the precinct is asked something; not while a person looks for a PIN."""
        self._entrance = entrance
        self._device = device
        self._turn = turn
        self._asked = asked
        self._members: dict[str, Actor] = {}
        self._looked, self._summary = float("-inf"), b""

    @property
    def somebody_signed_in(self) -> bool:
        """Whether anybody has signed in there."""
        return bool(self._members)

    def answer(self, line: Line, slot: CardSlot, request: Message) -> Message | None:
        """The answer to a request of this kind; None when it is of another. Raises `LinkLostError`."""
        match request:
            case ["sign-in", bytes(chain)]:
                return self._sign_in(line, chain)
            case ["sign-out", str(member)]:
                self._members.pop(member, None)
                return ["signed-out", member]
            case ["ask", str(word), bytes(body)] if word in self._asked:
                return self._ask(line, slot, Command(word), body)
            case ["look"]:
                return ["answered", self._look()]
            case ["outline"]:
                return ["answered", self._outline()] if self._members else refused(NOT_SIGNED_IN)
            case ["presence"]:
                return ["answered", self._presence()] if self._members else refused(NOT_SIGNED_IN)
        return None

    def _look(self) -> bytes:
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            with self._turn:
                summary = day_summary(self._entrance.precinct)
            self._looked, self._summary = time.monotonic(), cbor2.dumps(asdict(summary))
        return self._summary

    def _outline(self) -> bytes:
        with self._turn:
            return cbor2.dumps(asdict(day_outline(self._entrance.precinct)))

    def _presence(self) -> bytes:
        with self._turn:
            return cbor2.dumps(asdict(presence(self._entrance.precinct)))

    def _sign_in(self, line: Line, chain: bytes) -> Message:
        certificate, *above = _certificates(chain)
        line.expect_pieces()
        with self._turn:
            challenge = self._entrance.challenge()
        line.send("challenge", challenge)
        match line.receive():
            case ["answer", bytes(answer)]:
                with self._turn:
                    actor = self._entrance.enter(certificate, above, challenge, answer)
            case _:
                raise LinkLostError("the station does not speak as agreed")
        if isinstance(actor, Refusal):
            return refused(actor)
        if actor.holder.role not in PERSONS or len(self._members) >= MEMBERS_MAX:
            return refused(NOT_A_PERSON)
        self._members[actor.id] = actor
        return ["member", actor.id, actor.holder.role.value, actor.holder.name]

    def _ask(self, line: Line, slot: CardSlot, command: Command, body: bytes) -> Message:
        args = _body(body)
        who = args.pop("who", None)
        if not isinstance(who, list) or not who or any(name not in self._members for name in who):
            return refused(NOT_SIGNED_IN)
        actors = tuple(self._members[name] for name in dict.fromkeys(who))
        until = time.monotonic() + CONVERSATION_SECONDS
        call = Call(
            entrance=self._entrance,
            command=command,
            actors=actors,
            device=self._device.id,
            args=args,
            slot=slot,
            signers=tuple(
                distant_signer(
                    line,
                    self._entrance.precinct,
                    actor,
                    actor.id,
                    lambda: until - time.monotonic(),
                    _signed_for(command),
                )
                for actor in actors
            ),
            turn=self._turn,
        )
        asked = self._asked[command]
        if isinstance(asked, InItsTime):
            answer = asked.asked(call)
        else:
            with self._turn:
                answer = said_of_the_card(lambda: asked(call))
        return refused(answer) if isinstance(answer, Refusal) else ["answered", cbor2.dumps(dict(answer))]


def said_of_the_card(use_case: Callable[[], Any]) -> Any:
    """What a use case answers; what is wrong with the card in the slot is answered too, anything else is raised."""
    try:
        return use_case()
    except CardRemovedError as error:
        return READER_LOST if is_readers_fault(error) else CARD_LEFT
    except CardDamagedError:
        return CARD_DAMAGED
    except ReaderBusyError:
        return READER_BUSY
    except FormatError:
        return CARD_UNREADABLE
    except NotAgreedError:
        return NOT_AGREED


def _signed_for(command: Command) -> DocumentKind:
    own = {Command.WRITE_RECORD: DocumentKind.MANIFEST, Command.MAKE_BUNDLE: DocumentKind.BUNDLE}
    return own.get(command, DocumentKind.ACT)


def refused(refusal: Refusal) -> Message:
    """A refusal as it travels."""
    text = refusal.text
    return ["refused", refusal.code, refusal.article, text.kk, text.ru, text.en]


def _certificates(chain: bytes) -> Sequence[x509.Certificate]:
    try:
        found: Any = cbor2.loads(chain)
        if not isinstance(found, list) or not 2 <= len(found) <= CHAIN_MAX:
            raise ValueError("a chain")
        return [x509.load_der_x509_certificate(der) for der in found]
    except (cbor2.CBORError, *UNREADABLE) as error:
        raise LinkLostError("the station showed no certificates") from error


def _body(body: bytes) -> dict[str, Any]:
    try:
        found: Any = cbor2.loads(body)
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, ArithmeticError, MemoryError) as error:
        raise LinkLostError("the station does not speak as agreed") from error
    if not isinstance(found, dict) or any(type(name) is not str for name in found):
        raise LinkLostError("the station does not speak as agreed")
    return found
