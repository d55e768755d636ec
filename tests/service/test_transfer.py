"""The signed record goes to the commission over a link that is up only while it sends, or on a medium (E47, E11)."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sailau.adapters.link_switch import LinkSwitch, LinkSwitchError
from sailau.adapters.machine.checked import Roots
from sailau.adapters.machine.power import Power, Source
from sailau.formats.v1.acknowledgement import ACKNOWLEDGEMENT_FILE, Standing
from sailau.refusal import Refusal
from sailau.service import chair_transfer
from sailau.service.acknowledged import acknowledgement_names, write_acknowledgement
from sailau.service.bundle import Bundle, judge_head, read_bundle
from sailau.service.centre.intake import acknowledge, receive
from sailau.service.chair_transfer import carry_bundle, make_bundle, read_answer
from sailau.service.power_watch import PowerWatch
from sailau.service.precinct import Precinct
from sailau.service.table_transfer import TransferPlan
from sailau.service.transfer import (
    close_interrupted,
    close_transfer,
    current_bundle,
    keep_acknowledgement,
    open_transfer,
    open_window,
)
from sailau.service.trust import trust_of
from sailau.signing.cms import sign_detached
from tests.service.chair_day import (
    CHAIR,
    DEPUTY,
    MEMBERS,
    SECRETARY,
    ChairDay,
    code,
    count,
    draw_up,
    mix,
    sign_all,
)
from tests.service.day import PASSWORD
from tests.service.transfer_world import Commission, Evening, by_programs, commission, evening, receiving

TWO = (CHAIR, SECRETARY)


def test_a_signed_record_is_sent_judged_acknowledged_and_the_link_goes_down(tmp_path: Path) -> None:
    with evening(tmp_path) as precinct, commission(tmp_path / "centre", precinct.day.installed) as central:
        precinct.plan = TransferPlan(intake=central.address, switch=by_programs(tmp_path))
        with precinct.served():
            made = precinct.make()
            assert precinct.make() == made, "made once"
            assert (made["version"], made["answer"]) == (1, None)
            precinct.ask("open-transfer")
            told = precinct.closed()
            assert code(precinct.chair.ask("open-transfer", [CHAIR])) == "transfer-accepted-before"
        assert (told["window"]["why"], told["window"]["down"]) == ("acknowledged", "switched")
        assert told["bundles"][0]["answer"]["standing"] == "accepted"
        assert (tmp_path / "link").read_text().split() == ["up", "down"]
        _both_are_recorded(precinct)
        folder = precinct.record_to / "transfer"
        data, signature = ((folder / name).read_bytes() for name in acknowledgement_names(made["file"]))
        assert ACKNOWLEDGEMENT_FILE.read(data).bundle_sha256 == made["sha256"]
        assert signature
        bundle = read_bundle(folder / made["file"])
        assert isinstance(bundle, Bundle)
        assert bundle.sha256 == made["sha256"]
        signers = judge_head(bundle, trust_of(precinct.day.precinct))
        assert not isinstance(signers, Refusal)
        assert [one.holder.member for one in signers] == [1, 3]
    assert [one.accepted for one in central.told] == [True]


def _both_are_recorded(precinct: Evening) -> None:
    events = precinct.events()
    assert [name for name, _ in events] == ["bundle-made", "link-opened", "acknowledgement-kept", "link-closed"]
    opened, closed = events[1][1], events[3][1]
    assert opened["by"] == "program"
    assert {opened["power"], closed["power"]} <= {"mains", "battery", "unknown"}
    assert (closed["delivered"], closed["why"], closed["down"]) == (True, "acknowledged", "switched")


def test_nothing_is_sent_before_the_signed_paper_hangs_nor_by_one_nor_by_another_than_the_chair(tmp_path: Path) -> None:
    plan = TransferPlan(intake=("127.0.0.1", 9), switch=by_programs(tmp_path))
    with evening(tmp_path, plan, posted=False) as precinct, precinct.served():
        assert precinct.transfer()["posted"] is False
        setup, now = precinct.day.installed.setup.hash.hex(), precinct.day.clock.now()
        assert code(make_bundle(precinct.link, setup, TWO, now)) == "transfer-not-posted"
        assert code(precinct.chair.ask("open-transfer", [CHAIR])) == "transfer-no-bundle"
        precinct.ask("post-protocol", *TWO, kk="кіреберіс", ru="у входа")
        assert code(make_bundle(precinct.link, setup, (CHAIR,), now)) == "too-few-make-bundle"
        assert code(make_bundle(precinct.link, setup, (SECRETARY, DEPUTY), now)) == "too-few-make-bundle"
        precinct.make()
        for command in ("open-transfer", "close-transfer"):
            assert code(precinct.chair.ask(command, [SECRETARY])) == f"not-yours-{command}"
        assert code(precinct.chair.ask("close-transfer", [CHAIR])) == "transfer-window-closed"
        assert not (tmp_path / "link").exists(), "the link was never up"


def test_a_bundle_of_another_record_is_not_signed_at_the_chairs_station(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The precinct computer shows the signed list of files, and then has the head of another record signed."""
    with evening(tmp_path) as precinct, precinct.served():
        setup, now = precinct.day.installed.setup.hash.hex(), precinct.day.clock.now()
        assert code(make_bundle(precinct.link, 64 * "0", TWO, now)) == "bundle-not-of-the-record"
        with monkeypatch.context() as patched:
            patched.setattr(chair_transfer, "_is_of", lambda *_: False)
            assert code(make_bundle(precinct.link, setup, TWO, now)) == "bundle-not-of-the-record"
        assert precinct.transfer()["bundles"] == []
        manifest = precinct.record_to / "record" / "manifest.json"
        told = json.loads(manifest.read_bytes())
        told["software"] = "9.9.9"
        manifest.write_text(json.dumps(told))
        assert code(make_bundle(precinct.link, setup, TWO, now)) == "bundle-not-of-the-record"


