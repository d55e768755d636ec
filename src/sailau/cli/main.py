"""Entry of the command `sailau`: parse, hand over to the subcommand, say what went wrong.

A subcommand is a module with `add_parser(subparsers)`, which sets `run` as the parser's default, and
`run(args) -> int`. To add one: import it here and put it into `COMMANDS`.

Exit codes: 0 sound, 1 findings, 2 misuse or a job that could not be done. A `SailauError` that a
subcommand lets through ends here, with its `diagnostics()`; an `InvariantError` is our own mistake
and is not caught.
"""

import argparse
import io
import os
import sys
from importlib.metadata import version
from typing import Protocol

from sailau.cli import demo, election, outcome, pki, verify, verify_archive
from sailau.cli import list as voter_list
from sailau.errors import SailauError

EXIT_MISUSE = 2


class Command(Protocol):
    """What a subcommand's module offers."""

    def add_parser(self, subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
        """Add the subcommand's parser."""


COMMANDS: tuple[Command, ...] = (demo, election, voter_list, outcome, pki, verify, verify_archive)


def main(argv: list[str] | None = None) -> int:
    """Run `sailau` with `argv` (the process's arguments by default) and return the exit code."""
    _write_utf8()
    try:
        args = _parser().parse_args(argv)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sailau",
        description="An open electronic election system for Kazakhstan whose every number anyone can verify.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"sailau {version('sailau')}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(subparsers)
    return parser


def _write_utf8() -> None:
    """Names are Kazakh: write UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "strict")


if __name__ == "__main__":
    sys.exit(main())
