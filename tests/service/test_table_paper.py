"""The paper of a mixed precinct through the link alone: keys are at the members' station (L 43; M42-M47, E45)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sailau.adapters.station_link import StationLink
from sailau.formats.v1.record import names
from sailau.refusal import Refusal
from sailau.service.chair_judgment import go_together, judge_protocol
from sailau.service.copy_signing import give_copy
from sailau.service.paper_ballots import give_paper
from sailau.signing.authority import Signer
from sailau.signing.pdf import filled_fields, verify_pdf
from sailau.verifier.record import verify_record
from tests.service.chair_day import (
    CHAIR,
    MEMBERS,
    SECRETARY,
    TWO,
    ChairDay,
    close_and_reconcile,
    code,
    counted,
    draw_up,
    granted,
    sign_all,
    vote,
)
from tests.service.day import DESK, ISSUER, open_day
from tests.service.test_lying_computer import written_over
from tests.service.test_opening import trust
from tests.service.test_paper_results import GIVEN
from tests.service.test_paper_results import counted as by_hand

OBSERVER = "Оразова Айгүл, байқаушы"
WHY = {"kk": "Бір бюллетень жыртылып қалған.", "ru": "Один бюллетень порвался."}


@contextmanager
def mixed_and_counted(tmp_path: Path) -> Iterator[ChairDay]:
    """Three voted by card, six by paper; closed, reconciled and counted from the chair's desk."""
    with open_day(tmp_path, "mixed") as made:
        led = ChairDay(made, tmp_path / "out")
        vote(led)
        for number in range(11, 11 + GIVEN):
            assert give_paper(made.precinct, made.voter(number), desk=DESK, member=ISSUER) is None
        with led.served():
            close_and_reconcile(led, tmp_path / "medium")
            counted(led)
            yield led


def paper(led: ChairDay) -> Mapping[str, Any]:
    return dict(led.outline()["paper"])


def enter(led: ChairDay, member: str, **changes: int) -> Mapping[str, Any] | Refusal:
    return led.chair.ask("enter-paper-results", [member], entered=by_hand(**changes))


def test_a_mixed_precinct_is_led_to_three_signed_protocols_copies_and_posting(tmp_path: Path) -> None:
    with mixed_and_counted(tmp_path) as led:
        assert code(led.chair.ask("draw-up-protocol", [CHAIR], absent={})) == "paper-not-destroyed"
        assert code(led.chair.ask("destroy-unused-paper", [CHAIR], led.agree, destroyed=13)).startswith("too-few")
        led.ask("destroy-unused-paper", *TWO, destroyed=13)
        decision = {"contest": "president", "ballots": 1, "number": 1}
        assert code(led.chair.ask("decide-doubtful", TWO, led.agree, **decision, **{"for": 3, "against": 3})) == (
            "paper-not-half"
        )
        led.ask("decide-doubtful", *TWO, **decision, **{"for": 2, "against": 4})
        assert led.agreed[-1].data["valid"] is False
        _entered_by_two(led)
        led.cut()
        again = granted(enter(led, "member-3", paper_invalid_marks=0))
        assert (again["agreed"], again["differing"]) == (True, [])
        assert [item["article"] for item in again["differences"] if not item["explained"]] == []
        draw_up(led)
        shown = led.chair.show_protocols(CHAIR)
        assert not isinstance(shown, Refusal)
        assert {one.count for one in shown} == {"first", "paper", "summary"}
        sign_all(led, MEMBERS[:3])
        assert code(led.chair.ask("give-copy", (CHAIR, SECRETARY), led.agree, to="Оразова Айгүл")).startswith("not-now")
        assert led.chair.write_record(TWO) == "record"
        report = verify_record(led.record_to / "record", setup=led.day.installed.setup.hash.hex(), processes=1)
        assert [item for item in report.findings if item.weight == "defect"] == []
        _copies_and_posting(led)


def _entered_by_two(led: ChairDay) -> None:
    first = granted(enter(led, "member-3", answer_1=2, paper_invalid_marks=0))
    assert (first["entered_by"], first["differing"], first["figures"]) == (["member-3"], [], {})
    second = granted(enter(led, "member-5", paper_invalid_marks=0))
    assert [(row["place"]["id"], row["entered"]) for row in second["differing"]] == [("president:answer-1", [2, 3])]
    assert code(enter(led, "member-6")) == "paper-third-entry"
    assert code(led.chair.ask("draw-up-protocol", [CHAIR], absent={})) == "paper-entries-differ"
    assert paper(led) == second


