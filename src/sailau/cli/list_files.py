"""`sailau list new|check|load|change|undo`: from a file into the book of lists, and what changes there."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from sailau.adapters.files import read_file
from sailau.cli import list_shown as shown
from sailau.cli.list_desk import (
    DONE,
    FINDINGS,
    add_verb,
    answer,
    day,
    number,
    opened_book,
    order_of,
    read_password,
)
from sailau.election.definition import parse
from sailau.errors import FormatError, StoreError
from sailau.formats import strict_json
from sailau.register.borders import Borders, read_borders
from sailau.register.events import Request
from sailau.register.voter import Roll
from sailau.service import list_changes, list_undo, lists
from sailau.service.list_book import create_book

_FIELDS: Final = ("iin", "surname", "name", "patronymic", "birth_date", "address")


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these verbs."""
    new = add_verb(verbs, "new", _new, "make an empty book of lists", order=False)
    new.add_argument("--election", type=Path, required=True, metavar="FILE", help="the canonical definition")
    new.add_argument(
        "--called", type=day, metavar="DAY", help="the day on which the election was called: requests count from then"
    )

    check = add_verb(
        verbs, "check", _check, "what a file would do: every finding, nothing changed", order=False, book=False
    )
    check.add_argument("--election", type=Path, metavar="FILE", help="the definition, when there is no book yet")
    load = add_verb(verbs, "load", _load, "put the lists of a file in place: all or none")
    for verb in (check, load):
        verb.add_argument("file", type=Path, metavar="FILE", help="CSV (UTF-8), XLSX or JSON")
        verb.add_argument("--precinct", type=number, metavar="N", help="the file is this precinct's list alone")
        verb.add_argument("--borders", type=Path, metavar="FILE", help="borders of precincts as JSON")
    load.add_argument("--accept", action="append", default=[], metavar="CODE", help="take a kind of warning upon you")

    change = add_verb(verbs, "change", _change, "one entry: add, correct, remove, move")
    change.add_argument("what", choices=("add", "correct", "remove", "move"))
    change.add_argument("--precinct", type=number, required=True, metavar="N", help="whose list")
    change.add_argument("--number", type=number, metavar="K", help="the number on the list")
    change.add_argument("--to", type=number, metavar="N", help="move: the other precinct")
    change.add_argument("--address", default="", metavar="TEXT", help="move: the address there")
    change.add_argument("--request", metavar="TEXT", help="add, move: the voter's written request, its number")
    change.add_argument("--received", type=day, metavar="DAY", help="the day on which the request was received")
    change.add_argument("--entry", metavar="FILE", help="add, correct: the data as JSON; - is the standard input")
    change.add_argument("--accept", action="append", default=[], metavar="CODE", help="take a kind of warning upon you")

    undo = add_verb(verbs, "undo", _undo, "the lists as before the last load, or one entry as before a change")
    undo.add_argument("--event", type=number, metavar="N", help="undo this change of one entry, and nothing else")


def _new(args: argparse.Namespace) -> int:
    create_book(args.register, read_password(args.password_file), read_file(args.election), called=args.called)
    shown.say(f"{args.register.name}: ✓")
    return DONE


def _check(args: argparse.Namespace) -> int:
    if args.register is not None:
        with opened_book(args) as book, _rows_shown(args.file) as on_row:
            checked = lists.check_file(book, _source(args), on_row)
    elif args.election is not None:
        definition = parse(read_file(args.election), args.election.name)
        numbers = frozenset(int(precinct.number) for precinct in definition.precincts)
        source = _source(args)
        roll = Roll(voting_day=definition.date, precincts=numbers, only=source.only, borders=source.borders)
        with _rows_shown(args.file) as on_row:
            checked = lists.check_alone(source, roll, on_row)
    else:
        raise StoreError("give --register with --password-file, or --election")
    shown.show_checked(checked, args.language, as_json=args.json)
    return DONE if checked.may_be_loaded() else FINDINGS


def _load(args: argparse.Namespace) -> int:
    with opened_book(args) as book:
        with _rows_shown(args.file) as on_row:
            accept = frozenset(args.accept)
            done = lists.load_file(book, _source(args), order_of(args), accept=accept, on_row=on_row)
        return answer(args, done)


def _undo(args: argparse.Namespace) -> int:
    with opened_book(args) as book:
        if args.event is None:
            return answer(args, lists.undo_load(book, order_of(args)))
        return answer(args, list_undo.undo_change(book, args.event, order_of(args)))


def _change(args: argparse.Namespace) -> int:
    change = _change_of(args)
    with opened_book(args) as book:
        done = list_changes.change_entry(book, change, order_of(args), accept=frozenset(args.accept))
        return answer(args, done)


@contextmanager
def _rows_shown(file: Path) -> Iterator[lists.OnRow]:
    """A bar on stderr with the rows so far, where a person looks at it; gone when all is read."""
    with tqdm(desc=file.name, unit=" rows", unit_scale=True, file=sys.stderr, leave=False, disable=None) as bar:

        def seen(rows: int) -> None:
            bar.update(rows - bar.n)

        yield seen


def _source(args: argparse.Namespace) -> lists.Source:
    return lists.Source(path=args.file, only=args.precinct, borders=_borders(args.borders))


def _borders(path: Path | None) -> Borders | None:
    return None if path is None else read_borders(strict_json.read(read_file(path), path.name), path.name)


def _change_of(args: argparse.Namespace) -> list_changes.Change:
    entry: int = args.number or 0
    if args.what == "add":
        return list_changes.Addition(precinct=args.precinct, details=_details(args.entry), request=_request(args))
    if not entry:
        raise StoreError("give --number: which entry of the list is meant")
    if args.what == "correct":
        return list_changes.Correction(precinct=args.precinct, number=entry, details=_details(args.entry))
    if args.what == "remove":
        return list_changes.Removal(precinct=args.precinct, number=entry)
    if args.to is None:
        raise StoreError("give --to: the precinct that the entry moves to")
    return list_changes.Move(
        precinct=args.precinct, number=entry, to=args.to, address=args.address, request=_request(args)
    )


def _request(args: argparse.Namespace) -> Request | None:
    if args.request is None and args.received is None:
        return None
    if args.request is None or args.received is None:
        raise StoreError("give --request and --received together: the written request and the day it was received")
    return Request(reference=args.request, received=args.received)


def _details(entry: str | None) -> list_changes.Details:
    if entry is None:
        raise StoreError("give --entry: a JSON file with the voter's data, or - for the standard input")
    data = sys.stdin.buffer.read() if entry == "-" else read_file(Path(entry))
    raw: Any = strict_json.read(data, "entry")
    if not isinstance(raw, dict) or set(raw) != set(_FIELDS) or not all(isinstance(v, str) for v in raw.values()):
        raise FormatError("entry", f"not the fields {', '.join(_FIELDS)}, each a text")
    return list_changes.Details(**raw)
