"""A whole country's night in small: precincts' records sent, judged, summed, announced, published, verified by anyone.

    python -m bench.rehearsal                    1,000 precincts
    python -m bench.rehearsal --precincts 60

Everything is real but the people and the machines: each precinct's ballots are sealed, mixed, decrypted and signed by
keys of its own (`bench.intake` makes them once, in `build/`); the bundles go over mutual TLS to the serving intake; the
commission judges them, fixes and announces totals, publishes, makes the site; a Dask cluster of two workers verifies
the publication, and one worker is killed in the middle. The rehearsal fails where anything is lost or does not agree.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from bench.intake import FOLDER, PIN, PROCESSES, PROTOCOLS, Spread, chosen, found, judge_all, make
from bench.rehearsal_country import WORKERS, Verified, agree_on_outcome, verified_on_a_cluster
from bench.rehearsal_line import SENDERS, Brought, Senders, served
from sailau.adapters.files import read_file, write_atomically
from sailau.commission.units import country
from sailau.election.definition import parse
from sailau.election.order import ballot_order
from sailau.errors import invariant
from sailau.formats.v1.acknowledgement import Standing
from sailau.formats.v1.bundle import SUFFIX
from sailau.formats.v1.notice import PRELIMINARY_TABLE, RESULTS, Issuer
from sailau.formats.v1.publication import COUNTRY, FINAL, TOTALS_FILE, UnitTotals, names, precinct_unit
from sailau.refusal import Text
from sailau.service.centre.centre import Centre, opened_centre
from sailau.service.centre.fixing import fix
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.intake import pending
from sailau.service.centre.notice_data import Wanted
from sailau.service.centre.notices import Drawn, draw_up
from sailau.service.centre.persons import NOBODY, Persons, read_persons
from sailau.service.centre.publication import publish
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.service.rehearsal.district_people import persons_file
from sailau.signing.authority import Signer
from sailau.signing.keystore import open_signer
from sailau.stations.results.building import build_site
from tests.records.world import EVENING

NIGHT: Final = EVENING + timedelta(hours=1)
HOUR: Final = timedelta(hours=1)
SEED: Final = 2005
LEAST: Final = 4
"""Fewer records would be judged before a worker could be killed over them."""
COUNTRY_PRECINCTS: Final = 10_000
BALLOTS: Final = 12_000_000
BALLOT_SECONDS: Final = 0.027
"""One core, a ballot of five answers and its control question in a whole record, mixes and decryptions included: `make
bench`, "verify the record of 3000", CPU of all, by 3,000."""
CORES: Final = (8, 64)
OUTPUT: Final = Path("build") / "rehearsal.json"
ISSUER: Final = Issuer(
    role="central_commission",
    commission="central",
    name=Text("Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central Election Commission"),
)
Say = Callable[[str], None]


@dataclass(kw_only=True)
class Measured:
    """What the night took: spreads of what is done once a precinct, of what is done once (wall, CPU).

    `bundle_bytes` is the mean of a bundle's length.
    """

    precincts: int
    bundle_bytes: int
    each: dict[str, Spread] = field(default_factory=dict)
    once: dict[str, tuple[float, float]] = field(default_factory=dict)
    verified: Verified | None = None

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Note how long the `with` took."""
        begun, cpu = time.monotonic(), time.process_time()
        yield
        self.once[what] = time.monotonic() - begun, time.process_time() - cpu


