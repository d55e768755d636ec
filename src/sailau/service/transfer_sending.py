"""Bringing a bundle to the commission's intake over a line that may break at any byte (L 50-7(1); E47).

It goes on from where the intake says that it stands, comes anew when the line is lost, waits for the judgment, and
stops when it has the last word or is told that the window closes. It knows no precinct: files, lines and a way to say
how far it is.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sailau.adapters import transfer_wire as wire
from sailau.adapters.files import reading
from sailau.adapters.table_wire import LinkLostError
from sailau.adapters.transfer_link import Told, TransferLink
from sailau.refusal import Refusal

CONNECTING, SENDING, JUDGING = PHASES = ("connecting", "sending", "judging")
PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before the line is tried anew; the last again and again."""
JUDGMENT_LOOKS: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between looks whether the bundle was judged."""
_SLICE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it is: bytes that the intake has, of how many, while `phase` lasts."""

    phase: str
    sent: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What came of it. `answer` is the intake's last signed answer, `final` whether it is its last word; `refusal` is
    what the intake said instead of taking the bundle. Neither: it did not come that far."""

    answer: tuple[bytes, bytes] | None = field(default=None, repr=False)
    final: bool = False
    refusal: Refusal | None = None
    sent: int = 0


class Delivering:
    """One bundle on its way. `connect` reaches the intake, `told` hears how far it is."""

    def __init__(
        self, connect: Callable[[], TransferLink], bundle: Path, digest: str, told: Callable[[Progress], None]
    ) -> None:
        self._connect = connect
        self._bundle = bundle
        self._digest = digest
        self._told = told
        self._total = 0
        self._sent = 0
        self._answer: tuple[bytes, bytes] | None = None

    def run(self, ended: Callable[[], bool]) -> Delivery:
        """Bring it, until the intake's last word or until `ended`.

        Raises `SignatureError` when who answers is no intake of ours, `StoreError` when the bundle cannot be read.
        """
        with reading(self._bundle) as source:
            self._total = os.fstat(source).st_size
            tries = 0
            while not ended():
                self._tell(CONNECTING)
                try:
                    with self._connect() as link:
                        tries = 0
                        done = self._over(link, source, ended)
                    if done is not None:
                        return done
                except LinkLostError:
                    _pause(PAUSES[min(tries, len(PAUSES) - 1)], ended)
                    tries += 1
        return Delivery(answer=self._answer, sent=self._sent)

    def _over(self, link: TransferLink, source: int, ended: Callable[[], bool]) -> Delivery | None:
        """What came of it over this line; None when it ended first."""
        told = link.standing(self._digest)
        while isinstance(told, Told) and told.standing == wire.PARTIAL:
            if ended():
                return None
            self._sent = told.arrived
            self._tell(SENDING)
            if told.arrived > self._total:
                raise LinkLostError("the intake says that it has more bytes than the bundle")
            # nothing is left of a bundle that an intake was killed on before it took it: it is asked to take it now
            part = os.pread(source, wire.PART_BYTES, told.arrived)
            told = link.send(self._digest, told.arrived, self._total, part)
        if isinstance(told, Refusal):
            return Delivery(refusal=told, sent=self._sent)
        self._sent = self._total
        return self._judged(link, ended)

    def _judged(self, link: TransferLink, ended: Callable[[], bool]) -> Delivery | None:
        looks = 0
        self._tell(JUDGING)
        while True:
            match link.acknowledgement(self._digest):
                case (data, signature, final):
                    self._answer = data, signature
                    if final:
                        return Delivery(answer=self._answer, final=True, sent=self._sent)
                case Refusal() as refusal:
                    return Delivery(refusal=refusal, sent=self._sent)
                case None:
                    return None
            if ended():
                return None
            _pause(JUDGMENT_LOOKS[min(looks, len(JUDGMENT_LOOKS) - 1)], ended)
            looks += 1

    def _tell(self, phase: str) -> None:
        self._told(Progress(phase=phase, sent=self._sent, total=self._total))


def _pause(seconds: float, ended: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not ended() and time.monotonic() < until:
        time.sleep(_SLICE)
