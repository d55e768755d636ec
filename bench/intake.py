"""The commission's intake under load: protocols received, acknowledged and verified; what that means for 10,000.

    python -m bench.intake                     1,000 protocols, SQLite, two judging processes
    python -m bench.intake --protocols 50 --store postgresql://…

The bundles are made once, each by an invented commission of three with keys, ballots, papers and signatures of its own,
and are kept in `build/intake/`. Receipt (read whole, signatures of the head, stored, answered) and verification (all
fifteen steps) are measured apart, since the first holds a precinct's line up and the second does not.
"""

import argparse
import json
import math
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.centre import DEFAULT
from sailau.adapters.files import read_file, write_atomically
from sailau.commission.standing import Accepted
from sailau.election.canonical import canonical
from sailau.election.definition import check
from sailau.election.nouns import CommissionId, Definition, PrecinctNumber, Words
from sailau.errors import invariant
from sailau.formats.v1.bundle import SUFFIX, BundleHead
from sailau.service.bundle import pack
from sailau.service.centre.centre import found_centre, opened_centre
from sailau.service.centre.intake import Received, acknowledge, judge, pending, receive
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.signing.cms import sign_together
from sailau.signing.keystore import open_signer, seal_signer
from sailau.signing.precinct_pki import PrecinctPki
from tests.records.day import BOX, Day, cast, cast_all, counted
from tests.records.folder import write_record
from tests.records.world import EVENING, World, make_pki, make_world, small_definition

PROTOCOLS: Final = 1_000
COUNTRY: Final = 10_000
PROCESSES: Final = 2
FOLDER: Final = Path("build") / "intake"
OUTPUT: Final = Path("build") / "intake.json"
PIN: Final = "training"
FIRST: Final = 1
OBLASTS: Final = 20
UUID: Final = "BenchPrecinct"
APART: Final = get_context("forkserver")
"""Processes that share nothing with this one, and do not each read the program in anew."""
APART.set_forkserver_preload(["bench.intake"])
FORM: Final = 2
"""Of what lies in the folder: what was made in an earlier one is made anew."""
BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long one thing took, `count` times: seconds of the median and of the slowest in a hundred, and in all.

    `cpu`: seconds of one core that one took, in the middle; 0 where that was not measured.
    """

    count: int
    p50: float
    p99: float
    wall: float
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Things a second."""
        return self.count / self.wall

    def hours_for(self, number: int) -> float:
        """Hours that `number` of them take at this rate."""
        return number / self.rate / 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The intake's figures: receipt with its answer, verification, bytes of all bundles."""

    receipt: Spread
    verification: Spread
    size: int


def spread(seconds: Sequence[float], wall: float) -> Spread:
    """The spread of single durations; `wall` is what all of them together took."""
    ordered = sorted(seconds)
    at = [ordered[min(len(ordered) - 1, math.ceil(len(ordered) * part) - 1)] for part in (0.5, 0.99)]
    return Spread(count=len(ordered), p50=at[0], p99=at[1], wall=wall)


# Making


def country(precincts: int) -> Definition:
    """The small definition for so many precincts, each with a commission of its own."""
    small = small_definition()
    first = small.precincts[0]
    numbers = range(FIRST, FIRST + precincts)
    made = tuple(
        replace(
            first,
            number=PrecinctNumber(number),
            name=Words(f"№ {number} сайлау учаскесі", f"Избирательный участок № {number}", f"Precinct No. {number}"),
            oblast=_oblast(number % OBLASTS + 1),
            commission=CommissionId(f"precinct-{number}"),
        )
        for number in numbers
    )
    definition = replace(small, precincts=made)
    check(definition, "bench")
    return definition


def _oblast(number: int) -> Words:
    return Words(f"{number}-облыс", f"Область {number}", f"Oblast {number}")


def chosen(number: int) -> tuple[int, ...]:
    """What the voters of a precinct chose, from 1, a choice for each ballot in its box."""
    return tuple(random.Random(f"box|{number}").choices((1, 2), (3, 2), k=len(BOX)))


def make(folder: Path, precincts: int, say: Callable[[str], None] = lambda _: None) -> None:
    """Make the bundles of so many precincts in `folder`, unless it holds them; whole or not at all.

    Beside each bundle lies the key of the computer that brings it, and once those of the intake and of the central
    commission, under the PIN `PIN`.
    """
    due = {"precincts": precincts, "form": FORM}
    if (folder / "made.json").is_file() and json.loads(read_file(folder / "made.json")) == due:
        return
    making = folder.with_name(f"{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    definition = country(precincts)
    above = make_pki(definition, FIRST)
    data = canonical(definition)
    write_atomically(making / "definition.json", data)
    write_atomically(making / "definition.json.p7s", sign_together(data, [above.signers["central"]], EVENING))
    write_atomically(making / "root.pem", above.root.certificate.public_bytes(Encoding.PEM))
    for name in ("intake", "central"):
        write_atomically(making / f"{name}.p12", seal_signer(above.signers[name], PIN, name))
    _MAKING.update(definition=definition, above=above, folder=making)
    numbers = range(FIRST, FIRST + precincts)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork")) as pool:
        for done, _ in enumerate(pool.map(_make_one, numbers), 1):
            if done % 50 == 0:
                say(f"{done} of {precincts} protocols made")
    write_atomically(making / "made.json", json.dumps(due).encode())
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)


_MAKING: dict[str, Any] = {}
"""What the forked makers share: definition, higher commissions, folder."""


