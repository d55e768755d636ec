"""`sailau card tray`: voter cards without chips, in the folders of one machine (R 8, annex 2)."""

import argparse
import json
import re
import sys
from pathlib import Path

from sailau.adapters.cards.file import FileCard
from sailau.adapters.cards.tray import TRAY, Tray
from sailau.card import CardNumber, read_card
from sailau.card.content import COUNTER_MAX
from sailau.errors import FormatError

EXIT_SOUND = 0
CARDS_MAX = 10_000
_NUMBERS = re.compile(r"([0-9]{1,10})(?:-([0-9]{1,10}))?")


def add_tray(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `tray` to `sailau card`."""
    parser = subparsers.add_parser(
        "tray",
        help="cards without chips, as files in folders",
        description="Voter cards on one machine: every place is a folder (tray, slot-DEVICE, pocket/NAME), every card "
        "a file in it. For training and trying out; real elections use cards with chips.",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    new = verbs.add_parser("new", help="make cards", description="Make empty cards in the open tray.")
    new.add_argument("folder", type=Path, metavar="DIR", help="the folder of all places")
    new.add_argument("--numbers", type=_numbers, required=True, metavar="A-B", help="the numbers of the cards")
    new.set_defaults(run=_new)
    move = verbs.add_parser("move", help="carry a card", description="Carry a card from where it lies to a place.")
    move.add_argument("folder", type=Path, metavar="DIR", help="the folder of all places")
    move.add_argument("number", type=int, metavar="N", help="the card's number")
    move.add_argument("--to", required=True, metavar="PLACE", help="tray, slot-DEVICE (slot-desk-1) or pocket/NAME")
    move.set_defaults(run=_move)
    show = verbs.add_parser("show", help="where the cards lie", description="List every card, its place and its state.")
    show.add_argument("folder", type=Path, metavar="DIR", help="the folder of all places")
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(run=_show)


def _numbers(text: str) -> range:
    found = _NUMBERS.fullmatch(text)
    first = int(found[1]) if found else 0
    last = int(found[2] or first) if found else 0
    if not 0 < first <= last <= COUNTER_MAX or last - first >= CARDS_MAX:
        raise argparse.ArgumentTypeError(f"a number from 1, or two with a hyphen between; at most {CARDS_MAX} cards")
    return range(first, last + 1)


def _new(args: argparse.Namespace) -> int:
    Tray.make(args.folder, map(CardNumber, args.numbers))
    sys.stdout.write(f"{len(args.numbers)} cards lie in the tray\n")
    return EXIT_SOUND


def _move(args: argparse.Namespace) -> int:
    tray, number = Tray(args.folder), CardNumber(args.number)
    source = tray.cards().get(number, TRAY)
    tray.move(number, source, args.to)
    sys.stdout.write(f"card {number}: {source} -> {args.to}\n")
    return EXIT_SOUND


def _show(args: argparse.Namespace) -> int:
    tray = Tray(args.folder)
    rows = [
        {"number": number, "place": place, "state": _state(tray.path(number, place))}
        for number, place in sorted(tray.cards().items())
    ]
    if args.json:
        sys.stdout.write(json.dumps(rows) + "\n")
    else:
        sys.stdout.writelines(f"card {row['number']}: {row['place']}, {row['state']}\n" for row in rows)
    return EXIT_SOUND


def _state(path: Path) -> str:
    try:
        return type(read_card(FileCard(path))).__name__.lower()
    except FormatError:
        return "unreadable"
