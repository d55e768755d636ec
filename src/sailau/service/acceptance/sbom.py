"""The parts of others in the software, as a bill of materials: CycloneDX 1.6, JSON (E4, E6).

What is listed comes from the lock files, so that it is the same on every machine: name, version, SHA-256 of every file
that the part is published as. Licences and who needs whom come from the metadata of the parts that are installed here;
a part that is not says so. `scope` tells how near a part is:

    required    installed with the software (`base`)
    optional    with an extra, when it is chosen (`extra-…`)
    excluded    builds or tests the software and is no part of it (`build`, `dev`)

No address of any index stands in it: a part is known by its hash, wherever it was fetched.
"""

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

import rfc8785

from sailau.errors import FormatError, StoreError
from sailau.formats import strict_json
from sailau.service.acceptance.locks import Locked, read_lock
from sailau.service.acceptance.wheel import Wheel
from sailau.vendored import FOLDER as VENDORED

SPEC_VERSION: Final = "1.6"
LOCKS: Final = "requirements"
_SCOPES: Final = ("required", "optional", "excluded")
_SERIES: Final = uuid.UUID("5d0b3c1e-7a53-5b0e-9d0c-3c5a1a3f8e21")
_NAME: Final = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)", re.ASCII)
_CLASSIFIER: Final = "License :: "
_LICENCE_LENGTH_MAX: Final = 100
_VENDORED_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part, joined from all lock files that name it."""

    locked: Locked
    scope: str
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sbom:
    """A bill of materials: its bytes, and how many parts of others it lists."""

    data: bytes = field(repr=False)
    components: int


def make_sbom(locks: Mapping[str, str], version: str, wheel: Wheel, at: datetime) -> Sbom:
    """Make the bill for a wheel from the texts of the lock files, by name ("base.txt"). Raises FormatError."""
    parts = parts_of(locks)
    known = {part.locked.name: _reference(part.locked) for part in parts}
    own = f"pkg:pypi/sailau@{version}"
    components = [*(_component(part) for part in parts), *_vendored_files()]
    needs = {own: _needs("sailau", known), **{known[name]: _needs(name, known) for name in known}}
    tree: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC_VERSION,
        "version": 1,
        "metadata": {
            "timestamp": at.isoformat(timespec="seconds"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "sailau",
                "version": version,
                "purl": own,
                "hashes": [{"alg": "SHA-256", "content": wheel.sha256}],
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            },
        },
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": list(on)} for ref, on in sorted(needs.items())],
    }
    tree["serialNumber"] = f"urn:uuid:{uuid.uuid5(_SERIES, hashlib.sha256(rfc8785.dumps(tree)).hexdigest())}"
    return Sbom(data=rfc8785.dumps(tree), components=len(components))


def parts_of(locks: Mapping[str, str]) -> tuple[Part, ...]:
    """All parts of the lock files by name, each once. Raises FormatError when one is locked at two versions."""
    found: dict[str, Part] = {}
    for name in sorted(locks):
        for locked in read_lock(locks[name], name):
            before = found.get(locked.name)
            if before is not None and before.locked.version != locked.version:
                raise FormatError(
                    name, f"{locked.name} {locked.version} is locked elsewhere at {before.locked.version}"
                )
            found[locked.name] = _joined(before, locked, name)
    return tuple(found[name] for name in sorted(found))


def read_locks(folder: Path) -> dict[str, str]:
    """The texts of the lock files in a clone or a pack, by name. Raises StoreError when there are none."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / LOCKS).glob("*.txt"))}
    if "base.txt" not in texts:
        raise StoreError(f"{folder} holds no {LOCKS}/base.txt")
    return texts


def differences(data: bytes, locks: Mapping[str, str]) -> list[str]:
    """Parts that a bill names otherwise than the lock files do: "cbor2: 6.2.1 is not 6.2.0". Raises FormatError."""
    tree = strict_json.read(data, "sbom")
    if not isinstance(tree, dict) or (tree.get("bomFormat"), tree.get("specVersion")) != ("CycloneDX", SPEC_VERSION):
        raise FormatError("sbom", f"not CycloneDX {SPEC_VERSION}")
    listed = {
        str(item.get("name")): (item.get("version"), tuple(hash_["content"] for hash_ in item.get("hashes", ())))
        for item in tree.get("components", ())
        if item.get("type") == "library"
    }
    locked = {part.locked.name: (part.locked.version, part.locked.sha256) for part in parts_of(locks)}
    names = sorted(name for name in {*listed, *locked} if listed.get(name) != locked.get(name))
    return [_difference(name, listed.get(name), locked.get(name)) for name in names]


