"""A precinct computer that lies to the chair's station, and a station that lies to the computer (L 50-6; R 16-20; E43).

The other end of the link does all as it should, but for one thing; no key is used on what is not what it says.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from sailau.errors import SignatureError
from sailau.formats.v1.record import MANIFEST_FILE, PROTOCOL_FILE
from sailau.refusal import Refusal
from sailau.sealing.archive import write_mixed
from sailau.sealing.count import tally_of
from sailau.service.closing_medium import read_answers
from sailau.service.count import Counting, DecryptionTask
from sailau.service.papers import sign_paper
from sailau.service.table_count import CountRoom
from sailau.signing.cms import sign_detached
from tests.service.chair_day import (
    CHAIR,
    EVENING,
    TWO,
    ChairDay,
    check_and_open,
    close_and_reconcile,
    closing_cards,
    code,
    counted,
    draw_up,
    led_from_a_desk,
    mix,
    sign_all,
    vote,
)

SECRETARY = TWO[1]


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChairDay]:
    """A count with both mixes made, nothing decrypted: no lie of this module gets further."""
    folder = tmp_path_factory.mktemp("count")
    with led_from_a_desk(folder) as led:
        check_and_open(led)
        vote(led)
        close_and_reconcile(led, folder / "medium")
        led.ask("begin-count")
        for member in TWO:
            mix(led, member)
        yield led


@pytest.fixture(scope="module")
def drawn_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChairDay]:
    """A protocol that is drawn up and shown, and signed by nobody before the last test but one."""
    folder = tmp_path_factory.mktemp("protocol")
    with led_from_a_desk(folder) as led:
        check_and_open(led)
        vote(led)
        close_and_reconcile(led, folder / "medium")
        counted(led)
        draw_up(led, TWO)
        yield led


def _another_tally(counting: Counting) -> DecryptionTask:
    """One ballot passed off as the sum of all; the mixes are true."""
    one = tally_of(counting.rules, [counting.rules.document.parse(counting.ballots[0])])
    return _offered(counting, counting.ballots, (one[0], *counting.tally[1:]))


def _too_few_ballots(counting: Counting) -> DecryptionTask:
    """A ballot is left out of the box, and of the sum."""
    ballots = counting.ballots[1:]
    return _offered(
        counting, ballots, tally_of(counting.rules, [counting.rules.document.parse(one) for one in ballots])
    )


def _offered(counting: Counting, ballots: Any, tally: Any) -> DecryptionTask:
    target, setup = io.BytesIO(), counting.precinct.installed.setup
    try:
        _, _, last = write_mixed(target, setup, counting.questions, ballots, tally, counting.mixes, int(counting._time))
    except (ValueError, IndexError):  # the mixes are of another number of ballots
        _, _, last = write_mixed(target, setup, counting.questions, ballots, tally, (), int(counting._time))
    return DecryptionTask(archive=target.getvalue(), archive_id=last, mixed=counting.mixed)


@pytest.mark.parametrize("lie", [_another_tally, _too_few_ballots])
def test_an_archive_that_is_not_what_it_says_is_not_decrypted_and_enters_no_journal(
    counting: ChairDay, monkeypatch: pytest.MonkeyPatch, lie: Any
) -> None:
    led = counting
    monkeypatch.setattr(CountRoom, "_task", lambda _, counting: lie(counting))
    store = led.key(1)
    assert code(led.chair.decrypt(CHAIR, store, lambda _: True)) == "archive-not-good"
    assert store.journal == ()


def test_an_archive_of_another_setup_is_not_decrypted(counting: ChairDay, monkeypatch: pytest.MonkeyPatch) -> None:
    led = counting
    monkeypatch.setattr(led.chair, "_setup", "0" * 64)
    monkeypatch.setattr(led.chair, "_judged", {})
    assert code(led.chair.decrypt(CHAIR, led.key(1), lambda _: True)) == "archive-not-good"


def test_nothing_is_opened_to_which_the_member_does_not_agree(counting: ChairDay) -> None:
    led = counting
    shown: list[Any] = []
    store = led.key(1)
    assert isinstance(led.chair.decrypt(CHAIR, store, lambda one: bool(shown.append(one))), Refusal)  # type: ignore[func-returns-value]
    assert [(one.ballots, one.mixers) for one in shown] == [(3, (1, 3))]
    assert store.journal == ()


def test_a_protocol_that_was_changed_between_shown_and_signed_is_not_signed(
    drawn_up: ChairDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    led = drawn_up
    monkeypatch.setattr("sailau.service.table_papers._whole", _with_another_vote)
    assert code(led.chair.sign_protocols(CHAIR, led.now)) == "protocol-not-what-was-shown"
    monkeypatch.undo()
    assert led.outline()["protocol"]["signed"] == []


def test_a_paper_that_does_not_say_what_the_data_say_is_not_shown_as_good(
    drawn_up: ChairDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    led = drawn_up
    monkeypatch.setattr("sailau.service.table_papers._whole", _with_another_vote)
    assert code(led.chair.show_protocols(CHAIR)) == "protocol-not-what-was-shown"


def test_a_paper_to_which_more_than_signatures_was_added_is_not_signed(
    drawn_up: ChairDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    led = drawn_up
    monkeypatch.setattr(
        "sailau.service.table_papers._whole",
        lambda draft: {
            "count": draft.count,
            "data": draft.data,
            "printed": draft.printed,
            "paper": written_over(draft.paper),
        },
    )
    assert code(led.chair.sign_protocols(CHAIR, led.now)) == "protocol-not-what-was-shown"


def test_a_station_does_not_change_the_paper_by_the_first_signature(drawn_up: ChairDay) -> None:
    led = drawn_up
    (shown,) = led.chair._shown.values()
    signer, at = led.day.installed.pki.signers[CHAIR], led.now
    given: dict[str, Any] = {"step": "give", "count": "first", "signature": sign_detached(shown.data, signer, at)}
    changed = sign_paper(written_over(shown.paper), signer, at)
    assert code(led.chair.ask("sign-protocol", [CHAIR], paper=changed, **given)) == "protocol-signature-not-good"
    others = sign_paper(shown.paper, led.day.installed.pki.signers[SECRETARY], at)
    assert code(led.chair.ask("sign-protocol", [CHAIR], paper=others, **given)) == "protocol-signature-not-good"
    whole = sign_paper(shown.paper, signer, at)
    false = given | {"signature": sign_detached(shown.data + b" ", signer, at)}
    assert code(led.chair.ask("sign-protocol", [CHAIR], paper=whole, **false)) == "protocol-signature-not-good"
    led.ask("sign-protocol", CHAIR, paper=whole, **given)
    assert led.outline()["protocol"]["signed"] == [CHAIR]


def test_a_manifest_that_lists_another_protocol_is_not_signed_and_no_record_is_written(
    drawn_up: ChairDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    led = drawn_up
    sign_all(led, TWO)
    write = MANIFEST_FILE.write
    monkeypatch.setattr(
        "sailau.service.record.MANIFEST_FILE",
        _Writes(lambda made: write(replace(made, files={**made.files, "protocol.json": "0" * 64}))),
    )
    assert code(led.chair.write_record(TWO)) == "act-not-agreed"
    assert not (led.record_to / "record").exists()
    monkeypatch.undo()
    assert led.chair.write_record(TWO) == "record"


def test_shares_are_not_erased_by_an_act_that_says_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"article": "L 43(8)", "explains": [], "kk": "Өзге.", "ru": "Иное."}
    with led_from_a_desk(tmp_path) as led:
        erased: list[str] = []
        act = led.ask("enter-act", *TWO, kind="unsigned", key="1", **said)["act"]
        assert code(led.chair.erase_shares(TWO, act, {1: erased.append})) == "not-now-erase-shares"
        postponed = led.ask("enter-act", *TWO, kind="postponement", key="1", **said)["act"]
        led.ask("postpone-voting", act=postponed)
        assert code(led.chair.erase_shares(TWO, act, {1: erased.append})) == "no-such-act"
        monkeypatch.setattr("sailau.service.table_papers.SHARES_ERASED", "unsigned")
        with pytest.raises(SignatureError, match="not a signed act on erasing"):
            led.chair.erase_shares(TWO, act, {1: erased.append})
        assert erased == []


def test_closing_figures_that_were_changed_or_are_of_another_device_are_not_taken(tmp_path: Path) -> None:
    with led_from_a_desk(tmp_path) as led:
        check_and_open(led)
        led.day.clock.at = EVENING
        led.ask("close-voting")
        closing_cards(led, tmp_path / "medium", without="terminal-2")
        (first, *_) = read_answers(tmp_path / "medium").values()
        other = replace(first, device="terminal-2")
        assert code(led.chair.enter_closing_card(CHAIR, other)) == "closing-card-not-good"
        changed = replace(first, card=first.card.replace(b'"sessions":0', b'"sessions":9'))
        assert changed.card != first.card
        assert code(led.chair.enter_closing_card(CHAIR, changed)) == "closing-card-not-good"
        false = replace(first, head=replace(first.head, entries=first.head.entries + 1))
        assert code(led.chair.enter_closing_card(CHAIR, false)) == "closing-card-not-good"
        assert code(led.chair.enter_closing_card(CHAIR, replace(first, device="desk-1"))) == "no-such-device"
        assert {one["standing"] for one in led.outline()["devices"] if one["device"] == "terminal-2"} == {"needed"}


class _Writes:
    """A document that is written as a lie is."""

    def __init__(self, write: Any) -> None:
        self.write = write
        self.read = MANIFEST_FILE.read


def _with_another_vote(draft: Any) -> dict[str, Any]:
    """The protocol with one vote more for the first answer."""
    protocol = PROTOCOL_FILE.read(draft.data)
    contest = protocol.contests[0]
    rows = (replace(contest.rows[0], votes=contest.rows[0].votes + 1), *contest.rows[1:])
    data = PROTOCOL_FILE.write(replace(protocol, contests=(replace(contest, rows=rows), *protocol.contests[1:])))
    return {"count": draft.count, "data": data, "printed": draft.printed, "paper": draft.paper}


def written_over(pdf: bytes) -> bytes:
    """The paper with its first page emptied, in an update at its end, as a signature is."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()
