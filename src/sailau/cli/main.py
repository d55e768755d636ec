"""Entry of the command `sailau`: parse, hand over to the subcommand, say what went wrong.

A subcommand is a module with `add_parser(subparsers)`, which sets `run` as the parser's default, and
`run(args) -> int`. To add one: put its name, its module and the text of its help into `COMMANDS`. Only the module of
the command that was chosen is imported, so that a verifier needs no printing library and the help comes at once.

Exit codes: 0 sound, 1 findings, 2 misuse or a job that could not be done. A `SailauError` that a
subcommand lets through ends here, with its `diagnostics()`; an `InvariantError` is our own mistake
and is not caught.
"""

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Final, Protocol, cast

from sailau import __version__
from sailau.errors import SailauError

EXIT_MISUSE = 2

COMMANDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("acceptance", "sailau.cli.acceptance", "make, check and show the acceptance pack of the software"),
    ("accumulator", "sailau.cli.accumulator", "an accumulator, as a process of its own"),
    ("desk", "sailau.cli.desk", "a desk where voters are admitted, as a process of its own"),
    ("acts", "sailau.cli.acts", "print the signed acts of a record or another folder as PDF"),
    ("card", "sailau.cli.card", "what lies in the card readers; make new voter cards ready"),
    ("ceremony", "sailau.cli.ceremony", "the commission makes its keys, each member alone"),
    ("chair", "sailau.cli.chair", "the chair's station, as a process of its own"),
    ("commission", "sailau.cli.commission", "a commission after the day: take in, judge, fix, decide, make known"),
    ("demo", "sailau.cli.demo", "hold a whole precinct's election with invented people"),
    (
        "demo-district",
        "sailau.cli.demo_district",
        "hold a district's election of twelve precincts, up to the announced result",
    ),
    ("election", "sailau.cli.election", "from a commented draft to a published definition of an election"),
    ("evidence", "sailau.cli.evidence", "keep recorders as evidence, from the sealed packet to the year's end"),
    ("install", "sailau.cli.install", "install a precinct three days before voting, step by step"),
    ("list", "sailau.cli.list", "check, load, change and hand over voter lists"),
    ("manual", "sailau.cli.manual", "write the manuals for voter, member, observer, chair and technician as PDF"),
    ("observe", "sailau.cli.observe", "hold photos of paper protocols against what was published"),
    ("outcome", "sailau.cli.outcome", "who is elected by given figures, and why"),
    ("package", "sailau.cli.package", "make, check, copy and publish the packages of precincts"),
    ("pki", "sailau.cli.pki", "certificates: authorities, issuing, revoking; who may do what"),
    ("portable", "sailau.cli.portable", "a portable device at voters' homes, as a process of its own"),
    ("recorder", "sailau.cli.recorder", "a device's recorder on two media, as a process of its own"),
    ("run", "sailau.cli.run", "a whole polling place for training on this machine, in the browser"),
    ("site", "sailau.cli.site", "make the public site of a publication: results, records, finder, comparison"),
    ("table", "sailau.cli.table", "the precinct computer: serve the devices at the table"),
    ("technician", "sailau.cli.technician", "the technician's station, as a process of its own"),
    ("terminal", "sailau.cli.terminal", "a voting terminal, as a process of its own"),
    ("transfer", "sailau.cli.transfer", "send a precinct's signed record to the commission, without the chair's page"),
    ("verify", "sailau.cli.verify", "judge a precinct's public record on the fifteen-step plan"),
    ("verify-archive", "sailau.cli.verify_archive", "judge one archive (.bel) by itself"),
    (
        "verify-country",
        "sailau.cli.verify_country",
        "judge a whole publication: every record, and all that is summed from them",
    ),
)
"""Name, module, help, in the order of the help. A test holds the help against that of the module's own parser."""


class Command(Protocol):
    """What a subcommand's module offers."""

    def add_parser(self, subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
        """Add the subcommand's parser."""


def main(argv: list[str] | None = None) -> int:
    """Run `sailau` with `argv` (the process's arguments by default) and return the exit code."""
    _write_utf8()
    try:
        args = parser(argv).parse_args(argv)
    except SystemExit as stop:  # argparse has said why: 0 for help and version, 2 for misuse
        return stop.code if isinstance(stop.code, int) else EXIT_MISUSE
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except SailauError as error:
        sys.stderr.write(f"sailau: {error.diagnostics()}\n")
        return EXIT_MISUSE
    except BrokenPipeError:
        # The reader has gone. Nothing more can be said there; keep the interpreter from trying at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_MISUSE
    except KeyboardInterrupt:
        sys.stderr.write("sailau: stopped\n")
        return EXIT_MISUSE
    return code


def parser(argv: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The parser for `argv`: the command that it chooses in full, the others by name and help."""
    words = sys.argv[1:] if argv is None else argv
    chosen = next((word for word in words if not word.startswith("-")), None)
    made = argparse.ArgumentParser(
        prog="sailau",
        description="An open electronic election system for Kazakhstan whose every number anyone can verify.",
        allow_abbrev=False,
    )
    made.add_argument("--version", action="version", version=f"sailau {__version__}")
    subparsers = made.add_subparsers(metavar="COMMAND", required=True)
    for name, module, text in COMMANDS:
        if name == chosen:
            cast(Command, importlib.import_module(module)).add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=text)
    return made


def _write_utf8() -> None:
    """Names are Kazakh: write UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "strict")


if __name__ == "__main__":
    sys.exit(main())
