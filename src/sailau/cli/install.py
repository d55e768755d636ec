"""`sailau install`: a precinct is installed three days before voting, step by step, by a technician and the members.

    sailau install FOLDER status                                       where it stands, what comes next, who, by when
    sailau install FOLDER package --from DIR --root PEM --election ID --precinct N --territory ID [--training]
    sailau install FOLDER machine --watch HH:MM:SS [--interface NAME …] [--accept CODE …]
    sailau install FOLDER device --test ID --pin-file FILE [--out FILE]   the device tests itself
    sailau install FOLDER device --report FILE                         enter a report that came from another machine
    sailau install FOLDER ceremony --round DIR                         what came of `sailau ceremony`
    sailau install FOLDER finish --pin-file FILE --sign P12 … --sign-pin-file FILE (--printer NAME | --out FILE)
    sailau install FOLDER printed --came-out yes|no                    only after printing was cut short
    sailau install FOLDER act                                          where the act and its paper lie
    sailau install FOLDER again --why-kk TEXT --why-ru TEXT --sign P12 …   undo by act, before the voting day

Text for people goes to stderr, JSON to stdout. Exit 0 done, 1 refused (recorded), 2 misuse.
"""

import argparse
import getpass
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sailau.adapters.clock import MachineClock
from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.machine import Check, Watch, look_at_machine
from sailau.cli import install_shown as shown
from sailau.errors import StoreError
from sailau.formats.v1.record import Bilingual
from sailau.formats.v1.recorder_key import RECORDER_KEY
from sailau.refusal import Refusal
from sailau.service import install, install_again, install_finish
from sailau.service.acts import SignedAct
from sailau.service.ceremony_round import open_round, read_standing
from sailau.service.enrolment import this_software
from sailau.service.install_guide import GUIDES, status_of
from sailau.service.install_notes import Step
from sailau.service.package_checks import Expectation
from sailau.service.selftest import report_of_device
from sailau.signing.authority import Signer
from sailau.signing.keystore import open_signer
from sailau.signing.trust import read_certificate
from sailau.stations.kiosk.proof import screens_are_whole

