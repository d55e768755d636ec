"""Lists: all of a file or nothing, every change with its order, nobody else's entry (M8-M10, M13, M16; L 24-26)."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from sailau.checkin.voters import parse_list
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS
from sailau.refusal import Refusal
from sailau.register.events import Decider, EventKind, Request
from sailau.service import lists
from sailau.service.list_act import HandedOver, changes_since, hand_over
from sailau.service.list_book import DEFINITION_FILE, events
from sailau.service.list_changes import Addition, Change, Correction, Move, Removal, change_entry
from sailau.service.list_undo import undo_change
from sailau.signing.pdf_text import read_pdf
from tests.adapters.faulty import InterruptionError, RaisingAt
from tests.adapters.lists.broken import BROKEN, csv_of
from tests.service.office import (
    CALLED,
    COMMISSION,
    COURT,
    ORDER,
    PARTIES,
    SOUND,
    Armed,
    Office,
    asked,
    details,
    done,
    office,
    other_number,
    refused,
    rows,
    two_precincts,
)

__all__ = ["office"]


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
            Move(precinct=7, number=4, to=8, address="Жамбыл көшесі, 5 үй", request=asked(office)),
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
        office.days_before(15)
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
        like = details(iin=str(other_number()), surname="Tasbolatov", name="Yerlan")
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
        office.days_before(29)
        late = Move(precinct=7, number=1, to=8, address="", request=asked(office))
        refusal = change_entry(office.book, late, ORDER)
        assert isinstance(refusal, Refusal)
        assert (refusal.code, refusal.article) == ("move-late", "L 24(5)")
        assert [row.voters for row in lists.summary(office.book)] == [3, 3]
        in_time = Move(precinct=7, number=1, to=8, address="", request=asked(office, days_ago=1))
        done(change_entry(office.book, in_time, ORDER))

    def test_a_move_is_an_event_of_both_lists_and_says_who_asked_when(self, office: Office) -> None:
        done(office.load(SOUND))
        office.days_before(30)
        done(change_entry(office.book, Move(precinct=7, number=2, to=8, address="", request=asked(office)), ORDER))
        (here,), (there,) = ([e for e in events(office.book, n) if e.kind is EventKind.MOVED] for n in (7, 8))
        assert here == there
        facts = dict(here.facts)
        assert (facts["request"], facts["number_before"]) == ("өтініш № 12", 2)
        assert facts["received"] == (office.book.voting_day - timedelta(days=30)).isoformat()

    @pytest.mark.parametrize(
        ("days", "reference", "code"),
        [(1, "№ 1", "request-in-future"), (0, " ", "request-unnamed"), (-36, "№ 1", "request-before-calling")],
    )
    def test_who_asks_to_be_registered_asks_in_writing_from_the_calling_on(
        self, office: Office, days: int, reference: str, code: str
    ) -> None:
        done(office.load(SOUND))
        wrong = Request(reference=reference, received=office.book.now().date() + timedelta(days=days))
        assert refused(change_entry(office.book, Addition(precinct=7, details=details(), request=wrong), ORDER)) == code
        day_of_calling = Request(reference="№ 1", received=CALLED)
        done(change_entry(office.book, Addition(precinct=7, details=details(), request=day_of_calling), ORDER))

    @pytest.mark.parametrize(("days", "hour", "minute"), [(16, 23, 59), (30, 12, 0)])
    def test_before_the_fifteenth_day_a_list_is_shown_to_no_voter(
        self, office: Office, days: int, hour: int, minute: int
    ) -> None:
        done(office.load(SOUND))
        office.days_before(days, hour, minute)
        refusal = lists.own_entry(office.book, rows()[1][0])
        assert isinstance(refusal, Refusal)
        opens = office.book.voting_day - timedelta(days=15)
        assert (refusal.code, refusal.article) == ("list-not-open", "L 26(1)")
        assert f"{opens:%d.%m.%Y}" in refusal.text.ru
        office.days_before(15, 0, 0)
        assert isinstance(lists.own_entry(office.book, rows()[1][0]), lists.OwnEntry)


class TestUndoing:
    def test_every_change_is_undone_by_an_event_of_its_own(self, office: Office) -> None:
        done(office.load(SOUND))
        changes: list[Change] = [
            Addition(precinct=7, details=details()),
            Correction(precinct=7, number=2, details=details(name="Ерлан-Серік")),
            Move(precinct=7, number=2, to=8, address="Жамбыл көшесі, 5 үй"),
            Removal(precinct=8, number=1),
        ]
        for change in changes:
            before = lists.summary(office.book)
            event = done(change_entry(office.book, change, ORDER))
            assert lists.summary(office.book) != before
            undone = done(undo_change(office.book, event.number, COURT))
            assert lists.summary(office.book) == before
            assert (undone.kind, undone.order, dict(undone.facts)) == (
                EventKind.CHANGE_UNDONE,
                COURT,
                {"event": event.number},
            )
            assert refused(undo_change(office.book, event.number, ORDER)) == "change-not-to-undo"

    def test_what_was_changed_again_is_not_undone(self, office: Office) -> None:
        done(office.load(SOUND))
        removal = done(change_entry(office.book, Removal(precinct=7, number=2), ORDER))
        again = details(iin=rows()[2][0], birth_date=rows()[2][4], surname="Қасымова")
        done(change_entry(office.book, Addition(precinct=8, details=again), ORDER))
        before = lists.summary(office.book)
        assert refused(undo_change(office.book, removal.number, ORDER)) == "change-not-to-undo"
        assert refused(undo_change(office.book, 1, ORDER)) == "change-not-to-undo"
        assert refused(undo_change(office.book, 99, ORDER)) == "change-not-to-undo"
        assert lists.summary(office.book) == before

    def test_a_closed_list_is_not_undone_either(self, office: Office) -> None:
        done(office.load(SOUND))
        event = done(change_entry(office.book, Removal(precinct=7, number=1), ORDER))
        office.days_before(1, 20)
        assert refused(undo_change(office.book, event.number, ORDER)) == "list-frozen"
        done(undo_change(office.book, event.number, COURT))


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
        assert "передал: аким" in text
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
        office.days_before(15)
        for row in rows()[1:]:
            found = lists.own_entry(office.book, f" {row[0]}\n")
            assert isinstance(found, lists.OwnEntry)
            assert [found.surname, found.name, found.patronymic, found.birth_date.isoformat()] == row[1:5]
            assert row[1] not in repr(found)
        assert refused(lists.own_entry(office.book, str(other_number()))) == "not-on-list"
        assert refused(lists.own_entry(office.book, "700505300000")) == "iin-wrong-check-digit"
        assert refused(lists.own_entry(office.book, rows()[1][1])) == "iin-not-twelve-digits"

    def test_neither_recorder_nor_disk_tells_a_voter(self, office: Office) -> None:
        done(office.load(SOUND))
        done(change_entry(office.book, Addition(precinct=7, details=details()), ORDER))
        refused(office.load(BROKEN[0].make(), "empty.csv"))
        office.days_before(15)
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
