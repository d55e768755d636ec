"""`sailau verify`: a precinct's whole public record, judged on the fifteen-step plan.

    sailau verify RECORD_DIR [--setup HASH] [--root CERT] [--revoked FILE ...] [--json] [--processes N]

The report goes to stderr, JSON to stdout. Exit 0: no defect (explained findings and remarks may stand); 1: defects;
2: misuse — no such folder, no certificate, no hash.
"""

import argparse
import json
import re
import sys
from pathlib import Path

from sailau.cli.progress import ProgressBar
from sailau.errors import SailauError
from sailau.verifier.finding import Finding, Weight
from sailau.verifier.record import STEPS, Outcome, Report, verify_record

SOUND, DEFECTS, MISUSE = 0, 1, 2
PROCESSES = 2
FINDINGS_SHOWN = 200

VERDICTS = {
    True: (
        "ЖАРАМДЫ: тексерілгеннің бәрі сәйкес келеді.",
        "ЗАПИСЬ ВЕРНА: всё проверенное сходится.",
        "SOUND: everything that was judged agrees.",
    ),
    False: (
        "ҚАБЫЛДАНБАЙДЫ: жазбада ақаулар бар.",
        "НЕ ПРИНИМАЕТСЯ: в записи есть дефекты.",
        "REFUSED: the record has defects.",
    ),
}

MARKS = {Outcome.SOUND: "✓", Outcome.EXPLAINED: "≈", Outcome.DEFECTS: "✗", Outcome.NOT_JUDGED: "–"}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `verify`."""
    parser = subparsers.add_parser("verify", help="judge a precinct's public record on the fifteen-step plan")
    parser.add_argument("record", type=Path, metavar="RECORD_DIR", help="the record's folder")
    parser.add_argument(
        "--setup", type=_setup, metavar="HASH", help="the Setup hash of the zero report (64 hex digits)"
    )
    parser.add_argument("--root", type=Path, metavar="CERT", help="the trusted root certificate, PEM or DER")
    parser.add_argument(
        "--revoked",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a list of revoked certificates (CRL), PEM or DER; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    parser.add_argument("--processes", type=_processes, default=PROCESSES, metavar="N", help="default 2")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Judge the record and report; the exit code."""
    bar = ProgressBar()
    try:
        root = None if args.root is None else args.root.read_bytes()
        revoked = [path.read_bytes() for path in args.revoked]
        report = verify_record(
            args.record, setup=args.setup, root=root, revoked=revoked, processes=args.processes, progress=bar
        )
    except SailauError as error:
        sys.stderr.write(f"sailau verify: {error.diagnostics()}\n")
        return MISUSE
    except OSError as error:
        sys.stderr.write(f"sailau verify: {error.filename}: {error.strerror}\n")
        return MISUSE
    finally:
        bar.close()
    if args.json:
        sys.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n")
    sys.stderr.write(text_of(report))
    return SOUND if report.sound else DEFECTS


def text_of(report: Report) -> str:
    """The report for people: steps, findings, verdict in three languages."""
    lines = [f"record {report.uuid or '?'}, election {report.election or '?'}, precinct {report.precinct or '?'}"]
    lines.append(f"Setup {report.setup or 'not read'}")
    for step, name in STEPS.items():
        outcome = report.steps[step]
        lines.append(f"  {MARKS[outcome]} {step:2}  {name}: {outcome}")
    for weight in Weight:
        lines += _listed(weight, report.of_weight(weight))
    kk, ru, en = VERDICTS[report.sound]
    return "\n".join([*lines, kk, ru, en]) + "\n"


def _listed(weight: Weight, findings: tuple[Finding, ...]) -> list[str]:
    lines = [
        f"{weight}: step {finding.step}, {finding.code}, {finding.place}: {finding.text} ({finding.article})"
        for finding in findings[:FINDINGS_SHOWN]
    ]
    if len(findings) > FINDINGS_SHOWN:
        lines.append(f"{weight}: {len(findings) - FINDINGS_SHOWN} more; --json lists them")
    return lines


def _setup(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise argparse.ArgumentTypeError("a Setup hash has 64 hexadecimal digits")
    return text.lower()


def _processes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError("1 to 64 processes")
    return int(text)
