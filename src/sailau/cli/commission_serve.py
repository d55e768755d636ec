"""`sailau commission serve`: the commission's intake on the allotted network, until SIGTERM (L 43(8), 50-7(1); E47)."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.cli.device import address, until_asked_to_stop
from sailau.cli.signer import add_signer, opened_signer

if TYPE_CHECKING:
    from sailau.service.centre.serving import Told

EXIT_SOUND: Final = 0
PROCESSES_MAX: Final = 64


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `serve`."""
    parser = verbs.add_parser(
        "serve",
        help="take in what precincts send over the allotted network",
        description="Listen for precincts by HTTPS with mutual TLS, receive their bundles, answer each by a signed "
        "acknowledgement, and judge what came, until SIGTERM. Killed, it is started again: nothing that was received "
        "is lost, and precincts go on where they were cut off.",
        epilog="Documentation: docs/transfer.md.",
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the commission's folder")
    parser.add_argument(
        "--listen", type=address, required=True, metavar="HOST:PORT", help="the address on the allotted network"
    )
    parser.add_argument(
        "--no-judge",
        action="store_true",
        help="only receive: `sailau commission judge` is run elsewhere over the same folder",
    )
    parser.add_argument(
        "--processes",
        type=_processes,
        default=1,
        metavar="N",
        help="verify each record by so many processes (default: %(default)s)",
    )
    add_signer(parser)
    parser.add_argument("--json", action="store_true", help="print JSON, a line for each thing that happens")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from contextlib import ExitStack

    from sailau.adapters.transfer_server import TransferServer
    from sailau.formats.stored_zip import BYTES_MAX
    from sailau.service.centre.centre import INCOMING, opened_centre
    from sailau.service.centre.serving import CentreIntake, Judging

    stopped = until_asked_to_stop()
    host, port = args.listen
    with ExitStack() as running:
        signer = running.enter_context(opened_signer(args))
        centre = running.enter_context(opened_centre(args.folder, signer))
        server = running.enter_context(
            TransferServer(CentreIntake(centre), signer, args.folder / INCOMING, host, port, most=BYTES_MAX)
        )
        if not args.no_judge:
            running.enter_context(
                Judging(centre, lambda told: _tell(args, told), server.fail, processes=args.processes)
            )
        ready = {"ready": "intake", "host": host, "port": server.port}
        _say(args, ready, f"the intake of {centre.commission} is ready at {host}:{server.port}")
        server.serve(stopped)
    return EXIT_SOUND


def _tell(args: argparse.Namespace, told: "Told") -> None:
    if told.trouble:
        _say(args, {"bundle": told.digest, "trouble": told.trouble}, f"{told.digest}: {told.trouble}")
        return
    word = "accepted" if told.accepted else "refused"
    _say(args, {"bundle": told.digest, "standing": word}, f"{told.digest}: {word}")


def _say(args: argparse.Namespace, found: dict[str, Any], text: str) -> None:
    sys.stdout.write((json.dumps(found, ensure_ascii=False) if args.json else text) + "\n")
    sys.stdout.flush()


def _processes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= PROCESSES_MAX):
        raise argparse.ArgumentTypeError(f"a number of processes from 1 to {PROCESSES_MAX}")
    return int(text)
