"""A voter's turn at a recorder's process: what is asked together waits together; what is not the turn's is in clear."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sailau.adapters.recorder_client import RecorderClient
from sailau.errors import StoreError
from sailau.formats.v1.recorder_key import RecorderKey
from sailau.group import Secret
from sailau.ports import RecorderLostError
from sailau.recorder.chain import Entry
from tests.service.recorder.running import Running, opened, recorder_key

DEVICE = "terminal-1"
FRAME = "interval-sealed"


class Turns:
    """A terminal's recorder, its client, and who can open its sessions."""

    def __init__(self, running: Running, client: RecorderClient, key: RecorderKey, secrets: dict[str, Secret]) -> None:
        self.running, self.client, self._key, self._secrets = running, client, key, secrets

    def clear(self) -> list[str]:
        """The events that stand in clear, since the recorder began."""
        return [event for event in self.running.events()[1:] if event != FRAME]

    def ended(self) -> list[str]:
        """The outcomes of sessions that have ended."""
        kept = self.running.kept()
        return [str(s.entry.fields["outcome"]) for s in kept if s.entry.event == "stream-ended"]

    def opened(self, number: str) -> list[str]:
        """The events of a session, opened by all parties."""
        return [event for event, _ in opened(self.running.kept(), self._key, self._secrets, number)]


@pytest.fixture
def turns(tmp_path: Path) -> Iterator[Turns]:
    key, secrets = recorder_key()
    with Running(tmp_path, DEVICE, key) as running, running.client() as client:
        yield Turns(running, client, key, secrets)


def test_card_put_back_is_of_the_turn_and_the_next_voters_card_is_not(turns: Turns) -> None:
    client = turns.client
    client.record("card-inserted", state="activated")
    client.record("session-begun")
    assert client.record("card-write-failed", outcome="undecided").event == FRAME
    client.record_all([("card-removed", {}), ("reader-lost", {"cause": "unplugged"}), ("reader-found", {})])
    assert client.record("card-inserted", state="voted").event == FRAME
    client.record_all([("undecided-settled", {"state": "voted"}), ("card-removed", {})])
    assert client.record("card-inserted", state="activated").event == "card-inserted"
    assert client.record("card-refused", reason="expired").event == "card-refused"
    turns.running.end()
    begun = ["card-inserted", "session-begun", "stream-begun"]
    assert turns.clear() == [*begun, "card-inserted", "card-refused", "stream-ended"]
    assert turns.ended() == ["voted"]
    assert turns.opened("000001") == [
        *("card-write-failed", "card-removed", "reader-lost", "reader-found", "card-inserted", "undecided-settled"),
        "card-removed",
    ]


def test_turn_without_a_card_ends_when_the_device_says_so_with_the_outcome_that_its_events_tell(turns: Turns) -> None:
    client = turns.client
    assert client.seals
    assert client.end_session() is None, "no turn has begun"
    client.record("session-begun")
    client.record_all([("ballot-sealed", {}), ("confirmed", {})])
    ended = client.end_session()
    assert ended is not None
    assert ended.event == FRAME
    client.record("session-begun")
    client.end_session()
    turns.running.end()
    assert turns.ended() == ["voted", "interrupted"]


def test_touch_and_what_it_did_stand_in_one_frame(turns: Turns) -> None:
    client = turns.client
    client.record("session-begun")
    before = client.head().entries
    client.record_all([("input-made", {"source": "touch"}), ("answer-touched", {"contest": 1})] * 5)
    assert client.head().entries - before <= 3, "ten events are not ten waits"
    turns.running.end()
    assert turns.opened("000001").count("answer-touched") == 5


def test_touch_beside_the_controls_does_not_hold_up_the_next_touch(turns: Turns) -> None:
    client = turns.client
    client.record("session-begun")
    entries: list[Entry] = []
    threads = [
        threading.Thread(target=lambda: entries.append(client.record("input-made", source="touch-beside")))
        for _ in range(6)
    ]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entries) == 6
    assert len({entry.seq for entry in entries}) <= 2
    assert time.monotonic() - begun < 2


def test_recorder_that_lost_entries_is_not_taken_for_the_one_that_was_there(tmp_path: Path) -> None:
    with Running(tmp_path / "one", "desk-1") as running, running.client() as client:
        for _ in range(4):
            client.record("admission-made")
        running.end()
        with pytest.raises(RecorderLostError):
            client.watch()
        other = Running(tmp_path / "other", "desk-1")
        other.socket = running.socket
        with other, pytest.raises(StoreError, match="has 1 entries and had 5"):
            client.watch()
