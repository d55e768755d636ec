"""`sailau election check`, `canonical` and `example`: a definition by itself, without a working folder's steps."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sailau.cli.election_shown import in_language, say
from sailau.election.definition import canonical, fingerprint, parse, short_fingerprint, warnings
from sailau.election.draft import explained, line_of, read_draft, read_tree
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import Definition
from sailau.election.problems import DefinitionWarning
from sailau.election.proofreading import Registration, read_registration
from sailau.errors import DefinitionError
from sailau.service.ballot_check import Checked, check_ballot
from sailau.service.ballots import DRAFTS, draft_file

SOUND, FINDINGS, MISUSE = 0, 1, 2
MARKS: Final = {"stop": "✗", "look": "?"}

EXAMPLES: Final[dict[str, Callable[..., Definition]]] = {
    "president-2005": president_2005,
    "party-and-district": party_and_district,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A file that was looked at: bytes as read, and either its definition with findings, or problems."""

    name: str
    data: bytes
    definition: Definition | None = None
    checked: Checked | None = None
    warnings: tuple[DefinitionWarning, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()


def run(args: argparse.Namespace) -> int:
    """`check`: the exit code."""
    try:
        judged = _judged(args)
    except OSError as error:
        say(f"{error.filename}: {error.strerror}")
        return MISUSE
    if args.json:
        sys.stdout.write(json.dumps(_as_json(judged), ensure_ascii=False, indent=2) + "\n")
    else:
        _tell(judged, args.language)
    return FINDINGS if judged.problems or (judged.checked and judged.checked.stops) else SOUND


def registration_of(path: Path | None) -> Registration | None:
    """The registration entries of a file, None without one. Raises DefinitionError with lines, OSError."""
    if path is None:
        return None
    data = path.read_bytes()
    try:
        return read_registration(read_tree(data, path.name), path.name)
    except DefinitionError as error:
        raise DefinitionError(explained(error, data, path.name)) from error


def canonical_file(args: argparse.Namespace) -> int:
    """`canonical`: the exit code."""
    return _written(lambda: read_draft(args.file.read_bytes(), args.file.name), args.out)


def example(args: argparse.Namespace) -> int:
    """`example`: the exit code."""
    return _written(lambda: EXAMPLES[args.name](voters=args.voters, terminals=args.terminals), args.out)


def say_problems(problems: tuple[tuple[str, str], ...]) -> None:
    """Every problem on a line of its own, and how many they are."""
    for place, reason in problems:
        say(f"{place}: {reason}")
    if problems:
        say(f"refused: {len(problems)} problem{'s' if len(problems) > 1 else ''}")


def _judged(args: argparse.Namespace) -> _Judged:
    path: Path = draft_file(args.file) if args.file.is_dir() else args.file
    data = path.read_bytes()
    is_draft = path.name in DRAFTS or path.suffix == ".toml"
    try:
        registration = registration_of(args.registration)
        definition = read_draft(data, path.name) if is_draft else parse(data, path.name)
        now = None if args.at is None else _moment(args.at)
    except DefinitionError as error:
        return _Judged(name=path.name, data=data, problems=error.problems)
    return _Judged(
        name=path.name,
        data=data,
        definition=definition,
        checked=check_ballot(definition, registration=registration, now=now),
        warnings=warnings(definition, path.name),
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise DefinitionError((("--at", f"{text} is no moment, as 2026-11-01T10:00+05:00"),)) from error
    if moment.tzinfo is None:
        raise DefinitionError((("--at", f"{text} says no offset from UTC, as +05:00"),))
    return moment


def _as_json(judged: _Judged) -> dict[str, Any]:
    digest = None if judged.definition is None else fingerprint(canonical(judged.definition))
    checked = judged.checked
    return {
        "file": judged.name,
        "sound": judged.definition is not None and not (checked and checked.stops),
        "fingerprint": digest,
        "short_fingerprint": None if digest is None else short_fingerprint(digest),
        "problems": [{"place": place, "reason": reason} for place, reason in judged.problems],
        "warnings": [{"place": warning.place, "reason": warning.reason} for warning in judged.warnings],
        "findings": [
            finding.as_json() | {"line": line_of(judged.data, judged.name, finding.path)}
            for finding in (checked.findings if checked else ())
        ],
        "order": checked.order if checked else [],
    }


def _tell(judged: _Judged, language: str) -> None:
    for warning in judged.warnings:
        say(f"warning: {warning.place}: {warning.reason}")
    checked = judged.checked
    for finding in checked.findings if checked else ():
        line = line_of(judged.data, judged.name, finding.path)
        where = judged.name if line is None else f"{judged.name}, line {line}"
        text = in_language(finding.text, language)
        say(f"{MARKS[finding.weight.value]} {where}: {finding.place}: {text} [{finding.code}, {finding.article}]")
    say_problems(judged.problems)
    if judged.definition is None:
        return
    if checked and checked.stops:
        say(f"{judged.name}: {len(checked.stops)} to mend before a proof is made")
        return
    digest = fingerprint(canonical(judged.definition))
    say(f"{judged.name}: sound, sha256:{digest} ({short_fingerprint(digest)})")


def _written(make: Callable[[], Definition], out: Path) -> int:
    try:
        definition = make()
        data = canonical(definition)
        with out.open("xb") as file:
            file.write(data)
    except DefinitionError as error:
        say_problems(error.problems)
        return FINDINGS
    except OSError as error:
        say(f"{error.filename}: {error.strerror}")
        return MISUSE
    for warning in warnings(definition, out.name):
        say(f"warning: {warning.place}: {warning.reason}")
    say(f"{out.name}: written, sha256:{fingerprint(data)}")
    return SOUND
