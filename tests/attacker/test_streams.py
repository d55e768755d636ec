"""Sealed streams of a real terminal: who chooses first or last, by touch, keys or switches, looks the same.

Each session is held at the same moment by a terminal of its own, with the same card and voter up to then. What the two
media hold afterwards is compared byte for byte, but for what is drawn at random or sealed.
"""

import json
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, product
from pathlib import Path
from typing import Final

import pytest

from sailau.adapters.cards import MemoryCard
from sailau.election.nouns import Language
from sailau.sealing.vote import SealedVote
from sailau.service import desk
from sailau.service.recorder.sessions import Sessions, Wrap
from sailau.service.terminal import Terminal
from sailau.terminal import Session
from sailau.terminal.turn import Device, Ground
from tests.attacker.devices import ANSWERS, DESK, ISSUER, PASSWORD, TABLES, chosen, install
from tests.attacker.hands import Hands, Way
from tests.attacker.plants import LooseSessions
from tests.attacker.sealed import Clock, SealedRecorder

TERMINAL: Final = "terminal-1"
SESSION_SECONDS: Final = 50.0
_RANDOM: Final = re.compile(rb'^[0-9a-f]{64} |"(?:hash|previous|wrapped|frame)":"[^"]*"', re.MULTILINE)


@dataclass(frozen=True)
class Booth:
    """A terminal as it stands when the voter comes in, and the card in the voter's hand."""

    folder: Path
    card: bytes
    clock: Clock
    credentials: int


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Booth:
    folder = tmp_path_factory.mktemp("streams")
    devices = install(folder, 30)
    try:
        devices.load(1, TABLES[0])
        entry = next(iter(devices.precinct.voters))
        done = desk.admit(devices.precinct, entry, devices.card(1), desk=DESK, member=ISSUER)
        assert isinstance(done, desk.Admitted)
        image = devices.card(1).read(0, 8192)
        credentials = len(devices.precinct.installed.setup.sorted_credentials)
    finally:
        devices.stop()
    return Booth(folder / TERMINAL, image, devices.clock, credentials)


def session(
    booth: Booth, folder: Path, row: int, way: Way, sessions: Callable[[str, Wrap, int], Sessions] = Sessions
) -> bytes:
    """One voter's turn, from the card's insertion to the minute after its end: the record on both media."""
    shutil.copytree(booth.folder, folder, ignore=shutil.ignore_patterns("medium-*"))
    clock = Clock(booth.clock.started)
    clock.at = booth.clock.at.replace(second=1, microsecond=0) + timedelta(minutes=1)
    recorder = SealedRecorder(folder, TERMINAL, clock, sessions)
    with Terminal.open(
        folder, TERMINAL, PASSWORD, clock, credentials=booth.credentials, recorder=lambda: recorder
    ) as terminal:
        style = terminal.kit.style
        ground = Ground(style=style, languages=(Language.KK, Language.RU), device=Device.TERMINAL, check=True)
        hands = Hands(ground, recorder, way, random.Random(f"{row} {way}"))
        slot = MemoryCard(image=booth.card)
        begun = clock.at
        hands.happens("card-in")
        opened = terminal.insert(slot, clock.now())
        assert isinstance(opened, Session), opened
        hands.happens("card-admitted")
        for seconds in chain(hands.chooses(row), hands.confirms()):
            clock.reach(min(clock.at + timedelta(seconds=seconds), begun + timedelta(seconds=SESSION_SECONDS)))
        assert isinstance(terminal.confirm(slot, opened, chosen(row)), SealedVote)
        hands.happens("sealed")
        recorder.record("card-removed")
        hands.happens("card-out")
        assert clock.at.replace(microsecond=0) < begun + timedelta(seconds=58)
        clock.reach(begun + timedelta(minutes=2))
        recorder.watch()
    first, second = ((folder / medium / f"{TERMINAL}.record").read_bytes() for medium in ("medium-1", "medium-2"))
    assert first == second
    return first


def outside(record: bytes) -> bytes:
    """The record without what is random or sealed; of that the length."""
    return _RANDOM.sub(lambda found: b"%d" % len(found[0]), record)


def frames(record: bytes) -> bytes:
    """The ciphertext of a session."""
    lines = (json.loads(line[line.index(b"{") :]) for line in record.splitlines())
    return b"".join(line["fields"]["frame"].encode() for line in lines if line["event"] == "interval-sealed")


def test_first_and_last_by_touch_keys_and_switches_differ_in_nothing_but_ciphertext(
    booth: Booth, tmp_path: Path
) -> None:
    records = {
        (row, way): session(booth, tmp_path / f"{row} {way}", row, way) for row, way in product((1, ANSWERS), Way)
    }
    assert len({outside(record) for record in records.values()}) == 1
    assert len({frames(record) for record in records.values()}) == len(records)
    text = outside(next(iter(records.values())))
    assert text.count(b'"interval-sealed"') == 59 * 5
    assert b'"outcome":"voted"' in text


def test_comparison_would_see_a_recorder_that_lets_the_inputs_through(booth: Booth, tmp_path: Path) -> None:
    one = session(booth, tmp_path / "one", 1, Way.ARROWS, LooseSessions)
    two = session(booth, tmp_path / "two", ANSWERS, Way.ARROWS, LooseSessions)
    assert outside(one) != outside(two)
