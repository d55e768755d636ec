"""Many precincts send at once: everything is received, answered and judged, on either store (L 43(8), 50-7(1)).

The short form holds that the measurement measures what it says; `make soak` lets 1,000 protocols come (made once, kept
in `build/intake/`) and writes the figures with their arithmetic to `build/soak.txt`.
"""

from pathlib import Path

import pytest
from bench.intake import COUNTRY, FOLDER, PROTOCOLS, Measured, Spread, lines, make, measure, spread

from sailau.service.centre.centre import opened_centre
from sailau.service.centre.intake import pending
from sailau.service.centre.registers import received_bundles
from tests.crash import soak
from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "intake"
    make(folder, 2)
    return folder


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.soak)])
def test_every_protocol_that_was_sent_is_received_answered_and_judged(
    kind: str, few: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    setting = "sqlite:centre.db"
    if kind == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        setting = server.database()
    measured = measure(few, tmp_path / "centre", setting)
    assert (measured.receipt.count, measured.verification.count) == (2, 2)
    with opened_centre(tmp_path / "centre") as centre:
        assert {one.precinct for one in received_bundles(centre)} == {1, 2}
        assert pending(centre) == ()


def test_what_was_made_once_is_not_made_again(few: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in few.iterdir()}
    make(few, 2)
    assert {path.name: path.stat().st_mtime_ns for path in few.iterdir()} == before


def test_the_arithmetic_for_the_country_is_shown() -> None:
    receipt = spread([0.1] * 98 + [0.5, 0.9], 10.0)
    assert (receipt.p50, receipt.p99, receipt.rate) == (0.1, 0.5, 10.0)
    told = lines(Measured(receipt=receipt, verification=Spread(count=10, p50=1, p99=2, wall=36), size=100 * 1024))
    assert f"{COUNTRY:,} protocols, receipt: 10,000 / 10.00 a second = 17 minutes" in told
    assert any("10,000 / 0.28 a second = 10.0 hours by 2 processes; 0.3 hours by 64" in line for line in told)


@pytest.mark.soak
def test_a_thousand_protocols_are_received_and_judged(tmp_path: Path) -> None:
    folder = ROOT / FOLDER
    make(folder, PROTOCOLS)
    measured = measure(folder, tmp_path / "centre")
    assert measured.receipt.count == measured.verification.count == PROTOCOLS
    lost = PROTOCOLS - measured.verification.count
    soak.report("intake", " | ".join(lines(measured)).replace(":", " —"), lost, 0)
