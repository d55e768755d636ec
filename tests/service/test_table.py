"""The link at the table: real TLS on loopback, real stores; hostile and dying devices (R 12; E14, E26)."""

import contextlib
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import cbor2
import pytest

from sailau.adapters import table_wire
from sailau.adapters.cards import FileCard, MemoryCard, PulledCard
from sailau.adapters.table_link import ENTRANCE_TAG, Done, TableLink
from sailau.adapters.table_wire import MESSAGE_BYTES_MAX, Line, LinkLostError, tls_context
from sailau.card import CardNumber, CardSlot, Loaded, Wiped, read_card, read_image
from sailau.errors import SignatureError
from sailau.refusal import Refusal
from sailau.service import entrance
from sailau.service.table import TableServer
from sailau.signing.authority import Signer, around, issue
from sailau.signing.device import device_sign
from sailau.signing.holder import holder_of
from sailau.signing.keystore import seal_signer
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from tests.service.day import MORNING, TABLE, Day, open_day

HOST = "127.0.0.1"
AT = MORNING


@contextmanager
def serving(day: Day, record_to: Path | None = None) -> Iterator[int]:
    """The link of the day's precinct computer; its port."""
    stop = threading.Event()
    with TableServer(day.precinct, HOST, 0, record_to=record_to) as server:
        failed: list[BaseException] = []

        def run() -> None:
            try:
                server.serve(stop.is_set)
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield server.port
        finally:
            stop.set()
            thread.join()
        assert failed == []


@contextmanager
def at_the_table(tmp_path: Path) -> Iterator[tuple[Day, int]]:
    with open_day(tmp_path) as day, serving(day) as port:
        yield day, port


def link_of(day: Day, port: int, label: str = TABLE) -> TableLink:
    link = TableLink.open(HOST, port, day.installed.pki.signers[label], AT)
    assert isinstance(link, TableLink), link
    return link


def perform(day: Day, port: int, command: str, slot: CardSlot, label: str = TABLE) -> Done | Refusal:
    with link_of(day, port, label) as link:
        return link.perform(command, slot)


def line_of(signer: Signer, port: int) -> Line:
    """A link of somebody who may then say anything."""
    raw = socket.create_connection((HOST, port), timeout=5)
    return Line(tls_context(signer, server=False).wrap_socket(raw))


def inside(day: Day, port: int) -> Line:
    """An accumulator's link that has come in, and will not behave."""
    signer = day.installed.pki.signers[TABLE]
    line = line_of(signer, port)
    word, challenge = line.receive()
    assert word == "challenge"
    line.send("enter", device_sign(signer.key, ENTRANCE_TAG, challenge))
    assert line.receive() == ["entered"]
    return line


def commands_refused(day: Day) -> int:
    return day.events("precinct-computer").count("command-refused")


def test_the_words_of_the_door_are_those_of_the_link() -> None:
    assert ENTRANCE_TAG == entrance.TAG


