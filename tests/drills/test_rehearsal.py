"""A country's night in small: sent over the line, judged, fixed, announced, published, verified while a worker dies.

The rehearsal itself holds that nothing is lost and that everything agrees (`bench.rehearsal`): published votes with
those cast, a single process with the cluster, `sailau outcome` with the published result. `make rehearsal` has 1,000
precincts; here are six.
"""

from pathlib import Path

import pytest
from bench.intake import FOLDER, PROTOCOLS, Spread, chosen, make
from bench.rehearsal import Measured, arithmetic, lines, rehearse
from bench.rehearsal_country import agree_on_outcome

from sailau.errors import InvariantError
from sailau.formats.v1.publication import OUTCOME_FILE, names
from tests.crash import soak

FEW = 6
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Measured, Path]:
    place = tmp_path_factory.mktemp("night")
    make(place / "made", FEW)
    (place / "out").mkdir()
    return rehearse(place / "made", place / "out", FEW), place / "out"


def test_six_precincts_send_are_announced_and_verified_though_a_worker_is_killed(night: tuple[Measured, Path]) -> None:
    measured, _ = night
    assert [one.count for one in measured.each.values()] == [FEW, FEW, FEW]
    assert measured.verified is not None
    assert (measured.verified.records.count, measured.verified.killed_at) == (FEW, FEW // 3)
    assert any("none was lost" in line for line in lines(measured))


def test_another_result_than_the_figures_give_is_noticed(night: tuple[Measured, Path], tmp_path: Path) -> None:
    publication = night[1] / "publication"
    agree_on_outcome(publication, tmp_path)
    data = (publication / names.OUTCOME).read_bytes()
    [contest] = OUTCOME_FILE.read(data).contests
    [elected] = contest.elected
    definition = (publication / names.DEFINITION).read_bytes()
    (tmp_path / "data").mkdir()
    (tmp_path / names.DEFINITION).write_bytes(definition)
    other = {"adilova": "kim", "kim": "adilova"}[elected.answer]
    written = data.replace(f'"answer":"{elected.answer}"'.encode(), f'"answer":"{other}"'.encode())
    assert written != data
    (tmp_path / names.OUTCOME).write_bytes(written)
    with pytest.raises(InvariantError, match="who is elected"):
        agree_on_outcome(tmp_path, tmp_path)


def test_the_voters_of_precincts_choose_differently() -> None:
    assert len({chosen(number) for number in range(1, FEW + 1)}) > 1


def test_the_arithmetic_for_the_country_is_shown() -> None:
    sent = Spread(count=100, p50=0.1, p99=0.2, wall=10, cpu=0.06)
    judged = Spread(count=100, p50=2, p99=3, wall=100, cpu=1.08)
    told = arithmetic(Measured(precincts=100, bundle_bytes=1, each={"sent": sent, "judged": judged}))
    assert "10,000 / 10.0 a second = 17 minutes" in told[0] and "10,000 x 0.060 s = 10 minutes of one core" in told[0]
    assert "10,000 x 1.08 s + 12,000,000 ballots x 27 ms = 10,800 s + 324,000 s = 93 hours of one core" in told[1]
    assert told[1].endswith("11.6 on 8, 1.5 on 64")


@pytest.mark.soak
def test_a_thousand_precincts_lose_nothing(tmp_path: Path) -> None:
    folder = ROOT / FOLDER
    make(folder, PROTOCOLS)
    measured = rehearse(folder, tmp_path, PROTOCOLS)
    assert measured.verified is not None and measured.verified.records.count == PROTOCOLS
    told = [*lines(measured), *arithmetic(measured)]
    soak.report("rehearsal", " | ".join(told).replace(":", " —"), 0, 0)
