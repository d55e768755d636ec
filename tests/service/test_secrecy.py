"""Nothing that the precinct keeps ties a voter to a card, a credential, a time or a ballot (L 50-1(2); promise 1).

A whole day is held; then every store is opened with its key, every recorder is read, and all of it is searched.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sailau.adapters.recorder_file import read_record
from sailau.card import is_clean
from sailau.recorder import Entry
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.pool import pool_rows
from tests.service.day import DESK, ISSUER, TABLE, Day, open_day

TABLES = {
    "checkin": ("standings", "intents", "voters", "tours"),
    "box": ("ballots", "aside", "cancelled"),
    "cards": ("pool", "out", "activations", "counts"),
    "day": ("config", "acts", "count", "closing", "present"),
}
VOTERS = 8


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Day, dict[int, SealedVote]]]:
    """Eight have voted, one has checked the machine, one card could not be read; every card is back."""
    with open_day(tmp_path_factory.mktemp("day")) as made:
        votes = {}
        for number in range(1, VOTERS + 1):
            slot = made.admitted(number, number)
            votes[number] = made.vote(slot, 1 + number % 5, f"terminal-{1 + number % 2}")
            assert isinstance(made.take(slot), accumulator.Accepted)
        challenged = made.admitted(9, 9)
        made.challenged(challenged, 2)
        made.take(challenged)
        made.vote(made.admitted(10, 10))
        assert accumulator.cancel_unreadable(made.precinct, 10, accumulator=TABLE) is None
        for card in (11, 12):
            assert desk.replace_card(made.precinct, made.card(card), desk=DESK, member=ISSUER) is None
            made.vote(made.cards[card])
            made.take(made.cards[card])
        yield made, votes


def everything(day: Day, store: str) -> list[bytes]:
    """Every key and value of a store, opened."""
    return [part for table in TABLES[store] for pair in day.table(store, table).items() for part in pair]


def recorders(day: Day) -> list[Entry]:
    entries: list[Entry] = []
    paths = [*sorted((day.folder / "computer" / "recorders").glob("*.jsonl"))]
    paths += [day.folder / device / "recorder.jsonl" for device in day.booths]
    for path in paths:
        device = path.stem if path.stem != "recorder" else path.parent.name
        read_record(path, device, entries.append)
    return entries


def personal(day: Day) -> list[bytes]:
    """What names a voter."""
    return [
        word.encode()
        for entry in day.precinct.voters
        for word in (entry.iin.digits, f"{entry.surname} {entry.name}", entry.address)
    ]


def names_of_ballots(day: Day, votes: dict[int, SealedVote]) -> list[bytes]:
    """What names a ballot, a credential, or a sealed credential: raw, in hex, and trackers."""
    with day.precinct.stores.cards.transaction() as tx:
        rows = pool_rows(tx)
    raw = [part for row in rows for part in (row.public, row.id, row.sealed)]
    raw += [vote.card_form[:64] for vote in votes.values()]
    return [*raw, *(part.hex().encode() for part in raw), *(vote.tracker.encode() for vote in votes.values())]


def found(needles: list[bytes], hay: list[bytes]) -> list[bytes]:
    joined = b"\0".join(hay)
    return [needle for needle in needles if needle in joined]


def test_no_store_ties_a_voter_to_a_card(ended: tuple[Day, dict[int, SealedVote]]) -> None:
    day, votes = ended
    for store in ("box", "cards", "day"):
        assert found(personal(day), everything(day, store)) == [], store
    assert found(names_of_ballots(day, votes), everything(day, "checkin")) == []


def test_search_would_see_a_store_that_tells(ended: tuple[Day, dict[int, SealedVote]]) -> None:
    day, votes = ended
    assert found(personal(day), everything(day, "checkin"))
    assert found(names_of_ballots(day, votes), everything(day, "box"))


def test_all_who_were_admitted_within_an_hour_look_alike(ended: tuple[Day, dict[int, SealedVote]]) -> None:
    day, _ = ended
    standings = day.table("checkin", "standings")
    assert len(standings) == 10
    assert len(set(standings.values())) == 1


def test_nothing_is_left_of_cards_that_came_back_and_of_work_that_was_done(
    ended: tuple[Day, dict[int, SealedVote]],
) -> None:
    day, _ = ended
    assert day.table("cards", "out") == {}
    assert day.table("cards", "activations") == {}
    assert day.table("checkin", "intents") == {}


def test_box_lists_ballots_by_credential_and_not_by_their_coming(ended: tuple[Day, dict[int, SealedVote]]) -> None:
    day, votes = ended
    keys = list(day.table("box", "ballots"))
    assert keys == sorted(keys)
    assert {vote.credential for vote in votes.values()} < set(keys)


def test_files_of_the_box_and_the_list_do_not_grow_while_people_vote(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.voted(1, 1)
        files = [made.folder / "computer" / f"{store}.db" for store in ("box", "checkin")]
        before = [path.stat().st_size for path in files]
        for number in range(2, 7):
            made.voted(number, number)
        assert [path.stat().st_size for path in files] == before
        assert all(path.with_name(path.name + "-wal").stat().st_size == 0 for path in files)


def test_recorder_names_no_voter(ended: tuple[Day, dict[int, SealedVote]]) -> None:
    day, votes = ended
    entries = recorders(day)
    assert {entry.device for entry in entries} >= {"precinct-computer", DESK, TABLE, "terminal-1", "terminal-2"}
    lines = [json.dumps([entry.event, dict(entry.fields)], ensure_ascii=False).encode() for entry in entries]
    assert found(personal(day), lines) == []
    assert found(names_of_ballots(day, votes), lines) == []


def test_recorder_of_desk_and_table_have_no_field_in_common_that_could_join_them(
    ended: tuple[Day, dict[int, SealedVote]],
) -> None:
    """Both know the exact time; what they say of a card is a state, of a member a number, of a voter nothing."""
    day, _ = ended
    fields = {(entry.device, name) for entry in recorders(day) for name in entry.fields}
    of_desk = {name for device, name in fields if device == DESK}
    of_table = {name for device, name in fields if device == TABLE}
    of_booths = {name for device, name in fields if device.startswith("terminal")}
    assert of_desk <= {"matches", "member", "found", "source", "reason", "torn_bytes"}
    assert of_table <= {"state", "reason", "agrees", "torn_bytes"}
    assert of_booths <= {"accepted", "state", "reason", "outcome", "stage", "torn_bytes"}


def test_terminal_keeps_a_set_of_ballots_without_card_voter_or_time(
    ended: tuple[Day, dict[int, SealedVote]],
) -> None:
    day, _ = ended
    values = []
    for booth in day.booths.values():
        with booth.store.transaction() as tx:
            items = dict(tx.items("sealed"))
            assert tx.items("pending") == ()
        assert list(items) == sorted(items)
        values += [len(value) for value in items.values()]
    assert len(values) == VOTERS + 4
    assert len(set(values)) == 1


def test_card_that_was_taken_holds_nothing_any_more(ended: tuple[Day, dict[int, SealedVote]]) -> None:
    day, votes = ended
    for number in range(1, VOTERS + 1):
        image = day.cards[number].read(0, 8192)
        assert found(names_of_ballots(day, votes), [image]) == []
        assert is_clean(image)


def test_voted_card_carries_no_credential_mark_or_time(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        with made.precinct.stores.cards.transaction() as tx:
            sealed = [row.sealed for row in pool_rows(tx)]
        made.vote(slot)
        image = slot.read(0, 8192)
        assert b"desk-1" not in image
        assert found(sealed, [image]) == []
