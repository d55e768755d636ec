"""Paper results of a mixed precinct: two members apart, acts, three protocols, and the record (L 43; M42-M47, E45)."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import cbor2
import pytest

from sailau.formats.v1.record import PAPER_PROTOCOL_FILE, SUMMARY_PROTOCOL_FILE, Bilingual, names
from sailau.formats.v1.tally import Result
from sailau.refusal import Refusal
from sailau.service import accumulator, closing, copies, opening
from sailau.service.acts import SignedAct, acts
from sailau.service.count import finish_count
from sailau.service.paper_ballots import give_paper, take_paper_back
from sailau.service.paper_results import (
    PaperStanding,
    count_paper_again,
    decide_doubtful,
    destroy_unused_paper,
    enter_paper_results,
    explain_paper,
    paper_standing,
    places,
    refuse_unsettled,
)
from sailau.service.papers import sign_paper
from sailau.service.protocol_signing import draw_up_protocol
from sailau.service.record import write_record
from sailau.signing.pdf import verify_pdf
from sailau.signing.pdf_text import read_pdf
from tests.service.day import DESK, ISSUER, TABLE, Day, open_day
from tests.service.test_closing import code, counting, hand_in
from tests.service.test_opening import trust
from tests.service.test_records import codes, judged

GIVEN = 6
ILL = {f"member-{number}": Bilingual("ауырып қалды", "болезнь") for number in range(4, 8)}
WHY = Bilingual("Бір бюллетень жыртылып қалған.", "Один бюллетень порвался.")


def counted(**changes: int) -> dict[str, int]:
    """What two members count on a day of six paper voters, one set spoilt; `changes` by the end of a place's name."""
    right = {f"issued:member-{number}": 0 for number in range(1, 8)} | {
        "paper_issued": GIVEN + 1,
        "issued:member-4": GIVEN + 1,
        "paper_received": 20,
        "paper_spoilt": 1,
        "president:paper_participants": GIVEN,
        "president:paper_invalid": 1,
        "president:paper_valid": 5,
        "president:paper_invalid_form": 0,
        "president:paper_invalid_marks": 1,
        "president:paper_invalid_pencil": 0,
        **{f"president:answer-{number}": 0 for number in range(1, 6)},
        "president:answer-1": 3,
        "president:answer-4": 2,
    }
    for name, value in changes.items():
        right[next(place for place in right if place.endswith(name.replace("answer_", "answer-")))] = value
    return right


@contextmanager
def paper_day(tmp_path: Path) -> Iterator[Day]:
    """A mixed precinct that is closed and reconciled: two voted by card, six by paper."""
    with open_day(tmp_path, "mixed") as made:
        for number, answer in ((1, 4), (2, 1)):
            slot = made.admitted(number, number)
            vote = made.vote(slot, answer)
            assert made.take(slot) == accumulator.Accepted(vote.tracker)
        for number in range(11, 11 + GIVEN):
            assert give_paper(made.precinct, made.voter(number), desk=DESK, member=ISSUER) is None
        assert give_paper(made.precinct, made.voter(20), desk=DESK, member=ISSUER) is None
        assert take_paper_back(made.precinct, made.voter(20), desk=DESK, unused=True) is None
        assert opening.close_voting(made.precinct) is None
        closing.declare_missing(made.precinct, made.signers(), accumulator=TABLE)
        hand_in(made)
        assert isinstance(closing.destroy_unused(made.precinct, made.signers()), int)
        assert not isinstance(closing.reconcile(made.precinct), closing.Unreconciled | Refusal)
        yield made


def destroyed(day: Day, number: int = 13) -> None:
    assert isinstance(destroy_unused_paper(day.precinct, number, day.signers()), SignedAct)


def entered(day: Day, first: dict[str, int], second: dict[str, int] | None = None) -> PaperStanding:
    enter_paper_results(day.precinct, first, member="member-3")
    standing = enter_paper_results(day.precinct, first if second is None else second, member="member-5")
    assert isinstance(standing, PaperStanding), standing
    return standing


def finished(day: Day) -> None:
    assert isinstance(finish_count(day.precinct, counting(day)), Result)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with paper_day(tmp_path_factory.mktemp("paper")) as made:
        finished(made)
        yield made


