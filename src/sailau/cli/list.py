"""`sailau list`: voter lists from a file to the precinct's commission.

    sailau list new       --register DIR --election FILE                 an empty book of lists, sealed under a password
    sailau list check     FILE (--register DIR | --election FILE)        dry run: every finding, nothing changed
    sailau list load      FILE --register DIR ORDER [--accept CODE ...]  all lists of the file, or none
    sailau list undo      --register DIR ORDER                           the lists as before the last load
    sailau list change    add|correct|remove|move --register DIR ORDER   one entry
    sailau list show      --register DIR [--own | --events]              lists; one voter's own entry; what happened
    sailau list hand-over --register DIR --precinct N --out DIR ORDER    list and act for the commission

ORDER is --who, --why, --decision and --by (executive, precinct, higher, court). An IIN is never an argument, where
others could read it: `show --own` reads it from the standard input, entries come from a file or `-`.

Text for people goes to stderr in --language kk, ru or en; JSON (--json) to stdout. Exit 0 done or sound, 1 findings or
a lawful no, 2 misuse. Files are CSV (UTF-8), XLSX or JSON; `docs/format/voter-list.md` has the columns.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sailau.adapters.clock import MachineClock
from sailau.adapters.files import read_file
from sailau.adapters.recorder_file import RecorderFile
from sailau.cli import list_shown as shown
from sailau.election.definition import parse
from sailau.errors import FormatError, StoreError
from sailau.formats import strict_json
from sailau.refusal import Refusal
from sailau.register.borders import Borders, read_borders
from sailau.register.events import Decider, ListEvent, Order
from sailau.register.voter import Roll
from sailau.service import list_act, list_changes, lists
from sailau.service.list_book import ListBook, create_book, events, open_book
from sailau.signing.authority import Signer
from sailau.signing.keystore import open_signer

DONE, FINDINGS = 0, 1
PASSWORD_LENGTH_MIN: Final = 8
RECORDER: Final = "register"
_FIELDS: Final = ("iin", "surname", "name", "patronymic", "birth_date", "address")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `list` and its verbs."""
    parser = subparsers.add_parser(
        "list",
        help="check, load, change and hand over voter lists",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    new = _verb(verbs, "new", _new, "make an empty book of lists", order=False)
    new.add_argument("--election", type=Path, required=True, metavar="FILE", help="the canonical definition")

    check = _verb(
        verbs, "check", _check, "what a file would do: every finding, nothing changed", order=False, book=False
    )
    check.add_argument("--election", type=Path, metavar="FILE", help="the definition, when there is no book yet")
    load = _verb(verbs, "load", _load, "put the lists of a file in place: all or none")
    for verb in (check, load):
        verb.add_argument("file", type=Path, metavar="FILE")
        verb.add_argument("--precinct", type=_number, metavar="N", help="the file is this precinct's list alone")
        verb.add_argument("--borders", type=Path, metavar="FILE", help="borders of precincts as JSON")
    load.add_argument("--accept", action="append", default=[], metavar="CODE", help="take a kind of warning upon you")
    _verb(verbs, "undo", _undo, "the lists as they were before the last load")

    change = _verb(verbs, "change", _change, "one entry: add, correct, remove, move")
    change.add_argument("what", choices=("add", "correct", "remove", "move"))
    change.add_argument("--precinct", type=_number, required=True, metavar="N")
    change.add_argument("--number", type=_number, metavar="K", help="the number on the list")
    change.add_argument("--to", type=_number, metavar="N", help="move: the other precinct")
    change.add_argument("--address", default="", metavar="TEXT", help="move: the address there")
    change.add_argument("--asked", action="store_true", help="move: at the voter's request, thirty days before")
    change.add_argument("--entry", metavar="FILE", help="add, correct: the data as JSON; - is the standard input")
    change.add_argument("--accept", action="append", default=[], metavar="CODE")

    show = _verb(verbs, "show", _show, "the lists; one voter's own entry; what happened", order=False)
    what = show.add_mutually_exclusive_group()
    what.add_argument("--own", action="store_true", help="one's own entry; the IIN is read from the standard input")
    what.add_argument("--events", action="store_true", help="loads, changes and acts, without a voter's data")
    show.add_argument("--precinct", type=_number, metavar="N")

    hand = _verb(verbs, "hand-over", _hand_over, "list and act for the precinct's commission")
    hand.add_argument("--precinct", type=_number, required=True, metavar="N")
    hand.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder of its own")
    hand.add_argument("--given-by", required=True, metavar="TEXT", help="the akim: name and office")
    hand.add_argument("--taken-by", required=True, metavar="TEXT", help="the commission's chair: name and office")
    hand.add_argument("--sign", type=Path, action="append", default=[], metavar="FILE.p12")
    hand.add_argument("--pin-file", type=Path, metavar="FILE", help="the PIN of the signers' files")


def run(args: argparse.Namespace) -> int:
    """Run the verb that was asked for; the exit code. Raises SailauError, which the command turns into exit 2."""
    verb: Callable[[argparse.Namespace], int] = args.act
    return verb(args)


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    act: Callable[[argparse.Namespace], int],
    text: str,
    *,
    order: bool = True,
    book: bool = True,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=run, act=act)
    parser.add_argument("--register", type=Path, required=book, metavar="DIR", help="the book of lists")
    parser.add_argument("--password-file", type=Path, required=book, metavar="FILE", help="holds the book's password")
    parser.add_argument("--language", choices=("kk", "ru", "en"), default="kk")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    if order:
        parser.add_argument("--who", required=True, metavar="TEXT", help="who enters this")
        parser.add_argument("--why", required=True, metavar="TEXT")
        parser.add_argument("--decision", required=True, metavar="TEXT", help="the decision: body, number, date")
        parser.add_argument("--by", type=Decider, choices=list(Decider), default=Decider.EXECUTIVE, help="whose it is")
    return parser


