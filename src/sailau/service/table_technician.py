"""What the technician's station asks through its link: health of all at the table, the decided restart (E20; R 14).

Health is kept in memory only, as each device said it last: it is no part of the record. A terminal is on no network: of
it is known what the last card brought, and no more. Clocks are compared when a report comes in, so the difference holds
the way on the cable too.
"""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final

import cbor2

from sailau.adapters.machine import Check, Roots, check_clock, check_memory, check_network
from sailau.adapters.table_wire import LinkLostError, Message
from sailau.errors import FormatError
from sailau.precinct.commands import Command
from sailau.refusal import Refusal
from sailau.service.device_health import DeviceHealth, HealthLook, decode_health
from sailau.service.power_on import power_ons
from sailau.service.precinct import COMPUTER, Precinct
from sailau.service.table_chair import done, named_act
from sailau.service.table_station import Asked, Call
from sailau.service.tours import tours
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role

LOOK_SECONDS: Final = 2.0
SILENT_SECONDS: Final = 20
"""A device that has reported nothing for so long is shown as silent (four reports are missing)."""
NEVER: Final = -1
_NOT_ALL_DAY: Final = frozenset({"clock-watch", "clock-ticks"})
"""Checks that need a person with a watch, or time."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The last report of a device: when it came (monotonic seconds), and how far its clock was ahead (milliseconds)."""

    health: DeviceHealth
    at: float
    ahead_ms: int


class HealthBook:
    """What devices at the table have said of their health since this program was started."""

    def __init__(
        self,
        precinct: Precinct,
        turn: threading.Lock,
        *,
        declared: Collection[str] = (),
        roots: Roots | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`declared` are the network interfaces of the act of installation; `turn` is held while stores are read."""
        self._precinct, self._turn, self._monotonic = precinct, turn, monotonic
        self._declared, self._roots = tuple(declared), roots or Roots()
        self._heard: dict[str, Heard] = {}
        self._own = HealthLook(precinct.folder, precinct, precinct.recorder(), lambda: "none", self._roots)
        self._looked, self._shown = float("-inf"), b""
        self._lock = threading.Lock()

    def answer(self, device: str, request: Message) -> Message | None:
        """The answer to a report; None when the request is of another kind. Raises `LinkLostError`."""
        match request:
            case ["health", bytes(body)]:
                try:
                    health = decode_health(body)
                except FormatError as error:
                    raise LinkLostError("the device does not speak as agreed") from error
                ahead = health.clock() - self._precinct.now()
                heard = Heard(health, self._monotonic(), int(ahead.total_seconds() * 1000))
                with self._lock:
                    self._heard[device] = heard
                return ["noted"]
        return None

    def service(self) -> Message:
        """Everything that the technician's page shows, looked at anew every `LOOK_SECONDS`."""
        with self._lock:
            if self._monotonic() - self._looked >= LOOK_SECONDS:
                self._shown = cbor2.dumps(self._look())
                self._looked = self._monotonic()
            return ["answered", self._shown]

    def _look(self) -> Mapping[str, Any]:
        precinct, own = self._precinct, self._own.look()
        with self._turn:
            return {
                "precinct": precinct.installed.precinct,
                "state": precinct.state.value,
                "now": f"{precinct.now():%H:%M}",
                "training": precinct.definition.fictitious,
                "start": precinct.start.hex(),
                "computer": asdict(own),
                "checks": [_check(one) for one in self._checks()],
                "devices": [self._device(name) for name in precinct.installed.stations if name != COMPUTER],
                "terminals": self._terminals(),
                "portables": self._portables(),
                "power_ons": [[one.at, one.cause] for one in power_ons(precinct)],
            }

    def _checks(self) -> list[Check]:
        zone = self._precinct.now().utcoffset()
        clock = check_clock(self._roots, None, zone, lambda _: None) if zone is not None else ()
        found = (*check_network(self._roots, self._declared), *clock, *check_memory(self._roots))
        return [one for one in found if one.code not in _NOT_ALL_DAY]

    def _device(self, name: str) -> Mapping[str, Any]:
        heard = self._heard.get(name)
        if heard is None:
            return {"device": name, "silent": NEVER, "ahead_ms": 0, "health": {}}
        silent = int(self._monotonic() - heard.at)
        return {"device": name, "silent": silent, "ahead_ms": heard.ahead_ms, "health": asdict(heard.health)}

    def _terminals(self) -> list[Mapping[str, Any]]:
        """What cards brought of each terminal: the length of its record then, its last hash, and when it was taken."""
        seen = {one.origin: one for one in self._precinct.witnesses.seen()}
        when = self._precinct.witnesses.when()
        return [
            {
                "device": device,
                "entries": seen[device].size if device in seen else NEVER,
                "head": seen[device].root.hex() if device in seen else "",
                "at": f"{when[device].astimezone(self._precinct.zone):%H:%M}" if device in when else "",
            }
            for device in sorted(self._precinct.terminals)
        ]

    def _portables(self) -> list[Mapping[str, Any]]:
        out = {row.device: row for row in tours(self._precinct) if not row.done}
        names = sorted(name for name, one in self._precinct.booths.items() if holder_of(one).role is Role.PORTABLE)
        return [
            {
                "device": name,
                "out": name in out,
                "members": len(out[name].members) if name in out else 0,
                "applications": out[name].applications if name in out else 0,
            }
            for name in names
        ]


def _check(one: Check) -> Mapping[str, str]:
    return {
        "code": one.code,
        "article": one.article,
        "standing": one.standing.value,
        "kk": one.text.kk,
        "ru": one.text.ru,
        "en": one.text.en,
    }


def _restart(call: Call) -> Mapping[str, Any] | Refusal:
    act = named_act(call)
    return act if isinstance(act, Refusal) else done(call.perform(act))


ASKED: Final[Mapping[Command, Asked]] = MappingProxyType({Command.RESTART_COMPUTER: _restart})
"""The technician's one command; voting is resumed by `table_chair.ASKED`. The role matrix wants the chair in both."""
