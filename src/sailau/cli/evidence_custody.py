"""`sailau evidence new|seal|take|custody|list`: packets of recorders and their chain of custody (L 50-8(2), 50-9)."""

import argparse
from pathlib import Path
from typing import Any, Final

from sailau.adapters.clock import MachineClock
from sailau.adapters.files import read_file
from sailau.cli.evidence_args import (
    DONE,
    add_decision,
    add_folder,
    add_seal,
    add_signers,
    add_verb,
    decision_of,
    revoked_of,
    say,
    seal,
    show_act,
    show_refusal,
    signing,
    standing,
    write,
)
from sailau.cli.narration import said
from sailau.formats.v1.evidence.custody import CustodyKind
from sailau.refusal import Refusal, Text

DEEDS: Final = {
    "look": CustodyKind.SEAL_CHECKED,
    "read": CustodyKind.READ,
    "send": CustodyKind.SENT,
    "return": CustodyKind.RETURNED,
    "hold": CustodyKind.HELD,
    "release": CustodyKind.RELEASED,
}
"""What may be done with a packet that is kept, by the word for it."""

_KEPT: Final = Text("сақталады (қоса алғанда)", "хранится по (включительно)", "kept up to and including")
_OPEN_END: Final = Text("сайлау аяқталған күн енгізілмеген", "день окончания не внесён", "end of the election unknown")


def add_verbs(verbs: Any) -> None:
    """Add these verbs."""
    new = add_verb(verbs, "new", _new, "begin a commission's folder of evidence")
    new.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder")
    new.add_argument("--definition", type=Path, required=True, metavar="FILE", help="definition.json, .p7s beside it")
    new.add_argument("--root", type=Path, required=True, metavar="CERT", help="the trusted root certificate")

    pack = add_verb(verbs, "seal", _seal, "at the precinct: the act on packing and sealing the recorders (L 50-9)")
    pack.add_argument("record", type=Path, metavar="RECORD_DIR", help="the precinct's record: it has their heads")
    pack.add_argument("--packet", type=int, choices=range(1, 100), default=1, metavar="N", help="which packet (1)")
    pack.add_argument("--seal", type=seal, required=True, metavar="N", help="number of the seal")
    pack.add_argument(
        "--device", action="append", default=[], metavar="ID", help="a recorder in it (default: all of the manifest)"
    )
    pack.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder, which goes with the packet")
    add_signers(pack)

    take = add_verb(
        verbs,
        "take",
        _take,
        "take a packet over, by the act of both (L 50-9)",
        "Signed by the precinct's chair or deputy, or the commission that had it, and by the commission that takes it.",
    )
    add_folder(take, packet=False)
    take.add_argument("--packed", type=Path, required=True, metavar="DIR", help="the packet's acts so far")
    add_seal(take)
    take.add_argument("--given-by", required=True, metavar="TEXT", help="who gives, by name")
    take.add_argument("--taken-by", required=True, metavar="TEXT", help="who takes, by name")
    add_signers(take)

    deed = add_verb(
        verbs,
        "custody",
        _custody,
        "enter what is done with a packet: look, read, send, return, hold, release",
        "look: the seal was looked at; read: opened on a decision, read, sealed again (--new-seal); send, return: to "
        "court and back; hold, release: kept beyond the year on a decision, and no longer.",
    )
    add_folder(deed)
    deed.add_argument("deed", choices=tuple(DEEDS), help="what is done")
    add_seal(deed, required=False)
    deed.add_argument("--new-seal", type=seal, metavar="N", help="read, return: the seal afterwards")
    deed.add_argument("--release-of", type=int, metavar="N", help="release: number in the chain of the hold that ends")
    deed.add_argument("--given-by", metavar="TEXT", help="send, return: who gives")
    deed.add_argument("--taken-by", metavar="TEXT", help="send, return: who takes")
    add_decision(deed, required=False)
    add_signers(deed)

    add_folder(
        add_verb(verbs, "list", _list, "every packet: where it is, its seal, until when it is kept"), packet=False
    )


def _new(args: argparse.Namespace) -> int:
    from sailau.service.evidence.folder import new_folder

    signature = args.definition.with_name(args.definition.name + ".p7s")
    folder = new_folder(
        args.folder,
        read_file(args.definition),
        read_file(signature),
        read_file(args.root),
        MachineClock().now(),
    )
    if args.json:
        write({"folder": str(folder.path), "election": str(folder.definition.id)})
    say(f"✓ {folder.path}: {folder.definition.id}")
    return DONE


def _seal(args: argparse.Namespace) -> int:
    from sailau.service.evidence.deeds import seal_packet

    with signing(args) as signers:
        done = seal_packet(
            args.record,
            args.out,
            packet=args.packet,
            seal=args.seal,
            devices=args.device,
            signers=signers,
            now=MachineClock().now(),
        )
    return show_act(args, done)


def _take(args: argparse.Namespace) -> int:
    from sailau.service.evidence.deeds import Deed, take_over
    from sailau.service.evidence.folder import opened_folder

    deed = Deed(
        kind=CustodyKind.HANDED_OVER,
        found=args.seal,
        whole=args.whole,
        given_by=args.given_by,
        taken_by=args.taken_by,
    )
    with opened_folder(args.folder, revoked_of(args)) as folder, signing(args) as signers:
        done = take_over(folder, args.packed, deed, signers, MachineClock().now())
    return show_refusal(args, done) if isinstance(done, Refusal) else show_act(args, done)


def _custody(args: argparse.Namespace) -> int:
    from sailau.service.evidence.deeds import Deed, enter
    from sailau.service.evidence.folder import opened_folder

    deed = Deed(
        kind=DEEDS[args.deed],
        found=args.seal,
        whole=args.whole if args.whole or args.broken else None,
        seal=args.new_seal,
        given_by=args.given_by,
        taken_by=args.taken_by,
        decision=decision_of(args),
        release_of=args.release_of,
    )
    with opened_folder(args.folder, revoked_of(args)) as folder, signing(args) as signers:
        precinct, packet = args.packet
        done = enter(folder, precinct, packet, deed, signers, MachineClock().now())
    return show_refusal(args, done) if isinstance(done, Refusal) else show_act(args, done)


def _list(args: argparse.Namespace) -> int:
    from sailau.commission.custody import FINDING_TEXTS, kept_until
    from sailau.service.evidence.folder import custody_of, ended_of, opened_folder, packets

    with opened_folder(args.folder, revoked_of(args)) as folder:
        ended = ended_of(folder)
        found = [custody_of(folder, *packet) for packet in packets(folder)]
    until = None if ended is None else kept_until(ended.ended).isoformat()
    if args.json:
        rows = [
            {
                **standing(one.precinct, one.packet, one.standing.value, one.holder, one.seal),
                "recorders": [recorder.device for recorder in one.recorders],
                "holds": list(one.holds),
                "findings": [finding.code for finding in one.findings],
            }
            for one in found
        ]
        write({"kept_until": until, "packets": rows})
    say(f"{said(_KEPT, args.lang)}: {until}" if until else said(_OPEN_END, args.lang))
    for one in found:
        say(f"{one.precinct}-{one.packet}  {one.standing.value}  {one.holder}  {one.seal or '–'}")
        for finding in one.findings:
            say(f"  ! {finding.link:02d} {said(FINDING_TEXTS[finding.code], args.lang)}")
    return DONE
