"""Anyone's part of a rehearsed night: the publication verified on a cluster that loses a worker, the outcome computed.

The cluster is a real one of this machine: a Dask scheduler and two workers, each a process, over TLS with certificates
of the cluster's own. When a third of the records is judged, one worker is killed (SIGKILL), with records in its hands.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench.intake import Spread, spread
from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.runners import RunHere
from sailau.adapters.runners.cluster import RunOnCluster
from sailau.commission.winning import name_of
from sailau.election.definition import parse
from sailau.election.nouns import Answer
from sailau.errors import invariant
from sailau.formats.v1.publication import OUTCOME_FILE, names
from sailau.service.country.report import CountryReport
from sailau.service.country.verify import WORK, verify_country
from tests.country.cluster import Cluster, running
from tests.country.tls import make_tls

WORKERS: Final = 2
VICTIM: Final = 0
SAMPLE_MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The verification: each record's time in its worker, all of it on the wall, what came above the records.

    `killed_at` records were judged when a worker was killed; `sample` of them were judged again by one process.
    """

    records: Spread
    above_seconds: float
    killed_at: int
    sample: int


class _Killer:
    """Follows the progress; kills a worker when a third is done, and notes when the last record was."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.killed_at = 0
        self.records_done = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """See `service.country.verify.Progress`."""
        if what != WORK:
            return
        if not self.killed_at and done >= max(1, total // 3):
            invariant(self._cluster.workers[VICTIM].poll() is None, "the worker that is to be killed is at work")
            self._cluster.kill(VICTIM)
            self.killed_at = done
        if done == total:
            self.records_done = time.monotonic()


def verified_on_a_cluster(publication: Path, root: bytes, place: Path, precincts: int) -> Verified:
    """Verify the publication of so many precincts, of one record each; `root` is DER, `place` a new folder.

    Raises InvariantError when a record is lost, when anything is found, or when one process alone says otherwise.
    """
    place.mkdir()
    tls = make_tls(place, datetime.now(UTC))
    journal = place / "journal.jsonl"
    with running(place, tls, WORKERS) as cluster:
        killer = _Killer(cluster)
        runner = RunOnCluster(cluster.address, tls, workers=WORKERS)
        begun = time.monotonic()
        report = verify_country(publication, runner, journal=journal, root=root, progress=killer)
        ended = time.monotonic()
    invariant(0 < killer.killed_at < precincts, "a worker was killed in the middle")
    invariant(report.sound, f"the publication is sound: {report.findings[:3]}")
    invariant([one.code for one in report.findings] == ["training"], "nothing to remark but that all is for training")
    found = {one.precinct for one in report.records}
    invariant(found == set(range(1, precincts + 1)), "every record is judged, whoever died")
    invariant((len(report.records), report.kept, report.counted) == (precincts, 0, precincts), "each of them once")
    sample = _alone_says_the_same(publication, root, journal, report)
    seconds = [one.milliseconds / 1000 for one in report.records]
    return Verified(
        records=spread(seconds, killer.records_done - begun),
        above_seconds=ended - killer.records_done,
        killed_at=killer.killed_at,
        sample=sample,
    )


def _alone_says_the_same(publication: Path, root: bytes, journal: Path, report: CountryReport) -> int:
    """One process judges a sample anew and comes to the same report; how many records that were."""
    step = max(3, len(report.records) // SAMPLE_MOST)
    sample = {one.name for one in report.records[::step]}
    heading, *verdicts = journal.read_bytes().splitlines(keepends=True)
    kept = [line for line in verdicts if json.loads(line)["name"] not in sample]
    own = journal.with_name("alone.jsonl")
    own.write_bytes(b"".join([heading, *kept]))
    alone = verify_country(publication, RunHere(), journal=own, root=root)
    invariant(len(report.records) - alone.kept == len(sample), "the sample is judged anew, and nothing else")
    invariant(_timeless(alone) == _timeless(report), "one process alone comes to the same report")
    return len(sample)


def _timeless(report: CountryReport) -> CountryReport:
    return replace(report, kept=0, records=tuple(replace(one, milliseconds=0) for one in report.records))


def agree_on_outcome(publication: Path, place: Path) -> None:
    """`sailau outcome` on each contest's published input finds who was published. Raises InvariantError otherwise."""
    definition = parse(read_file(publication / names.DEFINITION), names.DEFINITION)
    answers = {contest.id: contest.answers for contest in definition.contests}
    for contest in OUTCOME_FILE.read(read_file(publication / names.OUTCOME)).contests:
        invariant(contest.input is not None, f"the outcome of {contest.contest} can be computed")
        file = place / f"outcome-{contest.contest}.json"
        write_atomically(file, json.dumps(contest.input, ensure_ascii=False).encode())
        command = [sys.executable, "-m", "sailau.cli.main", "outcome", "--json", str(file)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        own = next(found for id_, found in answers.items() if str(id_) == contest.contest)
        elected = {one.answer for one in contest.elected}
        invariant(_ids(told["elected"], own) == elected, f"`sailau outcome` finds who is elected: {sorted(elected)}")
        repeated = set(contest.repeat_vote)
        invariant(_ids(told["repeat_vote"], own) == repeated, f"… and who stands again: {sorted(repeated)}")


def _ids(told: list[Mapping[str, Any]], answers: tuple[Answer, ...]) -> set[str]:
    """The answers with these names; a name that nobody has stays as it is, and equals nothing."""
    known = {name_of(answer).kk: str(answer.id) for answer in answers}
    return {known.get(one["kk"], f"?{one['kk']}") for one in told}
