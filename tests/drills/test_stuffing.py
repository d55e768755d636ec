"""Ballot stuffing by the precinct computer itself, exposed by the devices' closing cards (L 43(4), 50-6(1); M40).

The strongest thief there is: it holds everything that the precinct computer holds, and was handed the terminals' own
key besides, so that it opens sealed credentials and makes ballots that nobody can tell from those of voters. It keeps
its books: voters who stayed away are admitted, cards issued and accepted, credentials used up. What it does not have is
the memory of the terminals, and their keys to sign for it.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import cbor2
import pytest

from sailau.checkin.state import Admitted
from sailau.errors import SignatureError
from sailau.formats.v1.record import CLOSING_FILE, Figures, closing_sum
from sailau.precinct import Step
from sailau.refusal import Refusal
from sailau.sealing.credentials import derive, open_credential
from sailau.sealing.vote import SealedVote, seal_vote
from sailau.service import closing, desk
from sailau.service.accumulator import BALLOTS
from sailau.service.aside import trackers_of
from sailau.service.closing import Unreconciled
from sailau.service.pool import Place, count, move_credential, pool_rows
from sailau.signing.cms import sign_detached
from tests.drills.evening import closed, counted, defects, judged, written
from tests.service.day import ISSUER, Day, chosen, open_day

ADDED: Final = 10
VOTED: Final = ((1, 4), (2, 1), (3, 4))
WANTED: Final = 2
"""Whom the thief wants to win: nobody voted for this candidate."""


def vote(day: Day) -> None:
    """Three voters, at two terminals."""
    for number, answer in VOTED:
        day.voted(number, number, answer, f"terminal-{1 + number % 2}")


def made_without_terminal(day: Day, how_many: int) -> list[SealedVote]:
    """Ballots under credentials from the pool, opened with the terminals' key; in the books they are still unused."""
    precinct, key = day.precinct, day.installed.prepared.credential_key
    with precinct.stores.cards.transaction() as tx:
        rows = [row for row in pool_rows(tx) if row.place is Place.POOL][:how_many]
    made = []
    for code, row in enumerate(rows):
        secret = derive(precinct.rules.uuid, open_credential(row.sealed, key, precinct.rules.uuid))
        sealed = seal_vote(precinct.rules, precinct.style, secret, chosen(WANTED), (code,))
        assert isinstance(sealed, SealedVote), sealed
        made.append(sealed)
    return made


def stuff(day: Day, how_many: int = ADDED) -> list[SealedVote]:
    """Ten who stayed at home are admitted, issued a card and voted for, in every book of the precinct computer."""
    precinct, made = day.precinct, made_without_terminal(day, how_many)
    for place, sealed in enumerate(made):
        with precinct.stores.box.transaction() as tx:
            tx.insert(BALLOTS, sealed.credential, sealed.card_form)
        absent = day.voter(11 + place)
        desk.store_standing(precinct, absent.number, Admitted(hour=8))
        with precinct.stores.cards.transaction() as tx:
            (used,) = (row for row in pool_rows(tx) if row.public == sealed.credential)
            move_credential(tx, used.id, Place.GONE)
            count(tx, f"issued:{ISSUER}")
            count(tx, "accepted")
    return made


def forge_card(day: Day, device: str, more: list[SealedVote]) -> tuple[bytes, bytes]:
    """The device's closing card with the added ballots in it, under the best signature that the thief has."""
    card, _, _ = closing.closing_cards(day.precinct)[device]
    with_them = replace(
        card,
        sealed=card.sealed + len(more),
        sessions=card.sessions + len(more),
        sum=closing_sum([*_sealed_at(day, device), *(sealed.tracker for sealed in more)]),
    )
    data = CLOSING_FILE.write(with_them)
    return data, sign_detached(data, day.precinct.installed.computer, day.clock.now())


def _sealed_at(day: Day, device: str) -> list[str]:
    """Trackers of the ballots that a device sealed, which its honest card sums up."""
    card, _, _ = closing.closing_cards(day.precinct)[device]
    found = [tracker for tracker in trackers_of(day.precinct).values() if closing_sum([tracker]) == card.sum]
    assert len(found) == card.sealed == 1
    return found


def test_ten_admissions_and_ballots_without_terminals_stop_the_count_by_the_closing_cards(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        vote(made)
        stuff(made)
        found = closed(made)
        assert isinstance(found, Unreconciled)
        assert [item.relation.id for item in found.differences] == ["closing"]
        assert found.figures.figures["box_ballots"] == len(VOTED) + ADDED
        assert found.figures.figures["closing_sealed"] == len(VOTED)
        assert isinstance(made.precinct.refuse(Step.COUNT), Refusal)


@pytest.mark.soak
def test_precinct_computer_that_counts_them_all_the_same_publishes_a_record_that_anyone_refuses(
    tmp_path: Path,
) -> None:
    with open_day(tmp_path) as made:
        vote(made)
        stuff(made)
        assert isinstance(closed(made), Unreconciled)
        made.precinct.move(Step.RECONCILE)
        assert counted(made).result[0][WANTED - 1] == ADDED
        report = judged(written(made, tmp_path / "record"), made.installed.setup.hash)
        assert not report.sound
        assert defects(report) >= {"closing-count", "closing-sum", "relation-closing"}


@pytest.mark.soak
def test_ballots_exchanged_one_for_one_are_exposed_by_the_devices_sums(tmp_path: Path) -> None:
    """Every number agrees: three came, three are in the box. Only the sums know which three were sealed."""
    with open_day(tmp_path) as made:
        vote(made)
        with made.precinct.stores.box.transaction() as tx:
            for credential, _ in tx.items(BALLOTS):
                tx.delete(BALLOTS, credential)
        for sealed in made_without_terminal(made, len(VOTED)):
            with made.precinct.stores.box.transaction() as tx:
                tx.insert(BALLOTS, sealed.credential, sealed.card_form)
        assert isinstance(closed(made), Figures)
        assert counted(made).result[0][WANTED - 1] == len(VOTED)
        report = judged(written(made, tmp_path / "record"), made.installed.setup.hash)
        assert not report.sound
        assert defects(report) == {"closing-sum"}


@pytest.mark.soak
def test_closing_card_that_the_precinct_computer_writes_for_a_terminal_is_nobodys(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.voted(1, 1, 4, "terminal-1")
        added = stuff(made)
        assert isinstance(closed(made), Unreconciled)
        data, signature = forge_card(made, "terminal-1", added)
        with pytest.raises(SignatureError):
            closing.enter_closing_card(made.precinct, "terminal-1", data, signature)
        with made.precinct.stores.day.transaction() as tx:
            tx.put("closing", b"terminal-1", cbor2.dumps([data, signature]))
        assert isinstance(closing.reconcile(made.precinct), Figures)
        assert counted(made).result[0][WANTED - 1] == ADDED
        report = judged(written(made, tmp_path / "record"), made.installed.setup.hash)
        assert not report.sound
        assert defects(report) == {"signature"}, report.findings
