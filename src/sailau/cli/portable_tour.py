"""`sailau portable fill`, `empty`, `state`, `mend`, `sheet`: around a tour (R 13; L 41(6), 50-5(4))."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sailau.adapters.cable import plug_in
from sailau.adapters.clock import LocalClock
from sailau.adapters.files import read_file, write_atomically
from sailau.cli.device import add_recorder, address, recorder_at, secret
from sailau.cli.kiosk import EXIT_REFUSED, EXIT_SOUND, open_booth, refuse
from sailau.errors import StoreError
from sailau.formats.v1.record import Act
from sailau.refusal import Refusal
from sailau.service.booth import installed_device
from sailau.service.portable import Portable, mend
from sailau.service.sealed_password import typed_password
from sailau.service.tour_cable import Emptied, Filled, empty, fill
from sailau.signing.keystore import open_signer

if TYPE_CHECKING:
    from sailau.signing.authority import Signer

KIND = "portable"
TOKEN_PARTS = 3


def add_fill(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `portable fill`."""
    parser = subparsers.add_parser(
        "fill",
        help="take credentials for a tour, over an accumulator's cable",
        description="Fill the device for a tour: a credential for each application that waits, and some to spare. The "
        "chair's key commands it; two members go with the device. May be repeated until somebody has voted.",
        epilog="What goes over the cable: docs/format/table-link.md.",
        allow_abbrev=False,
    )
    _add_device(parser)
    _add_cable(parser, "the chair's")
    parser.add_argument(
        "--carriers",
        nargs=2,
        required=True,
        type=_member,
        metavar="N",
        help="numbers of the two members who go with the device",
    )
    parser.set_defaults(run=_fill)


