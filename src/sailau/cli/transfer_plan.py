"""How a precinct's machine reaches the commission, from the command line: the intake, the link, how long (E47)."""

import argparse
import shlex
from typing import Final

from sailau.adapters.link_switch import LinkSwitch
from sailau.cli.device import address
from sailau.service.table_transfer import TransferPlan
from sailau.service.transfer import WINDOW_MINUTES

MINUTES_MAX: Final = 24 * 60


def add_link(parser: argparse.ArgumentParser) -> None:
    """Add what says how the link is switched, and for how long."""
    parser.add_argument(
        "--link-up",
        type=words,
        default=(),
        metavar="COMMAND",
        help="a command that switches the machine's link to the allotted network on, as 'nmcli device connect eth1'; "
        "without it people plug the cable in and pull it out, and the screen says when",
    )
    parser.add_argument(
        "--link-down", type=words, default=(), metavar="COMMAND", help="the command that switches it off again"
    )
    parser.add_argument(
        "--link-interface",
        default="",
        metavar="NAME",
        help="the interface of that link: it is looked at whether it is down when it must be",
    )
    parser.add_argument(
        "--transfer-minutes",
        type=minutes,
        default=WINDOW_MINUTES,
        metavar="N",
        help="close the link after so many minutes even without an answer (default: %(default)s)",
    )


def add_intake(parser: argparse.ArgumentParser) -> None:
    """Add where the record is sent, and how the link is switched."""
    parser.add_argument(
        "--transfer-to",
        type=address,
        metavar="HOST:PORT",
        help="where the commission's intake answers on the allotted network; without it the record goes on a medium",
    )
    add_link(parser)


def plan_of(args: argparse.Namespace) -> TransferPlan:
    """What was asked for. Raises StoreError when one of the two commands is missing."""
    return TransferPlan(intake=args.transfer_to, switch=switch_of(args), minutes=args.transfer_minutes)


def switch_of(args: argparse.Namespace) -> LinkSwitch:
    """How the link is switched. Raises StoreError when one of the two commands is missing."""
    return LinkSwitch(up=args.link_up, down=args.link_down, interface=args.link_interface)


def words(text: str) -> tuple[str, ...]:
    """A command's words, for argparse; it is run as they are, by no shell."""
    try:
        found = tuple(shlex.split(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"a quotation mark is missing: {text}") from error
    if not found:
        raise argparse.ArgumentTypeError("a command has at least one word")
    return found


def minutes(text: str) -> int:
    """How many minutes, for argparse."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MINUTES_MAX):
        raise argparse.ArgumentTypeError(f"a number of minutes from 1 to {MINUTES_MAX}")
    return int(text)