def test_the_time_out_closes_the_window_and_another_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers; then the chair closes, the bundle being received and not judged yet: one bundle, two windows."""
    with evening(tmp_path) as precinct:
        switch = by_programs(tmp_path)
        precinct.plan = TransferPlan(intake=("127.0.0.1", _closed_port()), switch=switch, minutes=0)
        with precinct.served():
            made = precinct.make()
            precinct.ask("open-transfer")
            told = precinct.closed()
            assert (told["window"]["why"], told["bundles"][0]["answer"]) == ("time-out", None)
        with receiving(tmp_path, precinct) as central:
            precinct.plan = TransferPlan(intake=central.address, switch=switch)
            with precinct.served():
                precinct.ask("open-transfer")
                assert code(precinct.chair.ask("open-transfer", [CHAIR])) == "transfer-window-open"
                precinct.when(lambda told: told["sending"]["phase"] == "judging")
                precinct.ask("close-transfer")
                told = precinct.closed()
                assert told["window"]["why"] == "by-chair"
                assert told["bundles"][0]["answer"]["standing"] == "received"
        assert made["version"] == 1
        assert (tmp_path / "link").read_text().split() == ["up", "down"] * 2
        closed = [fields for name, fields in precinct.events() if name == "link-closed"]
        assert [(one["why"], one["delivered"]) for one in closed] == [
            ("time-out", False),
            ("by-chair", True),
        ]


def _closed_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_a_record_that_is_refused_says_why_in_three_languages(tmp_path: Path) -> None:
    """The record was altered after it was signed, on the precinct computer's disk, before the bundle was made."""
    with evening(tmp_path) as precinct, precinct.served():
        figures = precinct.record_to / "record" / "codes.json"
        figures.write_bytes(figures.read_bytes() + b" ")
        setup, now = precinct.day.installed.setup.hash.hex(), precinct.day.clock.now()
        refused = make_bundle(precinct.link, setup, TWO, now)
        assert isinstance(refused, Refusal)
        assert refused.code == "bundle-altered", "it is found before it is sent"
    shutil.rmtree(tmp_path / "first")
    shutil.rmtree(tmp_path / "out")
    with evening(tmp_path) as precinct, commission(tmp_path / "centre", precinct.day.installed) as central:
        _the_commission_has_another_definition(central)
        precinct.plan = TransferPlan(intake=central.address, switch=by_programs(tmp_path))
        with precinct.served():
            precinct.make()
            precinct.ask("open-transfer")
            told = precinct.closed()
        answer = told["bundles"][0]["answer"]
        assert answer["standing"] == "refused"
        assert answer["reasons"], "a reason is told"
        assert all(reason[language] for reason in answer["reasons"] for language in ("kk", "ru", "en"))
        assert (tmp_path / "link").read_text().split() == ["up", "down"]


def _the_commission_has_another_definition(central: Commission) -> None:
    object.__setattr__(central.centre, "definition_data", b"another")


