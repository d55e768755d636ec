"""The recorder is a process of its own: what a device says is on two media, or the device stops (E18, R 11)."""

import os
import signal
import socket
import stat
import threading
import time
from base64 import b64decode
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from sailau.adapters.recorder_client import RecorderClient
from sailau.adapters.recorder_wire import Message, ask
from sailau.errors import InvariantError, PartyError, StoreError
from sailau.ports import Recorder, RecorderLostError
from sailau.recorder.checkpoint import open_checkpoint, parse_vkey
from sailau.recorder.merkle import root_of
from sailau.recorder.session import session_of
from sailau.recorder.values import FieldValue
from sailau.sealing.recorder_key import partial_unwrap
from sailau.service.recorder.evidence import open_session
from tests.recorder import outsider
from tests.service.recorder.running import Running, recorder_key


def test_what_a_device_says_is_on_both_media_when_record_returns(tmp_path: Path) -> None:
    with Running(tmp_path, "desk-1") as running, running.client() as client:
        recorder: Recorder = client
        entry = recorder.record("card-activated", member=3)
        assert running.kept()[-1].entry == entry
        assert recorder.head() == entry.head()
        assert entry.time.utcoffset() == timedelta(hours=5), "local time and UTC in one"
        code, said = running.end()
        assert code == 0
        assert "one disk" in said
    assert running.events() == ["recorder-begun", "card-activated"]
    assert not running.socket.exists()


def test_the_socket_is_its_owners_alone_and_a_second_recorder_is_refused(tmp_path: Path) -> None:
    with Running(tmp_path, "desk-1") as running:
        mode = running.socket.stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600
        assert stat.S_IMODE((tmp_path / "desk-1.note-key").stat().st_mode) == 0o600
        with Running(tmp_path, "desk-1") as second:
            code, said = second.wait(20)
            assert code == 2
            assert "in use" in said
        with running.client() as client:
            client.record("admission-made")


def test_client_of_another_device_or_without_a_recorder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no recorder answers.*start"):
        RecorderClient(tmp_path / "socket", "desk-1")
    with Running(tmp_path, "desk-1") as running, pytest.raises(StoreError, match="desk-1, not of desk-2"):
        RecorderClient(running.socket, "desk-2", patience=5)


