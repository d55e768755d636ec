"""Files are written whole or not at all, erased by overwriting, and have one writer (L 50-2(2))."""

import os
from functools import partial
from pathlib import Path

import pytest

from sailau.adapters.cards import FileCard, PulledCard
from sailau.adapters.files import ProcessLock, erase_file, write_atomically
from sailau.card import (
    Activated,
    ActivationMark,
    CardNumber,
    CardRemovedError,
    Expiry,
    LoadCounter,
    Loaded,
    TerminalMark,
    Voted,
    read_card,
    write_and_read_back,
)
from sailau.errors import StoreError
from sailau.ports import Faults
from tests.adapters.faulty import Counting, InterruptionError, KillingAt, RaisingAt, run_and_be_killed


def test_file_written_and_killed_at_any_point_is_old_or_new(tmp_path: Path) -> None:
    counting = Counting()
    write_atomically(tmp_path / "x", b"old" * 5000, counting)
    seen = set()
    for n in range(len(counting.names)):
        write_atomically(tmp_path / "x", b"old" * 5000)
        assert run_and_be_killed(
            partial(write_atomically, tmp_path / "x", b"new" * 7000, KillingAt(n)), tmp_path / "log"
        )
        seen.add((tmp_path / "x").read_bytes())
    assert seen == {b"old" * 5000, b"new" * 7000}
    write_atomically(tmp_path / "x", b"last")
    assert (tmp_path / "x").read_bytes() == b"last"
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


def test_erased_file_is_overwritten_before_it_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"share" * 100)
    kept = tmp_path / "same-bytes-on-the-disk"
    os.link(path, kept)
    erase_file(path)
    assert not path.exists()
    assert kept.read_bytes() == bytes(500)
    erase_file(path)


def test_erasing_cut_short_is_finished_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    for n in range(3):
        path.write_bytes(b"share")
        with pytest.raises(InterruptionError):
            erase_file(path, RaisingAt(n))
        erase_file(path)
        assert not path.exists()


def test_folder_that_is_missing_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write"):
        write_atomically(tmp_path / "absent" / "x", b"")


def test_lock_is_free_again_after_release_and_after_death(tmp_path: Path) -> None:
    first = ProcessLock(tmp_path / "lock", "the thing")
    with pytest.raises(StoreError, match="the thing is in use"):
        ProcessLock(tmp_path / "lock", "the thing")
    first.release()
    first.release()

    def work() -> None:
        ProcessLock(tmp_path / "lock", "the thing")
        KillingAt(0).point("now")

    assert run_and_be_killed(work, tmp_path / "log")
    ProcessLock(tmp_path / "lock", "the thing").release()


NUMBER, LOAD = CardNumber(5), LoadCounter(1)
LOADED = Loaded(number=NUMBER, load=LOAD, credential=b"c" * 70)
MARK = ActivationMark(expiry=Expiry(5), desk="desk-1", signature=b"s" * 64)
ACTIVATED = Activated(number=NUMBER, load=LOAD, credential=LOADED.credential, mark=MARK)
TERMINAL = TerminalMark(device="terminal-1", signature=b"t" * 64)
VOTED = Voted(number=NUMBER, load=LOAD, ballot=b"ballot" * 100, terminal=TERMINAL)


def vote(path: Path, faults: Faults) -> None:
    write_and_read_back(FileCard(path, faults), VOTED)


def test_card_file_whose_writer_is_killed_at_any_page_holds_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "card-5"
    write_and_read_back(FileCard.make(path, NUMBER), LOADED)
    write_and_read_back(FileCard(path), ACTIVATED)
    before = path.read_bytes()
    counting = Counting()
    vote(path, counting)
    torn = set()
    for n in range(len(counting.names)):
        path.write_bytes(before)
        assert run_and_be_killed(partial(vote, path, KillingAt(n)), tmp_path / "log")
        found = read_card(FileCard(path))
        assert found in (ACTIVATED, VOTED)
        torn.add((path.read_bytes(), found == VOTED))
    assert len(torn) > 15, "kills left many different cards"
    assert {is_new for _, is_new in torn} == {False, True}


def test_card_file_can_be_pulled_and_put_back(tmp_path: Path) -> None:
    card = FileCard.make(tmp_path / "card-5", NUMBER)
    with pytest.raises(CardRemovedError):
        write_and_read_back(PulledCard(card, 100), LOADED)
    write_and_read_back(card, LOADED)
    assert read_card(FileCard(tmp_path / "card-5")) == LOADED


def test_missing_card_file_is_a_card_that_is_not_in_the_slot(tmp_path: Path) -> None:
    card = FileCard(tmp_path / "absent")
    with pytest.raises(CardRemovedError):
        read_card(card)
    with pytest.raises(CardRemovedError):
        card.write(0, b"x")
    assert not (tmp_path / "absent").exists()
