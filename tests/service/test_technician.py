"""The technician sees the health of all at the table, carries a decided restart out, and decides nothing (E20)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.adapters.machine import Roots
from sailau.adapters.machine.power import Power, Source
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.station_link import SignedIn, StationLink
from sailau.adapters.table_link import TableLink
from sailau.adapters.table_wire import LinkLostError
from sailau.errors import FormatError
from sailau.formats.v1.record import Bilingual
from sailau.ports import RecorderLostError
from sailau.precinct import State
from sailau.precinct.commands import RULES, Command, Preparation, refuse_company
from sailau.refusal import Refusal
from sailau.service import opening, power_on, table_technician
from sailau.service.device_health import DeviceHealth, HealthLook, decode_health, encode_health
from sailau.service.health_report import HealthReporter
from sailau.service.power_on import note_begin, note_end, power_on_remarks, power_ons
from sailau.service.power_watch import PowerWatch
from sailau.service.table import TableServer
from sailau.signing.roles import Role
from tests.service.day import DESK, MORNING, Day, SetClock, open_day
from tests.service.test_table import HOST, link_of, serving

CHAIR, SECRETARY, TECHNICIAN = "member-1", "member-3", "technician"
FAULT = Bilingual("Қуат үзілді.", "Прервано питание.")


def health(**changes: Any) -> DeviceHealth:
    made = DeviceHealth(
        at=MORNING.replace(hour=7).isoformat(),
        reader="found",
        recorder="recording",
        entries=12,
        disk_free=71,
        disk_mib=20_000,
        software="ab" * 32,
        version="0.1.0",
        power="mains",
        battery=100,
        minutes=54,
    )
    return replace(made, **changes)


@contextmanager
def at_the_technicians(tmp_path: Path) -> Iterator[tuple[Day, int, StationLink]]:
    with open_day(tmp_path) as day, serving(day) as port:
        link = StationLink(link_of(day, port, DESK))
        try:
            yield day, port, link
        finally:
            link.close()


def signed_in(day: Day, link: StationLink, *people: str) -> None:
    for name in people:
        assert isinstance(link.sign_in(day.installed.pki.signers[name]), SignedIn)


def seen(link: StationLink) -> dict[str, Any]:
    answer = link.service()
    assert not isinstance(answer, Refusal), answer
    return dict(answer)


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def reporter(day: Day, port: int, said: DeviceHealth) -> HealthReporter:
    return HealthReporter(lambda: link_of(day, port, DESK), lambda: said)


def test_a_desk_reports_its_health_whoever_has_signed_in_there_and_the_technician_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_technician, "LOOK_SECONDS", 0.0)
    with at_the_technicians(tmp_path) as (day, port, link):
        signed_in(day, link, TECHNICIAN)
        before = {row["device"]: row for row in seen(link)["devices"]}
        assert before[DESK]["silent"] == -1
        late = health(at=(day.clock.now() - timedelta(seconds=3)).isoformat(), reader="lost")
        with reporter(day, port, late).reporting():
            while (row := {one["device"]: one for one in seen(link)["devices"]}[DESK])["silent"] < 0:
                pass
        assert row["health"] == asdict(late)
        assert -120_000 < row["ahead_ms"] <= -3000


def test_nobody_sees_the_health_who_has_not_signed_in(tmp_path: Path) -> None:
    with at_the_technicians(tmp_path) as (_, _, link):
        assert code(link.service()) == "not-signed-in"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff",
        cbor2.dumps([]),
        cbor2.dumps({**asdict(health()), "voter": 7}),
        cbor2.dumps({**asdict(health()), "entries": True}),
        cbor2.dumps({**asdict(health()), "entries": -2}),
        cbor2.dumps({**asdict(health()), "reader": "kept"}),
        cbor2.dumps({**asdict(health()), "software": "a" * 65}),
        cbor2.dumps({**asdict(health()), "at": "2005-12-04T07:00"}),
    ],
    ids=["empty", "no-cbor", "list", "surplus", "flag", "negative", "word", "long", "no-zone"],
)
def test_a_report_that_is_none_ends_the_devices_link_and_nothing_else(tmp_path: Path, said: bytes) -> None:
    with pytest.raises(FormatError):
        decode_health(said)
    with at_the_technicians(tmp_path) as (day, port, link):
        bad = link_of(day, port, DESK)
        bad.line.send("health", said)
        with pytest.raises(LinkLostError):
            bad.line.receive()
        signed_in(day, link, TECHNICIAN)
        assert {row["silent"] for row in seen(link)["devices"]} == {-1}


@given(
    st.builds(
        health,
        reader=st.sampled_from(["found", "lost", "none"]),
        entries=st.integers(-1, 1 << 40),
        disk_free=st.integers(-1, 100),
        software=st.text("0123456789abcdef", min_size=64, max_size=64),
        power=st.sampled_from(["mains", "battery", "unknown"]),
    )
)
def test_health_comes_back_as_it_was_sent(made: DeviceHealth) -> None:
    assert decode_health(encode_health(made)) == made


def test_a_device_looks_at_its_own_reader_recorder_disk_power_and_software(tmp_path: Path) -> None:
    supply = tmp_path / "sys" / "class" / "power_supply" / "BAT0"
    supply.mkdir(parents=True)
    for name, text in {
        "type": "Battery",
        "status": "Discharging",
        "capacity": "64",
        "time_to_empty_now": "3240",
    }.items():
        (supply / name).write_text(text)
    clock, roots = SetClock(MORNING), Roots(sys=tmp_path / "sys")
    with RecorderFile(tmp_path / "recorder.jsonl", DESK, clock) as recorder:
        look = HealthLook(tmp_path, clock, recorder, lambda: "found", roots).look()
    assert (look.reader, look.recorder, look.entries) == ("found", "recording", 1)
    assert (look.power, look.battery, look.minutes) == ("battery", 64, 54)
    assert MORNING <= look.clock() <= clock.now()
    assert 0 <= look.disk_free <= 100
    assert len(look.software) == 64


def test_the_computers_undeclared_network_is_told_in_three_languages(tmp_path: Path) -> None:
    with at_the_technicians(tmp_path) as (day, _, link):
        signed_in(day, link, TECHNICIAN)
        shown = seen(link)
        codes = {one["code"] for one in shown["checks"]}
        assert {"network-interfaces", "network-radios", "network-routes", "network-names", "clock-hardware"} <= codes
        assert all(one["kk"] and one["ru"] and one["en"] for one in shown["checks"])
        assert shown["computer"]["recorder"] == "recording"


def test_of_a_terminal_is_known_what_the_last_card_brought_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_technician, "LOOK_SECONDS", 0.0)
    with at_the_technicians(tmp_path) as (day, _, link):
        signed_in(day, link, TECHNICIAN)
        assert {row["at"] for row in seen(link)["terminals"]} == {""}
        for number in range(1, 8):
            day.voted(number, number)
        known = {row["device"]: row for row in seen(link)["terminals"]}
        of_cards = day.precinct.witnesses.seen()
        assert {one.origin: one.size for one in of_cards} == {
            name: row["entries"] for name, row in known.items() if row["at"]
        }


def test_a_technician_can_give_no_command_alone_and_none_on_a_vote() -> None:
    """Over the whole matrix: wherever a technician takes part the chair leads, and it is installing or restarting."""
    his = {rule.command: rule for rule in RULES.values() if Role.TECHNICIAN in rule.roles}
    assert set(his) == {Command.INSTALL_PRECINCT, Command.RESTART_COMPUTER, Command.RESUME_VOTING}
    for rule in his.values():
        assert rule.states <= {Preparation.DELIVERED, State.SUSPENDED}
        assert refuse_company(rule.command, [Role.TECHNICIAN]) is not None
        assert refuse_company(rule.command, [Role.TECHNICIAN, Role.TECHNICIAN]) is not None
        assert refuse_company(rule.command, [Role.CHAIR, Role.TECHNICIAN]) is None


def suspend(day: Day) -> str:
    act = opening.suspend_voting(day.precinct, FAULT, "fault:1", day.signers(1, 3))
    assert not isinstance(act, Refusal)
    return act.label


def test_a_technician_alone_restarts_nothing_and_neither_does_the_chair(tmp_path: Path) -> None:
    with at_the_technicians(tmp_path) as (day, _, link):
        act = suspend(day)
        signed_in(day, link, TECHNICIAN, CHAIR)
        assert code(link.ask("restart-computer", [TECHNICIAN], act=act)) == "too-few-restart-computer"
        assert code(link.ask("restart-computer", [CHAIR], act=act)) == "too-few-restart-computer"
        assert code(link.ask("restart-computer", [TECHNICIAN, CHAIR], act="ACT-001")) == "restart-not-decided"
        assert not day.precinct.restart_asked


def test_nothing_is_restarted_that_nobody_decided(tmp_path: Path) -> None:
    with at_the_technicians(tmp_path) as (day, _, link):
        signed_in(day, link, TECHNICIAN, CHAIR)
        assert code(link.ask("restart-computer", [TECHNICIAN, CHAIR], act="ACT-001")) == "not-now-restart-computer"


def test_a_decided_restart_ends_the_program_and_voting_goes_on_only_after_the_password(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        act = suspend(day)
        with TableServer(day.precinct, HOST, 0) as server:
            served = threading.Thread(target=server.serve, args=(lambda: False,))
            served.start()
            with link_of(day, server.port, DESK) as bare:
                link = StationLink(bare)
                signed_in(day, link, TECHNICIAN, CHAIR)
                assert code(link.ask("resume-voting", [TECHNICIAN, CHAIR], act=act)) == "restart-without-password"
                assert link.ask("restart-computer", [TECHNICIAN, CHAIR], act=act) == {}
            served.join(10)
            assert not served.is_alive()
        day.restart()
        with serving(day) as port, link_of(day, port, DESK) as bare:
            link = StationLink(bare)
            signed_in(day, link, TECHNICIAN, CHAIR)
            assert link.ask("resume-voting", [TECHNICIAN, CHAIR], act=act) == {}
        assert day.precinct.state is State.OPEN
        assert day.events("precinct-computer").count("restart-made") == 1


def test_power_that_fails_in_mid_day_is_an_event_and_a_remark_of_the_protocol(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        assert note_begin(day.precinct) is None
        day.clock.at = MORNING.replace(hour=14, minute=26)
        day.restart()
        assert note_begin(day.precinct) is not None
        assert [(one.at, one.cause) for one in power_ons(day.precinct)] == [("14:26", "cut")]
        (remark,) = power_on_remarks(day.precinct)
        assert remark.kk.startswith("14:26: ") and remark.ru.startswith("14:26: ")
        assert day.events("precinct-computer").count("power-on-unplanned") == 1


def test_what_happens_after_the_protocol_was_drawn_up_is_recorded_and_changes_no_copy_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_day(tmp_path) as day:
        note_begin(day.precinct)
        day.restart()
        monkeypatch.setattr(power_on, "drafts", lambda _: {"first": b""})
        assert note_begin(day.precinct) is not None
        assert power_on_remarks(day.precinct) == ()
        assert day.events("precinct-computer").count("power-on-unplanned") == 1


def test_a_program_that_is_ended_while_voting_is_open_was_restarted_without_a_decision(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        note_begin(day.precinct)
        note_end(day.precinct)
        day.restart()
        found = note_begin(day.precinct)
        assert found is not None and found.cause == "undecided"


def test_a_decided_restart_is_planned(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        note_begin(day.precinct)
        suspend(day)
        day.restart()
        assert note_begin(day.precinct) is None
        assert power_ons(day.precinct) == ()


class Losing:
    """A recorder that takes no record the first time."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []

    def record(self, event: str, **fields: object) -> None:
        self.asked.append({"event": event, **fields})
        if len(self.asked) == 1:
            raise RecorderLostError("gone")


def test_power_is_recorded_when_it_is_switched_and_again_when_no_recorder_took_it() -> None:
    now, power, recorder = [0.0], [Power(source=Source.MAINS)], Losing()
    watch = PowerWatch(lambda: recorder, lambda: power[0], lambda: now[0])  # type: ignore[arg-type, return-value]

    def later(source: Source) -> int:
        now[0] += 3
        power[0] = Power(source=source)
        watch.look()
        return len(recorder.asked)

    assert later(Source.MAINS) == 0
    assert later(Source.BATTERY) == 1
    assert later(Source.BATTERY) == 2
    assert later(Source.BATTERY) == 2
    assert later(Source.UNKNOWN) == 2
    assert later(Source.MAINS) == 3
    assert [one["to"] for one in recorder.asked] == ["battery", "battery", "mains"]


def test_a_report_without_a_computer_does_not_stop_the_device(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        signer = day.installed.pki.signers[DESK]
        with serving(day) as port:
            reports = HealthReporter(lambda: TableLink.open(HOST, port, signer, MORNING), health)
            assert reports.report()
        assert not reports.report()
        assert not reports.report()
