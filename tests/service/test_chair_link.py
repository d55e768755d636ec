"""The whole day is led from a desk, keys only there; a lying precinct computer is refused (L 50-5, 50-6; E14, E43)."""

from pathlib import Path

from sailau.refusal import Refusal
from sailau.verifier.record import verify_record
from tests.service.chair_day import (
    CHAIR,
    MEMBERS,
    TWO,
    check_and_open,
    close_and_reconcile,
    count,
    led_from_a_desk,
    mix,
    sign_all,
    vote,
)


def test_a_day_is_led_from_check_to_verified_record_through_the_link_alone(tmp_path: Path) -> None:
    with led_from_a_desk(tmp_path) as led:
        check_and_open(led)
        vote(led)
        close_and_reconcile(led, tmp_path / "medium")
        assert led.ask("begin-count")["ballots"] == 3
        mix(led, CHAIR)
        mix(led, "member-3")
        count(led)
        led.ask("draw-up-protocol", CHAIR, absent={})
        shown = led.chair.show_protocols(CHAIR)
        assert not isinstance(shown, Refusal), shown
        assert [one.protocol.signers for one in shown] == [MEMBERS]
        sign_all(led)
        assert led.chair.write_record(TWO) == "record"
        found = led.outline()
        assert (found["state"], found["protocol"]["recorded"]) == ("signed", ["first"])
    report = verify_record(tmp_path / "out" / "record")
    assert report.sound, [(one.code, one.place, one.text) for one in report.findings if one.weight == "defect"]