def test_cards_are_loaded_and_ballots_taken_through_the_link(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as (day, port):
        slot = day.cards[1] = MemoryCard(CardNumber(1))
        with link_of(day, port) as link:
            assert link.perform("load-card", slot) == Done("loaded", True)
            assert isinstance(read_card(slot), Loaded)
            day.loaded.add(1)
            day.vote(day.admitted(1, 1))
            assert link.perform("take-card", slot) == Done("accepted", True)
            assert isinstance(read_card(slot), Wiped)
            assert link.perform("take-card", slot) == Done("returned", False)
        assert len(day.table("box", "ballots")) == 1
        assert day.counts()["accepted"] == 1
        assert "ballot-taken" in day.events(TABLE)


def test_a_challenged_ballot_is_void_and_its_choices_do_not_travel(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as (day, port):
        slot = day.admitted(1, 1)
        day.challenged(slot)
        assert perform(day, port, "take-card", slot) == Done("shown", True)
        assert day.counts()["challenged"] == 1
        assert day.table("box", "ballots") == {}


def test_card_pulled_or_device_killed_at_any_page_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as (day, port):
        pulled = 0
        for voter, after in enumerate(range(0, 3000, 300), start=1):
            slot = day.admitted(voter, voter)
            day.vote(slot)
            torn = perform(day, port, "take-card", PulledCard(slot, after))
            if isinstance(torn, Refusal):
                assert torn.code == "card-left"
                pulled += 1
                again = perform(day, port, "take-card", slot)
                assert (
                    again in (Done("accepted", True), Done("returned", False)) or code(again) == "ballot-taken-before"
                )
            assert len(day.table("box", "ballots")) == day.counts()["accepted"] == voter
        assert pulled >= 5


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    assert all((outcome.text.kk, outcome.text.ru, outcome.text.en, outcome.article))
    return outcome.code


@pytest.mark.parametrize("page", [0, 5, 12, 13, 30])
def test_accumulator_killed_in_the_middle_of_a_write_loses_and_doubles_nothing(tmp_path: Path, page: int) -> None:
    with at_the_table(tmp_path) as (day, port):
        path = tmp_path / "card"
        slot = FileCard.make(path, CardNumber(1))
        assert perform(day, port, "load-card", slot) == Done("loaded", True)
        day.cards[1] = slot  # type: ignore[assignment]
        day.loaded.add(1)
        day.vote(day.admitted(1, 1))
        p12 = tmp_path / "accumulator.p12"
        p12.write_bytes(seal_signer(day.installed.pki.signers[TABLE], "123456", TABLE))
        words = [str(p12), "123456", str(port), str(path), str(page), AT.isoformat()]
        killed = subprocess.run([sys.executable, "-m", "tests.service.link_client", *words], timeout=60, check=False)
        assert killed.returncode == -9
        again = perform(day, port, "take-card", slot)
        assert again in (Done("accepted", True), Done("returned", False)) or code(again) == "ballot-taken-before"
        assert len(day.table("box", "ballots")) == day.counts()["accepted"] == 1
        assert isinstance(read_card(slot), Wiped)


def test_same_ballot_at_two_accumulators_in_the_same_moment_counts_once(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as (day, port):
        slot = day.admitted(1, 1)
        day.vote(slot)
        copy = MemoryCard(image=read_image(slot))
        found: list[Done | Refusal] = []
        threads = [
            threading.Thread(target=lambda s=s: found.append(perform(day, port, "take-card", s))) for s in (slot, copy)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(one == Done("accepted", True) for one in found) == 1, found
        assert len(day.table("box", "ballots")) == day.counts()["accepted"] == 1


@cache
def other_pki(precinct: str = "precinct-26") -> PrecinctPki:
    plan = PrecinctPlan(election="president-2005-example", precinct=precinct, territory="almaty-city")
    return make_training_pki(plan, around(MORNING, before=timedelta(days=60), after=timedelta(days=400)))


def neighbour(day: Day) -> Signer:
    """An accumulator of the next precinct, certified by the same authority."""
    holder = replace(holder_of(day.installed.pki.signers[TABLE].certificate), commission="precinct-26")
    validity = around(MORNING, before=timedelta(days=60), after=timedelta(days=400))
    return issue(day.installed.pki.territorial, holder, validity)


def twin(day: Day) -> Signer:
    """A second certificate for the same accumulator: not the one of the inventory."""
    holder = holder_of(day.installed.pki.signers[TABLE].certificate)
    return issue(
        day.installed.pki.territorial, holder, around(MORNING, before=timedelta(days=60), after=timedelta(days=400))
    )


def test_only_devices_of_the_inventory_come_in_and_only_an_accumulator_takes_cards(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as (day, port):
        slot = day.admitted(1, 1)
        day.vote(slot)
        before = read_image(slot)
        for stranger in (neighbour(day), twin(day)):
            with contextlib.ExitStack() as stack:
                try:
                    answer = TableLink.open(HOST, port, stranger, AT)
                except SignatureError:
                    line = stack.enter_context(contextlib.closing(line_of(stranger, port)))
                    line.send("enter", device_sign(stranger.key, ENTRANCE_TAG, line.receive()[1]))
                    assert line.receive()[:2] == ["refused", "not-recognised"]
                else:
                    assert code(answer) == "not-recognised"
        for label in ("terminal-1", "portable-1", "desk-1"):
            assert code(perform(day, port, "take-card", slot, label)) == "not-yours-take-card"
        assert code(perform(day, port, "take-card", slot, "member-4")) == "wrong-device-take-card"
        assert read_image(slot) == before
        assert day.table("box", "ballots") == {}
        assert commands_refused(day) >= 6


def test_another_root_or_no_certificate_does_not_get_a_word_in(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as (day, port):
        with pytest.raises((SignatureError, LinkLostError)):
            TableLink.open(HOST, port, other_pki().signers[TABLE], AT)
        bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        bare.check_hostname, bare.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((HOST, port), timeout=5) as raw,
            pytest.raises(OSError),
            bare.wrap_socket(raw) as nobody,
        ):
            assert nobody.recv(1) != b""
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection((HOST, port), timeout=5) as raw, pytest.raises(OSError):
            old.wrap_socket(raw)
        assert code_of_good(day, port) == "returned"
        assert commands_refused(day) >= 1


def code_of_good(day: Day, port: int) -> str:
    """The link still serves who behaves."""
    done = perform(day, port, "take-card", MemoryCard(CardNumber(30)))
    assert isinstance(done, Done), done
    return done.word


def test_the_device_believes_no_other_device_and_no_other_precinct(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        signer = day.installed.pki.signers[TABLE]
        for false in (day.installed.pki.signers["desk-1"], other_pki().signers["precinct-computer"]):
            with socket.create_server((HOST, 0)) as listening:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                shown = tmp_path / "false.pem"
                shown.write_bytes(_pem(false))
                context.load_cert_chain(shown)
                thread = threading.Thread(target=_pretend, args=(listening, context))
                thread.start()
                with pytest.raises(SignatureError):
                    TableLink.open(HOST, listening.getsockname()[1], signer, AT)
                thread.join()


def _pem(signer: Signer) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key + b"".join(one.public_bytes(Encoding.PEM) for one in (signer.certificate, *signer.chain[:-1]))


def _pretend(listening: socket.socket, context: ssl.SSLContext) -> None:
    raw, _ = listening.accept()
    with raw, contextlib.suppress(OSError), context.wrap_socket(raw, server_side=True) as line:
        line.recv(1)


@pytest.mark.parametrize(
    "sent",
    [
        (MESSAGE_BYTES_MAX + 1).to_bytes(4, "big"),
        b"\x00\x00\x00\x00",
        b"\x00\x00\x00\x04\x9b\xff\xff\xff",
        b"\x00\x00\x00\x02\x81\xff",
        len(cbor2.dumps(["do", "open-voting"])).to_bytes(4, "big") + cbor2.dumps(["do", "open-voting"]),
        len(cbor2.dumps(["do", ["take-card"]])).to_bytes(4, "big") + cbor2.dumps(["do", ["take-card"]]),
        len(cbor2.dumps("do")).to_bytes(4, "big") + cbor2.dumps("do"),
    ],
    ids=["oversized", "empty", "huge-list", "no-cbor", "chairs-command", "nested", "no-list"],
)
def test_a_device_that_does_not_speak_as_agreed_is_cut_off_and_others_go_on(tmp_path: Path, sent: bytes) -> None:
    with at_the_table(tmp_path) as (day, port):
        line = inside(day, port)
        line._connection.sendall(sent)
        with pytest.raises(LinkLostError):
            line.receive()
        assert code_of_good(day, port) == "returned"


def test_half_a_message_or_half_a_conversation_is_a_card_that_was_pulled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_wire, "EXCHANGE_SECONDS", 2.0)
    monkeypatch.setattr("sailau.service.table.EXCHANGE_SECONDS", 2.0)
    with at_the_table(tmp_path) as (day, port):
        slot = day.admitted(1, 1)
        day.vote(slot)
        half, silent, lying = (inside(day, port) for _ in range(3))
        half._connection.sendall(b"\x00\x00\x00\x20ab")
        silent.send("do", "take-card")
        assert silent.receive()[0] == "read"
        begun = time.monotonic()
        assert perform(day, port, "take-card", slot) == Done("accepted", True)
        assert time.monotonic() - begun < 8, "a silent device holds the others up for a moment only"
        lying.send("do", "take-card")
        lying.receive()
        lying.send("card", b"short")
        with pytest.raises(LinkLostError):
            lying.receive()
        assert day.counts()["accepted"] == 1
        assert "card-removed" in day.events(TABLE)


def test_a_device_cannot_show_two_cards_in_one_conversation(tmp_path: Path) -> None:
    with at_the_table(tmp_path) as (day, port):
        slot = day.admitted(1, 1)
        day.vote(slot)
        voted, line = read_image(slot), inside(day, port)
        line.send("do", "take-card")
        assert line.receive()[0] == "read"
        line.send("card", voted)
        assert line.receive()[0] == "read"
        line.send("card", read_image(MemoryCard(CardNumber(1))))
        assert line.receive()[:2] == ["refused", "card-damaged"]
        line.close()
        assert perform(day, port, "take-card", slot) == Done("accepted", True)
        assert len(day.table("box", "ballots")) == day.counts()["accepted"] == 1
