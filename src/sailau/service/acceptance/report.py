"""The acceptance report as data: what was built, from what, which tests ran, what they say of each row of the law.

Everything in it can be made again from the other files of the pack, and `check` does: fingerprints from the files, rows
from `law.md` and `tests.xml`. What only the machine knew that built it (environment, figures of `make bench`) is
stated, with the hash of the file that it comes from.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import rfc8785

from sailau.adapters.environment import Environment
from sailau.errors import FormatError
from sailau.formats import strict_json
from sailau.service.acceptance.rows import Outcome, RowOutcome, Run
from sailau.service.acceptance.sbom import SPEC_VERSION, Sbom, parts_of
from sailau.service.acceptance.source import Source, write_sums
from sailau.service.acceptance.wheel import SOURCE_DATE_EPOCH, Wheel

FORMAT: Final = "sailau-acceptance/1"
REPORT: Final = "report.json"
PAPER: Final = "report.pdf"
SUMS: Final = "SHA256SUMS"
SOURCE_SUMS: Final = "SOURCE-SHA256SUMS"
SBOM: Final = "sbom.cdx.json"
TESTS: Final = "tests.xml"
LAW_COPY: Final = "law.md"
BENCH: Final = "bench.json"
MANIFEST: Final = "manifest.json"
MANIFEST_FORMAT: Final = "sailau-acceptance-manifest/1"

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the report says of itself: when, for which election the signer is certified, training or not."""

    at: datetime
    election: str
    training: bool


def report_tree(
    stated: Stated, built: Tree, source: Tree, tests: Tree, rows: list[Tree], bench: Tree | None, machine: Tree
) -> Tree:
    """Put the parts together."""
    return {
        "format": FORMAT,
        "at": stated.at.isoformat(timespec="seconds"),
        "election": stated.election,
        "training": stated.training,
        **built,
        "source": source,
        "tests": tests,
        "rows": rows,
        "bench": bench,
        "environment": machine,
    }


def write_report(tree: Tree) -> bytes:
    """The one spelling of a report (RFC 8785)."""
    return rfc8785.dumps(tree)


def read_report(data: bytes) -> Tree:
    """Read a report; raises FormatError when it is none, or not in its one spelling."""
    tree = strict_json.read(data, REPORT)
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise FormatError(REPORT, f"not {FORMAT}")
    if rfc8785.dumps(tree) != data:
        raise FormatError(REPORT, "not in canonical form (RFC 8785)")
    return tree


def built_tree(version: str, fingerprint: str, files: Mapping[str, str], wheel: Wheel, sbom: Sbom) -> Tree:
    """Software, wheel and bill of materials."""
    return {
        "software": {"version": version, "fingerprint": fingerprint, "files": len(files)},
        "wheel": {
            "name": wheel.name,
            "sha256": wheel.sha256,
            "bytes": len(wheel.data),
            "source_date_epoch": SOURCE_DATE_EPOCH,
        },
        "sbom": {
            "format": f"CycloneDX {SPEC_VERSION}",
            "sha256": hashlib.sha256(sbom.data).hexdigest(),
            "components": sbom.components,
        },
    }


def source_tree(source: Source) -> Tree:
    """The clone: number of its files, the hash over their list, its commit."""
    sums = hashlib.sha256(write_sums(source.files)).hexdigest()
    return {
        "files": len(source.files),
        "sums_sha256": sums,
        "commit": source.commit,
        "changed": list(source.changed),
    }


def tests_tree(data: bytes, run: Run, *, run_here: bool) -> Tree:
    """The run; `run_here` is false when somebody gave the file."""
    return {
        "sha256": hashlib.sha256(data).hexdigest(),
        "run_here": run_here,
        "begun": run.begun,
        "milliseconds": run.milliseconds,
        **{outcome.value: run.count(outcome) for outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED)},
    }


def rows_tree(rows: Sequence[RowOutcome]) -> list[Tree]:
    """Each row of the law with its tests and their outcome."""
    return [
        {
            "id": judged.row.id,
            "obligation": judged.row.obligation,
            "state": judged.row.state,
            "outcome": judged.outcome.value,
            "tests": [{"test": test.test, "outcome": test.outcome.value, "cases": test.cases} for test in judged.tests],
        }
        for judged in rows
    ]


def bench_tree(data: bytes) -> Tree:
    """The figures of `make bench` in whole microseconds; raises FormatError when it is not its file."""
    tree = strict_json.read(data, BENCH)
    try:
        rows = [
            {
                "name": str(row["name"]),
                "median_us": _micro(row["median_ms"]),
                "reach_us": None if row.get("reach_ms") is None else _micro(row["reach_ms"]),
            }
            for row in tree["rows"]
        ]
        machine = str(tree["machine"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FormatError(BENCH, "not the file that `make bench` writes") from error
    return {"sha256": hashlib.sha256(data).hexdigest(), "machine": machine, "rows": rows}


def environment_tree(here: Environment, locks: Mapping[str, str]) -> Tree:
    """The machine, and which installed libraries are not at the version of the lock files."""
    locked = {part.locked.name: part.locked.version for part in parts_of(locks)}
    unlike = [
        f"{name} {version} instead of {locked[name]}"
        for name, version in sorted(here.libraries.items())
        if name in locked and locked[name] != version
    ]
    return {
        "python": here.python,
        "os": here.os,
        "machine": here.machine,
        "system": here.system,
        "libraries": here.libraries,
        "unlike_locks": unlike,
    }


def count_rows(tree: Tree) -> dict[str, int]:
    """How many rows of the law have each outcome."""
    found = [row["outcome"] for row in tree["rows"]]
    return {outcome.value: found.count(outcome.value) for outcome in Outcome}


def _micro(milliseconds: float) -> int:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float) or not math.isfinite(milliseconds):
        raise ValueError("not a number of milliseconds")
    return round(milliseconds * 1000)
