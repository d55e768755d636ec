"""Where the machine's power comes from at this moment (E11; L 50-1(6)): mains or battery, as the system tells.

`check_power` judges once, at the installation; here is what is asked all day long, to record that power was switched.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sailau.adapters.machine.checked import Roots, names_in, read_text

_MAINS: Final = frozenset({"Mains", "USB", "UPS"})
_BATTERIES: Final = frozenset({"Battery", "UPS"})
_SECONDS_A_MINUTE: Final = 60


class Source(StrEnum):
    """What feeds the machine."""

    MAINS = "mains"
    BATTERY = "battery"
    UNKNOWN = "unknown"
    """The system does not tell, as most machines without a battery do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """`percent` and `minutes` are those of the weakest battery; None where the system does not tell."""

    source: Source
    percent: int | None = None
    minutes: int | None = None


def read_power(roots: Roots | None = None) -> Power:
    """Read it from the system's own files; silence is never taken for mains."""
    folder = (roots or Roots()).sys / "class" / "power_supply"
    supplies = [folder / name for name in names_in(folder) or ()]
    mains = [one for one in supplies if read_text(one / "type") in _MAINS and read_text(one / "online") is not None]
    batteries = [one for one in supplies if read_text(one / "type") in _BATTERIES]
    percents = [value for one in batteries if (value := _number(one / "capacity")) is not None]
    seconds = [value for one in batteries if (value := _number(one / "time_to_empty_now")) is not None]
    return Power(
        source=_source(mains, batteries),
        percent=min(percents, default=None),
        minutes=min(seconds) // _SECONDS_A_MINUTE if seconds else None,
    )


def _source(mains: list[Path], batteries: list[Path]) -> Source:
    if any(read_text(one / "online") == "1" for one in mains):
        return Source.MAINS
    discharging = any(read_text(one / "status") == "Discharging" for one in batteries)
    return Source.BATTERY if batteries and (mains or discharging) else Source.UNKNOWN


def _number(path: Path) -> int | None:
    text = read_text(path)
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
