"""The line to the commission: cut at any byte, ends that are killed, strangers at either end (E47, E14, E17)."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from sailau.adapters import transfer_wire as wire
from sailau.adapters.recorder_file import read_record
from sailau.adapters.table_wire import LinkLostError, tls_context
from sailau.adapters.transfer_incoming import Incoming
from sailau.adapters.transfer_link import Told, TransferLink
from sailau.adapters.transfer_server import TransferServer
from sailau.errors import SignatureError, StoreError
from sailau.refusal import Refusal
from sailau.service import transfer_sending
from sailau.service.acknowledged import acknowledgement_names
from sailau.service.centre.intake import acknowledge
from sailau.service.centre.serving import CentreIntake
from sailau.service.transfer import sha256_of
from sailau.service.transfer_sending import Delivering, Delivery, Progress
from sailau.signing.authority import Signer, around, issue
from sailau.signing.holder import holder_of
from sailau.signing.keystore import seal_signer
from sailau.signing.roles import Role
from tests.service.cut_line import bad_line
from tests.service.day import MORNING, installed
from tests.service.transfer_world import NIGHT, Commission, commission, founded, signed_bundle

ROOT = Path(__file__).parents[2]
PIN = "12345678"


def signer(label: str) -> Signer:
    return installed("first").pki.signers[label]


def connecting(address: tuple[str, int], label: str = "precinct-computer") -> partial[TransferLink]:
    return partial(TransferLink.open, *address, signer(label), NIGHT)


@contextmanager
def central(tmp_path: Path, port: int = 0) -> Iterator[Commission]:
    with commission(tmp_path / "centre", installed("first"), port, judging=False) as made:
        yield made


def received(made: Commission, digest: str) -> bool:
    return acknowledge(made.centre, digest) is not None


def until_received(made: Commission, digest: str) -> bool:
    """For `ended`: nothing judges here, so what is received is enough."""
    return received(made, digest)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer_sending, "PAUSES", (0.01,))
    monkeypatch.setattr(transfer_sending, "JUDGMENT_LOOKS", (0.01,))


def deliver(made: Commission, address: tuple[str, int], told: list[Progress]) -> Delivery:
    bundle = signed_bundle()
    digest = sha256_of(bundle)
    return Delivering(connecting(address), bundle, digest, told.append).run(lambda: until_received(made, digest))


def places() -> Sequence[int]:
    """Bytes after which a line is cut: in every message of the handshake and the head of the first request, and in the
    body of the bundle."""
    size = signed_bundle().stat().st_size
    return (1, 200, 900, 2_000, 2_500, 3_000, 3_500, 5_000, size // 3, size - 1, size, size + 2_000)


def test_a_line_that_is_cut_at_any_byte_goes_on_where_it_stopped(tmp_path: Path) -> None:
    _cut_at(tmp_path, places()[1::3])


@pytest.mark.soak
def test_a_line_that_is_cut_at_very_many_bytes_goes_on_where_it_stopped(tmp_path: Path) -> None:
    size = signed_bundle().stat().st_size
    _cut_at(tmp_path, (*places(), *range(100, 6_000, 350), *range(6_000, size, size // 12)))


def _cut_at(tmp_path: Path, cuts: Sequence[int]) -> None:
    digest = sha256_of(signed_bundle())
    for number, after in enumerate(cuts):
        folder = tmp_path / str(number)
        folder.mkdir()
        told: list[Progress] = []
        with central(folder) as made, bad_line(made.address, after) as line:
            delivery = deliver(made, line.address, told)
            assert line.broken == 1, f"cut after {after} bytes"
            assert delivery.refusal is None
            assert received(made, digest)
            path = made.centre.bundle_path(digest)
            assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
            assert not list((folder / "centre" / "incoming").rglob("*.part")), "nothing is left half"
        sent = [one.sent for one in told]
        assert sent == sorted(sent), "what has arrived is not sent again"


def test_a_line_that_is_cut_again_and_again_comes_through(tmp_path: Path) -> None:
    with central(tmp_path) as made, bad_line(made.address, 60_000, times=20) as line:
        told: list[Progress] = []
        deliver(made, line.address, told)
        assert received(made, sha256_of(signed_bundle()))
        assert line.broken >= 3


def test_sending_again_what_is_there_changes_nothing(tmp_path: Path) -> None:
    bundle = signed_bundle()
    digest, size = sha256_of(bundle), bundle.stat().st_size
    with central(tmp_path) as made:
        deliver(made, made.address, [])
        first = acknowledge(made.centre, digest)
        with connecting(made.address)() as link:
            assert link.standing(digest) == Told(wire.RECEIVED, 0)
            assert link.send(digest, 0, size, bundle.read_bytes()[:1000]) == Told(wire.RECEIVED, 0)
            answer = link.acknowledgement(digest)
        assert first is not None
        assert answer == (first.data, first.signature, False), "the same bytes every time"
        with made.centre.store.transaction() as transaction:
            assert len(transaction.bundles()) == 1


def test_two_who_bring_the_same_bundle_at_once_bring_it_once(tmp_path: Path) -> None:
    with central(tmp_path) as made:
        found: list[Delivery] = []
        both = [threading.Thread(target=lambda: found.append(deliver(made, made.address, []))) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert [one.refusal for one in found] == [None, None]
        with made.centre.store.transaction() as transaction:
            assert len(transaction.bundles()) == 1


def test_bytes_that_are_not_the_bundles_are_thrown_away_whole_with_a_reason(tmp_path: Path) -> None:
    bundle = signed_bundle().read_bytes()
    spoilt = bytearray(bundle)
    spoilt[len(spoilt) // 2] ^= 1
    digest = hashlib.sha256(bundle).hexdigest()
    with central(tmp_path) as made, connecting(made.address)() as link:
        half = len(spoilt) // 2 + 100
        assert link.send(digest, 0, len(spoilt), bytes(spoilt[:half])) == Told(wire.PARTIAL, half)
        answer = link.send(digest, half, len(spoilt), bytes(spoilt[half:]))
        assert isinstance(answer, Refusal)
        assert answer.code == "bundle-not-whole"
        assert link.standing(digest) == Told(wire.PARTIAL, 0)
        assert link.acknowledgement(digest) is None
        other = hashlib.sha256(bytes(spoilt)).hexdigest()
        refused = link.send(other, 0, len(spoilt), bytes(spoilt))
        assert isinstance(refused, Refusal)
        assert refused.code.startswith("bundle-")
        assert all((refused.text.kk, refused.text.ru, refused.text.en))
        assert not received(made, other)


def test_what_is_out_of_place_or_too_large_is_not_taken(tmp_path: Path) -> None:
    digest = 64 * "a"
    with central(tmp_path) as made:
        with connecting(made.address)() as link:
            assert link.send(digest, 0, 100, b"x" * 40) == Told(wire.PARTIAL, 40)
            assert link.send(digest, 90, 100, b"y" * 10) == Told(wire.PARTIAL, 40), "a hole is not made"
            assert link.send(digest, 0, 100, b"z" * 10) == Told(wire.PARTIAL, 40), "nothing is written over"
            huge = link.send(64 * "b", 0, 10 << 30, b"x")
            assert isinstance(huge, Refusal)
            assert huge.code == "bundle-too-large"
        with pytest.raises(LinkLostError), connecting(made.address)() as link:
            link.send(digest, 40, 50, b"x" * 60)
        for path in ("/", "/v1/bundles/../../etc/passwd", f"/v1/bundles/{digest}/../x", f"/v1/bundles/{'A' * 64}"):
            assert _status(made, path) == b"404"


def _status(made: Commission, path: str) -> bytes:
    """How a request for a path is answered that no sender of ours makes."""
    context = tls_context(signer("precinct-computer"), server=False)
    with socket.create_connection(made.address) as raw, context.wrap_socket(raw) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return line.recv(4096).split()[1]


def test_one_precinct_has_few_places_and_no_others(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path / "incoming", 1000)
    for number in range(5):
        digest = f"{number:064x}"
        incoming.add("precinct-1", digest, 0, [b"12345"])
        os.utime(tmp_path / "incoming" / "precinct-1" / f"{digest}.part", (number, number))
    incoming.add("precinct-2", f"{9:064x}", 0, [b"1"])
    assert [incoming.arrived("precinct-1", f"{number:064x}") for number in range(5)] == [0, 0, 5, 5, 5]
    assert incoming.arrived("precinct-2", f"{9:064x}") == 1
    with pytest.raises(StoreError):
        Incoming(tmp_path / "incoming" / "precinct-2" / f"{9:064x}.part" / "x", 10)


@pytest.mark.parametrize("label", ["member-1", "terminal-1", "accumulator-1", "intake", "territorial"])
def test_who_is_no_precincts_computer_or_station_brings_nothing(label: str, tmp_path: Path) -> None:
    with central(tmp_path) as made, connecting(made.address, label)() as link:
        refused = link.standing(64 * "a")
        assert isinstance(refused, Refusal)
        assert refused.code == "transfer-not-a-sender"
        sent = link.send(64 * "a", 0, 10, b"x")
        assert isinstance(sent, Refusal)


def test_a_bundle_is_not_taken_from_another_precincts_device(tmp_path: Path) -> None:
    pki = installed("first").pki
    computer = signer("precinct-computer")
    holder = replace(holder_of(computer.certificate), commission="precinct-26")
    validity = around(MORNING, before=timedelta(days=9), after=timedelta(days=99))
    other = issue(pki.territorial, holder, validity)
    bundle = signed_bundle()
    with central(tmp_path) as made:
        link = partial(TransferLink.open, *made.address, other, NIGHT)
        delivery = Delivering(link, bundle, sha256_of(bundle), lambda _: None).run(lambda: False)
        assert delivery.refusal is not None
        assert not received(made, sha256_of(bundle))


def test_nothing_is_sent_to_who_is_no_intake_of_this_election(tmp_path: Path) -> None:
    """A device of the same root answers in the intake's place; then an intake of another election."""
    pki = installed("first").pki
    intake = signer("intake")
    holder = replace(holder_of(intake.certificate), election="another-election")
    other = issue(pki.root, holder, around(MORNING, before=timedelta(days=9), after=timedelta(days=99)))
    for stranger in (signer("precinct-computer"), other):
        assert holder_of(stranger.certificate).role in (Role.PRECINCT_COMPUTER, Role.INTAKE)
        with central(tmp_path) as made:
            stop = threading.Event()
            with TransferServer(CentreIntake(made.centre), stranger, tmp_path / "in", "127.0.0.1", 0, most=9) as server:
                thread = threading.Thread(target=server.serve, args=(stop.is_set,))
                thread.start()
                with pytest.raises(SignatureError):
                    connecting(("127.0.0.1", server.port))()
                stop.set()
                thread.join()


