"""`sailau site`: static pages beside a publication's data, for anyone to host and mirror (L 44; M4, M54).

    sailau site DIR [--root CERT] [--json]

Only what changed since the last time is written. Exit 0: the site is made; 2: the publication does not fit its signed
manifest, or the disk refused.
"""

import argparse
import json
import sys
from pathlib import Path

from sailau.cli.progress import ProgressBar
from sailau.errors import StoreError

MADE, MISUSE = 0, 2

DESCRIPTION = """\
Make the public site of a publication, in the publication's own folder: index.html, kk/, ru/, en/ and static/ beside
data/ and records/. The folder can then be copied to any web server, or opened from a disk without a network. Nothing
is shown that does not fit the signed manifest.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `site`."""
    parser = subparsers.add_parser(
        "site",
        help="make the public site of a publication: results, records, finder, comparison",
        description=DESCRIPTION,
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the publication: a folder with data/ and records/")
    parser.add_argument(
        "--root", type=Path, metavar="CERT", help="the trusted root certificate; default: data/root.pem"
    )
    parser.add_argument("--json", action="store_true", help="what was made, as JSON on stdout")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the site; the exit code."""
    from sailau.stations.results.building import build_site

    bar = ProgressBar()
    try:
        root = None if args.root is None else args.root.read_bytes()
    except OSError as error:
        raise StoreError(f"{args.root}: {error.strerror}") from error
    try:
        made = build_site(args.folder.absolute(), root=root, progress=bar)
    finally:
        bar.close()
    if args.json:
        sys.stdout.write(json.dumps({"pages": made.pages, "written": made.written}) + "\n")
    sys.stderr.write(f"{args.folder / 'index.html'}: {made.pages} files, {made.written} written\n")
    return MADE
