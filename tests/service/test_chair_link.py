"""The whole day is led from a desk, keys only there; the link may be lost at any step (L 50-5, 50-6; E14, E43)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sailau.adapters.keystore import Part, erase_part
from sailau.adapters.station_link import SignedIn
from sailau.adapters.table_wire import LinkLostError
from sailau.adapters.token import Token, open_token
from sailau.errors import StoreError
from sailau.formats.v1.record import Act, Protocol
from sailau.refusal import Refusal
from sailau.sealing.decryption import MemberDecryption
from sailau.service.ceremony import member_decrypt, member_share, pedersen
from sailau.service.pool import count as counter
from sailau.signing.authority import Signer
from sailau.verifier.record import verify_record
from tests.service.chair_day import (
    CHAIR,
    EVENING,
    MEMBERS,
    TWO,
    ChairDay,
    check_and_open,
    close_and_reconcile,
    closing_cards,
    code,
    count,
    counted,
    draw_up,
    granted,
    install_acts,
    led_from_a_desk,
    mix,
    sign_all,
    vote,
    write,
)
from tests.service.day import REASON, day
from tests.tokens import fresh_token, signer_on_token

WHY = {"kk": REASON.kk, "ru": REASON.ru}
AWAY = ["Ауырып қалды.", "Заболел."]


def found_in(record: Path) -> list[tuple[str, str]]:
    """What the verifier has against a record."""
    report = verify_record(record)
    return [(one.code, one.text) for one in report.findings if one.weight == "defect"]


class _Pulled:
    """Commands whose acts are first asked for over a cable that is pulled when the act comes, and then again."""

    def __init__(self, led: ChairDay) -> None:
        self._led = led
        self.pulled = 0

    def ask(self, command: str, *who: str, **args: Any) -> Mapping[str, Any]:
        def pull(act: Act) -> bool:
            self._led.chair.link.close()
            self.pulled += 1
            raise LinkLostError(f"{act.kind}: the cable was pulled")

        try:
            answer = self._led.chair.ask(command, who or (CHAIR,), pull, **args)
        except LinkLostError:
            self._led.cut()
            answer = self._led.chair.ask(command, who or (CHAIR,), self._led.agree, **args)
        return granted(answer)


def test_a_day_is_led_from_check_to_verified_record_through_the_link_alone(tmp_path: Path) -> None:
    place = fresh_token()
    with led_from_a_desk(tmp_path) as led, open_token(place.module, place.label, place.pin) as token:
        led.chair.link.sign_out("member-3")
        assert isinstance(led.chair.sign_in(on_a_token(led, token)), SignedIn)
        check_and_open(led)
        vote(led)
        close_and_reconcile(led, tmp_path / "medium")
        counted(led)
        write(led)
        found = led.outline()
        assert (found["state"], found["protocol"]["recorded"]) == ("signed", ["first"])
        assert {act.kind for act in led.agreed} == {"zero_report", "unused_credentials_destroyed"}
    assert found_in(tmp_path / "out" / "record") == []


def on_a_token(led: ChairDay, token: Token) -> Signer:
    """The secretary's key is in a token, and stays there."""
    return signer_on_token(token, "secretary", led.day.installed.pki, "member-3")


def test_a_cable_that_is_pulled_at_every_step_costs_nothing(tmp_path: Path) -> None:
    with led_from_a_desk(tmp_path) as led:
        pulled = _Pulled(led)
        assert led.chair.prove_possession(CHAIR, led.key(1)) is None
        led.cut()
        for number in range(2, 8):
            assert led.chair.prove_possession(f"member-{number}", led.key(number)) is None
        pulled.ask("check-system", *TWO)
        led.ask("name-duty", CHAIR, named="member-4", duty="issues-cards")
        led.ask("open-voting")
        vote(led, (2,))
        led.day.clock.at = EVENING
        led.ask("close-voting")
        led.cut()
        closing_cards(led, tmp_path / "medium")
        pulled.ask("destroy-unused", *TWO)
        assert led.ask("reconcile")["agrees"]
        led.ask("begin-count")
        for member in (CHAIR, "member-2"):
            mix(led, member)
            led.cut()
        for number in (1, 2, 3, 4):
            with pytest.raises(LinkLostError):
                led.chair.decrypt(f"member-{number}", led.key(number), lambda _: led.chair.link.close() or True)  # type: ignore[func-returns-value]
            led.cut()
            assert led.chair.decrypt(f"member-{number}", led.key(number), lambda _: True) is None
        led.ask("finish-count", count="first")
        led.cut()
        draw_up(led, TWO)
        for member in TWO:
            led.cut()
            assert not isinstance(led.chair.show_protocols(member), Refusal)
            assert led.chair.sign_protocols(member, led.now) is None
            assert led.chair.sign_protocols(member, led.now) is None
        led.cut()
        assert not isinstance(led.chair.show_protocols(CHAIR), Refusal)
        assert led.chair.write_record(TWO) == "record"
        assert pulled.pulled == 2
    assert found_in(tmp_path / "out" / "record") == []


