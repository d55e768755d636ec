"""`sailau list`: voter lists from a file to the precinct's commission (L 24-26, 41(6)).

From a file into the book of lists:
    sailau list new        --register DIR --election FILE                 an empty book, sealed under a password
    sailau list check      FILE (--register DIR | --election FILE)        dry run: every finding, nothing changed
    sailau list load       FILE --register DIR ORDER [--accept CODE ...]  all lists of the file, or none
    sailau list change     add|correct|remove|move --register DIR ORDER   one entry
    sailau list undo       --register DIR ORDER [--event N]               the last load, or one change
    sailau list show       --register DIR [--own | --events]              the lists; one's own entry; what happened

To commissions, with acts:
    sailau list hand-over  --register DIR --precinct N --out DIR ORDER    list and act for the precinct's commission
    sailau list sign       FOLDER --sign FILE.p12                         the akim's or the chair's signature
    sailau list verify     FOLDER --root CERT --election ID               judge a list that was handed over
    sailau list deliver    --register DIR --out DIR ORDER                 voter data for the territorial commission

Citizens' own:
    sailau list complain   --register DIR --text FILE --who TEXT          a complaint about the own entry
    sailau list decide     --register DIR --number N ORDER                the decision on a complaint
    sailau list complaints --register DIR [--which open|overdue]          complaints, without names
    sailau list home       ask|withdraw|file --register DIR               applications to vote at home

ORDER is --who, --why, --decision and --by (executive, precinct, higher, court). An IIN is never an argument, where
others could read it: it is read from the standard input, entries from a file or `-`.

Text for people goes to stderr in --language kk, ru or en; JSON (--json) to stdout. Exit 0 done or sound, 1 findings or
a lawful no, 2 misuse. Files are CSV (UTF-8), XLSX or JSON; `docs/format/voter-list.md` has the columns.
"""

import argparse
from collections.abc import Callable

from sailau.cli import list_files, list_papers, list_voters


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `list` and its verbs."""
    parser = subparsers.add_parser(
        "list",
        help="check, load, change and hand over voter lists",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    list_files.add_verbs(verbs)
    list_papers.add_verbs(verbs)
    list_voters.add_verbs(verbs)


def run(args: argparse.Namespace) -> int:
    """Run the verb that was asked for; the exit code. Raises SailauError, which the command turns into exit 2."""
    verb: Callable[[argparse.Namespace], int] = args.act
    return verb(args)