def test_who_shows_no_certificate_gets_no_line(tmp_path: Path) -> None:
    with central(tmp_path) as made:
        with socket.create_connection(made.address) as raw:
            raw.sendall(b"GET /v1/intake HTTP/1.1\r\nHost: x\r\n\r\n")
            with suppress(ConnectionResetError):
                assert raw.recv(100)[:4] != b"HTTP"
        deliver(made, made.address, [])
        assert received(made, sha256_of(signed_bundle()))


def test_an_intake_that_ends_and_begins_anew_goes_on_with_what_had_arrived(tmp_path: Path) -> None:
    bundle = signed_bundle()
    digest, size, port = sha256_of(bundle), bundle.stat().st_size, _free_port()
    told: list[Progress] = []
    done = threading.Event()
    with bad_line(("127.0.0.1", port), size // 2, stalls=True) as line:
        delivering = Delivering(connecting(line.address), bundle, digest, told.append)
        sender = threading.Thread(target=delivering.run, args=(done.is_set,))
        with central(tmp_path, port):
            sender.start()
            assert line.reached.wait(30)
        arrived = _partial(tmp_path)
        assert 0 < arrived < size
        with central(tmp_path, port) as made:
            _until(lambda: received(made, digest))
            done.set()
            sender.join()
    assert arrived in [one.sent for one in told], "it went on from what had arrived"


def test_an_intake_that_ended_with_every_byte_there_and_nothing_taken_takes_it_now(tmp_path: Path) -> None:
    bundle = signed_bundle()
    digest = sha256_of(bundle)
    with central(tmp_path) as made:
        with connecting(made.address)() as link:
            link.send(digest, 0, bundle.stat().st_size, bundle.read_bytes()[:1000])
        [path] = (tmp_path / "centre" / "incoming").rglob("*.part")
        shutil.copyfile(bundle, path)
        delivery = deliver(made, made.address, [])
        assert delivery.refusal is None
        assert received(made, digest)
        assert not path.exists()


def test_an_intake_that_says_it_has_more_than_there_is_gets_nothing(tmp_path: Path) -> None:
    bundle = signed_bundle()
    digest, size = sha256_of(bundle), bundle.stat().st_size
    with central(tmp_path) as made:
        with connecting(made.address)() as link:
            link.send(digest, 0, size, bundle.read_bytes()[:1000])
        [path] = (tmp_path / "centre" / "incoming").rglob("*.part")
        path.write_bytes(bundle.read_bytes() + b"more")
        tries: list[Progress] = []
        Delivering(connecting(made.address), bundle, digest, tries.append).run(lambda: len(tries) > 3)
        assert not received(made, digest)


# The ends as processes, killed.


def _at_night(*words: str) -> list[str]:
    return [sys.executable, "-m", "tests.stations.at_time", NIGHT.isoformat(), *words]


def _keys(folder: Path) -> None:
    for label in ("intake", "precinct-computer"):
        (folder / f"{label}.p12").write_bytes(seal_signer(signer(label), PIN, label))
    (folder / "pin").write_text(PIN)


@contextmanager
def _intake(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    words = ["commission", "serve", str(folder / "centre"), "--listen", f"127.0.0.1:{port}", "--no-judge", "--json"]
    words += ["--sign", str(folder / "intake.p12"), "--pin-file", str(folder / "pin")]
    with subprocess.Popen(_at_night(*words), cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert json.loads(said)["port"] == port, said
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _sending(folder: Path, address: tuple[str, int]) -> "subprocess.Popen[bytes]":
    words = ["transfer", "send", str(folder / "000025-1.bundle.zip"), "--to", f"{address[0]}:{address[1]}", "--json"]
    words += ["--sign", str(folder / "precinct-computer.p12"), "--pin-file", str(folder / "pin")]
    link = folder / "link"
    words += ["--link-up", f"/bin/sh -c 'echo up >> {link}'", "--link-down", f"/bin/sh -c 'echo down >> {link}'"]
    return subprocess.Popen(_at_night(*words), cwd=ROOT, stdout=subprocess.PIPE)


def _partial(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "centre" / "incoming").rglob("*.part"))


@pytest.mark.soak
def test_a_sender_and_an_intake_that_are_killed_go_on_from_where_they_stood(tmp_path: Path) -> None:
    """The sender is killed in the middle, then the intake while another sends; the third comes through."""
    shutil.copy(signed_bundle(), tmp_path / "000025-1.bundle.zip")
    _keys(tmp_path)
    founded(tmp_path / "centre", installed("first"))
    port, size = _free_port(), signed_bundle().stat().st_size
    with _intake(tmp_path, port) as first:
        with bad_line(("127.0.0.1", port), size // 3, stalls=True) as line:
            sender = _sending(tmp_path, line.address)
            assert line.reached.wait(60)
            sender.kill()
            sender.wait()
        arrived = _partial(tmp_path)
        assert 0 < arrived < size, "what came is kept"
        with bad_line(("127.0.0.1", port), size // 3, stalls=True) as line:
            sender = _sending(tmp_path, line.address)
            assert line.reached.wait(60)
            first.kill()
            first.wait()
            assert _partial(tmp_path) > arrived, "it went on from there"
            with _intake(tmp_path, port):
                _until(lambda: _partial(tmp_path) == 0)
                sender.send_signal(signal.SIGTERM)
                out, _ = sender.communicate(timeout=60)
    told = json.loads(out)
    assert (told["standing"], told["why"], told["link"]) == ("received", "by-chair", "switched")
    assert sender.returncode == 1, "received is not accepted yet"
    assert (tmp_path / "link").read_text().split() == ["up", "up", "down"]
    assert all((tmp_path / name).exists() for name in acknowledgement_names("000025-1.bundle.zip"))
    events: list[str] = []
    read_record(tmp_path / "transfer-recorder.jsonl", "precinct-computer", lambda one: events.append(one.event))
    assert [one for one in events if one.startswith("link-")] == ["link-opened", "link-opened", "link-closed"]


def _until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
