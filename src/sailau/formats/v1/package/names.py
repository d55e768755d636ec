"""Names of a package's files and folders; nothing else may lie in it."""

import re
from typing import Final

MANIFEST: Final = "package.json"
DEFINITION: Final = "definition.json"
OFFICIALS: Final = "officials.json"
INVENTORY: Final = "inventory.json"
CREDENTIALS: Final = "credentials.json"
COMPUTER_PART: Final = "computer.sealed"
REVOKED: Final = "revoked.crl"
LIST_ACT: Final = "list.act.json"
LIST_ACT_PAPER: Final = "list.act.pdf"
LIST_SIGNATURE: Final = "voters.jsonl.p7s"
"""The akim's signature over the voter list, which itself lies sealed in the computer's part."""
BOOTHS: Final = "booths"
CERTIFICATES: Final = "certificates"
PROOF: Final = "proof"
SCREENS: Final = "screens"
SOUND: Final = "sound"
SIGNATURE_SUFFIX: Final = ".p7s"
SEALED_SUFFIX: Final = ".sealed"

AUTHORITY_CERTIFICATE: Final = f"{CERTIFICATES}/territorial-authority.pem"
ROOT_CERTIFICATE: Final = f"{CERTIFICATES}/root.pem"

FOLDERS: Final = (BOOTHS, CERTIFICATES, PROOF, f"{PROOF}/{SCREENS}", f"{PROOF}/{SOUND}", SCREENS, SOUND)
"""Every package has these, also when nothing lies in them; a folder stands after the one that holds it."""

PATH: Final = re.compile(r"(?:[a-z]+/){0,2}[a-zA-Z0-9][a-zA-Z0-9._-]*\Z", re.ASCII)
PATH_MAX: Final = 120


def signature_name(path: str) -> str:
    """Name of the detached signatures of a file."""
    return path + SIGNATURE_SUFFIX


def booth_name(device: str) -> str:
    """Name of the file that is sealed to one terminal or portable device."""
    return f"{BOOTHS}/{device}{SEALED_SUFFIX}"
