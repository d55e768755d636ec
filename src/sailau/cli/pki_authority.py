"""What an authority does at the command line: be founded, issue, take back, list, draw up its acts."""

import argparse
import json
import re
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from sailau.adapters.files import read_file, write_atomically
from sailau.cli.pki_keys import NewKey, new_key, signer_in, working_authority
from sailau.election.definition import parse
from sailau.errors import StoreError
from sailau.refusal import Refusal
from sailau.service import authorities
from sailau.service.authorities import KEY_FILE, Issued, TakenBack, chain_pem, serial_text
from sailau.signing.authority import Authority, Signer, Validity
from sailau.signing.holder import Holder, holder_of
from sailau.signing.request import make_request, read_request
from sailau.signing.roles import Role
from sailau.signing.trust import fingerprint, read_certificate

DONE: Final = 0
REFUSED: Final = 1
EARLIER: Final = timedelta(hours=1)
"""Clocks differ: a certificate begins a little before it is made."""
SERIAL: Final = re.compile(r"[0-9a-fA-F]{1,40}")


def root(args: argparse.Namespace) -> int:
    """Found the central commission's root."""
    holder = Holder(name=args.name, role=Role.CENTRAL_COMMISSION, commission="central", training=args.training)
    with new_key(args) as made:
        founded = authorities.found_root(args.out, holder, _validity(args), _now(), made.key)
        if isinstance(founded, Refusal):
            return _refused(founded, as_json=args.json)
        made.keep(founded, args.out / KEY_FILE)
    return _founded(args, founded, made)


def authority(args: argparse.Namespace) -> int:
    """Found a territorial commission's authority under the root."""
    with working_authority(args) as above, new_key(args) as made:
        holder = Holder(
            name=args.name,
            role=Role.TERRITORIAL_COMMISSION,
            commission=args.commission,
            training=holder_of(above.certificate).training,
        )
        validity, now = _validity(args, above), _now()
        founded = authorities.found_territorial(args.out, args.authority, above, holder, validity, now, made.key)
        if isinstance(founded, Refusal):
            return _refused(founded, as_json=args.json)
        made.keep(founded, args.out / KEY_FILE)
    return _founded(args, founded, made)


def request(args: argparse.Namespace) -> int:
    """Make a key and a request for a certificate, for an authority elsewhere."""
    if args.token is None:
        raise StoreError("a request is made for a key in a token: give --token (a key in a file comes from `issue`)")
    _demand_absent(args.out)
    with new_key(args) as made:
        write_atomically(args.out, make_request(_holder(args, training=args.training), made.key))
    return _say(args, {"request": str(args.out)}, f"the request is in {args.out}; the key stays in the token")


def store(args: argparse.Namespace) -> int:
    """Write the certificate that answers a request into the token with its key."""
    from sailau.adapters.token import open_token
    from sailau.cli.pki_keys import asked_pin

    certificate, *chain = authorities.read_chain(read_file(args.certificate))
    pin = asked_pin(args.pin_file, "PIN of the token: ")
    with open_token(args.token.module, args.token.label, pin.encode()) as token:
        token.write_certificates(args.key_label, certificate, chain)
    told = {"fingerprint": fingerprint(certificate), "certificates": 1 + len(chain)}
    return _say(args, told, f"{holder_of(certificate).name}: the token holds the certificate and its chain")


def issue(args: argparse.Namespace) -> int:
    """Issue a certificate: for a request, or with a new key in a file or a token."""
    _demand_absent(args.out)
    with working_authority(args) as above:
        training = holder_of(above.certificate).training
        if args.request is not None:
            if args.token is not None or args.pin_file is not None:
                raise StoreError("a request's key stays where it was made: leave --token and --pin-file out")
            holder, key = read_request(read_file(args.request))
            answer = authorities.issue_certificate(args.authority, above, holder, _validity(args, above), key)
            if isinstance(answer, Refusal):
                return _refused(answer, as_json=args.json)
            write_atomically(args.out, chain_pem((answer.certificate, *answer.chain)))
            return _issued(args, answer, None)
        holder = _holder(args, training=training)
        with new_key(args) as made:
            public = made.key.public_key()
            answer = authorities.issue_certificate(args.authority, above, holder, _validity(args, above), public)
            if isinstance(answer, Refusal):
                return _refused(answer, as_json=args.json)
            made.keep(Signer(certificate=answer.certificate, chain=answer.chain, key=made.key), args.out)
            if made.token is not None:
                write_atomically(args.out, chain_pem((answer.certificate, *answer.chain)))
    return _issued(args, answer, made)


def revoke(args: argparse.Namespace) -> int:
    """Take a certificate back, and write the new list."""
    with working_authority(args) as above:
        answer = authorities.revoke_certificate(args.authority, above, _serial(args.certificate), args.reason, _now())
    if isinstance(answer, Refusal):
        return _refused(answer, as_json=args.json)
    told = {"revoked": _taken(answer), "list": str(args.authority / authorities.LIST_FILE)}
    return _say(args, told, f"taken back since {answer.since.isoformat()}; hand out {told['list']}")


