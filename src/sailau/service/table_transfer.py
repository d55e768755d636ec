"""The transfer through the link of the chair's station: the bundle, the window of the link, the answer (L 50-7(1);
E47).

    make-bundle, step show                     manifest and its signatures, by which the station judges what it signs
    make-bundle, step make                     the bundle's head comes to be signed; version, sha256, size, file
    make-bundle, step part, version, offset    bytes of the bundle from there, to be put on a medium
    open-transfer                              until: the link is up, and sends by itself; the outline tells how far it
    is close-transfer                             the link is down
    keep-acknowledgement, data, signature      the answer that came on a medium is kept: its standing

The room holds the one line that sends. It works beside all else and takes the turn only to write down what came of it.
A computer that is started anew closes the window that was open, and the chair opens another: sending goes on where the
commission has it.
"""

import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sailau.adapters.files import read_file, reading
from sailau.adapters.link_switch import LinkSwitch, LinkSwitchError
from sailau.adapters.table_wire import LinkLostError
from sailau.adapters.transfer_link import TransferLink
from sailau.errors import SignatureError
from sailau.formats.v1.record import names
from sailau.precinct.commands import Command
from sailau.refusal import Refusal, Text
from sailau.service.precinct import Precinct
from sailau.service.table_station import Call, InItsTime, Table
from sailau.service.transfer import (
    ACKNOWLEDGED,
    BY_CHAIR,
    INTERRUPTED,
    NO_BUNDLE,
    NOT_OPEN,
    STRANGER,
    TIME_OUT,
    TURNED_AWAY,
    WINDOW_MINUTES,
    close_interrupted,
    close_transfer,
    keep_acknowledgement,
    open_window,
)
from sailau.service.transfer_rows import MadeBundle, Window, bundles
from sailau.service.transfer_sending import Delivering, Delivery, Progress

FOLDER: Final = "transfer"
"""The folder beside the record in which bundles and acknowledgements lie."""
PART_BYTES: Final = 4 << 20