@pytest.fixture
def made(closed: Day) -> Day:
    """The closed day before anybody counted paper: entries and acts of it, which came last, are gone."""
    with closed.precinct.stores.day.transaction() as tx:
        for key, _ in [item for item in tx.items("count") if item[0].startswith(b"paper")]:
            tx.delete("count", key)
        for key, number in [
            item for item in tx.items("acts") if item[0].startswith((b"matter:paper", b"matter:doubt"))
        ]:
            tx.delete("acts", key)
            tx.delete("acts", b"act:%03d" % cbor2.loads(number))
    return closed


# Two members, each alone.


def test_boxes_are_not_counted_before_the_unused_ballots_are_destroyed_by_act(made: Day) -> None:
    assert code(enter_paper_results(made.precinct, counted(), member="member-3")) == "paper-not-destroyed"
    assert code(refuse_unsettled(made.precinct)) == "paper-not-destroyed"
    destroyed(made)
    destroyed(made)
    said = [signed.act for signed in acts(made.precinct) if signed.act.kind == "unused_paper_ballots_destroyed"]
    assert [(act.article, act.data) for act in said] == [("L 43(4)", {"destroyed": 13})]
    assert code(refuse_unsettled(made.precinct)) == "paper-not-entered"


def test_what_is_entered_is_every_line_that_neither_list_nor_act_says(made: Day) -> None:
    destroyed(made)
    assert {place.id for place in places(made.precinct)} == set(counted())
    short = {name: n for name, n in counted().items() if name != "paper_spoilt"}
    for wrong in (short, counted() | {"paper_given": 6}, counted(paper_spoilt=-1), counted(paper_spoilt=10**6)):
        assert code(enter_paper_results(made.precinct, wrong, member="member-3")) == "paper-not-a-count"


def test_two_members_who_differ_look_again_and_a_third_entry_decides_nothing(made: Day) -> None:
    destroyed(made)
    one = enter_paper_results(made.precinct, counted(answer_1=2), member="member-3")
    assert isinstance(one, PaperStanding)
    assert (one.differing, one.results) == ((), None)
    two = enter_paper_results(made.precinct, counted(), member="member-5")
    assert isinstance(two, PaperStanding)
    ((place, figures),) = [(item.place.id, item.entered) for item in two.differing]
    assert (place, figures) == ("president:answer-1", (2, 3))
    assert two.results is None
    assert code(refuse_unsettled(made.precinct)) == "paper-entries-differ"
    assert code(enter_paper_results(made.precinct, counted(), member="member-6")) == "paper-third-entry"
    made.restart()
    again = enter_paper_results(made.precinct, counted(), member="member-3")
    assert isinstance(again, PaperStanding)
    assert again.results is not None
    assert again.results.entered_by == ("member-3", "member-5")
    assert refuse_unsettled(made.precinct) is None
    assert code(enter_paper_results(made.precinct, counted(), member="member-3")) == "paper-agreed"


def test_a_doubtful_ballot_is_decided_by_more_than_half_of_the_members(made: Day) -> None:
    destroyed(made)
    assert code(decide_doubtful(made.precinct, "president", 1, (3, 3), made.signers(), number=1)) == "paper-not-half"
    act = decide_doubtful(made.precinct, "president", 1, (2, 5), made.signers(), number=1)
    assert isinstance(act, SignedAct)
    assert decide_doubtful(made.precinct, "president", 1, (2, 5), made.signers(), number=1) == act
    assert act.act.article == "L 43(7)"
    assert act.act.data == {"contest": "president", "ballots": 1, "valid": False, "for": 5, "against": 2}
    assert isinstance(decide_doubtful(made.precinct, "president", 1, (4, 3), made.signers(), number=2), SignedAct)
    standing = entered(made, counted(paper_invalid_marks=0))
    assert standing.differences == ()
    assert standing.results is not None
    (box,) = standing.results.boxes
    assert (box.figures["paper_doubtful"], box.figures["paper_invalid_doubtful"]) == (2, 1)
    assert code(decide_doubtful(made.precinct, "president", 1, (7, 0), made.signers(), number=3)) == "paper-agreed"


