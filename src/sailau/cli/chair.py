"""`sailau chair`: where the commission leads the day, from check to hand-over (L 50-5, 50-6; E23-E29)."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from sailau.adapters.clock import LocalClock
from sailau.adapters.keystore import MemberKeyStore, Part, erase_part, tries_left
from sailau.adapters.password import WrongPasswordError
from sailau.adapters.pin_tries import PinRefusedError, PinTries, mistyped
from sailau.adapters.recorder_file import RecorderFile
from sailau.cli.desk import browser_died, connecting, keys_in, linking
from sailau.cli.device import add_recorder, address, identity_of, port, recorder_at, until_asked_to_stop
from sailau.cli.screen import served_to_browser
from sailau.ports import MemberStore
from sailau.service.chair_station import ChairStation, StoreOffered
from sailau.service.device_health import HealthLook
from sailau.service.health_report import HealthReporter
from sailau.service.power_watch import PowerWatch
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role
from sailau.stations.chair.views import chair_site

EXIT_SOUND = 0


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
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the station's folder, with its key")
    parser.add_argument(
        "--table", type=address, required=True, metavar="HOST:PORT", help="where the precinct computer answers"
    )
    parser.add_argument(
        "--keys",
        type=Path,
        required=True,
        metavar="DIR",
        help="where members' keys (*.p12) and key stores (*.key) appear, as on a stick",
    )
    parser.add_argument(
        "--medium", type=Path, required=True, metavar="DIR", help="what is carried to the devices after closing"
    )
    parser.add_argument(
        "--certificates", type=Path, metavar="FILE", help="what `sailau table --certificates` wrote (default: in DIR)"
    )
    parser.add_argument("--pin-file", type=Path, metavar="FILE", help="holds the device's PIN (else it is typed)")
    add_recorder(parser)
    parser.add_argument("--port", type=port, default=0, metavar="N", help="port of the page on 127.0.0.1 (any)")
    parser.add_argument(
        "--no-screen", action="store_true", help="start no browser: say the address by which one may come in, once"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    signer = identity_of(args, Role.DESK)
    device = holder_of(signer.certificate).device or ""
    opens, tries = recorder_at(args.recorder, device), PinTries(args.folder)
    station = ChairStation(
        device,
        connecting(args, signer),
        lambda: keys_in(args.keys, tries),
        lambda: stores_in(args.keys),
        args.folder,
        args.medium,
    )
    site, stopped = chair_site(station), until_asked_to_stop()
    with ExitStack() as running:
        recorder = running.enter_context(
            RecorderFile(args.folder / "recorder.jsonl", device, LocalClock()) if opens is None else opens()
        )
        look = HealthLook(args.folder, LocalClock(), recorder, lambda: "none")
        running.enter_context(HealthReporter(linking(args, signer), look.look).reporting())
        shown = served_to_browser(
            site, args.port, stopped, browser=not args.no_screen, died=partial(browser_died, recorder)
        )
        at, ended, show = running.enter_context(shown)
        recorder.record("device-started")
        _say_ready(args, device, at)
        show()
        station.run(recorder, PowerWatch(lambda: recorder).within(ended))
        recorder.record("device-stopped")
    return EXIT_SOUND


def stores_in(folder: Path) -> Mapping[str, StoreOffered]:
    """The members' key stores that lie in `folder` now, by member's id. A store counts wrong PINs itself."""
    found = {}
    for path in sorted(folder.glob("member-*.key")):
        number = path.stem.removeprefix("member-")
        if number.isascii() and number.isdigit():
            found[path.stem] = StoreOffered(member=int(number), open=_opening(path), erase=_erasing(path))
    return found


def _opening(path: Path) -> Callable[[str], MemberStore]:
    def opened(pin: str) -> MemberStore:
        if not tries_left(path):
            raise PinRefusedError(mistyped(0))
        try:
            return MemberKeyStore.open(path, pin.encode())
        except WrongPasswordError as error:
            raise PinRefusedError(mistyped(tries_left(path))) from error

    return opened


def _erasing(path: Path) -> Callable[[str], None]:
    return lambda act: erase_part(path, Part.COUNT, act)


def _say_ready(args: argparse.Namespace, device: str, at: str) -> None:
    said = json.dumps({"ready": device, "address": at}) if args.json else f"{device} is ready: {at}"
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()
