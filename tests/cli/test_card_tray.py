"""`sailau card tray`: cards in folders, made, carried and shown."""

import json
from pathlib import Path

import pytest

from sailau.cli.main import main


def test_cards_are_made_carried_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "cards")
    assert main(["card", "tray", "new", folder, "--numbers", "1-3"]) == 0
    assert main(["card", "tray", "move", folder, "2", "--to", "slot-desk-1"]) == 0
    assert capsys.readouterr().out == "3 cards lie in the tray\ncard 2: tray -> slot-desk-1\n"
    (tmp_path / "cards" / "tray" / "0003.card").write_bytes(b"torn")
    assert main(["card", "tray", "show", folder, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"number": 1, "place": "tray", "state": "wiped"},
        {"number": 2, "place": "slot-desk-1", "state": "wiped"},
        {"number": 3, "place": "tray", "state": "unreadable"},
    ]
    assert main(["card", "tray", "show", folder]) == 0
    assert "card 2: slot-desk-1, wiped\n" in capsys.readouterr().out


def test_what_cannot_be_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path)
    assert main(["card", "tray", "new", folder, "--numbers", "5"]) == 0
    assert main(["card", "tray", "new", folder, "--numbers", "4-6"]) == 2
    assert "card 5 is there already" in capsys.readouterr().err
    assert main(["card", "tray", "move", folder, "6", "--to", "slot-desk-1"]) == 2
    assert "card 6 does not lie in tray" in capsys.readouterr().err
    assert main(["card", "tray", "move", folder, "5", "--to", "../outside"]) == 2
    assert "a place is tray, slot-DEVICE or pocket/NAME" in capsys.readouterr().err
    for numbers in ("0", "3-1", "1-99999", "x"):
        assert main(["card", "tray", "new", folder, "--numbers", numbers]) == 2
