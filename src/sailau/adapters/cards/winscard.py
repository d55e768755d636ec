"""The face of pyscard that we use: a context of the PC/SC service, waiting for changes, one connection to a card.

pyscard is an optional part (extra `pcsc`) and is imported when a context is opened, not earlier. Every return code of
the service becomes an error of ours here, and nowhere else:

    card gone, reset or unpowered, exchange broken    CardRemovedError
    reader gone; service gone                          ReaderLostError
    another program has the card                       ReaderBusyError
    no answer to reset, no protocol in common          UnknownCardError
    anything else                                      StoreError

A broken exchange counts as a card that is gone, though it may still lie there: what it holds, only the card knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NewType

from sailau.card.slot import CardRemovedError, ReaderBusyError, ReaderLostError, UnknownCardError
from sailau.errors import StoreError

ReaderName = NewType("ReaderName", str)
"""The name that the service gives a reader, with its slot number."""

READERS_CHANGED: Final = ReaderName("\\\\?PnP?\\Notification")
"""Not a reader: the name under which the service reports that readers came or went."""

_PRESENT_FLAG, _UNAVAILABLE_FLAG, _UNKNOWN_FLAG = 0x20, 0x08, 0x04
_STATE_MASK = 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotState:
    """What the service says of a reader. `changes` counts cards that came and went; `raw` is for the next question."""

    available: bool
    present: bool
    changes: int
    raw: int


UNASKED: Final = SlotState(available=False, present=False, changes=0, raw=0)
"""Before the service was asked for the first time."""


class ServiceLostError(ReaderLostError):
    """The service of card readers (pcscd) does not run, or stopped meanwhile."""


def load_pyscard() -> Any:
    """pyscard's module; raises `StoreError` saying how to get it."""
    try:
        from smartcard import scard
    except ImportError as error:
        raise StoreError(
            "card readers need the optional part `pcsc` (pyscard), which is not installed: "
            "run `python3 tools/setup.py --extra pcsc`"
        ) from error
    return scard


class PcscContext:
    """A context of the PC/SC service. Close it, or use it in a `with`. Not for two threads, except `cancel`."""

    def __init__(self) -> None:
        self._api = load_pyscard()
        code, self._context = self._api.SCardEstablishContext(self._api.SCARD_SCOPE_USER)
        self._check(code, "open the service of card readers")

    def __enter__(self) -> "PcscContext":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the context back; never fails."""
        self._api.SCardReleaseContext(self._context)

    def cancel(self) -> None:
        """Wake whoever waits in this context; from another thread."""
        self._api.SCardCancel(self._context)

    def readers(self) -> list[ReaderName]:
        """The names of all readers, sorted. Raises `ServiceLostError`."""
        code, names = self._api.SCardListReaders(self._context, [])
        if code in (self._api.SCARD_E_NO_READERS_AVAILABLE, self._api.SCARD_E_READER_UNAVAILABLE):
            return []
        self._check(code, "list the readers")
        return sorted(map(ReaderName, names))

    def wait(self, known: Mapping[ReaderName, SlotState], timeout_seconds: float) -> dict[ReaderName, SlotState]:
        """Sleep until a reader or a card comes or goes, at most `timeout_seconds`; returns the states of `known`.

        A state that was never asked for (`UNASKED`) is answered at once. Raises `ServiceLostError`.
        """
        asked = [(str(READERS_CHANGED), 0), *((str(name), state.raw) for name, state in known.items())]
        code, states = self._api.SCardGetStatusChange(self._context, max(0, int(timeout_seconds * 1000)), asked)
        if code in (self._api.SCARD_E_TIMEOUT, self._api.SCARD_E_CANCELLED):
            return dict(known)
        if code == self._api.SCARD_E_UNKNOWN_READER:
            # One of them went away between the two questions: the next list tells which.
            return dict(known)
        self._check(code, "watch the readers")
        return {ReaderName(name): _state(raw) for name, raw, _ in states if name != READERS_CHANGED}

    def connect(self, reader: ReaderName) -> "CardConnection":
        """Take the card in `reader` for us alone. Raises as the module says."""
        api = self._api
        protocols = api.SCARD_PROTOCOL_T0 | api.SCARD_PROTOCOL_T1
        code, handle, protocol = api.SCardConnect(self._context, reader, api.SCARD_SHARE_EXCLUSIVE, protocols)
        self._check(code, "reach the card")
        return CardConnection(self, handle, api.SCARD_PCI_T0 if protocol == api.SCARD_PROTOCOL_T0 else api.SCARD_PCI_T1)

    def status(self, handle: int) -> bytes:
        """The card's answer to reset."""
        code, _, _, _, atr = self._api.SCardStatus(handle)
        self._check(code, "ask the card who it is")
        return bytes(atr)

    def transmit(self, handle: int, header: int, command: bytes) -> bytes:
        """Exchange one command. No answer at all, which some drivers call success, is a card that is gone."""
        code, answer = self._api.SCardTransmit(handle, header, list(command))
        self._check(code, "talk to the card")
        if not answer:
            raise CardRemovedError("the card left the slot: it gave no answer")
        return bytes(answer)

    def disconnect(self, handle: int) -> None:
        """Let the card go, unpowered; never fails."""
        self._api.SCardDisconnect(handle, self._api.SCARD_UNPOWER_CARD)

    def _check(self, code: int, what: str) -> None:
        if code != self._api.SCARD_S_SUCCESS:
            raise error_of(self._api, code, what)


