"""`sailau card`: what lies in the card readers of this machine, and new cards made ready (R 8, annex 2).

Readers need the optional part `pcsc`; the tray needs none. Shows a card's number, load counter and state, never what
it carries.
"""

import argparse
import json
import sys
import time

from sailau.adapters.cards.pcsc import PcscCard, PcscReader
from sailau.adapters.cards.winscard import UNASKED, PcscContext
from sailau.card import CardNumber, is_clean, parse, read_image
from sailau.card.content import COUNTER_MAX
from sailau.card.reader import CardInserted, ReadersAmbiguous
from sailau.cli.card_tray import add_tray
from sailau.errors import FormatError, StoreError
from sailau.refusal import Refusal
from sailau.service.card_making import make_card_ready

EXIT_SOUND, EXIT_FINDINGS = 0, 1
WAIT_SECONDS = 30


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `card`."""
    parser = subparsers.add_parser(
        "card",
        help="what lies in the card readers; make new voter cards ready",
        description="Voter cards in PC/SC readers, or in a folder (tray). Which cards and readers serve: "
        "docs/hardware-cards.md.",
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    readers = verbs.add_parser(
        "readers", help="the readers of this machine", description="List the readers, and whether a card lies in each."
    )
    readers.add_argument("--json", action="store_true", help="print JSON")
    readers.set_defaults(run=_readers)
    show = verbs.add_parser(
        "show",
        help="number and state of the card in the reader",
        description="Read the card and say what it is; exit 1 when it is no voter card or cannot be read.",
    )
    _reader_options(show)
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(run=_show)
    ready = verbs.add_parser(
        "ready",
        help="make a new card a voter card",
        description="Write an empty voter card with the number printed on it, and prove it by reading back. "
        "A card that carries a credential or a ballot is left alone.",
    )
    _reader_options(ready)
    ready.add_argument("--number", type=_number, required=True, metavar="N", help="the number printed on the card")
    ready.add_argument("--erase", action="store_true", help="also over damaged or foreign data, or another number")
    ready.set_defaults(run=_ready)
    add_tray(verbs)


def _reader_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reader", metavar="NAME", help="the reader to use (default: the only one)")
    parser.add_argument(
        "--wait",
        type=float,
        default=WAIT_SECONDS,
        metavar="SECONDS",
        help=f"how long to wait for a card (default: {WAIT_SECONDS})",
    )
    parser.add_argument("--short", action="store_true", help="short commands only, for readers that break on long ones")


def _number(text: str) -> CardNumber:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= COUNTER_MAX:
        raise argparse.ArgumentTypeError("a whole number from 1")
    return CardNumber(int(text))


def _readers(args: argparse.Namespace) -> int:
    with PcscContext() as context:
        states = context.wait(dict.fromkeys(context.readers(), UNASKED), 0)
    rows = [{"reader": name, "card": state.present} for name, state in states.items() if state.available]
    if args.json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        lines = [f"{row['reader']}: {'a card' if row['card'] else 'empty'}\n" for row in rows]
        sys.stdout.writelines(lines or ["no card reader\n"])
    return EXIT_SOUND


def _show(args: argparse.Namespace) -> int:
    with PcscReader(args.reader, extended=not args.short) as reader:
        try:
            image = read_image(_card_in(reader, args.wait))
            card = parse(image)
        except FormatError as error:
            return _say(args, {"state": "unreadable", "reason": error.reason}, f"unreadable: {error.reason}")
    state = type(card).__name__.lower()
    row = {"number": card.number, "load": card.load, "state": state, "clean": is_clean(image)}
    _say(args, row, f"card {card.number}, loaded {card.load} times: {state}{', clean' if row['clean'] else ''}")
    return EXIT_SOUND


def _say(args: argparse.Namespace, row: dict[str, object], line: str) -> int:
    sys.stdout.write((json.dumps(row, ensure_ascii=False) if args.json else line) + "\n")
    return EXIT_FINDINGS


def _ready(args: argparse.Namespace) -> int:
    with PcscReader(args.reader, extended=not args.short) as reader:
        made = make_card_ready(_card_in(reader, args.wait), args.number, erase=args.erase)
    if isinstance(made, Refusal):
        sys.stderr.write(f"{made.text.en}\n{made.text.kk}\n{made.text.ru}\n")
        return EXIT_FINDINGS
    sys.stdout.write(f"card {made.number} is ready\n")
    return EXIT_SOUND


def _card_in(reader: PcscReader, wait_seconds: float) -> PcscCard:
    """The card in the reader, or the next one put in. Raises `StoreError` when none comes."""
    until = time.monotonic() + wait_seconds
    while (left := until - time.monotonic()) > 0:
        event = reader.wait(left)
        if isinstance(event, ReadersAmbiguous):
            raise StoreError(f"several readers ({', '.join(event.readers)}): name one by --reader")
        if isinstance(event, CardInserted) and isinstance(event.slot, PcscCard):
            return event.slot
    raise StoreError(f"no card was put in within {wait_seconds:g} seconds")
