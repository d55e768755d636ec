"""`sailau chair`: where the commission leads the day, from check to hand-over (L 50-5, 50-6; E23-E29)."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from sailau.adapters.keystore import MemberKeyStore, Part, erase_part, erased_by, tries_left
from sailau.adapters.password import WrongPasswordError
from sailau.adapters.pin_tries import PinRefusedError, mistyped, typed
from sailau.cli.station import add_station, begin, serve
from sailau.errors import StoreError
from sailau.ports import MemberStore
from sailau.service.chair_station import ChairStation, StoreOffered
from sailau.stations.chair.views import chair_site


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `chair`."""
    parser = subparsers.add_parser(
        "chair",
        help="the chair's station, as a process of its own",
        description="Open the chair's screen until SIGTERM: members sign in with their own keys and lead the day: "
        "check, duties, opening, interruption, closing, devices, reconciliation, count, protocol, record. "
        "The precinct computer decides; keys and shares stay here, and nothing is signed that was not shown whole.",
        epilog="Documentation: docs/chair.md.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--medium", type=Path, required=True, metavar="DIR", help="what is carried to the devices after closing"
    )
    add_station(parser, keys="where members' keys (*.p12) and key stores (*.key) appear, as on a stick")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    begun = begin(args)
    station = ChairStation(
        begun.device, begun.connect, begun.keys, lambda: stores_in(args.keys), args.folder, args.medium
    )
    return serve(begun, chair_site(station), station.run)


def stores_in(folder: Path) -> Mapping[str, StoreOffered]:
    """The members' key stores that lie in `folder` now, by member's id. A store counts wrong PINs itself."""
    found = {}
    for path in sorted(folder.glob("member-*.key")):
        number = path.stem.removeprefix("member-")
        if number.isascii() and number.isdigit():
            found[path.stem] = StoreOffered(
                member=int(number), open=_opening(path), erase=_erasing(path), is_erased=_is_erased(path)
            )
    return found


def _opening(path: Path) -> Callable[[str], MemberStore]:
    def opened(pin: str) -> MemberStore:
        typed(pin)
        if not tries_left(path):
            raise PinRefusedError(mistyped(0))
        try:
            return MemberKeyStore.open(path, pin.encode())
        except WrongPasswordError as error:
            raise PinRefusedError(mistyped(tries_left(path))) from error

    return opened


def _erasing(path: Path) -> Callable[[str], None]:
    return lambda act: erase_part(path, Part.COUNT, act)


def _is_erased(path: Path) -> bool:
    try:
        return bool(erased_by(path, Part.COUNT))
    except StoreError:
        return False  # what it is, whoever opens or erases it is told
