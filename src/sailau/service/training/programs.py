"""Which programs a training place consists of, with which words, in which order (`docs/architecture.md`).

    1  a recorder for each device     2  the precinct computer     3  the stations: desk, chair, terminal, accumulator

Booth and table have nothing between them but cards: the terminal is told of no other program. Paths are relative to the
place's folder, in which all run: a socket's path must be short.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sailau.service.training.place import PORTABLE, Place

COMPUTER: Final = "precinct-computer"
DESK: Final = "desk-1"
CHAIR: Final = "desk-2"
TECHNICIAN: Final = "desk-3"
TERMINAL: Final = "terminal-1"
ACCUMULATOR: Final = "accumulator-1"
TABLE: Final = "table"
AT_THE_TABLE: Final = (COMPUTER, DESK, CHAIR, TECHNICIAN, ACCUMULATOR)
"""Whose acts the precinct computer records."""
DEVICES: Final = (*AT_THE_TABLE, TERMINAL)
"""Each has a recorder."""
LANGUAGES: Final = "kk,ru,en"
SOCKETS: Final = Path("sockets")
CABLE: Final = "127.0.0.1:0"
"""The accumulator's end of the portable device's cable: a port that is free, which the accumulator says."""


@dataclass(frozen=True, slots=True)
class Station:
    """A page that somebody stands at: its name here, the program that serves it, the word under which it says where."""

    name: str
    program: str
    said: str


STATIONS: Final = (
    Station("desk", DESK, "address"),
    Station("booth", TERMINAL, "address"),
    Station("table", ACCUMULATOR, "screen"),
    Station("public", TABLE, "screen"),
    Station("board", TABLE, "board"),
    Station("chair", CHAIR, "address"),
    Station("technician", TECHNICIAN, "address"),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A program to be started: its name and its words."""

    name: str
    words: tuple[str, ...]


def socket_of(device: str) -> Path:
    """Where a device's recorder answers, seen from the place's folder."""
    return SOCKETS / device


def recorders(place: Place) -> tuple[Planned, ...]:
    """A recorder for each device that runs, and for the portable one, which a person starts."""
    return tuple(_recorder(place, device) for device in devices(place))


def devices(place: Place) -> tuple[str, ...]:
    """The devices of a place that have a recorder."""
    return DEVICES if place.portable is None else (*DEVICES, PORTABLE)


def table(place: Place, port: int) -> Planned:
    """The precinct computer, with the public screen and the board."""
    words = ["table", "--folder", _in(place, place.computer), "--listen", f"127.0.0.1:{port}"]
    words += ["--password-file", _in(place, place.password), "--certificates", _in(place, place.certificates)]
    words += ["--record-to", _in(place, place.records)]
    for device in AT_THE_TABLE:
        words += ["--recorder", str(socket_of(device))]
    screens = ["--screen", "0", "--no-browser", "--board", "0", "--languages", LANGUAGES]
    return Planned(TABLE, (*words, "--sheets", _in(place, place.sheets), *screens, "--json"))


def stations(place: Place, port: int) -> tuple[Planned, ...]:
    """Desk, stations of chair and technician, terminal, accumulator; `port` is the computer's."""
    cards = ("--cards", f"tray:{_in(place, place.cards)}")
    keys = ("--keys", _in(place, place.keys))
    secret, recorder = ("--password-file", _in(place, place.password)), ("--recorder", str(socket_of(TERMINAL)))
    medium = ("--medium", _in(place, place.medium))
    terminal = ("terminal", "--folder", TERMINAL, *secret, *cards, *recorder, *medium, "--no-screen", "--json")
    desk = ("desk", *_at_the_table(place, DESK, port), *cards, *keys, "--no-screen", "--json")
    chair = ("chair", *_at_the_table(place, CHAIR, port), *keys, *medium, "--no-screen", "--json")
    service = ("--keys", _in(place, place.service_keys))
    technician = ("technician", *_at_the_table(place, TECHNICIAN, port), *service, "--no-screen", "--json")
    cable = ("--cable", CABLE) if place.portable is not None else ()
    screen = ("--screen", "0", "--no-browser", "--languages", LANGUAGES, *cable)
    accumulator = ("accumulator", *_at_the_table(place, ACCUMULATOR, port), *cards, "--mode", "both", *screen, "--json")
    return (
        Planned(DESK, desk),
        Planned(CHAIR, chair),
        Planned(TECHNICIAN, technician),
        Planned(TERMINAL, terminal),
        Planned(ACCUMULATOR, accumulator),
    )


def _at_the_table(place: Place, device: str, port: int) -> Sequence[str]:
    identity = ("--folder", device, "--pin-file", _in(place, place.pin(device)))
    certificates = ("--certificates", _in(place, place.certificates / f"{device}.pem"))
    return (*identity, *certificates, "--table", f"127.0.0.1:{port}", "--recorder", str(socket_of(device)))


def _recorder(place: Place, device: str) -> Planned:
    words = ["recorder", "--device", device, "--socket", str(socket_of(device)), "--json"]
    for medium in place.media(device):
        words += ["--media", _in(place, medium)]
    if device in (TERMINAL, PORTABLE):
        words += ["--recorder-key", _in(place, place.recorder_key)]
    return Planned(f"recorder-{device}", tuple(words))


def _in(place: Place, path: Path) -> str:
    return str(path.relative_to(place.folder))