def add_empty(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `portable empty`."""
    parser = subparsers.add_parser(
        "empty",
        help="hand a tour's ballots over, over an accumulator's cable",
        description="Hand the tour's ballots over and erase them on the precinct computer's signed receipt. Two "
        "members command it with their keys; an act that is due (more ballots than applications, a copy lost) is "
        "shown and signed by them here. May be repeated: a tour is taken once.",
        epilog="What goes over the cable: docs/format/table-link.md.",
        allow_abbrev=False,
    )
    _add_device(parser)
    _add_cable(parser, "two members'")
    parser.set_defaults(run=_empty)


def add_mend(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `portable mend`."""
    parser = subparsers.add_parser(
        "mend",
        help="make a lost second copy anew",
        description="Make the copy that was lost, or is different, anew from the other one. The device must be empty.",
        allow_abbrev=False,
    )
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the device's folder")
    _add_password(parser)
    add_recorder(parser)
    parser.set_defaults(run=_mend)


def add_state(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `portable state`."""
    parser = subparsers.add_parser(
        "state",
        help="how far the tour is: ballots inside, credentials left, both copies",
        description="Say how many ballots are inside: after a power cut it tells whether the last vote counts.",
        allow_abbrev=False,
    )
    _add_device(parser)
    parser.set_defaults(run=_state)


def add_sheet(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `portable sheet`."""
    parser = subparsers.add_parser(
        "sheet",
        help="print the members' sheet of a tour at the precinct computer",
        description="Write the sheet with the names of the tour's voters and places for signatures, as PDF: the device "
        "has no names. While `sailau table` runs, its --sheets writes the same.",
        allow_abbrev=False,
    )
    parser.add_argument("--computer", type=Path, required=True, metavar="DIR", help="the precinct computer's folder")
    parser.add_argument("--tour", type=int, required=True, metavar="N", help="the tour's number")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help="where the sheet is written")
    _add_password(parser)
    parser.set_defaults(run=_sheet)


def _add_device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the device's folder")
    _add_password(parser)
    add_recorder(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help="holds the sealed password, for training (else it is typed)"
    )


def _add_cable(parser: argparse.ArgumentParser, whose: str) -> None:
    parser.add_argument(
        "--accumulator",
        type=address,
        required=True,
        metavar="HOST:PORT",
        help="the accumulator's end of the cable (`sailau accumulator --cable`)",
    )
    who = parser.add_argument_group(f"who commands: {whose} keys (PINs are asked for when no --pin-file is given)")
    who.add_argument("--sign", type=Path, action="append", default=[], metavar="FILE.p12", help="a member's key file")
    who.add_argument(
        "--token",
        action="append",
        default=[],
        metavar="MODULE,LABEL,KEY",
        help="or a member's token: PKCS#11 module, the token's label, the key's label",
    )
    who.add_argument(
        "--pin-file", type=Path, action="append", default=[], metavar="FILE", help="holds a PIN; in the keys' order"
    )


def _fill(args: argparse.Namespace) -> int:
    with _at_the_cable(args) as found:
        if isinstance(found, Refusal):
            return refuse(found)
        device, people = found
        with closing(plug_in(*args.accumulator)) as line:
            done = fill(device, line, people, [f"member-{number}" for number in args.carriers])
    if isinstance(done, Refusal):
        return refuse(done)
    return _say(args, _said_filled, done)


def _empty(args: argparse.Namespace) -> int:
    with _at_the_cable(args) as found:
        if isinstance(found, Refusal):
            return refuse(found)
        device, people = found
        with closing(plug_in(*args.accumulator)) as line:
            done = empty(device, line, people, _show_act)
    if isinstance(done, Refusal):
        return refuse(done)
    return _say(args, _said_emptied, done)


def _state(args: argparse.Namespace) -> int:
    device = open_booth(args, Portable.open, KIND)
    if isinstance(device, Refusal):
        return refuse(device)
    with device:
        carried, copies = device.carried(), device.copies.value
    if carried is None:
        machine: dict[str, Any] = {"copies": copies, "tour": None}
        words = f"no tour inside; copies: {copies}"
    else:
        machine = {
            "applications": carried.applications,
            "ballots": carried.ballots,
            "copies": copies,
            "tour": carried.tour,
            "unused": carried.unused,
        }
        words = (
            f"tour {carried.tour}: {carried.applications} applications, {carried.ballots} ballots inside, "
            f"{carried.unused} credentials left; copies: {copies}"
        )
    sys.stdout.write((json.dumps(machine) if args.json else words) + "\n")
    return EXIT_SOUND


def _mend(args: argparse.Namespace) -> int:
    password = typed_password(secret(args.password_file, "sealed password"))
    if isinstance(password, Refusal):
        return refuse(password)
    recorder = recorder_at(args.recorder, installed_device(args.folder).device)
    refusal = mend(args.folder, password, LocalClock(), recorder=recorder)
    if refusal is not None:
        return refuse(refusal)
    sys.stdout.write("both copies are there\n")
    return EXIT_SOUND


def _sheet(args: argparse.Namespace) -> int:
    from sailau.service.precinct import Precinct  # only here: a device at work needs no printing
    from sailau.service.tour_sheet import tour_sheet

    password = typed_password(secret(args.password_file, "sealed password"))
    if isinstance(password, Refusal):
        return refuse(password)
    with Precinct.open(args.computer, password, LocalClock()) as precinct:
        pdf = tour_sheet(precinct, args.tour)
    if isinstance(pdf, Refusal):
        return refuse(pdf)
    write_atomically(args.out, pdf)
    return EXIT_SOUND


@contextmanager
def _at_the_cable(args: argparse.Namespace) -> Iterator["tuple[Portable, Sequence[Signer]] | Refusal"]:
    with ExitStack() as opened:
        people = [*_from_files(args), *_from_tokens(args, opened)]
        if not people:
            raise StoreError("name the keys of those who command: --sign FILE.p12 or --token MODULE,LABEL,KEY")
        device = open_booth(args, Portable.open, KIND)
        if isinstance(device, Refusal):
            yield device
        else:
            yield opened.enter_context(device), people


def _from_files(args: argparse.Namespace) -> "list[Signer]":
    return [
        open_signer(read_file(path), secret(_pin_file(args, place), f"PIN ({path.name})"))
        for place, path in enumerate(args.sign)
    ]


def _from_tokens(args: argparse.Namespace, opened: ExitStack) -> "list[Signer]":
    found: list[Signer] = []
    for place, name in enumerate(args.token, start=len(args.sign)):
        from sailau.adapters.token import open_token

        parts = name.split(",")
        if len(parts) != TOKEN_PARTS:
            raise StoreError(f"--token {name}: give MODULE,LABEL,KEY")
        module, label, key = parts
        pin = secret(_pin_file(args, place), f"PIN ({label})").encode()
        token = opened.enter_context(open_token(Path(module), label, pin))
        found.append(token.signer(key))
    return found


def _pin_file(args: argparse.Namespace, place: int) -> Path | None:
    """Where the PIN of the key at that place is, key files before tokens; None: it is typed."""
    return args.pin_file[place] if place < len(args.pin_file) else None


def _show_act(act: Act) -> None:
    sys.stderr.write(f"{act.text.kk}\n{act.text.ru}\n")


def _say(args: argparse.Namespace, said: Callable[[Any], tuple[dict[str, Any], str, int]], done: Any) -> int:
    machine, words, code = said(done)
    sys.stdout.write((json.dumps(machine) if args.json else words) + "\n")
    return code


def _said_filled(done: Filled) -> tuple[dict[str, Any], str, int]:
    figures = {"applications": done.applications, "credentials": done.credentials}
    words = f"tour {done.tour}: {done.applications} applications, {done.credentials} credentials in the device"
    return {"filled": done.tour, **figures}, words, EXIT_SOUND


def _said_emptied(done: Emptied) -> tuple[dict[str, Any], str, int]:
    words = f"tour {done.tour}: {done.ballots} ballots taken, {done.unused} credentials unused"
    if not done.valid:
        words += "; more ballots than applications: the tour is void (L 43(3-1))"
    machine = {"emptied": done.tour, "ballots": done.ballots, "unused": done.unused, "valid": done.valid}
    return machine, words, EXIT_SOUND if done.valid else EXIT_REFUSED


def _member(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError("a member is named by the number in the commission, as 5")
    return int(text)
