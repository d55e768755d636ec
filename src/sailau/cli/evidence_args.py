"""What the verbs of `sailau evidence` share: arguments, who signs, how a refusal and an act are shown."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.adapters.files import read_file
from sailau.cli.narration import LANGUAGES, said
from sailau.cli.signer import add_signer, opened_signer
from sailau.errors import StoreError
from sailau.formats.v1.evidence.custody import SEAL, Decided
from sailau.refusal import Refusal, Text

if TYPE_CHECKING:
    from sailau.service.evidence.deeds import Entered
    from sailau.signing.authority import Signer

DONE: Final = 0
FINDINGS: Final = 1
Verbs = "argparse._SubParsersAction[argparse.ArgumentParser]"
_PACKET = re.compile(r"([1-9][0-9]{0,4})-([1-9][0-9]?)\Z", re.ASCII)
_ACT: Final = Text("акт", "акт", "act")
_FINDING: Final = Text("назар аударыңыз", "обратите внимание", "note")


def add_verb(
    verbs: Any, name: str, act: Callable[[argparse.Namespace], int], text: str, description: str = ""
) -> argparse.ArgumentParser:
    """A verb with the arguments that all have."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}. {description}".strip(), allow_abbrev=False
    )
    parser.set_defaults(run=act)
    parser.add_argument("--lang", choices=LANGUAGES, default="kk", help="of what is said (default: kk)")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    return parser


def add_folder(parser: argparse.ArgumentParser, *, packet: bool = True) -> None:
    """The folder of evidence, and the packet in it."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the commission's folder of evidence")
    if packet:
        parser.add_argument("packet", type=packet_id, metavar="PACKET", help="precinct and packet, as 25-1")
    parser.add_argument(
        "--revoked", type=Path, action="append", default=[], metavar="FILE", help="a list of revoked certificates"
    )


def add_seal(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """The seal as it was found on the packet."""
    parser.add_argument("--seal", type=seal, required=required, metavar="N", help="number of the seal on the packet")
    state = parser.add_mutually_exclusive_group(required=required)
    state.add_argument("--whole", action="store_true", help="the seal is whole")
    state.add_argument("--broken", action="store_true", help="the seal is broken: it is entered as it was found")


def add_decision(parser: argparse.ArgumentParser, *, required: bool, whose: str = "whose decision it is") -> None:
    """The decision on which it is done."""
    group = parser.add_argument_group("the decision")
    group.add_argument("--by", required=required, metavar="TEXT", help=whose)
    group.add_argument("--number", required=required, metavar="TEXT", help="its number")
    group.add_argument("--day", type=day, required=required, metavar="YYYY-MM-DD", help="its day")
    group.add_argument("--decision-file", type=Path, metavar="FILE", help="its file; the act names the file's hash")


def add_signers(parser: argparse.ArgumentParser) -> None:
    """Who signs: one by file or token, others by file."""
    add_signer(parser)
    parser.add_argument(
        "--and-sign", type=Path, action="append", default=[], metavar="FILE.p12", help="another signer's key file"
    )
    parser.add_argument(
        "--and-pin-file",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="the PIN of --and-sign; as many, in their order",
    )


@contextmanager
def signing(args: argparse.Namespace) -> Iterator["list[Signer]"]:
    """All signers. Raises StoreError when keys and PINs do not fit together, SignatureError at a wrong PIN."""
    from sailau.signing.keystore import open_signer

    if len(args.and_sign) != len(args.and_pin_file):
        raise StoreError("give --and-pin-file for each --and-sign, in their order")
    with opened_signer(args) as first:
        others = [
            open_signer(read_file(path), read_file(pin).decode(errors="replace").strip())
            for path, pin in zip(args.and_sign, args.and_pin_file, strict=True)
        ]
        yield [first, *others]


def revoked_of(args: argparse.Namespace) -> tuple[bytes, ...]:
    """The lists of revoked certificates that were given."""
    return tuple(read_file(path) for path in args.revoked)


def decision_of(args: argparse.Namespace) -> Decided | None:
    """The decision that the arguments tell, or None. Raises StoreError when it is told in part."""
    told = (args.by, args.number, args.day)
    if not any(told):
        return None
    if not all(told):
        raise StoreError("a decision has --by, --number and --day")
    return Decided(by=args.by, number=args.number, day=args.day, sha256=_hash(args.decision_file))


def _hash(path: Path | None) -> str | None:
    from hashlib import sha256

    return None if path is None else sha256(read_file(path)).hexdigest()


def show_refusal(args: argparse.Namespace, refusal: Refusal) -> int:
    """A lawful no; exit 1."""
    reason = said(refusal.text, args.lang)
    if args.json:
        write({"refused": refusal.code, "article": refusal.article, "reason": reason})
    say(f"{reason} ({refusal.article})")
    return FINDINGS


def show_act(args: argparse.Namespace, done: "Entered") -> int:
    """An act that was entered, and what in the chain does not fit; exit 0."""
    from sailau.commission.custody import FINDING_TEXTS

    custody = done.custody
    if args.json:
        write(
            {
                "act": done.link.act.number,
                "kind": done.link.act.kind,
                "paper": str(done.paper),
                **standing(custody.precinct, custody.packet, custody.standing.value, custody.holder, custody.seal),
                "findings": [{"code": one.code, "link": one.link} for one in custody.findings],
            }
        )
    say(f"{said(_ACT, args.lang)} № {done.link.act.number}: {done.paper}")
    for one in custody.findings:
        say(f"! {said(_FINDING, args.lang)}: {one.link:02d} – {said(FINDING_TEXTS[one.code], args.lang)}")
    return DONE


def standing(precinct: int, packet: int, where: str, holder: str, seal_: str | None) -> dict[str, Any]:
    """A packet in a few words."""
    return {"packet": f"{precinct}-{packet}", "standing": where, "holder": holder, "seal": seal_}


def write(row: Mapping[str, Any]) -> None:
    """One JSON object on stdout."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False, indent=1) + "\n")


def say(line: str) -> None:
    """A line for people, on stderr: stdout is for machines."""
    sys.stderr.write(line + "\n")


def packet_id(text: str) -> tuple[int, int]:
    """A packet's name; for argparse."""
    match = _PACKET.match(text)
    if match is None:
        raise argparse.ArgumentTypeError("precinct and packet, as 25-1")
    return int(match[1]), int(match[2])


def seal(text: str) -> str:
    """A seal's number; for argparse."""
    try:
        return SEAL.read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def day(text: str) -> date:
    """A day; for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day as YYYY-MM-DD") from None


def sources(values: Sequence[str]) -> list[tuple[str, tuple[Path, ...]]]:
    """`terminal-1=/media/a,/media/b`, or `terminal-1=FILE`. Raises StoreError."""
    found: list[tuple[str, tuple[Path, ...]]] = []
    for value in values:
        device, separator, places = value.partition("=")
        if not (device and separator and places):
            raise StoreError(f"{value}: write it as terminal-1=/media/a,/media/b, or terminal-1=FILE")
        found.append((device, tuple(Path(place) for place in places.split(","))))
    return found
