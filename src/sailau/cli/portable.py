"""`sailau portable`: a portable device at voters' homes, as a process of its own (R 13; L 50-5(4); C22-C24).

run           serve the voters of its tour         state    how far the tour is
fill, empty   before and after the tour, over an accumulator's cable
mend          make a lost second copy anew         sheet    the members' sheet, at the precinct computer
"""

import argparse

from sailau.cli.kiosk import add_medium, add_options, open_booth, refuse, run_kiosk
from sailau.cli.portable_tour import add_empty, add_fill, add_mend, add_sheet, add_state
from sailau.refusal import Refusal
from sailau.service.kiosk_work import PortableWork
from sailau.service.portable import Portable

KIND = "portable"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `portable`."""
    parser = subparsers.add_parser(
        KIND,
        help="a portable device at voters' homes, as a process of its own",
        description="A portable device: filled for a tour, voted on at homes, emptied.",
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    _add_run(verbs)
    add_fill(verbs)
    add_empty(verbs)
    add_state(verbs)
    add_mend(verbs)
    add_sheet(verbs)


def _add_run(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = verbs.add_parser(
        "run",
        help="serve the voters of its tour",
        description="Open a portable device by the sealed password and serve the voters of its tour until SIGTERM. "
        "A member begins each turn by the button on the waiting screen and hands the device to the voter; the ballot "
        "stays inside. After closing, emptied, it gives its closing card by --medium.",
        epilog="Hardware, keys and switches: docs/terminal.md. Screens: docs/kiosk.md.",
        allow_abbrev=False,
    )
    add_options(parser)
    add_medium(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    portable = open_booth(args, Portable.open, KIND)
    if isinstance(portable, Refusal):
        return refuse(portable)
    with portable:
        return run_kiosk(args, PortableWork(portable), None)
