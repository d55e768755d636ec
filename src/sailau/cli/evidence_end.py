"""`sailau evidence declare-end|ended|destroy`: a year from the end of the election, then the act (E52, L 50-9)."""

import argparse
from pathlib import Path
from typing import Any, Final

from sailau.adapters.clock import LocalClock, MachineClock
from sailau.adapters.files import read_file, write_atomically
from sailau.cli.evidence_args import (
    DONE,
    add_decision,
    add_folder,
    add_seal,
    add_signers,
    add_verb,
    day,
    decision_of,
    revoked_of,
    say,
    show_refusal,
    signing,
    write,
)
from sailau.cli.narration import said
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text

_UNTIL: Final = Text(
    "Жазу құрылғылары {day} күнін қоса алғанға дейін сақталады.",
    "Устройства записи хранятся по {day} включительно.",
    "Recorders are kept up to and including {day}.",
)


def add_verbs(verbs: Any) -> None:
    """Add these verbs."""
    declare = add_verb(
        verbs, "declare-end", _declare, "the central commission says on which day the election ended, signed"
    )
    declare.add_argument("--election", required=True, metavar="ID", help="the election's id")
    declare.add_argument("--ended", type=day, required=True, metavar="YYYY-MM-DD", help="the day on which it ended")
    declare.add_argument("--out", type=Path, required=True, metavar="FILE", help="ended.json; the signature beside it")
    add_decision(declare, required=True)
    add_signers(declare)

    ended = add_verb(verbs, "ended", _ended, "take in on which day the election ended: the year begins")
    add_folder(ended, packet=False)
    ended.add_argument("--file", type=Path, required=True, metavar="FILE", help="ended.json, its .p7s beside it")

    destroy = add_verb(
        verbs,
        "destroy",
        _destroy,
        "the act on destroying a packet, not a day before the year is over; copies and key shares are erased",
        "Copies: the records in evidence packs, the parts and sessions in order folders. Key stores: the share of the "
        "recorder key, with the precinct's last packet. May be repeated after a crash.",
    )
    add_folder(destroy)
    add_seal(destroy)
    destroy.add_argument(
        "--copy", type=Path, action="append", default=[], metavar="DIR", help="an evidence pack or order folder"
    )
    destroy.add_argument(
        "--key-store", type=Path, action="append", default=[], metavar="FILE", help="a party's key store"
    )
    add_decision(destroy, required=True)
    add_signers(destroy)


def _declare(args: argparse.Namespace) -> int:
    from sailau.formats.v1.evidence.ended import ENDED, ElectionEnded
    from sailau.signing.cms import sign_together

    decision = decision_of(args)
    if decision is None:
        raise StoreError("say on which decision: --by, --number, --day")
    if args.out.exists():
        raise StoreError(f"{args.out} is there already")
    now = LocalClock().now()
    at = now.replace(second=0, microsecond=0)
    data = ENDED.write(ElectionEnded(election=args.election, ended=args.ended, decision=decision, at=at))
    with signing(args) as signers:
        signature = sign_together(data, signers, now)
    write_atomically(args.out.with_name(args.out.name + ".p7s"), signature)
    write_atomically(args.out, data)
    say(f"✓ {args.out}")
    return DONE


def _ended(args: argparse.Namespace) -> int:
    from sailau.commission.custody import kept_until
    from sailau.service.evidence.folder import enter_ended, opened_folder

    with opened_folder(args.folder, revoked_of(args)) as folder:
        signature = read_file(args.file.with_name(args.file.name + ".p7s"))
        ended = enter_ended(folder, read_file(args.file), signature)
    until = kept_until(ended.ended).isoformat()
    if args.json:
        write({"ended": ended.ended.isoformat(), "kept_until": until})
    say(said(_UNTIL, args.lang).format(day=until))
    return DONE


def _destroy(args: argparse.Namespace) -> int:
    from sailau.service.evidence.destroying import Doomed, destroy
    from sailau.service.evidence.folder import opened_folder

    decision = decision_of(args)
    if decision is None:
        raise StoreError("say on which decision: --by, --number, --day")
    doomed = Doomed(
        precinct=args.packet[0],
        packet=args.packet[1],
        found=args.seal,
        whole=args.whole,
        decision=decision,
        copies=tuple(args.copy),
        key_stores=tuple(args.key_store),
    )
    with opened_folder(args.folder, revoked_of(args)) as folder, signing(args) as signers:
        done = destroy(folder, doomed, signers, MachineClock().now())
    if isinstance(done, Refusal):
        return show_refusal(args, done)
    if args.json:
        write({"act": done.act, "paper": str(done.paper), "erased": done.erased})
    say(f"✓ {done.paper}: {done.erased}")
    return DONE
