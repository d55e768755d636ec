"""Making the pack: everything a commission needs in one folder, signed by the central commission (E4, E6).

sailau-….whl              the software, built twice with the same bytes
SHA256SUMS                every file of the software; `sha256sum -c` in `src/` or `site-packages/`
SOURCE-SHA256SUMS         every file of the source, tests and documents included
sbom.cdx.json             parts of others; `requirements/` has the lock files that it comes from
law.md, tests.xml         rows of the law with their tests, and what the tests said
report.json(.p7s), .pdf   the report; data signed by CAdES, paper by PAdES
bench.json                figures, when they were given
manifest.json(.p7s)       hash and length of every file above
"""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import rfc8785

from sailau.adapters.environment import environment
from sailau.adapters.files import read_file, sync_folder, write_atomically
from sailau.adapters.pdf import render_paper, render_signature
from sailau.adapters.software import file_fingerprints, software_fingerprint, software_version
from sailau.errors import SignatureError, StoreError
from sailau.service.acceptance import report as parts
from sailau.service.acceptance.paper import report_paper
from sailau.service.acceptance.rows import LAW, judge_rows, named_tests, read_rows, read_run, run_tests
from sailau.service.acceptance.sbom import LOCKS, make_sbom, read_locks
from sailau.service.acceptance.source import differing, read_source, write_sums
from sailau.service.acceptance.wheel import PACKAGE, build_twice, demand_source
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached
from sailau.signing.holder import holder_of
from sailau.signing.pdf import field_of, sign_pdf
from sailau.signing.roles import SIGNING_RULES, DocumentKind
from sailau.signing.trust import fingerprint

SIGNATURE_SUFFIX: Final = ".p7s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the builder is given beside the source: the file of a run made elsewhere, figures of `make bench`.

    `whole` runs every test of the source instead of those that the law's rows name.
    """

    junit: bytes | None = field(default=None, repr=False)
    bench: bytes | None = field(default=None, repr=False)
    whole: bool = False


def build_pack(source: Path, out: Path, signer: Signer, at: datetime, given: Given) -> parts.Tree:
    """Build, test, report and sign; returns the report. Raises StoreError, FormatError or SignatureError.

    `out` must be absent or empty; it is complete or not there. The software that runs must be that of `source`: what
    is tested is what is accepted.
    """
    holder = holder_of(signer.certificate)
    if holder.role not in SIGNING_RULES[DocumentKind.ACCEPTANCE_REPORT].may or holder.election is None:
        raise SignatureError(f"{holder.name}: a {holder.role.value} may not sign an acceptance report")
    demand_source(source)
    _demand_same_software(source)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise StoreError(f"{out} is not an empty folder: the pack needs one of its own")
    # (1) the software: wheel, every file, parts of others
    wheel, locks, version = build_twice(source), read_locks(source), software_version()
    software, clone = file_fingerprints(source / PACKAGE), read_source(source)
    sbom = make_sbom(locks, version, wheel, at)
    # (2) the law's rows, by a real run of their tests
    law = read_file(source / LAW)
    rows = read_rows(law.decode("utf-8"))
    tests = given.junit or run_tests(source, () if given.whole else named_tests(rows))
    run = read_run(tests)
    # (3) the report
    tree = parts.report_tree(
        parts.Stated(at=at, election=holder.election, training=holder.training),
        parts.built_tree(version, software_fingerprint(source / PACKAGE), software, wheel, sbom),
        parts.source_tree(clone),
        parts.tests_tree(tests, run, run_here=given.junit is None),
        parts.rows_tree(judge_rows(rows, run)),
        None if given.bench is None else parts.bench_tree(given.bench),
        parts.environment_tree(environment(), locks),
    )
    files = {
        wheel.name: wheel.data,
        parts.SUMS: write_sums(software),
        parts.SOURCE_SUMS: write_sums(clone.files),
        parts.SBOM: sbom.data,
        parts.LAW_COPY: law,
        parts.TESTS: tests,
        **({} if given.bench is None else {parts.BENCH: given.bench}),
        **{f"{LOCKS}/{name}": text.encode() for name, text in locks.items()},
    }
    _write(out, files | signed_files(tree, files, signer, at))
    return tree


def manifest(files: Mapping[str, bytes]) -> bytes:
    """The list of a pack's files with length and hash (RFC 8785)."""
    listed: parts.Tree = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    }
    return rfc8785.dumps({"format": parts.MANIFEST_FORMAT, "files": listed})


def signed_files(tree: parts.Tree, files: Mapping[str, bytes], signer: Signer, at: datetime) -> dict[str, bytes]:
    """The report as data and paper, and the manifest over everything; each signed."""
    holder, data = holder_of(signer.certificate), parts.write_report(tree)
    seen = render_signature(at, fingerprint(signer.certificate))
    paper = sign_pdf(render_paper(report_paper(data, holder)), signer, field_of(holder), at, appearance=seen)
    made = {
        parts.REPORT: data,
        parts.REPORT + SIGNATURE_SUFFIX: sign_detached(data, signer, at),
        parts.PAPER: paper,
    }
    listed = manifest({**files, **made})
    return {**made, parts.MANIFEST: listed, parts.MANIFEST + SIGNATURE_SUFFIX: sign_detached(listed, signer, at)}


def _demand_same_software(source: Path) -> None:
    odd = differing(file_fingerprints(source / PACKAGE), file_fingerprints())
    if odd:
        raise StoreError(f"the software that runs is not that of {source}: {', '.join(odd)}; install that source first")


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    making = out.with_name(out.name + ".making")
    try:
        if making.exists():
            shutil.rmtree(making)
        for name, data in sorted(files.items()):
            (making / name).parent.mkdir(parents=True, exist_ok=True)
            write_atomically(making / name, data)
        if out.exists():
            out.rmdir()
        making.rename(out)
        sync_folder(out.parent)
    except OSError as error:
        raise StoreError(f"cannot write {out}: {error.strerror}") from error
