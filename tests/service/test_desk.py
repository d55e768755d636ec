"""The desk: one admission a voter, one activated card an admission, also when something breaks (E29; R 6-8)."""

from contextlib import suppress
from pathlib import Path

import pytest

from sailau.adapters.cards import MemoryCard, PulledCard
from sailau.card import Activated, CardNumber, Loaded, read_card, read_image, write_and_read_back
from sailau.checkin.decisions import HelperKind
from sailau.checkin.state import Admitted as StandsAdmitted
from sailau.checkin.state import NotAdmitted
from sailau.checkin.voters import VoterEntry, VoterNumber
from sailau.errors import SailauError
from sailau.refusal import Refusal
from sailau.service import accumulator, desk, opening
from sailau.service.lost_card import give_card_up
from sailau.service.precinct import Precinct
from tests.adapters.faulty import Counting, InterruptionError, RaisingAt
from tests.service.day import DESK, ISSUER, PASSWORD, TABLE, Day, open_day


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def admit(day: Day, voter: VoterEntry | int, slot: object, **words: object) -> desk.Admitted | Refusal:
    entry = day.voter(voter) if isinstance(voter, int) else voter
    return desk.admit(day.precinct, entry, slot, **{"desk": DESK, "member": ISSUER} | words)  # type: ignore[arg-type]


