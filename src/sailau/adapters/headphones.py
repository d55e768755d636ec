"""Whether headphones are in the device's jack, as Linux says it (L 50-5(5); M34a: a ballot by ear is secret too).

What the kernel knows of a jack it says in one of these places; the first that says anything decides:

    extcon    /sys/class/extcon/*/state          "HEADPHONE=1" (tablets, boards)
    switch    /sys/class/switch/h2w/state        1 or 2 (older tablets)
    input     /dev/input/event*                  the switch SW_HEADPHONE_INSERT (sound cards with jack detection)
    usb       /proc/asound/cards                 a USB headset is a sound card that comes and goes; only when asked for

Where none says anything nobody can tell, and then nothing is spoken: speech must not come from a loudspeaker.
"""

import array
import fcntl
import os
import re
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Final

SW_HEADPHONE_INSERT: Final = 0x02
_SW_BYTES: Final = 8
# EVIOCGSW(8) of linux/input.h: read, 8 bytes, 'E', 0x1b.
EVIOCGSW: Final = (2 << 30) | (_SW_BYTES << 16) | (ord("E") << 8) | 0x1B
_EXTCON_PLUGS: Final = re.compile(r"^(?:HEADPHONE|JACK-HEADPHONE|LINE-OUT)=([01])$", re.MULTILINE)
_HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F]{1,16}")
_USB_CARD: Final = re.compile(r"^\s*\d+ \[[^\]]*\]: USB-Audio\b", re.MULTILINE)


class Plug(Enum):
    """What is known of the headphones."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"


def headphones(root: Path = Path("/"), *, usb: bool = False) -> Plug:
    """Whether headphones are in now. `usb`: the device has a USB headset and no other sound card by USB."""
    if usb:
        return _usb(root)
    found = [*_extcon(root), *_switch(root), *_input(root)]
    if not found:
        return Plug.UNKNOWN
    return Plug.IN if any(found) else Plug.OUT


def _extcon(root: Path) -> Iterator[bool]:
    for path in sorted(root.glob("sys/class/extcon/*/state")):
        yield from (state == "1" for state in _EXTCON_PLUGS.findall(_read(path)))


def _switch(root: Path) -> Iterator[bool]:
    state = _read(root / "sys/class/switch/h2w/state").strip()
    if state.isdigit():
        yield state in ("1", "2")


def _input(root: Path) -> Iterator[bool]:
    """The state of every switch that says it is a jack of headphones."""
    for path in sorted(root.glob("sys/class/input/event*/device/capabilities/sw")):
        if not _has_jack(_read(path)):
            continue
        bits = switch_bits(root / "dev/input" / path.parents[2].name)
        if bits is not None:
            yield bool(bits >> SW_HEADPHONE_INSERT & 1)


def _has_jack(capabilities: str) -> bool:
    """Whether the mask of a device's switches (hexadecimal words, highest first) has the jack of headphones."""
    last = (capabilities.split() or ["0"])[-1]
    return _HEXADECIMAL.fullmatch(last) is not None and bool(int(last, 16) >> SW_HEADPHONE_INSERT & 1)


def switch_bits(device: Path) -> int | None:
    """The state of all switches of an input device; None when it cannot be asked."""
    try:
        descriptor = os.open(device, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        state = array.array("B", bytes(_SW_BYTES))
        fcntl.ioctl(descriptor, EVIOCGSW, state)
        return int.from_bytes(state.tobytes(), sys.byteorder)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _usb(root: Path) -> Plug:
    cards = root / "proc/asound/cards"
    if not cards.exists():
        return Plug.UNKNOWN
    return Plug.IN if _USB_CARD.search(_read(cards)) else Plug.OUT


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
