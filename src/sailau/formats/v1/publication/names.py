"""Names of a publication's files. Nothing else may lie below `data/` and `records/`; the site's pages stand beside."""

import re
from typing import Final

DATA: Final = "data"
RECORDS: Final = "records"
MANIFEST: Final = f"{DATA}/manifest.json"
DEFINITION: Final = f"{DATA}/election.json"
RETURNS: Final = f"{DATA}/returns.json"
TOTALS: Final = f"{DATA}/totals.json"
OUTCOME: Final = f"{DATA}/outcome.json"
MANDATES: Final = f"{DATA}/mandates.json"
"""Who holds each mandate now; there once a notice of the results names the elected."""
TURNOUT: Final = f"{DATA}/turnout.json"
ROOT_CERTIFICATE: Final = f"{DATA}/root.pem"
"""For people with `openssl`; whoever verifies brings the root along from elsewhere."""
DECISIONS: Final = f"{DATA}/decisions"
NOTICES: Final = f"{DATA}/notices"
REVISED: Final = f"{DATA}/revised"
"""Definitions revised for precincts whose voting was postponed."""
SCHEMAS: Final = f"{DATA}/schema"
RESULTS_CSV: Final = f"{DATA}/results.csv"
LINES_CSV: Final = f"{DATA}/lines.csv"
PRECINCTS_CSV: Final = f"{DATA}/precincts.csv"
TURNOUT_CSV: Final = f"{DATA}/turnout.csv"
SIGNATURE_SUFFIX: Final = ".p7s"
BUNDLE_SUFFIX: Final = ".bundle.zip"

PATH: Final = re.compile(
    r"data/(?:(?:decisions|notices|revised|schema|nist)/)?[A-Za-z0-9][A-Za-z0-9._-]*\.(?:json|p7s|pdf|csv|pem|crl|xml|xsd|svg|txt)\Z",
    re.ASCII,
)
"""A file below `data/`, as the manifest lists it."""
PATH_MAX: Final = 120
RECORD: Final = re.compile(r"([0-9]{6})-([1-9][0-9]{0,2})[b-z]?\Z", re.ASCII)
"""A record by precinct and version, as `000123-1`; another one that claims the same version has a letter, from b."""
RECORDS_OF_A_VERSION_MAX: Final = 26


def record_name(precinct: int, version: int, other: int = 0) -> str:
    """Name of a record: the precinct's number with six digits, and which version of it, from 1.

    `other` counts further records that claim the same version, from 1 in the order in which they came.
    """
    return f"{precinct:06d}-{version}{chr(ord('a') + other) if other else ''}"


def record_folder(name: str) -> str:
    """Where the record of that name lies, as it is."""
    return f"{RECORDS}/{name}"


def bundle_file(name: str) -> str:
    """Where the bundle lies in which that record came."""
    return f"{RECORDS}/{name}{BUNDLE_SUFFIX}"


def decision_file(number: int) -> str:
    """Name of a decision; `number` counts from 1."""
    return f"{DECISIONS}/{number:03d}.json"


def notice_file(number: int, kind: str) -> str:
    """Name of a notice; `number` counts from 1."""
    return f"{NOTICES}/{number:03d}-{kind}.json"


def annex_name(number: int, kind: str, annex: int) -> str:
    """Name of an annex of a notice, without its folder; `annex` counts from 1."""
    return f"{number:03d}-{kind}-annex-{annex:02d}.pdf"


def revised_file(revision: int) -> str:
    """Name of a revised definition."""
    return f"{REVISED}/{revision:03d}.json"


def paper_name(path: str) -> str:
    """Name of the same paper as PDF."""
    return path.removesuffix(".json") + ".pdf"


def signature_name(path: str) -> str:
    """Name of the detached signatures of a file."""
    return path + SIGNATURE_SUFFIX
