"""`sailau pki`: authorities, certificates, their revocation, and the role matrix.

A commission's authority lives in a folder; its key in a file there or in a PKCS#11 token. Whoever makes the own key in
a token sends a request and gets the certificate back; all others get a PKCS#12 file and its PIN. Real or training is
decided at the root, once. Keys are never in the clear, nothing is ever overwritten.

    sailau pki root      --out central --name "…" [--training]
    sailau pki authority --root central --out almaty --commission almaty-city --name "…"
    sailau pki issue     --authority almaty --out chair.p12 --role chair --member 1 --name "…" …
    sailau pki request   --token MODULE:LABEL --out chair.csr --role chair …     (the chair's own token)
    sailau pki issue     --authority almaty --out chair.pem chair.csr
    sailau pki store     --token MODULE:LABEL chair.pem
    sailau pki revoke    --authority almaty chair.pem --reason "decision 12 of …"
    sailau pki act       --authority almaty --definition FILE --signer FILE.p12

Text for people goes to stderr; fresh PINs (once) and JSON to stdout. Exit 0 done, 1 refused by a rule, 2 misuse.
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
from sailau.cli import pki_authority
from sailau.cli.pki_keys import KEY_LABEL, add_authority, add_new_key, pin_from, token_place
from sailau.errors import SignatureError, StoreError
from sailau.precinct.commands import RULES
from sailau.precinct.matrix_page import role_matrix_page
from sailau.service.authorities import read_chain, serial_text
from sailau.signing.authority import Authority, Signer, Validity, around
from sailau.signing.cms import certificates_in
from sailau.signing.holder import VALUE, holder_of
from sailau.signing.keystore import new_pin, seal_signer
from sailau.signing.precinct_pki import MEMBERS_MAX, MEMBERS_MIN, PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import Role
from sailau.signing.trust import fingerprint, read_certificate

DONE: Final = 0
DEVICES_MAX: Final = 99
DAYS_MAX: Final = 36_500
ROOT_DAYS: Final = 3_650
MEMBER_MAX: Final = 99
BEFORE_DAY: Final = timedelta(days=90)
AFTER_DAY: Final = timedelta(days=400)
"""A certificate covers the preparation before the voting day and the year that its evidence is kept (L 50-8(2))."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `pki` and its verbs."""
    parser = subparsers.add_parser(
        "pki",
        help="certificates: authorities, issuing, revoking; who may do what",
        description=__doc__.partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_founding(verbs)
    _add_issuing(verbs)
    _add_revoking(verbs)
    _add_telling(verbs)
    _add_new(verbs)


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    return parser


def _add_founding(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    root = _verb(verbs, "root", pki_authority.root, "found the central commission's root, real or training")
    root.add_argument("--training", action="store_true", help="for training and tests: nothing below it is ever real")
    authority = _verb(verbs, "authority", pki_authority.authority, "found a territorial commission's authority")
    add_authority(authority, "--root")
    authority.add_argument("--commission", type=_identifier, required=True, metavar="ID", help="as almaty-city")
    for parser, days in ((root, ROOT_DAYS), (authority, None)):
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
        parser.add_argument("--name", required=True, metavar="TEXT", help="the commission's name in the certificate")
        _add_validity(parser, days)
        add_new_key(parser)


def _add_issuing(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    request = _verb(verbs, "request", pki_authority.request, "make a key in a token, and a request for a certificate")
    request.add_argument("--out", type=Path, required=True, metavar="FILE", help="the request, PKCS#10")
    request.add_argument("--training", action="store_true", help="ask for a training certificate")
    issue = _verb(verbs, "issue", pki_authority.issue, "certify a person or a device: by a request, or with a new key")
    add_authority(issue)
    issue.add_argument("request", type=Path, nargs="?", metavar="REQUEST", help="a request; without it a key is made")
    issue.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="the .p12 file; the certificates, with a request or token",
    )
    _add_validity(issue, None)
    for parser in (request, issue):
        _add_holder(parser)
        add_new_key(parser)
    store = _verb(verbs, "store", pki_authority.store, "write the certificate that was issued into the token")
    store.add_argument("certificate", type=Path, metavar="FILE", help="certificate and chain, PEM")
    store.add_argument("--token", type=token_place, required=True, metavar="MODULE:LABEL", help="the token")
    store.add_argument("--key-label", default=KEY_LABEL, metavar="LABEL", help=f"the key's label there ({KEY_LABEL})")
    store.add_argument("--pin-file", type=Path, metavar="FILE", help="take the token's PIN from here, do not ask")


def _add_revoking(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    revoke = _verb(verbs, "revoke", pki_authority.revoke, "take a certificate back, and write the new list")
    revoke.add_argument("certificate", metavar="FILE|SERIAL", help="the certificate, or its serial number")
    revoke.add_argument("--reason", required=True, metavar="TEXT", help="the decision, or what happened")
    renew = _verb(
        verbs, "renew", pki_authority.renew, "write the list of revoked certificates anew before it is overdue"
    )
    for parser in (revoke, renew):
        add_authority(parser)
    act = _verb(verbs, "act", pki_authority.act, "draw up the acts of what was issued and revoked, signed, as PDF")
    act.add_argument("--authority", type=Path, required=True, metavar="DIR", help="folder of the authority")
    act.add_argument("--definition", type=Path, required=True, metavar="FILE", help="definition.json of the election")
    act.add_argument(
        "--signer",
        type=Path,
        required=True,
        action="append",
        metavar="FILE.p12",
        help="a person of the commission; may be repeated",
    )
    act.add_argument("--pin-file", type=Path, metavar="FILE", help="the signers' PIN, if it is one; else each is asked")


def _add_telling(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    listed = _verb(verbs, "list", pki_authority.listed, "list what an authority issued and took back")
    listed.add_argument("--authority", type=Path, required=True, metavar="DIR", help="folder of the authority")
    show = _verb(verbs, "show", _show, "print what certificates say; no PIN is needed")
    show.add_argument("file", type=Path, metavar="FILE", help="PEM, DER or .p7s")
    _verb(verbs, "matrix", _matrix, "print who may do what and when: docs/role-matrix.md")


def _add_new(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    new = _verb(verbs, "new", _new, "make the whole training set of one precinct at once: a .p12 file for each holder")
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


def _add_holder(parser: argparse.ArgumentParser) -> None:
    roles = [role.value for role in Role]
    parser.add_argument("--role", choices=roles, metavar="ROLE", help=f"one of: {', '.join(roles)}")
    parser.add_argument("--name", metavar="TEXT", help="the holder's name, at most 64 signs")
    parser.add_argument("--commission", type=_identifier, metavar="ID", help="the own commission, as precinct-25")
    parser.add_argument("--election", type=_identifier, metavar="ID", help="the election's id")
    parser.add_argument(
        "--member", type=_number(1, MEMBER_MAX), metavar="N", help="a member's number in the commission"
    )
    parser.add_argument("--device", type=_identifier, metavar="ID", help="a device's id, as terminal-1")


def _add_validity(parser: argparse.ArgumentParser, days: int | None) -> None:
    parser.add_argument("--from", dest="start", type=date.fromisoformat, metavar="YYYY-MM-DD", help="default: now")
    default = f"{days}" if days is not None else "as long as the authority's own"
    parser.add_argument("--days", type=_number(1, DAYS_MAX), default=days, metavar="N", help=f"default: {default}")


def _matrix(args: argparse.Namespace) -> int:
    if not args.json:
        sys.stdout.write(role_matrix_page())
        return DONE
    rows = [
        {
            "command": str(rule.command),
            "part": rule.part,
            "article": rule.article,
            "text": {"kk": rule.text.kk, "ru": rule.text.ru, "en": rule.text.en},
            "roles": sorted(role.value for role in rule.roles),
            "states": sorted(state.value for state in rule.states),
            "together": rule.together,
            "lead": sorted(role.value for role in rule.lead),
            "at": rule.at.value if rule.at is not None else None,
        }
        for rule in RULES.values()
    ]
    print(json.dumps({"commands": rows}, ensure_ascii=False, indent=2))
    return DONE


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
    common = None if args.pin_file is None else pin_from(args.pin_file)
    _make_empty_folder(args.out)
    day = args.day or datetime.now(UTC).date()
    pins = _write(make_training_pki(plan, _validity(day)), args.out, common)
    if args.json:
        print(json.dumps({"folder": str(args.out), "pins": None if common else pins}, indent=2))
        return DONE
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


def _show(args: argparse.Namespace) -> int:
    rows = [_described(certificate) for certificate in _certificates(read_file(args.file), args.file.name)]
    if args.json:
        print(json.dumps({"certificates": rows}, ensure_ascii=False, indent=2))
        return DONE
    for row in rows:
        print("\n".join(f"{key:<12} {value}" for key, value in row.items() if value is not None) + "\n")
    return DONE


def _certificates(data: bytes, name: str) -> Iterable[x509.Certificate]:
    try:
        return read_chain(data) if data.lstrip().startswith(b"-----BEGIN") else (read_certificate(data),)
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
        "serial": serial_text(certificate.serial_number),
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
