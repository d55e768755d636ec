"""`sailau table`: the precinct computer's box process, started by the sealed password (R 12; E27; L 50-5(2, 5))."""

import argparse
import json
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sailau.adapters.clock import LocalClock
from sailau.adapters.recorders import RecorderProcesses
from sailau.cli.device import address, port, secret, until_asked_to_stop
from sailau.cli.screen import Ended, add_screen, on_screen
from sailau.cli.transfer_plan import add_intake, plan_of
from sailau.errors import StoreError
from sailau.ports import RecorderLostError
from sailau.refusal import Refusal
from sailau.service.accumulator_device import write_certificates
from sailau.service.power_on import note_begin, note_end
from sailau.service.power_watch import PowerWatch
from sailau.service.precinct import COMPUTER, Precinct
from sailau.service.public_screen import PublicScreen
from sailau.service.sealed_password import typed_password
from sailau.service.table import TableServer
from sailau.service.table_tours import TourBegun, no_sheet

EXIT_SOUND, EXIT_REFUSED = 0, 1


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `table`."""
    parser = subparsers.add_parser(
        "table",
        help="the precinct computer: serve the devices at the table",
        description="Open the precinct by the sealed password and serve the accumulators at the table until SIGTERM. "
        "This process alone writes list, card table and box.",
        epilog="How devices come in: docs/format/table-link.md.",
        allow_abbrev=False,
    )
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the precinct computer's folder")
    parser.add_argument(
        "--listen", type=address, required=True, metavar="HOST:PORT", help="the address on the table's own cable"
    )
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help="holds the sealed password, for training (else it is typed)"
    )
    parser.add_argument(
        "--certificates", type=Path, metavar="DIR", help="write each device's certificates here, to be carried to it"
    )
    parser.add_argument(
        "--recorder",
        type=Path,
        action="append",
        metavar="SOCKET",
        help="where a `sailau recorder` answers: that of precinct-computer, and those of the desks and accumulators "
        "whose acts this computer records; give it for each. Without it files in DIR are the record, for training",
    )
    parser.add_argument(
        "--interface",
        action="append",
        default=[],
        metavar="NAME",
        help="a network interface declared in the act of installation, for the technician's page; may be repeated",
    )
    parser.add_argument(
        "--sheets", type=Path, metavar="DIR", help="write the members' sheet of each home tour here, as PDF to print"
    )
    parser.add_argument(
        "--record-to",
        type=Path,
        metavar="DIR",
        help="write the precinct's record into a folder of its own in here, once the protocol is signed",
    )
    parser.add_argument(
        "--list-to",
        type=Path,
        metavar="DIR",
        help="keep the voter list with its marks here as PDF to print: anew every five minutes, and after the last "
        "voter. It names voters: for the commission's eyes, on an encrypted medium",
    )
    add_intake(parser)
    add_screen(parser, "the public screen, where challenged ballots are opened and ballots found by seal number,")
    parser.add_argument(
        "--board", type=port, metavar="PORT", help="serve the observers' board at this port of 127.0.0.1 (0: any)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_run)


def _sheets(folder: Path | None, precinct: Precinct) -> TourBegun:
    """What prints the sheet of a tour, or nothing."""
    if folder is None:
        return no_sheet
    from sailau.service.tour_sheet import write_sheet  # only here: the box needs no printing

    return partial(write_sheet, precinct, folder)


def _run(args: argparse.Namespace) -> int:
    password = typed_password(secret(args.password_file, "sealed password"))
    if isinstance(password, Refusal):
        sys.stderr.write(f"{password.text.kk}\n{password.text.ru}\n{password.text.en}\n")
        return EXIT_REFUSED
    stopped = until_asked_to_stop()
    host, number = args.listen
    recorders = RecorderProcesses(args.recorder) if args.recorder else None
    with ExitStack() as running:
        precinct = running.enter_context(Precinct.open(args.folder, password, LocalClock(), recorders=recorders))
        for device in (COMPUTER, *precinct.installed.stations) if recorders else ():
            precinct.recorder(device)
        turn = threading.Lock()
        screen = PublicScreen(precinct, turn)
        begun = _sheets(args.sheets, precinct)
        serving = TableServer(
            precinct,
            host,
            number,
            begun=begun,
            shown=screen.opened,
            record_to=args.record_to,
            declared=args.interface,
            turn=turn,
            transfer=plan_of(args),
        )
        server = running.enter_context(serving)
        if args.certificates is not None:
            write_certificates(precinct, args.certificates)
        ready = {"ready": "table", "host": host, "port": server.port}
        ended = stopped
        if args.screen is not None:
            from sailau.stations.public.views import public_site  # only here: without a screen no pages are needed

            site = public_site(screen, args.languages)
            ready["screen"], looked_after = running.enter_context(on_screen(site, args, stopped))
            ended = _whatever_the_screen(precinct, turn, looked_after, stopped)
        if args.board is not None:
            from sailau.service.board import Board
            from sailau.stations.board.views import board_site

            shown = board_site(Board(precinct, turn), args.languages).serve(args.board)
            ready["board"] = running.enter_context(shown).address
        ended = ended if args.list_to is None else _keeping_list(precinct, turn, args.list_to, ended)
        ended = PowerWatch(precinct.recorder).within(ended)
        precinct.recorder().record("device-started")
        with turn:
            note_begin(precinct)
        sys.stdout.write(_said(ready, as_json=args.json) + "\n")
        sys.stdout.flush()
        server.serve(ended)
        with suppress(RecorderLostError):
            precinct.recorder().record("device-stopped")
        note_end(precinct)
        restarting = precinct.restart_asked and not stopped()
    if restarting:
        _start_anew(ready)
    return EXIT_SOUND


def _start_anew(ready: Mapping[str, Any]) -> None:
    """The decided restart: this process becomes the same program anew, at the same ports; it asks for the password."""
    places = ["--listen", f"{ready['host']}:{ready['port']}"]
    for name in ("screen", "board"):
        places += [f"--{name}", str(urlsplit(ready[name]).port)] if name in ready else []
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:], *places])  # noqa: S606


def _keeping_list(precinct: Precinct, turn: threading.Lock, folder: Path, ended: Ended) -> Ended:
    """Look whether the list is to be printed, each time that it is asked whether to end."""
    from sailau.service.marked_list import ListKeeper  # only here: the box needs no printing

    keeper = ListKeeper(precinct, turn, folder)

    def kept() -> bool:
        keeper.look()
        return ended()

    return kept


def _whatever_the_screen(precinct: Precinct, turn: threading.Lock, looked_after: Ended, stopped: Ended) -> Ended:
    """A public screen that fails is recorded and left: the box serves on."""
    failed = False

    def ended() -> bool:
        nonlocal failed
        if failed:
            return stopped()
        try:
            return looked_after()
        except StoreError:
            failed = True
            with turn, suppress(RecorderLostError):
                precinct.recorder().record("fault-reported", part="screen")
            return stopped()

    return ended


def _said(ready: Mapping[str, Any], *, as_json: bool) -> str:
    if as_json:
        return json.dumps(ready)
    shown = f"; the public screen is at {ready['screen']}" if "screen" in ready else ""
    board = f"; the board is at {ready['board']}" if "board" in ready else ""
    return f"the table is ready at {ready['host']}:{ready['port']}{shown}{board}"