def _copies_and_posting(led: ChairDay) -> None:
    _a_changed_copy_is_not_signed(led)
    given = granted(led.chair.give_copy((CHAIR, SECRETARY), led.agree, to=OBSERVER, at=led.now))
    assert given["number"] == 2
    kept = led.record_to / given["folder"]
    assert {path.name for path in kept.glob("*.pdf")} == {"protocol.pdf", "paper-protocol.pdf", "summary-protocol.pdf"}
    signed = {path.name: path.read_bytes() for path in kept.glob("*.pdf")}
    for pdf in signed.values():
        assert [field.field for field in verify_pdf(pdf, trust(led.day))] == [CHAIR, SECRETARY]
    acts = len(led.outline()["acts"])
    granted(led.chair.give_copy((CHAIR, SECRETARY), led.agree, to=OBSERVER, at=led.now))
    assert len(led.outline()["acts"]) == acts
    assert {path.name: path.read_bytes() for path in kept.glob("*.pdf")} == signed, "nobody signs a copy twice"
    _what_is_no_signature_of_the_copy_is_not_kept(led, kept)
    led.ask("post-protocol", *TWO, kk="кіреберіс", ru="у входа")
    told = paper(led)
    assert [(row["number"], row["to"]) for row in told["copies"]] == [(2, OBSERVER)]
    assert [row["place"] for row in told["posted"]] == ["кіреберіс / у входа"]


def _a_changed_copy_is_not_signed(led: ChairDay) -> None:
    """The precinct computer gives copies of which one is not of the protocol, or somebody else has signed."""
    given = led.ask("give-copy", CHAIR, SECRETARY, to=OBSERVER)
    first, *rest = given["papers"]
    lies: tuple[Mapping[str, Any], ...] = (
        {**given, "papers": [{**first, "printed": rest[0]["printed"], "paper": rest[0]["paper"]}, *rest]},
        {**given, "papers": [{**first, "signature": rest[0]["signature"]}, *rest]},
        {**given, "papers": [{**first, "paper": written_over(first["paper"])}, *rest]},
        {**given, "papers": [first, rest[0]]},
        {**given, "papers": rest},
        {**given, "number": 3},
    )
    for lie in lies:
        assert code(_offered(led, lie)) == "copy-not-of-the-protocol"
    files = (led.record_to / given["folder"]).glob("*.pdf")
    assert [filled_fields(path.read_bytes()) for path in files] == [(), (), ()]


def _offered(led: ChairDay, lie: Mapping[str, Any]) -> Mapping[str, Any] | Refusal:
    """What the station answers when the precinct computer offers this copy to be signed."""

    class Computer:
        def ask(self, command: str, who: Sequence[str], **args: Any) -> Mapping[str, Any]:
            assert "step" not in args, "a key was used on it"
            return lie

        def signer(self, member: str) -> Signer:
            return led.day.installed.pki.signers[member]

    link = cast(StationLink, Computer())
    setup = led.day.installed.setup.hash.hex()
    return give_copy(link, setup, (CHAIR, SECRETARY), led.agree, to=OBSERVER, at=led.now)


def _what_is_no_signature_of_the_copy_is_not_kept(led: ChairDay, kept: Path) -> None:
    file = kept / "protocol.pdf"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    who = (CHAIR, SECRETARY)
    args: dict[str, Any] = {"step": "sign", "number": 2, "file": "protocol.pdf"}
    assert code(led.chair.ask("give-copy", who, **args, paper=whole)) == "protocol-signature-not-good"
    assert code(led.chair.ask("give-copy", who, **{**args, "file": "../record/protocol.pdf"}, paper=whole)) == (
        "no-such-copy"
    )
    assert code(led.chair.ask("give-copy", who, **{**args, "number": 3}, paper=whole)) == "no-such-copy"
    assert code(led.chair.ask("give-copy", ("member-4",), **args, paper=whole)) == "not-yours-give-copy"
    file.write_bytes(whole)


def test_a_precinct_computer_that_shows_another_summary_gets_no_signature(tmp_path: Path) -> None:
    with mixed_and_counted(tmp_path) as led:
        led.ask("destroy-unused-paper", *TWO, destroyed=12)
        for member in ("member-3", "member-5"):
            granted(enter(led, member))
        assert code(led.chair.ask("draw-up-protocol", [CHAIR], absent={})) == "paper-difference"
        led.ask("explain-paper", *TWO, **WHY)
        draw_up(led)
        shown = led.chair.show_protocols(CHAIR)
        assert not isinstance(shown, Refusal)
        assert go_together(shown)
        assert not go_together([one for one in shown if one.count != "first"])
        assert not go_together([one for one in shown if one.count != "paper"])
        setup = led.day.installed.setup.hash.hex()
        first, counted_by_hand = shown[0], shown[1]
        lie = {"count": "paper", "data": counted_by_hand.data, "printed": first.paper, "paper": first.paper}
        assert judge_protocol(lie, setup) is None
        told = {"count": "paper", "data": counted_by_hand.data, "printed": counted_by_hand.paper}
        assert judge_protocol({**told, "paper": counted_by_hand.paper}, setup) is not None
        assert judge_protocol({**told, "paper": counted_by_hand.paper}, "0" * 64) is None
        led.ask("count-paper-again", *TWO, **WHY)
        assert paper(led)["entered_by"] == []
        assert not (led.record_to / "record" / names.MANIFEST).exists()
        assert code(led.chair.write_record(TWO)) == "paper-not-entered"
