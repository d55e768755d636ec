"""A desk and the precinct computer whose recorders were silent for a moment: the desk goes on by itself (L 50-2(4))."""

import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest

from sailau.adapters.cards import Tray
from sailau.adapters.cards.tray import TrayReader
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.station_link import StationLink
from sailau.card import CardNumber
from sailau.ports import RecorderLostError
from sailau.refusal import Refusal
from sailau.service import desk_station
from sailau.service.desk_station import DeskStation, DeskView, Screen
from sailau.service.people_at_station import KeyOffered
from sailau.service.recorder.watch import RECORDER_LOST
from tests.service.day import DESK, ISSUER, MORNING, SetClock, open_day
from tests.service.test_table import link_of, serving


def test_computer_that_is_still_silent_leaves_no_card_open_at_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_station, "LOOK_SECONDS", 0.1)
    silent: list[RecorderFile] = []
    watch = RecorderFile.watch

    def watched(recorder: RecorderFile) -> None:
        if any(recorder is one for one in silent):
            raise RecorderLostError("silent")
        watch(recorder)

    monkeypatch.setattr(RecorderFile, "watch", watched)
    with open_day(tmp_path) as day, serving(day) as port:
        signer, over = day.installed.pki.signers[ISSUER], threading.Event()
        keys = (KeyOffered(name=ISSUER, open=lambda _: signer),)
        station = DeskStation(DESK, lambda: StationLink(link_of(day, port, DESK)), lambda: keys)
        tray = Tray.make(tmp_path / "cards", [CardNumber(1)])
        computers = day.precinct.recorder()
        assert isinstance(computers, RecorderFile)
        with RecorderFile(tmp_path / "own.jsonl", DESK, SetClock(MORNING)) as own:
            running = threading.Thread(target=station.run, args=(TrayReader(tray, DESK), own, over.is_set))
            running.start()
            try:
                station.sign_in(keys[0], "")
                until(station, lambda view: view.screen is Screen.NEXT and view.notice is None)
                silent[:] = [computers, own]
                until(station, lambda view: view.screen is Screen.STILL)
                silent[:] = [computers]
                until(station, lambda view: said(view.notice) and view.screen is Screen.NEXT)
                silent[:] = []
                until(station, lambda view: view.screen is Screen.NEXT and view.notice is None)
            finally:
                over.set()
                running.join()


def said(notice: Refusal | None) -> bool:
    return notice is not None and notice.code == RECORDER_LOST.code


def until(station: DeskStation, holds: Callable[[DeskView], bool]) -> None:
    end = monotonic() + 20
    while not holds(station.view()):
        assert monotonic() < end, station.view()
        sleep(0.02)
