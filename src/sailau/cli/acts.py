"""`sailau acts`: the signed acts of a record, or of any other folder, as PDF in Kazakh and Russian.

    sailau acts FOLDER --out DIR [--root CERT] [--definition FILE] [--json]

Each act is printed only when its signatures are good. Exit 0: all were printed; 1: some are not good, and are named;
2: misuse.
"""

import argparse
import json
import sys
from pathlib import Path

SOUND, FINDINGS = 0, 1


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `acts`."""
    parser = subparsers.add_parser(
        "acts",
        help="print the signed acts of a record or another folder as PDF",
        description="Print every act of a precinct's record, or of any folder with signed acts, in Kazakh and Russian."
        " An act is printed only when its signatures are good: the paper names those who signed, and carries the"
        " fingerprint of the data and the data themselves.",
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a record, or another folder with acts")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the papers go: not in FOLDER")
    parser.add_argument("--root", type=Path, metavar="CERT", help="the trusted root certificate, PEM or DER")
    parser.add_argument(
        "--definition", type=Path, metavar="FILE", help="the election's definition, when FOLDER has none"
    )
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read, judge and print the acts; the exit code."""
    from sailau.adapters.files import read_file
    from sailau.service.act_papers import demand_outside, print_acts, read_acts, refused

    demand_outside(args.folder, args.out)
    root = None if args.root is None else read_file(args.root)
    definition = None if args.definition is None else read_file(args.definition)
    folder = read_acts(args.folder, root=root, definition=definition)
    printed = print_acts(folder, args.out)
    wrong = refused(folder)
    if args.json:
        report = {
            "printed": [
                {
                    "act": item.read.path,
                    "paper": item.paper.name,
                    "signed_by": [signer.holder.name for signer in item.read.signers],
                }
                for item in printed
            ],
            "refused": [{"act": item.path, "reason": item.reason} for item in wrong],
            "root": "own" if folder.own_root else "given",
        }
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    for item in printed:
        sys.stderr.write(f"{item.read.path}: {item.paper}\n")
    for act in wrong:
        sys.stderr.write(f"{act.path}: not printed: {act.reason}\n")
    if folder.own_root:
        sys.stderr.write("signatures were judged by the folder's own root: compare it, or give --root\n")
    if not folder.acts:
        sys.stderr.write(f"{args.folder} holds no acts\n")
    return FINDINGS if wrong or not folder.acts else SOUND
