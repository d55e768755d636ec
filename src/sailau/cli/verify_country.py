"""`sailau verify-country`: a whole publication: every precinct's record, then everything summed from them.

    sailau verify-country DIR [--root CERT] [--revoked FILE ...] [--processes N | --scheduler ADDRESS …]
                              [--journal FILE] [--anew] [--report FILE] [--json] [--lang kk|ru|en]

The report goes to stderr, JSON to stdout. Exit 0: no defect (remarks may stand: awaited precincts); 1: defects;
2: misuse, or a job that could not be done. What was judged is kept beside DIR: the same command goes on after a stop.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from sailau.adapters.files import write_atomically
from sailau.adapters.runners import RunHere, RunInProcesses
from sailau.adapters.runners.cluster import ClusterTls, RunOnCluster
from sailau.cli.progress import ProgressBar
from sailau.ports.runner import Runner
from sailau.refusal import Text
from sailau.service.country.report import STEPS, CountryReport, StepOutcome
from sailau.service.country.verify import verify_country
from sailau.service.country.words import CODES, OUTCOMES, SAID, VERDICTS
from sailau.service.country.words import STEPS as STEP_NAMES
from sailau.verifier.finding import Finding, Weight
from sailau.words import Language, grouped

SOUND, DEFECTS, MISUSE = 0, 1, 2
PROCESSES_MAX: Final = 256
FINDINGS_SHOWN: Final = 200
MARKS: Final = {StepOutcome.SOUND: "✓", StepOutcome.DEFECTS: "✗", StepOutcome.NOT_JUDGED: "–"}
SHOWN_LINES: Final = ("voters_on_list", "voters_received_ballots")
"""Lines that electronic and summary protocols share; who took part is a contest's own figure."""

DESCRIPTION: Final = """\
Judge a whole publication: files and signatures, every precinct's record on the fifteen steps, then standings, totals,
turnout, outcome, decisions and notices, all made again from the records (docs/format/publication.md, chapter 9).
"""
CLUSTER: Final = """\
On several machines: start `dask scheduler` and `dask worker` with the extra `cluster`, one thread a worker;
every machine has the same version of Sailau, and the publication in a folder of the same name (docs/verify-country.md).
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `verify-country`."""
    parser = subparsers.add_parser(
        "verify-country",
        help="judge a whole publication: every record, and all that is summed from them",
        description=DESCRIPTION,
        epilog=CLUSTER,
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the publication: a folder with data/ and records/")
    parser.add_argument("--root", type=Path, metavar="CERT", help="the trusted root certificate, PEM or DER")
    parser.add_argument(
        "--revoked",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a list of revoked certificates (CRL), PEM or DER; may be repeated",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--processes", type=_processes, default=1, metavar="N", help="processes here; default 1")
    where.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, as tls://host:8786")
    parser.add_argument("--tls-ca", type=Path, metavar="FILE", help="the cluster's own certificate authority, PEM")
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="this machine's certificate for the cluster, PEM")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key, PEM")
    parser.add_argument(
        "--journal", type=Path, metavar="FILE", help="where verdicts are kept; default: DIR.verified.jsonl, beside DIR"
    )
    parser.add_argument("--anew", action="store_true", help="judge every record again, whatever the journal says")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the whole report there as JSON")
    parser.add_argument("--json", action="store_true", help="the whole report as JSON on stdout")
    parser.add_argument("--lang", choices=("kk", "ru", "en"), default="kk", help="language of the report; default kk")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Judge the publication and report; the exit code."""
    bar = ProgressBar()
    folder: Path = args.folder.absolute()
    try:
        root = None if args.root is None else args.root.read_bytes()
        revoked = [path.read_bytes() for path in args.revoked]
    except OSError as error:
        sys.stderr.write(f"sailau verify-country: {error.filename}: {error.strerror}\n")
        return MISUSE
    journal = args.journal or folder.with_name(f"{folder.name}.verified.jsonl")
    try:
        report = verify_country(
            folder, _runner(args), journal=journal, root=root, revoked=revoked, anew=args.anew, progress=bar
        )
    finally:
        bar.close()
    written = json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n"
    if args.report is not None:
        write_atomically(args.report, written.encode())
    if args.json:
        sys.stdout.write(written)
    sys.stderr.write(text_of(report, args.lang))
    return SOUND if report.sound else DEFECTS


def _runner(args: argparse.Namespace) -> Runner:
    if args.scheduler is not None:
        given = (args.tls_ca, args.tls_cert, args.tls_key)
        tls = None
        if all(path is not None for path in given):
            tls = ClusterTls(authority=args.tls_ca, certificate=args.tls_cert, key=args.tls_key)
        return RunOnCluster(args.scheduler, tls)
    return RunHere() if args.processes == 1 else RunInProcesses(args.processes)


def text_of(report: CountryReport, lang: Language) -> str:
    """The report for people: steps, findings, the country's figures, the verdict."""
    counts = (
        (report.precincts, "precincts"),
        (report.counted, "counted"),
        (len(report.records), "records"),
        (report.kept, "kept"),
        (report.decisions, "decisions"),
        (report.notices, "notices"),
    )
    said = ", ".join(f"{grouped(number)} {_in(SAID[what], lang)}" for number, what in counts)
    lines = [f"{report.election or '?'}: {said}"]
    for step in STEPS:
        outcome = report.step(step)
        lines.append(f"  {MARKS[outcome]} {step}  {_in(STEP_NAMES[step], lang)}: {_in(OUTCOMES[outcome], lang)}")
    for weight in Weight:
        lines += _listed(weight, report.of_weight(weight), lang)
    return "\n".join([*lines, *_figures(report, lang), _in(VERDICTS[report.sound], lang)]) + "\n"


def _listed(weight: Weight, findings: tuple[Finding, ...], lang: Language) -> list[str]:
    lines = [
        f"{_in(SAID[weight], lang)}: {finding.step}, {finding.place}: {_in(CODES[finding.code], lang)}"
        f" ({finding.code}): {finding.text} ({finding.article})"
        for finding in findings[:FINDINGS_SHOWN]
    ]
    if len(findings) > FINDINGS_SHOWN:
        lines.append(f"{_in(SAID[weight], lang)}: {len(findings) - FINDINGS_SHOWN} {_in(SAID['more'], lang)}")
    return lines


def _figures(report: CountryReport, lang: Language) -> list[str]:
    country = report.country
    if country is None:
        return []
    lines = [f"{_in(SAID['country'], lang)}:"]
    for figure in SHOWN_LINES:
        if figure in country.lines:
            lines.append(f"  {grouped(country.lines[figure])}  {_in(SAID[figure], lang)}")
    for one in () if report.outcome is None else report.outcome.contests:
        elected = ", ".join(f"{mandates.answer} ({mandates.seats})" for mandates in one.elected)
        figures = country.contests.get(one.contest)
        took_part = 0 if figures is None else figures.valid + figures.invalid
        said = f"{grouped(took_part)} {_in(SAID['participants'], lang)}"
        lines.append(f"  {one.contest}: {said}; {one.state}{': ' if elected else ''}{elected}")
    return lines


def _in(text: Text, lang: Language) -> str:
    match lang:
        case "kk":
            return text.kk
        case "ru":
            return text.ru
        case "en":
            return text.en


def _processes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= PROCESSES_MAX:
        raise argparse.ArgumentTypeError(f"1 to {PROCESSES_MAX} processes")
    return int(text)