def _make_one(number: int) -> None:
    definition: Definition = _MAKING["definition"]
    above: PrecinctPki = _MAKING["above"]
    folder: Path = _MAKING["folder"]
    pki = make_pki(definition, number, above)
    uuid = UUID + "".join(BASE58[number // 58**place % 58] for place in range(3))
    world = make_world(definition, pki=pki, precinct=number, uuid=uuid)
    record = folder / f"record-{number}"
    for name, data in write_record(counted(_day(world))).items():
        (record / name).parent.mkdir(parents=True, exist_ok=True)
        (record / name).write_bytes(data)
    signers = [pki.signers["member-1"], pki.signers["member-2"]]
    head = pack(record, folder / f"{number:06d}{SUFFIX}", version=1, signers=signers, now=EVENING)
    invariant(isinstance(head, BundleHead), f"the record of precinct {number} is sound")
    write_atomically(folder / f"{number:06d}.p12", seal_signer(pki.signers["precinct-computer"], PIN, "computer"))
    shutil.rmtree(record)


def _day(world: World) -> Day:
    """A day on which this precinct's voters chose what `chosen` says."""
    box = [cast(world, number, choice) for number, choice in zip(BOX, chosen(world.precinct), strict=True)]
    return replace(cast_all(world), box=box)


# Measuring


def found(made: Path, centre_folder: Path, store: str = DEFAULT) -> None:
    """Found the central commission that the precincts of `made` send to."""
    found_centre(
        centre_folder,
        definition=read_file(made / "definition.json"),
        signature=read_file(made / "definition.json.p7s"),
        root=read_file(made / "root.pem"),
        commission="central",
        store=store,
    )


def measure(made: Path, centre_folder: Path, store: str = DEFAULT, processes: int = PROCESSES) -> Measured:
    """Receive, answer and judge every bundle of `made` by a commission in `centre_folder`."""
    found(made, centre_folder, store)
    bundles = sorted(made.glob(f"*{SUFFIX}"))
    receipts, begun = [], time.monotonic()
    with opened_centre(centre_folder, open_signer(read_file(made / "intake.p12"), PIN)) as centre:
        for path in bundles:
            start = time.monotonic()
            received = receive(centre, path)
            invariant(isinstance(received, Received), f"{path.name} is received")
            if isinstance(received, Received):
                acknowledge(centre, received.digest)
            receipts.append(time.monotonic() - start)
        receipt = spread(receipts, time.monotonic() - begun)
        waiting = pending(centre)
    invariant(len(waiting) == len(bundles), "every bundle waits to be judged")
    verification = judge_all(centre_folder, waiting, processes)
    return Measured(receipt=receipt, verification=verification, size=sum(path.stat().st_size for path in bundles))


def judge_all(
    centre_folder: Path, waiting: Sequence[str], processes: int = PROCESSES, at: datetime | None = None
) -> Spread:
    """Judge the bundles that wait, in so many processes, on the clock of this machine or `at` a moment of a story."""
    begun = time.monotonic()
    with ProcessPoolExecutor(processes, mp_context=APART) as pool:
        parts = [(centre_folder, waiting[part::processes], at) for part in range(processes)]
        judged = [seconds for found in pool.map(_judge, parts) for seconds in found]
    cpu = median(cpu for _, cpu in judged)
    return replace(spread([wall for wall, _ in judged], time.monotonic() - begun), cpu=cpu)


def _judge(part: tuple[Path, Sequence[str], datetime | None]) -> list[tuple[float, float]]:
    folder, digests, at = part
    seconds = []
    with opened_centre(folder, clock=None if at is None else SimulatedClock(at)) as centre:
        for digest in digests:
            start, cpu = time.monotonic(), time.process_time()
            invariant(isinstance(judge(centre, digest), Accepted), f"{digest} is accepted")
            seconds.append((time.monotonic() - start, time.process_time() - cpu))
    return seconds


def lines(measured: Measured, processes: int = PROCESSES) -> list[str]:
    """The figures, and the arithmetic for the country."""
    receipt, judged = measured.receipt, measured.verification
    return [
        f"receipt, head judged, stored, answered: {_spread(receipt)}",
        f"verification, {processes} processes: {_spread(judged)}",
        f"one bundle: {measured.size / receipt.count / 1024:.0f} KiB",
        f"{COUNTRY:,} protocols, receipt: {COUNTRY:,} / {receipt.rate:.2f} a second = "
        f"{receipt.hours_for(COUNTRY) * 60:.0f} minutes",
        f"{COUNTRY:,} protocols, verification: {COUNTRY:,} / {judged.rate:.2f} a second = "
        f"{judged.hours_for(COUNTRY):.1f} hours by {processes} processes; "
        f"{judged.hours_for(COUNTRY) * processes / 64:.1f} hours by 64",
    ]


def _spread(one: Spread) -> str:
    return f"{one.count} in {one.wall:.0f} s, {one.rate:.2f} a second, p50 {one.p50:.2f} s, p99 {one.p99:.2f} s"


def main() -> int:
    """Make what is not made yet, measure, print, write `build/intake.json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--protocols", type=int, default=PROTOCOLS, metavar="N", help=f"default {PROTOCOLS}")
    parser.add_argument("--store", default=DEFAULT, metavar="SETTING", help="where the commission keeps its registers")
    args = parser.parse_args()
    folder = FOLDER if args.protocols == PROTOCOLS else FOLDER.with_name(f"intake-{args.protocols}")
    make(folder, args.protocols, lambda line: print(line, file=sys.stderr, flush=True))
    with tempfile.TemporaryDirectory(prefix="sailau-intake-") as place:
        measured = measure(folder, Path(place) / "centre", args.store)
    told = lines(measured)
    print("\n".join(told))
    write_atomically(OUTPUT, json.dumps({"lines": told}, ensure_ascii=False, indent=1).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