def test_results_both_members_got_wrong_are_counted_again_by_act(made: Day) -> None:
    assert code(count_paper_again(made.precinct, WHY, made.signers())) == "paper-nothing-entered"
    destroyed(made)
    assert entered(made, counted(paper_spoilt=0)).unexplained
    act = count_paper_again(made.precinct, WHY, made.signers())
    assert isinstance(act, SignedAct)
    assert (act.act.kind, paper_standing(made.precinct).entered_by) == ("paper_counted_again", ())
    assert entered(made, counted()).differences == ()


def test_an_electronic_precinct_knows_no_paper_results(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        assert code(destroy_unused_paper(made.precinct, 0, made.signers())) == "not-mixed"
        assert code(enter_paper_results(made.precinct, counted(), member="member-3")) == "not-mixed"
        assert code(decide_doubtful(made.precinct, "president", 1, (7, 0), made.signers(), number=1)) == "not-mixed"
        assert code(count_paper_again(made.precinct, WHY, made.signers())) == "not-mixed"
        assert refuse_unsettled(made.precinct) is None


# Each line that is one off, and its article.

OFF: tuple[tuple[str, dict[str, int], int, str], ...] = (
    ("paper_received", {"paper_received": 40}, 33, "L 37(2)"),
    ("paper_issued", {"paper_spoilt": 2}, 13, "L 43(4)(2), (3)"),
    ("paper_destroyed", {}, 12, "L 43(4), (4-1)"),
    ("paper_destroyed", {"paper_received": 21}, 13, "L 43(4), (4-1)"),
    ("paper_issued_by_members", {"issued:member-3": 1}, 13, "L 43(4)(3), (4-1)"),
    (
        "paper_box_within_issued",
        {"paper_participants": 7, "president:paper_valid": 6, "answer_1": 4},
        13,
        "L 43(4-1)",
    ),
    ("paper_participants", {"paper_participants": 5}, 13, "L 43(4-1), (5)"),
    ("paper_invalid", {"paper_invalid_pencil": 1}, 13, "L 43(5)"),
    ("paper_contest_single", {"answer_4": 3}, 13, "L 43(4-1)(2)"),
)


@pytest.mark.parametrize(
    ("relation", "changes", "gone", "article"), OFF, ids=[row[0] + str(place) for place, row in enumerate(OFF)]
)
def test_a_paper_line_one_off_stops_the_protocol_until_an_act_explains_it(
    made: Day, relation: str, changes: dict[str, int], gone: int, article: str
) -> None:
    destroyed(made, gone)
    standing = entered(made, counted(**changes))
    assert relation in {item.difference.relation.id for item in standing.unexplained}
    refusal = draw_up_protocol(made.precinct, {})
    assert isinstance(refusal, Refusal)
    assert refusal.code == "paper-difference"
    assert article in {item.difference.relation.article for item in standing.unexplained}
    assert refusal.article in {item.difference.relation.article for item in standing.unexplained}
    act = explain_paper(made.precinct, WHY, made.signers())
    assert isinstance(act, SignedAct)
    assert "relation-" + relation.replace("_", "-") in act.act.explains
    assert refuse_unsettled(made.precinct) is None
    assert code(explain_paper(made.precinct, WHY, made.signers())) == "paper-nothing-to-explain"


# The three protocols and their record.


@pytest.mark.soak
def test_record_of_a_mixed_precinct_holds_three_protocols_and_is_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with paper_day(tmp_path) as made:
        destroyed(made)
        finished(made)
        assert code(write_record(made.precinct, tmp_path / "early", made.signers())) == "paper-not-entered"
        entered(made, counted())
        assert write_record(made.precinct, tmp_path / "record", made.signers(), unsigned=ILL) is None
        status, report = judged(made, tmp_path / "record", capsys)
        assert (codes(report, "findings"), status) == (set(), 0)
        assert report["explained"] == []
        folder = tmp_path / "record"
        paper = PAPER_PROTOCOL_FILE.read((folder / names.PAPER_PROTOCOL).read_bytes())
        assert {line.figure: line.value for line in paper.lines}["paper_given"] == GIVEN
        assert paper.entered_by == ("member-3", "member-5")
        summary = SUMMARY_PROTOCOL_FILE.read((folder / names.SUMMARY_PROTOCOL).read_bytes())
        assert {line.figure: line.value for line in summary.lines}["voters_received_ballots"] == GIVEN + 2
        assert [row.votes for row in summary.contests[0].rows] == [4, 0, 0, 3, 0]
        assert summary.electronic_sha256 == hashlib.sha256((folder / names.PROTOCOL).read_bytes()).hexdigest()
        for name in (names.PAPER_PROTOCOL_PDF, names.SUMMARY_PROTOCOL_PDF):
            signed = verify_pdf((folder / name).read_bytes(), trust(made))
            assert [field.field for field in signed] == ["member-1", "member-2", "member-3"]
        _copies(made, folder)


def _copies(made: Day, folder: Path) -> None:
    """Copies and posting of the record above."""
    chair_and_secretary = made.signers(1, 3)
    assert code(copies.give_copy(made.precinct, tmp := folder.parent / "none", "Байқаушы", chair_and_secretary)) == (
        "copy-without-record"
    )
    assert not tmp.exists()
    assert code(copies.give_copy(made.precinct, folder, "  ", chair_and_secretary)) == "copy-not-named"
    first = copies.give_copy(made.precinct, folder, "Оразова Айгүл, байқаушы", chair_and_secretary)
    again = copies.give_copy(made.precinct, folder, "Оразова  Айгүл, байқаушы", chair_and_secretary)
    assert isinstance(first, copies.Copy)
    assert isinstance(again, copies.Copy)
    assert (first.number, again.number) == (2, 2)
    assert again.act.data == first.act.data
    assert set(first.papers) == {"protocol.pdf", "paper-protocol.pdf", "summary-protocol.pdf"}
    for name, made_out in first.papers.items():
        pdf = made_out.paper
        for signer in chair_and_secretary:
            before, pdf = pdf, sign_paper(pdf, signer, made.precinct.now())
            assert copies.judge_signed(made.precinct, before, pdf, ["member-1", "member-3"]) is None
            assert code(copies.judge_signed(made.precinct, before, pdf, ["member-2"])) == "protocol-signature-not-good"
        assert [field.field for field in verify_pdf(pdf, trust(made))] == ["member-1", "member-3"]
        text = read_pdf(pdf).text
        assert "ДУБЛИКАТ" in text
        assert "№ 2" in text.replace("\n", " ")
        assert (
            read_pdf(pdf).attachments[name.replace(".pdf", ".json")]
            == (folder / name).with_suffix(".json").read_bytes()
        )
    assert code(copies.post_protocol(made.precinct, folder, Bilingual("есік", ""), made.signers())) == (
        "posting-without-place"
    )
    posted = copies.post_protocol(made.precinct, folder, Bilingual("кіреберіс", "у входа"), made.signers())
    assert isinstance(posted, SignedAct)
    assert posted.act.data["until"] == (posted.act.at + timedelta(days=2)).isoformat(timespec="minutes")
    assert posted.act.data["papers"] == [names.PAPER_PROTOCOL, names.PROTOCOL, names.SUMMARY_PROTOCOL]


def test_an_explained_paper_difference_stands_in_protocol_paper_and_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with paper_day(tmp_path) as made:
        destroyed(made, 12)
        entered(made, counted(paper_spoilt=2))
        finished(made)
        refused = write_record(made.precinct, tmp_path / "record", made.signers())
        assert isinstance(refused, Refusal)
        assert refused.article == "L 43(4)(2), (3)"
        act = explain_paper(made.precinct, WHY, made.signers())
        assert isinstance(act, SignedAct)
        assert write_record(made.precinct, tmp_path / "record", made.signers(), unsigned=ILL) is None
        status, report = judged(made, tmp_path / "record", capsys)
        assert (codes(report, "findings"), status) == (set(), 0)
        shown = {"relation-paper-issued", "relation-paper-destroyed", "relation-paper-box-within-issued"}
        assert codes(report, "explained") == shown
        paper = PAPER_PROTOCOL_FILE.read((tmp_path / "record" / names.PAPER_PROTOCOL).read_bytes())
        assert act.act.number in {entry.number for entry in paper.acts}
        text = " ".join(read_pdf((tmp_path / "record" / names.PAPER_PROTOCOL_PDF).read_bytes()).text.split())
        assert "7 ≠ 8" in text
        assert act.label in text
        summary = " ".join(read_pdf((tmp_path / "record" / names.SUMMARY_PROTOCOL_PDF).read_bytes()).text.split())
        assert "7 ≠ 8" not in summary
        assert WHY.ru in summary
