"""What `sailau terminal` and `sailau portable` have in common: options, pages, browser, an end by SIGTERM (R 11-13)."""

import argparse
import json
import sys
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeVar

from sailau.adapters.clock import LocalClock
from sailau.adapters.sound_files import SoundFiles
from sailau.card.reader import CardReader
from sailau.cli.device import add_recorder, port, recorder_at, secret, until_asked_to_stop
from sailau.cli.kiosk_sound import add_sound, heard, sound_of
from sailau.cli.screen import Ended, served_to_browser
from sailau.errors import StoreError
from sailau.ports import Clock, OpenRecorder, RecorderLostError
from sailau.refusal import Refusal
from sailau.service.booth import Booth, installed_device
from sailau.service.closing_medium import answer_if_asked
from sailau.service.kiosk_device import KioskDevice
from sailau.service.kiosk_sound import Headphones
from sailau.service.kiosk_work import Work, frame_of, ground_of
from sailau.service.sealed_password import typed_password
from sailau.stations.kiosk.sound import SOUND_SCRIPTS, sound_urls
from sailau.stations.kiosk.views import kiosk_site
from sailau.stations.site import Site
from sailau.terminal.screen_table import WAITING
from sailau.terminal.shown import SLOTS

EXIT_SOUND, EXIT_REFUSED = 0, 1
SCAN_SECONDS: Final = (1.0, 8.0)

Kind = TypeVar("Kind", bound=Booth, covariant=True)


class Opens(Protocol[Kind]):
    """`Terminal.open` or `Portable.open`."""

    def __call__(
        self,
        folder: Path,
        device: str,
        password: bytes,
        clock: Clock,
        *,
        credentials: int,
        recorder: OpenRecorder | None = None,
    ) -> Kind:
        """Open the device."""
        ...


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of every kiosk."""
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the device's folder")
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help="holds the sealed password, for training (else it is typed)"
    )
    add_recorder(parser)
    parser.add_argument("--port", type=port, default=0, metavar="N", help="port of the pages on 127.0.0.1 (any)")
    parser.add_argument(
        "--scan",
        type=_scan,
        metavar="SECONDS",
        help="once a switch was pressed the focus walks on by itself, every 1 to 8 seconds: for one switch",
    )
    add_sound(parser)
    parser.add_argument(
        "--no-screen", action="store_true", help="start no browser: say the address by which one may come in, once"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_slot(parser: argparse.ArgumentParser) -> None:
    """Where the card slot is: drawn on the screens."""
    parser.add_argument(
        "--slot", choices=SLOTS, default="bottom", help="where the card slot is, seen from the voter (default: bottom)"
    )


def add_medium(parser: argparse.ArgumentParser) -> None:
    """Where the medium appears that is carried to the device after closing."""
    parser.add_argument(
        "--medium",
        type=Path,
        metavar="DIR",
        help="where the medium appears that a member carries here after closing: when a closing request lies on it and "
        "nobody votes, the device puts its closing card beside it, or its screen says why not: a tour is inside",
    )


def open_booth(args: argparse.Namespace, opens: "Opens[Kind]", kind: str) -> Kind | Refusal:
    """Open the device in the folder by the sealed password. Raises StoreError when another kind lies there."""
    installed = installed_device(args.folder)
    if installed.device.rpartition("-")[0] != kind:
        raise StoreError(f"{args.folder} holds {installed.device}, which is no {kind} device")
    password = typed_password(secret(args.password_file, "sealed password"))
    if isinstance(password, Refusal):
        return password
    return opens(
        args.folder,
        installed.device,
        password,
        LocalClock(),
        credentials=installed.credentials,
        recorder=recorder_at(args.recorder, installed.device),
    )


def refuse(refusal: Refusal) -> int:
    """Say a refusal in three languages."""
    sys.stderr.write(f"{refusal.text.kk}\n{refusal.text.ru}\n{refusal.text.en}\n")
    return EXIT_REFUSED


def run_kiosk(args: argparse.Namespace, work: Work, reader: CardReader | None) -> int:
    """Serve voters until SIGTERM. Raises StoreError when the device cannot go on."""
    recorder, stopped = work.booth.recorder, until_asked_to_stop()
    ground, frame = ground_of(work), frame_of(work, getattr(args, "slot", SLOTS[-1]))
    sound = sound_of(args, ground, training=frame.training)
    device = KioskDevice(
        work,
        ground,
        frame,
        recorder=recorder,
        clock=LocalClock(),
        scan_seconds=args.scan,
    )
    site = kiosk_site(device) if sound is None else _speaking(device, *sound)
    with ExitStack() as running:
        if sound is not None:
            running.enter_context(sound[1].told_to(device))
        died = partial(_browser_died, work.booth)
        shown = served_to_browser(site, args.port, stopped, browser=not args.no_screen, died=died)
        address, ended, show = running.enter_context(shown)
        recorder.record("device-started")
        _say_ready(args, work.booth.kit.device, address, speaks=sound is not None)
        show()
        device.run(reader, _closing(work.booth, device, args, ended))
        recorder.record("device-stopped")
    return EXIT_SOUND


def _speaking(device: KioskDevice, files: SoundFiles, headphones: Headphones) -> Site:
    """The pages of a kiosk that speaks while headphones are in."""
    return kiosk_site(device, scripts=SOUND_SCRIPTS, urls=sound_urls(device, files, headphones))


def _closing(booth: Booth, device: KioskDevice, args: argparse.Namespace, ended: Ended) -> Ended:
    """`ended`, which between voters also answers a closing request that was carried here, or has the screen say why it
    does not (L 50-6(1), R 13, R 17)."""
    medium: Path | None = getattr(args, "medium", None)

    def looked() -> bool:
        if medium is not None and device.view()[1].screen == WAITING:
            refusal = answer_if_asked(booth, medium, LocalClock().now())
            device.tell(None if refusal is None else refusal.text)
        return ended()

    return looked


def _browser_died(booth: Booth) -> None:
    with suppress(RecorderLostError):  # the kiosk stands still already, and says why
        booth.recorder.record("fault-reported", part="screen")


def _say_ready(args: argparse.Namespace, device: str, address: str, *, speaks: bool) -> None:
    """With `--no-screen`, the address by which one browser may come in; else nobody else may."""
    spoken = heard(args.sound) if speaks else "it does not speak: no sound in its folder, or --sound never"
    ready = {"ready": device, "address": address, "sound": args.sound if speaks else "never"}
    said = json.dumps(ready) if args.json else f"{device} is ready: {address} ({spoken})"
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


def _scan(text: str) -> float:
    least, most = SCAN_SECONDS
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not least <= seconds <= most:
        raise argparse.ArgumentTypeError(f"the focus walks every {least:.0f} to {most:.0f} seconds")
    return seconds