@pytest.mark.soak
def test_the_computer_is_started_anew_in_the_middle_of_the_count_and_of_signing(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        install_acts(made)
        led = ChairDay(made, tmp_path / "out")
        with led.served():
            check_and_open(led)
            vote(led, (5, 5))
            close_and_reconcile(led, tmp_path / "medium")
            led.ask("begin-count")
            mix(led, CHAIR)
        made.restart()
        with led.served():
            mix(led, "member-2")
            count(led, (1, 2, 3, 4))
            draw_up(led, TWO)
            assert led.chair.sign_protocols(CHAIR, led.now) is None
        made.restart()
        with led.served():
            assert led.outline()["protocol"]["signed"] == [CHAIR]
            assert not isinstance(led.chair.show_protocols(CHAIR), Refusal)
            sign_all(led, TWO[1:])
            assert led.chair.write_record(TWO) == "record"
    assert found_in(tmp_path / "out" / "record") == []


def test_a_voting_that_was_interrupted_goes_on_after_the_specialists_restart(tmp_path: Path) -> None:
    with day(tmp_path) as made:
        install_acts(made)
        led = ChairDay(made, tmp_path / "out")
        with led.served():
            check_and_open(led)
            act = led.ask("suspend-voting", *TWO, **WHY)["act"]
            led.sign_in("technician")
            assert code(led.chair.ask("resume-voting", [CHAIR], act=act)) == "too-few-resume-voting"
            assert code(led.chair.ask("resume-voting", [CHAIR, "technician"], act=act)) == "restart-without-password"
            assert led.outline()["restart_of"] == act
        made.restart()
        with led.served():
            led.sign_in("technician")
            led.ask("resume-voting", CHAIR, "technician", act=act)
            assert led.outline()["state"] == "open"
            again = led.ask("suspend-voting", *TWO, **WHY)["act"]
            assert again != act


def test_a_postponed_voting_ends_with_the_shares_erased_where_they_are(tmp_path: Path) -> None:
    with led_from_a_desk(tmp_path) as led:
        check_and_open(led)
        vote(led, (1,))
        decided = led.ask("enter-act", *TWO, kind="postponement", key="1", article="L 50-5(7)", explains=[], **WHY)
        led.ask("postpone-voting", act=decided["act"])
        matter = {"kind": "shares_erased", "key": "1", "article": "L 50-2(2)", "explains": [], **WHY}
        erasing = led.ask("enter-act", *TWO, shares_of=["member-1", "member-2", "member-3"], **matter)
        paths = {number: led.day.folder / f"member-{number}.key" for number in (1, 2, 3, 4)}
        erasers = {number: _eraser(path) for number, path in paths.items()}
        assert led.chair.erase_shares(TWO, erasing["act"], erasers) is None
        for number in (1, 2, 3):
            with pytest.raises(StoreError, match="erased by act"):
                member_share(led.key(number), pedersen(led.day.installed.setup.setup.trustees))
        assert len(led.key(4).seed) > 0, "the act does not name the fourth"
        fourth = {4: erasers[4]}
        assert code(led.chair.erase_shares(TWO, erasing["act"], fourth)) == "no-named-store"
        assert code(led.chair.ask("enter-act", TWO, led.agree, shares_of=[], **matter)) == "shares-of-nobody"
        assert led.day.events("precinct-computer").count("shares-erased") == 3


def _eraser(path: Path) -> Any:
    return lambda act: erase_part(path, Part.COUNT, act)


def test_a_difference_stops_the_count_until_an_act_over_the_link_explains_it(tmp_path: Path) -> None:
    with led_from_a_desk(tmp_path) as led:
        check_and_open(led)
        vote(led)
        led.day.clock.at = EVENING
        led.ask("close-voting")
        closing_cards(led, tmp_path / "medium", without="portable-1")
        led.ask("destroy-unused", *TWO)
        assert code(led.chair.ask("reconcile", [CHAIR])) == "devices-missing"
        led.ask("declare-device-dead", *TWO, device="portable-1")
        with led.day.precinct.stores.cards.transaction() as tx:
            counter(tx, "accepted")
        found = led.ask("reconcile")
        assert not found["agrees"] and found["open"]
        assert code(led.chair.ask("begin-count", [CHAIR])) == "not-now-begin-count"
        told = {one["code"]: one for one in led.outline()["relations"] if not one["holds"]}
        assert set(found["open"]) == set(told)
        other = led.chair.ask("explain-difference", TWO, led.agree, codes=["relation-home-unused"], **WHY)
        assert code(other) == "nothing-differs"
        act = led.ask("explain-difference", *TWO, codes=found["open"], **WHY)["act"]
        assert {one["explained_by"] for one in led.outline()["relations"] if not one["holds"]} == {act}
        assert led.ask("reconcile")["agrees"]
        assert led.outline()["reconciled"]


def test_who_declines_is_named_with_the_reason_in_a_protocol_that_the_others_sign_anew(tmp_path: Path) -> None:
    with led_from_a_desk(tmp_path) as led:
        check_and_open(led)
        vote(led, (3,))
        close_and_reconcile(led, tmp_path / "medium")
        counted(led)
        draw_up(led, MEMBERS[:4])
        assert led.chair.sign_protocols(CHAIR, led.now) is None
        without = led.chair.ask("decline-protocol", ["member-4"], kk="", ru=" ")
        assert code(without) == "protocol-declined-without-reason"
        led.ask("decline-protocol", "member-4", **WHY)
        assert led.outline()["protocol"]["drawn_up"] == {}
        assert code(led.chair.write_record(TWO)) == "protocol-not-drawn-up"
        draw_up(led, MEMBERS[:4])
        assert code(led.chair.sign_protocols("member-4", led.now)) == "protocol-not-drawn-up"
        assert code(led.chair.sign_protocols("member-7", led.now)) == "protocol-names-another"
        sign_all(led, TWO)
        assert code(led.chair.write_record(TWO)) == "protocol-not-all-signed"
        sign_all(led, ["member-2"])
        assert led.chair.write_record(TWO) == "record"
    assert found_in(tmp_path / "out" / "record") == []


def test_a_false_share_is_refused_by_name_and_another_member_replaces_it(tmp_path: Path) -> None:
    with led_from_a_desk(tmp_path) as led, pytest.MonkeyPatch.context() as lying:
        check_and_open(led)
        vote(led)
        close_and_reconcile(led, tmp_path / "medium")
        led.ask("begin-count")
        for member in TWO:
            mix(led, member)
        count_by(led, 1, 2, 3)
        lying.setattr("sailau.service.chair_link.member_decrypt", _of_another(led, 5))
        refused = led.chair.decrypt("member-4", led.key(4), lambda _: True)
        assert code(refused) == "decryption-unsound"
        assert refused is not None and "4" in refused.text.ru
        lying.undo()
        assert code(led.chair.ask("finish-count", [CHAIR], count="first")) == "no-quorum-yet"
        count_by(led, 5)
        led.ask("finish-count", count="first")


def count_by(led: ChairDay, *numbers: int) -> None:
    for number in numbers:
        assert led.chair.decrypt(f"member-{number}", led.key(number), lambda _: True) is None


def _of_another(led: ChairDay, other: int) -> Any:
    """A member's tool that decrypts with the share of another."""

    def false(_: object, *args: Any, **named: Any) -> MemberDecryption | Refusal:
        return member_decrypt(led.key(other), *args, **named)

    return false


@pytest.mark.soak
def test_a_recount_over_the_link_gives_a_second_protocol_and_a_whole_record(tmp_path: Path) -> None:
    with led_from_a_desk(tmp_path) as led:
        check_and_open(led)
        vote(led)
        close_and_reconcile(led, tmp_path / "medium")
        counted(led)
        act = led.ask("enter-act", *TWO, kind="recount", key="1", article="L 43(7-1)", explains=[], **WHY)["act"]
        led.ask("begin-recount", act=act)
        for member in ("member-4", "member-5"):
            mix(led, member, "recount")
        count(led, name="recount")
        shown = draw_up(led, TWO)
        told = [(one.count, isinstance(one.protocol, Protocol) and one.protocol.recount) for one in shown]
        assert told == [("first", False), ("recount", True)]
        sign_all(led, TWO)
        assert led.chair.write_record(TWO) == "record-with-recount"
        assert set(led.outline()["protocol"]["recorded"]) == {"first", "recount"}
    assert found_in(tmp_path / "out" / "record-with-recount") == []
