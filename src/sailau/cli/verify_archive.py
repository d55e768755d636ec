"""`sailau verify-archive`: one archive by itself, judged on the steps of the plan that an archive allows.

    sailau verify-archive FILE.bel [--json] [--processes N]

Any archive of election format version 1 in the group Ed25519 is judged: homomorphic questions with or without
a blank vote, with or without control questions, members with a joint key or single trustees. The report goes
to stderr, JSON to stdout. Exit 0: no finding (remarks may stand); 1: findings; 2: misuse, as no such file.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sailau.cli.progress import ProgressBar
from sailau.election.questions import HomomorphicQuestion
from sailau.verifier.archive import Archive, remark_on_bare_archive, verify_archive
from sailau.verifier.finding import Finding, Findings, Weight

SOUND, FINDINGS, MISUSE = 0, 1, 2
PROCESSES = 2
PROCESSES_MAX = 64
FINDINGS_SHOWN = 200

STEPS = {
    3: "election",
    4: "trustees",
    5: "credentials",
    6: "archive: records, hashes, chain, order",
    7: "ballots",
    8: "encrypted tally",
    9: "shuffles",
    10: "partial decryptions",
    11: "result",
    12: "control answers",
}
"""The steps that an archive alone allows; of 3 only the election's form."""

VERDICTS = {
    True: (
        "ЖАРАМДЫ: мұрағатта тексерілгеннің бәрі сәйкес келеді.",
        "ВЕРЕН: всё проверенное в архиве сходится.",
        "SOUND: everything that was judged in this archive agrees.",
    ),
    False: (
        "ҚАБЫЛДАНБАЙДЫ: мұрағатта ақаулар бар.",
        "НЕ ПРИНИМАЕТСЯ: в архиве есть дефекты.",
        "REFUSED: the archive has defects.",
    ),
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `verify-archive`."""
    parser = subparsers.add_parser(
        "verify-archive",
        help="judge one archive (.bel) by itself",
        description="Judge one archive by itself, without the record around it.",
        allow_abbrev=False,
    )
    parser.add_argument("file", type=Path, metavar="FILE.bel", help="the archive")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    parser.add_argument("--processes", type=_processes, default=PROCESSES, metavar="N", help="default 2")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Judge the archive and report; the exit code."""
    if not _is_file(args.file):
        return _misused(args.file, "no such file")
    findings, bar = Findings(), ProgressBar()
    try:
        archive = verify_archive(args.file, findings, args.processes, bar)
    except OSError as error:
        return _misused(args.file, error.strerror or "cannot be read")
    finally:
        bar.close()
    remark_on_bare_archive(archive, findings)
    if args.json:
        sys.stdout.write(json.dumps(as_json(args.file.name, archive, findings), ensure_ascii=False, indent=2) + "\n")
    sys.stderr.write(as_text(args.file.name, archive, findings))
    return FINDINGS if findings.defects else SOUND


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _misused(path: Path, reason: str) -> int:
    sys.stderr.write(f"sailau verify-archive: {_printable(str(path))}: {reason}\n")
    return MISUSE


def as_json(name: str, archive: Archive, findings: Findings) -> dict[str, Any]:
    """The verdict as values for JSON."""
    remarks = [finding for finding in findings.items if finding.weight is Weight.REMARK]
    return {
        "verdict": "refused" if findings.defects else "sound",
        "file": name,
        "uuid": archive.election.uuid if archive.election else None,
        "election": archive.election.name if archive.election else None,
        "setup": archive.chain.setup_event.hex() if archive.chain.setup_event else None,
        "ballots": len(archive.chain.of_type("Ballot")),
        "findings": [finding.as_json() for finding in findings.defects],
        "remarks": [finding.as_json() for finding in remarks],
        "result": _result(archive),
    }


def _result(archive: Archive) -> list[dict[str, Any]] | None:
    if archive.result is None or archive.election is None:
        return None
    table = []
    for question, row in zip(archive.election.questions, archive.result.result, strict=True):
        if isinstance(question, HomomorphicQuestion):
            blank = {"blank": row[0]} if question.blank else {}
            counts = row[1:] if question.blank else row
            votes = [{"answer": name, "votes": n} for name, n in zip(question.answers, counts, strict=True)]
            table.append({"question": question.question, **blank, "answers": votes})
        else:
            table.append({"question": question.question, "control_answers": len(row)})
    return table


def as_text(name: str, archive: Archive, findings: Findings) -> str:
    """The verdict for people: steps, findings, the table of results, the verdict in three languages."""
    defects = findings.defects
    setup = archive.chain.setup_event.hex() if archive.chain.setup_event else "not read"
    lines = [f"{_printable(name)}: {len(archive.chain.of_type('Ballot'))} ballots", f"Setup {setup}"]
    first = min((finding.step for finding in defects), default=None)
    for step, title in STEPS.items():
        number = sum(finding.step == step for finding in defects)
        said = f"{number} findings" if number else "sound" if first is None else "no finding"
        lines.append(f"  {'✗' if number else '✓' if first is None else '–'} {step:2}  {title}: {said}")
    lines += _listed(findings.items)
    if not defects:
        lines += _table(archive)
    return "\n".join([*lines, *VERDICTS[not defects]]) + "\n"


def _listed(findings: list[Finding]) -> list[str]:
    lines = [
        f"{finding.weight}: step {finding.step}, {finding.code}, {finding.place}: {finding.text} ({finding.article})"
        for finding in findings[:FINDINGS_SHOWN]
    ]
    if len(findings) > FINDINGS_SHOWN:
        lines.append(f"{len(findings) - FINDINGS_SHOWN} more; --json lists them")
    return lines


def _table(archive: Archive) -> list[str]:
    lines = []
    for row in _result(archive) or []:
        lines.append(_printable(row["question"]))
        if "control_answers" in row:
            lines.append(f"  {row['control_answers']:>7}  control answers")
            continue
        lines += [f"  {answer['votes']:>7}  {_printable(answer['answer'])}" for answer in row["answers"]]
        if "blank" in row:
            lines.append(f"  {row['blank']:>7}  (blank)")
    return lines


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)


def _processes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= PROCESSES_MAX:
        raise argparse.ArgumentTypeError(f"1 to {PROCESSES_MAX} processes")
    return int(text)
