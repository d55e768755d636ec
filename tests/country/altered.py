"""What a commission, or whoever hosts a mirror, may do to a publication; a commission signs it anew."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sailau.formats.v1.publication import PUBLICATION_FILE, names
from sailau.formats.v1.record.canonical import CanonicalDocument
from sailau.signing.cms import sign_detached
from tests.country.made import NIGHT, Country


def copied(country: Country, target: Path) -> Path:
    """The publication as a mirror has it."""
    shutil.copytree(country.publication, target)
    return target


def edited(folder: Path, path: str, kind: CanonicalDocument[Any], change: Callable[[Any], Any]) -> None:
    """Change the value of one file of `data/`."""
    file = folder / path
    file.write_bytes(kind.write(change(kind.read(file.read_bytes()))))


def signed_anew(country: Country, folder: Path, signer: str = "central", **changes: Any) -> None:
    """List everything as it lies there now, and sign the list."""
    manifest = PUBLICATION_FILE.read((folder / names.MANIFEST).read_bytes())
    own = {names.MANIFEST, names.signature_name(names.MANIFEST)}
    there = {str(path.relative_to(folder)): path for path in (folder / names.DATA).rglob("*") if path.is_file()}
    files = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items() if name not in own}
    data = PUBLICATION_FILE.write(replace(manifest, files=files, **changes))
    (folder / names.MANIFEST).write_bytes(data)
    signature = sign_detached(data, country.pki.signers[signer], NIGHT)
    (folder / names.signature_name(names.MANIFEST)).write_bytes(signature)