def rehearse(made: Path, out: Path, precincts: int, say: Say = lambda _: None) -> Measured:
    """The night of the precincts in `made` (of `bench.intake.make`), in the empty folder `out`; what it took.

    Raises InvariantError where something is lost or does not agree.
    """
    size = sum(path.stat().st_size for path in made.glob(f"*{SUFFIX}"))
    measured = Measured(precincts=precincts, bundle_bytes=size // precincts)
    found(made, out / "centre")
    intake, central = (open_signer(read_file(made / f"{name}.p12"), PIN) for name in ("intake", "central"))
    clock = SimulatedClock(NIGHT)
    with opened_centre(out / "centre", intake, clock=clock) as centre:
        _records_come(centre, made, measured, say)
        clock.wait(HOUR)
        _the_result(centre, clock, central, measured, say)
        _published(centre, out / "publication", central, measured, say)
    root = x509.load_pem_x509_certificate(read_file(made / "root.pem")).public_bytes(Encoding.DER)
    _the_sums_are_those_cast(out / "publication", precincts)
    agree_on_outcome(out / "publication", out)
    say("verifying on a cluster of two workers, one of which is killed")
    measured.verified = verified_on_a_cluster(out / "publication", root, out / "cluster", precincts)
    return measured


def _records_come(centre: Centre, made: Path, measured: Measured, say: Say) -> None:
    """Every precinct sends, is answered, is judged, and comes once more for the last word."""
    count = measured.precincts
    with Senders(made, count) as senders, served(centre) as port:
        say(f"{count} precincts send, {SENDERS} at a time")
        brought, measured.each["sent over the line, received, answered"] = senders.bring(port, NIGHT)
        invariant(_standings(brought) == {Standing.RECEIVED: count}, "every record is received, and none twice")
        waiting = pending(centre)
        invariant(sorted(waiting) == sorted(one.digest for one in brought), "what was sent waits to be judged")
        say(f"{count} records are judged by {PROCESSES} processes")
        measured.each["judged by the commission"] = judge_all(centre.folder, waiting, at=NIGHT)
        answered, measured.each["last word fetched over the line"] = senders.bring(port, NIGHT, judged=True)
        invariant(_standings(answered) == {Standing.ACCEPTED: count}, "every record is accepted")


def _standings(brought: Iterable[Brought]) -> Mapping[str, int]:
    return Counter(one.standing for one in brought)


def _the_result(centre: Centre, clock: SimulatedClock, central: Signer, measured: Measured, say: Say) -> None:
    """The preliminary table, the totals fixed, the result announced: each as data, signature and signed paper."""
    say("totals are fixed, the result is announced")
    persons = read_persons(persons_file(centre.definition, SEED), "persons.json", centre.definition)
    with measured.timed("preliminary table (data, PDF, PAdES)"):
        _announce(centre, PRELIMINARY_TABLE, NOBODY, central)
    clock.wait(HOUR)
    with measured.timed("totals of the district fixed, a row a precinct (data, PDF, PAdES)"):
        fixed = [drawn for _, drawn in fix(centre, holdings_of(centre), ISSUER, [central])]
    invariant([type(one) for one in fixed] == [Drawn] * len(centre.definition.districts), "every district is fixed")
    clock.wait(HOUR)
    with measured.timed("result announced (data, PDF, PAdES)"):
        _announce(centre, RESULTS, persons, central)
    clock.wait(HOUR)


def _announce(centre: Centre, kind: str, persons: Persons, central: Signer) -> None:
    wanted = Wanted(kind=kind, unit=country(centre.definition), issuer=ISSUER, signers=(), persons=persons)
    drawn = draw_up(centre, holdings_of(centre), wanted, [central])
    invariant(isinstance(drawn, Drawn) and not drawn.waits_for, f"the notice is entered: {drawn}")


def _published(centre: Centre, folder: Path, central: Signer, measured: Measured, say: Say) -> None:
    say("the publication is written, and its site")
    with measured.timed("publication written"):
        manifest = publish(centre, folder, central).manifest
    invariant((manifest.stage, len(manifest.records)) == (FINAL, measured.precincts), "all is published, and final")
    with measured.timed("site made"):
        site = build_site(folder)
    with measured.timed("site made again, nothing new"):
        again = build_site(folder)
    invariant(again.written == 0 and again.pages == site.pages, "a second making writes nothing")


def _the_sums_are_those_cast(publication: Path, precincts: int) -> None:
    """The published votes of each precinct, and of the country, are those that its voters chose."""
    definition = parse(read_file(publication / names.DEFINITION), names.DEFINITION)
    [contest] = definition.contests
    answers = [str(answer.id) for answer in ballot_order(contest)]
    totals = TOTALS_FILE.read(read_file(publication / names.TOTALS)).by_unit
    cast = Counter[str]()
    for number in range(1, precincts + 1):
        own = Counter(answers[choice - 1] for choice in chosen(number))
        invariant(_votes(totals[precinct_unit(number)], str(contest.id)) == own, f"precinct {number} as it was cast")
        cast += own
    [whole] = [one for unit, one in totals.items() if unit.kind == COUNTRY]
    invariant(whole.counted == precincts and _votes(whole, str(contest.id)) == cast, "the country as it was cast")


def _votes(unit: UnitTotals, contest: str) -> Counter[str]:
    invariant(unit.result is not None, "the unit has figures")
    return Counter() if unit.result is None else Counter(unit.result.contests[contest].votes)


# Telling


def lines(measured: Measured) -> list[str]:
    """The table: medians, rates and CPU of what is done once a precinct, seconds of what is done once."""
    verified = measured.verified
    each = dict(measured.each)
    if verified is not None:
        each[f"verified on Dask, one worker of {WORKERS} killed"] = verified.records
    width = max(map(len, (*each, *measured.once)))
    told = [f"{measured.precincts} precincts, one bundle {measured.bundle_bytes / 1024:.0f} KiB"]
    told += [
        f"{what:<{width}}  p50 {one.p50:6.2f} s  p99 {one.p99:6.2f} s  {one.rate:6.2f} a second  {one.wall:6.0f} s"
        + (f"  CPU {one.cpu:5.2f} s each" if one.cpu else "")
        for what, one in each.items()
    ]
    told += [f"{what:<{width}}  {wall:10.2f} s  CPU {cpu:.2f} s" for what, (wall, cpu) in measured.once.items()]
    if verified is not None:
        told.append(f"{'everything above the records, verified':<{width}}  {verified.above_seconds:10.2f} s")
        told.append(
            f"a worker was killed when {verified.killed_at} of {measured.precincts} were judged: none was lost; one "
            f"process judged {verified.sample} of them again and came to the same report"
        )
    return told


def arithmetic(measured: Measured) -> list[str]:
    """What the figures mean for 10,000 precincts and 12,000,000 ballots."""
    sent, judged = (list(measured.each.values())[place] for place in (0, 1))
    ballots = BALLOTS * BALLOT_SECONDS
    records = COUNTRY_PRECINCTS * judged.cpu
    hours = (ballots + records) / 3600
    return [
        f"{COUNTRY_PRECINCTS:,} precincts on the line: {COUNTRY_PRECINCTS:,} / {sent.rate:.1f} a second = "
        f"{COUNTRY_PRECINCTS / sent.rate / 60:.0f} minutes; the intake's own part: {COUNTRY_PRECINCTS:,} x "
        f"{sent.cpu:.3f} s = {COUNTRY_PRECINCTS * sent.cpu / 60:.0f} minutes of one core",
        f"{COUNTRY_PRECINCTS:,} records judged once: {COUNTRY_PRECINCTS:,} x {judged.cpu:.2f} s + {BALLOTS:,} ballots "
        f"x {BALLOT_SECONDS * 1000:.0f} ms = {records:,.0f} s + {ballots:,.0f} s = {hours:.0f} hours of one core; "
        + ", ".join(f"{hours / cores:.1f} on {cores}" for cores in CORES),
    ]


def main() -> int:
    """Make what is not made yet, rehearse, print, write `build/rehearsal.json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--precincts", type=_precincts, default=PROTOCOLS, metavar="N", help=f"default {PROTOCOLS}")
    count = parser.parse_args().precincts
    folder = FOLDER if count == PROTOCOLS else FOLDER.with_name(f"intake-{count}")

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    make(folder, count, say)
    with tempfile.TemporaryDirectory(prefix="sailau-rehearsal-") as place:
        measured = rehearse(folder, Path(place), count, say)
    told = [*lines(measured), *arithmetic(measured)]
    print("\n".join(told))
    written = {"precincts": count, "machine": machine(), "at": datetime.now(UTC).isoformat(timespec="minutes")}
    write_atomically(OUTPUT, json.dumps({**written, "lines": told}, ensure_ascii=False, indent=1).encode())
    return 0


def machine() -> str:
    """Cores, what else kept them busy in the last quarter of an hour, kernel, Python."""
    load = os.getloadavg()[2]
    return f"{os.cpu_count()} cores, load {load:.1f}, Linux {platform.release()}, Python {platform.python_version()}"


def _precincts(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < LEAST:
        raise argparse.ArgumentTypeError(f"{LEAST} precincts or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
