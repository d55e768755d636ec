"""`sailau technician`: the technician's station, as a process of its own (E20; L 50-5(6); R 14)."""

import argparse
import json
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from sailau.adapters.clock import LocalClock
from sailau.adapters.files import write_atomically
from sailau.adapters.pin_tries import PinTries
from sailau.adapters.printing import Printer
from sailau.adapters.recorder_file import RecorderFile
from sailau.cli.desk import browser_died, connecting, keys_in, linking
from sailau.cli.device import add_recorder, address, identity_of, port, recorder_at, until_asked_to_stop
from sailau.cli.screen import served_to_browser
from sailau.service.device_health import HealthLook
from sailau.service.health_report import HealthReporter
from sailau.service.power_watch import PowerWatch
from sailau.service.technician_station import TechnicianStation
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role
from sailau.stations.technician.views import technician_site

EXIT_SOUND = 0
TEST_PAGE = "test-page.txt"
TEST_TEXT = (
    "Sailau\n\nСынақ беті · Пробная страница · Test page\n\nӘ Ғ Қ Ң Ө Ұ Ү Һ І   ә ғ қ ң ө ұ ү һ і   № ₸ « »\n\n{at}\n"
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `technician`."""
    parser = subparsers.add_parser(
        "technician",
        help="the technician's station, as a process of its own",
        description="Open the technician's screen until SIGTERM: how the precinct computer, its network, power and "
        "printer and every device at the table are; and, when the commission has signed a decision, the restart, "
        "which technician and chair carry out together. Nothing else of the day can be changed here.",
        epilog="What the tiles say, and what to do: docs/technician.md. A terminal shows its own health by "
        "`sailau terminal --health`.",
        allow_abbrev=False,
    )
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the device's folder, with its key")
    parser.add_argument(
        "--table", type=address, required=True, metavar="HOST:PORT", help="where the precinct computer answers"
    )
    parser.add_argument(
        "--keys", type=Path, required=True, metavar="DIR", help="where people's key files appear (*.p12), as on a stick"
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
    station = TechnicianStation(
        device,
        connecting(args, signer),
        lambda: keys_in(args.keys, tries),
        printer=Printer(),
        test_page=partial(_test_page, args.folder),
    )
    site, stopped = technician_site(station), until_asked_to_stop()
    with ExitStack() as running:
        recorder = running.enter_context(
            RecorderFile(args.folder / "recorder.jsonl", device, clock) if opens is None else opens()
        )
        look = HealthLook(args.folder, clock, recorder, lambda: "none")
        running.enter_context(HealthReporter(linking(args, signer), look.look).reporting())
        shown = served_to_browser(
            site, args.port, stopped, browser=not args.no_screen, died=partial(browser_died, recorder)
        )
        at, ended, show = running.enter_context(shown)
        recorder.record("device-started")
        said = json.dumps({"ready": device, "address": at}) if args.json else f"{device} is ready: {at}"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()
        show()
        station.run(recorder, PowerWatch(lambda: recorder).within(ended))
        recorder.record("device-stopped")
    return EXIT_SOUND


def _test_page(folder: Path) -> Path:
    """The file that is printed to try the printer: letters that a wrong font would lose, and the time."""
    at = LocalClock().now()
    write_atomically(folder / TEST_PAGE, TEST_TEXT.format(at=f"{at:%d.%m.%Y %H:%M:%S}").encode())
    return folder / TEST_PAGE
