"""`sailau evidence`: recorders as evidence, from the seal on the packet to its destruction after a year (E49-E52).

    seal, take, custody, list            the packet of recorders and its chain of custody (L 50-8(2), 50-9)
    pack, check, timeline                what a court is given, and how it judges it (L 50-8(1))
    open-session order|part|finish       one session, on a court's decision, by all parties together (L 50-2(4))
    declare-end, ended, destroy          one year from the end of the election, then the act (L 50-9)

What prints and what judges is imported by the verb that needs it, so that the help comes at once.
"""

import argparse

from sailau.cli import evidence_custody, evidence_end, evidence_opening, evidence_packs


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `evidence`."""
    parser = subparsers.add_parser(
        "evidence",
        help="keep recorders as evidence, from the sealed packet to the year's end",
        description="Keep the recorders of precincts as evidence: their custody, packs for a court, one session opened "
        "on its decision, destruction after a year.",
        epilog="What the files are: docs/format/evidence.md. Exit 0: done, or sound; 1: refused by law, or findings; "
        "2: misuse, or a job that could not be done.",
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    evidence_custody.add_verbs(verbs)
    evidence_packs.add_verbs(verbs)
    evidence_opening.add_verbs(verbs)
    evidence_end.add_verbs(verbs)
