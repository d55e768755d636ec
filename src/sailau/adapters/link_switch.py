"""Switching the machine's link to the allotted network on and off (L 50-7(1); E47, E16).

By a program that the installation names (`nmcli`, `ip link`, a script for a modem), or, on a machine without one, by
hand: somebody plugs the cable in and pulls it again, and the page says when. Where the interface is named, the machine
itself is asked whether the link stands, and nobody's word is taken for it.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sailau.adapters.machine.checked import Roots, read_text
from sailau.errors import StoreError

SWITCH_SECONDS: Final = 60.0
_IFF_UP: Final = 0x1
_SAID_MAX: Final = 200


class Carrier(StrEnum):
    """What the machine says of the interface."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"
    """No interface was named, or the machine does not tell."""


class LinkSwitchError(StoreError):
    """The program that switches the link failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSwitch:
    """How the link is switched. Both programs are given as words, never through a shell; neither: by hand."""

    up: Sequence[str] = ()
    down: Sequence[str] = ()
    interface: str = ""
    roots: Roots = field(default_factory=Roots)

    def __post_init__(self) -> None:
        if bool(self.up) != bool(self.down):
            raise LinkSwitchError("the link needs both programs, one that switches it on and one that switches it off")

    @property
    def by_hand(self) -> bool:
        """Whether people plug and pull."""
        return not self.up

    def switch_on(self) -> None:
        """Switch it on; by hand nothing happens here. Raises `LinkSwitchError`."""
        _run(self.up)

    def switch_off(self) -> None:
        """Switch it off; by hand nothing happens here. Raises `LinkSwitchError`, also when it stands all the same."""
        _run(self.down)
        if self.down and self.carrier() is Carrier.UP:
            raise LinkSwitchError(f"{self.interface} is up although it was switched off")

    def carrier(self) -> Carrier:
        """Whether the interface is up and has a cable or a network."""
        if not self.interface:
            return Carrier.UNKNOWN
        folder = self.roots.sys / "class" / "net" / self.interface
        flags, carrier = read_text(folder / "flags"), read_text(folder / "carrier")
        if flags is None:
            return Carrier.DOWN if self.roots.sys.is_dir() and not folder.exists() else Carrier.UNKNOWN
        return Carrier.UP if int(flags, 16) & _IFF_UP and carrier == "1" else Carrier.DOWN


def _run(words: Sequence[str]) -> None:
    if not words:
        return
    try:
        done = subprocess.run(
            list(words), stdin=subprocess.DEVNULL, capture_output=True, timeout=SWITCH_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LinkSwitchError(f"{words[0]} could not switch the link: {error}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-_SAID_MAX:]
        raise LinkSwitchError(f"{words[0]} could not switch the link (exit {done.returncode}): {said}")