DONE, REFUSED = 0, 1
_VERBS: Final = {
    Step.PACKAGE: "check the territorial commission's package on its medium, and copy it here",
    Step.MACHINE: "check this machine: network, clock, USB, power, disk, memory, software",
    Step.DEVICES: "test a device and hold it against the package's inventory",
    Step.CEREMONY: "enter what came of the members' key ceremony (sailau ceremony)",
    Step.FINISH: "make the stores under a new sealed password, print it once, draw up the act",
}
_NAMES: Final = {Step.DEVICES: "device"}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `install` and its verbs."""
    parser = subparsers.add_parser(
        "install",
        help="install a precinct three days before voting, step by step",
        description="Install a precinct three days before voting (L 50-1(5)), before the members of its commission. "
        "Each step may be repeated, and broken off anywhere; `status` always says what comes next, who must be "
        "present, and by when. What is refused is recorded.",
        epilog=_order(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the installation's working folder")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="STEP")
    status = _verb(verbs, "status", "where the installation stands and what comes next")
    status.set_defaults(step=_status)
    _package_verb(_verb(verbs, "package", _VERBS[Step.PACKAGE]))
    _machine_verb(_verb(verbs, "machine", _VERBS[Step.MACHINE]))
    _device_verb(_verb(verbs, "device", _VERBS[Step.DEVICES]))
    ceremony = _verb(verbs, "ceremony", _VERBS[Step.CEREMONY])
    ceremony.add_argument("--round", type=Path, required=True, metavar="DIR", help="the ceremony's folder")
    ceremony.set_defaults(step=_ceremony)
    _finish_verb(_verb(verbs, "finish", _VERBS[Step.FINISH]))
    printed = _verb(verbs, "printed", "say whether both sheets came out, after printing was cut short")
    printed.add_argument("--came-out", choices=("yes", "no"), required=True)
    printed.set_defaults(step=_printed)
    act = _verb(verbs, "act", "where the acts and their papers lie")
    act.set_defaults(step=_act)
    again = _verb(verbs, "again", "undo the installation by act, to install again before the voting day")
    again.add_argument("--why-kk", required=True, metavar="TEXT", help="the reason, in Kazakh")
    again.add_argument("--why-ru", required=True, metavar="TEXT", help="the reason, in Russian")
    _signing(again)
    again.set_defaults(step=_again)


def run(args: argparse.Namespace) -> int:
    """Run the step that was asked for; the exit code. Raises SailauError, which the command turns into exit 2."""
    code: int = args.step(args)
    return code


def _order() -> str:
    """The steps in their order, for the help."""
    rows = [
        f"  {number}. {_NAMES.get(step, step.value):<9} {GUIDES[step].what.en}\n"
        f"     {'':<9} {GUIDES[step].article} · present: {GUIDES[step].who.en}"
        for number, step in enumerate(Step, start=1)
    ]
    return "steps, all of them three days before voting at the latest:\n" + "\n".join(rows)


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.add_argument("--language", choices=("kk", "ru", "en"), default="kk")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    return parser


def _package_verb(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="medium", type=Path, required=True, metavar="DIR", help="the package's folder")
    parser.add_argument("--root", type=Path, metavar="PEM", help="the central commission's root (first time)")
    parser.add_argument("--election", metavar="ID", help="which election this precinct awaits (first time)")
    parser.add_argument("--precinct", type=int, metavar="N", help="this precinct's number (first time)")
    parser.add_argument("--territory", metavar="ID", help="the territorial commission's id (first time)")
    parser.add_argument("--training", action="store_true", help="this is a training system")
    parser.set_defaults(step=_package)


def _machine_verb(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--watch", type=_time, metavar="HH:MM:SS", help="what a member reads from the own watch now")
    parser.add_argument(
        "--interface", action="append", default=[], metavar="NAME", help="a declared network interface; may be repeated"
    )
    parser.add_argument(
        "--accept", action="append", default=[], metavar="CODE", help="what the commission takes upon itself in the act"
    )
    parser.set_defaults(step=_machine)


def _device_verb(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--test", metavar="ID", help="test the device whose keys lie in FOLDER/devices/ID")
    which.add_argument("--report", type=Path, metavar="FILE", help="enter a report that was made elsewhere")
    parser.add_argument("--pin-file", type=Path, metavar="FILE", help="holds the device's PIN (with --test)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the report here, to carry it")
    parser.set_defaults(step=_device)


def _finish_verb(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pin-file", type=Path, required=True, metavar="FILE", help="PINs of the devices: lines of ID=PIN, or one PIN"
    )
    _signing(parser)
    for kind in ("proxy", "observer", "medium", "specialist"):
        parser.add_argument(
            f"--{kind}", action="append", default=[], metavar="NAME", help=f"a {kind} who is present; may be repeated"
        )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--printer", metavar="NAME", help="the printer that prints the two sheets, once (by lp)")
    where.add_argument("--out", type=Path, metavar="FILE", help="a file instead; print it and erase it at once")
    parser.set_defaults(step=_finish)


def _signing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sign", type=Path, action="append", default=[], metavar="P12", help="a member who signs the act; repeat it"
    )
    parser.add_argument(
        "--sign-pin-file", type=Path, metavar="FILE", help="PINs of the signers in the order of --sign (else asked for)"
    )


def _status(args: argparse.Namespace) -> int:
    if not (args.folder / install.ROOT_FILE).exists():
        shown.show_beginning(args.language, as_json=args.json)
        return DONE
    shown.show_status(status_of(_open(args)), args.language, as_json=args.json)
    return DONE


def _package(args: argparse.Namespace) -> int:
    installation = _open(args) if (args.folder / install.ROOT_FILE).exists() else _begin(args)
    answer = install.check_package(installation, args.medium)
    if isinstance(answer, Refusal):
        return _refused(args, answer)
    shown.show_package(answer, args.language, as_json=args.json)
    return _next(args, installation) if answer.sound else REFUSED


def _begin(args: argparse.Namespace) -> install.Installation:
    if args.root is None or args.election is None or args.precinct is None:
        raise StoreError("the first time, say whose installation this is: --root, --election, --precinct")
    clock = MachineClock()
    expected = Expectation(
        root=read_certificate(read_file(args.root)),
        at=clock.now(),
        training=args.training,
        election=args.election,
        precinct=args.precinct,
        software=this_software(),
        territory=args.territory,
    )
    return install.begin_installation(args.folder, expected, clock)


def _machine(args: argparse.Namespace) -> int:
    installation = _open(args)
    checks = _checks(installation, args) if Step.PACKAGE in installation.notes.steps else ()
    refusals = install.check_machine(installation, checks, frozenset(args.accept))
    shown.show_checks(checks, refusals, args.language, as_json=args.json)
    return REFUSED if refusals else _next(args, installation)


def _checks(installation: install.Installation, args: argparse.Namespace) -> tuple[Check, ...]:
    contents = installation.contents()
    software, zone = contents.manifest.software, install.zone_of(contents)
    now = installation.clock.now().astimezone(zone)
    watch = None
    if args.watch is not None:
        read = now.replace(hour=args.watch.hour, minute=args.watch.minute, second=args.watch.second, microsecond=0)
        # A watch that was read just before midnight and typed just after it shows the day before.
        days = (timedelta(days=day) for day in (-1, 0, 1))
        watch = Watch(read=min((read + day for day in days), key=lambda at: abs(at - now)), machine=now)
    return look_at_machine(
        args.folder,
        version=software.version,
        sha256=software.sha256,
        zone=zone.utcoffset(None),
        watch=watch,
        declared=args.interface,
    )


def _device(args: argparse.Namespace) -> int:
    installation = _open(args)
    if args.report is not None:
        data = read_file(args.report)
    else:
        if args.pin_file is None:
            raise StoreError("give --pin-file with --test: the device's keys open by its PIN")
        folder = args.folder / install.DEVICES_FOLDER / args.test
        challenge, pin = installation.notes.challenge, read_file(args.pin_file).strip()
        made = report_of_device(
            folder, installation.contents(), challenge, pin, installation.clock, draws=screens_are_whole
        )
        if isinstance(made, Refusal):
            return _refused(args, installation.refused(made))
        data = made
    if args.out is not None:
        write_atomically(args.out, data)
    answer = install.enter_report(installation, data)
    if isinstance(answer, Refusal):
        return _refused(args, answer)
    shown.show_report(answer, install.devices_refusals(installation), args.language, as_json=args.json)
    return _next(args, installation)


def _ceremony(args: argparse.Namespace) -> int:
    installation = _open(args)
    if Step.PACKAGE not in installation.notes.steps:
        raise StoreError("check the package first: sailau install FOLDER package")
    contents = installation.contents()
    round_ = open_round(args.round, contents.trust)
    standing = read_standing(round_)
    if round_.plan.uuid != contents.manifest.uuid:
        raise StoreError(f"{args.round.name} is the ceremony of another package: hold one for this package's uuid")
    if not standing.has_ended or standing.table.parameters is None or standing.table.recorder is None:
        raise StoreError(f"the ceremony in {args.round.name} has not ended: sailau ceremony status")
    key = RECORDER_KEY.write(standing.table.recorder)
    refusal = install.enter_ceremony(installation, standing.table.parameters, key)
    return _refused(args, refusal) if refusal is not None else _next(args, installation)


def _finish(args: argparse.Namespace) -> int:
    installation = _open(args)
    refusal = install_finish.refuse_finish(installation)
    if refusal is not None:
        return _refused(args, installation.refused(refusal))
    keys = install_finish.open_keys(installation, _pins(read_file(args.pin_file)))
    if isinstance(keys, Refusal):
        return _refused(args, keys)
    present = install_finish.Present(
        proxies=tuple(args.proxy),
        observers=tuple(args.observer),
        media=tuple(args.medium),
        specialists=tuple(args.specialist),
    )

    def send(sheets: bytes) -> None:
        if args.out is not None:
            write_atomically(args.out, sheets)
        else:
            _print(sheets, args.printer)

    done = install_finish.finish(installation, keys, _signers(args), present, send)
    if isinstance(done, Refusal):
        return _refused(args, done)
    shown.show_finished(done, installation, args.out, args.language, as_json=args.json)
    return DONE


def _printed(args: argparse.Namespace) -> int:
    installation = _open(args)
    refusal = install_finish.settle_printing(installation, came_out=args.came_out == "yes")
    return _refused(args, refusal) if refusal is not None else _next(args, installation)


def _act(args: argparse.Namespace) -> int:
    installation = _open(args)
    shown.show_acts(installation.folder / install.PAPERS_FOLDER, args.language, as_json=args.json)
    return DONE


def _again(args: argparse.Namespace) -> int:
    installation = _open(args)
    reason = Bilingual(args.why_kk, args.why_ru)
    answer = install_again.undo_installation(installation, reason, _signers(args))
    if isinstance(answer, SignedAct):
        return _next(args, installation)
    return _refused(args, answer)


def _open(args: argparse.Namespace) -> install.Installation:
    return install.open_installation(args.folder, MachineClock())


def _next(args: argparse.Namespace, installation: install.Installation) -> int:
    if not args.json:
        shown.show_status(status_of(installation), args.language, as_json=False)
    return DONE


def _refused(args: argparse.Namespace, *refusals: Refusal) -> int:
    shown.show_refusals(refusals, args.language, as_json=args.json)
    return REFUSED


def _signers(args: argparse.Namespace) -> list[Signer]:
    """Open the members' keys; each types the own PIN, unless a file holds them."""
    if not args.sign:
        raise StoreError("the act is signed by two members or more: give --sign for each")
    if args.sign_pin_file is None:
        if not sys.stdin.isatty():
            raise StoreError("there is nobody to ask for the PINs: give --sign-pin-file")
        return [open_signer(read_file(path), getpass.getpass(f"PIN ({path.name}): ")) for path in args.sign]
    pins = read_file(args.sign_pin_file).decode(errors="replace").split()
    if len(pins) == 1:
        pins *= len(args.sign)
    if len(pins) != len(args.sign):
        raise StoreError(f"{args.sign_pin_file.name} holds {len(pins)} PINs for {len(args.sign)} signers")
    return [open_signer(read_file(path), pin) for path, pin in zip(args.sign, pins, strict=True)]


def _pins(data: bytes) -> dict[str, bytes]:
    """PINs by device; a line without `=` is the PIN of all others."""
    pins: dict[str, bytes] = {}
    for line in data.split():
        device, sign, pin = line.partition(b"=")
        pins[device.decode(errors="replace") if sign else "*"] = pin if sign else line
    return pins


def _print(sheets: bytes, printer: str) -> None:
    """Hand the sheets to the printer through a pipe: they never lie in a file of ours."""
    try:
        subprocess.run(["lp", "-d", printer, "-"], input=sheets, check=True, capture_output=True)
    except FileNotFoundError:
        raise StoreError("there is no lp here to print with: use --out, print the file, and erase it") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise StoreError(f"the printer {printer} refused: {said}; then: install FOLDER printed --came-out") from None


def _time(text: str) -> Any:
    try:
        return datetime.strptime(text, "%H:%M:%S").time()
    except ValueError:
        raise argparse.ArgumentTypeError("a time as 10:05:30") from None
