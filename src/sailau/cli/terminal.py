"""`sailau terminal`: a voting terminal, as a process of its own (R 11; L 50-5(5); E33, E34, C14-C20)."""

import argparse
from contextlib import closing

from sailau.cli.device import open_reader
from sailau.cli.kiosk import add_medium, add_options, add_slot, open_booth, refuse, run_kiosk
from sailau.refusal import Refusal
from sailau.service.kiosk_work import TerminalWork
from sailau.service.terminal import Terminal

KIND = "terminal"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `terminal`."""
    parser = subparsers.add_parser(
        KIND,
        help="a voting terminal, as a process of its own",
        description="Open a voting terminal by the sealed password and serve voters until SIGTERM: who puts an "
        "activated card in is invited to vote. The screen is this machine's own, shown by Chromium in kiosk mode; the "
        "program reaches no other machine.",
        epilog="Hardware, keys and switches: docs/terminal.md. Screens: docs/kiosk.md.",
        allow_abbrev=False,
    )
    add_options(parser)
    parser.add_argument(
        "--cards", required=True, metavar="WHERE", help="tray:DIR, or pcsc, or pcsc:NAME for one of several readers"
    )
    add_slot(parser)
    parser.add_argument(
        "--health",
        action="store_true",
        help="show this machine's health instead of voting: reader, recorder, disk, clock, network, power, memory, "
        "software; asks for no password. With --no-screen it is printed once; exit code 1: something is out of order",
    )
    add_medium(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    if args.health:
        from sailau.cli.terminal_health import run_health  # only here: voting needs none of it

        return run_health(args)
    terminal = open_booth(args, Terminal.open, KIND)
    if isinstance(terminal, Refusal):
        return refuse(terminal)
    with terminal, closing(open_reader(args.cards, terminal.kit.device)) as reader:
        return run_kiosk(args, TerminalWork(terminal), reader)
