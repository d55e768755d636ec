"""The record's own JSON files: one spelling each, and everything else refused."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sailau.errors import FormatError
from sailau.formats import strict_json
from sailau.formats.v1.record import (
    ACT_FILE,
    CANCELLED_FILE,
    CHALLENGED_FILE,
    CLOSING_FILE,
    CODES_FILE,
    FIGURES_FILE,
    MANIFEST_FILE,
    PROTOCOL_FILE,
    VOIDED_FILE,
    Act,
    Bilingual,
    Cancelled,
    CancelledCredential,
    ChallengedBallot,
    ClosingCard,
    CodeNumbers,
    CodesByChoice,
    ContestCodes,
    CredentialFigures,
    DeviceEntry,
    Figures,
    Manifest,
    RecorderHead,
    Tour,
    VoidedBallot,
)
from sailau.formats.v1.record.figures import FIGURE_IDS
from sailau.group import GENERATOR, Secret, base
from sailau.recorder.chain import Head, head_message

RECORD = Path(__file__).parents[2] / "conformance" / "records" / "base"
UUID = "PrecinctTwentyFive"
HASH = "ab" * 32
TRACKER = "A" * 43

ACT = Act(
    number=3,
    kind="zero_report",
    election="president-2005-example",
    precinct=25,
    uuid=UUID,
    at=datetime(2005, 12, 4, 6, 30, tzinfo=timezone(timedelta(hours=5))),
    article="L 43(1)",
    text=Bilingual("Бос жәшік", "Пустой ящик"),
    members=("member-2", "member-1"),
    explains=("control-code-twice", "closing-sum"),
    data={"setup": HASH, "count": 0, "nested": {"list": [1, "two", None, True]}},
)
FIGURES = Figures(
    election="president-2005-example",
    precinct=25,
    uuid=UUID,
    figures=dict.fromkeys(FIGURE_IDS, 7),
    issued_by_member={"member-3": 4, "member-1": 3},
    admitted_by_hour={"07": 3, "19": 4},
    tours=(Tour(tour=1, device="portable-1", members=("member-4", "member-5"), applications=2, ballots=1, valid=True),),
    credentials=CredentialFigures(made=30, list_=10, reserve=20, cancelled=1, destroyed_unused=5),
)
CARD = ClosingCard(
    uuid=UUID,
    device="terminal-1",
    sessions=9,
    sealed=7,
    challenged=1,
    abandoned=0,
    undecided=(TRACKER,),
    left_out=1,
    sum=GENERATOR,
)
MANIFEST = Manifest(
    election="president-2005-example",
    precinct=25,
    uuid=UUID,
    setup=HASH,
    files={"acts/001-installation.json": HASH, "definition.json": HASH},
    recorders=(RecorderHead(device="terminal-1", entries=3, head=HASH, signature="0c" * 64),),
    devices=(DeviceEntry(device="terminal-1", role="terminal", certificate_sha256=HASH, software="0.1.0"),),
    software="0.1.0",
)
CANCELLED = Cancelled(uuid=UUID, credentials=(CancelledCredential(credential=GENERATOR, reason="unreadable"),))
BY_CHOICE = CodesByChoice(
    contests=(
        ContestCodes(contest="party-list", rows=(("0007", 3), ("0009", 0))),
        ContestCodes(contest="council", rows=(("1234", None),)),
    ),
    risk=Bilingual("қауіп", "риск"),
)

FILES: list[tuple[Any, Any]] = [
    (ACT_FILE, ACT),
    (FIGURES_FILE, FIGURES),
    (CLOSING_FILE, CARD),
    (MANIFEST_FILE, MANIFEST),
    (CANCELLED_FILE, CANCELLED),
    (CODES_FILE, CodeNumbers(codes=("0007", "0007", "9999"))),
    (CODES_FILE, BY_CHOICE),
]


@pytest.mark.parametrize(("file", "value"), FILES)
def test_what_is_written_is_canonical_and_reads_back(file: Any, value: Any) -> None:
    written = file.write(value)
    assert rfc8785.dumps(strict_json.read(written, "test")) == written
    assert file.write(file.read(written)) == written


@pytest.mark.parametrize(("file", "value"), FILES)
def test_another_spelling_of_the_same_content_is_refused(file: Any, value: Any) -> None:
    written = file.write(value)
    with pytest.raises(FormatError):
        file.read(written + b"\n")
    with pytest.raises(FormatError):
        file.read(written.replace(b'":', b'": ', 1))
    with pytest.raises(FormatError):
        file.read(written[:-1] + b',"zz":1}')


@pytest.mark.parametrize(("file", "value"), [pair for pair in FILES if pair[0] is not CODES_FILE])
def test_another_version_or_kind_of_file_is_refused(file: Any, value: Any) -> None:
    tree = strict_json.read(file.write(value), "test")
    for other in ("sailau-other/1", tree["format"].replace("/1", "/2"), None):
        with pytest.raises(FormatError):
            file.read(rfc8785.dumps({**tree, "format": other}))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda tree: tree.update(at="2005-12-04T06:30:01+05:00"), "seconds"),
        (lambda tree: tree.update(at="2005-12-04T06:30"), "no offset"),
        (lambda tree: tree.update(at="2005-13-04T06:30+05:00"), "no such month"),
        (lambda tree: tree.update(members=["member-2", "member-1"]), "members not in order"),
        (lambda tree: tree.update(members=["technician"]), "no member"),
        (lambda tree: tree.update(explains=["Closing Sum"]), "no code"),
        (lambda tree: tree.update(data={"share": 0.5}), "a fraction"),
        (lambda tree: tree.update(number=True), "true is no number"),
        (lambda tree: tree.pop("article"), "a member missing"),
    ],
)
def test_an_act_of_another_form_is_refused(change: Callable[[dict[str, Any]], Any], why: str) -> None:
    tree = strict_json.read(ACT_FILE.write(ACT), "test")
    change(tree)
    with pytest.raises(FormatError):
        ACT_FILE.read(rfc8785.dumps(tree))


def test_a_figure_that_the_form_lacks_or_does_not_know_is_refused() -> None:
    tree = strict_json.read(FIGURES_FILE.write(FIGURES), "test")
    tree["figures"].pop("issued")
    with pytest.raises(FormatError, match="issued"):
        FIGURES_FILE.read(rfc8785.dumps(tree))
    tree["figures"]["issued"] = 7
    tree["figures"]["gossip"] = 7
    with pytest.raises(FormatError, match="gossip"):
        FIGURES_FILE.read(rfc8785.dumps(tree))


def test_a_path_out_of_the_folder_is_refused_in_the_manifest() -> None:
    tree = strict_json.read(MANIFEST_FILE.write(MANIFEST), "test")
    for path in ("../secret", "/etc/passwd", "acts/../definition.json", "a//b", ".hidden", "acts/a/b"):
        with pytest.raises(FormatError):
            MANIFEST_FILE.read(rfc8785.dumps({**tree, "files": {path: HASH}}))


def test_cancelled_credentials_out_of_order_are_refused() -> None:
    points = base([Secret.random() for _ in range(4)])
    entries = tuple(CancelledCredential(credential=point, reason="missing") for point in points)
    written = CANCELLED_FILE.write(Cancelled(uuid=UUID, credentials=entries))
    assert [e.credential for e in CANCELLED_FILE.read(written).credentials] == sorted(points)
    tree = strict_json.read(written, "test")
    with pytest.raises(FormatError):
        CANCELLED_FILE.read(rfc8785.dumps({**tree, "credentials": tree["credentials"][::-1]}))
    with pytest.raises(FormatError):
        CANCELLED_FILE.read(rfc8785.dumps({**tree, "credentials": [tree["credentials"][0]] * 2}))


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.integers(0, 2**252)), max_size=6))
def test_challenged_ballots_come_back_sorted_by_their_hash(ballots: list[tuple[str, int]]) -> None:
    lines = {
        text: ChallengedBallot(ballot=text.encode(), randomness=((r, 1), (r,)), device="terminal-1")
        for text, r in ballots
    }
    written = CHALLENGED_FILE.write(tuple(lines.values()))
    read = CHALLENGED_FILE.read(written)
    assert sorted(read, key=lambda line: line.ballot) == sorted(lines.values(), key=lambda line: line.ballot)
    assert CHALLENGED_FILE.write(read) == written


def test_lines_out_of_order_twice_or_unfinished_are_refused() -> None:
    written = VOIDED_FILE.write((VoidedBallot(ballot=b"{}", tour=1), VoidedBallot(ballot=b"[]", tour=2)))
    first, second = written.splitlines(keepends=True)
    assert len(VOIDED_FILE.read(written)) == 2
    assert VOIDED_FILE.read(b"") == ()
    for bad in (second + first, first + first, written[:-1], written + b"\n", b"\n", b"\xff\n", b'{"tour":1}\n'):
        with pytest.raises(FormatError):
            VOIDED_FILE.read(bad)


def test_codes_out_of_order_or_of_another_length_are_refused() -> None:
    head = {"format": "sailau-codes/1", "mode": "numbers"}
    for codes in (["0002", "0001"], ["12"], [7], ["00007"], ["٠٠٠١"]):
        with pytest.raises(FormatError):
            CODES_FILE.read(rfc8785.dumps({**head, "codes": codes}))


def test_a_tracker_of_another_form_is_refused_on_a_closing_card() -> None:
    tree = strict_json.read(CLOSING_FILE.write(CARD), "test")
    for tracker in ("A" * 42, "A" * 44, "A" * 42 + "B", "é" * 43, "A" * 42 + "="):
        with pytest.raises(FormatError):
            CLOSING_FILE.read(rfc8785.dumps({**tree, "undecided": [tracker]}))


def test_a_recorder_s_head_is_signed_over_the_same_bytes_as_the_recorder_makes() -> None:
    head = RecorderHead(device="terminal-1", entries=3, head=HASH, signature="0c" * 64)
    assert head.message == head_message(Head(device="terminal-1", entries=3, hash=HASH))


def test_a_protocol_reads_back_and_another_spelling_is_refused() -> None:
    written = (RECORD / "protocol.json").read_bytes()
    protocol = PROTOCOL_FILE.read(written)
    assert PROTOCOL_FILE.write(protocol) == written
    tree = strict_json.read(written, "test")
    for change in (
        {"date": "04.12.2005"},
        {"date": "2005-02-30"},
        {"setup": "AB" * 32},
        {"recount": 0},
        {"contests": {}},
    ):
        with pytest.raises(FormatError):
            PROTOCOL_FILE.read(rfc8785.dumps({**tree, **change}))