NOWHERE: Final = Refusal(
    "transfer-nowhere",
    "L 50-7(1)",
    Text(
        "Комиссияның қабылдау мекенжайы берілмеген: буманы тасығышпен жіберіңіз, не техник маман компьютерді "
        "--transfer-to арқылы қайта іске қоссын.",
        "Адрес приёма комиссии не задан: отправьте пакет записи на носителе, или пусть технический специалист запустит "
        "компьютер с --transfer-to.",
        "No address of the commission's intake was given: send the bundle on a medium, or let the specialist start the "
        "computer with --transfer-to.",
    ),
)
NO_FOLDER: Final = Refusal(
    "transfer-without-folder",
    "L 50-7(1)",
    Text(
        "Учаске компьютеріне жазба қалтасы берілмеген: маман оны --record-to арқылы қайта іске қоссын.",
        "Компьютеру участка не дана папка для записи: пусть специалист запустит его с --record-to.",
        "The precinct computer was given no folder for the record: let the specialist start it with --record-to.",
    ),
)
NOT_KEPT: Final = Refusal(
    "bundle-not-written",
    "L 50-7(1)",
    Text(
        "Бума дискіге жазылмады: маман дискіні тексерсін, содан кейін қайталаңыз.",
        "Пакет записи не записался на диск: пусть специалист проверит диск, затем повторите.",
        "The bundle could not be written: let the specialist look at the disk, then do it again.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPlan:
    """How this precinct reaches the commission: the intake's address, how the link is switched, how long a window
    lasts.

    Without an address the bundle goes on a medium.
    """

    intake: tuple[str, int] | None = None
    switch: LinkSwitch = field(default_factory=LinkSwitch)
    minutes: int = WINDOW_MINUTES


BY_MEDIUM: Final = TransferPlan()
"""No line leads to the commission."""


class TransferRoom:
    """Where the record leaves the precinct. `record` tells its folder; `failed` is told what stops the computer."""

    def __init__(
        self,
        precinct: Precinct,
        turn: threading.Lock,
        plan: TransferPlan,
        record: Callable[[], Path | None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._precinct = precinct
        self._turn = turn
        self._plan = plan
        self._record = record
        self._failed = failed
        self._closing = ""
        self._sending: threading.Thread | None = None
        precinct.sending = {**_where(plan), "phase": "", "sent": 0, "total": 0}
        close_interrupted(precinct, plan.switch)

    @property
    def asked(self) -> Table:
        """What a station may ask here, by command."""
        return {
            Command.MAKE_BUNDLE: self._bundle,
            Command.OPEN_TRANSFER: self._open,
            Command.CLOSE_TRANSFER: InItsTime(self._close),
            Command.KEEP_ACKNOWLEDGEMENT: self._keep,
        }

    def close(self) -> None:
        """The computer ends: the line is given up, and the link goes down."""
        self._end(INTERRUPTED)

    def _bundle(self, call: Call) -> Mapping[str, Any] | Refusal:
        record = self._record()
        if record is None:
            return NO_FOLDER
        match call.given("step", str):
            case "show":
                refusal = call.entrance.refuse(call.command, call.actors)
                return refusal or _manifest(record)
            case "make":
                try:
                    return _told(call.perform(record, record.parent / FOLDER, signers=call.signers))
                except OSError:
                    return NOT_KEPT
            case "part":
                refusal = call.entrance.refuse(call.command, call.actors)
                return refusal or self._part(record, call.given("version", int), call.given("offset", int))
        raise LinkLostError("the station does not speak as agreed")

    def _part(self, record: Path, version: int, offset: int) -> Mapping[str, Any] | Refusal:
        made = next((one for one in bundles(self._precinct) if one.version == version), None)
        if made is None:
            return NO_BUNDLE
        try:
            with reading(record.parent / FOLDER / made.file) as source:
                return {"part": os.pread(source, PART_BYTES, max(0, offset))}
        except OSError:
            return NO_BUNDLE

    def _open(self, call: Call) -> Mapping[str, Any] | Refusal:
        record, plan = self._record(), self._plan
        if record is None:
            return NO_FOLDER
        if plan.intake is None:
            return NOWHERE
        if not self._is_sending:
            close_interrupted(self._precinct, plan.switch)
        window = call.perform(record, plan.switch, plan.minutes)
        if isinstance(window, Refusal):
            return window
        made = next(one for one in bundles(self._precinct) if one.sha256 == window.sha256)
        self._closing = ""
        self._sending = threading.Thread(
            target=self._work, args=(made, record.parent / FOLDER, plan.intake), name="transfer", daemon=True
        )
        self._sending.start()
        return {"until": window.until}

    def _close(self, call: Call) -> Mapping[str, Any] | Refusal:
        with self._turn:
            refusal = call.entrance.refuse(call.command, call.actors)
            if refusal is not None:
                return refusal
            if open_window(self._precinct) is None:
                return NOT_OPEN
            if not self._is_sending:
                return _done(close_transfer(self._precinct, self._plan.switch, BY_CHAIR))
        self._end(BY_CHAIR)
        return {}

    def _keep(self, call: Call) -> Mapping[str, Any] | Refusal:
        record = self._record()
        if record is None:
            return NO_FOLDER
        kept = call.perform(call.given("data", bytes), call.given("signature", bytes), record.parent / FOLDER)
        return kept if isinstance(kept, Refusal) else {"standing": kept.standing}

    @property
    def _is_sending(self) -> bool:
        return self._sending is not None and self._sending.is_alive()

    def _end(self, why: str) -> None:
        self._closing = self._closing or why
        if self._sending is not None:
            self._sending.join()

    def _work(self, made: MadeBundle, folder: Path, intake: tuple[str, int]) -> None:
        """Send, write down the answer, switch the link off: the one thread in which a window ends."""
        until = time.monotonic() + 60 * self._plan.minutes
        try:
            why = self._sent(made, folder, intake, lambda: bool(self._closing) or time.monotonic() >= until)
            with self._turn:
                close_transfer(self._precinct, self._plan.switch, why)
        except BaseException as error:
            with suppress(LinkSwitchError):
                self._plan.switch.switch_off()
            self._failed(error)
        finally:
            self._precinct.sending = {**self._precinct.sending, "phase": ""}

    def _sent(self, made: MadeBundle, folder: Path, intake: tuple[str, int], ended: Callable[[], bool]) -> str:
        """Bring the bundle; why the window closes."""
        signer = self._precinct.installed.computer
        delivering = Delivering(
            lambda: TransferLink.open(*intake, signer, self._precinct.now()),
            folder / made.file,
            made.sha256,
            self._tell,
        )
        try:
            delivery = delivering.run(ended)
        except SignatureError:
            return STRANGER
        return self._kept(delivery, folder)

    def _kept(self, delivery: Delivery, folder: Path) -> str:
        """Write down what the intake answered; why the window closes."""
        turned_away = delivery.refusal
        if delivery.answer is not None:
            with self._turn:
                kept = keep_acknowledgement(self._precinct, *delivery.answer, folder)
            turned_away = kept if isinstance(kept, Refusal) else None
        if turned_away is not None:
            text = turned_away.text
            told = {"kk": text.kk, "ru": text.ru, "en": text.en}
            self._precinct.sending = {**self._precinct.sending, "refused": told}
            return TURNED_AWAY
        return ACKNOWLEDGED if delivery.final else self._closing or TIME_OUT

    def _tell(self, progress: Progress) -> None:
        told = {"phase": progress.phase, "sent": progress.sent, "total": progress.total}
        self._precinct.sending = {**_where(self._plan), **told}


def _where(plan: TransferPlan) -> Mapping[str, Any]:
    return {
        "intake": "" if plan.intake is None else f"{plan.intake[0]}:{plan.intake[1]}",
        "by": "hand" if plan.switch.by_hand else "program",
    }


def _done(window: Window | Refusal) -> Mapping[str, Any] | Refusal:
    return window if isinstance(window, Refusal) else {}


def _manifest(record: Path) -> Mapping[str, Any]:
    return {
        "manifest": read_file(record / names.MANIFEST),
        "signature": read_file(record / names.signature_name(names.MANIFEST)),
    }


def _told(made: MadeBundle | Refusal) -> Mapping[str, Any] | Refusal:
    if isinstance(made, Refusal):
        return made
    return {"version": made.version, "sha256": made.sha256, "size": made.size, "file": made.file}
