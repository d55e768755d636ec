"""A device's card reader over PC/SC: pcscd and any reader with a driver for it, through pyscard (R 12, annex 2).

Nothing is polled in a circle: the program sleeps in the service until a reader or a card comes or goes, at most a
second at a time, since the service may miss a reader that came between two questions. While the service does not run,
it is asked for again every half second.

Two contexts: one sleeps, the other talks to the card, so a card can be written while its removal is waited for. The
card is held by this program alone (exclusive share); when another program has it, the first read says so.
"""

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from sailau.adapters.cards.type4 import Type4Card
from sailau.adapters.cards.winscard import (
    UNASKED,
    CardConnection,
    PcscContext,
    ReaderName,
    SlotState,
    load_pyscard,
)
from sailau.card import CardNumber
from sailau.card.reader import (
    CardInserted,
    CardRemoved,
    ReaderEvent,
    ReaderFound,
    ReaderLost,
    ReadersAmbiguous,
    SurplusReader,
)
from sailau.card.slot import CardRemovedError, UnknownCardError
from sailau.errors import StoreError

SLEEP_SECONDS_MAX: Final = 1.0
SERVICE_AGAIN_SECONDS: Final = 0.5

_MEMORY_CARD: Final = bytes.fromhex("4F0CA000000306")
"""In the answer to reset of a card without a processor (PC/SC part 3): it knows no files."""
_CONVENTIONS: Final = (0x3B, 0x3F)


class PcscCard:
    """The card that lies in `reader` now, as a `CardSlot`; dead for good once it was gone."""

    def __init__(self, reader: ReaderName, *, extended: bool = True) -> None:
        self._reader = reader
        self._files = Type4Card(self._transmit, extended=extended)
        self._context: PcscContext | None = None
        self._connection: CardConnection | None = None
        self._gone = False
        self._turn = threading.RLock()

    def read(self, offset: int, length: int) -> bytes:
        """See `CardSlot.read`. Raises also `ReaderBusyError` and `UnknownCardError`, at the first use."""
        return self._files.read(offset, length)

    def write(self, offset: int, data: bytes) -> None:
        """See `CardSlot.write`."""
        self._files.write(offset, data)

    def make_ready(self, number: CardNumber) -> None:
        """See `Type4Card.make_ready`."""
        self._files.make_ready(number)

    def close(self) -> None:
        """Let the card go; whoever uses it afterwards hears that it is gone."""
        with self._turn:
            self._gone = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            if self._context is not None:
                self._context.close()
                self._context = None

    def _transmit(self, command: bytes) -> bytes:
        # Taken turns with `close`: a card that was let go must not be reached for again, another may lie there.
        with self._turn:
            if self._gone:
                raise CardRemovedError("the card is not in the slot")
            try:
                return self._connected().transmit(command)
            except CardRemovedError:
                self.close()
                raise

    def _connected(self) -> CardConnection:
        if self._connection is None:
            self._context = self._context or PcscContext()
            connection = self._context.connect(self._reader)
            try:
                check_answer_to_reset(connection.answer_to_reset())
            except UnknownCardError:
                connection.close()
                raise
            self._connection = connection
        return self._connection


def check_answer_to_reset(atr: bytes) -> None:
    """Raise `UnknownCardError` for a card whose answer to reset says that it cannot hold files."""
    if len(atr) < 2 or atr[0] not in _CONVENTIONS:
        raise UnknownCardError("its answer to reset is none")
    if _MEMORY_CARD in atr:
        raise UnknownCardError("a memory card without files")


@dataclass(slots=True)
class _Known:
    """What was last told to the device's program."""

    states: dict[ReaderName, SlotState] = field(default_factory=dict)
    service_lost: bool = False
    using: ReaderName | None = None
    surplus: set[ReaderName] = field(default_factory=set)
    ambiguous: tuple[str, ...] = ()
    card: PcscCard | None = None
    changes: int = 0


