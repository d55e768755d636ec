"""`sailau outcome FILE.json`: who is elected by published figures, with each step of the reasoning (M58-M67).

The file's shape is described in `outcome_input`. With `--json` the result alone is on stdout, as
JSON; without it, a table and the explanation in one language. Exit 0; 2 when the file cannot be
judged. Ties are part of the result, not a fault.
"""

import argparse
import json
import sys
from pathlib import Path

from sailau.cli.outcome_input import OutcomeInputError, read_figures
from sailau.cli.outcome_judged import judge
from sailau.cli.outcome_shown import as_json, as_text

FILE_BYTES_MAX = 4 * 1024 * 1024
EXIT_SOUND = 0


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `outcome`."""
    parser = subparsers.add_parser(
        "outcome",
        help="who is elected by given figures, and why",
        description="Apply the winner rules of the law to published figures and show each step.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE.json", help="rule, seats, threshold, votes of candidates or parties")
    parser.add_argument("--json", action="store_true", help="print the result alone, as JSON")
    parser.add_argument("--lang", choices=("kk", "ru", "en"), default="en", help="language of the text (default: en)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read, judge, print."""
    figures = read_figures(args.file, _read(args.file))
    judged = judge(args.file, figures)
    if args.json:
        json.dump(as_json(figures, judged), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(as_text(figures, judged, args.lang))
    return EXIT_SOUND


def _read(file: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(FILE_BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise OutcomeInputError(file, "the file", f"cannot be read ({reason})", "check the name") from None
    if len(data) > FILE_BYTES_MAX:
        raise OutcomeInputError(file, "the file", f"over {FILE_BYTES_MAX} bytes", "give the figures of one contest")
    return data
