"""A tour of a portable device with every program a process: table, accumulator with its cable, fill, empty, sheet."""

import json
from pathlib import Path

import pytest

from sailau.cli.main import main
from sailau.service.accumulator import BALLOTS
from sailau.service.acts import acts
from sailau.service.portable import Portable
from sailau.service.precinct import Precinct
from sailau.signing.keystore import seal_signer
from sailau.signing.pdf_text import read_pdf
from tests.cli.test_table import World, accumulator, next_line, process, table, world
from tests.portable.test_tours import DEVICE, apply
from tests.service import day as days
from tests.service.day import MORNING, SetClock, chosen

__all__ = ["world"]
PIN = "481502"


def keys_of(world: World, *members: int) -> list[str]:
    words: list[str] = []
    for number in members:
        path = world.folder / f"member-{number}.p12"
        path.write_bytes(seal_signer(world.day.installed.pki.signers[f"member-{number}"], PIN, f"member-{number}"))
        words += ["--sign", str(path), "--pin-file", str(world.folder / "member-pin")]
    (world.folder / "member-pin").write_text(PIN)
    return words


def portable(world: World, verb: str, cable: int, *words: str) -> list[str]:
    place = ["--folder", str(world.folder / DEVICE), "--password-file", str(world.folder / "password")]
    return ["portable", verb, *place, "--accumulator", f"127.0.0.1:{cable}", *words, "--json"]


def vote(world: World, *answers: int) -> None:
    where = (world.folder / DEVICE, DEVICE, days.PASSWORD, SetClock(MORNING))
    with Portable.open(*where, credentials=world.day.installed.credentials) as device:
        for answer in answers:
            device.vote(chosen(answer))


def test_a_tour_is_sent_and_taken_back_by_processes_and_its_sheet_printed(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.day.open_voting()
    apply(world.day, 1, 2)
    world.day.stop()
    sheets = world.folder / "sheets"
    with process(*table(world), "--sheets", str(sheets)) as printed:
        port = next_line(printed)["port"]
        with process(*accumulator(world, port, "take"), "--cable", "127.0.0.1:0") as said:
            cable = next_line(said)["cable"]
            fill = portable(world, "fill", cable, *keys_of(world, 1), "--carriers", "5", "6")
            assert main(fill) == main(fill) == 0
            filled = capsys.readouterr().out.splitlines()
            assert filled == [json.dumps({"filled": 1, "applications": 2, "credentials": 4})] * 2
            vote(world, 1, 2, 3)
            assert main([*portable(world, "state", 0)[:6], "--json"]) == 0
            state = {"applications": 2, "ballots": 3, "copies": "both", "tour": 1, "unused": 1}
            assert json.loads(capsys.readouterr().out) == state
            assert main(portable(world, "empty", cable, *keys_of(world, 3))) == 1
            assert main(portable(world, "empty", cable, *keys_of(world, 3, 4))) == 1
            out, err = capsys.readouterr()
            assert json.loads(out) == {"emptied": 1, "ballots": 3, "unused": 1, "valid": False}
            assert "Бюллетеней больше, чем заявлений" in err
            assert main(portable(world, "empty", cable, *keys_of(world, 3, 4))) == 1
            assert "нет данных выезда" in capsys.readouterr().err
    text = read_pdf((sheets / "tour-1.pdf").read_bytes()).text
    assert "ҮЙДЕ ДАУЫС БЕРУ ПАРАҒЫ" in text and "ЛИСТ ГОЛОСОВАНИЯ НА ДОМУ" in text
    check_the_day(world, text)
    sheet = world.folder / "again.pdf"
    words = ["portable", "sheet", "--computer", str(world.computer), "--tour", "1", "--out", str(sheet)]
    assert main([*words, "--password-file", str(world.folder / "password")]) == 0
    assert read_pdf(sheet.read_bytes()).text.count("Үлгі көшесі") == text.count("Үлгі көшесі")


def check_the_day(world: World, sheet: str) -> None:
    with Precinct.open(world.computer, days.PASSWORD, world.day.clock) as precinct:
        with precinct.stores.box.transaction() as tx:
            assert tx.items(BALLOTS) == ()
        (act,) = [signed.act for signed in acts(precinct) if signed.act.kind == "tour_voided"]
        assert act.members == ("member-3", "member-4")
        for member in ("member-5", "member-6"):
            assert precinct.official(member).name.split()[0] in sheet
        for number in (1, 2):
            entry = next(voter for voter in precinct.voters if voter.number == number)
            assert entry.surname in sheet
        other = next(voter for voter in precinct.voters if voter.number == 3)
        assert f"{other.surname} {other.name}" not in sheet
    assert_no_name_on_the_device(world)


def assert_no_name_on_the_device(world: World) -> None:
    files = [path for path in (world.folder / DEVICE).rglob("*") if path.is_file()]
    data = b"".join(path.read_bytes() for path in files)
    for voter in world.day.precinct.voters:
        assert voter.surname.encode() not in data and voter.iin.digits.encode() not in data


def test_tour_verbs_say_what_is_missing(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    world.day.stop()
    words = portable(world, "fill", 1, "--carriers", "5", "6")
    assert main(words) == 2
    assert "--sign FILE.p12" in capsys.readouterr().err
    assert main([*words, *keys_of(world, 1)]) == 2
    assert "cannot be reached" in capsys.readouterr().err
    mend = ["portable", "mend", "--folder", str(world.folder / DEVICE), "--password-file"]
    assert main([*mend, str(world.folder / "password")]) == 0
    assert "both copies" in capsys.readouterr().out
