"""`sailau commission`: a commission above the precincts at work after the day (L 43(8)–(9), 44, 50-7).

    new, receive, judge, status, revoked     what precincts send: taken in, verified, answered (`cli.commission_intake`)
    serve                                    the same over the allotted network (`cli.commission_serve`)
    decide, sign, withdraw                   decisions, their effect shown first (`cli.commission_decide`)
    seats                                    who holds the mandates, a new order, a vacant one (`cli.commission_seats`)
    fix, notified, notice, papers            totals fixed and notified, tables, results (`cli.commission_notices`)
    complain, repeat, revise, publish        complaints, the next or a postponed vote, the publication
                                             (`cli.commission_after`)

The other verbs stand in modules of their own, each with `add_verbs`; a module is imported for the help of its verbs
only, so what prints and what judges is imported by the verb that needs it.
"""

import argparse
import importlib
from typing import Final, Protocol, cast

MODULES: Final = (
    "sailau.cli.commission_intake",
    "sailau.cli.commission_serve",
    "sailau.cli.commission_decide",
    "sailau.cli.commission_notices",
    "sailau.cli.commission_after",
    "sailau.cli.commission_seats",
)
"""The modules of the verbs, in the order of the help."""


class Verbs(Protocol):
    """What a module of verbs offers."""

    def add_verbs(self, verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
        """Add its verbs."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `commission`."""
    parser = subparsers.add_parser(
        "commission",
        help="a commission after the day: take in, judge, fix, decide, make known",
        description="A commission above the precincts after the day: records of precincts are received, verified and "
        "acknowledged; totals fixed, decisions taken, notices and the publication made.",
        epilog="How the folder, the store and an encrypted volume are set up: docs/centre.md. Exit 0: done; 1: refused "
        "by law or by a rule; 2: misuse, or a job that could not be done.",
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name in MODULES:
        cast(Verbs, importlib.import_module(name)).add_verbs(verbs)
