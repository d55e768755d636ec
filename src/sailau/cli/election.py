"""`sailau election`: check the definition of an election, bring it to canonical form, write an example.

    sailau election check FILE [--json]            every problem and warning, and the fingerprint
    sailau election canonical DRAFT --out FILE     the bytes to be signed: sorted, defaults written out
    sailau election example NAME --out FILE        an example to start from

Text for people goes to stderr, JSON to stdout. Exit 0 sound, 1 problems found, 2 misuse (no such file, file exists).
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from sailau.election.definition import canonical, fingerprint, parse, parse_draft, warnings
from sailau.election.examples import TERMINALS_DEFAULT, VOTERS_DEFAULT, party_and_district, president_2005
from sailau.election.nouns import Definition
from sailau.election.problems import DefinitionWarning
from sailau.errors import DefinitionError

SOUND, FINDINGS, MISUSE = 0, 1, 2

_EXAMPLES: dict[str, Callable[..., Definition]] = {
    "president-2005": president_2005,
    "party-and-district": party_and_district,
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `election` and its verbs."""
    parser = subparsers.add_parser("election", help="check and write the definition of an election")
    parser.set_defaults(run=run)
    verbs = parser.add_subparsers(dest="verb", required=True)

    check = verbs.add_parser("check", help="every problem and warning of a definition, and its fingerprint")
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("--json", action="store_true", help="JSON on stdout")

    bring = verbs.add_parser("canonical", help="write a draft in the canonical form that is signed")
    bring.add_argument("file", type=Path, metavar="DRAFT")
    bring.add_argument("--out", type=Path, required=True, metavar="FILE")

    example = verbs.add_parser("example", help="write an example definition, marked as fictitious")
    example.add_argument("name", choices=sorted(_EXAMPLES))
    example.add_argument("--voters", type=int, default=VOTERS_DEFAULT)
    example.add_argument("--terminals", type=int, default=TERMINALS_DEFAULT)
    example.add_argument("--out", type=Path, required=True, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    """Run the verb that was asked for; the exit code."""
    try:
        match args.verb:
            case "check":
                return _check(args.file, as_json=args.json)
            case "canonical":
                return _write(parse_draft(args.file.read_bytes(), args.file.name), args.out)
            case _:
                return _write(_EXAMPLES[args.name](voters=args.voters, terminals=args.terminals), args.out)
    except DefinitionError as error:
        _say_problems(error.problems)
        return FINDINGS
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}")
        return MISUSE


def _check(file: Path, *, as_json: bool) -> int:
    data = file.read_bytes()
    problems: tuple[tuple[str, str], ...] = ()
    found: tuple[DefinitionWarning, ...] = ()
    try:
        found = warnings(parse(data, file.name), file.name)
    except DefinitionError as error:
        problems = error.problems
    if as_json:
        verdict = {
            "file": file.name,
            "sound": not problems,
            "fingerprint": None if problems else fingerprint(data),
            "problems": [{"place": place, "reason": reason} for place, reason in problems],
            "warnings": [{"place": warning.place, "reason": warning.reason} for warning in found],
        }
        sys.stdout.write(json.dumps(verdict, ensure_ascii=False, indent=2) + "\n")
    else:
        for warning in found:
            _say(f"warning: {warning.place}: {warning.reason}")
        _say_problems(problems)
        if not problems:
            _say(f"{file.name}: sound, sha256:{fingerprint(data)}")
    return FINDINGS if problems else SOUND


def _write(definition: Definition, out: Path) -> int:
    data = canonical(definition)
    with out.open("xb") as file:
        file.write(data)
    for warning in warnings(definition, out.name):
        _say(f"warning: {warning.place}: {warning.reason}")
    _say(f"{out.name}: written, sha256:{fingerprint(data)}")
    return SOUND


def _say_problems(problems: tuple[tuple[str, str], ...]) -> None:
    for place, reason in problems:
        _say(f"{place}: {reason}")
    if problems:
        _say(f"refused: {len(problems)} problem{'s' if len(problems) > 1 else ''}")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
