"""Tasks in processes and on a real cluster: a worker that dies takes nothing along."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sailau.adapters.runners import RunHere, RunInProcesses
from sailau.adapters.runners.cluster import ClusterError, ClusterTls, RunOnCluster
from sailau.ports.runner import Lost
from sailau.service.country.report import CountryReport
from sailau.service.country.tasks import RecordTask, Unreadable, judge
from sailau.service.country.verify import verify_country
from tests.country.cluster import running
from tests.country.dying import dies_once, dies_over_it
from tests.country.made import Country
from tests.country.tls import make_tls

FirstRun = tuple[CountryReport, Path]


def test_a_killed_process_loses_no_task(tmp_path: Path) -> None:
    tasks = [str(tmp_path / "mark")] * 5
    outcomes = [outcome for _, outcome in RunInProcesses(2).run(dies_once, tasks)]
    assert outcomes == ["done"] * 5


def test_a_task_that_kills_its_workers_is_given_up_and_holds_nothing_back() -> None:
    outcomes = dict(RunInProcesses(1).run(dies_over_it, ["poison", "a", "b", "c"]))
    assert isinstance(outcomes.pop("poison"), Lost)
    assert outcomes == {"a": "a", "b": "b", "c": "c"}


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ClusterTls:
    return make_tls(tmp_path_factory.mktemp("tls"), datetime.now(UTC))


def test_a_worker_of_a_cluster_is_killed_and_every_record_is_judged(
    country: Country, first_run: FirstRun, tls: ClusterTls, tmp_path: Path
) -> None:
    with running(tmp_path, tls, workers=2) as cluster:

        def kill_one(_: str, done: int, total: int) -> None:
            if (done, total) == (1, 3):  # each of the two has one of the other records in hand
                cluster.kill(0)

        report = verify_country(
            country.publication,
            RunOnCluster(cluster.address, cluster.tls, workers=2),
            journal=tmp_path / "journal",
            root=country.root,
            progress=kill_one,
        )
        assert report.sound
        assert [replace(one, milliseconds=0) for one in report.records] == [
            replace(one, milliseconds=0) for one in first_run[0].records
        ]
        # the one that is left goes on working
        alone = RunOnCluster(cluster.address, cluster.tls)
        assert [outcome for _, outcome in alone.run(str.upper, ["on"])] == ["ON"]


def test_a_scheduler_beyond_this_machine_is_used_over_tls_alone(tls: ClusterTls) -> None:
    with pytest.raises(ClusterError, match="without TLS"):
        RunOnCluster("tcp://192.0.2.1:8786", None)
    with pytest.raises(ClusterError, match="--tls-ca"):
        RunOnCluster("tls://192.0.2.1:8786", None)
    with pytest.raises(ClusterError, match="not a scheduler's address"):
        RunOnCluster("scheduler", tls)


def test_a_record_that_cannot_be_read_is_said_and_not_judged(tmp_path: Path, country: Country) -> None:
    task = RecordTask(
        name="000025-1",
        folder=str(tmp_path / "nowhere"),
        version=1,
        bundle=None,
        bundle_sha256="00" * 32,
        root=country.root,
        revoked=(),
        training=True,
    )
    [(_, outcome)] = RunHere().run(judge, [task])
    assert isinstance(outcome, Unreadable)
    assert "nowhere" in outcome.reason
