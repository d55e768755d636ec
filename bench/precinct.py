"""A precinct of 3,000: mixes, the whole close, and the verification of what it publishes."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bench.ballots import FIVE
from bench.library import Calls, Rates, calls_at, median_rates
from bench.rows import Row, Timed, library_now
from sailau.errors import invariant
from sailau.formats.v1.ballot import Ballot, Proof, ballots_of, tracker
from sailau.formats.v1.election import CREDENTIALS, ELECTION
from sailau.formats.v1.tally import (
    Shuffle,
    Tally,
    control_rows,
    merged,
    partial_decryptions_of,
    results_of,
    shuffles_of,
    tallies_of,
)
from sailau.formats.v1.trustees import TRUSTEES, keys_of
from sailau.group import Secret, base, generators
from sailau.sealing.archive import Count, Setup, write_archive
from sailau.sealing.ballots import seal
from sailau.sealing.count import opened_points, result, tally_of
from sailau.sealing.decryption import MemberDecryption, decrypt
from sailau.sealing.mix import shuffle
from sailau.sealing.rehearsal import SEVEN_OF_WHOM_FOUR, TIMESTAMP, Holders, draw_votes, rehearse
from sailau.verifier.archive import verify_archive
from sailau.verifier.ballots import BallotRules
from sailau.verifier.chain import read_chain
from sailau.verifier.decryptions import StrongProofs, flaws_of_decryption, flaws_of_strong
from sailau.verifier.finding import Findings
from sailau.verifier.shuffles import flaws_of_shuffle
from sailau.verifier.workers import Workers

SIZE = 3000
MIXES = 2
MIX_REACH, CHECK_REACH, CLOSE_REACH, VERIFY_REACH = 4_000, 6_000, 35_000, 25_000
PROCESSES = 2
MEMORY_REACH = 250 * 1024 * 1024


@dataclass(slots=True)
class Precinct:
    """A box before the close, with everybody's secrets."""

    rules: BallotRules
    holders: Holders
    setup: Setup
    ballots: list[Ballot]
    payloads: list[bytes]