class PcscReader:
    """The reader named `wanted`, or the only one; see `CardReader`. Not for two threads, except `close`.

    Raises `StoreError` when pyscard is not installed.
    """

    def __init__(self, wanted: str | None = None, *, extended: bool = True) -> None:
        load_pyscard()
        self._wanted = wanted
        self._extended = extended
        self._known = _Known()
        self._told: deque[ReaderEvent] = deque()
        self._context: PcscContext | None = None
        self._closed = False

    def __enter__(self) -> "PcscReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """See `CardReader.wait`."""
        until = time.monotonic() + timeout_seconds
        first = True
        while not self._told and not self._closed:
            left = until - time.monotonic()
            if left <= 0 and not first:
                return None
            self._look(min(max(left, 0.0), SLEEP_SECONDS_MAX))
            first = False
        return self._told.popleft() if self._told else None

    def close(self) -> None:
        """See `CardReader.close`."""
        self._closed = True
        if self._known.card is not None:
            self._known.card.close()
        context, self._context = self._context, None
        if context is not None:
            # Whoever sleeps in it wakes, and hears nothing.
            context.cancel()
            context.close()

    def _look(self, sleep_seconds: float) -> None:
        """Ask the service once, asleep for at most `sleep_seconds`, and note what changed."""
        try:
            context = self._context = self._context or PcscContext()
            names = context.readers()
            asked = {name: self._known.states.get(name, UNASKED) for name in names}
            is_new = names != list(self._known.states)
            states = context.wait(asked, 0.0 if is_new else sleep_seconds)
        except StoreError:
            # Whatever the service says that is not an answer: it is asked anew, in a new context.
            if not self._closed:
                self._lose_service(sleep_seconds)
            return
        if self._closed:
            return
        self._known.service_lost = False
        self._notice(states)

    def _lose_service(self, sleep_seconds: float) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None
        known = self._known
        if not known.service_lost:
            known.service_lost = True
            self._lose_reader(service=True)
            known.states, known.surplus, known.ambiguous = {}, set(), ()
        else:
            time.sleep(min(sleep_seconds, SERVICE_AGAIN_SECONDS))

    def _notice(self, states: dict[ReaderName, SlotState]) -> None:
        """Tell what is new, in this order: our reader gone, our reader found, others, the card."""
        known = self._known
        known.states = states
        available = [name for name, state in states.items() if state.available]
        if known.using is not None and known.using not in available:
            self._lose_reader(service=False)
        if known.using is None:
            self._choose(available)
        known.surplus &= set(available)
        for name in available:
            if known.using not in (None, name) and name not in known.surplus:
                known.surplus.add(name)
                self._told.append(SurplusReader(name))
        if known.using is not None:
            self._notice_card(known.using, states[known.using])

    def _choose(self, available: list[ReaderName]) -> None:
        known = self._known
        fitting = [name for name in available if self._wanted in (None, name)]
        if len(fitting) == 1:
            known.using, known.ambiguous = fitting[0], ()
            known.surplus.discard(known.using)
            self._told.append(ReaderFound(known.using))
        elif tuple(fitting) != known.ambiguous:
            known.ambiguous = tuple(fitting)
            if fitting:
                self._told.append(ReadersAmbiguous(known.ambiguous))

    def _notice_card(self, reader: ReaderName, state: SlotState) -> None:
        """A card that came and went between two questions shows in the count of changes."""
        known = self._known
        if known.card is not None and (not state.present or state.changes != known.changes):
            self._lose_card()
        if known.card is None and state.present:
            known.card = PcscCard(reader, extended=self._extended)
            self._told.append(CardInserted(known.card))
        known.changes = state.changes

    def _lose_card(self) -> None:
        if self._known.card is not None:
            self._known.card.close()
            self._known.card = None
            self._told.append(CardRemoved())

    def _lose_reader(self, *, service: bool) -> None:
        known = self._known
        self._lose_card()
        if known.using is not None or service:
            self._told.append(ReaderLost(known.using or self._wanted or "", service))
        known.using = None