def renew(args: argparse.Namespace) -> int:
    """Write the list of revoked certificates anew, before the last one is overdue."""
    with working_authority(args) as above:
        authorities.write_list(args.authority, above, _now())
    path = args.authority / authorities.LIST_FILE
    return _say(args, {"list": str(path)}, f"{path} serves {authorities.LIST_DAYS.days} days from now")


def listed(args: argparse.Namespace) -> int:
    """List what an authority issued."""
    rows = [_row(one) for one in authorities.issued(args.authority)]
    if args.json:
        print(json.dumps({"certificates": rows}, ensure_ascii=False, indent=2))
        return DONE
    for row in rows:
        place = row["member"] or row["device"] or ""
        state = f"REVOKED {row['revoked']['since']} ({row['revoked']['reason']})" if row["revoked"] else "good"
        print(f"{row['serial']}  {row['role']:<22} {row['commission']} {place}  {row['name']}  {state}")
    return DONE


def act(args: argparse.Namespace) -> int:
    """Draw up the acts of what was issued and taken back since the last ones."""
    from sailau.service.authority_acts import ACTS, draw_up  # the printing library takes seconds to load

    definition = parse(read_file(args.definition), args.definition.name)
    signers = [signer_in(path, args.pin_file) for path in args.signer]
    made = draw_up(args.authority, definition, signers, _now())
    rows = [{"act": one.name, "certificates": one.certificates} for one in made]
    lines = "\n".join(f"{args.authority / ACTS / one.name}.pdf: {one.certificates} certificates" for one in made)
    return _say(args, {"acts": rows}, lines or "no act is due: all that was issued and taken back is in acts")


def _founded(args: argparse.Namespace, founded: Authority, made: NewKey) -> int:
    holder = holder_of(founded.certificate)
    told: dict[str, Any] = {
        "folder": str(args.out),
        "name": holder.name,
        "training": holder.training,
        "fingerprint": fingerprint(founded.certificate),
    }
    kind = "a TRAINING authority" if holder.training else "an authority"
    text = f"{holder.name}: {kind} in {args.out}\nSHA-256 {told['fingerprint']}"
    return _with_pin(args, told, text, made)


def _issued(args: argparse.Namespace, answer: Issued, made: NewKey | None) -> int:
    row = {**_row(answer), "file": str(args.out)}
    text = f"{answer.holder.name}: {answer.holder.role.value} of {answer.holder.commission}, in {args.out}"
    return _with_pin(args, row, text, made)


def _with_pin(args: argparse.Namespace, told: dict[str, Any], text: str, made: NewKey | None) -> int:
    """A fresh PIN is printed once, on stdout, and kept nowhere."""
    if made is not None and made.pin is not None:
        if args.json:
            return _say(args, {**told, "pin": made.pin}, text)
        print(made.pin)
        text += "\nthe PIN is printed once, here, and kept nowhere"
    return _say(args, told, text)


def _say(args: argparse.Namespace, told: dict[str, Any], text: str) -> int:
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    print(text, file=sys.stderr)
    return DONE


def _refused(refusal: Refusal, *, as_json: bool) -> int:
    text = refusal.text
    if as_json:
        said = {"code": refusal.code, "article": refusal.article, "kk": text.kk, "ru": text.ru, "en": text.en}
        print(json.dumps({"refused": said}, ensure_ascii=False, indent=2))
    print(f"{text.kk}\n{text.ru}\n{text.en}\n({refusal.article})", file=sys.stderr)
    return REFUSED


def _holder(args: argparse.Namespace, *, training: bool) -> Holder:
    absent = [name for name in ("role", "name", "commission", "election") if getattr(args, name) is None]
    if absent:
        raise StoreError(f"give {', '.join('--' + name for name in absent)}, or a file with a request")
    return Holder(
        name=args.name,
        role=Role(args.role),
        commission=args.commission,
        election=args.election,
        device=args.device,
        member=args.member,
        training=training,
    )


def _validity(args: argparse.Namespace, above: Authority | None = None) -> Validity:
    """From now (or `--from`) for `--days`; without `--days` as long as the authority's own certificate."""
    start = _now() - EARLIER if args.start is None else _midnight(args.start)
    if above is not None:
        start = max(start, above.certificate.not_valid_before_utc)
    if args.days is None and above is not None:
        return Validity(start=start, end=above.certificate.not_valid_after_utc)
    return Validity(start=start, end=start + timedelta(days=args.days))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _now() -> datetime:
    return datetime.now(UTC)


def _serial(text: str) -> int:
    path = Path(text)
    if path.is_file():
        return read_certificate(read_file(path)).serial_number
    if not SERIAL.fullmatch(text):
        raise StoreError(f"{text}: neither a certificate's file nor a serial number")
    return int(text, 16)


def _row(one: Issued) -> dict[str, Any]:
    revoked = None if one.taken_back is None else _taken(one.taken_back)
    return {**one.row(), "fingerprint": fingerprint(one.certificate), "revoked": revoked}


def _taken(one: TakenBack) -> dict[str, str]:
    return {"serial": serial_text(one.serial), "since": one.since.isoformat(), "reason": one.reason}


def _demand_absent(path: Path) -> None:
    if path.exists():
        raise StoreError(f"{path} is there already: keys and certificates are never overwritten")
