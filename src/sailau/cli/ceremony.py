"""`sailau ceremony`: the commission makes its keys, each member alone (three days before the voting day).

    sailau ceremony begin    --folder DIR --package DIR --key FILE.p12       the chair, once
    sailau ceremony member   --folder DIR --key FILE.p12          everybody, several times: see below
    sailau ceremony status   --folder DIR --root root.pem         what is there, who is next
    sailau ceremony rehearse --folder DIR --root root.pem         did the new key open the test ballots?
    sailau ceremony finish   --folder DIR --root root.pem --definition FILE
    sailau ceremony erase    --store FILE --part count --act "ACT-031"

WHO DOES WHAT. The folder lies on the precinct computer, or on a stick that goes round. The chair begins. Then one
person at a time sits down at the machine, alone, with the own key file (or token) and PIN, and types the line `member`.
Nothing else is asked of anybody: the program knows whose turn it is and what is to be done, and says who is next.

    first round    every member, and the territorial commission once     the certificates are made
    second round   every member                                          each draws a secret, and shares it out
    third round    every member                                          the shares are added up: the key is there
    fourth round   every member                                          test ballots are opened with the new key
    then           `finish` prints the act; the members compare the fingerprints on it with their own screens, and sit
                   down once more: `member --sign`; `finish` again prints it with the signatures

A line may be typed again at any time, also after a power cut: nothing is done twice and nothing is lost. The key store
is made at the first turn, beside the key file, under the same PIN. Keep it: it opens the count. Whoever cannot come is
replaced, and the ceremony begins again in a new folder with --number 2: everybody makes a new key store (that happens
by itself), the old ones are erased by act, and the territorial commission publishes the new Setup in place of the old.
Someone who sends wrong messages is named; then the ceremony begins again likewise.

A PIN is asked for and not shown; --pin-file takes it from a file. --token MODULE:LABEL takes key and shares from a
PKCS#11 token. Text for people goes to stderr in --language kk, ru or en, JSON (--json) to stdout. Exit 0 done, 1 not
yet or somebody is at fault, 2 misuse.
"""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.adapters.clock import MachineClock
from sailau.adapters.files import read_file
from sailau.adapters.keystore import MemberKeyStore, OpenStore, Part, TokenKeyStore, erase_key_store, erase_part
from sailau.adapters.token import Token, open_token
from sailau.cli import ceremony_shown as shown
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.errors import CeremonyError, PartyError, StoreError
from sailau.formats.v1.ceremony_round import CeremonyPlan, Step
from sailau.formats.v1.recorder_key import party_of
from sailau.refusal import Refusal
from sailau.sealing.channel import new_seed
from sailau.service.ceremony_act import incomplete
from sailau.service.ceremony_plan import plan_of, plan_of_package
from sailau.service.ceremony_round import (
    Round,
    begin_round,
    message_path,
    open_round,
    peek_plan,
    read_standing,
    trust_of_signer,
)
from sailau.service.ceremony_sitting import sit_down
from sailau.service.key_rehearsal import lay_rehearsal, verdict_of_round
from sailau.signing.authority import Signer
from sailau.signing.holder import holder_of
from sailau.signing.keystore import open_signer
from sailau.signing.roles import Role
from sailau.signing.trust import Trust, read_certificate
from sailau.signing.trust import fingerprint as certificate_print

