"""`sailau portable`: a portable device at voters' homes, as a process of its own (R 13; L 50-5(4); C22-C24)."""

import argparse

from sailau.cli.kiosk import add_options, open_booth, refuse, run_kiosk
from sailau.refusal import Refusal
from sailau.service.kiosk_work import PortableWork
from sailau.service.portable import Portable

KIND = "portable"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `portable`."""
    parser = subparsers.add_parser(
        KIND,
        help="a portable device at voters' homes, as a process of its own",
        description="Open a portable device by the sealed password and serve the voters of its tour until SIGTERM. "
        "A member begins each turn by the button on the waiting screen and hands the device to the voter; the ballot "
        "stays inside.",
        epilog="Hardware, keys and switches: docs/terminal.md. Screens: docs/kiosk.md.",
        allow_abbrev=False,
    )
    add_options(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    portable = open_booth(args, Portable.open, KIND)
    if isinstance(portable, Refusal):
        return refuse(portable)
    with portable:
        return run_kiosk(args, PortableWork(portable), None)
