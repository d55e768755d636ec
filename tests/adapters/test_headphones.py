"""Headphones as Linux tells of them: four places, and "nobody can tell" is not "in"."""

from pathlib import Path

import pytest

from sailau.adapters.headphones import EVIOCGSW, Plug, headphones, switch_bits

CARDS = """\
 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xf7f10000 irq 33
"""
HEADSET = """\
 1 [Headset        ]: USB-Audio - USB Headset
                      USB Headset at usb-0000:00:14.0-2, full speed
"""


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_machine_that_says_nothing_cannot_tell(tmp_path: Path) -> None:
    assert headphones(tmp_path) is Plug.UNKNOWN
    assert headphones(tmp_path, usb=True) is Plug.UNKNOWN


@pytest.mark.parametrize(
    ("state", "plug"),
    [
        ("HEADPHONE=1\nMICROPHONE=0\n", Plug.IN),
        ("HEADPHONE=0\nMICROPHONE=1\n", Plug.OUT),
        ("USB=1\nUSB-HOST=0\n", Plug.UNKNOWN),
    ],
)
def test_connector_of_a_tablet(tmp_path: Path, state: str, plug: Plug) -> None:
    write(tmp_path, "sys/class/extcon/extcon0/state", "USB=0\n")
    write(tmp_path, "sys/class/extcon/extcon1/state", state)
    assert headphones(tmp_path) is plug


@pytest.mark.parametrize(("state", "plug"), [("0\n", Plug.OUT), ("1\n", Plug.IN), ("2\n", Plug.IN), ("", Plug.UNKNOWN)])
def test_switch_of_an_older_tablet(tmp_path: Path, state: str, plug: Plug) -> None:
    write(tmp_path, "sys/class/switch/h2w/state", state)
    assert headphones(tmp_path) is plug


def test_jack_that_may_not_be_asked_cannot_tell(tmp_path: Path) -> None:
    write(tmp_path, "sys/class/input/event7/device/capabilities/sw", "4\n")
    assert headphones(tmp_path) is Plug.UNKNOWN
    write(tmp_path, "dev/input/event7", "no device")
    assert switch_bits(tmp_path / "dev/input/event7") is None
    assert headphones(tmp_path) is Plug.UNKNOWN


def test_lid_and_microphone_are_no_headphones(tmp_path: Path) -> None:
    for number, mask in (("0", "1"), ("1", "10"), ("2", "0"), ("3", ""), ("4", "no mask")):
        write(tmp_path, f"sys/class/input/event{number}/device/capabilities/sw", f"{mask}\n")
        write(tmp_path, f"dev/input/event{number}", "")
    assert headphones(tmp_path) is Plug.UNKNOWN


def test_request_to_the_kernel_is_that_of_its_header() -> None:
    # _IOC(_IOC_READ, 'E', 0x1b, 8) of asm-generic/ioctl.h
    assert EVIOCGSW == 0x8008451B


def test_usb_headset_is_a_card_that_comes_and_goes(tmp_path: Path) -> None:
    write(tmp_path, "proc/asound/cards", CARDS)
    assert headphones(tmp_path, usb=True) is Plug.OUT
    write(tmp_path, "proc/asound/cards", CARDS + HEADSET)
    assert headphones(tmp_path, usb=True) is Plug.IN
    assert headphones(tmp_path) is Plug.UNKNOWN, "a USB card counts only where the device is said to have a headset"
