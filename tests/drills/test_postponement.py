"""The voting is postponed: nothing of the first day is ever opened, and who voted votes again (L 50-5(7), R 15; E39).

On the decision of the higher commission the precinct stops, calls its cards in, destroys what is unused, and erases the
members' shares by act: the ballots in the box stay sealed for ever. The new day has a new Setup, with other keys, other
credentials and another archive; voters of the first day come on general terms.
"""

from pathlib import Path
from typing import Final

import pytest

from sailau.adapters.cards import MemoryCard
from sailau.card import is_clean, read_image
from sailau.checkin.state import Admitted, NotAdmitted
from sailau.errors import StoreError
from sailau.formats.v1.record import Bilingual, Figures
from sailau.precinct import State
from sailau.precinct.commands import Command, refuse
from sailau.service import accumulator, closing, desk, opening
from sailau.service.acts import Matter, SignedAct, enter_act
from sailau.service.ceremony import erase_shares
from sailau.service.count import Counting, begin_count
from sailau.signing.roles import Role
from tests.drills.evening import closed, counted
from tests.service.day import DESK, ISSUER, TABLE, Day, open_day
from tests.service.test_closing import key_of
from tests.service.test_opening import code, postponement

FIRST_DAY: Final = {1: 4, 2: 4, 3: 2}
"""What voters chose on the day that was postponed; voter 4 held a card, and 5 carried one home with a ballot on it."""
HOME_CARD: Final = 5
NEW_DAY: Final = {1: 1, 2: 4, 3: 1, 4: 5, 5: 4, 9: 4}
"""What they, and one who had not come, choose on the new day."""


def postponed(day: Day) -> MemoryCard:
    """Three vote, two have cards; the decision comes; what is out is called in. Returns the card carried home."""
    for number, answer in FIRST_DAY.items():
        day.voted(number, number, answer)
    out, carried_home = day.admitted(4, 4), day.admitted(5, HOME_CARD)
    day.vote(carried_home, 2)
    assert opening.postpone_voting(day.precinct, postponement(day)) is None
    assert isinstance(day.take(out), accumulator.Returned)
    assert is_clean(read_image(out))
    assert closing.declare_missing(day.precinct, day.signers(), accumulator=TABLE) == 1
    assert isinstance(closing.destroy_unused(day.precinct, day.signers()), int)
    return carried_home


def shares_erased(day: Day) -> SignedAct:
    """The members erase their shares, by act."""
    text = Bilingual("Кілт үлестері өшірілді.", "Доли ключа стёрты.")
    matter = Matter(key="shares-erased", kind="shares_erased", article="L 50-5(7)", text=text)
    act = enter_act(day.precinct, matter, day.signers(1, 2, 3))
    erase_shares([day.folder / f"member-{number}.key" for number in range(1, 8)], act.label)
    return act


def test_shares_of_a_postponed_day_are_erased_and_its_box_opens_for_nobody(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        postponed(made)
        act = shares_erased(made)
        assert made.precinct.state is State.POSTPONED
        assert len(made.table("box", "ballots")) == len(FIRST_DAY)
        assert code(opening.close_voting(made.precinct)) == "not-now-close"
        assert code(begin_count(made.precinct)) == "not-now-count"
        # A computer that does not care for its own rules begins all the same, and asks every member.
        begun = Counting(made.precinct)
        assert (begun.mix(1), begun.mix(3)) == (None, None)
        for member in range(1, 8):
            with pytest.raises(StoreError, match=f"erased by act {act.label}"):
                begun.decrypt(key_of(made, member))
        assert begun.partials == {}


def test_device_that_is_out_when_the_voting_is_postponed_comes_back_or_is_lost_by_act() -> None:
    """Else its credentials could never be destroyed: no unused one is, as long as a tour is out."""
    for command in (Command.END_TOUR, Command.LOSE_TOUR):
        assert refuse(command, Role.CHAIR, State.POSTPONED) is None
    assert refuse(Command.BEGIN_TOUR, Role.CHAIR, State.POSTPONED) is not None


def test_who_voted_before_the_postponement_votes_again_under_a_new_setup(tmp_path: Path) -> None:
    with open_day(tmp_path) as old:
        carried_home = postponed(old)
        assert isinstance(desk.standing_of(old.precinct, old.voter(1).number), Admitted)
    with open_day(tmp_path, "second") as new:
        for number, answer in NEW_DAY.items():
            assert isinstance(desk.standing_of(new.precinct, new.voter(number).number), NotAdmitted)
            slot = new.admitted(number, number)
            if number == HOME_CARD:
                assert code(accumulator.take_card(new.precinct, carried_home, accumulator=TABLE)) == "ballot-foreign"
            vote = new.vote(slot, answer)
            assert new.take(slot) == accumulator.Accepted(vote.tracker)
        again = desk.admit(new.precinct, new.voter(1), new.card(30), desk=DESK, member=ISSUER)
        assert code(again) == "already-admitted"
        assert isinstance(closed(new), Figures)
        due = tuple(list(NEW_DAY.values()).count(answer) for answer in range(1, 6))
        assert counted(new).result[0] == due
