"""What the verbs of `sailau list` share: their arguments, the open book, the order, the signers, the answer."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sailau.adapters.clock import MachineClock
from sailau.adapters.files import read_file
from sailau.adapters.recorder_file import RecorderFile
from sailau.cli import list_shown as shown
from sailau.errors import StoreError
from sailau.refusal import Refusal
from sailau.register.events import Decider, ListEvent, Order
from sailau.service.list_book import ListBook, open_book
from sailau.service.lists import Refused

if TYPE_CHECKING:
    from sailau.signing.authority import Signer

DONE: Final = 0
FINDINGS: Final = 1
PASSWORD_LENGTH_MIN: Final = 8
RECORDER: Final = "register"


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    act: Callable[[argparse.Namespace], int],
    text: str,
    *,
    order: bool = True,
    book: bool = True,
) -> argparse.ArgumentParser:
    """A verb with the arguments that all have; `order` adds who, why, on what decision, `book` demands the book."""
    parser = verbs.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(act=act)
    parser.add_argument("--register", type=Path, required=book, metavar="DIR", help="the book of lists")
    parser.add_argument("--password-file", type=Path, required=book, metavar="FILE", help="holds the book's password")
    parser.add_argument("--language", choices=("kk", "ru", "en"), default="kk", help="of what is said (default: kk)")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    if order:
        parser.add_argument("--who", required=True, metavar="TEXT", help="who enters this")
        parser.add_argument("--why", required=True, metavar="TEXT", help="the reason")
        parser.add_argument("--decision", required=True, metavar="TEXT", help="the decision: body, number, date")
        parser.add_argument(
            "--by", type=Decider, choices=list(Decider), default=Decider.EXECUTIVE, help="whose decision it is"
        )
    return parser


def add_parties(parser: argparse.ArgumentParser, taker: str) -> None:
    """Who gives and who takes."""
    parser.add_argument("--given-by", required=True, metavar="TEXT", help="the akim, by name")
    parser.add_argument("--taken-by", required=True, metavar="TEXT", help=f"{taker}, by name")


def add_signing(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Whose digital signatures are put."""
    parser.add_argument(
        "--sign", type=Path, action="append", default=[], required=required, metavar="FILE.p12", help="a signer's key"
    )
    parser.add_argument("--pin-file", type=Path, metavar="FILE", help="the PIN of the signers' files")


@contextmanager
def opened_book(args: argparse.Namespace) -> Iterator[ListBook]:
    """The book of lists that the arguments name. Raises StoreError, WrongPasswordError."""
    if args.password_file is None:
        raise StoreError("give --password-file with --register")
    password, clock = read_password(args.password_file), MachineClock()
    if not args.register.is_dir():
        raise StoreError(f"there is no book of lists in {args.register}; `sailau list new` makes one")
    with RecorderFile(args.register / f"{RECORDER}.jsonl", RECORDER, clock) as recorder:
        book = open_book(args.register, password, clock=clock, recorder=recorder)
        try:
            yield book
        finally:
            book.close()


def read_password(path: Path) -> bytes:
    """The password of a book. Raises StoreError when it is short."""
    password = read_file(path).strip()
    if len(password) < PASSWORD_LENGTH_MIN:
        raise StoreError(f"{path.name} must hold a password of at least {PASSWORD_LENGTH_MIN} signs")
    return password


def order_of(args: argparse.Namespace) -> Order:
    """The order that the arguments tell."""
    return Order(who=args.who, why=args.why, decision=args.decision, by=args.by)


def signers_of(args: argparse.Namespace) -> "list[Signer]":
    """The signers whose files were given. Raises SignatureError at a wrong PIN."""
    if not args.sign:
        return []
    from sailau.signing.keystore import open_signer

    if args.pin_file is None:
        raise StoreError("give --pin-file with --sign")
    pin = read_file(args.pin_file).decode(errors="replace").strip()
    return [open_signer(read_file(path), pin) for path in args.sign]


def answer(args: argparse.Namespace, done: ListEvent | Refused | Refusal) -> int:
    """Show what became of an order; the exit code."""
    match done:
        case ListEvent():
            shown.show_events([done], args.language, as_json=args.json)
            return DONE
        case Refused(refusal, checked):
            shown.show_checked(checked, args.language, as_json=args.json)
            shown.show_refusal(refusal, args.language, as_json=False)
        case Refusal():
            shown.show_refusal(done, args.language, as_json=args.json)
    return FINDINGS


def number(text: str) -> int:
    """A number of a precinct, of an entry, an event or a complaint."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 99_999):
        raise argparse.ArgumentTypeError("a number from 1 to 99999")
    return int(text)


def day(text: str) -> date:
    """A day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day as YYYY-MM-DD") from None
