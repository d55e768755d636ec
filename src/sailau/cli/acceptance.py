"""`sailau acceptance`: the acceptance pack of the software, made, checked and shown (E4, E6; docs/acceptance.md).

    sailau acceptance build SOURCE --out DIR --sign FILE.p12 [--all-tests | --junit FILE] [--bench FILE]
    sailau acceptance check DIR --root CERT [--source SOURCE [--repeat-tests]] [--revoked FILE ...] [--json]
    sailau acceptance report DIR [--json]

Exit 0: done, or nothing differs; 1: tests failed, or differences were found and are named; 2: misuse.
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sailau.cli.signer import add_signer, opened_signer

if TYPE_CHECKING:
    from sailau.service.acceptance.check import Judged
    from sailau.service.acceptance.report import Tree

SOUND, DIFFERS = 0, 1
SHOWN_MAX = 100


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `acceptance` and its verbs."""
    parser = subparsers.add_parser("acceptance", help="make, check and show the acceptance pack of the software")
    parser.set_defaults(run=run)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    build = verbs.add_parser(
        "build",
        help="build the wheel twice, run the tests of the law's rows, report and sign",
        description="Build the software from a clone twice and compare, list its parts and files, run the tests that"
        " docs/law.md names, write the report as data and as PDF, and sign it as the central commission.",
        allow_abbrev=False,
    )
    build.add_argument("source", type=Path, metavar="SOURCE", help="the clone that this software is installed from")
    build.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    tests = build.add_mutually_exclusive_group()
    tests.add_argument("--all-tests", action="store_true", help="run every test, not only those of the law's rows")
    tests.add_argument("--junit", type=Path, metavar="FILE", help="take the run of this file (pytest --junitxml)")
    build.add_argument("--bench", type=Path, metavar="FILE", help="figures of `make bench` (build/bench.json)")
    build.add_argument("--json", action="store_true", help="the report on stdout")
    add_signer(build)

    check = verbs.add_parser(
        "check",
        help="repeat every step of a pack and name each difference",
        description="Judge a pack as somebody who trusts nobody but the root: files, signatures, the software"
        " installed here, the wheel built again, parts, tests, paper.",
        allow_abbrev=False,
    )
    check.add_argument("pack", type=Path, metavar="DIR", help="the pack's folder")
    check.add_argument("--root", type=Path, required=True, metavar="CERT", help="the trusted root, PEM or DER")
    check.add_argument("--source", type=Path, metavar="SOURCE", help="a clone, to build the wheel from again")
    check.add_argument("--repeat-tests", action="store_true", help="run the tests of the law's rows again")
    check.add_argument(
        "--revoked", type=Path, action="append", default=[], metavar="FILE", help="a revocation list (CRL)"
    )
    check.add_argument("--json", action="store_true", help="JSON on stdout")

    show = verbs.add_parser("report", help="show a pack's report", allow_abbrev=False)
    show.add_argument("pack", type=Path, metavar="DIR", help="the pack's folder")
    show.add_argument("--json", action="store_true", help="the report's data on stdout")


def run(args: argparse.Namespace) -> int:
    """Run the verb that was asked for; the exit code."""
    verbs = {"build": _build, "check": _check, "report": _report}
    return verbs[args.verb](args)


def _build(args: argparse.Namespace) -> int:
    from sailau.adapters.files import read_file
    from sailau.service.acceptance.pack import Given, build_pack

    given = Given(
        junit=None if args.junit is None else read_file(args.junit),
        bench=None if args.bench is None else read_file(args.bench),
        whole=args.all_tests,
    )
    with opened_signer(args) as signer:
        tree = build_pack(args.source, args.out, signer, datetime.now().astimezone().replace(microsecond=0), given)
    _show(tree, as_json=args.json)
    sys.stderr.write(f"{args.out}\n")
    return DIFFERS if tree["tests"]["failed"] else SOUND


def _check(args: argparse.Namespace) -> int:
    from sailau.adapters.files import read_file
    from sailau.service.acceptance.check import Asked, check_pack
    from sailau.signing.trust import read_certificate

    asked = Asked(
        root=read_certificate(read_file(args.root)),
        source=args.source,
        repeat_tests=args.repeat_tests,
        revocation_lists=tuple(read_file(path) for path in args.revoked),
    )
    judged = check_pack(args.pack, asked)
    if args.json:
        _write_json(
            {
                "sound": judged.sound,
                "signer": judged.signer,
                "differences": [{"step": item.step, "text": item.text} for item in judged.differences],
                "not_judged": dict(judged.not_judged),
            }
        )
    _show_judged(judged)
    return SOUND if judged.sound else DIFFERS


def _report(args: argparse.Namespace) -> int:
    from sailau.adapters.files import read_file
    from sailau.service.acceptance.report import REPORT, read_report

    _show(read_report(read_file(args.pack / REPORT)), as_json=args.json)
    return SOUND


def _show_judged(judged: "Judged") -> None:
    from sailau.service.acceptance.check import STEPS

    for step in STEPS:
        found = [item.text for item in judged.differences if item.step == step]
        open_ = judged.not_judged.get(step)
        mark = "✗" if found else "–" if open_ else "✓"
        sys.stderr.write(f"  {mark} {step}{'' if open_ is None else f': {open_}'}\n")
        for text in found[:SHOWN_MAX]:
            sys.stderr.write(f"      {text}\n")
        if len(found) > SHOWN_MAX:
            sys.stderr.write(f"      {len(found) - SHOWN_MAX} more; --json lists them\n")
    if judged.signer is not None:
        sys.stderr.write(f"signed by {judged.signer}\n")
    lines = (
        "СӘЙКЕС: айырмашылық табылмады.\nСООТВЕТСТВУЕТ: различий не найдено.\nAGREES: no difference was found.\n"
        if judged.sound
        else "СӘЙКЕС ЕМЕС: айырмашылықтар бар.\nНЕ СООТВЕТСТВУЕТ: есть различия.\nDIFFERS: differences were found.\n"
    )
    sys.stderr.write(lines)


def _show(tree: "Tree", *, as_json: bool) -> None:
    from sailau.service.acceptance.report import count_rows

    if as_json:
        _write_json(tree)
        return
    software, tests, rows = tree["software"], tree["tests"], count_rows(tree)
    listed = ", ".join(f"{name} {number}" for name, number in rows.items() if number)
    lines = [
        f"sailau {software['version']}, {software['files']} files, fingerprint {software['fingerprint']}",
        f"wheel {tree['wheel']['name']}, SHA-256 {tree['wheel']['sha256']}",
        f"source: {tree['source']['files']} files, commit {tree['source']['commit'] or 'unknown'}",
        f"parts of others: {tree['sbom']['components']}",
        f"tests: {tests['passed']} passed, {tests['failed']} failed, {tests['skipped']} skipped"
        f" ({tests['milliseconds'] / 1000:.0f} s)",
        f"rows of the law: {listed}",
    ]
    lines += [f"  ✗ {row['id']} {row['obligation']}: {row['outcome']}" for row in tree["rows"] if _is_open(row)]
    sys.stdout.write("\n".join(lines) + "\n")


def _is_open(row: "Tree") -> bool:
    return row["outcome"] in ("failed", "not-run", "skipped")


def _write_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
