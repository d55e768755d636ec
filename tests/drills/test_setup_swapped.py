"""The Setup exchanged for another, everything signed anew: refused by the hash on paper (L 37(1), 50-1(5), 50-5(1)).

The thief holds every signing key there is, of devices, members and commissions. It makes another Setup for the same
election, precinct and voters, with keys of its own choosing, holds a day with it, and publishes a record in which every
signature, proof and figure holds. The one thing that it cannot change is what was printed at half past six, signed by
hand and taken home by everybody who was there.
"""

import json
from pathlib import Path

import pytest

from sailau.cli.main import main
from sailau.formats.v1.record import Figures
from sailau.refusal import Refusal
from sailau.service.acts import acts
from tests.drills.evening import closed, counted, defects, judged, written
from tests.service.day import Day, day, open_day


def printed_hash(made: Day) -> str:
    """What stands on the zero report of this day."""
    (report,) = (signed.act for signed in acts(made.precinct) if signed.act.kind == "zero_report")
    return str(report.data["setup"])


def test_record_under_another_setup_with_everything_signed_anew_is_refused_by_the_printed_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_day(tmp_path) as seen:
        on_paper = printed_hash(seen)
    with open_day(tmp_path, "second") as swapped:
        assert printed_hash(swapped) != on_paper
        swapped.voted(1, 1, 2)
        assert isinstance(closed(swapped), Figures)
        counted(swapped)
        record = written(swapped, tmp_path / "record")
        assert defects(judged(record, swapped.installed.setup.hash)) == set(), "nothing but the hash gives it away"
    capsys.readouterr()
    assert main(["verify", str(record), "--setup", on_paper, "--json", "--processes", "1"]) != 0
    report = json.loads(capsys.readouterr().out)
    assert {finding["code"] for finding in report["findings"]} == {"setup-expected"}
    assert on_paper in report["findings"][0]["text"]


def test_terminal_of_the_printed_setup_serves_no_card_of_a_swapped_computer(tmp_path: Path) -> None:
    with day(tmp_path) as seen, open_day(tmp_path, "second") as swapped:
        slot = swapped.admitted(1, 1)
        refused = seen.booth().insert(slot, swapped.clock.now())
        assert isinstance(refused, Refusal)
        assert refused.code == "card-foreign"
        assert swapped.take(swapped.card(1)) is not None