def test_event_outside_the_catalogue_is_refused_on_both_sides(tmp_path: Path) -> None:
    with Running(tmp_path, "desk-1") as running, running.client() as client:
        for event in ("card-admired", "confirmed", "card-activated"):
            with pytest.raises(InvariantError):
                client.record(event)
        with socket.socket(socket.AF_UNIX) as raw:
            raw.settimeout(5)
            raw.connect(str(running.socket))
            messages: list[Message] = [
                {"do": "record", "event": "card-admired", "fields": {}},
                {"do": "record", "event": "admission-made", "fields": {"iin": "910312300456"}},
                {"do": "record", "event": "admission-made", "fields": []},
                {"do": "record", "event": "recorder-gap", "fields": {"seconds": 5}},
                {"do": "record", "event": ["admission-made"]},
                {"do": "end-session", "outcome": "won"},
                {"do": "forget"},
                {},
            ]
            for message in messages:
                assert "refused" in ask(raw, message)
        assert client.end_session() is None, "no session is open"
        client.record("admission-made")
    assert running.events() == ["recorder-begun", "admission-made"]


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\0\0\0\x02{]", b"\0\0\0\x02[]", b"\0\0\0\x09{"])
def test_noise_on_the_socket_costs_its_sender_the_connection_and_nobody_else(tmp_path: Path, data: bytes) -> None:
    with Running(tmp_path, "desk-1") as running, running.client() as client:
        with socket.socket(socket.AF_UNIX) as raw:
            raw.settimeout(5)
            raw.connect(str(running.socket))
            raw.sendall(data)
            raw.shutdown(socket.SHUT_WR)
            assert raw.recv(1) == b""
        client.record("admission-made")


def test_recorder_that_dies_stops_the_device(tmp_path: Path) -> None:
    with Running(tmp_path, "desk-1") as running, running.client() as client:
        client.record("admission-made")
        client.watch()
        running.end(signal.SIGKILL)
        with pytest.raises(RecorderLostError, match=r"is gone.*device stops"):
            client.watch()
        with pytest.raises(RecorderLostError, match="is gone"):
            client.record("admission-made")
        with Running(tmp_path, "desk-1") as running:
            with pytest.raises(RecorderLostError):
                client.record("admission-made")
            client.watch()
            client.record("admission-made")
    assert running.events() == ["recorder-begun", "admission-made", "recorder-reopened", "admission-made"]


def test_recorder_that_hangs_stops_the_device_within_a_second(tmp_path: Path) -> None:
    with Running(tmp_path, "desk-1") as running, RecorderClient(running.socket, "desk-1") as client:
        os.kill(running.process.pid, signal.SIGSTOP)
        begun = time.monotonic()
        with pytest.raises(StoreError, match="did not answer in time"):
            client.record("admission-made")
        assert time.monotonic() - begun < 2
        os.kill(running.process.pid, signal.SIGCONT)


def test_a_medium_that_is_pulled_stops_the_device_within_a_second_and_it_goes_on_after_resync(tmp_path: Path) -> None:
    with Running(tmp_path, "desk-1") as running, running.client() as client:
        client.record("admission-made")
        (tmp_path / "b").rename(tmp_path / "pulled")
        begun = time.monotonic()
        code, said = running.wait(20)
        assert time.monotonic() - begun < 2, "also when nobody touches the device"
        assert code == 2
        assert "second medium" in said
        with pytest.raises(StoreError, match="second medium"):
            client.record("admission-made")
    (tmp_path / "pulled").rename(tmp_path / "b")
    with Running(tmp_path, "desk-1") as running, running.client() as client:
        client.record("admission-made")
    assert running.events() == ["recorder-begun", "admission-made", "recorder-reopened", "admission-made"]


def test_several_threads_of_a_device_and_several_connections_lose_nothing(tmp_path: Path) -> None:
    with Running(tmp_path, "desk-1") as running, running.client() as one, running.client() as two:

        def work(client: RecorderClient) -> None:
            for _ in range(10):
                client.record("admission-made")

        threads = [threading.Thread(target=work, args=(client,)) for client in (one, one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert one.head().entries == 31
    assert running.events().count("admission-made") == 30


def test_the_checkpoint_at_the_end_is_a_strangers_proof_of_the_whole_record(tmp_path: Path) -> None:
    with Running(tmp_path, "desk-1") as running, running.client() as client:
        client.record("admission-made")
        early = client.checkpoint()
        client.record("admission-made")
        running.end()
    vkey = str(running.ready["vkey"])
    note = (tmp_path / "a" / "desk-1.checkpoint").read_bytes()
    assert outsider.note_is_good(early, vkey)
    assert outsider.note_is_good(note, vkey)
    found = open_checkpoint(note, parse_vkey(vkey))
    assert found.root == root_of([salted.leaf() for salted in running.kept()])
    assert open_checkpoint(early, parse_vkey(vkey)).size == 2


def test_while_a_ballot_is_on_the_screen_nothing_stands_in_clear_and_all_parties_together_read_it(
    tmp_path: Path,
) -> None:
    key, secrets = recorder_key()
    with Running(tmp_path, "terminal-1", key) as running, running.client() as client:
        client.record("card-inserted", state="activated")
        begun = client.record("session-begun")
        waits = []
        acts: list[tuple[str, dict[str, FieldValue]]] = [
            ("input-made", {"source": "touch"}),
            ("answer-touched", {"contest": 1}),
            ("confirmed", {}),
        ]
        for event, fields in acts:
            asked = time.monotonic()
            sealed = client.record(event, **fields)
            waits.append(time.monotonic() - asked)
            assert sealed.event == "interval-sealed"
            assert running.kept()[-1].entry == sealed, "it is on both media"
        assert min(waits) <= 0.3
        client.record("card-written")
        client.record("card-removed")
        running.end()
    kept = [salted.entry for salted in running.kept()]
    clear = [event for event in running.events() if event != "interval-sealed"]
    assert clear == ["recorder-begun", "card-inserted", "session-begun", "stream-begun", "stream-ended"]
    last = kept[-1]
    assert dict(last.fields) == {"outcome": "voted", "session": "000001"}
    assert (last.time.second, last.time.microsecond) == (0, 0)
    frames = [entry for entry in kept if entry.event == "interval-sealed"]
    gaps = {b.time - a.time for a, b in pairwise(frames)}
    assert gaps == {timedelta(milliseconds=200)}
    assert frames[-1].time == last.time
    wrapped = next(str(entry.fields["wrapped"]) for entry in kept if entry.event == "stream-begun")
    name = session_of("terminal-1", 1)
    parts = [partial_unwrap(secret, key, party, name, b64decode(wrapped)) for party, secret in secrets.items()]
    inputs = open_session(running.kept(), key, "000001", parts)
    assert [event for _, event, _ in inputs] == [
        "input-made",
        "answer-touched",
        "confirmed",
        "card-written",
        "card-removed",
    ]
    assert inputs[0][2] == {"source": "touch"}
    assert all(begun.time <= at <= last.time for at, _, _ in inputs)
    with pytest.raises(PartyError, match="territorial"):
        open_session(running.kept(), key, "000001", parts[:-1])
    with pytest.raises(StoreError, match="no session"):
        open_session(running.kept(), key, "000002", parts)


def test_next_turn_may_begin_while_the_last_one_runs_on_and_both_can_be_read(tmp_path: Path) -> None:
    key, secrets = recorder_key()
    with Running(tmp_path, "terminal-1", key) as running, running.client() as client:
        for source in ("touch", "keyboard", "switch-one"):
            client.record("session-begun")
            client.record("input-made", source=source)
            client.record("session-abandoned", stage="review")
        client.record("card-removed")
        running.end()
    assert [event for event in running.events() if event in {"session-abandoned", "card-removed"}] == []
    for number, source in enumerate(("touch", "keyboard", "switch-one"), start=1):
        digits = f"{number:06d}"
        begun = next(s.entry for s in running.kept() if s.entry.fields.get("session") == digits)
        wrapped = b64decode(str(begun.fields["wrapped"]))
        name = session_of("terminal-1", number)
        parts = [partial_unwrap(secret, key, party, name, wrapped) for party, secret in secrets.items()]
        inputs = open_session(running.kept(), key, digits, parts)
        assert [event for _, event, _ in inputs][:2] == ["input-made", "session-abandoned"]
        assert inputs[0][2] == {"source": source}
    assert inputs[-1][1] == "card-removed", "after the last turn, and sealed with it"


def test_a_killed_recorder_says_afterwards_that_a_session_was_cut_short(tmp_path: Path) -> None:
    key, _ = recorder_key()
    with Running(tmp_path, "terminal-1", key) as running, running.client() as client:
        client.record("session-begun")
        client.record("confirmed")
        running.end(signal.SIGKILL)
    with Running(tmp_path, "terminal-1", key) as running, running.client() as client:
        client.record("session-begun")
        client.record("session-abandoned", stage="review")
        running.end()
    kept = [salted.entry for salted in running.kept()]
    ends = [dict(entry.fields) for entry in kept if entry.event == "stream-ended"]
    assert ends == [
        {"outcome": "interrupted", "session": "000001"},
        {"outcome": "abandoned", "session": "000002"},
    ]
    assert "session-abandoned" not in running.events(), "at which stage stands sealed"


@pytest.mark.parametrize("device", ["terminal-1", "portable-1"])
def test_recorder_of_a_device_that_voters_touch_does_not_start_without_a_recorder_key(
    tmp_path: Path, device: str
) -> None:
    with Running(tmp_path, device) as running:
        code, said = running.wait(20)
    assert code == 2
    assert f"{device} seals its sessions" in said
    assert not list(tmp_path.glob("[ab]/*.record"))


def test_a_recorder_key_that_was_altered_is_refused(tmp_path: Path) -> None:
    key, _ = recorder_key()
    running = Running(tmp_path, "terminal-1", key)
    path = tmp_path / "recorder-key.json"
    path.write_bytes(path.read_bytes().replace(b'"precinct":25', b'"precinct":26', 1))
    with running:
        code, said = running.wait(20)
    assert code == 2
    assert "recorder" in said or "share" in said
