"""What `sailau desk`, `sailau chair` and `sailau technician` have in common: arguments, links, keys, the run itself.

Each is a process of its own with a key of its own; people sign in at it with theirs (L 50-5(1); E14). It serves one
page to one browser, reports its health on a link of its own (E20), and records that it started and stopped.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sailau.adapters.clock import LocalClock
from sailau.adapters.files import read_file
from sailau.adapters.pin_tries import PinTries
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.station_link import StationLink
from sailau.adapters.table_link import TableLink
from sailau.cli.device import add_recorder, address, identity_of, port, recorder_at, until_asked_to_stop
from sailau.cli.screen import Ended, served_to_browser
from sailau.errors import StoreError
from sailau.ports import DeviceRecorder, RecorderLostError
from sailau.refusal import Refusal
from sailau.service.device_health import HealthLook
from sailau.service.health_report import HealthReporter
from sailau.service.people_at_station import KeyOffered
from sailau.service.power_watch import PowerWatch
from sailau.signing.authority import Signer
from sailau.signing.holder import holder_of
from sailau.signing.keystore import open_signer
from sailau.signing.roles import Role

if TYPE_CHECKING:
    from sailau.stations.site import Site

EXIT_SOUND = 0


def add_station(parser: argparse.ArgumentParser, keys: str) -> None:
    """Add what every station is started with; `keys` says what is looked for in `--keys`."""
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the station's folder, with its key")
    parser.add_argument(
        "--table", type=address, required=True, metavar="HOST:PORT", help="where the precinct computer answers"
    )
    parser.add_argument("--keys", type=Path, required=True, metavar="DIR", help=keys)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A station's program that has its key: the device's id, the links that it may open, when it is to stop."""

    args: argparse.Namespace
    signer: Signer = field(repr=False)
    device: str
    tries: PinTries
    stopped: Ended

    def linking(self) -> TableLink | Refusal:
        """How the device itself comes to the precinct computer that `--table` names."""
        host, port_ = self.args.table
        return TableLink.open(host, port_, self.signer, LocalClock().now())

    def connect(self) -> StationLink | Refusal:
        """How it comes there for people to sign in at."""
        link = self.linking()
        return link if isinstance(link, Refusal) else StationLink(link)

    def keys(self) -> Sequence[KeyOffered]:
        """The keys that lie in `--keys` now."""
        return keys_in(self.args.keys, self.tries)


def begin(args: argparse.Namespace) -> Begun:
    """Open the device's own key, as the arguments say. Raises `StoreError` as `identity_of` does."""
    signer = identity_of(args, Role.DESK)
    device = holder_of(signer.certificate).device or ""
    return Begun(args=args, signer=signer, device=device, tries=PinTries(args.folder), stopped=until_asked_to_stop())


def serve(
    begun: Begun,
    site: "Site",
    run: Callable[[DeviceRecorder, Ended], None],
    reader: Callable[[], str] = lambda: "none",
) -> int:
    """Have the page served and the station `run` until it is asked to stop; `reader` tells how the card reader is."""
    args, device, clock = begun.args, begun.device, LocalClock()
    opens = recorder_at(args.recorder, device)
    with ExitStack() as running:
        recorder = running.enter_context(
            RecorderFile(args.folder / "recorder.jsonl", device, clock) if opens is None else opens()
        )
        look = HealthLook(args.folder, clock, recorder, reader)
        running.enter_context(HealthReporter(begun.linking, look.look).reporting())
        died = partial(_browser_died, recorder)
        shown = served_to_browser(site, args.port, begun.stopped, browser=not args.no_screen, died=died)
        at, ended, show = running.enter_context(shown)
        recorder.record("device-started")
        _say_ready(device, at, as_json=args.json)
        show()
        run(recorder, PowerWatch(lambda: recorder).within(ended))
        recorder.record("device-stopped")
    return EXIT_SOUND


def keys_in(folder: Path, tries: PinTries) -> tuple[KeyOffered, ...]:
    """The key files that lie in `folder` now, by name; `tries` counts wrong PINs of each.

    A file that was there and is not any more, as when a stick is pulled, is left out.
    """
    found = []
    for path in sorted(folder.glob("*.p12")):
        with suppress(StoreError):
            key_file = read_file(path)
            digest = hashlib.sha256(key_file).hexdigest()
            found.append(KeyOffered(name=path.stem, fingerprint=digest, open=_opening(key_file, tries)))
    return tuple(found)


def _opening(key_file: bytes, tries: PinTries) -> Callable[[str], Signer]:
    return lambda pin: tries.attempt(key_file, pin, partial(open_signer, key_file))


def _browser_died(recorder: DeviceRecorder) -> None:
    """Record that a station's screen ended by itself; it is started again."""
    with suppress(RecorderLostError):  # the station stands still already, and says why
        recorder.record("fault-reported", part="screen")


def _say_ready(device: str, at: str, *, as_json: bool) -> None:
    said = json.dumps({"ready": device, "address": at}) if as_json else f"{device} is ready: {at}"
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()
