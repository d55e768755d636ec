"""`sailau pki`: certificates and keys of a training precinct, and what a certificate says.

    sailau pki new --out DIR --precinct N [--election ID] [--territory ID] [--members 7] [--terminals 2] [--day DATE]
    sailau pki show FILE [--json]

`new` writes one PKCS#12 file a holder under a PIN, and `root.pem`, which verifiers need. Keys are never in the clear.
PINs are generated, each printed once on stdout, or one PIN for all is taken from `--pin-file`. Nothing is overwritten.
`show` prints certificates (PEM, DER or the ones in a `.p7s`); it needs no PIN and opens no key.

Text for people goes to stderr; PINs and JSON to stdout. Exit 0 done, 2 misuse.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import read_file, write_atomically
from sailau.errors import SignatureError, StoreError
from sailau.signing.authority import Authority, Signer, Validity, around
from sailau.signing.cms import certificates_in
from sailau.signing.holder import VALUE, holder_of
from sailau.signing.keystore import new_pin, seal_signer
from sailau.signing.precinct_pki import MEMBERS_MAX, MEMBERS_MIN, PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.trust import fingerprint, read_certificate

DONE: Final = 0
PIN_LENGTH_MIN: Final = 8
DEVICES_MAX: Final = 99
BEFORE_DAY: Final = timedelta(days=90)
AFTER_DAY: Final = timedelta(days=400)
"""A certificate covers the preparation before the voting day and the year that its evidence is kept (L 50-8(2))."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `pki` and its verbs."""
    parser = subparsers.add_parser("pki", help="certificates of a training precinct; what a certificate says")
    parser.set_defaults(run=run)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    new = verbs.add_parser("new", help="make the keys and certificates of one training precinct")
    new.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    new.add_argument("--precinct", type=_identifier, required=True, metavar="N", help="number or id of the precinct")
    new.add_argument("--election", type=_identifier, default="training", metavar="ID")
    new.add_argument("--territory", type=_identifier, default="territory", metavar="ID")
    new.add_argument("--members", type=_number(MEMBERS_MIN, MEMBERS_MAX), default=7)
    new.add_argument("--terminals", type=_number(1, DEVICES_MAX), default=2)
    new.add_argument("--portables", type=_number(0, DEVICES_MAX), default=1)
    new.add_argument("--accumulators", type=_number(1, DEVICES_MAX), default=1)
    new.add_argument("--desks", type=_number(1, DEVICES_MAX), default=1)
    new.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the voting day (default: today)")
    new.add_argument("--pin-file", type=Path, metavar="FILE", help="take one PIN for all files from here")

    show = verbs.add_parser("show", help="print what certificates say")
    show.add_argument("file", type=Path, metavar="FILE")
    show.add_argument("--json", action="store_true", help="JSON on stdout")


def run(args: argparse.Namespace) -> int:
    """Run the verb that was asked for; the exit code. Raises SailauError, which the command turns into exit 2."""
    return _new(args) if args.verb == "new" else _show(args.file, as_json=args.json)


def _new(args: argparse.Namespace) -> int:
    plan = PrecinctPlan(
        election=args.election,
        precinct=f"precinct-{args.precinct}" if args.precinct.isdigit() else args.precinct,
        territory=args.territory,
        members=args.members,
        terminals=args.terminals,
        portables=args.portables,
        accumulators=args.accumulators,
        desks=args.desks,
    )
    common = None if args.pin_file is None else _pin_from(args.pin_file)
    _make_empty_folder(args.out)
    day = args.day or datetime.now(UTC).date()
    pins = _write(make_training_pki(plan, _validity(day)), args.out, common)
    print(f"training certificates of {plan.precinct} for {day} are in {args.out}", file=sys.stderr)
    if common is None:
        print("the PINs are printed once, here, and kept nowhere:", file=sys.stderr)
        for label, pin in pins.items():
            print(f"{label}\t{pin}")
    return DONE


def _validity(day: date) -> Validity:
    return around(datetime.combine(day, time(12), UTC), before=BEFORE_DAY, after=AFTER_DAY)


def _write(pki: PrecinctPki, folder: Path, common: str | None) -> dict[str, str]:
    """Write every file; returns the PIN of each."""
    holders: dict[str, Signer | Authority] = {"root": pki.root, "territorial-authority": pki.territorial, **pki.signers}
    pins = {label: common or new_pin() for label in holders}
    for label, holder in holders.items():
        write_atomically(folder / f"{label}.p12", seal_signer(holder, pins[label], label))
    write_atomically(folder / "root.pem", pki.root.certificate.public_bytes(Encoding.PEM))
    return pins


def _make_empty_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise StoreError(f"cannot use {folder} as a folder: {error.strerror}") from error
    if taken:
        raise StoreError(f"{folder} is not empty: keys are never overwritten")


def _pin_from(path: Path) -> str:
    try:
        pin = read_file(path).decode().strip()
    except UnicodeDecodeError as error:
        raise StoreError(f"{path.name} holds no readable PIN") from error
    if len(pin) < PIN_LENGTH_MIN or "\n" in pin:
        raise StoreError(f"{path.name} must hold one PIN of at least {PIN_LENGTH_MIN} signs")
    return pin


def _show(path: Path, *, as_json: bool) -> int:
    rows = [_described(certificate) for certificate in _certificates(read_file(path), path.name)]
    if as_json:
        print(json.dumps({"certificates": rows}, ensure_ascii=False, indent=2))
        return DONE
    for row in rows:
        print("\n".join(f"{key:<12} {value}" for key, value in row.items() if value is not None) + "\n")
    return DONE


def _certificates(data: bytes, name: str) -> Iterable[x509.Certificate]:
    try:
        return (read_certificate(data),)
    except SignatureError:
        pass
    try:
        return certificates_in(data)
    except SignatureError as error:
        raise SignatureError(f"{name} holds no certificate (a .p12 shows nothing without its PIN)") from error


def _described(certificate: x509.Certificate) -> dict[str, Any]:
    holder = holder_of(certificate)
    return {
        "name": holder.name,
        "role": holder.role.value,
        "commission": holder.commission,
        "election": holder.election,
        "device": holder.device,
        "member": holder.member,
        "training": holder.training,
        "from": certificate.not_valid_before_utc.isoformat(),
        "until": certificate.not_valid_after_utc.isoformat(),
        "fingerprint": fingerprint(certificate),
    }


def _identifier(text: str) -> str:
    if not VALUE.fullmatch(text):
        raise argparse.ArgumentTypeError("letters, digits, dots, dashes; at most 64")
    return text


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"a number from {least} to {most}")
        return int(text)

    return read