@dataclass(slots=True)
class Clock:
    """CPU times of the parts of a close, with the library's rates around each."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    rates: dict[str, list[Rates]] = field(default_factory=dict)

    def time(self, part: str, task: Callable[[], object]) -> None:
        """Run a part and note its CPU time."""
        found = self.rates.setdefault(part, [library_now()])
        begun = time.process_time()
        task()
        self.seconds.setdefault(part, []).append(time.process_time() - begun)
        found.append(library_now())

    def timed(self, part: str) -> Timed:
        """The times of one part."""
        return Timed([seconds * 1000 for seconds in self.seconds[part]], median_rates(self.rates[part]))

    def whole(self) -> Timed:
        """The time of all parts together."""
        total = sum(map(sum, self.seconds.values())) * 1000
        return Timed([total], median_rates([one for found in self.rates.values() for one in found]))


def precinct(size: int, processes: int = 1) -> Precinct:
    """Fill a box; the sealing is not measured here."""
    empty = rehearse(FIVE, 0, SEVEN_OF_WHOM_FOUR, unused=0)
    credentials = [Secret.random() for _ in range(size)]
    tasks = [(empty.rules, credentials[start : start + 100]) for start in range(0, size, 100)]
    if processes > 1:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            sealed = [ballot for batch in pool.map(_seal, tasks) for ballot in batch]
    else:
        sealed = [ballot for task in tasks for ballot in _seal(task)]
    setup = Setup(empty.setup.election, empty.setup.trustees, tuple(base(credentials)))
    ballots, payloads = [ballot for ballot, _ in sealed], [payload for _, payload in sealed]
    return Precinct(empty.rules, empty.holders, setup, ballots, payloads)


def _seal(task: tuple[BallotRules, list[Secret]]) -> list[tuple[Ballot, bytes]]:
    rules, credentials = task
    votes = draw_votes(rules.questions, len(credentials))
    made = (seal(rules, credential, vote) for credential, vote in zip(credentials, votes, strict=True))
    return [(one.ballot, one.payload) for one in made]


class Close:
    """The close of a precinct in its parts, each checked as on the day."""

    def __init__(self, place: Precinct, clock: Clock) -> None:
        self.place, self.clock = place, clock
        self.tally: Tally = ()
        self.shuffles: list[tuple[int, Shuffle]] = []
        self.given: dict[int, MemberDecryption] = {}
        self.flaws: list[str] = []
        self.count: Count | None = None

    def run(self) -> Count:
        """Tally, mixes and their checks, decryptions and the checks of both proofs, result."""
        self.clock.time("tally", self._tally)
        stage = control_rows(self.place.rules.questions, self.tally)
        for owner in range(1, MIXES + 1):
            self.clock.time("mix", partial(self._mix, owner, stage))
            self.clock.time("check of a mix", partial(self._check_mix, stage))
            stage = self.shuffles[-1][1].ciphertexts
        mixed = merged(self.place.rules.questions, self.tally, stage)
        for owner in self.place.holders.quorum:
            self.clock.time("decryption", partial(self._decrypt, owner, mixed))
            self.clock.time("check of a decryption", partial(self._check_decryption, owner, mixed))
        self.clock.time("result", lambda: self._result(mixed))
        invariant(self.flaws == [] and self.count is not None, "a sound close was judged unsound")
        assert self.count is not None
        return self.count

    def _tally(self) -> None:
        self.tally = tally_of(self.place.rules, self.place.ballots)

    def _mix(self, owner: int, stage: Tally) -> None:
        self.shuffles.append((owner, shuffle(self.place.rules.phi, self.place.rules.key, stage)))

    def _check_mix(self, stage: Tally) -> None:
        self.flaws += flaws_of_shuffle(self.place.rules.phi, self.place.rules.key, stage, self.shuffles[-1][1])

    def _decrypt(self, owner: int, mixed: Tally) -> None:
        self.given[owner] = decrypt(self.place.rules.phi, self.place.holders.shares[owner], mixed)

    def _check_decryption(self, owner: int, mixed: Tally) -> None:
        phi, key = self.place.rules.phi, keys_of(self.place.holders.trustees)[owner - 1].public_key
        given = self.given[owner]
        self.flaws += flaws_of_decryption(phi, key, mixed, given.partial)
        self.flaws += flaws_of_strong(phi, key, mixed, given.partial.factors, given.strong)

    def _result(self, mixed: Tally) -> None:
        partials = {owner: one.partial for owner, one in self.given.items()}
        points = opened_points(self.place.holders.trustees, mixed, partials)
        found = result(self.place.rules, points, len(self.place.ballots))
        self.count = Count(self.tally, tuple(self.shuffles), tuple(sorted(partials.items())), found)


def precinct_rows(folder: Path, say: Callable[[str], None]) -> tuple[list[Row], list[str]]:
    """Close a precinct of 3,000 and verify its archive; returns the rows and what else is to be said."""
    generators(SIZE)
    say(f"sealing {SIZE} ballots")
    place, clock = precinct(SIZE, PROCESSES), Clock()
    say("closing")
    closing = Close(place, clock)
    counted = closing.run()
    say("counting the calls")
    mix, check, close = (calls_at(SIZE, task) for task in (_mix_task, _check_task, _close_task))
    rows = [
        clock.timed("mix").row(f"one mix of {SIZE}", mix, MIX_REACH, "4N / 6N / 8N"),
        clock.timed("check of a mix").row(f"check of a mix of {SIZE}", check, CHECK_REACH, "N / 8N / 10N / 5N"),
        clock.whole().row(f"close {SIZE}, one core", close, CLOSE_REACH),
    ]
    parts = ", ".join(f"{part} {sum(seconds):.1f} s" for part, seconds in clock.seconds.items())
    path = publish(folder, place, counted, closing.given)
    say("verifying")
    more, notes = verify_rows(path, calls_at(SIZE, partial(_verify_task, folder)))
    return rows + more, [f"close: {parts}", *notes]


def _mix_task(size: int) -> Callable[[], object]:
    made = rehearse(FIVE, size, SEVEN_OF_WHOM_FOUR, mixes=0)
    stage = control_rows(made.rules.questions, made.count.tally)
    return lambda: shuffle(made.rules.phi, made.rules.key, stage)


def _check_task(size: int) -> Callable[[], object]:
    made = rehearse(FIVE, size, SEVEN_OF_WHOM_FOUR, mixes=0)
    stage = control_rows(made.rules.questions, made.count.tally)
    mixed = shuffle(made.rules.phi, made.rules.key, stage)
    return lambda: flaws_of_shuffle(made.rules.phi, made.rules.key, stage, mixed)


class _Uncounted(Clock):
    """A clock that neither times nor measures, for counting calls."""

    def time(self, part: str, task: Callable[[], object]) -> None:
        task()


def _close_task(size: int) -> Callable[[], object]:
    place = precinct(size)
    return lambda: Close(place, _Uncounted()).run()


VERIFY = """
import json, resource, sys, time
from pathlib import Path
from bench.precinct import judge_published