def _new(args: argparse.Namespace) -> int:
    create_book(args.register, _password(args.password_file), read_file(args.election))
    shown.say(f"{args.register.name}: ✓")
    return DONE


def _check(args: argparse.Namespace) -> int:
    if args.register is not None:
        with _book(args) as book:
            checked = lists.check_file(book, _source(args))
    elif args.election is not None:
        definition = parse(read_file(args.election), args.election.name)
        numbers = frozenset(int(precinct.number) for precinct in definition.precincts)
        source = _source(args)
        roll = Roll(voting_day=definition.date, precincts=numbers, only=source.only, borders=source.borders)
        checked = lists.check_alone(source, roll)
    else:
        raise StoreError("give --register with --password-file, or --election")
    shown.show_checked(checked, args.language, as_json=args.json)
    return DONE if checked.may_be_loaded() else FINDINGS


def _load(args: argparse.Namespace) -> int:
    with _book(args) as book:
        return _answer(args, lists.load_file(book, _source(args), _order(args), accept=frozenset(args.accept)))


def _undo(args: argparse.Namespace) -> int:
    with _book(args) as book:
        return _answer(args, lists.undo_load(book, _order(args)))


def _change(args: argparse.Namespace) -> int:
    change = _change_of(args)
    with _book(args) as book:
        done = list_changes.change_entry(book, change, _order(args), accept=frozenset(args.accept))
        return _answer(args, done)


def _show(args: argparse.Namespace) -> int:
    with _book(args) as book:
        if args.own:
            found = lists.own_entry(book, sys.stdin.readline())
            if isinstance(found, Refusal):
                return _answer(args, found)
            place = book.definition.precinct(found.precinct)
            shown.show_own(found, place, args.language, as_json=args.json)
        elif args.events:
            shown.show_events(events(book, args.precinct), args.language, as_json=args.json)
        else:
            rows = [row for row in lists.summary(book) if args.precinct in (None, row.precinct)]
            shown.show_summary(rows, args.language, as_json=args.json)
    return DONE


