"""`sailau list hand-over|sign|verify|deliver`: lists to commissions, with acts and signatures (M10, M11; L 24(5)).

What prints and what judges signatures is imported by the verb that needs it: the others, and the help, come at once.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from sailau.adapters.clock import MachineClock
from sailau.adapters.files import read_file
from sailau.cli import list_shown as shown
from sailau.cli.list_desk import (
    DONE,
    add_parties,
    add_signing,
    add_verb,
    answer,
    number,
    opened_book,
    order_of,
    signers_of,
)
from sailau.cli.progress import ProgressBar
from sailau.refusal import Refusal


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these verbs."""
    hand = add_verb(verbs, "hand-over", _hand_over, "list and act for the precinct's commission")
    hand.add_argument("--precinct", type=number, required=True, metavar="N", help="whose list")
    hand.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder of its own")
    add_parties(hand, "the commission's chair")
    add_signing(hand)

    sign = verbs.add_parser("sign", help="sign a list that was handed over", allow_abbrev=False)
    sign.set_defaults(act=_sign)
    sign.add_argument("folder", type=Path, metavar="FOLDER", help="what `hand-over` wrote")
    add_signing(sign, required=True)

    text = "judge a list that was handed over: signatures of akim and chair, hash, form"
    verify = verbs.add_parser("verify", help=text, description=text, allow_abbrev=False)
    verify.set_defaults(act=_verify)
    verify.add_argument("folder", type=Path, metavar="FOLDER", help="what `hand-over` wrote")
    verify.add_argument("--root", type=Path, required=True, metavar="CERT", help="the trusted root certificate")
    verify.add_argument("--election", required=True, metavar="ID", help="the election's id")
    verify.add_argument("--commission", metavar="ID", help="the precinct commission's id (default: not compared)")
    verify.add_argument("--revoked", type=Path, action="append", default=[], metavar="FILE", help="a revocation list")
    verify.add_argument("--language", choices=("kk", "ru", "en"), default="kk", help="of what is said (default: kk)")
    verify.add_argument("--json", action="store_true", help="JSON on stdout")

    text = "all lists of the book with their act, as files and for printing: by 1 July and 1 January"
    deliver = add_verb(verbs, "deliver", _deliver, text)
    deliver.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    add_parties(deliver, "for the territorial commission")
    add_signing(deliver)


def _hand_over(args: argparse.Namespace) -> int:
    from sailau.service import list_act

    parties = list_act.Parties(given_by=args.given_by, taken_by=args.taken_by)
    with opened_book(args) as book:
        done = list_act.hand_over(book, args.precinct, parties, order_of(args), args.out, signers_of(args))
    if isinstance(done, Refusal):
        return answer(args, done)
    shown.show_act(done, args.out, args.language, as_json=args.json)
    return DONE


def _sign(args: argparse.Namespace) -> int:
    from sailau.service import list_act
    from sailau.signing.holder import holder_of

    signers = signers_of(args)
    list_act.sign_handover(args.folder, signers, MachineClock().now())
    for signer in signers:
        shown.say(f"✓ {holder_of(signer.certificate).name}")
    return DONE


def _verify(args: argparse.Namespace) -> int:
    from sailau.service import list_act
    from sailau.signing.holder import holder_of
    from sailau.signing.trust import Trust, read_certificate

    root = read_certificate(read_file(args.root))
    trust = Trust(
        root=root,
        at=datetime.now(UTC),
        training=holder_of(root).training,
        election=args.election,
        precinct=args.commission,
        revocation_lists=tuple(read_file(path) for path in args.revoked),
    )
    shown.show_handover(list_act.verify_handover(args.folder, trust), args.language, as_json=args.json)
    return DONE


def _deliver(args: argparse.Namespace) -> int:
    from sailau.service import list_act, list_delivery

    parties = list_act.Parties(given_by=args.given_by, taken_by=args.taken_by)
    bar = ProgressBar()
    try:
        with opened_book(args) as book:
            done = list_delivery.deliver(
                book,
                parties,
                order_of(args),
                args.out,
                signers_of(args),
                on_printed=lambda printed, total: bar(args.out.name, printed, total),
            )
    finally:
        bar.close()
    if isinstance(done, Refusal):
        return answer(args, done)
    shown.show_delivery(done, args.out, args.language, as_json=args.json)
    return DONE
