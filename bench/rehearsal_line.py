"""The line of a rehearsed night: the intake serves, precincts bring their bundles, several at once (L 50-7; E14, E47).

Mutual TLS 1.3 from the certificates of the package on both ends, the same server and sender that an election has. The
senders are processes of their own: they share nothing with the intake but the line.
"""

import hashlib
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from bench.intake import APART, PIN, Spread, spread
from sailau.adapters.files import read_file
from sailau.adapters.transfer_link import TransferLink
from sailau.adapters.transfer_server import TransferServer
from sailau.errors import StoreError, invariant
from sailau.formats.stored_zip import BYTES_MAX
from sailau.formats.v1.bundle import SUFFIX
from sailau.service.acknowledged import judge_acknowledgement
from sailau.service.centre.centre import INCOMING, Centre
from sailau.service.centre.serving import CentreIntake
from sailau.service.transfer_sending import JUDGING, Delivering, Progress
from sailau.signing.authority import Signer
from sailau.signing.holder import holder_of
from sailau.signing.keystore import open_signer
from sailau.signing.trust import Trust

HOST: Final = "127.0.0.1"
SENDERS: Final = 4
PATIENCE_SECONDS: Final = 300.0
"""Whoever has no answer by then gives up, and the rehearsal fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One bundle brought: how long its line was up, and how it stands by the answer, whose signature is good."""

    precinct: int
    digest: str
    seconds: float
    standing: str


@contextmanager
def served(centre: Centre) -> Iterator[int]:
    """The intake on its line, at the port that is given, as long as the `with` lasts; nothing is judged beside."""
    if centre.signer is None:
        raise StoreError("the commission was opened without its intake")
    stopped = threading.Event()
    server = TransferServer(CentreIntake(centre), centre.signer, centre.folder / INCOMING, HOST, 0, most=BYTES_MAX)
    with server, ThreadPoolExecutor(1, "intake") as pool:
        serving = pool.submit(server.serve, stopped.is_set)
        try:
            yield server.port
        finally:
            stopped.set()
        serving.result()


class Senders:
    """So many processes, each with the computers of its share of the precincts. Use it in a `with`."""

    def __init__(self, made: Path, precincts: int, senders: int = SENDERS) -> None:
        """`made` has the bundles and keys; a key is opened before anything is measured."""
        self._made = made
        numbers = range(1, precincts + 1)
        self._shares = [share for part in range(senders) if (share := list(numbers[part::senders]))]
        self._pools = [ProcessPoolExecutor(1, mp_context=APART) for _ in self._shares]
        opening = [pool.submit(_open_keys, made, share) for pool, share in zip(self._pools, self._shares, strict=True)]
        for one in opening:
            one.result()

    def __enter__(self) -> "Senders":
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self._pools:
            pool.shutdown()

    def bring(self, port: int, at: datetime, *, judged: bool = False) -> tuple[list[Brought], Spread]:
        """Each precinct brings its bundle, and leaves with the answer: that it was received, or how it was `judged`.

        The spread's `cpu` is what this process took for one in the mean: the intake's part, which serves in it.
        """
        begun, cpu = time.monotonic(), time.process_time()
        under_way = [
            pool.submit(_bring_all, self._made, share, port, at, judged)
            for pool, share in zip(self._pools, self._shares, strict=True)
        ]
        brought = [one for share in under_way for one in share.result()]
        own = (time.process_time() - cpu) / len(brought)
        return brought, replace(spread([one.seconds for one in brought], time.monotonic() - begun), cpu=own)


_KEYS: dict[int, Signer] = {}
"""The computers of this process's share, by precinct."""


def _open_keys(made: Path, numbers: Sequence[int]) -> None:
    for number in numbers:
        _KEYS[number] = open_signer(read_file(made / f"{number:06d}.p12"), PIN)


def _bring_all(made: Path, numbers: Sequence[int], port: int, at: datetime, judged: bool) -> list[Brought]:
    return [_bring(made / f"{number:06d}{SUFFIX}", number, port, at, judged) for number in numbers]


def _bring(bundle: Path, number: int, port: int, at: datetime, judged: bool) -> Brought:
    """As a precinct does: send, judge the answer. Without `judged` the first answer is enough."""
    computer, there = _KEYS[number], threading.Event()
    digest = hashlib.sha256(bundle.read_bytes()).hexdigest()
    begun = time.monotonic()

    def told(progress: Progress) -> None:
        if progress.phase == JUDGING and not judged:
            there.set()

    def ended() -> bool:
        return there.is_set() or time.monotonic() - begun > PATIENCE_SECONDS

    delivering = Delivering(lambda: TransferLink.open(HOST, port, computer, at), bundle, digest, told)
    delivery = delivering.run(ended)
    invariant(delivery.answer is not None, f"the intake answers precinct {number}: {delivery.refusal}")
    data, signature = delivery.answer or (b"", b"")
    own = holder_of(computer.certificate)
    trust = Trust(root=computer.chain[-1], at=at, training=own.training, election=own.election or "")
    found = judge_acknowledgement(data, signature, trust)
    seconds = time.monotonic() - begun
    invariant((found.precinct, found.bundle_sha256) == (number, digest), "the answer is about this very bundle")
    return Brought(precinct=number, digest=digest, seconds=seconds, standing=found.standing)
