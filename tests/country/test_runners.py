"""Tasks in processes and on a real cluster: a worker that dies takes nothing along."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sailau.adapters.runners import RunHere, RunInProcesses
from sailau.adapters.runners.cluster import ClusterError, ClusterTls, RunOnCluster
from sailau.ports.runner import Lost
from sailau.service.country.report import CountryReport
from sailau.service.country.tasks import RecordTask, RecordVerdict, judge
from sailau.service.country.verify import verify_country
from tests.country.cluster import running
from tests.country.dying import dies_once, dies_over_it
from tests.country.made import Country
from tests.country.tls import make_tls

COPIES = 2
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


def _tasks(country: Country) -> list[RecordTask]:
    """Every record of the country, as if there were several of each."""
    made = [
        RecordTask(
            name=f"{number:06d}-1",
            folder=str(country.publication / "records" / f"{number:06d}-1"),
            version=1,
            bundle=None,
            bundle_sha256="00" * 32,
            root=country.root,
            revoked=(),
            training=True,
        )
        for number in (25, 26, 27)
    ]
    return [replace(task, name=f"{task.name[:-1]}{copy}") for copy in range(1, COPIES + 1) for task in made]


def test_a_worker_of_a_cluster_is_killed_and_every_record_is_judged(
    country: Country, first_run: FirstRun, tls: ClusterTls, tmp_path: Path
) -> None:
    tasks = _tasks(country)
    with running(tmp_path, tls, workers=2) as cluster:
        runner = RunOnCluster(cluster.address, cluster.tls, workers=2)
        found: list[RecordVerdict] = []
        for task, outcome in runner.run(judge, tasks):
            assert isinstance(outcome, RecordVerdict), (task.name, outcome)
            if not found:
                cluster.kill(0)  # both have work in hand: as soon as one is done, the next is there
            found.append(outcome)
        assert sorted(one.name for one in found) == sorted(task.name for task in tasks)
        assert {one.verdict for one in found} == {"sound"}
        by_archive = {one.uuid: one.figures for one in found}
        said = {one.uuid: one.figures for one in first_run[0].records}
        assert {uuid: figures and figures.electronic for uuid, figures in by_archive.items()} == {
            uuid: figures and figures.electronic for uuid, figures in said.items()
        }
        # the worker that is left does the whole publication, sums and all
        alone = RunOnCluster(cluster.address, cluster.tls)
        report = verify_country(country.publication, alone, journal=tmp_path / "journal", root=country.root)
        assert report.sound
        assert [replace(one, milliseconds=0) for one in report.records] == [
            replace(one, milliseconds=0) for one in first_run[0].records
        ]


def test_a_scheduler_beyond_this_machine_is_used_over_tls_alone(tls: ClusterTls) -> None:
    with pytest.raises(ClusterError, match="without TLS"):
        RunOnCluster("tcp://192.0.2.1:8786", None)
    with pytest.raises(ClusterError, match="--tls-ca"):
        RunOnCluster("tls://192.0.2.1:8786", None)
    with pytest.raises(ClusterError, match="not a scheduler's address"):
        RunOnCluster("scheduler", tls)


def test_a_record_that_cannot_be_read_is_said_and_not_judged(tmp_path: Path, country: Country) -> None:
    [(_, outcome)] = RunHere().run(judge, [replace(_tasks(country)[0], folder=str(tmp_path / "nowhere"))])
    assert "nowhere" in getattr(outcome, "reason", "")
