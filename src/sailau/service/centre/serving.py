"""The intake on its line: who may bring a bundle over it, and the judging of what came (L 43(8), 50-7(1); E14, E47).

The line's end (`adapters.transfer_server`) takes bytes in; here stands the commission behind it. Receipt is answered at
once. Judging takes minutes for a large record, so it goes on beside, one bundle after another, and goes on after a
start anew with whatever was received and not judged yet.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from sailau.adapters.files import InUseError
from sailau.commission.standing import Accepted
from sailau.errors import SignatureError, StoreError
from sailau.ports.intake import SignedAnswer
from sailau.refusal import Refusal, Text
from sailau.service.centre.centre import Centre
from sailau.service.centre.intake import acknowledge, judge, pending, receive
from sailau.signing.device import judge_certificate
from sailau.signing.roles import Role

SENDERS: Final = frozenset({Role.PRECINCT_COMPUTER, Role.DESK})
"""The devices of a precinct that bring its bundle: the computer, or the chair's station where there is no other way."""
PENDING_SECONDS: Final = 1.0
"""How often it is looked for what is to be judged."""

JOIN_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One bundle that was judged, or could not be: its SHA-256, whether it was accepted, what the trouble was."""

    digest: str
    accepted: bool = False
    trouble: str = ""


def not_a_sender(why: str) -> Refusal:
    """The certificate is not one of a precinct's device of this election."""
    return Refusal(
        "transfer-not-a-sender",
        "L 50-2(2)",
        Text(
            f"Бұл құрылғыдан комиссия жазба алмайды: сертификаты осы сайлаудың учаскесінікі емес. Техник маманды "
            f"шақырыңыз. ({why})",
            f"От этого устройства комиссия записей не принимает: его сертификат не участка этих выборов. Позовите "
            f"технического специалиста. ({why})",
            f"The commission takes no record from this device: its certificate is not a precinct's of this election. "
            f"Call the technical specialist. ({why})",
        ),
    )


class CentreIntake:
    """An opened commission as `ports.intake.Intake`."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def admit(self, certificate: x509.Certificate, above: Sequence[x509.Certificate]) -> str | Refusal:
        """See `Intake.admit`."""
        try:
            trust = self._centre.trust(at=self._centre.now() + timedelta(seconds=1))
            holder = judge_certificate(certificate, above, None, trust).holder
        except SignatureError as error:
            return not_a_sender(str(error))
        return holder.commission if holder.role in SENDERS else not_a_sender(holder.name)

    def answer(self, digest: str) -> SignedAnswer | None:
        """See `Intake.answer`."""
        return acknowledge(self._centre, digest)

    def receive(self, path: Path, digest: str, sender: str) -> Refusal | None:
        """See `Intake.receive`."""
        received = receive(self._centre, path, sender=sender)
        return received if isinstance(received, Refusal) else None


class Judging:
    """What was received is judged, beside the line, until the `with` ends."""

    def __init__(
        self,
        centre: Centre,
        told: Callable[[Told], None],
        failed: Callable[[BaseException], None],
        *,
        processes: int = 1,
    ) -> None:
        """`told` hears of every bundle, `failed` what stops the judging; a record is verified by `processes` processes.

        A bundle whose file is damaged on the disk is told of and left: it stops no other.
        """
        self._centre = centre
        self._told = told
        self._failed = failed
        self._processes = processes
        self._ended = threading.Event()
        self._left: set[str] = set()
        self._thread = threading.Thread(target=self._work, name="judging", daemon=True)

    def __enter__(self) -> "Judging":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """A judging that is under way is given up: it is done again at the next start."""
        self._ended.set()
        self._thread.join(JOIN_SECONDS)

    def _work(self) -> None:
        try:
            while not self._ended.is_set():
                waiting = [digest for digest in pending(self._centre) if digest not in self._left]
                for digest in waiting:
                    self._judge(digest)
                if not waiting:
                    self._ended.wait(PENDING_SECONDS)
        except _GivenUpError:
            pass
        except BaseException as error:
            self._failed(error)

    def _judge(self, digest: str) -> None:
        try:
            judged = judge(self._centre, digest, processes=self._processes, progress=self._go_on)
        except InUseError:
            self._ended.wait(PENDING_SECONDS)  # another process judges it
        except StoreError as error:
            self._left.add(digest)
            self._told(Told(digest=digest, trouble=error.diagnostics()))
        else:
            self._told(Told(digest=digest, accepted=isinstance(judged, Accepted)))

    def _go_on(self, *_: object) -> None:
        if self._ended.is_set():
            raise _GivenUpError


class _GivenUpError(Exception):
    """The intake stops: what is being judged is given up."""
