"""What a kiosk's screen shows beside the ballot and the voter's turn (L 50-5(5); R 11, 12; C14-C20).

`Ground` does not change during the day, `Turn` changes by inputs alone; what else stands on a screen comes from the
device at that moment and is here: where it stands, what the card or the sealing said. The page (`stations.kiosk.page`),
the sound and the gallery are made of these three and of nothing else.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sailau.election.ballot import BallotStyle
from sailau.election.nouns import ContestId
from sailau.errors import invariant
from sailau.refusal import Text

SLOTS: Final = ("left", "right", "bottom")
"""Where a device's card slot is, seen from the voter."""
WHOLE_BALLOT: Final = ContestId("")
"""Stands for the contest of a code that is the whole ballot's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every screen of a device and does not change during the day.

    `fingerprint` is the ballot's, as printed in its proof; `slot` is one of `SLOTS`.
    """

    precinct: int
    device: int
    fingerprint: str
    training: bool
    slot: str

    def __post_init__(self) -> None:
        invariant(self.slot in SLOTS, "a card slot is left, right or bottom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a screen shows beside ground and turn. Codes are a voter's secret: no text made of it contains one.

    `tracker` is the sealed ballot's, in full: the page makes the seal number and the QR of it. `codes` are contest and
    code in the order of the ballot (`shown_codes`); under `numbers` one, for `WHOLE_BALLOT`. `refused` says why the
    card was not taken. `progress` of sealing goes from 0 to 1 and is real, or None: the first third is encrypting, the
    second writing the card, the last reading it back. `seconds_left` until the time is out. `sound`: headphones are in.
    `told` is what a member must know who comes to the waiting device between voters.
    """

    frame: Frame
    tracker: str = field(default="", repr=False)
    codes: tuple[tuple[ContestId, int], ...] = field(default=(), repr=False)
    refused: Text | None = None
    progress: float | None = None
    seconds_left: int | None = None
    screen_off: bool = False
    sound: bool = False
    told: Text | None = None


def code_digits(code: int) -> str:
    """A control code as it is shown, spoken and printed: four digits (R 11)."""
    invariant(0 <= code <= 9999, "a control code has four digits")
    return f"{code:04d}"


CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U: letters that are taken for figures, and one that makes words."""
SEAL_SIGNS, SEAL_GROUP = 12, 4


def seal_number(tracker: str) -> tuple[str, ...]:
    """The seal number of a ballot: the first 60 bits of its tracker (compact base64 of SHA-256), in groups of four."""
    number = int.from_bytes(base64.b64decode(tracker + "=")[:8], "big") >> 4
    signs = "".join(CROCKFORD[number >> (5 * place) & 31] for place in reversed(range(SEAL_SIGNS)))
    return tuple(signs[start : start + SEAL_GROUP] for start in range(0, SEAL_SIGNS, SEAL_GROUP))


def shown_codes(style: BallotStyle, codes: Sequence[int]) -> tuple[tuple[ContestId, int], ...]:
    """A ballot's control codes with the contests they belong to, in order; the one of the whole ballot under ""."""
    contests = (control.contest.contest.id if control.contest else WHOLE_BALLOT for control in style.controls)
    return tuple(zip(contests, codes, strict=True))
