"""A real PC/SC service with virtual readers: cards and readers that come and go, and what is told of them (R 12)."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sailau.adapters.cards.pcsc import PcscCard, PcscReader
from sailau.adapters.cards.winscard import PcscContext, ReaderName, ServiceLostError, error_of, load_pyscard
from sailau.card import CardNumber, CardRemovedError, Wiped, parse, read_card, write_and_read_back
from sailau.card.reader import (
    CardInserted,
    CardRemoved,
    ReaderEvent,
    ReaderFound,
    ReaderLost,
    ReadersAmbiguous,
    SurplusReader,
)
from sailau.card.slot import ReaderBusyError, ReaderLostError, UnknownCardError
from sailau.errors import StoreError
from tests.card.contents import ACTIVATED, LOADED, VOTED
from tests.pcsc.bench_top import READER, BenchTop, wait_until
from tests.pcsc.chip import MEMORY_CARD_ATR, Chip
from tests.pcsc.device import MakeDevice
from tests.pcsc.hand import chip_with

FIRST, SECOND = (READER.format(slot=slot) for slot in (0, 1))


def events(reader: PcscReader, count: int) -> list[ReaderEvent]:
    found = [reader.wait(20.0) for _ in range(count)]
    assert None not in found, found
    return [event for event in found if event is not None]


# Cards.


def test_new_card_is_made_ready_and_lives_its_life_in_a_real_reader(device: MakeDevice) -> None:
    made, chip = device(), Chip()
    slot = made.insert(chip)
    assert isinstance(slot, PcscCard)
    slot.make_ready(CardNumber(7))
    assert isinstance(read_card(slot), Wiped)
    made.pull()
    chip.image = chip_with(ACTIVATED).image
    slot = made.insert(chip)
    write_and_read_back(slot, VOTED)
    assert read_card(slot) == VOTED == parse(chip.image)
    made.pull()
    assert made.is_quiet()


def test_card_with_short_commands_only_is_voted_on(device: MakeDevice) -> None:
    chip = chip_with(ACTIVATED, Chip(own_file=0, messages=0x2040, read_max=0x3B, write_max=0x34, extended=False))
    write_and_read_back(device().insert(chip), VOTED)
    assert parse(chip.image) == VOTED


def test_card_that_lies_in_the_reader_when_the_device_starts_is_found(bench_top: BenchTop) -> None:
    bench_top.insert(chip_with(VOTED))
    wait_until(lambda states: states[ReaderName(FIRST)].present)
    with PcscReader(FIRST) as reader:
        found, surplus, event = events(reader, 3)
        assert (found, surplus) == (ReaderFound(FIRST), SurplusReader(SECOND))
        assert isinstance(event, CardInserted) and read_card(event.slot) == VOTED


def test_two_cards_swapped_never_share_a_slot(device: MakeDevice) -> None:
    """The first card is pulled in mid-write and another one put in: nothing of the vote reaches the second."""
    made, first, second = device(), chip_with(ACTIVATED), chip_with(LOADED)
    slot = made.insert(first)
    read_card(slot)
    first.pull_after = first.commands + 2
    with pytest.raises(CardRemovedError):
        write_and_read_back(slot, VOTED)
    made.saw_removal()
    new = made.insert(second)
    for _ in range(3):
        with pytest.raises(CardRemovedError):
            write_and_read_back(slot, VOTED)
    assert second.writes == 0 and parse(second.image) == LOADED
    assert read_card(new) == LOADED


def test_card_is_pulled_while_the_device_sleeps_and_that_wakes_it(device: MakeDevice) -> None:
    made = device()
    read_card(made.insert(chip_with(ACTIVATED)))
    timer = threading.Timer(0.3, made.bench_top.pull)
    begun, cpu = time.monotonic(), time.process_time()
    timer.start()
    assert made.event() == CardRemoved()
    assert 0.25 < time.monotonic() - begun < 5
    assert time.process_time() - cpu < 0.2, "it did not sleep"


def test_card_of_another_program_is_left_alone_and_that_is_said(device: MakeDevice) -> None:
    made = device()
    slot = made.insert(chip_with(ACTIVATED))
    with PcscContext() as other:
        held = other.connect(ReaderName(made.name))
        with pytest.raises(ReaderBusyError, match="another program"):
            read_card(slot)
        held.close()
    assert read_card(slot) == ACTIVATED
    with PcscContext() as other, pytest.raises(ReaderBusyError):
        other.connect(ReaderName(made.name))


@pytest.mark.parametrize(
    ("chip", "why"),
    [
        (Chip(atr=MEMORY_CARD_ATR), "memory card"),
        (Chip(own_file=0), "too small"),
        (Chip(locked=True), "locked"),
    ],
    ids=["memory card", "too small", "locked"],
)
def test_card_that_is_none_of_ours_says_why(device: MakeDevice, chip: Chip, why: str) -> None:
    slot = device().insert(chip)
    for _ in range(2):
        with pytest.raises(UnknownCardError, match=why):
            read_card(slot)
    assert chip.writes == 0


def test_card_that_does_not_answer_to_reset_is_none_of_ours(device: MakeDevice) -> None:
    slot = device().insert(Chip(atr=b"\x3f"))
    with pytest.raises((UnknownCardError, CardRemovedError)):
        read_card(slot)


# Readers.


def test_reader_is_unplugged_in_mid_write_and_found_again_while_the_device_runs(device: MakeDevice) -> None:
    made, chip = device(), chip_with(ACTIVATED)
    slot = made.insert(chip)
    read_card(slot)
    chip.before = {chip.commands + 1: made.bench_top.unplug}
    with pytest.raises(ReaderLostError, match="reader is not there"):
        write_and_read_back(slot, VOTED)
    chip.before = {}
    assert [made.event(), made.event()] == [CardRemoved(), ReaderLost(made.name)]
    made.bench_top.plug_in()
    assert made.event() == ReaderFound(made.name)
    event = made.event()
    assert isinstance(event, CardInserted)
    assert read_card(event.slot) == ACTIVATED
    write_and_read_back(event.slot, VOTED)
    assert parse(chip.image) == VOTED


def test_second_reader_that_appears_is_told_and_not_used(bench_top: BenchTop) -> None:
    bench_top.unplug(1)
    wait_until(lambda states: not states[ReaderName(SECOND)].available)
    with PcscReader() as reader:
        assert events(reader, 1) == [ReaderFound(FIRST)]
        assert reader.wait(0.1) is None
        bench_top.plug_in(1)
        assert events(reader, 1) == [SurplusReader(SECOND)]
        bench_top.insert(chip_with(ACTIVATED), 1)
        assert reader.wait(0.3) is None
        bench_top.insert(chip_with(VOTED), 0)
        (event,) = events(reader, 1)
        assert isinstance(event, CardInserted) and read_card(event.slot) == VOTED


def test_two_readers_at_the_start_are_one_too_many_until_one_is_unplugged_or_named(bench_top: BenchTop) -> None:
    with PcscReader() as reader, PcscReader(SECOND) as named:
        assert events(reader, 1) == [ReadersAmbiguous((FIRST, SECOND))]
        assert events(named, 2) == [ReaderFound(SECOND), SurplusReader(FIRST)]
        bench_top.insert(chip_with(VOTED))
        assert reader.wait(0.2) is None
        bench_top.unplug(0)
        assert events(reader, 1) == [ReaderFound(SECOND)]


def test_reader_of_another_name_is_never_used(bench_top: BenchTop) -> None:
    bench_top.insert(chip_with(VOTED))
    with PcscReader("Reader of the accumulator 00 00") as reader:
        assert reader.wait(0.3) is None


def test_pcscd_dies_in_mid_write_and_comes_back(device: MakeDevice) -> None:
    made, chip = device(), chip_with(ACTIVATED)
    slot = made.insert(chip)
    read_card(slot)
    chip.before = {chip.commands + 1: made.bench_top.kill_process}
    with pytest.raises(ReaderLostError):
        write_and_read_back(slot, VOTED)
    chip.before = {}
    assert parse(chip.image) == ACTIVATED
    assert [made.event(), made.event()] == [CardRemoved(), ReaderLost(made.name, service=True)]
    begun, cpu = time.monotonic(), time.process_time()
    assert made.reader.wait(0.6) is None
    assert time.monotonic() - begun > 0.5 and time.process_time() - cpu < 0.2, "it did not sleep"
    made.bench_top.clear()
    assert made.event() == ReaderFound(made.name)
    write_and_read_back(made.insert(chip), VOTED)
    assert parse(chip.image) == VOTED


def test_device_that_starts_before_pcscd_says_so_and_goes_on_when_it_runs(bench_top: BenchTop) -> None:
    bench_top.kill()
    with PcscReader(FIRST) as reader:
        assert events(reader, 1) == [ReaderLost(FIRST, service=True)]
        bench_top.start()
        assert events(reader, 1) == [ReaderFound(FIRST)]


def test_closed_reader_lets_its_card_go(device: MakeDevice) -> None:
    made = device()
    slot = made.insert(chip_with(ACTIVATED))
    read_card(slot)
    made.close()
    with pytest.raises(CardRemovedError):
        read_card(slot)
    assert made.reader.wait(0.1) is None
    with PcscContext() as other:
        other.connect(ReaderName(made.name)).close()


def test_reader_that_is_closed_by_another_thread_wakes_and_reports_nothing(device: MakeDevice) -> None:
    made = device()
    assert made.reader.wait(20.0) == SurplusReader(SECOND)
    threading.Timer(0.2, made.close).start()
    begun = time.monotonic()
    assert made.reader.wait(20.0) is None
    assert time.monotonic() - begun < 5


# Devices.


def test_each_device_has_a_pcscd_of_its_own(device: MakeDevice, tmp_path: Path) -> None:
    """Another device, in a process of its own with a pcscd of its own, sees its own card and not this one's."""
    here = device()
    here.insert(chip_with(ACTIVATED))
    other = BenchTop(tmp_path / "other")
    other.start()
    try:
        other.insert(chip_with(VOTED))
        code = (
            "from sailau.adapters.cards.pcsc import PcscReader\n"
            "from sailau.card import read_card\n"
            "from sailau.card.reader import CardInserted\n"
            f"reader = PcscReader({FIRST!r})\n"
            "event = None\n"
            "while not isinstance(event, CardInserted):\n"
            "    event = reader.wait(10)\n"
            "print(type(read_card(event.slot)).__name__)\n"
            "reader.close()\n"
        )
        environment = {**os.environ, "PCSCLITE_CSOCK_NAME": str(other.socket)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.stdout.strip() == "Voted", done.stderr
    finally:
        other.stop()


def test_machine_without_pyscard_says_how_to_get_it() -> None:
    code = (
        "import sys\n"
        "sys.modules['smartcard'] = None\n"
        "from sailau.adapters.cards.pcsc import PcscReader\n"
        "from sailau.errors import StoreError\n"
        "try:\n"
        "    PcscReader()\n"
        "except StoreError as error:\n"
        "    print(error.diagnostics())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert "--extra pcsc" in done.stdout, done.stderr
    assert issubclass(ReaderBusyError, StoreError)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SCARD_W_SECURITY_VIOLATION", ServiceLostError),  # a pcscd that dies resets the connection
        ("SCARD_F_COMM_ERROR", ServiceLostError),
        ("SCARD_E_NO_SERVICE", ServiceLostError),
        ("SCARD_E_READER_UNAVAILABLE", ReaderLostError),
        ("SCARD_E_UNKNOWN_READER", ReaderLostError),
        ("SCARD_W_REMOVED_CARD", CardRemovedError),
        ("SCARD_W_RESET_CARD", CardRemovedError),
        ("SCARD_E_NOT_TRANSACTED", CardRemovedError),
        ("SCARD_E_SHARING_VIOLATION", ReaderBusyError),
        ("SCARD_W_UNRESPONSIVE_CARD", UnknownCardError),
        ("SCARD_E_PROTO_MISMATCH", UnknownCardError),
        ("SCARD_E_INSUFFICIENT_BUFFER", StoreError),
    ],
)
def test_every_return_code_is_an_error_of_ours_with_the_services_words(name: str, kind: type[Exception]) -> None:
    api = load_pyscard()
    error = error_of(api, getattr(api, name), "talk to the card")
    assert type(error) is kind
    assert "could not talk to the card" in str(error)
