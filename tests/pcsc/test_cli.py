"""`sailau card`: readers are listed, cards are shown without what they carry, new ones are made ready (R 8)."""

import json

import pytest

from sailau.adapters.cards import MemoryCard
from sailau.card import CardNumber, LoadCounter, Wiped, fresh, parse
from sailau.cli.main import main
from sailau.refusal import Refusal
from sailau.service.card_making import make_card_ready
from tests.card.contents import ACTIVATED, LOADED, VOTED, noise
from tests.pcsc.bench_top import READER, BenchTop, wait_until
from tests.pcsc.chip import Chip
from tests.pcsc.hand import chip_with, in_hand

FIRST = READER.format(slot=0)
HERE = ["--reader", FIRST, "--wait", "20"]


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def test_readers_are_listed_with_what_lies_in_them(bench_top: BenchTop, capsys: pytest.CaptureFixture[str]) -> None:
    bench_top.insert(chip_with(VOTED))
    wait_until(lambda states: any(state.present for state in states.values()))
    assert main(["card", "readers", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"reader": FIRST, "card": True},
        {"reader": READER.format(slot=1), "card": False},
    ]
    assert main(["card", "readers"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{FIRST}: a card"


def test_new_card_is_made_ready_and_shown(bench_top: BenchTop, capsys: pytest.CaptureFixture[str]) -> None:
    chip = Chip()
    bench_top.insert(chip)
    assert main(["card", "ready", "--number", "17", *HERE]) == 0
    assert parse(chip.image) == Wiped(number=CardNumber(17), load=LoadCounter(0))
    assert capsys.readouterr().out == "card 17 is ready\n"
    assert main(["card", "show", "--json", "--short", *HERE]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == {"number": 17, "load": 0, "state": "wiped", "clean": True}


def test_card_is_shown_without_what_it_carries(bench_top: BenchTop, capsys: pytest.CaptureFixture[str]) -> None:
    bench_top.insert(chip_with(ACTIVATED))
    assert main(["card", "show", *HERE]) == 0
    assert capsys.readouterr().out == "card 17, loaded 3 times: activated\n"


def test_card_that_is_none_is_said_to_be_unreadable(bench_top: BenchTop, capsys: pytest.CaptureFixture[str]) -> None:
    bench_top.insert(Chip(own_file=0))
    assert main(["card", "show", *HERE]) == 1
    assert "too small" in capsys.readouterr().out


def test_card_in_use_is_left_alone(bench_top: BenchTop, capsys: pytest.CaptureFixture[str]) -> None:
    chip = chip_with(VOTED)
    bench_top.insert(chip)
    assert main(["card", "ready", "--number", "17", "--erase", *HERE]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert parse(chip.image) == VOTED and chip.writes == 0


def test_without_a_card_or_with_two_readers_the_reason_is_said(
    bench_top: BenchTop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench_top.process_id
    assert main(["card", "show", "--reader", FIRST, "--wait", "0.2"]) == 2
    assert "no card was put in" in capsys.readouterr().err
    assert main(["card", "show", "--wait", "1"]) == 2
    assert "--reader" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "abc", "4294967296", "١"])
def test_number_that_no_card_can_have_is_misuse(number: str) -> None:
    assert main(["card", "ready", "--number", number]) == 2


def test_another_number_and_foreign_data_are_written_over_only_when_told() -> None:
    for image, why in ((fresh(CardNumber(4)), "card-has-number"), (noise("foreign", 8192), "card-not-blank")):
        chip = Chip()
        chip.image = image
        assert code(make_card_ready(in_hand(chip), CardNumber(5))) == why
        assert chip.image == image
        made = make_card_ready(in_hand(chip), CardNumber(5), erase=True)
        assert made == Wiped(number=CardNumber(5), load=LoadCounter(0)) == parse(chip.image)


def test_card_that_is_ready_keeps_its_load_counter() -> None:
    chip = Chip()
    chip.image = fresh(CardNumber(5), LoadCounter(9))
    assert make_card_ready(in_hand(chip), CardNumber(5)) == Wiped(number=CardNumber(5), load=LoadCounter(9))
    assert chip.writes == 0


@pytest.mark.parametrize("content", [LOADED, ACTIVATED, VOTED], ids=lambda c: type(c).__name__)
def test_credential_or_ballot_is_never_written_over(content: object) -> None:
    chip = chip_with(content)  # type: ignore[arg-type]
    assert code(make_card_ready(in_hand(chip), CardNumber(17), erase=True)) == "card-in-use"
    assert parse(chip.image) == content
    assert MemoryCard(image=chip.image).read(0, 4) == chip.image[:4]
