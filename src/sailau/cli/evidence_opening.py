"""`sailau evidence open-session order|part|finish`: one session, on a court's decision, by all parties (L 50-2(4))."""

import argparse
from contextlib import ExitStack
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.adapters.clock import MachineClock
from sailau.adapters.files import read_file
from sailau.cli.evidence_args import (
    DONE,
    FINDINGS,
    add_folder,
    add_signers,
    add_verb,
    day,
    revoked_of,
    say,
    show_refusal,
    signing,
    write,
)
from sailau.cli.narration import said
from sailau.cli.pki_keys import asked_pin, token_place
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text

if TYPE_CHECKING:
    from sailau.adapters.keystore import OpenStore
    from sailau.formats.v1.evidence.order import OpeningOrder

_MISSING: Final = Text("бөлігі әлі жоқ", "ещё нет части", "part still to come")
_ORDER: Final = Text(
    "Сот шешімі бойынша {name} сеансын ашу: {court}, № {number}, {day}. Негізі: {reason}",
    "Открытие сеанса {name} по решению суда: {court}, № {number}, {day}. Основание: {reason}",
    "Opening session {name} on a court's decision: {court}, No {number}, {day}. Reason: {reason}",
)
_ASK: Final = Text(
    "Бөлікті беру үшін --yes деп растаңыз: шешімнің файлын оқыңыз.",
    "Чтобы дать часть, подтвердите --yes: прочитайте файл решения.",
    "To give the part, confirm with --yes: read the decision's file.",
)


def add_verbs(verbs: Any) -> None:
    """Add `open-session` with its steps."""
    text = "one session's sealed record, on a court's decision, by all parties together"
    parser = verbs.add_parser(
        "open-session", help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False
    )
    steps = parser.add_subparsers(metavar="STEP", required=True)

    order = add_verb(steps, "order", _order, "the territorial commission draws up the order for one session")
    add_folder(order, packet=False)
    order.add_argument("--pack", type=Path, required=True, metavar="PACK", help="the evidence pack with the record")
    order.add_argument("--recorder-key", type=Path, required=True, metavar="FILE", help="recorder-key.json (public)")
    order.add_argument("--device", required=True, metavar="ID", help="the device, as terminal-1")
    order.add_argument("--session", required=True, metavar="N", help="the session's six digits")
    order.add_argument("--reason", required=True, metavar="TEXT", help="what the court wants to know")
    order.add_argument("--court", required=True, metavar="TEXT", help="which court")
    order.add_argument("--number", required=True, metavar="TEXT", help="number of its decision")
    order.add_argument("--day", type=day, required=True, metavar="YYYY-MM-DD", help="day of its decision")
    order.add_argument("--decision-file", type=Path, required=True, metavar="FILE", help="the decision itself")
    order.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder, which goes to the parties")
    add_signers(order)

    part = add_verb(steps, "part", _part, "a party judges the order and gives its part for this one session")
    part.add_argument("order", type=Path, metavar="ORDER", help="the order's folder")
    part.add_argument("--root", type=Path, required=True, metavar="CERT", help="the trusted root certificate")
    part.add_argument(
        "--revoked", type=Path, action="append", default=[], metavar="FILE", help="a list of revoked certificates"
    )
    where = part.add_mutually_exclusive_group(required=True)
    where.add_argument("--store", type=Path, metavar="FILE", help="the party's key store")
    where.add_argument("--token", type=token_place, metavar="MODULE:LABEL", help="or the party's token")
    part.add_argument("--pin-file", type=Path, metavar="FILE", help="read the PIN from here, do not ask")
    part.add_argument("--yes", action="store_true", help="the decision was read: give the part")

    finish = add_verb(steps, "finish", _finish, "put all parts together: the session, signed, and its act of custody")
    add_folder(finish, packet=False)
    finish.add_argument("--order", type=Path, required=True, metavar="DIR", help="the order's folder with all parts")
    finish.add_argument("--pack", type=Path, required=True, metavar="PACK", help="the evidence pack with the record")
    add_signers(finish)


def _order(args: argparse.Namespace) -> int:
    from sailau.service.evidence.checking import check_pack
    from sailau.service.evidence.folder import opened_folder
    from sailau.service.evidence.opening import Wanted, make_order

    with opened_folder(args.folder, revoked_of(args)) as folder, signing(args) as signers:
        checked = check_pack(args.pack, folder.root, folder.revoked)
        wanted = Wanted(
            device=args.device,
            session=args.session,
            reason=args.reason,
            court=args.court,
            number=args.number,
            decided_at=datetime.combine(args.day, time()),
            paper=read_file(args.decision_file),
        )
        key = read_file(args.recorder_key)
        done = make_order(folder, checked, wanted, key, args.out, signers, MachineClock().now())
    if isinstance(done, Refusal):
        return show_refusal(args, done)
    if args.json:
        write({"order": str(args.out), "session": done.name})
    say(_told(args, done))
    return DONE


def _part(args: argparse.Namespace) -> int:
    from sailau.service.evidence.opening import give_part, missing_parties, read_order
    from sailau.signing.trust import read_certificate

    read = read_order(args.order, read_certificate(read_file(args.root)), revoked_of(args))
    say(_told(args, read.order))
    if not args.yes:
        say(said(_ASK, args.lang))
        return FINDINGS
    with ExitStack() as stack:
        part = give_part(args.order, read, _opened(args, stack))
    missing = missing_parties(read, args.order)
    if args.json:
        write({"party": part.party, "session": part.session, "missing": list(missing)})
    say(f"✓ {part.party}")
    if missing:
        say(f"{said(_MISSING, args.lang)}: {', '.join(missing)}")
    return DONE


def _finish(args: argparse.Namespace) -> int:
    from sailau.formats.v1.evidence.order import OPENED
    from sailau.service.evidence.checking import check_pack
    from sailau.service.evidence.folder import opened_folder
    from sailau.service.evidence.opening import finish

    with opened_folder(args.folder, revoked_of(args)) as folder, signing(args) as signers:
        checked = check_pack(args.pack, folder.root, folder.revoked)
        done = finish(folder, args.order, checked, signers, MachineClock().now())
    if isinstance(done, Refusal):
        return show_refusal(args, done)
    if args.json:
        write({"act": done.act.link.act.number, "session": OPENED.codec.encode(done.session)})
    for one in done.session.events:
        say(f"{one.time}  {one.event}  {one.fields or ''}".rstrip())
    say(f"✓ {done.act.paper}")
    return DONE


def _opened(args: argparse.Namespace, stack: ExitStack) -> "OpenStore":
    from sailau.adapters.keystore import MemberKeyStore, TokenKeyStore

    if args.store is not None:
        if not args.store.is_file():
            raise StoreError(f"there is no key store {args.store}")
        return MemberKeyStore.open(args.store, asked_pin(args.pin_file, f"PIN of {args.store.name}: ").encode())
    from sailau.adapters.token import open_token

    pin = asked_pin(args.pin_file, "PIN of the token: ").encode()
    return TokenKeyStore.open(stack.enter_context(open_token(args.token.module, args.token.label, pin)))


def _told(args: argparse.Namespace, order: "OpeningOrder") -> str:
    decision = order.decision
    return said(_ORDER, args.lang).format(
        name=order.name,
        court=decision.by,
        number=decision.number,
        day=decision.day,
        reason=order.reason,
    )
