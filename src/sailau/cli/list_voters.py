"""`sailau list show|complain|decide|complaints|home`: what a citizen sees, says and asks for (M15, M16, M35)."""

import argparse
import sys
from pathlib import Path

from sailau.adapters.files import read_file, write_atomically
from sailau.checkin.home import HomeReason
from sailau.cli import list_shown as shown
from sailau.cli.list_desk import DONE, add_signing, add_verb, answer, number, opened_book, order_of, signers_of
from sailau.errors import FormatError, StoreError
from sailau.refusal import Refusal
from sailau.service import lists
from sailau.service.list_book import events

_REASONS = {"ill": HomeReason.HEALTH, "carer": HomeReason.CARE_OF_ILL_FAMILY}


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these verbs."""
    show = add_verb(verbs, "show", _show, "the lists; one voter's own entry; what happened", order=False)
    what = show.add_mutually_exclusive_group()
    what.add_argument(
        "--own", action="store_true", help="one's own entry, from the day lists are open; IIN on the standard input"
    )
    what.add_argument("--events", action="store_true", help="loads, changes and acts, without a voter's data")
    show.add_argument("--precinct", type=number, metavar="N", help="this precinct alone")

    text = "enter a complaint about the own entry; the IIN is read from the standard input"
    complain = add_verb(verbs, "complain", _complain, text, order=False)
    complain.add_argument("--text", type=Path, required=True, metavar="FILE", help="the complaint's text, UTF-8")
    complain.add_argument("--who", required=True, metavar="TEXT", help="who takes the complaint")
    complain.add_argument("--precinct", type=number, metavar="N", help="of whom is on no list: which one is meant")

    decide = add_verb(verbs, "decide", _decide, "enter the decision on a complaint, due on the day it came")
    decide.add_argument("--number", type=number, required=True, metavar="N", help="the complaint's number")
    outcome = decide.add_mutually_exclusive_group(required=True)
    outcome.add_argument("--grant", action="store_true", help="the complaint is granted")
    outcome.add_argument("--reject", action="store_true", help="the complaint is rejected")
    decide.add_argument("--grounds", type=Path, required=True, metavar="FILE", help="the grounds, UTF-8")
    decide.add_argument("--out", type=Path, metavar="DIR", help="write the decision there, as data and on paper")
    add_signing(decide)

    listed = add_verb(verbs, "complaints", _complaints, "complaints by number, without names or texts", order=False)
    listed.add_argument("--which", choices=("all", "open", "overdue"), default="all", help="default: all")
    listed.add_argument("--read", type=number, metavar="N", help="the text of this complaint, for who decides it")

    home = add_verb(verbs, "home", _home, "applications to vote at home, until 12:00 of the voting day")
    home.add_argument("what", choices=("ask", "withdraw", "file"), help="file: what the precinct gets beside its list")
    home.add_argument("--reason", choices=sorted(_REASONS), help="ask: ill, or carer of an ill member of the family")
    home.add_argument("--written", action="store_true", help="ask: the application is in writing")
    home.add_argument("--precinct", type=number, metavar="N", help="file: whose")
    home.add_argument("--out", type=Path, metavar="FILE", help="file: where it is written")


def _show(args: argparse.Namespace) -> int:
    with opened_book(args) as book:
        if args.own:
            found = lists.own_entry(book, sys.stdin.readline())
            if isinstance(found, Refusal):
                return answer(args, found)
            place = book.definition.precinct(found.precinct)
            shown.show_own(found, place, args.language, as_json=args.json)
        elif args.events:
            shown.show_events(events(book, args.precinct), args.language, as_json=args.json)
        else:
            rows = [row for row in lists.summary(book) if args.precinct in (None, row.precinct)]
            shown.show_summary(rows, args.language, as_json=args.json)
    return DONE


def _complain(args: argparse.Namespace) -> int:
    from sailau.service import list_complaints

    text = _text(args.text)
    with opened_book(args) as book:
        done = list_complaints.complain(book, sys.stdin.readline(), text, who=args.who, precinct=args.precinct)
        if isinstance(done, Refusal):
            return answer(args, done)
        shown.show_complaints([done], book.now(), args.language, as_json=args.json)
    return DONE


def _decide(args: argparse.Namespace) -> int:
    from sailau.service import list_complaints

    grounds, signers = _text(args.grounds), signers_of(args)
    with opened_book(args) as book:
        done = list_complaints.decide_complaint(book, args.number, order_of(args), granted=args.grant, grounds=grounds)
        if args.out is not None and not isinstance(done, Refusal):
            list_complaints.write_decision(book, args.number, args.out, signers)
        return answer(args, done)


def _complaints(args: argparse.Namespace) -> int:
    from sailau.service import list_complaints

    with opened_book(args) as book:
        found = list_complaints.complaints(book, list_complaints.Which(args.which))
        if args.read is None:
            shown.show_complaints(found, book.now(), args.language, as_json=args.json)
            return DONE
        for complaint in list_complaints.complaints(book):
            if complaint.number == args.read:
                shown.say(complaint.text)
                return DONE
        raise StoreError(f"there is no complaint {args.read}")


def _home(args: argparse.Namespace) -> int:
    from sailau.service import list_home

    with opened_book(args) as book:
        if args.what == "withdraw":
            return answer(args, list_home.withdraw_home(book, sys.stdin.readline(), order_of(args)))
        if args.what == "ask":
            reason = None if args.reason is None else _REASONS[args.reason]
            iin = sys.stdin.readline()
            done = list_home.apply_home(book, iin, order_of(args), reason=reason, written=args.written)
            return answer(args, done)
        if args.precinct is None or args.out is None:
            raise StoreError("give --precinct and --out: whose applications, and where to write them")
        write_atomically(args.out, list_home.home_file(book, args.precinct))
        shown.say(f"{args.out.name}: ✓")
    return DONE


def _text(path: Path) -> str:
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(path.name, "not UTF-8") from error
