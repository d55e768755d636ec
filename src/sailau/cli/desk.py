"""`sailau desk`: a desk at which voters are admitted and cards activated (R 6-9; L 41, 42, 50-5(3); E29, C10-C12)."""

import argparse
from contextlib import closing
from functools import partial

from sailau.cli.device import open_reader
from sailau.cli.station import add_station, begin, serve
from sailau.service.desk_station import DeskStation
from sailau.service.device_health import ReaderSeen
from sailau.stations.desk.views import desk_site


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
    parser.add_argument(
        "--cards", required=True, metavar="WHERE", help="tray:DIR, or pcsc, or pcsc:NAME for one of several readers"
    )
    add_station(parser, keys="where members' key files appear (*.p12), as on a stick")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    begun = begin(args)
    desk = DeskStation(begun.device, begun.connect, begun.keys)
    with closing(open_reader(args.cards, begun.device)) as opened:
        reader = ReaderSeen(opened)
        return serve(begun, desk_site(desk), partial(desk.run, reader), lambda: reader.standing)
