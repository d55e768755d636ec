"""`sailau table` as a process, asked for the decided restart, becomes itself anew in its place (L 50-5(6); R 14)."""

from pathlib import Path

from sailau.adapters.station_link import SignedIn, StationLink
from sailau.precinct import State
from tests.service.day import DESK, Day
from tests.service.test_table import link_of
from tests.service.test_technician import suspend
from tests.stations.place import next_line, open_place

TOGETHER = ("technician", "member-1")


def give(day: Day, port: int, command: str, act: str) -> object:
    """Technician and chair sign in at a station and give a command together."""
    with link_of(day, port, DESK) as bare:
        link = StationLink(bare)
        for name in TOGETHER:
            assert isinstance(link.sign_in(day.installed.pki.signers[name]), SignedIn)
        return link.ask(command, TOGETHER, act=act)


def test_the_precinct_computers_process_starts_anew_by_the_password_and_voting_goes_on(tmp_path: Path) -> None:
    with open_place(tmp_path, 1) as place:
        day, act = place.day, suspend(place.day)
        place.close()
        with place.process(*place.table(), "--board", "0") as (said, running):
            ready, process = next_line(said), running.pid
            assert give(day, ready["port"], "restart-computer", act) == {}
            again = next_line(said)
            assert (again["port"], again["board"]) == (ready["port"], ready["board"])
            assert running.pid == process and running.poll() is None
            assert give(day, again["port"], "resume-voting", act) == {}
        place.reopen()
        assert day.precinct.state is State.OPEN
        names = day.events("precinct-computer")
        assert names.count("password-entered") >= 2
        assert (names.count("device-started"), names.count("device-stopped")) == (2, 2)
        assert "power-on-unplanned" not in names