if __name__ == "__main__":
    begun = time.monotonic()
    defects = judge_published(Path(sys.argv[1]), int(sys.argv[2]))
    wall = time.monotonic() - begun
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({
        "wall": wall,
        "cpu": sum(one.ru_utime + one.ru_stime for one in used),
        "memory": max(one.ru_maxrss for one in used) * 1024,
        "defects": defects,
    }))
"""


def judge_published(path: Path, processes: int) -> list[str]:
    """Judge what the precinct published: the archive, and the strong proofs beside it. Returns codes of defects.

    The one place to change when the bench writes whole record folders.
    """
    findings = Findings()
    archive = verify_archive(path, findings, processes)
    strong = _read_strong(path.with_suffix(".strong.json"))
    with Workers(processes) as workers:
        invariant(archive.mixed is not None and archive.trustees is not None and archive.rules is not None, "unread")
        assert archive.mixed is not None and archive.trustees is not None and archive.rules is not None
        keys = keys_of(archive.trustees)
        for owner, proofs in strong.items():
            key, factors = keys[owner - 1].public_key, archive.partials[owner].factors
            if flaws_of_strong(archive.rules.phi, key, archive.mixed, factors, proofs, workers):
                findings.defect(10, "strong-proof", str(owner), "does not hold")
    return [finding.code for finding in findings.defects]


def _write_strong(path: Path, given: dict[int, MemberDecryption]) -> None:
    content = {
        owner: [[(proof.challenge, proof.response) for proof in row] for row in one.strong]
        for owner, one in given.items()
    }
    path.write_text(json.dumps(content), encoding="utf-8")


def _read_strong(path: Path) -> dict[int, StrongProofs]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return {int(owner): tuple(tuple(Proof(*pair) for pair in row) for row in table) for owner, table in content.items()}


def verify_rows(path: Path, calls: Calls) -> tuple[list[Row], list[str]]:
    """Judge in a fresh interpreter with two processes: wall time, CPU of all, memory of the largest."""
    before = library_now()
    words = [sys.executable, "-c", VERIFY, str(path), str(PROCESSES)]
    done = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    invariant(done["defects"] == [], f"a sound archive was judged unsound: {done['defects']}")
    found = median_rates([before, library_now()])
    share = hashing_and_json(path) / done["cpu"]
    cpu, wall = Timed([done["cpu"] * 1000], found), Timed([done["wall"] * 1000], found)
    name = f"verify the record of {SIZE}, {PROCESSES} processes"
    rows = [
        wall.row(f"{name}: on the wall", calls.times(1 / PROCESSES), VERIFY_REACH),
        cpu.row(f"{name}: CPU of all", calls, PROCESSES * VERIFY_REACH),
    ]
    memory = done["memory"] / 2**20
    return rows, [
        f"verify: largest process {memory:.0f} MiB (reach {MEMORY_REACH / 2**20:.0f}), "
        f"hashing and JSON {share:.1%} of the CPU (reach 5 %)"
    ]


def hashing_and_json(path: Path) -> float:
    """CPU seconds for what the verifier does besides the group: hash every record, parse and rewrite every message."""
    begun = time.process_time()
    chain = read_chain(path, Findings())
    setup = chain.of_type("Setup")[0].data
    election = ELECTION.read(chain.body(setup[0]))
    TRUSTEES.read(chain.body(setup[1]))
    CREDENTIALS.read(chain.body(setup[2]))
    ballots, size = ballots_of(election.questions), len(chain.of_type("Ballot"))
    for message in chain.of_type("Ballot"):
        body = chain.body(message.data[0])
        ballots.read(body)
        tracker(body)
    for type_, document in (
        ("EncryptedTally", tallies_of(election.questions, size)),
        ("Shuffle", shuffles_of(election.questions, size)),
        ("PartialDecryption", partial_decryptions_of(election.questions, size)),
        ("Result", results_of(election.questions, size)),
    ):
        for message in chain.of_type(type_):
            document.read(chain.body(message.data[0]))
    return time.process_time() - begun


def _verify_task(folder: Path, size: int) -> Callable[[], object]:
    """Judging an archive of `size` ballots here, for counting."""
    place = precinct(size)
    close = Close(place, _Uncounted())
    counted = close.run()
    inner = folder / str(size)
    inner.mkdir()
    path = publish(inner, place, counted, close.given)
    return lambda: judge_published(path, 1)


def publish(folder: Path, place: Precinct, counted: Count, given: dict[int, MemberDecryption]) -> Path:
    """Write the archive and the strong proofs beside it."""
    path = folder / f"{place.rules.uuid}.bel"
    target = io.BytesIO()
    write_archive(target, place.setup, place.rules.questions, place.payloads, counted, TIMESTAMP)
    path.write_bytes(target.getvalue())
    _write_strong(path.with_suffix(".strong.json"), given)
    return path
