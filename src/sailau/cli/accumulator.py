"""`sailau accumulator`: an accumulator, as a process of its own (R 12; L 50-5(5); C21)."""

import argparse
import json
import sys
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from sailau.adapters.clock import LocalClock
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.table_link import TableLink
from sailau.cli.device import add_recorder, address, identity_of, open_reader, recorder_at, until_asked_to_stop
from sailau.cli.screen import Ended, add_screen, on_screen
from sailau.refusal import Refusal, Text
from sailau.service.accumulator_cable import cable_served
from sailau.service.accumulator_device import AccumulatorDevice
from sailau.service.accumulator_screen import AccumulatorScreen
from sailau.service.device_health import HealthLook, ReaderSeen
from sailau.service.health_report import HealthReporter
from sailau.service.power_watch import PowerWatch
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role

EXIT_SOUND = 0
MODES = {"take": ("take-card",), "load": ("load-card",), "both": ("take-card", "load-card")}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `accumulator`."""
    parser = subparsers.add_parser(
        "accumulator",
        help="an accumulator, as a process of its own",
        description="Serve the cards that are put into this accumulator's reader until SIGTERM: say whether the vote "
        "is accepted, or why not, in three languages.",
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
        "--certificates", type=Path, metavar="FILE", help="what `sailau table --certificates` wrote (default: in DIR)"
    )
    parser.add_argument("--pin-file", type=Path, metavar="FILE", help="holds the device's PIN (else it is typed)")
    parser.add_argument(
        "--mode",
        choices=sorted(MODES),
        default="take",
        help="take: what a card brings (default); load: put a fresh credential on a wiped card; both: take, then load",
    )
    parser.add_argument(
        "--cable", type=address, metavar="HOST:PORT", help="this end of the cable for portable devices (none)"
    )
    add_recorder(parser)
    add_screen(parser, "what came of each card, and how many ballots are accepted,")
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each answer")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    signer = identity_of(args, Role.ACCUMULATOR)
    holder = holder_of(signer.certificate)
    device = holder.device or ""
    clock, (host, port) = LocalClock(), args.table

    def connect() -> TableLink | Refusal:
        return TableLink.open(host, port, signer, clock.now())

    screen = AccumulatorScreen()
    running = AccumulatorDevice(
        connect, MODES[args.mode], lambda word, text: _show(word, text, as_json=args.json), screen
    )
    stopped = until_asked_to_stop()
    recording = recorder_at(args.recorder, device) or partial(
        RecorderFile, args.folder / "recorder.jsonl", device, clock
    )
    with ExitStack() as opened:
        recorder = opened.enter_context(recording())
        reader = ReaderSeen(opened.enter_context(closing(open_reader(args.cards, device))))
        look = HealthLook(args.folder, clock, recorder, lambda: reader.standing)
        opened.enter_context(HealthReporter(connect, look.look).reporting())
        cable = opened.enter_context(cable_served(args.cable, connect, stopped))
        ended = stopped if args.screen is None else _shown(args, opened, screen, stopped, training=holder.training)
        recorder.record("device-started")
        if cable is not None:
            sys.stdout.write((json.dumps({"cable": cable}) if args.json else f"the cable is ready: {cable}") + "\n")
        _show("ready", Text("Карточканы салыңыз", "Вставьте карточку", "Put the card in"), as_json=args.json)
        running.run(reader, recorder, PowerWatch(lambda: recorder).within(ended))
        recorder.record("device-stopped")
    return EXIT_SOUND


def _shown(
    args: argparse.Namespace, opened: ExitStack, screen: AccumulatorScreen, stopped: Ended, *, training: bool
) -> Ended:
    from sailau.stations.accumulator.views import accumulator_site  # only here: without a screen no pages are needed

    site = accumulator_site(screen, args.languages, training=training)
    address, ended = opened.enter_context(on_screen(site, args, stopped))
    sys.stdout.write((json.dumps({"screen": address}) if args.json else f"the screen is at {address}") + "\n")
    sys.stdout.flush()
    return ended


def _show(word: str, text: Text, *, as_json: bool) -> None:
    if as_json:
        line = json.dumps({"word": word, "kk": text.kk, "ru": text.ru, "en": text.en}, ensure_ascii=False)
    else:
        line = f"{text.kk}\n{text.ru}\n{text.en}\n"
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
