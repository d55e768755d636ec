"""`sailau desk`: a desk at which voters are admitted and cards activated (R 6-9; L 41, 42, 50-5(3); E29, C10-C12)."""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path

from sailau.adapters.clock import LocalClock
from sailau.adapters.files import read_file
from sailau.adapters.pin_tries import PinTries
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.station_link import StationLink
from sailau.adapters.table_link import TableLink
from sailau.cli.device import add_recorder, address, identity_of, open_reader, port, recorder_at, until_asked_to_stop
from sailau.cli.screen import served_to_browser
from sailau.ports import DeviceRecorder, RecorderLostError
from sailau.refusal import Refusal
from sailau.service.desk_station import DeskStation
from sailau.service.device_health import HealthLook, ReaderSeen
from sailau.service.health_report import HealthReporter
from sailau.service.people_at_station import KeyOffered
from sailau.service.power_watch import PowerWatch
from sailau.signing.authority import Signer
from sailau.signing.holder import holder_of
from sailau.signing.keystore import open_signer
from sailau.signing.roles import Role
from sailau.stations.desk.views import desk_site

EXIT_SOUND = 0


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `desk`."""
    parser = subparsers.add_parser(
        "desk",
        help="a desk where voters are admitted, as a process of its own",
        description="Open a desk's screen until SIGTERM: members sign in with their own keys, find voters by the bar "
        "code of the identity card, by IIN or by name, compare, admit, and activate the card in the desk's reader. "
        "The precinct computer decides everything; the members' keys stay here.",
        epilog="A scanner is one that types as a keyboard does. Hardware: docs/hardware-cards.md.",
        allow_abbrev=False,
    )
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the device's folder, with its key")
    parser.add_argument(
        "--cards", required=True, metavar="WHERE", help="tray:DIR, or pcsc, or pcsc:NAME for one of several readers"
    )
    parser.add_argument(
        "--table", type=address, required=True, metavar="HOST:PORT", help="where the precinct computer answers"
    )
    parser.add_argument(
        "--keys", type=Path, required=True, metavar="DIR", help="where members' key files appear (*.p12), as on a stick"
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
    clock, opens = LocalClock(), recorder_at(args.recorder, device)
    tries = PinTries(args.folder)
    desk = DeskStation(device, connecting(args, signer), lambda: keys_in(args.keys, tries))
    site, stopped = desk_site(desk), until_asked_to_stop()
    with ExitStack() as running:
        recorder = running.enter_context(
            RecorderFile(args.folder / "recorder.jsonl", device, clock) if opens is None else opens()
        )
        reader = ReaderSeen(running.enter_context(closing(open_reader(args.cards, device))))
        look = HealthLook(args.folder, clock, recorder, lambda: reader.standing)
        running.enter_context(HealthReporter(linking(args, signer), look.look).reporting())
        shown = served_to_browser(
            site, args.port, stopped, browser=not args.no_screen, died=partial(browser_died, recorder)
        )
        at, ended, show = running.enter_context(shown)
        recorder.record("device-started")
        _say_ready(args, device, at)
        show()
        desk.run(reader, recorder, PowerWatch(lambda: recorder).within(ended))
        recorder.record("device-stopped")
    return EXIT_SOUND


def browser_died(recorder: DeviceRecorder) -> None:
    """Record that a station's screen ended by itself; it is started again."""
    with suppress(RecorderLostError):  # the desk stands still already, and says why
        recorder.record("fault-reported", part="screen")


def keys_in(folder: Path, tries: PinTries) -> tuple[KeyOffered, ...]:
    """The key files that lie in `folder` now, by name; `tries` counts wrong PINs of each."""
    return tuple(KeyOffered(name=path.stem, open=_opening(path, tries)) for path in sorted(folder.glob("*.p12")))


def _opening(path: Path, tries: PinTries) -> Callable[[str], Signer]:
    def opened(pin: str) -> Signer:
        key_file = read_file(path)
        return tries.attempt(key_file, lambda: open_signer(key_file, pin))

    return opened


def connecting(args: argparse.Namespace, signer: Signer) -> Callable[[], StationLink | Refusal]:
    """How a station comes to the precinct computer that `--table` names, for people to sign in at."""
    linked = linking(args, signer)

    def connect() -> StationLink | Refusal:
        link = linked()
        return link if isinstance(link, Refusal) else StationLink(link)

    return connect


def linking(args: argparse.Namespace, signer: Signer) -> Callable[[], TableLink | Refusal]:
    """How the device itself comes to it."""
    host, port = args.table
    return lambda: TableLink.open(host, port, signer, LocalClock().now())


def _say_ready(args: argparse.Namespace, device: str, at: str) -> None:
    said = json.dumps({"ready": device, "address": at}) if args.json else f"{device} is ready: {at}"
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()
