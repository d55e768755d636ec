"""`sailau election`: from a commented draft to a published definition (E7, E22, C4, M25–M31).

    sailau election new FOLDER --id ID --type TYPE --date DATE     a working folder with a commented draft
    sailau election check FILE|FOLDER [--registration FILE]        every problem, finding, the order, the fingerprint
    sailau election proof FOLDER [--registration FILE]             every ballot style as PDF, marked PROOF
    sailau election approve FOLDER --sign FILE.p12                 one of two persons approves the proof
    sailau election deck FOLDER --sign FILE.p12                    the test deck, cast and counted; its act
    sailau election finalise FOLDER --sign FILE.p12                the definition is locked and signed
    sailau election publish FOLDER --out DIR                       the folder that packages are made from
    sailau election verify DIR --root FILE                         judge a published folder
    sailau election canonical DRAFT --out FILE                     the bytes to be signed: sorted, defaults written out
    sailau election example NAME --out FILE                        an example to start from

Text for people goes to stderr in --language kk, ru or en; JSON (--json) to stdout. Exit 0 done or sound, 1 problems,
findings that stop, or refused; 2 misuse (no such file, file exists, wrong PIN).
"""

import argparse
import importlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from sailau.cli.signer import add_signer
from sailau.election.examples import TERMINALS_DEFAULT, VOTERS_DEFAULT
from sailau.election.nouns import ElectionType

EXAMPLES: Final = ("party-and-district", "president-2005")

DESCRIPTION: Final = """From a commented draft to a published definition. The order:

  new → (people fill in draft.toml) → check → proof → approve, approve → deck → finalise → publish

Two different persons of the central commission approve exactly the bytes and pictures of the proof; a change of one
byte voids both approvals. The finalised definition is locked; a higher revision goes the whole way again."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `election` and its verbs."""
    parser = subparsers.add_parser(
        "election",
        help="from a commented draft to a published definition of an election",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _new(verbs)
    _check(verbs)
    _proof(verbs)
    for verb, text in (
        ("approve", "approve the proof: two different persons of the central commission, each alone"),
        ("deck", "cast and count the test deck: every choice in every language, compared with what is expected"),
        ("finalise", "lock the approved definition under the central commission's signature"),
    ):
        signing = verbs.add_parser(verb, help=text, description=text[0].upper() + text[1:] + ".")
        signing.add_argument("folder", type=Path, metavar="FOLDER")
        _signer(signing)
        _common(signing)
        signing.set_defaults(run=_later("election_way", verb))
    _publish(verbs)
    _plain(verbs)


def _later(module: str, verb: str) -> Callable[[argparse.Namespace], int]:
    """The function `verb` of a module that is imported when it runs, so that the help comes at once."""

    def run(args: argparse.Namespace) -> int:
        done: int = getattr(importlib.import_module(f"sailau.cli.{module}"), verb)(args)
        return done

    return run


def _signer(parser: argparse.ArgumentParser) -> None:
    """Options that name the signer's key: a PKCS#12 file, or a token."""
    _roots(parser)
    add_signer(parser)


def _roots(parser: argparse.ArgumentParser, *, default: bool = True) -> None:
    text = "the trusted root certificate" + ("; default FOLDER/root.pem" if default else "")
    parser.add_argument("--root", type=Path, required=not default, metavar="FILE", help=text)
    parser.add_argument(
        "--revoked",
        type=Path,
        action="append",
        default=[],
        metavar="FILE.crl",
        help="a revocation list (DER); may be given several times",
    )


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at",
        metavar="MOMENT",
        help="act at this moment (2026-11-01T10:00+05:00) instead of the clock's; training elections only",
    )
    parser.add_argument(
        "--language", choices=("kk", "ru", "en"), default="kk", help="language of the texts; default kk"
    )
    parser.add_argument("--json", action="store_true", help="JSON on stdout")


def _new(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    new = verbs.add_parser("new", help="make a working folder with a commented draft to fill in")
    new.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")
    new.add_argument("--id", required=True, help="the election's id: small letters, digits, hyphens")
    new.add_argument("--type", required=True, choices=[kind.value for kind in ElectionType])
    new.add_argument("--date", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD", help="the voting day")
    new.add_argument("--english", action="store_true", help="the ballot is in English too")
    new.add_argument("--training", action="store_true", help="an exercise: papers say ҮЛГІ / ОБРАЗЕЦ")
    new.set_defaults(run=_later("election_way", "new"))


def _check(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = verbs.add_parser(
        "check",
        help="every problem and finding of a definition or draft, the order of its answers, its fingerprint",
        description="A FILE.json is held to the canonical form that is signed; a draft (draft.toml, draft.json, or "
        "the FOLDER that it is in) is not.",
    )
    check.add_argument("file", type=Path, metavar="FILE|FOLDER")
    check.add_argument("--registration", type=Path, metavar="FILE", help="registration entries to compare with")
    _common(check)
    check.set_defaults(run=_later("election_check", "run"))


def _proof(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    proof = verbs.add_parser("proof", help="print every ballot style in every language as PDF, marked PROOF")
    proof.add_argument("folder", type=Path, metavar="FOLDER")
    proof.add_argument("--registration", type=Path, metavar="FILE", help="registration entries to compare with")
    _common(proof)
    proof.set_defaults(run=_later("election_way", "proof"))


def _publish(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    publish = verbs.add_parser("publish", help="write the published folder: definition, approvals, proof, test deck")
    publish.add_argument("folder", type=Path, metavar="FOLDER")
    publish.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    _roots(publish)
    _common(publish)
    publish.set_defaults(run=_later("election_way", "publish_folder"))

    verify = verbs.add_parser("verify", help="judge a published folder: signatures, approvals, proof, test deck")
    verify.add_argument("folder", type=Path, metavar="DIR")
    _roots(verify, default=False)
    _common(verify)
    verify.set_defaults(run=_later("election_way", "verify"))


def _plain(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    bring = verbs.add_parser("canonical", help="write a draft in the canonical form that is signed")
    bring.add_argument("file", type=Path, metavar="DRAFT")
    bring.add_argument("--out", type=Path, required=True, metavar="FILE")
    bring.set_defaults(run=_later("election_check", "canonical_file"))

    example = verbs.add_parser("example", help="write an example definition, marked as fictitious")
    example.add_argument("name", choices=EXAMPLES)
    example.add_argument("--voters", type=int, default=VOTERS_DEFAULT)
    example.add_argument("--terminals", type=int, default=TERMINALS_DEFAULT)
    example.add_argument("--out", type=Path, required=True, metavar="FILE")
    example.set_defaults(run=_later("election_check", "example"))
