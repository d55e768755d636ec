"""Lists: all of a file or nothing, every change with its order, nobody else's entry (M8-M10, M13, M16; L 24-26)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from sailau.adapters.password import PasswordCost
from sailau.adapters.recorder_file import RecorderFile
from sailau.checkin.voters import parse_list
from sailau.election.definition import canonical, parse
from sailau.election.examples import president_2005
from sailau.election.nouns import CommissionId, Definition, PrecinctNumber
from sailau.errors import SignatureError, StoreError
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.refusal import Refusal
from sailau.register.events import Decider, EventKind, ListEvent, Order
from sailau.register.iin import Sex, compose
from sailau.service import lists
from sailau.service.list_act import HandedOver, Parties, changes_since, hand_over
from sailau.service.list_book import DEFINITION_FILE, ListBook, create_book, events, open_book
from sailau.service.list_changes import Addition, Change, Correction, Details, Move, Removal, change_entry
from sailau.signing.authority import around
from sailau.signing.cms import verify_detached
from sailau.signing.pdf_text import read_pdf
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import Trust
from tests.adapters.faulty import InterruptionError, RaisingAt
from tests.adapters.lists.broken import BROKEN, csv_of, sound_rows

PASSWORD = b"a password of tests"
CHEAP = PasswordCost(passes=1, memory_kib=64, lanes=1)
ORDER = Order(who="А. Сейітов, әкімдік", why="тізім жасалды", decision="әкімнің 12.10.2026 № 7 өкімі")
COURT = replace(ORDER, by=Decider.COURT, decision="сот шешімі 21.11.2026")
COMMISSION = replace(ORDER, by=Decider.PRECINCT, decision="комиссия шешімі № 3")
PARTIES = Parties(given_by="Ә. Қасымов, әкім", taken_by="Б. Омарова, төраға")


class SetClock:
    """Tells the time it was set to, local time of UTC+5."""

    def __init__(self, day: datetime) -> None:
        self.at = day

    def now(self) -> datetime:
        return self.at


class Armed:
    """Faults that are chosen after the store was opened."""

    def __init__(self) -> None:
        self.inner: Faults = NO_FAULTS

    def point(self, name: str) -> None:
        self.inner.point(name)


def two_precincts() -> Definition:
    one = president_2005()
    first = one.precincts[0]
    other = CommissionId(f"{first.commission}-8")
    both = (replace(first, number=PrecinctNumber(7)), replace(first, number=PrecinctNumber(8), commission=other))
    return parse(canonical(replace(one, precincts=both)), "definition")


@dataclass
class Office:
    """A register office with its folder, clock and recorder."""

    folder: Path
    clock: SetClock
    book: ListBook
    recorder: RecorderFile

    def file(self, data: bytes, name: str = "list.csv") -> lists.Source:
        path = self.folder / name
        path.write_bytes(data)
        return lists.Source(path=path)

    def load(self, data: bytes, name: str = "list.csv") -> ListEvent | lists.Refused | Refusal:
        return lists.load_file(self.book, self.file(data, name), ORDER)

    def reopen(self, faults: Faults = NO_FAULTS) -> ListBook:
        self.book.close()
        self.book = open_book(self.folder / "book", PASSWORD, clock=self.clock, recorder=self.recorder, faults=faults)
        return self.book

    def state(self) -> object:
        return lists.summary(self.book), [event.as_json(with_voter=True) for event in events(self.book)]

    def days_before(self, days: int, hour: int = 12, minute: int = 0) -> None:
        day = self.book.voting_day - timedelta(days=days)
        local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
        self.clock.at = local - timedelta(minutes=self.book.definition.rules.hours.utc_offset_minutes)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    definition = two_precincts()
    clock = SetClock(datetime(2005, 1, 1, tzinfo=UTC))
    recorder = RecorderFile(tmp_path / "register.jsonl", "register", clock)
    create_book(tmp_path / "book", PASSWORD, canonical(definition), CHEAP)
    book = open_book(tmp_path / "book", PASSWORD, clock=clock, recorder=recorder)
    made = Office(tmp_path, clock, book, recorder)
    made.days_before(40)
    yield made
    made.book.close()
    recorder.close()


def rows() -> list[list[str]]:
    """The sound list, its first half in precinct 7 and the rest in 8; the youngest are of age in 2005 too."""
    found = [[str(cell) for cell in row] for row in sound_rows() if row[4] < "1987" or row[0] == "ЖСН"]
    for row in found[4:]:
        row[6] = "8"
    return found


SOUND = csv_of(rows()).encode()


def details(**changed: str) -> Details:
    row = {"surname": "Тасболатов", "name": "Ерлан", "patronymic": "", "address": "Абай көшесі, 99 үй"}
    made = compose(date(1970, 5, 5), Sex.MALE, 77)
    assert made is not None
    return Details(**(row | {"iin": made.digits, "birth_date": "1970-05-05"} | changed))


def done(found: object) -> ListEvent:
    assert isinstance(found, ListEvent), found
    return found


def refused(found: object) -> str:
    match found:
        case Refusal():
            return found.code
        case lists.Refused():
            return ", ".join(sorted(found.checked.findings.counts))
    pytest.fail(f"was not refused: {found}")


class TestLoad:
    def test_a_dry_run_changes_nothing(self, office: Office) -> None:
        before = office.state()
        checked = lists.check_file(office.book, office.file(SOUND))
        assert checked.may_be_loaded()
        assert office.state() == before

    def test_a_sound_file_becomes_the_lists_of_its_precincts(self, office: Office) -> None:
        event = done(office.load(SOUND))
        assert (event.kind, event.precincts, dict(event.facts)["voters"]) == (EventKind.LOADED, (7, 8), len(rows()) - 1)
        data = lists.present_list(office.book, 7)
        assert data is not None
        assert [(int(e.number), e.surname) for e in parse_list(data)] == list(enumerate((r[1] for r in rows()[1:4]), 1))

    def test_no_broken_file_changes_anything(self, office: Office) -> None:
        done(office.load(SOUND))
        before = office.state()
        for broken in BROKEN:
            assert broken.code in refused(office.load(broken.make(), broken.name)), broken.name
            assert office.state() == before, broken.name

    def test_warnings_stop_a_load_until_someone_takes_them_upon_himself(self, office: Office) -> None:
        spaced = [*rows()[:2], [*rows()[2][:5], " Абай  көшесі ", "7"]]
        data = csv_of(spaced).encode()
        assert refused(office.load(data)) == "spaces"
        event = done(lists.load_file(office.book, office.file(data), ORDER, accept=frozenset({"spaces"})))
        assert dict(event.facts)["accepted"] == "spaces"

    def test_a_voter_on_the_list_of_another_precinct_is_found(self, office: Office) -> None:
        done(office.load(SOUND))
        again = [rows()[0], [*rows()[1][:6], "8"]]
        assert refused(office.load(csv_of(again).encode())) == "iin-two-lists"

    def test_the_list_of_one_precinct_is_held_against_the_others(self, office: Office) -> None:
        done(office.load(SOUND))
        source = replace(office.file(csv_of([row[:6] for row in rows()[:2]]).encode()), only=8)
        assert refused(lists.load_file(office.book, source, ORDER)) == "iin-two-lists"
        assert done(lists.load_file(office.book, replace(source, only=7), ORDER)).precincts == (7,)

    def test_a_crash_at_any_point_leaves_the_old_lists_or_the_new(self, office: Office) -> None:
        done(office.load(csv_of(rows()[:3]).encode()))
        old, source, faults = lists.summary(office.book), office.file(SOUND), Armed()
        done(lists.load_file(office.book, source, ORDER))
        new, seen, crashed = lists.summary(office.book), set(), True
        done(lists.undo_load(office.book, ORDER))
        office.reopen(faults)
        for point in count():
            faults.inner = RaisingAt(point)
            try:
                done(lists.load_file(office.book, source, ORDER))
                crashed = False
            except InterruptionError:
                crashed = True
            faults.inner = NO_FAULTS
            if not crashed:
                break
            office.reopen(faults)
            after = lists.summary(office.book)
            assert after in (old, new)
            seen.add(after == new)
            if after == new:
                done(lists.undo_load(office.book, ORDER))
        assert seen == {True, False}
        assert point > 8

    def test_a_load_is_undone_once(self, office: Office) -> None:
        done(office.load(csv_of(rows()[:3]).encode()))
        before = lists.summary(office.book)
        done(office.load(SOUND))
        done(lists.undo_load(office.book, ORDER))
        assert lists.summary(office.book) == before
        assert refused(lists.undo_load(office.book, ORDER)) == "nothing-to-undo"

    def test_a_first_load_is_undone_to_nothing(self, office: Office) -> None:
        done(office.load(SOUND))
        done(lists.undo_load(office.book, ORDER))
        assert lists.summary(office.book) == []

    def test_a_load_is_not_undone_over_a_later_change(self, office: Office) -> None:
        done(office.load(SOUND))
        done(change_entry(office.book, Removal(precinct=7, number=1), ORDER))
        assert refused(lists.undo_load(office.book, ORDER)) == "nothing-to-undo"


class TestChange:
    def test_every_change_is_an_event_with_its_order(self, office: Office) -> None:
        done(office.load(SOUND))
        changes: list[Change] = [
            Addition(precinct=7, details=details()),
            Correction(precinct=7, number=4, details=details(name="Ерлан-Серік")),
            Move(precinct=7, number=4, to=8, address="Жамбыл көшесі, 5 үй", asked=True),
            Removal(precinct=8, number=1),
        ]
        kinds = [done(change_entry(office.book, change, ORDER)).kind.value for change in changes]
        assert kinds == ["added", "corrected", "moved", "removed"]
        told = events(office.book)[1:]
        assert [event.number for event in told] == [2, 3, 4, 5]
        assert {event.order for event in told} == {ORDER}
        assert [bool(event.before) for event in told] == [False, True, True, True]
        assert all(event.at.utcoffset() for event in told)

    def test_a_moved_voter_stands_on_one_list(self, office: Office) -> None:
        done(office.load(SOUND))
        iin = rows()[1][0]
        done(change_entry(office.book, Move(precinct=7, number=1, to=8, address=""), ORDER))
        found = lists.own_entry(office.book, iin)
        assert isinstance(found, lists.OwnEntry)
        assert found.precinct == 8
        assert sum(row.voters for row in lists.summary(office.book)) == len(rows()) - 1

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"iin": "700505300000"}, "iin-check-digit"),
            ({"birth_date": "1970-05-06"}, "birth-date-differs"),
            ({"surname": "Taсболатов"}, "name-mixed-alphabets"),
            ({"address": "=1+1"}, "cell-formula"),
        ],
    )
    def test_new_data_pass_the_checks_of_a_file(self, office: Office, changed: dict[str, str], code: str) -> None:
        done(office.load(SOUND))
        before = lists.summary(office.book)
        assert refused(change_entry(office.book, Addition(precinct=7, details=details(**changed)), ORDER)) == code
        assert lists.summary(office.book) == before

    def test_an_added_voter_who_stands_elsewhere_is_found(self, office: Office) -> None:
        done(office.load(SOUND))
        done(change_entry(office.book, Addition(precinct=7, details=details()), ORDER))
        again = Addition(precinct=8, details=details(surname="Тасболатұлы"))
        assert refused(change_entry(office.book, again, ORDER)) == "iin-two-lists"
        like = details(iin=str(_other_number()), surname="Tasbolatov", name="Yerlan")
        assert refused(change_entry(office.book, Addition(precinct=8, details=like), ORDER)) == "person-twice-nearly"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (Removal(precinct=7, number=99), "not-on-list"),
            (Removal(precinct=9, number=1), "no-list"),
            (Move(precinct=7, number=1, to=7, address=""), "same-precinct"),
            (Move(precinct=7, number=1, to=9, address=""), "no-list"),
        ],
    )
    def test_what_is_not_there_is_not_changed(self, office: Office, change: Change, code: str) -> None:
        done(office.load(SOUND))
        assert refused(change_entry(office.book, change, ORDER)) == code

    @pytest.mark.parametrize("text", ["", "  ", "x" * 301, "a\nb"])
    def test_an_order_says_who_why_and_on_what_decision(self, office: Office, text: str) -> None:
        done(office.load(SOUND))
        for order in (replace(ORDER, who=text), replace(ORDER, why=text), replace(ORDER, decision=text)):
            change = Removal(precinct=7, number=1)
            assert refused(change_entry(office.book, change, order)) == "list-order-incomplete"


class TestTime:
    def test_at_twenty_on_the_eve_the_lists_are_closed_but_for_court_and_higher_commission(
        self, office: Office
    ) -> None:
        done(office.load(SOUND))
        removals = (Removal(precinct=7, number=number) for number in (1, 2, 3))
        office.days_before(1, 19, 59)
        done(change_entry(office.book, next(removals), ORDER))
        office.days_before(1, 20, 0)
        assert refused(change_entry(office.book, Removal(precinct=7, number=2), ORDER)) == "list-frozen"
        assert refused(office.load(SOUND)) == "list-frozen"
        assert refused(lists.undo_load(office.book, ORDER)) == "list-frozen"
        done(change_entry(office.book, next(removals), COURT))
        done(change_entry(office.book, next(removals), replace(COURT, by=Decider.HIGHER)))

    def test_a_voters_own_request_to_vote_elsewhere_is_due_thirty_days_before(self, office: Office) -> None:
        done(office.load(SOUND))
        move = Move(precinct=7, number=1, to=8, address="", asked=True)
        office.days_before(29)
        assert refused(change_entry(office.book, move, ORDER)) == "move-late"
        done(change_entry(office.book, replace(move, asked=False), ORDER))
        office.days_before(30)
        done(change_entry(office.book, replace(move, number=2), ORDER))


class TestHandingOver:
    def test_list_and_act_are_written_and_the_same_at_every_call(self, office: Office, tmp_path: Path) -> None:
        done(office.load(SOUND))
        office.days_before(21)
        first = hand_over(office.book, 7, PARTIES, ORDER, tmp_path / "out")
        again = hand_over(office.book, 7, PARTIES, ORDER, tmp_path / "out")
        assert isinstance(first, HandedOver)
        assert first == again
        assert first.in_time
        files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
        assert files == {"voters.jsonl": first.voters, "act.json": first.act, "act.pdf": first.pdf}
        act = json.loads(first.act)
        assert (act["voters"], act["precinct"], act["decision"]) == (3, 7, ORDER.decision)
        text = " ".join(read_pdf(first.pdf).text.split())
        assert "Ә. Қасымов, әкім" in text
        assert "Передал" in text
        assert rows()[1][0] not in text

    def test_what_is_late_says_so(self, office: Office, tmp_path: Path) -> None:
        done(office.load(SOUND))
        office.days_before(19)
        handed = hand_over(office.book, 7, PARTIES, ORDER, tmp_path / "out")
        assert isinstance(handed, HandedOver)
        assert not handed.in_time
        assert "Передан позже срока" in " ".join(read_pdf(handed.pdf).text.split())

    def test_a_list_handed_over_is_the_commissions(self, office: Office, tmp_path: Path) -> None:
        done(office.load(SOUND))
        assert refused(change_entry(office.book, Removal(precinct=7, number=1), COMMISSION)) == "list-not-handed-over"
        hand_over(office.book, 7, PARTIES, ORDER, tmp_path / "out")
        assert refused(change_entry(office.book, Removal(precinct=7, number=1), ORDER)) == "list-handed-over"
        assert refused(office.load(SOUND)) == "list-handed-over"
        assert refused(lists.undo_load(office.book, ORDER)) == "nothing-to-undo"
        done(change_entry(office.book, Removal(precinct=7, number=1), COMMISSION))
        assert changes_since(office.book, 7) == 1
        done(change_entry(office.book, Removal(precinct=8, number=1), ORDER))

    def test_the_act_is_signed_where_signers_are_given(self, office: Office, tmp_path: Path) -> None:
        done(office.load(SOUND))
        day = datetime(2005, 11, 1, tzinfo=UTC)
        plan = PrecinctPlan(election="president-2005", precinct="precinct-7", territory="territory")
        pki = make_training_pki(plan, around(day, before=timedelta(days=90), after=timedelta(days=90)))
        handed = hand_over(office.book, 7, PARTIES, ORDER, tmp_path / "out", pki.members[:2])
        assert isinstance(handed, HandedOver)
        trust = Trust(
            root=pki.root.certificate,
            at=office.book.now() + timedelta(seconds=1),
            training=True,
            election="president-2005",
            precinct="precinct-7",
        )
        signature = (tmp_path / "out" / "act.json.p7s").read_bytes()
        assert [who.holder.member for who in verify_detached(handed.act, signature, trust, DocumentKind.ACT)] == [1, 2]
        with pytest.raises(SignatureError):
            verify_detached(handed.act + b" ", signature, trust, DocumentKind.ACT)

    def test_a_folder_of_other_things_is_left_alone(self, office: Office, tmp_path: Path) -> None:
        done(office.load(SOUND))
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "letter.txt").write_text("x")
        with pytest.raises(StoreError):
            hand_over(office.book, 7, PARTIES, ORDER, tmp_path / "out")
        assert [event.kind for event in events(office.book)] == [EventKind.LOADED]


class TestPrivacy:
    def test_a_voter_sees_the_own_entry_and_nobody_elses(self, office: Office) -> None:
        done(office.load(SOUND))
        for row in rows()[1:]:
            found = lists.own_entry(office.book, f" {row[0]}\n")
            assert isinstance(found, lists.OwnEntry)
            assert [found.surname, found.name, found.patronymic, found.birth_date.isoformat()] == row[1:5]
            assert row[1] not in repr(found)
        assert refused(lists.own_entry(office.book, str(_other_number()))) == "not-on-list"
        assert refused(lists.own_entry(office.book, "700505300000")) == "iin-wrong-check-digit"
        assert refused(lists.own_entry(office.book, rows()[1][1])) == "iin-not-twelve-digits"

    def test_neither_recorder_nor_disk_tells_a_voter(self, office: Office) -> None:
        done(office.load(SOUND))
        done(change_entry(office.book, Addition(precinct=7, details=details()), ORDER))
        refused(office.load(BROKEN[0].make(), "empty.csv"))
        lists.own_entry(office.book, rows()[1][0])
        kept = b"".join(
            path.read_bytes() for path in office.folder.rglob("*") if path.is_file() and path.suffix != ".csv"
        )
        for row in [*rows()[1:], [details().iin, details().surname]]:
            assert row[0].encode() not in kept
            assert row[1].encode() not in kept
        codes = [json.loads(line)["event"] for line in (office.folder / "register.jsonl").read_bytes().splitlines()]
        assert {"list-loaded", "list-changed", "own-entry-asked", "list-checked"} <= set(codes)

    def test_a_book_of_another_definition_does_not_open(self, office: Office) -> None:
        path = office.folder / "book" / DEFINITION_FILE
        path.write_bytes(canonical(president_2005()))
        with pytest.raises(StoreError, match="not the definition"):
            office.reopen()
        path.write_bytes(canonical(two_precincts()))
        office.reopen()


def _other_number() -> str:
    made = compose(date(1970, 5, 5), Sex.MALE, 1234)
    assert made is not None
    return made.digits
