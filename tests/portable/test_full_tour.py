"""A tour as large as R 13 asks and more: 250 voters, ballots of 24 answers, both copies compared (C23; L 50-5(4)).

The whole of it runs in `make soak`; `make test` has twelve voters of the same election.
"""

import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from sailau.adapters.sqlite.device_store import open_device_store
from sailau.adapters.sqlite.tables import GrowingTable
from sailau.adapters.sqlite.twin_store import SECOND, Copies
from sailau.election.examples import president_2005
from sailau.election.nouns import AnswerId, Candidate, Definition, Words
from sailau.portable import TOUR_CREDENTIALS_MAX
from sailau.sealing.vote import SealedVote
from sailau.service.portable import Portable
from sailau.service.tour_cable import Emptied, Filled
from tests.crash.world import _SURNAMES
from tests.portable.test_cable import served
from tests.portable.test_tours import DEVICE, apply
from tests.service import day as days
from tests.service.day import PASSWORD, Day, chosen

ANSWERS = 24


def of_24_answers(*, voters: int, terminals: int) -> Definition:
    """The election of the example with 24 candidates."""
    example = president_2005(voters=voters, terminals=terminals)
    (contest,) = example.contests
    answers = tuple(
        Candidate(
            id=AnswerId(f"{surname}-{name}".lower()),
            surname=Words(kk, kk, surname),
            name=Words(first, first, name),
            patronymic=None,
        )
        for kk, surname in _SURNAMES
        for first, name in (("Асан", "Asan"), ("Ержан", "Yerzhan"))
    )
    assert len(answers) == ANSWERS
    return replace(example, contests=(replace(contest, answers=answers),))


def copies_of(day: Day) -> tuple[dict[bytes, bytes], dict[bytes, bytes]]:
    """The ballots in each of the two copies, each read by itself."""
    tables = (*Portable._tables(day.installed.credentials), GrowingTable("copy"))
    found = []
    for folder, name in ((day.folder / DEVICE, DEVICE), (day.folder / DEVICE / SECOND, f"{DEVICE}-{SECOND}")):
        copy = open_device_store(folder, name, PASSWORD, tables)
        with copy.store.transaction() as tx:
            found.append(dict(tx.items("ballots")))
        copy.close()
    return found[0], found[1]


def sizes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*.db")}


@pytest.mark.parametrize("voters", [pytest.param(12, id="12"), pytest.param(250, id="250", marks=pytest.mark.soak)])
def test_a_tour_of_many_voters_is_whole_in_both_copies_and_in_the_box(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, voters: int
) -> None:
    monkeypatch.setattr(days, "VOTERS", voters + 5)
    monkeypatch.setattr(days, "president_2005", of_24_answers)
    (tmp_path / "installed").mkdir()
    monkeypatch.setattr(days, "installed", lambda which: days.install(tmp_path / "installed"))
    with served(tmp_path) as table:
        apply(table.day, *range(1, voters + 1))
        assert table.fill() == Filled(tour=1, applications=voters, credentials=voters + 2)
        before = sizes(table.day.folder / DEVICE)
        votes: dict[bytes, bytes] = {}
        for _ in range(voters):
            assert table.device.begin() is None
            vote = table.device.vote(chosen(1 + secrets.randbelow(ANSWERS)))
            assert isinstance(vote, SealedVote)
            votes[vote.credential] = vote.card_form
        assert len(votes) == voters
        table.day.homes.pop(DEVICE).close()
        assert sizes(table.day.folder / DEVICE) == before, "the files tell how many voted"
        assert copies_of(table.day) == (votes, votes)
        assert table.device.copies is Copies.BOTH
        assert table.empty() == Emptied(tour=1, ballots=voters, unused=2, valid=True)
        assert table.day.table("box", "ballots") == votes
        assert table.day.counts()["home_ballots"] == voters
        table.day.homes.pop(DEVICE).close()
        assert copies_of(table.day) == ({}, {})


def test_device_has_room_for_more_than_the_rules_ask() -> None:
    assert TOUR_CREDENTIALS_MAX >= 250 + 2 > 200
