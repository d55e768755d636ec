"""`sailau chair` reports its own health on a link of its own, whoever has signed in there (E20; L 50-5(6)).

Without its recorder it stands still, and so does `sailau technician` (E18; L 50-2(4)).
"""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from sailau.adapters.station_link import SignedIn, StationLink
from sailau.cli import station
from sailau.cli.main import main
from sailau.refusal import Refusal
from tests.service.day import DESK, open_day
from tests.service.test_table import HOST, link_of, serving
from tests.stations.test_desk_program import stands_still_and_goes_on, words_of

PATIENCE = 30.0


def test_the_technician_sees_the_health_of_the_chairs_station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    over, ended = threading.Event(), list[int]()
    for name in ("keys", "medium", DESK):
        (tmp_path / name).mkdir()
    words = ["chair", "--folder", str(tmp_path / DESK), "--keys", str(tmp_path / "keys"), "--no-screen", "--json"]
    with open_day(tmp_path) as day, serving(day) as port:
        signers = day.installed.pki.signers
        monkeypatch.setattr(station, "identity_of", lambda args, role: signers[DESK])
        monkeypatch.setattr(station, "until_asked_to_stop", lambda: over.is_set)
        monkeypatch.setattr(station, "LocalClock", lambda: day.clock)
        more = ["--medium", str(tmp_path / "medium"), "--table", f"{HOST}:{port}"]
        link = StationLink(link_of(day, port, DESK))
        assert isinstance(link.sign_in(signers["technician"]), SignedIn)
        running = threading.Thread(target=lambda: ended.append(main([*words, *more])))
        running.start()
        try:
            until = time.monotonic() + PATIENCE
            while (row := _own(link))["silent"] < 0:
                assert time.monotonic() < until, "it reports nothing"
                time.sleep(0.1)
        finally:
            link.close()
            over.set()
            running.join()
    assert (row["health"]["reader"], row["health"]["recorder"]) == ("none", "recording")
    assert ended == [0]


def test_the_chairs_station_without_its_recorder_stands_still_says_so_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "medium").mkdir()
    words = words_of("chair", tmp_path, "--medium", str(tmp_path / "medium"))
    stands_still_and_goes_on(words, tmp_path, "Төраға пульті жұмысын тоқтатты")


def test_the_technicians_station_without_its_recorder_stands_still_says_so_and_goes_on(tmp_path: Path) -> None:
    stands_still_and_goes_on(words_of("technician", tmp_path), tmp_path, "Бұл орын жұмысын тоқтатты")


def _own(link: StationLink) -> dict[str, Any]:
    told = link.service()
    assert not isinstance(told, Refusal), told
    return next(dict(row) for row in told["devices"] if row["device"] == DESK)