DONE: Final = 0
NOT_YET: Final = 1
KEY_LABEL: Final = "sailau"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `ceremony` and its verbs."""
    parser = subparsers.add_parser(
        "ceremony",
        help="the commission makes its keys, each member alone",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    begin = _verb(verbs, "begin", _begin, "the chair begins: who takes part, for which election")
    _own_key(begin)
    begin.add_argument("--package", type=Path, metavar="DIR", help="the precinct's package: it says all that is needed")
    begin.add_argument("--number", type=_number, default=1, metavar="K", help="which ceremony of this precinct (1)")
    begin.add_argument("--definition", type=Path, metavar="FILE", help="without a package: the definition,")
    begin.add_argument("--precinct", type=_number, metavar="N", help="the precinct,")
    begin.add_argument("--uuid", help="and the archive's name")

    member = _verb(verbs, "member", _member, "your turn: one line, whatever is to be done")
    _own_key(member)
    member.add_argument("--store", type=Path, metavar="FILE", help="your key store, when it is not beside your key")
    member.add_argument("--sign", action="store_true", help="you compared the act with your screen, and sign it")

    _reader(_verb(verbs, "status", _status, "what is there, who is next, what they do"))
    _reader(_verb(verbs, "rehearse", _rehearse, "lay test ballots out, or judge how they were opened"))
    finish = _reader(_verb(verbs, "finish", _finish, "the public keys and the act"))
    finish.add_argument("--definition", type=Path, required=True, metavar="FILE")
    finish.add_argument(
        "--act-number", type=_number, default=1, metavar="N", help="the act's number in the precinct (1)"
    )

    erase = verbs.add_parser("erase", help="erase a share by act", description=_erase.__doc__, allow_abbrev=False)
    erase.set_defaults(run=run, act_of=_erase)
    _language(erase)
    _key_place(erase, key=False)
    erase.add_argument("--store", type=Path, metavar="FILE")
    erase.add_argument("--part", choices=("count", "recorder", "all"), required=True)
    erase.add_argument("--act", required=True, metavar="TEXT", help="number and kind of the act")


def run(args: argparse.Namespace) -> int:
    """Run the verb that was asked for; the exit code. Raises SailauError, which the command turns into exit 2."""
    verb: Callable[[argparse.Namespace], int] = args.act_of
    try:
        return verb(args)
    except (CeremonyError, PartyError) as error:
        shown.show_broken(error, args.language, as_json=args.json)
        return NOT_YET


def _begin(args: argparse.Namespace) -> int:
    by_hand = (args.definition, args.precinct, args.uuid)
    if (args.package is None) == (by_hand == (None, None, None)) or (args.package is None and None in by_hand):
        raise StoreError("give --package DIR; or, without a package, --definition, --precinct and --uuid")
    with _keys(args) as (signer, _):
        at = MachineClock().now()
        trust = replace(trust_of_signer(signer, at), revocation_lists=_revoked(args))
        round_ = begin_round(args.folder, _plan(args, trust, at), signer, trust, at)
    shown.show_standing(round_, read_standing(round_), args.language, as_json=args.json)
    return DONE


def _member(args: argparse.Namespace) -> int:
    clock = MachineClock()
    with _keys(args) as (signer, open_store):
        trust = replace(trust_of_signer(signer, clock.now()), revocation_lists=_revoked(args))
        round_ = open_round(args.folder, trust)
        sitting = sit_down(round_, open_store(round_), signer, clock.now(), sign=args.sign)
    shown.show_sitting(round_, sitting, certificate_print(signer.certificate), args.language, as_json=args.json)
    return DONE if sitting.refusal is None else NOT_YET


def _status(args: argparse.Namespace) -> int:
    round_ = _read_round(args)
    standing = read_standing(round_)
    shown.show_standing(round_, standing, args.language, as_json=args.json)
    return DONE if standing.has_ended else NOT_YET


def _rehearse(args: argparse.Namespace) -> int:
    round_ = _read_round(args)
    standing = read_standing(round_)
    if standing.broken is not None:
        raise standing.broken
    if not standing.has_ended:
        shown.show_refusal(incomplete(standing), args.language, as_json=args.json)
        return NOT_YET
    lay_rehearsal(round_, standing)
    verdict = verdict_of_round(round_, standing)
    if verdict is None:
        raise StoreError("the rehearsal was taken away while it was judged")
    shown.show_verdict(round_, verdict, args.language, as_json=args.json)
    return DONE if verdict.suffices else NOT_YET


def _finish(args: argparse.Namespace) -> int:
    from sailau.service.ceremony_end import finish_round  # printing takes a second to load

    round_ = _read_round(args)
    standing = read_standing(round_)
    outcome = finish_round(round_, standing, _definition(args.definition), MachineClock().now(), args.act_number)
    if isinstance(outcome, Refusal):
        shown.show_refusal(outcome, args.language, as_json=args.json)
        return NOT_YET
    shown.show_outcome(round_, outcome, args.language, as_json=args.json)
    return DONE


def _erase(args: argparse.Namespace) -> int:
    """Erase a share by act, from a key store's file (no PIN is needed) or from a token.

    `count` when the time for complaints is over, or at once when the voting is postponed or a member replaced;
    `recorder` at the end of retention; `all` erases the whole file.
    """
    if args.token is None and args.store is None:
        raise StoreError("give --store FILE, or --token MODULE:LABEL")
    parts = list(Part) if args.part == "all" else [Part(args.part)]
    if args.token is not None:
        with _opened_token(args, _pin(args)) as token:
            store = TokenKeyStore.open(token)
            for part in parts:
                store.erase(part, args.act)
    elif args.part == "all":
        erase_key_store(args.store, args.act)
    else:
        erase_part(args.store, parts[0], args.act)
    shown.show_erased(args.part, args.act, args.language, as_json=args.json)
    return DONE


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    act: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=run, act_of=act)
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="the folder of the ceremony")
    parser.add_argument(
        "--revoked", type=Path, action="append", default=[], metavar="FILE.crl", help="certificates taken back"
    )
    _language(parser)
    return parser


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", "--lang", choices=("kk", "ru", "en"), default="kk")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")


def _own_key(parser: argparse.ArgumentParser) -> None:
    _key_place(parser, key=True)
    parser.add_argument("--key-label", default=KEY_LABEL, metavar="LABEL", help=f"your key on the token ({KEY_LABEL})")


def _key_place(parser: argparse.ArgumentParser, *, key: bool) -> None:
    place = parser.add_mutually_exclusive_group(required=key)
    if key:
        place.add_argument("--key", type=Path, metavar="FILE.p12", help="your key file")
    place.add_argument("--token", type=_token, metavar="MODULE:LABEL", help="a PKCS#11 token in place of files")
    parser.add_argument("--pin-file", type=Path, metavar="FILE", help="take the PIN from a file")


def _reader(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--root", type=Path, required=True, metavar="FILE.pem", help="the root certificate you trust")
    return parser


OpenTheStore = Callable[[Round], OpenStore]


@contextmanager
def _keys(args: argparse.Namespace) -> Iterator[tuple[Signer, OpenTheStore]]:
    """The own key, and how the own key store is opened, or made at the first turn."""
    pin = _pin(args)
    if args.token is not None:
        with _opened_token(args, pin) as token:
            signer = token.signer(args.key_label)

            def on_token(round_: Round) -> OpenStore:
                try:
                    return TokenKeyStore.open(token)
                except StoreError:
                    number = _first_turn(round_, signer)
                    return TokenKeyStore.create(token, member=number, seed=_seed(number))

            yield signer, on_token
        return
    signer = open_signer(read_file(args.key), pin.decode(errors="replace"))

    def in_file(round_: Round) -> OpenStore:
        path = args.store or args.key.with_name(f"{args.key.stem}.ceremony-{round_.plan.number}.store")
        if path.exists():
            return MemberKeyStore.open(path, pin)
        number = _first_turn(round_, signer)
        return MemberKeyStore.create(path, pin, member=number, seed=_seed(number))

    yield signer, in_file


def _opened_token(args: argparse.Namespace, pin: bytes) -> Token:
    module, label = args.token
    return open_token(module, label, pin)


def _first_turn(round_: Round, signer: Signer) -> int:
    """The number of a party that has no key store yet. Raises StoreError when it took part already."""
    holder = holder_of(signer.certificate)
    number = 0 if holder.role is Role.TERRITORIAL_COMMISSION else holder.member or 0
    step = Step.CERTIFICATE if number else Step.RECORDER
    if message_path(round_, step, party_of(number)).exists():
        raise StoreError(
            f"{holder.name} took part in this ceremony already, but the key store is not here: give --store FILE; "
            "if it is lost, the ceremony begins again in a new folder"
        )
    return number


def _seed(number: int) -> bytes | None:
    return new_seed() if number else None


def _read_round(args: argparse.Namespace) -> Round:
    root = read_certificate(read_file(args.root))
    trust = Trust(
        root=root,
        at=MachineClock().now(),
        training=holder_of(root).training,
        election=peek_plan(args.folder).election,
        revocation_lists=_revoked(args),
    )
    return open_round(args.folder, trust)


def _plan(args: argparse.Namespace, trust: Trust, at: datetime) -> CeremonyPlan:
    if args.package is not None:
        return plan_of_package(args.package, trust, number=args.number, at=at)
    definition = _definition(args.definition)
    return plan_of(definition, args.precinct, args.uuid, trust.territory or "", number=args.number, at=at)


def _definition(path: Path) -> Definition:
    return parse(read_file(path), path.name)


def _revoked(args: argparse.Namespace) -> tuple[bytes, ...]:
    return tuple(read_file(path) for path in args.revoked)


def _pin(args: argparse.Namespace) -> bytes:
    if args.pin_file is not None:
        return read_file(args.pin_file).strip()
    if not sys.stdin.isatty():
        raise StoreError("there is nobody to ask for the PIN: give --pin-file FILE")
    return getpass.getpass("PIN: ", stream=sys.stderr).strip().encode()


def _token(text: str) -> tuple[Path, str]:
    module, _, label = text.rpartition(":")
    if not module or not label:
        raise argparse.ArgumentTypeError("the module's path and the token's label, as /usr/lib/module.so:member-3")
    return Path(module), label


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 99_999):
        raise argparse.ArgumentTypeError("a number from 1 to 99999")
    return int(text)