def _hand_over(args: argparse.Namespace) -> int:
    parties = list_act.Parties(given_by=args.given_by, taken_by=args.taken_by)
    with _book(args) as book:
        done = list_act.hand_over(book, args.precinct, parties, _order(args), args.out, _signers(args))
    if isinstance(done, Refusal):
        return _answer(args, done)
    shown.show_act(done, args.out, args.language, as_json=args.json)
    return DONE


def _answer(args: argparse.Namespace, done: ListEvent | lists.Refused | Refusal) -> int:
    match done:
        case ListEvent():
            shown.show_events([done], args.language, as_json=args.json)
            return DONE
        case lists.Refused(refusal, checked):
            shown.show_checked(checked, args.language, as_json=args.json)
            shown.show_refusal(refusal, args.language, as_json=False)
        case Refusal():
            shown.show_refusal(done, args.language, as_json=args.json)
    return FINDINGS


@contextmanager
def _book(args: argparse.Namespace) -> Iterator[ListBook]:
    if args.password_file is None:
        raise StoreError("give --password-file with --register")
    password, clock = _password(args.password_file), MachineClock()
    if not args.register.is_dir():
        raise StoreError(f"there is no book of lists in {args.register}")
    with RecorderFile(args.register / f"{RECORDER}.jsonl", RECORDER, clock) as recorder:
        book = open_book(args.register, password, clock=clock, recorder=recorder)
        try:
            yield book
        finally:
            book.close()


def _source(args: argparse.Namespace) -> lists.Source:
    return lists.Source(path=args.file, only=args.precinct, borders=_borders(args.borders))


def _borders(path: Path | None) -> Borders | None:
    return None if path is None else read_borders(strict_json.read(read_file(path), path.name), path.name)


def _order(args: argparse.Namespace) -> Order:
    return Order(who=args.who, why=args.why, decision=args.decision, by=args.by)


def _change_of(args: argparse.Namespace) -> list_changes.Change:
    number: int = args.number or 0
    if args.what == "add":
        return list_changes.Addition(precinct=args.precinct, details=_details(args.entry))
    if not number:
        raise StoreError("give --number: which entry of the list is meant")
    if args.what == "correct":
        return list_changes.Correction(precinct=args.precinct, number=number, details=_details(args.entry))
    if args.what == "remove":
        return list_changes.Removal(precinct=args.precinct, number=number)
    if args.to is None:
        raise StoreError("give --to: the precinct that the entry moves to")
    return list_changes.Move(precinct=args.precinct, number=number, to=args.to, address=args.address, asked=args.asked)


def _details(entry: str | None) -> list_changes.Details:
    if entry is None:
        raise StoreError("give --entry: a JSON file with the voter's data, or - for the standard input")
    data = sys.stdin.buffer.read() if entry == "-" else read_file(Path(entry))
    raw: Any = strict_json.read(data, "entry")
    if not isinstance(raw, dict) or set(raw) != set(_FIELDS) or not all(isinstance(v, str) for v in raw.values()):
        raise FormatError("entry", f"not the fields {', '.join(_FIELDS)}, each a text")
    return list_changes.Details(**raw)


def _signers(args: argparse.Namespace) -> list[Signer]:
    if not args.sign:
        return []
    if args.pin_file is None:
        raise StoreError("give --pin-file with --sign")
    pin = read_file(args.pin_file).decode(errors="replace").strip()
    return [open_signer(read_file(path), pin) for path in args.sign]


def _password(path: Path) -> bytes:
    password = read_file(path).strip()
    if len(password) < PASSWORD_LENGTH_MIN:
        raise StoreError(f"{path.name} must hold a password of at least {PASSWORD_LENGTH_MIN} signs")
    return password


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 99_999):
        raise argparse.ArgumentTypeError("a number from 1 to 99999")
    return int(text)
