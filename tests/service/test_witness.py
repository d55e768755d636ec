"""Recorders bear witness of each other by the cards, and tell no order by it (E49, L 50-2(4))."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sailau.accumulator import NOT_OF_THIS_PRECINCT
from sailau.adapters.cards import MemoryCard
from sailau.card import Abandoned, Challenged, TerminalMark, Voted, read_card
from sailau.recorder import epochs
from sailau.service import accumulator
from sailau.service.witness import Witnesses
from tests.service.day import TABLE, Day, open_day
from tests.service.test_forged_cards import image_of

EPOCH = 3


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    monkeypatch.setattr(epochs, "CARDS_MIN", EPOCH)
    monkeypatch.setattr(epochs, "MICROSECONDS_MIN", 0)
    with open_day(tmp_path) as made:
        yield made


def witness_of(slot: MemoryCard) -> bytes:
    card = read_card(slot)
    assert isinstance(card, Voted | Challenged | Abandoned)
    return card.terminal.witness


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def witnessed(day: Day) -> list[dict[str, Any]]:
    """What the accumulator's recorder has written of other records."""
    entries = lines(day.folder / "computer" / "recorders" / f"{TABLE}.jsonl")
    return [entry["fields"] for entry in entries if entry["event"] == "head-witnessed"]


def test_cards_of_an_epoch_carry_the_same_checkpoint_and_it_is_recorded_once(day: Day) -> None:
    carried = []
    for number in range(1, 3 * EPOCH + 1):
        slot = day.admitted(number, number)
        if number % EPOCH == 0:
            day.challenged(slot)
        elif number % EPOCH == 1:
            day.booth().abandon(slot, day.session(slot))
        else:
            day.vote(slot)
        carried.append(witness_of(slot))
        day.take(slot)
    assert carried[:EPOCH] == [b""] * EPOCH
    assert len(set(carried[EPOCH : 2 * EPOCH])) == len(set(carried[2 * EPOCH :])) == 1
    assert carried[EPOCH] != carried[-1]
    assert [(one["device"], one["head"]) for one in witnessed(day)] == [
        ("terminal-1", carried[EPOCH][8:].hex()),
        ("terminal-1", carried[-1][8:].hex()),
    ]


def test_terminals_record_rewritten_afterwards_does_not_agree_with_what_the_table_wrote_down(day: Day) -> None:
    for number in range(1, EPOCH + 2):
        slot = day.admitted(number, number)
        day.vote(slot)
        day.take(slot)
    (seen,) = witnessed(day)
    record = lines(day.folder / "terminal-1" / "recorder.jsonl")
    assert record[seen["entries"] - 1]["hash"] == seen["head"]
    after = [entry["event"] for entry in record[seen["entries"] :]]
    assert after[0] == "card-inserted" and after.count("card-inserted") == 1, "nothing of its own card is in it"
    assert all(entry["hash"] != seen["head"] for entry in record[: seen["entries"] - 1])


def test_checkpoint_that_was_changed_on_the_way_makes_the_card_a_foreign_one(day: Day) -> None:
    for number in range(1, EPOCH + 2):
        slot = day.admitted(number, number)
        day.vote(slot)
    card = read_card(slot)
    assert isinstance(card, Voted)
    for other in (b"", card.terminal.witness[:-1] + b"!"):
        forged = MemoryCard(image=image_of(replace(card, terminal=replace(card.terminal, witness=other)), 9))
        assert accumulator.take_card(day.precinct, forged, accumulator=TABLE) == NOT_OF_THIS_PRECINCT
    assert witnessed(day) == []
    assert isinstance(day.take(slot), accumulator.Accepted)
    assert len(witnessed(day)) == 1


def test_two_checkpoints_of_one_length_are_both_recorded_older_ones_are_not(day: Day) -> None:
    witnesses, recorder = Witnesses(), day.precinct.recorder(TABLE)

    def mark(size: int, root: bytes) -> TerminalMark:
        return TerminalMark(device="terminal-2", signature=bytes(64), witness=size.to_bytes(8, "big") + root * 32)

    for size, root in ((90, b"a"), (90, b"a"), (40, b"b"), (90, b"c"), (120_000, b"d"), (90, b"a")):
        witnesses.see(mark(size, root), recorder)
    assert [(one["entries"], one["head"][:2]) for one in witnessed(day)] == [(90, "61"), (90, "63"), (120_000, "64")]