class CardConnection:
    """One card, held by us alone until `close`."""

    def __init__(self, context: PcscContext, handle: int, header: int) -> None:
        self._context = context
        self._handle = handle
        self._header = header

    def answer_to_reset(self) -> bytes:
        """What the card said when it was powered."""
        return self._context.status(self._handle)

    def transmit(self, command: bytes) -> bytes:
        """Exchange one command."""
        return self._context.transmit(self._handle, self._header, command)

    def close(self) -> None:
        """Let the card go."""
        self._context.disconnect(self._handle)


def _state(raw: int) -> SlotState:
    unavailable = bool(raw & (_UNAVAILABLE_FLAG | _UNKNOWN_FLAG))
    present = bool(raw & _PRESENT_FLAG) and not unavailable
    return SlotState(available=not unavailable, present=present, changes=(raw & ~_STATE_MASK) >> 16, raw=raw)


def error_of(api: Any, code: int, what: str) -> StoreError | UnknownCardError:
    """The error of ours for a return code; `what` could not be done."""
    said = f"could not {what}: {str(api.SCardGetErrorMessage(code)).strip()}"
    gone_service = {api.SCARD_E_NO_SERVICE, api.SCARD_E_SERVICE_STOPPED, api.SCARD_E_INVALID_HANDLE}
    # The connection to pcscd broke; pcscd is in trouble; it reset the connection as it died, or refused us.
    if code in gone_service | {api.SCARD_F_COMM_ERROR, api.SCARD_F_INTERNAL_ERROR, api.SCARD_W_SECURITY_VIOLATION}:
        return ServiceLostError(f"{said} (does pcscd run, and may this account use it?)")
    if code in (api.SCARD_E_READER_UNAVAILABLE, api.SCARD_E_UNKNOWN_READER, api.SCARD_E_NO_READERS_AVAILABLE):
        return ReaderLostError(f"the card reader is not there: {said}")
    if code == api.SCARD_E_SHARING_VIOLATION:
        return ReaderBusyError(f"another program uses the card: {said}")
    gone = {api.SCARD_W_REMOVED_CARD, api.SCARD_E_NO_SMARTCARD, api.SCARD_W_RESET_CARD, api.SCARD_W_UNPOWERED_CARD}
    if code in gone | {api.SCARD_E_NOT_TRANSACTED, api.SCARD_E_CANCELLED}:
        return CardRemovedError(f"the card left the slot: {said}")
    if code in (api.SCARD_W_UNRESPONSIVE_CARD, api.SCARD_W_UNSUPPORTED_CARD, api.SCARD_E_PROTO_MISMATCH):
        return UnknownCardError(f"it does not answer as a card with a processor does ({said})")
    return StoreError(said)