def _difference(name: str, listed: tuple[Any, Any] | None, locked: tuple[Any, Any] | None) -> str:
    if listed is None or locked is None:
        return f"{name}: {'not in the bill' if listed is None else 'not in the lock files'}"
    if listed[0] != locked[0]:
        return f"{name}: {listed[0]} in the bill, {locked[0]} in the lock files"
    return f"{name}: other hashes in the bill than in the lock files"


def _joined(before: Part | None, locked: Locked, list_: str) -> Part:
    scope = "required" if list_ == "base.txt" else "optional" if list_.startswith("extra-") else "excluded"
    if before is None:
        return Part(locked=locked, scope=scope, lists=(list_,))
    hashes = tuple(sorted({*before.locked.sha256, *locked.sha256}))
    # a marker holds only as long as every list has it: one that needs the part everywhere needs it
    marker = locked.marker if locked.marker == before.locked.marker else ""
    joined = Locked(name=locked.name, version=locked.version, marker=marker, sha256=hashes)
    nearest = min(before.scope, scope, key=_SCOPES.index)
    return Part(locked=joined, scope=nearest, lists=(*before.lists, list_))


def _component(part: Part) -> dict[str, Any]:
    locked, installed = part.locked, _installed(part.locked.name)
    if installed is not None and installed.version != locked.version:
        installed = None
    reference = _reference(locked)
    properties = [{"name": "sailau:lock", "value": list_} for list_ in part.lists]
    if locked.marker:
        properties.append({"name": "sailau:marker", "value": locked.marker})
    if installed is None:
        properties.append(
            {"name": "sailau:licence", "value": "not known: this version is not installed where the bill was made"}
        )
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference,
        "name": locked.name,
        "version": locked.version,
        "purl": reference,
        "scope": part.scope,
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in locked.sha256],
        "properties": properties,
    }
    licences = () if installed is None else licences_of(installed)
    return component | ({"licenses": list(licences)} if licences else {})


def licences_of(installed: Distribution) -> Sequence[dict[str, Any]]:
    """A part's licences as its metadata say: an SPDX expression, else the names of its classifiers, else its text."""
    expressions, classifiers, texts = (
        installed.metadata.get_all(key) or [] for key in ("License-Expression", "Classifier", "License")
    )
    if expressions:
        return ({"expression": expressions[0]},)
    classified = {line.rpartition(" :: ")[2] for line in classifiers if line.startswith(_CLASSIFIER)}
    names = sorted(classified - {"OSI Approved"})
    if names:
        return tuple({"license": {"name": name}} for name in names)
    text = "".join(texts).strip().splitlines()
    return ({"license": {"name": text[0][:_LICENCE_LENGTH_MAX]}},) if text else ()


def _needs(name: str, known: Mapping[str, str]) -> Iterable[str]:
    """References of the parts that an installed part needs, extras left out."""
    installed = _installed(name)
    lines = [] if installed is None else installed.requires or []
    found = [_NAME.match(line) for line in lines if "extra ==" not in line]
    needed = {re.sub(r"[-_.]+", "-", match[1]).lower() for match in found if match is not None}
    return sorted(known[needed_name] for needed_name in needed if needed_name in known)


def _vendored_files() -> list[dict[str, Any]]:
    """Files of others that lie in the package itself; their origin and licence stand in `vendored/VERSIONS`."""
    lines = (VENDORED / "VERSIONS").read_text(encoding="utf-8").splitlines()
    found = [match for match in map(_VENDORED_LINE.match, lines) if match is not None]
    return [
        {
            "type": "file",
            "bom-ref": f"sailau/vendored/{match[2]}",
            "name": f"sailau/vendored/{match[2]}",
            "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": match[1]}],
        }
        for match in found
    ]


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _reference(locked: Locked) -> str:
    return f"pkg:pypi/{locked.name}@{locked.version}"
