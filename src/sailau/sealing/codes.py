"""Control codes: four digits on every ballot, shown to whoever asks (R 11, R 19).

The numbers 0000–9999 are dealt out once, before the day: every terminal and portable device gets a random share,
and no two shares meet, so codes are distinct over the day although devices do not talk to each other. A device
draws from what it has not used. Shares and used codes are sets without order and are stored as a map of
10,000 bits: its length never changes and nothing in it tells which code was drawn first.

Whether the day can need more codes than there are is `election.reserve.code_overflow`; here it is asked with
what is kept back and with the share of each device.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Final, NewType

from sailau.election.limits import CODES
from sailau.election.reserve import code_overflow
from sailau.errors import FormatError, invariant
from sailau.refusal import Refusal, Text

Code = NewType("Code", int)
"""A control code, 0 to 9999; written with four digits."""

Codes = frozenset[Code]

MAP_BYTES: Final = CODES // 8
_ALL: Final = tuple(Code(number) for number in range(CODES))
_TRUTH: Final = bytes.maketrans(b"01", b"\0\1")


@dataclass(frozen=True, slots=True)
class CodeShares:
    """Who may draw which codes: a share for each device by its id, and what is kept back for later devices."""

    of: dict[str, Codes] = field(repr=False)
    kept_back: Codes = field(repr=False)


def shares(devices: Sequence[str], kept_back: int = 0) -> CodeShares:
    """Deal the codes out at random: disjoint shares that differ in size by one at most.

    `kept_back` is the number of codes held for a device that replaces another. There must be a device, no id
    twice, and at least one code for each.
    """
    invariant(bool(devices) and len(set(devices)) == len(devices), "devices have distinct ids")
    invariant(0 <= kept_back <= CODES - len(devices), "every device gets a code")
    numbers = [Code(number) for number in range(CODES)]
    secrets.SystemRandom().shuffle(numbers)
    dealt = numbers[kept_back:]
    of = {device: frozenset(dealt[place :: len(devices)]) for place, device in enumerate(devices)}
    return CodeShares(of, frozenset(numbers[:kept_back]))


def capacity(credentials: int, codes_a_ballot: int, devices: int, kept_back: int = 0) -> Refusal | None:
    """Refuse when the shares of the devices together could not serve every credential (R 11); None when they can."""
    return code_overflow(credentials, codes_a_ballot) or _shares_too_small(
        credentials, codes_a_ballot, devices, kept_back
    )


def draw(share: Codes, used: Codes, count: int) -> tuple[Code, ...] | Refusal:
    """Draw the codes of one ballot, one for each control question, from what the device has not used.

    The caller stores them among the used *before* the ballot is sealed. Refused when the share is used up: the
    device then goes out of service.
    """
    free = tuple(share - used)
    if len(free) < count:
        return _used_up()
    return tuple(secrets.SystemRandom().sample(free, count))


def written(code: Code) -> str:
    """Write a code as the screen and the list show it: four digits."""
    return f"{code:04d}"


def to_map(codes: Codes) -> bytes:
    """Write a set of codes as 10,000 bits: code n is bit n mod 8 (lowest first) of byte n // 8."""
    bits = bytearray(b"0" * CODES)
    for code in codes:
        bits[-1 - code] = ord("1")
    return int(bits, 2).to_bytes(MAP_BYTES, "little")


def from_map(data: bytes) -> Codes:
    """Read a set of codes. Raises FormatError when it has not the length of a map."""
    if len(data) != MAP_BYTES:
        raise FormatError("codes", f"not a map of {MAP_BYTES} bytes")
    bits = f"{int.from_bytes(data, 'little'):0{CODES}b}".encode().translate(_TRUTH)
    return frozenset(compress(_ALL, reversed(bits)))


def _shares_too_small(credentials: int, codes_a_ballot: int, devices: int, kept_back: int) -> Refusal | None:
    dealt = CODES - kept_back
    needed = credentials * codes_a_ballot
    if needed <= dealt and dealt // devices >= codes_a_ballot:
        return None
    return Refusal(
        "codes-shares-too-small",
        "R 11",
        Text(
            kk=f"Құрылғыларға {dealt} тексеру коды бөлінді, {needed} керек. Қордағы кодтарды азайту қажет.",
            ru=f"Устройствам роздано {dealt} контрольных кодов, нужно {needed}. Следует уменьшить запас кодов.",
            en=f"The devices got {dealt} control codes, {needed} are needed. Keep fewer codes back.",
        ),
    )


def _used_up() -> Refusal:
    return Refusal(
        "codes-used-up",
        "R 11",
        Text(
            kk="Бұл құрылғының тексеру кодтары таусылды. Құрылғы жұмысын тоқтатады; басқасында дауыс беріңіз.",
            ru="Контрольные коды этого устройства исчерпаны. Устройство прекращает работу; голосуйте на другом.",
            en="This device has used up its control codes. It goes out of service; please vote at another one.",
        ),
    )