def test_a_medium_carries_the_same_bundle_and_brings_the_answer_back(tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    with (
        evening(tmp_path) as precinct,
        receiving(tmp_path, precinct) as central,
    ):
        with precinct.served():
            made = precinct.make()
            assert code(precinct.chair.ask("open-transfer", [CHAIR])) == "transfer-nowhere"
            assert code(carry_bundle(precinct.link, TWO, made, medium)) == "transfer-no-medium"
            medium.mkdir()
            seen: list[tuple[int, int]] = []
            assert carry_bundle(precinct.link, TWO, made, medium, lambda *told: seen.append(told)) is None
            assert seen[-1] == (made["size"], made["size"])
            assert hashlib.sha256((medium / made["file"]).read_bytes()).hexdigest() == made["sha256"]
            assert code(read_answer(precinct.link, [CHAIR], made, medium)) == "no-acknowledgement"
            assert not isinstance(receive(central.centre, medium / made["file"]), Refusal)
            answer = acknowledge(central.centre, made["sha256"])
            assert answer is not None
            write_acknowledgement(medium, made["file"], answer.data, answer.signature)
            _other_answers_are_refused(precinct, made, answer.data, answer.signature)
            assert read_answer(precinct.link, [SECRETARY], made, medium) is None
            assert precinct.transfer()["bundles"][0]["answer"]["standing"] == "received"
        assert [name for name, _ in precinct.events()] == ["bundle-made", "acknowledgement-kept"]


def _other_answers_are_refused(precinct: Evening, made: Mapping[str, Any], data: bytes, signature: bytes) -> None:
    """An answer that the intake did not sign, one that a member signed, the intake's own about another bundle, and one
    that it gives in the name of another commission."""
    answer, signers = ACKNOWLEDGEMENT_FILE.read(data), precinct.day.installed.pki.signers
    now = precinct.day.clock.now()
    changed = ACKNOWLEDGEMENT_FILE.write(replace(answer, standing=Standing.ACCEPTED))
    other = ACKNOWLEDGEMENT_FILE.write(replace(answer, bundle_sha256=64 * "1"))
    foreign = ACKNOWLEDGEMENT_FILE.write(replace(answer, commission="another"))
    for lie, signed in (
        (changed, signature),
        (data, sign_detached(data, signers["member-1"], now)),
        (data, sign_detached(data, signers["central"], now)),
        (other, sign_detached(other, signers["intake"], now)),
        (foreign, sign_detached(foreign, signers["intake"], now)),
        (b"{}", signature),
    ):
        refused = precinct.chair.ask("keep-acknowledgement", [CHAIR], data=lie, signature=signed)
        assert code(refused) == "acknowledgement-not-good"
    assert precinct.transfer()["bundles"][0]["answer"] is None


def test_a_crash_with_the_link_up_is_closed_at_the_next_start(tmp_path: Path) -> None:
    with evening(tmp_path) as precinct:
        switch = by_programs(tmp_path)
        with precinct.served():
            precinct.make()
        computer, record = precinct.day.precinct, precinct.record_to / "record"
        opened = open_transfer(computer, record, switch)
        assert not isinstance(opened, Refusal)
        computer.close()  # as by a power cut: the window stands open in the store
        precinct.day.precinct = Precinct.open(tmp_path / "first" / "computer", PASSWORD, precinct.day.clock)
        assert open_window(precinct.day.precinct) is not None
        precinct.plan = TransferPlan(intake=("127.0.0.1", 9), switch=switch)
        with precinct.served():
            told = precinct.transfer()
            assert (told["window"]["open"], told["window"]["why"]) == (False, "interrupted")
            assert (tmp_path / "link").read_text().split() == ["up", "down"]
            precinct.ask("open-transfer")
        assert (tmp_path / "link").read_text().split() == ["up", "down"] * 2, "a computer that is ended closes it too"
        why = [fields["why"] for name, fields in precinct.events() if name == "link-closed"]
        assert why == ["interrupted", "interrupted"]


def test_a_link_that_does_not_switch_is_told_and_recorded(tmp_path: Path) -> None:
    with evening(tmp_path) as precinct:
        with precinct.served():
            precinct.make()
        computer, record = precinct.day.precinct, precinct.record_to / "record"
        dead = LinkSwitch(up=("/bin/false",), down=("/bin/true",))
        assert code(open_transfer(computer, record, dead)) == "link-not-switched"
        assert open_window(computer) is None
        stuck = LinkSwitch(up=("/bin/true",), down=("/bin/false",))
        assert not isinstance(open_transfer(computer, record, stuck), Refusal)
        closed = close_transfer(computer, stuck)
        assert not isinstance(closed, Refusal)
        assert closed.down == "not-switched"
        ends = [(one["why"], one["down"]) for name, one in precinct.events() if name == "link-closed"]
        assert ends == [("not-switched", "switched"), ("by-chair", "not-switched")]


def test_the_machine_is_asked_whether_the_link_is_down_and_no_program_is_believed(tmp_path: Path) -> None:
    interface = tmp_path / "sys" / "class" / "net" / "eth1"
    interface.mkdir(parents=True)
    roots = Roots(sys=tmp_path / "sys")

    def set_to(flags: str, carrier: str) -> None:
        (interface / "flags").write_text(flags)
        (interface / "carrier").write_text(carrier)

    lying = LinkSwitch(up=("/bin/true",), down=("/bin/true",), interface="eth1", roots=roots)
    set_to("0x1003", "1")
    with pytest.raises(LinkSwitchError, match="up although"):
        lying.switch_off()
    set_to("0x1002", "0")
    lying.switch_off()
    assert lying.carrier().value == "down"
    assert LinkSwitch(interface="eth9", roots=roots).carrier().value == "down", "a modem that was pulled out"
    assert LinkSwitch().carrier().value == "unknown"
    with pytest.raises(LinkSwitchError, match="both"):
        LinkSwitch(up=("/bin/true",))


def test_power_is_recorded_until_the_results_are_handed_over(tmp_path: Path) -> None:
    """E11: the window's two events say what feeds the machine, and a switch in between is an event of its own."""
    with evening(tmp_path) as precinct:
        with precinct.served():
            made = precinct.make()
        computer, record = precinct.day.precinct, precinct.record_to / "record"
        now = {"is": Source.MAINS}

        def power() -> Power:
            return Power(source=now["is"])

        ticks = iter(range(0, 1000, 10))
        watch = PowerWatch(computer.recorder, power, lambda: float(next(ticks)))
        watch.look()
        assert not isinstance(open_transfer(computer, record, LinkSwitch(), power=power), Refusal)
        now["is"] = Source.BATTERY
        watch.look()
        assert not isinstance(close_transfer(computer, LinkSwitch(), power=power), Refusal)
        found = [(name, one.get("power") or one.get("to")) for name, one in precinct.events()[1:]]
        assert found == [("link-opened", "mains"), ("power-switched", "battery"), ("link-closed", "battery")]
        assert current_bundle(computer, record) is not None
        assert made["version"] == 1


def test_a_judged_answer_stays_and_a_receipt_gives_way_to_it(tmp_path: Path) -> None:
    with (
        evening(tmp_path) as precinct,
        receiving(tmp_path, precinct) as central,
    ):
        with precinct.served():
            made = precinct.make()
        folder, computer = precinct.record_to / "transfer", precinct.day.precinct
        assert not isinstance(receive(central.centre, folder / made["file"]), Refusal)
        first = acknowledge(central.centre, made["sha256"])
        assert first is not None
        judged = replace(ACKNOWLEDGEMENT_FILE.read(first.data), standing=Standing.ACCEPTED)
        last = ACKNOWLEDGEMENT_FILE.write(judged)
        signed = sign_detached(last, precinct.day.installed.pki.signers["intake"], precinct.day.clock.now())
        answers = (first.data, first.signature, "received"), (last, signed, "accepted")
        for data, signature, standing in (*answers, (first.data, first.signature, "accepted")):
            kept = keep_acknowledgement(computer, data, signature, folder)
            assert not isinstance(kept, Refusal)
            assert kept.standing == standing
        close_interrupted(computer, LinkSwitch())
        assert precinct.events()[-1][0] == "acknowledgement-kept"


@pytest.mark.soak
def test_after_a_recount_a_second_version_names_the_first_and_is_accepted(tmp_path: Path) -> None:
    with evening(tmp_path) as precinct, commission(tmp_path / "centre", precinct.day.installed) as central:
        precinct.plan = TransferPlan(intake=central.address, switch=by_programs(tmp_path))
        with precinct.served():
            first = precinct.make()
            precinct.ask("open-transfer")
            precinct.closed()
            led = ChairDay(precinct.day, precinct.record_to)
            led._chair = precinct.chair
            reason = {"kk": "Сенім білдірілген адам талап етті.", "ru": "Потребовало доверенное лицо."}
            matter = {"kind": "recount", "key": "1", "article": "L 43(7-1)", "explains": [], **reason}
            act = precinct.ask("enter-act", *TWO, **matter)["act"]
            precinct.ask("begin-recount", act=act)
            for member in (DEPUTY, "member-4"):
                mix(led, member, "recount")
            count(led, name="recount")
            draw_up(led)
            sign_all(led, MEMBERS[:3])
            assert led.chair.write_record(TWO) == "record-with-recount"
            told = precinct.transfer()
            assert (told["due"], len(told["bundles"])) == (2, 1)
            assert code(precinct.chair.ask("open-transfer", [CHAIR])) == "transfer-no-bundle"
            second = precinct.make()
            precinct.ask("open-transfer")
            told = precinct.closed()
        assert (first["version"], second["version"]) == (1, 2)
        bundle = read_bundle(precinct.record_to / "transfer" / second["file"])
        assert isinstance(bundle, Bundle)
        assert bundle.head.replaces == first["sha256"]
        assert f"ACT-{bundle.head.act:03d}" == act
        assert [row["answer"]["standing"] for row in told["bundles"]] == ["accepted", "accepted"], told