def test_voter_is_found_by_the_number_on_the_card_and_a_stranger_is_not(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        voter = made.voter(5)
        assert desk.find_voter(made.precinct, voter.iin.digits, DESK) == voter
        wrong = voter.iin.digits[:-1] + str((int(voter.iin.digits[-1]) + 1) % 10)
        assert code(desk.find_voter(made.precinct, wrong, DESK, typed=True)) == "iin-wrong-check-digit"
        assert code(desk.find_voter(made.precinct, "12", DESK)) == "iin-not-twelve-digits"
        assert code(desk.find_voter(made.precinct, "850101300073", DESK, typed=True)) in {
            "not-on-list",
            "iin-wrong-check-digit",
        }
        assert made.events(DESK).count("voter-looked-up") == 4


def test_card_is_activated_and_counted_for_the_member_who_issued_it(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted(1, 1)
        assert isinstance(read_card(slot), Activated)
        assert made.counts() == {"issued:member-4": 1}
        assert desk.standing_of(made.precinct, VoterNumber(1)) == StandsAdmitted(hour=7)


def test_second_admission_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.admitted(1, 1)
        slot = made.card(2)
        assert code(admit(made, 1, slot)) == "already-admitted"
        assert code(admit(made, 1, slot, desk="desk-2")) == "already-admitted"
        made.restart()
        assert code(admit(made, 1, slot)) == "already-admitted"
        assert isinstance(read_card(slot), Loaded)
        assert made.counts() == {"issued:member-4": 1}


def test_voter_who_has_voted_is_not_admitted_again(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.voted(1, 1)
        assert code(admit(made, 1, made.card(2))) == "already-admitted"


def test_document_of_another_person_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        assert code(admit(made, 1, made.card(1), document_matches=False)) == "document-differs"
        assert made.events(DESK) == ["recorder-begun", "document-compared", "admission-refused"]


@pytest.mark.parametrize(("member", "why"), [("member-1", "issuer-barred"), ("member-5", "issuer-not-named")])
def test_member_who_may_not_issue_cards_is_refused(tmp_path: Path, member: str, why: str) -> None:
    with open_day(tmp_path) as made:
        assert code(admit(made, 1, made.card(1), member=member)) == why
        assert made.counts() == {}


def test_helper_who_is_an_observer_is_refused_and_a_trusted_person_is_not(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        assert code(admit(made, 1, made.card(1), helper=HelperKind.OBSERVER)) == "helper-barred"
        assert isinstance(
            admit(made, 1, made.card(1), helper=HelperKind.TRUSTED_PERSON, helper_name="Сейітова Айша"), desk.Admitted
        )


def test_card_that_is_not_from_the_tray_is_not_activated(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        wiped, voted = MemoryCard(CardNumber(9)), made.admitted(1, 1)
        made.vote(voted)
        broken = MemoryCard(image=b"\xa5" * len(read_image(wiped)))
        for slot in (wiped, voted, broken):
            assert code(admit(made, 2, slot)) == "card-not-loaded"
        assert desk.standing_of(made.precinct, VoterNumber(2)) == NotAdmitted()


def test_loaded_card_that_somebody_brought_along_is_not_activated(tmp_path: Path) -> None:
    """A copy with the tray's number and load, but a credential of its maker's choice."""
    with open_day(tmp_path) as made:
        made.card(1)
        forged = MemoryCard(CardNumber(1))
        other = read_card(made.card(2))
        assert isinstance(other, Loaded)
        write_and_read_back(forged, Loaded(number=CardNumber(1), load=other.load, credential=other.credential))
        assert code(admit(made, 1, forged)) == "card-not-loaded"


def test_one_card_is_not_activated_for_two_voters(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted(1, 1)
        assert code(admit(made, 2, slot)) == "card-not-loaded"


def test_card_pulled_at_the_desk_leaves_the_desk_waiting_for_that_card(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.card(1)
        assert code(admit(made, 1, PulledCard(slot, 40))) == "desk-card-removed"
        assert code(admit(made, 2, made.card(2))) == "desk-unfinished"
        assert code(admit(made, 1, made.card(2), desk="desk-2")) == "already-intended"
        assert desk.resume(made.precinct, made.card(2), DESK) == desk.DESK_BUSY
        assert desk.resume(made.precinct, None, DESK) == desk.DESK_BUSY
        assert desk.resume(made.precinct, slot, DESK) is None
        assert desk.standing_of(made.precinct, VoterNumber(1)) == NotAdmitted()
        assert isinstance(admit(made, 1, slot), desk.Admitted)
        assert made.counts() == {"issued:member-4": 1}


def test_card_pulled_after_the_mark_was_written_is_an_admission(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.card(1)
        before = _bytes_of_an_activation(made)
        assert code(admit(made, 1, PulledCard(slot, before))) == "desk-card-removed"
        assert isinstance(read_card(slot), Activated)
        assert desk.resume(made.precinct, slot, DESK) is None
        assert desk.standing_of(made.precinct, VoterNumber(1)) == StandsAdmitted(hour=7)
        assert made.counts() == {"issued:member-4": 2}


def test_voter_who_ran_to_the_booth_with_the_undecided_card_stays_admitted(tmp_path: Path) -> None:
    """The desk was interrupted, the card was used all the same: no second vote for that voter, and none lost."""
    with open_day(tmp_path) as made:
        slot = made.card(1)
        assert code(admit(made, 1, PulledCard(slot, _bytes_of_an_activation(made)))) == "desk-card-removed"
        vote = made.vote(slot)
        assert made.take(slot) == accumulator.FINISH_AT_DESK
        assert made.table("box", "ballots") == {}
        assert desk.resume(made.precinct, slot, DESK) is None
        assert code(admit(made, 1, made.card(2))) == "already-admitted"
        assert made.take(slot) == accumulator.Accepted(vote.tracker)
        assert made.counts() == {"issued:member-4": 2, "accepted": 1}


def test_card_that_broke_at_the_desk_holds_nobody_up(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.card(1)
        assert code(admit(made, 1, PulledCard(slot, 40))) == "desk-card-removed"
        broken = MemoryCard(image=b"\xa5" * len(read_image(slot)))
        assert desk.resume(made.precinct, broken, DESK) is None
        assert isinstance(admit(made, 1, made.card(2)), desk.Admitted)
        assert accumulator.cancel_unreadable(made.precinct, 1, accumulator=TABLE) is None
        assert made.counts() == {"issued:member-4": 1}
        assert list(made.table("box", "cancelled").values()) == [b"unreadable"]


def test_card_that_left_the_desk_for_good_is_issued_missing_and_frees_the_desk(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.card(1)
        until = _bytes_of_an_activation(made)
        assert give_card_up(made.precinct, DESK, made.signers()) is None
        assert code(admit(made, 1, PulledCard(slot, until))) == "desk-card-removed"
        act = give_card_up(made.precinct, DESK, made.signers())
        assert act is not None
        assert (act.act.kind, act.act.data) == ("missing_card", {"cards": [1]})
        assert desk.standing_of(made.precinct, VoterNumber(1)) == StandsAdmitted(hour=7)
        assert made.counts() == {"issued:member-4": 2, "missing": 1}
        assert list(made.table("box", "cancelled").values()) == [b"missing"]
        made.vote(slot)
        assert isinstance(made.take(slot), Refusal)
        assert code(admit(made, 1, made.card(2))) == "already-admitted"
        made.voted(2, 2)


def test_crash_in_the_middle_of_an_admission_neither_loses_nor_doubles_it(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        counting = Counting()
        made.restart(counting)
        started = len(counting.names)
        made.admitted(1, 1)
        points = len(counting.names) - started
        assert points > 20
        for step in range(0, points, 4):
            voter = number = 2 + step // 4
            slot = made.card(number)
            made.restart(RaisingAt(started + step))
            with suppress(InterruptionError):
                admit(made, voter, slot)
            made.restart()
            assert desk.resume(made.precinct, slot, DESK) is None
            is_admitted = isinstance(desk.standing_of(made.precinct, VoterNumber(voter)), StandsAdmitted)
            assert is_admitted == isinstance(read_card(slot), Activated), f"point {step}"
            if not is_admitted:
                made.admitted(voter, number)
            issued = made.counts()["issued:member-4"]
            assert issued == 2 + step // 4, f"point {step}"
        assert made.table("checkin", "intents") == {}
        assert made.table("cards", "activations") == {}


def test_admission_is_undone_once_for_each_unvoted_card_that_came_back(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted(1, 1)
        made.admitted(2, 2)
        assert code(desk.undo_admission(made.precinct, made.voter(1), DESK)) == "no-unvoted-card"
        assert made.take(slot) == accumulator.Returned(abandoned=False)
        assert desk.undo_admission(made.precinct, made.voter(1), DESK) is None
        assert desk.standing_of(made.precinct, VoterNumber(1)) == NotAdmitted(undone=1)
        assert code(desk.undo_admission(made.precinct, made.voter(2), DESK)) == "no-unvoted-card"
        assert code(desk.undo_admission(made.precinct, made.voter(1), DESK)) == "not-admitted"
        made.voted(1, 3)


def test_replacement_needs_a_permit_and_no_admission(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.admitted(1, 1)
        spare = made.card(2)
        assert desk.replace_card(made.precinct, spare, desk=DESK, member=ISSUER) == desk.NO_PERMIT
        assert accumulator.cancel_unreadable(made.precinct, 1, accumulator=TABLE) is None
        assert desk.replace_card(made.precinct, spare, desk=DESK, member=ISSUER) is None
        assert desk.replace_card(made.precinct, made.card(3), desk=DESK, member=ISSUER) == desk.NO_PERMIT
        assert code(desk.replace_card(made.precinct, made.card(3), desk=DESK, member="member-1")) == "issuer-barred"
        vote = made.vote(spare)
        assert made.take(spare) == accumulator.Accepted(vote.tracker)
        assert len(made.table("checkin", "standings")) == 1
        counts = made.counts()
        assert (counts["issued:member-4"], counts["replacements"], counts["accepted"]) == (2, 1, 1)


def test_nobody_is_admitted_after_closing(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.card(1)
        assert opening.close_voting(made.precinct) is None
        assert code(admit(made, 1, slot)) == "voting-not-open"


def test_precinct_is_not_opened_by_two_programs_at_once(tmp_path: Path) -> None:
    with open_day(tmp_path) as made, pytest.raises(SailauError, match="in use"):
        Precinct.open(made.folder / "computer", PASSWORD, made.clock)


def _bytes_of_an_activation(day: Day) -> int:
    """How many bytes an activation writes to a card, measured on the admission of another voter."""
    measured = _Measured(day.card(29))
    assert isinstance(admit(day, 29, measured, desk="desk-9"), desk.Admitted)
    return measured.written


class _Measured:
    def __init__(self, card: MemoryCard) -> None:
        self._card = card
        self.written = 0

    def read(self, offset: int, length: int) -> bytes:
        return self._card.read(offset, length)

    def write(self, offset: int, data: bytes) -> None:
        self._card.write(offset, data)
        self.written += len(data)
