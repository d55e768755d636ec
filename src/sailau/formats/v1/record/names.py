"""Names of the record's files; nothing else may stand in the folder."""

import re

DEFINITION = "definition.json"
STRONG_PROOFS = "strong-proofs.jsonl"
CANCELLED = "cancelled.json"
CHALLENGED = "challenged.jsonl"
VOIDED = "voided.jsonl"
FIGURES = "figures.json"
PROTOCOL = "protocol.json"
PROTOCOL_PDF = "protocol.pdf"
PAPER_PROTOCOL = "paper-protocol.json"
PAPER_PROTOCOL_PDF = "paper-protocol.pdf"
SUMMARY_PROTOCOL = "summary-protocol.json"
SUMMARY_PROTOCOL_PDF = "summary-protocol.pdf"
CODES = "codes.json"
CODES_PDF = "codes.pdf"
CERTIFICATES = "certificates.pem"
MANIFEST = "manifest.json"
ACTS = "acts"
CLOSING = "closing"
RECOUNT = "recount"

SIGNATURE_SUFFIX = ".p7s"

ACT = re.compile(r"acts/([0-9]{3})-([a-z][a-z0-9_]{0,62}[a-z0-9])\.json\Z", re.ASCII)
CLOSING_CARD = re.compile(r"closing/((?:terminal|portable)-[1-9][0-9]{0,2})\.json\Z", re.ASCII)


def archive_name(uuid: str) -> str:
    """Name of the archive."""
    return f"{uuid}.bel"


def act_name(number: int, kind: str) -> str:
    """Name of an act; `number` counts from 1."""
    return f"{ACTS}/{number:03d}-{kind}.json"


def closing_name(device: str) -> str:
    """Name of a device's closing card."""
    return f"{CLOSING}/{device}.json"


def signature_name(path: str) -> str:
    """Name of the detached signatures of a file."""
    return path + SIGNATURE_SUFFIX


def recount_name(path: str) -> str:
    """Name of a file of the recount."""
    return f"{RECOUNT}/{path}"
