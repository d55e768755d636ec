"""`sailau package`: from the keys of a precinct's devices to its signed package, and to the act of destruction.

    sailau package enrol    --folder DIR --device ID --role ROLE --serial S ...  a device makes keys and a request
    sailau package certify  REQUEST ... --inventory FILE --precinct N ...        the commission certifies devices
    sailau package sound    --territory DIR                                      what the terminals say, as files
    sailau package make     --territory DIR --precinct N --out DIR ...           one precinct's package
    sailau package district --territory DIR --out DIR [--processes 2] ...        all packages; goes on where it was
    sailau package copy     FROM TO                                              to a medium; read back, compared
    sailau package check    FOLDER --root CERT --election ID --precinct N        may it be installed here?
    sailau package show     FOLDER                                               what it says of itself, unjudged
    sailau package publish-halves FOLDER --out DIR --root CERT                   public halves of the credentials
    sailau package destroyed FOLDER --number K --out DIR ...                     the act: no copies are left

The folder of a territorial commission (--territory):

    definition/             as the central commission published it: definition.json, definition.json.p7s, proof/
    revoked.crl             the territorial authority's list of revoked certificates
    precincts/25/list/      as `sailau list hand-over` wrote it: voters.jsonl, act.json, their .p7s, act.pdf
    precincts/25/officials/ the certificates of the commission's members, *.pem
    precincts/25/inventory.json                  as `sailau package certify` wrote it
    precincts/25/sound/     what the terminals say, as `sailau package sound` made it
    precincts/25/screens/   files for the terminals; may be left out
    recordings/             phrases recorded by people, *.wav; may be left out

Whether it is a training is not asked: the certificates say it. PINs are asked for or read from files; keys may lie in
PKCS#12 files or tokens.
Text for people goes to stderr in --language kk, ru or en; JSON (--json) to stdout. Exit 0 done or sound, 1 refused,
2 misuse.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sailau.adapters.files import read_file, write_atomically
from sailau.cli import package_shown as shown
from sailau.cli import package_sound
from sailau.cli.pki_keys import add_authority, working_authority
from sailau.cli.progress import ProgressBar
from sailau.cli.signer import add_signer, opened_signer
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.errors import StoreError
from sailau.formats.v1.package import INVENTORY_FILE, Inventory, names
from sailau.refusal import Refusal
from sailau.service.enrolment import certify_request, enrol, enter_device, this_software
from sailau.service.packages import Expectation, read_package
from sailau.signing.authority import Signer, Validity
from sailau.signing.holder import VALUE, holder_of
from sailau.signing.keystore import new_pin, open_signer, seal_signer
from sailau.signing.roles import DEVICES, Role
from sailau.signing.trust import read_certificate

DONE, REFUSED = 0, 1
PROCESSES_MAX: Final = 64
BEFORE: Final = timedelta(days=1)
AFTER_DAY: Final = timedelta(days=400)
"""A device's certificate covers the year that its evidence is kept (L 50-8(2))."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `package` and its verbs."""
    parser = subparsers.add_parser(
        "package",
        help="make, check, copy and publish the packages of precincts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_devices(verbs)
    _add_making(verbs)
    _add_reading(verbs)


def run(args: argparse.Namespace) -> int:
    """Run the verb that was asked for; the exit code. Raises SailauError, which the command turns into exit 2."""
    verb: Callable[[argparse.Namespace], int] = args.act
    return verb(args)


def _add_devices(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    new = _verb(verbs, "enrol", _enrol, "in the device: make its keys and the request for a certificate")
    new.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the device's own folder")
    new.add_argument("--device", type=_identifier, required=True, metavar="ID", help="terminal-1, precinct-computer …")
    new.add_argument("--role", choices=sorted(role.value for role in DEVICES), required=True)
    new.add_argument("--serial", required=True, metavar="S", help="the number on the device: capitals, digits, dashes")
    new.add_argument("--election", type=_identifier, required=True, metavar="ID")
    new.add_argument("--commission", type=_identifier, required=True, metavar="ID", help="the precinct's, by its id")
    new.add_argument("--pin-file", type=Path, required=True, metavar="FILE", help="holds the device's new PIN")

    certify = _verb(verbs, "certify", _certify, "in the commission: certify devices and enter them in the inventory")
    certify.add_argument("request", type=Path, nargs="+", metavar="REQUEST", help="request.json of a device")
    certify.add_argument("--inventory", type=Path, required=True, metavar="FILE", help="made when it is not there")
    certify.add_argument("--definition", type=Path, required=True, metavar="FILE", help="the election's definition")
    certify.add_argument("--precinct", type=_number, required=True, metavar="N")
    add_authority(certify)
    certify.add_argument("--any-software", action="store_true", help="do not demand the software of this computer")


def _add_making(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    package_sound.add_arguments(_verb(verbs, "sound", package_sound.run, "make what the terminals say, as files"))
    one = _verb(verbs, "make", _make, "make the package of one precinct")
    one.add_argument("--precinct", type=_number, required=True, metavar="N")
    district = _verb(verbs, "district", _district, "make all packages of a territory; finished ones are kept")
    district.add_argument("--precinct", type=_number, action="append", metavar="N", help="only these; may be repeated")
    district.add_argument("--processes", type=_processes, default=1, metavar="P", help="how many at once (default 1)")
    for verb in (one, district):
        verb.add_argument("--territory", type=Path, required=True, metavar="DIR", help="the commission's folder")
        verb.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the packages go")
        verb.add_argument("--issue", type=_number, default=1, metavar="K", help="which issue this is (default 1)")
        verb.add_argument("--cards", type=_number, metavar="C", help="voter cards a precinct (default: the least)")
        verb.add_argument("--without-sound", action="store_true", help="for drills: the terminals will not speak")
        verb.add_argument("--codes-kept-back", type=_codes, default=0, metavar="C", help="for a later device")
        add_signer(verb)
    destroyed = _verb(verbs, "destroyed", _destroyed, "draw up the act that the commission's copies are destroyed")
    destroyed.add_argument("folder", type=Path, metavar="FOLDER", help="the package")
    destroyed.add_argument("--number", type=_number, required=True, metavar="K", help="the act's number")
    destroyed.add_argument("--out", type=Path, required=True, metavar="DIR")
    add_signer(destroyed)


def _add_reading(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = _verb(verbs, "check", _check, "judge a package: may it be installed here?")
    check.add_argument("--election", type=_identifier, required=True, metavar="ID")
    check.add_argument("--precinct", type=_number, required=True, metavar="N")
    check.add_argument("--territory", type=_identifier, metavar="ID", help="the territorial commission's id")
    check.add_argument("--installed", type=_installed, metavar="K:UUID", help="the package installed here before")
    check.add_argument("--revoked", type=Path, action="append", default=[], metavar="FILE", help="more revocations")
    show = _verb(verbs, "show", _show, "what a package says of itself, unjudged")
    publish = _verb(verbs, "publish-halves", _publish, "verify the public halves and put them into a folder")
    publish.add_argument("--out", type=Path, required=True, metavar="DIR")
    for verb in (check, show, publish):
        verb.add_argument("folder", type=Path, metavar="FOLDER", help="the package")
    for verb in (check, publish):
        verb.add_argument("--root", type=Path, required=True, metavar="CERT", help="the central commission's root")
    copy = _verb(verbs, "copy", _copy, "copy a package to another medium, read it back and compare")
    copy.add_argument("source", type=Path, metavar="FROM")
    copy.add_argument("target", type=Path, metavar="TO", help="a folder that is not there yet")


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    act: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=run, act=act)
    parser.add_argument("--language", choices=("kk", "ru", "en"), default="kk")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    return parser


def _enrol(args: argparse.Namespace) -> int:
    pin = read_file(args.pin_file).strip()
    role, where = Role(args.role), {"election": args.election, "commission": args.commission}
    enrol(args.folder, args.device, role, args.serial, pin, **where)
    shown.show_request(args.folder, args.device, args.language, as_json=args.json)
    return DONE


def _certify(args: argparse.Namespace) -> int:
    definition = parse(read_file(args.definition), args.definition.name)
    commission = str(definition.precinct(args.precinct).commission)
    inventory = _inventory(args, definition, commission)
    with working_authority(args) as authority:
        own = authority.certificate
        validity = Validity(
            start=max(_now() - BEFORE, own.not_valid_before_utc),
            end=min(definition.midnight() + AFTER_DAY, own.not_valid_after_utc),
        )
        for path in args.request:
            done = certify_request(
                authority,
                read_file(path),
                election=str(definition.id),
                commission=commission,
                validity=validity,
                known=inventory.devices,
                software=None if args.any_software else this_software(),
                folder=args.authority,
            )
            if isinstance(done, Refusal):
                return _refused(args, done)
            inventory = enter_device(inventory, done)
    write_atomically(args.inventory, INVENTORY_FILE.write(inventory))
    shown.show_inventory(inventory, args.language, as_json=args.json)
    return DONE


def _inventory(args: argparse.Namespace, definition: Definition, commission: str) -> Inventory:
    if not args.inventory.exists():
        return Inventory(election=str(definition.id), precinct=args.precinct, commission=commission, devices=())
    inventory = INVENTORY_FILE.read(read_file(args.inventory))
    if (inventory.election, inventory.precinct) != (str(definition.id), args.precinct):
        raise StoreError(f"{args.inventory.name} is the inventory of precinct {inventory.precinct}, another one")
    return inventory


def _make(args: argparse.Namespace) -> int:
    return _run_district(args, (args.precinct,), 1)


def _district(args: argparse.Namespace) -> int:
    from sailau.service.package_layout import precincts_of

    return _run_district(args, tuple(args.precinct or precincts_of(args.territory)), args.processes)


def _run_district(args: argparse.Namespace, precincts: tuple[int, ...], processes: int) -> int:
    from sailau.service.package_district import District, Made, make_district
    from sailau.service.package_layout import Making, published_in
    from sailau.service.package_sound import require_sound

    if not args.without_sound:
        require_sound(args.territory, precincts)
    definition = parse(published_in(args.territory).definition, names.DEFINITION)
    bar, done = ProgressBar(), 0

    def tell(_: Any) -> None:
        nonlocal done
        done += 1
        bar("package", done, len(precincts))

    with opened_signer(args) as signer:
        making = Making(
            software=this_software(),
            training=holder_of(signer.certificate).training,
            issued=_local(definition),
            issue=args.issue,
            cards=args.cards,
            codes_kept_back=args.codes_kept_back,
        )
        district = District(territory=args.territory, out=args.out, making=making)
        try:
            opener = _opener(args, signer, processes)
            outcomes = make_district(district, precincts, opener, processes=processes, on_done=tell)
        finally:
            bar.close()
    shown.show_outcomes(outcomes, args.language, as_json=args.json)
    return DONE if all(one.made in (Made.MADE, Made.KEPT) for one in outcomes) else REFUSED


def _opener(args: argparse.Namespace, signer: Signer, processes: int) -> Callable[[], Signer]:
    """How each process gets the key: sealed under a PIN that is known in memory alone. A token signs in one process."""
    if processes == 1:
        return lambda: signer
    if args.token is not None:
        raise StoreError("a token signs in one process: leave --processes out")
    pin = new_pin()
    return partial(open_signer, seal_signer(signer, pin, "package"), pin)


def _destroyed(args: argparse.Namespace) -> int:
    from sailau.service.package_publishing import destroy_copies

    with opened_signer(args) as signer:
        done = destroy_copies(args.folder, signer, _now(), args.number, args.out)
    if isinstance(done, Refusal):
        return _refused(args, done)
    shown.show_destroyed(done, args.language, as_json=args.json)
    return DONE


def _check(args: argparse.Namespace) -> int:
    root = read_certificate(read_file(args.root))
    expected = Expectation(
        root=root,
        at=_now(),
        training=holder_of(root).training,
        election=args.election,
        precinct=args.precinct,
        software=this_software(),
        territory=args.territory,
        installed=args.installed,
        revocation_lists=tuple(read_file(path) for path in args.revoked),
    )
    report = read_package(args.folder, expected)
    shown.show_report(report, args.language, as_json=args.json)
    return DONE if report.sound else REFUSED


def _show(args: argparse.Namespace) -> int:
    from sailau.service.package_publishing import whole_manifest

    manifest = whole_manifest(args.folder)
    if isinstance(manifest, Refusal):
        return _refused(args, manifest)
    shown.show_manifest(manifest, args.language, as_json=args.json)
    return DONE


def _publish(args: argparse.Namespace) -> int:
    from sailau.service.package_publishing import publish_halves

    done = publish_halves(args.folder, args.out, read_certificate(read_file(args.root)), _now())
    if isinstance(done, Refusal):
        return _refused(args, done)
    shown.show_published(*done, args.out, args.language, as_json=args.json)
    return DONE


def _copy(args: argparse.Namespace) -> int:
    from sailau.service.package_publishing import copy_package

    manifest = copy_package(args.source, args.target)
    if isinstance(manifest, Refusal):
        return _refused(args, manifest)
    shown.show_copied(manifest, args.target, args.language, as_json=args.json)
    return DONE


def _refused(args: argparse.Namespace, refusal: Refusal) -> int:
    shown.show_refusal(refusal, args.language, as_json=args.json)
    return REFUSED


def _now() -> datetime:
    return datetime.now(UTC)


def _local(definition: Definition) -> datetime:
    return _now().astimezone(definition.zone)


def _identifier(text: str) -> str:
    if not VALUE.fullmatch(text):
        raise argparse.ArgumentTypeError("letters, digits, dots, dashes; at most 64")
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 99_999):
        raise argparse.ArgumentTypeError("a number from 1 to 99999")
    return int(text)


def _codes(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 9_999):
        raise argparse.ArgumentTypeError("a number from 0 to 9999")
    return int(text)


def _processes(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= PROCESSES_MAX):
        raise argparse.ArgumentTypeError(f"a number from 1 to {PROCESSES_MAX}")
    return int(text)


def _installed(text: str) -> tuple[int, str]:
    issue, colon, uuid = text.partition(":")
    if not colon or not uuid:
        raise argparse.ArgumentTypeError("the issue and the uuid of the package, as 1:3zfECxeiDEmgXwKx3V")
    return _number(issue), uuid
